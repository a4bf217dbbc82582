"""Each rule of the catalogues that lint follows is checked, or the profile says why not."""

from __future__ import annotations

import re
from collections import Counter

from foedus import linting, resources
from foedus.linting.profile import bundled_profile

CATALOGUE = {
    # the pitfalls of OOPS!, the ontology pitfall scanner
    "OOPS": " ".join(f"P{number:02}" for number in range(1, 42)),
    # FOOPS!, by what each test asks for
    "FOOPS": """citation compatibility content_negotiation contributors created creator definitions
        description identifier issued labels licence metadata_terms modified namespace parses prefix
        prior_version publisher registries resolution reuse source status title version_iri
        version_text""",
    # the queries of `robot report`
    "ROBOT": """annotation_whitespace deprecated_boolean_datatype deprecated_class_reference
        deprecated_property_reference duplicate_definition duplicate_exact_synonym duplicate_label
        duplicate_label_synonym duplicate_scoped_synonym equivalent_class_axiom_no_genus
        equivalent_pair illegal_use_of_built_in_vocabulary invalid_entity_uri invalid_xref
        label_formatting label_whitespace lowercase_definition missing_definition missing_label
        missing_obsolete_label missing_ontology_description missing_ontology_license
        missing_ontology_title missing_subset_declaration missing_superclass
        missing_synonymtype_declaration misused_obsolete_label misused_replaced_by
        multiple_definitions multiple_equivalent_class_definitions multiple_equivalent_classes
        multiple_labels""",
    # the checks that the Ontology Development Kit adds
    "ODK": """dc_1_1 definition_self_reference impossible_date iri_in_label iri_range
        redundant_subclass_link several_replacements""",
    # the hygiene queries of FIBO
    "FIBO": """and_or_concept bad_characters blanks circular_definition class_as_property
        crossed_domain_or_range dots_in_iri explicit_thing min_one overlong_iri self_import
        several_inverses several_kinds untyped_object untyped_predicate untyped_subject""",
    # the quality checks of the Common Core Ontologies
    "CCO": """declared_in_two_files definition_source iri_pattern language_tag number_used_twice
        one_preferred_label stated_home""",
    # Linked Open Vocabularies' recommendations
    "LOV": """comment creator dates description is_defined_by label licence namespace prefix
        publisher reuse stable_namespace title version""",
    # the principles of the OBO Foundry that a program can check
    "OBO": """common_format iri_pattern names_without_line_breaks no_copies open_licence
        relations_reused singular_names term_stability unique_definitions unique_names
        version_and_date""",
    # our own
    "house": """acceptance code_tables dates_exist dates_in_order dates_of_facts_in_order
        enough_said every_fact_sourced identifiers_verified one_node_for_a_thing quotations_found
        words_and_values""",
}
WANTED = {f"{name} {rule}" for name, rules in CATALOGUE.items() for rule in rules.split()}
HOUSE_RULES = re.compile(r"[TFSQCR][0-9]{1,2}")


def checked() -> set[str]:
    sources = {source for rule in linting.rules() for source in rule.sources}
    return {source for source in sources if not HOUSE_RULES.fullmatch(source)}


def excused() -> list[str]:
    profile = bundled_profile()
    return [*profile.elsewhere, *profile.waived, *profile.online, *profile.human]


def test_each_rule_is_checked_or_excused_and_never_both() -> None:
    assert checked() | set(excused()) == WANTED
    assert [rule for rule, times in Counter([*checked(), *excused()]).items() if times > 1] == []


def test_the_guesses_of_oops_are_information_or_waived() -> None:
    guesses = {f"OOPS {name}" for name in ["P02", "P05", "P12", "P21", "P27", "P30", "P31"]}
    found = {
        source: rule.severity
        for rule in linting.rules()
        for source in rule.sources
        if source in guesses
    }
    assert found == dict.fromkeys(guesses - set(bundled_profile().waived), "Info")


def test_the_profile_rates_each_check_and_nothing_else() -> None:
    names = {rule.name.removeprefix("check:") for rule in linting.rules()}
    assert set(bundled_profile().severities) == names
    assert {path.stem for path in resources.hygiene_files()} < names


def test_each_check_says_what_is_wrong_and_what_to_do() -> None:
    for rule in linting.rules():
        assert rule.title and not rule.title.endswith("."), rule.name
        assert rule.description.endswith(".") and rule.fix.endswith("."), rule.name
        assert rule.sources, rule.name
    titles = [rule.title for rule in linting.rules()]
    assert len(set(titles)) == len(titles)

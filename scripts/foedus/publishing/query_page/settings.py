"""What the query page is told: its data, the questions, the terms, the pages that things have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foedus.asking import snapshot
from foedus.bundled import contents
from foedus.bundled.questions import Parameter, Question, parse_value, without_header
from foedus.publishing.address import FOLDERS
from foedus.publishing.html import for_script
from foedus.publishing.questions import path_of
from foedus.publishing.site import Site
from foedus.rdf.names import CODE_NS, PREFIXES, RDF_NS
from foedus.reasoning import rules

BROWSER = "browser"
"""The folder of the built assets."""

MAX_OPTIONS = 80
_TYPE = RDF_NS + "type"
_IN_SCHEME = PREFIXES["skos"] + "inScheme"
_DEFINITION = PREFIXES["skos"] + "definition"
_DATA_LABELS = {"article": "the article", "background": "background from other sources"}


def settings(site: Site, days: Sequence[str]) -> dict[str, Any]:
    """The settings of the query page and of the chain of command, as JSON has them."""
    queries = snapshot.queries()
    return {
        "assets": f"assets/{BROWSER}/",
        "pages": "assets/pages.json",
        "oneFile": False,
        "hasOneFile": site.offline,
        "prefixes": PREFIXES,
        "data": [*_data(site), _ontology()],
        "questions": [_question(site, question) for question in site.questions],
        "terms": [_term(site, iri) for iri in (*site.terms, *site.codes)],
        "snapshot": [_snapshot_query(query) for query in queries],
        "dyads": _dyads(),
        "days": list(days),
        "day": queries[0].day,
    }


def page_addresses(site: Site) -> bytes:
    """The path of the page of each thing: ours by folder and names, any other by its IRI."""
    folders: dict[str, list[str]] = {}
    others: dict[str, str] = {}
    namespaces = {folder: namespace for namespace, folder in FOLDERS.items()}
    for iri, path in sorted(site.resources.items()):
        folder, _, name = path.rpartition("/")
        if iri == namespaces.get(folder, "\0") + name:
            folders.setdefault(folder, []).append(name)
        else:
            others[iri] = path
    own = [
        {"namespace": namespaces[folder], "folder": folder, "names": names}
        for folder, names in sorted(folders.items())
    ]
    return for_script({"own": own, "others": others}).encode()


def _data(site: Site) -> list[dict[str, Any]]:
    """Our data file by file, as the questions name them; a user's dataset as the one it is."""
    if not site.own:
        return [_source("dataset", "the dataset", "dataset.trig", "application/trig")]
    names = {file: name for name, file in contents.DATA_FILES.items()}
    return [
        _source(names[file.name], _DATA_LABELS[names[file.name]], f"{file.path}.ttl", "text/turtle")
        for file in site.data
    ]


def _ontology() -> dict[str, Any]:
    source = _source("ontology", "the ontology", "ontology.ttl", "text/turtle")
    return {**source, "atStart": False}


def _source(name: str, label: str, address: str, format: str) -> dict[str, Any]:
    return {"name": name, "label": label, "address": address, "format": format, "atStart": True}


def _question(site: Site, question: Question) -> dict[str, Any]:
    return {
        "number": question.number,
        "name": question.name,
        "question": question.question,
        "asker": question.asker,
        "answer": question.answer if site.own else "",
        "view": question.view,
        "data": list(question.data),
        "parameters": [_parameter(site, parameter) for parameter in question.parameters],
        "text": without_header(question.text),
        "page": f"{path_of(question)}.html",
    }


def _parameter(site: Site, parameter: Parameter) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": parameter.name,
        "type": parameter.type,
        "default": parameter.default,
    }
    if parameter.type == "iri":
        found["options"] = _options(site, parse_value(parameter, parameter.default).value)
    return found


def _options(site: Site, iri: str) -> list[str]:
    """The things of the default's classes, or the codes of its scheme, by label."""
    link = _IN_SCHEME if iri.startswith(CODE_NS) else _TYPE
    groups = [term.value for term in site.stated.objects(iri, link) if hasattr(term, "value")]
    alike = {
        quad.subject.value
        for group in groups
        for quad in site.stated.by_object(group, link)
        if hasattr(quad.subject, "value")
    }
    return sorted(alike, key=lambda one: (site.label(one), one))[:MAX_OPTIONS]


def _term(site: Site, iri: str) -> dict[str, str]:
    definitions = site.stated.objects(iri, _DEFINITION)
    definition = next((d.value for d in definitions if hasattr(d, "value")), "")
    return {"iri": iri, "label": site.label(iri), "definition": definition}


def _dyads() -> str:
    """The rule whose conclusions the snapshot queries ask beside the data."""
    (rule,) = (rule for rule in rules.all_rules() if rule.name == "65-alliance-dyad")
    return without_header(rule.text)


def _snapshot_query(query: snapshot.Query) -> dict[str, str]:
    """One query of the picture of a day."""
    return {
        "kind": query.kind,
        "title": query.title,
        "note": query.note,
        "text": without_header(query.text),
    }

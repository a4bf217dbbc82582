"""Releases: no address vanishes, versions are stamped everywhere, artefacts are reproducible."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib

from conftest import first_quick
from foedus.asking import snapshot
from foedus.bundled import alignment, contents, folders
from foedus.checks import layout, lint
from foedus.errors import BadInput
from foedus.rdf import reading, writing
from foedus.rdf.names import CODE_NS, FOEDUS_NS, ID_NS
from foedus.rdf.reading import RdfFormat
from foedus.release import artefacts, procedure, stamp
from foedus.release.__main__ import main
from helpers import HEAD

ROOT = Path(__file__).parents[2]
LIST = ROOT / procedure.RELEASED
VERSION = stamp.project_version(ROOT)
COPIED = ("ontology", "shapes", "data")
FILES = ("pyproject.toml", "CITATION.cff", "README.md", "CHANGELOG.md", "LICENSE")
OLD = VERSION
_FIRST, _SECOND, _THIRD = stamp.number(OLD)
NEXT = f"{_FIRST}.{_SECOND}.{_THIRD + 1}"
MAJOR = f"{_FIRST}.{_SECOND + 1}.0" if _FIRST == 0 else f"{_FIRST + 1}.0.0"
AGREEMENT = "ontology/agreement.ttl"
RIGHT = """

foedus:BasingRight a owl:Class ;
    rdfs:subClassOf foedus:Obligation ;
    rdfs:label "basing right"@en .
"""


# -- released addresses ------------------------------------------------------------------


def own() -> list[object]:
    return [*contents.ontology(), *contents.shapes()]


def test_no_released_address_has_vanished() -> None:
    assert procedure.faults(procedure.read_list(LIST), own()) == []


def test_the_list_is_as_it_is_written_and_begins_with_the_first_public_release() -> None:
    """0.1.0 was never published, so its names are free; the list may not grow backwards to it."""
    listed = procedure.read_list(LIST)
    assert "0.1.0" not in listed.values()
    assert procedure.write_list(listed) == LIST.read_text(encoding="utf-8")


def test_a_release_lists_terms_codes_and_shapes(old: Path) -> None:
    listed = procedure.read_list(old / procedure.RELEASED)
    for name in ("ontology#Alliance", "ontology#hasParty", "code/day", "shapes#Alliance"):
        assert f"https://w3id.org/foedus/{name}" in listed


TREATY = "https://w3id.org/foedus/ontology#Treaty"
SAID = {
    "a owl:Class": [],
    "rdfs:label 'x'": [f"{TREATY} was released and is gone: deprecate it instead"],
    "a owl:Class ; owl:deprecated true": [
        f"{TREATY} is deprecated, but nothing replaces it and no change note says why"
    ],
    "a owl:Class ; owl:deprecated false": [],
    "a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy foedus:Pact": [],
    "a owl:Class ; owl:deprecated true ; skos:changeNote 'Never used.'@en": [],
    "a owl:Class ; owl:deprecated true ; skos:historyNote 'Used until 1954.'@en": [],
    "a owl:Class ; owl:deprecated true ; skos:editorialNote 'Was it ever used?'@en": [
        f"{TREATY} is deprecated, but nothing replaces it and no change note says why"
    ],
}


@pytest.mark.parametrize(("said", "faults"), SAID.items(), ids=SAID)
def test_an_address_is_defined_or_deprecated_with_a_reason(said: str, faults: list[str]) -> None:
    text = f"{HEAD} foedus:Treaty {said} ."
    document = reading.read_bytes(text.encode(), RdfFormat.TURTLE, "a.ttl")
    assert procedure.faults([TREATY], document.quads) == faults
    theirs = text.replace("foedus:Treaty", "<https://example.org/Treaty>").encode()
    document = reading.read_bytes(theirs, RdfFormat.TURTLE, "a.ttl")
    dead_ends = lint.findings([document], ["check:deprecated-dead-end"])
    assert bool(dead_ends) == any("nothing replaces it" in fault for fault in faults)


def test_dropping_any_term_is_noticed() -> None:
    quads = [quad for quad in contents.ontology() if quad.subject.value != TREATY]  # type: ignore[union-attr]
    found = procedure.faults(procedure.extended({}, own(), "1.0.0"), [*quads, *contents.shapes()])
    assert found == [f"{TREATY} was released and is gone: deprecate it instead"]


def test_the_list_is_extended_and_its_past_stays() -> None:
    text = f"{HEAD} foedus:Treaty a owl:Class . foedus:Pact a owl:Class ."
    quads = reading.read_bytes(text.encode(), RdfFormat.TURTLE, "a.ttl").quads
    listed = procedure.extended({TREATY: "0.1.0"}, quads, "0.2.0")
    assert listed == {TREATY: "0.1.0", "https://w3id.org/foedus/ontology#Pact": "0.2.0"}
    assert procedure.write_list(listed).split("\n\n")[1:] == [
        f"# released with 0.1.0\n{TREATY}",
        "# released with 0.2.0\nhttps://w3id.org/foedus/ontology#Pact\n",
    ]


@pytest.mark.parametrize(
    "text",
    [
        TREATY,
        "# released with 0.1.0\nhttp://example.org/a",
        f"# released with 0.1.0\n{TREATY}\n{TREATY}",
    ],
)
def test_a_wrong_line_of_the_list_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.txt"
    path.write_text(text)
    with pytest.raises(BadInput) as caught:
        procedure.read_list(path)
    assert caught.value.line == len(text.splitlines())


# -- a release on a copy of the tree -----------------------------------------------------------


def copy(target: Path) -> Path:
    for name in COPIED:
        shutil.copytree(ROOT / name, target / name)
    for name in FILES:
        shutil.copy(ROOT / name, target / name)
    return target


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old} is not in {path}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last release, all of whose addresses are listed."""
    root = copy(tmp_path_factory.mktemp("release") / "old")
    log = root / procedure.CHANGELOG
    text = log.read_text(encoding="utf-8")
    heading = f"## [{OLD}] - 2027-01-01"  # later than any file of the tree
    if procedure.date_of(text, OLD) is None:
        edit(log, procedure.UNRELEASED, heading)
    else:
        log.write_text(re.sub(rf"## \[{re.escape(OLD)}\].*", heading, text), encoding="utf-8")
    procedure.plan(root, OLD, None, None).write()
    return root


def with_a_right(old: Path, root: Path) -> Path:
    shutil.copytree(old, root)
    path = root / AGREEMENT
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + RIGHT, encoding="utf-8")
    announce(root, "- Basing rights: `foedus:BasingRight`.")
    return root


@pytest.fixture
def new(old: Path, tmp_path: Path) -> Path:
    """The last release with one class more, and an entry in the change log."""
    return with_a_right(old, tmp_path / "new")


@pytest.fixture(scope="module")
def released(old: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after its release: only to be looked at."""
    root = with_a_right(old, tmp_path_factory.mktemp("release") / "released")
    release(root, old).write()
    return root


def announce(root: Path, words: str) -> None:
    path = root / procedure.CHANGELOG
    text = re.sub(
        r"## \[Unreleased\].*?(?=## \[)", "", path.read_text(encoding="utf-8"), flags=re.S
    )
    start = text.index("## [")
    entry = f"{procedure.UNRELEASED}\n\n### Added\n\n{words}\n\n"
    path.write_text(text[:start] + entry + text[start:], encoding="utf-8")


def release(root: Path, old: Path, version: str = NEXT) -> procedure.Plan:
    return procedure.plan(root, version, "2027-01-02", str(old))


def refused(root: Path, old: Path, version: str = NEXT) -> str:
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(BadInput) as caught:
        release(root, old, version).write()
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return str(caught.value)


def test_the_version_is_stamped_everywhere(released: Path) -> None:
    for path in sorted(released.rglob("*")):
        if path.is_file() and path.name not in ("CHANGELOG.md", "released-iris.txt"):
            lines = path.read_text(encoding="utf-8").replace("python = ", "").splitlines()
            found = [line for line in lines if re.search(rf"\b{re.escape(OLD)}\b", line)]
            found = [line for line in found if not re.search("owl:(prior|back|incomp)", line)]
            assert [line for line in found if "versionI" in line or path.suffix != ".ttl"] == []
    core = (released / "ontology/core.ttl").read_text(encoding="utf-8")
    assert (
        f"""    dcterms:modified "2027-01-02"^^xsd:date ;
    owl:versionIRI <https://w3id.org/foedus/ontology/{NEXT}/core> ;
    owl:priorVersion <https://w3id.org/foedus/ontology/{OLD}/core> ;
    owl:backwardCompatibleWith <https://w3id.org/foedus/ontology/{OLD}/core> ;
    owl:versionInfo "{NEXT}" ;
"""
        in core
    )
    assert f'name="https://w3id.org/foedus/ontology/{NEXT}/core"' in (
        released / "ontology/catalog-v001.xml"
    ).read_text(encoding="utf-8")
    assert (
        f"version: {NEXT}\ndate-released: 2027-01-02\n" in (released / "CITATION.cff").read_text()
    )
    assert stamp.project_version(released) == NEXT


OTHER_THINGS = """
id:another-ontology dcterms:issued "2099-01-01"^^xsd:date ;
    dcterms:modified "2020-01-01"^^xsd:date ;
    owl:versionIRI <https://w3id.org/foedus/ontology/0.0.9/another> ;
    owl:priorVersion <https://w3id.org/foedus/ontology/0.0.8/another> ;
    owl:versionInfo "0.0.9" .
"""


@pytest.mark.parametrize("name", ["data/background.ttl"])
def test_only_the_header_is_stamped(old: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(old, tmp_path / "new")
    path = tmp_path / "new" / name
    path.write_text(path.read_text(encoding="utf-8") + OTHER_THINGS, encoding="utf-8")
    texts = stamp.stamped(tmp_path / "new", NEXT, "2027-01-02", stamp.Previous())
    assert texts[path].endswith(OTHER_THINGS)
    assert f'owl:versionInfo "{NEXT}"' in texts[path]


def test_the_tables_of_the_bridges_have_the_new_version(released: Path) -> None:
    paths = alignment.tables(released / "ontology")
    assert paths
    for path in paths:
        table = alignment.read_table(path)
        assert {table.version, *(row.subject_source_version for row in table.rows)} == {NEXT}


@pytest.mark.slow
def test_a_release_twice_changes_nothing_more(released: Path, old: Path) -> None:
    assert release(released, old).stale == []
    assert not any(
        file.changed for file in layout.format_files(layout.turtle_files([str(released)]))
    )


@pytest.mark.slow
def test_lint_finds_no_more_than_hints_in_the_released_files(released: Path) -> None:
    documents = [
        reading.read(path)
        for path in layout.turtle_files([str(released)])
        if "BasingRight" not in Path(path).read_text(encoding="utf-8")
    ]
    assert documents
    assert {one.severity for one in lint.lint(documents).findings} <= {"Info"}


def test_the_change_log_gets_its_date(released: Path) -> None:
    text = (released / procedure.CHANGELOG).read_text(encoding="utf-8")
    assert text.index(f"## [{NEXT}] - 2027-01-02") < text.index(f"## [{OLD}] - ")
    assert (
        f"## [{NEXT}] - 2027-01-02\n\n### Added\n\n"
        f"- Basing rights: `foedus:BasingRight`.\n\n## [{OLD}] - "
    ) in text


def test_everything_declared_is_listed_with_its_version(released: Path, old: Path) -> None:
    listed = procedure.read_list(released / procedure.RELEASED)
    quads = [q for path in layout.turtle_files([str(released)]) for q in reading.read(path).quads]
    assert procedure.declared(quads) <= listed.keys()
    assert listed["https://w3id.org/foedus/ontology#BasingRight"] == NEXT
    assert listed[TREATY] == procedure.read_list(old / procedure.RELEASED)[TREATY]


def test_a_version_lower_than_the_last_is_refused(new: Path, old: Path) -> None:
    assert refused(new, old, "0.0.1") == f"foedus: version 0.0.1 is lower than {OLD}"


def test_another_definition_needs_a_reason(new: Path, old: Path) -> None:
    path = new / AGREEMENT
    text = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(r'(foedus:Treaty a .*?skos:definition ")', r"\1Read: ", text, flags=re.S),
        encoding="utf-8",
    )
    told = refused(new, old)
    assert told == (
        "foedus: CHANGELOG.md: foedus:Treaty has another definition: the entry must say why"
    )
    others = "`foedus:TreatyAlone`, `foedus:Treaty-old` and `not-foedus:Treaty`"
    announce(new, f"- `foedus:BasingRight`; {others} as read.")
    assert refused(new, old) == told
    announce(new, "- `foedus:BasingRight`; foedus:Treaty as read.")
    release(new, old).write()


def test_a_version_that_breaks_by_its_number_is_called_incompatible(old: Path) -> None:
    address = f"https://w3id.org/foedus/ontology/{OLD}/agreement"
    previous = stamp.Previous(frozenset({address}), OLD)
    texts = stamp.stamped(old, MAJOR, "2027-01-02", previous)
    assert "owl:incompatibleWith" in texts[old / AGREEMENT]


@pytest.mark.parametrize(
    ("old", "new", "fits"),
    [
        ("0.1.0", "0.1.1", True),
        ("0.1.9", "0.2.0", False),
        ("0.9.0", "1.0.0", False),
        ("1.2.3", "1.3.0", True),
        ("1.2.3", "2.0.0", False),
    ],
)
def test_compatible_is_what_semantic_versioning_says(old: str, new: str, fits: bool) -> None:
    assert stamp.Previous(version=old).fits(new) is fits


def test_an_address_that_is_gone_is_refused(new: Path, old: Path) -> None:
    path = new / "ontology/alliance.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"foedus:alliedWith a .*?\n\n", "", text, flags=re.S), encoding="utf-8")
    announce(new, "- `foedus:alliedWith` is gone.")
    gone = "https://w3id.org/foedus/ontology#alliedWith was released and is gone"
    assert gone in refused(new, old, MAJOR)


@pytest.mark.slow
def test_a_line_taken_off_the_list_comes_back(new: Path, old: Path) -> None:
    path = new / procedure.RELEASED
    path.write_text(path.read_text(encoding="utf-8").replace(TREATY + "\n", ""), encoding="utf-8")
    assert TREATY not in procedure.read_list(path)
    release(new, old).write()
    assert (
        procedure.read_list(path)[TREATY] == procedure.read_list(old / procedure.RELEASED)[TREATY]
    )


@pytest.mark.slow
def test_what_is_not_out_yet_may_still_change(new: Path, old: Path) -> None:
    release(new, old).write()
    path = new / AGREEMENT
    path.write_text(
        path.read_text(encoding="utf-8").replace("foedus:BasingRight", "foedus:UseOfBases"),
        encoding="utf-8",
    )
    announce(new, "- Use of bases: `foedus:UseOfBases`.")
    release(new, old).write()
    added = (
        procedure.read_list(new / procedure.RELEASED).keys()
        - procedure.read_list(old / procedure.RELEASED).keys()
    )
    assert added == {"https://w3id.org/foedus/ontology#UseOfBases"}


def test_without_an_entry_there_is_no_release(new: Path, old: Path) -> None:
    announce(new, "")
    edit(new / procedure.CHANGELOG, "### Added", "")
    assert refused(new, old) == (
        f"foedus: CHANGELOG.md: the entry of {NEXT} is empty: say what changed and why"
    )
    edit(new / procedure.CHANGELOG, procedure.UNRELEASED, "")
    assert refused(new, old) == (
        f"foedus: CHANGELOG.md: no entry for {NEXT}: write one below ## [Unreleased]"
    )


def test_versions_and_dates_are_checked(new: Path, old: Path) -> None:
    assert refused(new, old, "1.0") == "foedus: version 1.0 is not of the form X.Y.Z"
    for date in ("2027-13-01", "2027-02-31", "2027-1-02", "20270102"):
        with pytest.raises(BadInput, match="the release needs a date"):
            procedure.plan(new, NEXT, date, str(old))
    with pytest.raises(BadInput, match="the release needs a date"):
        procedure.plan(new, NEXT, None, str(old))


def test_a_release_is_not_older_than_its_files(new: Path, old: Path) -> None:
    path = new / "shapes/core.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'modified "[^"]*"', 'modified "2027-02-01"', text), encoding="utf-8")
    expected = f"foedus: {path}: was modified on 2027-02-01, after the release of 2027-01-02"
    assert refused(new, old) == expected


@pytest.mark.slow
def test_the_last_tag_of_git_is_the_last_release(new: Path, old: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    commands = ("init -q", "add -A", "-c user.name=a -c user.email=a@e commit -qm a", f"tag v{OLD}")
    tagged = new.parent / "tagged"
    shutil.copytree(new, tagged)
    for name in COPIED:
        shutil.rmtree(tagged / name)
        shutil.copytree(old / name, tagged / name)
    for command in (*commands, "tag v99.0.0"):
        subprocess.run(["git", "-C", str(tagged), *command.split()], check=True)
    for name in COPIED:
        shutil.rmtree(tagged / name)
        shutil.copytree(new / name, tagged / name)
    found = procedure.plan(tagged, NEXT, "2027-01-02", None).comparison
    assert found is not None
    assert Path(found.old.name).name == f"v{OLD}"
    assert [one.subject.split("#")[1] for one in found.of("terms")["added"]] == ["BasingRight"]


@pytest.mark.slow
def test_the_command_checks_before_it_writes(new, old, monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setattr(folders, "root", lambda: new)
    arguments = [NEXT, "--date", "2027-01-02", "--since", str(old)]
    assert main([*arguments, "--check"]) == 1
    assert "ontology/core.ttl: to be written\n" in capsys.readouterr().out
    assert stamp.project_version(new) == OLD
    monkeypatch.setattr(artefacts, "build", lambda root: {"a/b.txt": b"x"})
    assert main([*arguments, "--output", str(tmp_path / "out")]) == 0
    told = f"foedus {NEXT}: 1 files in {tmp_path / 'out'}\n"
    assert capsys.readouterr().out.endswith(told)
    assert main([*arguments, "--check"]) == 0
    (tmp_path / "out" / "stranger").write_text("")
    assert main([*arguments, "--output", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == (
        f"foedus: {tmp_path / 'out'}: holds what is no part of the release: stranger\n"
    )


# -- the artefacts --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built() -> dict[str, bytes]:
    return artefacts.build(ROOT)


def graph(files: dict[str, bytes], name: str) -> set[object]:
    format = reading.format_of(name)
    return set(writing.label_blank_nodes(reading.read_bytes(files[name], format, name).quads))


def one_files(built: dict[str, bytes]) -> list[str]:
    """What most people load, without extension."""
    return [
        stem for name in built for stem in [name.removesuffix(".nt")] if "/" not in stem != name
    ]


def test_every_file_comes_in_four_syntaxes(built: dict[str, bytes]) -> None:
    stems = {name.removesuffix(".nt") for name in built if name.endswith(".nt")}
    sources = [path for name in COPIED for path in (ROOT / name).rglob("*.ttl")]
    expected = {path.relative_to(ROOT).with_suffix("").as_posix() for path in sources}
    bridges = {f"ontology/align/{name}" for name in alignment.names()}
    assert stems == (
        expected | bridges | {f"merged/{name}" for name in artefacts.MERGED} | {*one_files(built)}
    )
    for stem in stems:
        assert all(built[stem + extension] for extension in artefacts.SYNTAXES)


@pytest.mark.parametrize("stem", first_quick(["ontology/claim", "shapes/guards", "foedus-all"]))
def test_all_syntaxes_say_the_same(built: dict[str, bytes], stem: str) -> None:
    first, *others = (graph(built, stem + extension) for extension in artefacts.SYNTAXES)
    assert first and all(other == first for other in others)


def test_a_module_keeps_its_author_s_text(built: dict[str, bytes]) -> None:
    assert built["ontology/core.ttl"] == (ROOT / "ontology/core.ttl").read_bytes()


def test_a_merged_file_has_one_header_and_imports_nothing(built: dict[str, bytes]) -> None:
    addresses = {f"merged/{name}": f"merged/{VERSION}/{name}" for name in artefacts.MERGED}
    addresses |= {"foedus-all": f"ontology/{VERSION}", "foedus-shapes": f"shapes/{VERSION}"}
    for name, address in addresses.items():
        text = built[f"{name}.nt"].decode()
        assert text.count("<http://www.w3.org/2002/07/owl#Ontology>") == 1
        assert "<http://www.w3.org/2002/07/owl#imports>" not in text
        assert f'<http://www.w3.org/2002/07/owl#versionInfo> "{VERSION}"' in text
        assert f"#versionIRI> <https://w3id.org/foedus/{address}> ." in text


def test_the_merged_ontology_is_the_sum_of_its_modules(built: dict[str, bytes]) -> None:
    def terms(name: str) -> set[str]:
        lines = built[name].decode().splitlines()
        return {line for line in lines if line.startswith("<") and "#" in line.split(">")[0]}

    parts = [name for name in built if re.fullmatch(r"ontology/[^/]+\.nt", name)]
    said = {line for name in parts for line in terms(name) if " _:" not in line}
    assert len(parts) == len(folders.ontology_files())
    assert said == {line for line in terms("foedus-all.nt") if " _:" not in line}


def test_plain_rdflib_finds_terms_codes_and_the_alliances_of_a_day(
    built: dict[str, bytes],
) -> None:
    day, all_ = (
        rdflib.Graph().parse(data=built[f"{name}.ttl"], format="turtle")
        for name in (next(name for name in one_files(built) if "snapshot" in name), "foedus-all")
    )
    foedus = rdflib.Namespace(FOEDUS_NS)
    assert (foedus.Alliance, rdflib.RDF.type, rdflib.OWL.Class) in all_
    assert (rdflib.URIRef(CODE_NS + "about"), rdflib.RDF.type, rdflib.SKOS.Concept) in all_
    (header,) = all_.subjects(rdflib.RDF.type, rdflib.OWL.Ontology)
    assert str(header) == folders.ONTOLOGY_IRI
    assert list(all_.objects(header, rdflib.OWL.imports)) == []
    japan, states = rdflib.URIRef(ID_NS + "japan"), rdflib.URIRef(ID_NS + "united-states")
    assert (japan, foedus.alliedWith, states) in day and (states, foedus.alliedWith, japan) in day
    assert list(day.subjects(foedus.memberOfAlliance)) and list(day.subjects(foedus.holdsPost))


def test_what_is_only_possible_on_the_day_is_not_in_its_file() -> None:
    quads = reading.join(contents.data(("article", "background")))
    day = snapshot.newest_day(quads)
    assert day and snapshot.newest_day([]) == ""
    possible = snapshot.triples(quads, day)
    possible = [quad for quad in possible if quad.graph_name.value.endswith("-possible")]
    told = {quad.triple for quad in snapshot.file_of(quads, day)}
    assert possible and not told & {quad.triple for quad in possible}


@pytest.mark.slow
def test_plain_pyshacl_validates_with_the_files_in_one(built: dict[str, bytes]) -> None:
    """The article conforms; a line of command that nobody asserted is caught."""
    import pyshacl

    ontology, shapes = (
        rdflib.Graph().parse(data=built[f"{name}.ttl"], format="turtle")
        for name in ("foedus-all", "foedus-shapes")
    )
    article = (ROOT / "data/usfj-upgrade.ttl").read_text(encoding="utf-8")
    planted = article + "\nid:us-forces-japan foedus:reportsTo id:us-indo-pacific-command .\n"
    for text, expected in ((article, True), (planted, False)):
        data = rdflib.Graph().parse(data=text, format="turtle")
        conforms, _, report = pyshacl.validate(
            data, shacl_graph=shapes, ont_graph=ontology, advanced=True
        )
        assert conforms is expected, report


def test_the_counts_are_those_of_the_files(built: dict[str, bytes]) -> None:
    found = re.findall(r"^\| `([^`]+)` \|.*?([\d,]+) \|$", built["CONTENTS.md"].decode(), re.M)
    assert len(found) == len([name for name in built if name.endswith(".nt")])
    for stem, count in found:
        assert built[f"{stem}.nt"].count(b"\n") == int(count.replace(",", "")), stem


def test_the_digests_are_those_of_the_files(built: dict[str, bytes]) -> None:
    listed = dict(line.split("  ")[::-1] for line in built["SHA256SUMS"].decode().splitlines())
    assert listed.keys() == built.keys() - {"SHA256SUMS"}
    for name, digest in listed.items():
        assert hashlib.sha256(built[name]).hexdigest() == digest


@pytest.mark.slow
def test_two_runs_give_the_same_bytes(built: dict[str, bytes], tmp_path: Path) -> None:
    """In another folder, in another process, with another order of hashes and another clock."""
    root = copy(tmp_path / "elsewhere")
    for path in root.rglob("*.ttl"):
        os.utime(path, (0, 0))
    program = (
        "import sys; from pathlib import Path; from foedus.release import procedure;"
        "procedure.build(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    for _ in range(2):  # the second time over the first
        subprocess.run(
            [sys.executable, "-c", program, str(root), str(tmp_path / "out")],
            env=environment,
            check=True,
        )
    found = {
        path.relative_to(tmp_path / "out").as_posix(): path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert found == built

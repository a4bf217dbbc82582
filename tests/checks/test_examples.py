"""Each shape and each check of lint on its examples: data that pass, and data that fail exactly so.

``NAME_pass.ttl`` and ``NAME_fail.ttl`` lie side by side in ``tests/cases/shapes``, NAME being a
file of shapes, and in ``tests/cases/hygiene``, NAME being a check; ``NAME_pass-2.ttl`` and so on
are further files, which a check sees together with the first. In a failing example each result
stands as a comment above the block of the node that it is about: how bad it is, the shape or check,
in brackets the node if it has no block of its own, the property or ``-``, and the value if any. ::

    # expected: Violation shape:Seat-locatedIn foedus:locatedIn "Yokota"
    ex:seat a foedus:Seat ;

What is about no node stands above the first block, with ``()``. Nothing here names a shape or a
check: whatever is added is tested, and a failure says what to add to which file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from foedus.bundled import contents, folders
from foedus.checks import lint, report
from foedus.checks import shapes as validation
from foedus.checks.report import Result, shown
from foedus.checks.shapes import compiler, reference, words
from foedus.checks.shapes import engine as fast
from foedus.rdf import reading
from foedus.rdf.names import (
    CODE_NS,
    FOEDUS_NS,
    OWL_NS,
    RDF_NS,
    RDFS_NS,
    SH_NS,
    SKOS_NS,
    XSD_NS,
    Term,
    curie,
)

CASES = Path(__file__).parents[1] / "cases"
SHAPES = [f"shapes/{path.stem}" for path in folders.shape_files()]
CHECKS = [f"hygiene/{rule.name.removeprefix('check:')}" for rule in lint.rules()]
MARK = "# expected: "
DATE = ox.NamedNode(XSD_NS + "date")
SELECT = SH_NS + "select"
SPARQL = SH_NS + "SPARQLConstraintComponent"
TYPE = RDF_NS + "type"
WORDS = (RDFS_NS + "label", SH_NS + "description", SH_NS + "message")
SENTENCE = re.compile(r"(?:(?!  )[^\n])+\.")

Row = tuple[str, int, str]
"""A result of an example: its file, the line of its node's block, and the rest as text."""


def files(name: str, verdict: str) -> list[Path]:
    """The examples of a file of shapes or of a check; fails with what to add where none is."""
    found = sorted(CASES.glob(f"{name}_{verdict}.ttl")) + sorted(
        CASES.glob(f"{name}_{verdict}-*.ttl")
    )
    wanted = {"pass": "must pass", "fail": f"must fail, each result above its block after {MARK!r}"}
    assert found, f"add tests/cases/{name}_{verdict}.ttl, an example that {wanted[verdict]}"
    return found


@cache
def program(name: str) -> compiler.Program:
    """The shapes of one file, compiled."""
    path = folders.folder("shapes") / f"{Path(name).name}.ttl"
    return compiler.program(reading.read(path).quads)


def with_classes(documents: Iterable[reading.Document]) -> list[ox.Quad]:
    return [*reading.join(documents), *validation._hierarchy()]


def results(name: str, documents: list[reading.Document]) -> list[Result]:
    """What the shapes of a file find in some documents."""
    return fast.run(with_classes(documents), program(name))


def found(name: str, verdict: str) -> set[Row]:
    """What the shapes of a file, or a check, find in its examples."""
    documents = [reading.read(path) for path in files(name, verdict)]
    if name in SHAPES:
        places = report.Places(documents)
        findings = [report.finding(one, places) for one in results(name, documents)]
    else:
        findings = list(lint.findings(documents, [f"check:{Path(name).name}"]))
    texts = {Path(one.name).name: one for one in documents}
    return {row(one, texts[Path(one.file).name]) for one in findings}


def row(one: report.Finding, document: reading.Document) -> Row:
    """A finding as it is stated: at its block, with the node if the block is another's."""
    prefixes = {iri: prefix for prefix, iri in document.prefixes.items()}

    def shortened(text: str) -> str:
        return re.sub(r"<([^<>]*[/#])(\w[\w-]*)>", lambda iri: short(iri, prefixes), text)

    lines = document.text.decode().split("\n")
    blocks = [number for number, line in enumerate(lines, 1) if re.match(r"[^\s@#]", line)]
    start = max((number for number in blocks if number <= (one.line or 0)), default=blocks[0])
    subject = shortened(one.subject)
    other = [] if lines[start - 1].startswith(f"{subject} ") else [f"({subject})"]
    parts = [one.severity, one.rule, *other, shortened(one.property) or "-", shortened(one.value)]
    return Path(document.name).name, start, " ".join(parts).rstrip()


def short(iri: re.Match[str], prefixes: dict[str, str]) -> str:
    return f"{prefixes[iri[1]]}:{iri[2]}" if iri[1] in prefixes else iri[0]


def stated(paths: Iterable[Path]) -> Iterator[Row]:
    """The results that stand above the blocks of some examples."""
    for path in paths:
        waiting: list[str] = []
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if line.startswith(MARK):
                waiting.append(line.removeprefix(MARK))
            elif not line.startswith("#"):
                yield from ((path.name, number, text) for text in waiting)
                waiting = []


def told(rows: Iterable[Row], what: str) -> list[str]:
    return [f"{file}:{line}: {what}: {MARK}{text}" for file, line, text in sorted(rows)]


@pytest.mark.parametrize("name", [*SHAPES, *CHECKS])
def test_the_failing_example_gives_exactly_the_results_that_it_states(name: str) -> None:
    mine, wanted = found(name, "fail"), set(stated(files(name, "fail")))
    faults = told(mine - wanted, "not stated, write above the block")
    faults += told(wanted - mine, "stated above the block and not found")
    assert faults == []
    assert mine, f"tests/cases/{name}_fail.ttl: nothing fails; add what {name} must find"


@pytest.mark.parametrize("name", [*SHAPES, *CHECKS])
def test_the_passing_example_gives_nothing(name: str) -> None:
    assert told(found(name, "pass"), "must not be found") == []


def test_each_example_belongs_to_a_file_of_shapes_or_to_a_check() -> None:
    lone = {
        path.relative_to(CASES).as_posix()
        for kind in ("shapes", "hygiene")
        for path in (CASES / kind).iterdir()
        if re.sub(r"_(pass|fail)(-\d+)?\.ttl$", "", f"{kind}/{path.name}") not in (*SHAPES, *CHECKS)
    }
    assert lone <= {"hygiene/complete.ttl"}, "name them after a file of shapes or a check"


# --- each shape, each constraint ------------------------------------------------


def parts(program: compiler.Program) -> Iterator[tuple[compiler.Root, compiler.Shape]]:
    """Each shape that can stand in a report: those with targets, and their property shapes."""
    for root in program.roots:
        waiting = [root.shape] if root.shape else []
        while waiting:
            shape = waiting.pop()
            yield root, shape
            waiting += shape.properties


def demanded(program: compiler.Program) -> set[tuple[str, str]]:
    """Each constraint of each shape, as a result names it."""
    own = {(one.node, c.component) for _, one in parts(program) for c in one.constraints}
    asked = {(root.node, SPARQL) for root in program.roots for _ in root.queries}
    return {(shown(node), short_name(component)) for node, component in own | asked}


def short_name(component: Term | str) -> str:
    return curie(getattr(component, "value", component))


def unbroken(program: compiler.Program, found: Iterable[Result]) -> list[str]:
    """The constraints that no result is about."""
    broken = {(shown(one.shape), short_name(one.component)) for one in found if one.component}
    return [
        f"no example breaks {what} of {shape}" for shape, what in sorted(demanded(program) - broken)
    ]


def unreached(program: compiler.Program, quads: Iterable[ox.Quad]) -> list[str]:
    """The shapes for which some data hold no focus node, or no value of the path.

    Left out are properties of which no value is allowed, and shapes that such a property alone
    selects.
    """
    engine = fast.Engine(quads, words.said_of(program.quads))
    none = {
        quad.subject
        for quad in program.quads
        if quad.predicate.value == SH_NS + "maxCount" and shown(quad.object).startswith('"0"')
    }
    found = set()
    for root in program.roots:
        shape, selecting = root.shape, set(root.targets["targetSubjectsOf"])
        if shape is None or (
            selecting
            and selecting
            <= {part.path_node for part in (shape, *shape.properties) if part.node in none}
        ):
            continue
        waiting = [(shape, engine.focus(root))]
        while waiting:
            part, nodes = waiting.pop()
            reached = {v for n in nodes for v in part.path(engine.data, n)} if part.path else nodes
            if not reached and not (nodes and part.node in none):
                found.add(f"no passing example reaches {shown(part.node)}")
            waiting += [(below, reached) for below in part.properties]
    return sorted(found)


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_is_reached_and_each_constraint_is_broken(name: str) -> None:
    shapes = program(name)
    assert [(shown(root.node), root.reason) for root in shapes.left] == []
    failing, passing = ([reading.read(path) for path in files(name, v)] for v in ("fail", "pass"))
    assert unbroken(shapes, results(name, failing)) == [], f"add to tests/cases/{name}_fail.ttl"
    faults = unreached(shapes, with_classes(passing))
    assert faults == [], f"add to tests/cases/{name}_pass.ttl"


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_or_constraint_without_example_is_noticed(name: str) -> None:
    shapes = program(name)
    assert len(unreached(shapes, [])) >= len(shapes.roots) // 2
    quads = with_classes([reading.read(path) for path in files(name, "pass")])
    for part in {shape.path_node for _, shape in parts(shapes)} - {None}:
        if isinstance(part, ox.NamedNode) and part in {quad.predicate for quad in quads}:
            assert unreached(shapes, [quad for quad in quads if quad.predicate != part])
    whole = results(name, [reading.read(path) for path in files(name, "fail")])
    one = min(whole, key=Result.key)
    rest = [
        other for other in whole if (other.shape, other.component) != (one.shape, one.component)
    ]
    assert unbroken(shapes, rest) == [
        f"no example breaks {short_name(one.component)} of {shown(one.shape)}"
    ]


def test_what_has_no_example_is_told_which_file_to_add() -> None:
    with pytest.raises(AssertionError, match=r"add tests/cases/hygiene/new_fail\.ttl"):
        files("hygiene/new", "fail")


# --- what holds of every shape --------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", SHAPES)
def test_shapes_pass_the_shapes_of_shacl(name: str) -> None:
    reference.check_shapes(program(name).quads, program(name).quads)


def said() -> dict[Term, dict[str, list[Term]]]:
    """What is said of each node of the shapes, by property."""
    found: dict[Term, dict[str, list[Term]]] = {}
    for quad in contents.shapes():
        found.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
    return found


def test_each_shape_says_in_plain_words_what_it_is_and_what_to_do() -> None:
    kinds = {ox.NamedNode(SH_NS + kind) for kind in ("NodeShape", "PropertyShape")}
    faults = []
    for shape, about in said().items():
        if not kinds & {*about.get(TYPE, ())}:
            continue
        texts = [about.get(iri, []) for iri in WORDS]
        if any(len(found) != 1 or getattr(found[0], "language", "") != "en" for found in texts):
            faults.append(f"{shown(shape)} needs one label, description, message each, in English")
            continue
        _, description, message = (found[0].value for found in texts)
        if description == message or not all(map(SENTENCE.fullmatch, (description, message))):
            faults.append(f"{shown(shape)}: description and message are two clean sentences")
    assert faults == []


def test_a_property_shape_is_named_after_its_shape() -> None:
    owned = [
        (shown(owner), shown(part))
        for owner, about in said().items()
        for part in about.get(SH_NS + "property", ())
    ]
    assert [two for two in owned if "-" in two[1] and not two[1].startswith(two[0] + "-")] == []


def test_each_property_is_shaped() -> None:
    spoken = {term for quad in contents.shapes() for term in (quad.subject, quad.object)}
    texts = " ".join(one.value for about in said().values() for one in about.get(SELECT, ()))
    spoken |= {ox.NamedNode(FOEDUS_NS + name) for name in re.findall(r"foedus:(\w+)", texts)}
    kinds = {OWL_NS + kind for kind in ("ObjectProperty", "DatatypeProperty")}
    mute = sorted(
        shown(quad.subject)
        for quad in contents.ontology()
        if quad.predicate.value == TYPE
        and getattr(quad.object, "value", "") in kinds
        and getattr(quad.subject, "value", "").startswith(FOEDUS_NS)
        and quad.subject not in spoken
    )
    assert mute == [], "no shape speaks of them: add one to shapes/, with an example of each kind"


def test_a_list_of_codes_is_of_one_scheme_and_no_code_is_in_no_list() -> None:
    """So that a new code is not refused wherever its scheme is asked for."""
    schemes: dict[Term, set[Term]] = {}
    for quad in contents.ontology():
        if quad.predicate.value == SKOS_NS + "inScheme":
            schemes.setdefault(quad.object, set()).add(quad.subject)
    headings = {q.object for q in contents.ontology() if q.predicate.value == SKOS_NS + "broader"}
    listed: dict[Term, set[Term]] = {}
    for shape, codes in lists_of_codes():
        homes = [scheme for scheme, members in schemes.items() if codes <= members]
        assert len(homes) == 1, f"{shown(shape)} lists codes of several schemes or of none"
        listed.setdefault(homes[0], set()).update(codes)
    missing = {
        shown(scheme): sorted(map(shown, schemes[scheme] - headings - codes))
        for scheme, codes in listed.items()
        if schemes[scheme] - headings - codes
    }
    assert missing == {}, "add them to a sh:in of shapes/ that lists this scheme"


def lists_of_codes() -> Iterator[tuple[Term, set[Term]]]:
    """Each shape with a list of codes, and these."""
    about = said()
    for shape, told in about.items():
        for node in told.get(SH_NS + "in", ()):
            members = set()
            while node in about:
                members.update(about[node][RDF_NS + "first"])
                (node,) = about[node][RDF_NS + "rest"]
            if all(getattr(one, "value", "").startswith(CODE_NS) for one in members):
                yield shape, members


def dated() -> Iterator[tuple[compiler.Root, compiler.Shape]]:
    """Each property shape that asks for dates, below the shape whose targets it checks."""
    asked = {shape for shape, about in said().items() if DATE in about.get(SH_NS + "datatype", ())}
    for root, shape in parts(compiler.bundled_program()):
        if shape.node in asked and isinstance(shape.path_node, ox.NamedNode):
            yield root, shape


def test_a_date_with_a_time_zone_is_refused() -> None:
    """A day means the same day everywhere: dates with and without zone cannot be compared."""
    node, zoned = ox.NamedNode("urn:node"), ox.Literal("2025-03-24+09:00", datatype=DATE)
    assert list(dated())
    for root, shape in dated():
        quads = [ox.Quad(node, shape.path_node, zoned)]
        kinds = root.targets["targetClass"][:1]
        quads += [ox.Quad(node, ox.NamedNode(TYPE), kind) for kind in kinds]
        quads += [ox.Quad(node, prop, zoned) for prop in root.targets["targetSubjectsOf"][:1]]
        found = fast.run(quads, compiler.bundled_program())
        assert shape.node in {one.shape for one in found}, f"{shown(shape.node)} takes a time zone"

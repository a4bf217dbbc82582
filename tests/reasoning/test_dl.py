"""A complete OWL 2 DL reasoner agrees: consistent, nothing unsatisfiable, and RL derives no more.

HermiT comes with owlready2 (extra ``dl``) and needs Java. Left out of its input: annotations,
headers and dates, whose datatype is outside OWL 2's map. What the numbered rules conclude goes in
as data.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from foedus import reasoning
from foedus.bundled import contents
from foedus.rdf import reading
from foedus.rdf.names import FOEDUS_NS, ID_NS, OWL_NS, RDF_NS, RDFS_NS, text
from foedus.reasoning import rules

owlready2 = pytest.importorskip("owlready2", reason="owlready2 (extra dl) is not installed")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java")

TYPE = ox.NamedNode(RDF_NS + "type")
ANNOTATION = OWL_NS + "AnnotationProperty"
RULES = (*rules.BEFORE_CLOSURE, *rules.AFTER_CLOSURE)


def logical(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Without annotations, headers and dates."""
    kept = list(quads)
    notes = {quad.subject for quad in kept if text(quad.object) == ANNOTATION}
    headers = {quad.subject for quad in kept if text(quad.object) == OWL_NS + "Ontology"}
    return [
        quad
        for quad in kept
        if quad.predicate not in notes
        and quad.predicate.value not in (RDFS_NS + "label", RDFS_NS + "isDefinedBy")
        and quad.subject not in headers | notes
        and not (isinstance(quad.object, ox.Literal) and quad.object.datatype.value[-5:] == "#date")
    ]


def article() -> list[ox.Quad]:
    """The article with what the numbered rules conclude, without the rules' own premises."""
    quads = reading.join(contents.data())
    concluded = reasoning.infer(quads).world
    assert concluded is not None
    added = [*concluded.early, *concluded.late]
    return [*quads, *(ox.Quad(t.subject, t.predicate, t.object) for t in added)]


def classified(data: Iterable[ox.Quad], folder: Path) -> owlready2.World:
    """The ontology and data after HermiT, in a world of their own."""
    path = folder / "whole.nt"
    whole = [*logical([*contents.ontology(), *data])]
    path.write_text("".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in whole))
    world = owlready2.World()
    ontology = world.get_ontology(path.as_uri()).load()
    with ontology:
        owlready2.sync_reasoner_hermit(
            world, infer_property_values=True, debug=0, ignore_unsupported_datatypes=True
        )
    return world


def kinds(world: owlready2.World, individual: str) -> set[str]:
    """The named classes of an individual, closed upwards: owlready2 drops implied superclasses."""
    named = [kind for kind in world[individual].is_a if hasattr(kind, "iri")]
    return {above.iri for kind in named for above in kind.ancestors() if hasattr(above, "iri")}


def test_consistent_and_no_type_that_dl_lacks(tmp_path: Path) -> None:
    data = article()
    world = classified(data, tmp_path)
    unsatisfiable = set(world.inconsistent_classes()) - {owlready2.Nothing}
    assert not unsatisfiable
    derived = {
        (text(t.subject), text(t.object))
        for t in reasoning.infer(data).triples
        if t.predicate == TYPE and text(t.object).startswith(FOEDUS_NS)
    }
    assert len(derived) > 200
    assert {(one, kind) for one, kind in derived if kind not in kinds(world, one)} == set()


def test_no_property_value_that_dl_lacks(tmp_path: Path) -> None:
    """Each value becomes a class of those that have it, since owlready2 keeps types better."""
    data = article()
    derived = [
        t
        for t in reasoning.infer(data).triples
        if t.predicate.value.startswith(FOEDUS_NS) and isinstance(t.object, ox.NamedNode)
    ]
    names: dict[tuple[str, str], str] = {}
    probes = []
    for t in derived:
        pair = (t.predicate.value, text(t.object))
        if pair not in names:
            names[pair] = f"http://example.org/probe#{len(names)}"
            probes.append(
                f"<{names[pair]}> a <{OWL_NS}Class> ; <{OWL_NS}equivalentClass> "
                f"[ a <{OWL_NS}Restriction> ; <{OWL_NS}onProperty> <{pair[0]}> ; "
                f"<{OWL_NS}hasValue> <{pair[1]}> ] ."
            )
    asked = reading.read_bytes("\n".join(probes).encode(), reading.RdfFormat.TURTLE, "probes").quads
    world = classified([*data, *asked], tmp_path)
    lacking = {
        (text(t.subject), t.predicate.value, text(t.object))
        for t in derived
        if names[t.predicate.value, text(t.object)] not in kinds(world, text(t.subject))
    }
    assert len(derived) > 300
    assert lacking == set()


def test_the_check_bites(tmp_path: Path) -> None:
    planted = (f"<{ID_NS}a> <{RDF_NS}type> <{FOEDUS_NS}Alliance> , <{FOEDUS_NS}Treaty> .").encode()
    quads = reading.read_bytes(planted, reading.RdfFormat.TURTLE, "planted.ttl").quads
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        classified(quads, tmp_path)


def test_an_unsatisfiable_class_is_found(tmp_path: Path) -> None:
    planted = (
        f"<{FOEDUS_NS}Both> a <{OWL_NS}Class> ; "
        f"<{RDFS_NS}subClassOf> <{FOEDUS_NS}Alliance> , <{FOEDUS_NS}Treaty> ."
    ).encode()
    quads = reading.read_bytes(planted, reading.RdfFormat.TURTLE, "planted.ttl").quads
    world = classified(quads, tmp_path)
    assert FOEDUS_NS + "Both" in {kind.iri for kind in world.inconsistent_classes()}

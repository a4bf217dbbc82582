"""Plain words for what only makers know: one table for profiles, reasons, snapshots and pages."""

from __future__ import annotations

from foedus.rdf.names import CODE_NS

VOICES = {
    "source-voice": "in the source’s own words",
    "quotation": "quoted",
    "paraphrase": "reported, not quoted",
}
"""How a statement is said, by the bare name of its voice."""

MODES = {
    "actual": "as being so",
    "presupposed": "taken for granted",
    "intended": "as a plan",
    "predicted": "as expected",
    "hypothetical": "for a case that may not come",
}
"""How it is meant, by the bare name of its modality."""

CODES = {
    "reporting-unspecified": "kind of authority not named",
    "defense": "to defend",
    "basing": "to let forces be based there",
    "consultation": "to consult",
}
"""Codes whose labels read ill beside a value, by bare name."""


MARKS = {
    "sourcesDiffer": "sources differ",
    "weaklySourced": "weak source",
    "inferredByEditor": "the editors concluded this",
}
"""What is told beside a value that is not plainly a fact, by the name of its mark."""


def mode(modality: str) -> str:
    """How something is meant, by the bare name of its modality.

    >>> mode("intended"), mode("wished")
    ('as a plan', 'wished')
    """
    return MODES.get(modality, modality)


def called(iri: str) -> str:
    """What a code is called beside a value; nothing where its label will do.

    >>> called("https://w3id.org/foedus/code/reporting-unspecified")
    'kind of authority not named'
    """
    return CODES.get(iri.removeprefix(CODE_NS), "") if iri.startswith(CODE_NS) else ""

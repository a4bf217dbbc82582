"""What a page says to search engines, in Schema.org terms: names and addresses, and no claims."""

from __future__ import annotations

from typing import Any

from foedus.bundled.questions import Question
from foedus.publishing.pages.index import Knowledge
from foedus.rdf.names import FOEDUS_NS

_CONTEXT = "https://schema.org"
_KINDS = (
    ("Person", "Person"),
    ("Organization", "Organization"),
    ("Place", "Place"),
    ("Event", "Event"),
    ("SourceDocument", "CreativeWork"),
    ("Passage", "CreativeWork"),
)
"""Our classes, the narrower first, and the Schema.org types that fit all their members."""


def thing(know: Knowledge, iri: str, title: str) -> dict[str, Any]:
    """An entity: its IRI, its name, and the widest type that surely fits.

    What is only planned or claimed, and what was called off, is no event there: it is a thing that
    is described as what it is.
    """
    if iri in know.claimed:
        told = know.when(iri) or "claimed"
        body = {"@type": "Thing", "@id": iri, "name": title, "description": f"No fact: {told}"}
        return {"@context": _CONTEXT, **body}
    kind = next((theirs for ours, theirs in _KINDS if know.is_a(iri, ours)), "Thing")
    return {"@context": _CONTEXT, "@type": kind, "@id": iri, "name": title}


def term(iri: str, name: str, definition: str) -> dict[str, Any]:
    """A class, a property or a code."""
    return {
        "@context": _CONTEXT,
        "@type": "DefinedTerm",
        "@id": iri,
        "name": name,
        "description": definition,
        "inDefinedTermSet": FOEDUS_NS.rstrip("#"),
    }


def claim(iri: str, words: str, speakers: list[str]) -> dict[str, Any]:
    """A statement as what somebody says."""
    body: dict[str, Any] = {"@context": _CONTEXT, "@type": "Claim", "@id": iri, "name": words}
    if speakers:
        body["author"] = [{"@type": "Thing", "name": name} for name in speakers]
    return body


def question(one: Question, iri: str, own: bool) -> dict[str, Any]:
    """A question, with the answer in words that belongs to our own data."""
    body: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "Question",
        "@id": iri,
        "name": one.question,
    }
    if own:
        body["acceptedAnswer"] = {"@type": "Answer", "text": one.answer}
    return body


def dataset(name: str, summary: str, licence: str, files: list[tuple[str, str]]) -> dict[str, Any]:
    """The whole site as a data set with its downloads (address, media type)."""
    body: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "name": name,
        "description": summary,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": address, "encodingFormat": kind}
            for address, kind in files
        ],
    }
    if licence:
        body["license"] = licence
    return body

"""What one edition says and the other does not, subject by subject."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.changes.descriptions import Descriptions, Item, describe
from foedus.changes.editions import Edition
from foedus.vocabulary import DCTERMS_NS, OWL_NS, RDF_NS

_TYPE = RDF_NS + "type"
_HEADER = (_TYPE, f"<{OWL_NS}Ontology>", "")
_OF_A_VERSION = frozenset(
    [
        OWL_NS + "versionIRI",
        OWL_NS + "versionInfo",
        OWL_NS + "priorVersion",
        OWL_NS + "backwardCompatibleWith",
        OWL_NS + "incompatibleWith",
        DCTERMS_NS + "modified",
    ]
)
"""What a header says of its version: it changes with every version and is no change itself."""
_VERSION_OF_A_MAPPING = "https://w3id.org/sssom/subject_source_version"


@dataclass(frozen=True)
class Difference:
    """What was said of one subject before and after; nothing is said of it where it is absent."""

    subject: str
    before: frozenset[Item]
    after: frozenset[Item]

    @property
    def kind(self) -> str:
        """``added``, ``removed`` or ``changed``."""
        return "changed" if self.before and self.after else "added" if self.after else "removed"

    @property
    def inverse(self) -> Difference:
        """The difference in the other direction."""
        return Difference(self.subject, self.after, self.before)


@dataclass(frozen=True)
class Differences:
    """All differences of two editions, by subject; those of the bridges apart."""

    own: tuple[Difference, ...]
    mappings: tuple[Difference, ...]

    @property
    def inverse(self) -> Differences:
        """The differences in the other direction."""
        return Differences(
            tuple(difference.inverse for difference in self.own),
            tuple(difference.inverse for difference in self.mappings),
        )


@dataclass(frozen=True)
class Described:
    """What an edition says of each thing; its bridges apart."""

    own: Descriptions
    mappings: Descriptions


def described(edition: Edition) -> Described:
    """What an edition says of each thing."""
    return Described(describe(edition.quads), describe(edition.mappings))


def differences(old: Described, new: Described) -> Differences:
    """All that the new edition says and the old one does not, and the other way round."""
    return Differences(_between(old.own, new.own), _between(old.mappings, new.mappings))


def _between(old: Descriptions, new: Descriptions) -> tuple[Difference, ...]:
    found = []
    for subject in sorted(old.keys() | new.keys()):
        before, after = (_lasting(said.get(subject, frozenset())) for said in (old, new))
        if before != after:
            found.append(Difference(subject, before, after))
    return tuple(found)


def _lasting(items: frozenset[Item]) -> frozenset[Item]:
    """What is said apart from the version."""
    passing = _OF_A_VERSION if _HEADER in items else frozenset[str]()
    return frozenset(
        item for item in items if item[0] not in passing and item[0] != _VERSION_OF_A_MAPPING
    )

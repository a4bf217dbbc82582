"""Relations that are nodes of their own, as rows of tables may be: their kinds, roles and bounds.

Tables are recognized, compared, matched and written by what stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foedus.rdf.names import FOEDUS_NS

DATES = {
    "start": ("earliestStart", "latestStart"),
    "end": ("earliestEnd", "latestEnd"),
    "observed": ("observedFrom", "observedUntil"),
}
"""The properties for the first and the last day of each date of a relation."""

BOUNDS = tuple(bound for pair in DATES.values() for bound in pair)


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of relation: its class, its roles, and whether one at a time holds.

    ``roles`` are properties by what fills them, as columns of tables tell it, a narrower target
    before a wider one; ``holder`` is what the relation is about.
    """

    name: str
    of: str
    holder: str
    roles: Mapping[str, str]
    one_at_a_time: bool = True

    @property
    def role(self) -> str:
        """The address of the holder's property."""
        return FOEDUS_NS + self.roles[self.holder]

    @property
    def targets(self) -> tuple[str, ...]:
        """The addresses of the other properties."""
        return tuple(FOEDUS_NS + p for name, p in self.roles.items() if name != self.holder)


COMMAND = Kind(
    "command",
    "CommandRelationship",
    "unit",
    {"unit": "subordinateParty", "superior": "superiorParty"},
)
POST = Kind("post", "PostHolding", "post", {"person": "heldBy", "post": "postHeld"})
SEAT = Kind("seat", "Seat", "unit", {"unit": "seatOf", "base": "seatPlace"})
STATIONING = Kind(
    "stationing",
    "Stationing",
    "unit",
    {"unit": "stationedForce", "base": "stationedAt", "host": "hostPolity"},
    one_at_a_time=False,
)
KINDS = (COMMAND, POST, SEAT, STATIONING)

"""What a source does not code is no disagreement on a value."""

from __future__ import annotations

from foedus.merging import comparing
from foedus.merging.agreements import Agreement, Member
from foedus.merging.claims import OBLIGATION, Claim, Origin
from foedus.rdf.names import CODE_NS


def thing(origin: Origin, *owed: str) -> Agreement:
    made = Agreement(
        f"urn:{origin.key}", origin, record=Claim(origin, f"urn:{origin.key}", "row", "")
    )
    codes = [CODE_NS + name for name in owed]
    member = Member("id:japan", claims=[Claim(origin, "urn:member", "member", "id:japan")])
    member.obligations = {code: Claim(origin, "urn:member", OBLIGATION, code) for code in codes}
    made.members["id:japan"] = member
    return made


def kinds(left: Agreement, right: Agreement) -> dict[str, tuple[str, str]]:
    """By obligation: the class of the disagreement, and why."""
    return {
        min(one["left"].value, one["right"].value).removeprefix(CODE_NS): (one["kind"], one["note"])
        for one in comparing.obligations(left, right)
    }


ATOP = Origin("atop", "atop 5.1", "urn:atop", codes=("defense", "neutrality", "offense"))
COW = Origin("cow", "cow 4.1", "urn:cow", codes=("defense", "neutrality"))


def test_what_a_source_does_not_code_is_coverage() -> None:
    for left, right in ((ATOP, COW), (COW, ATOP)):
        one = thing(left, *(("defense", "offense") if left is ATOP else ("defense",)))
        other = thing(right, *(("defense", "offense") if right is ATOP else ("defense",)))
        assert kinds(one, other) == {"offense": ("coverage", "cow 4.1 does not code offense")}


def test_what_it_codes_and_does_not_have_is_a_value() -> None:
    found = kinds(thing(ATOP, "defense", "neutrality"), thing(COW, "defense"))
    assert found == {"neutrality": ("value", "neutrality of a member in one source only")}


def test_a_source_that_does_not_say_what_it_codes_is_silent_on_nothing() -> None:
    unsaid = Origin("cow", "cow 4.1", "urn:cow")
    found = kinds(thing(ATOP, "defense", "offense"), thing(unsaid, "defense"))
    assert found["offense"][0] == "value"

"""The sentence that says what a thing is: by template, of facts that are not weak only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.asking.profile import words
from foedus.asking.profile.model import FACT, Line, Value
from foedus.asking.profile.whole import Profile
from foedus.asking.statements import Statement

if TYPE_CHECKING:
    from foedus.asking.profile.lines import Lines


def summary(profile: Profile, made: Lines, statement: Statement | None) -> str:
    """What a thing is, in a sentence or two; a part without a value is left out."""
    if statement:
        return _of_statement(made, statement)
    if profile.not_there:
        return profile.not_there
    kind = profile.kinds[0] if profile.kinds else "thing"
    first = next(
        (one for of, one in _TEMPLATES if any(k in of for k in _kinds(profile, made))), None
    )
    return first(profile, kind, made) if first else f"{_a(kind)}."


def _kinds(profile: Profile, made: Lines) -> list[str]:
    import pyoxigraph as ox

    from foedus.asking.profile.rows import below

    kinds = made.kinds(ox.NamedNode(profile.iri))
    names = [name for of, _ in _TEMPLATES for name in of]
    return [name for name in names if kinds & below(name)]


def _a(kind: str) -> str:
    return f"{'An' if kind[:1] in 'aeio' else 'A'} {kind}"


def _told(profile: Profile, row: str) -> list[tuple[Value, Line]]:
    """The values of a row that are facts on the day and not weak."""
    try:
        values = profile.row(row).now
    except KeyError:
        return []
    firsts = [(value, value.lines[0]) for value in values if value.lines]
    return [(value, line) for value, line in firsts if line.status == FACT and not line.weak]


def _names(profile: Profile, row: str) -> list[str]:
    return [words.state(value.label) for value, _ in _told(profile, row)]


def _days(profile: Profile, row: str) -> str:
    """The day of an event; the days where sources differ, also where only a weak one does."""
    if not (
        found := [value.label for value, _ in _told(profile, row) if value.label[:1].isdigit()]
    ):
        return ""
    every = [value for value in profile.row(row).now if value.lines[0].status == FACT]
    days = list(dict.fromkeys([*found, *(value.label for value in every)]))
    if len(days) == 1 or not any("differ" in value.lines[0].words for value in every):
        return found[0]
    return f"{' or '.join(days)} (sources differ)"


def _of_organization(profile: Profile, kind: str, made: Lines) -> str:
    parts = [_a(kind)]
    if states := _names(profile, "of"):
        parts[0] += f" of {words.listed(states)}"
    if seats := [v.label for v, line in _told(profile, "based-at")]:
        parts.append(f"based at {seats[0]}")
    if founded := _days(profile, "established"):
        parts.append(f"established {founded}")
    told = ", ".join(parts) + "." + _ahead(profile, "established", "Its establishment is")
    for value, line in _told(profile, "changes"):
        if line.words and not made.is_part(value.term):
            change, of, whole = value.label.partition(" of ")
            change = f"Its {change}" if of and whole == profile.label else _upper(value.label)
            return f"{told} {change} was {line.words}."
    return told


def _ahead(profile: Profile, row: str, words_before: str) -> str:
    """That what makes a thing is no fact, where the data tell of it and none of it is one."""
    values = [value for one in profile.rows if one.id == row for value in one.now]
    lines = [line for value in values for line in value.lines]
    if not lines or any(line.status in (FACT, "not-certain") for line in lines):
        return ""
    shown = words.SHOWN.get(lines[0].status, "said")
    return f" {words_before} {shown}, not a fact."


def _upper(label: str) -> str:
    return label[:1].upper() + label[1:]


def _of_state(profile: Profile, kind: str, made: Lines) -> str:
    parts = [_a(kind)]
    allies = _told(profile, "allied-with")
    if allies:
        names = words.listed([words.state(value.label) for value, _ in allies])
        since = (
            f" since {allies[0][1].since[:4]}" if len(allies) == 1 and allies[0][1].since else ""
        )
        parts.append(f"allied with {names}{since}")
    told = ", ".join(parts) + "."
    for value, line in _told(profile, "foreign-forces")[:1]:
        force = value.label.partition(" stationed in ")[0]
        basis = line.words.partition(";")[0].partition(",")[0]
        told += f" {force} are stationed there{' ' * basis.startswith('under')}"
        told += f"{basis}." if basis.startswith("under") else "."
    return told


def _of_person(profile: Profile, kind: str, made: Lines) -> str:
    posts = [
        f"{value.label} {line.words}" if line.words else value.label
        for value, line in _told(profile, "post")
        if line.words.startswith(("since", "from", ""))
    ]
    return f"{words.listed(posts)}." if posts else f"{_a(kind)}."


def _of_post(profile: Profile, kind: str, made: Lines) -> str:
    parts = [_a(kind)]
    if places := _names(profile, "post-in") or _names(profile, "of"):
        parts[0] += f" {'in' if _told(profile, 'post-in') else 'of'} {words.listed(places)}"
    for value, line in _told(profile, "held-by")[:1]:
        parts.append(f"held by {value.label} {line.words}".rstrip())
    return ", ".join(parts) + "."


def _of_alliance(profile: Profile, kind: str, made: Lines) -> str:
    members = _told(profile, "members")
    told = _a(kind)
    if members:
        told += f" of {words.listed([words.state(value.label) for value, _ in members])}"
        starts = {line.words for _, line in members if line.since}
        told += f", {starts.pop()}" if len(starts) == 1 else ""
    return told + "."


def _of_agreement(profile: Profile, kind: str, made: Lines) -> str:
    parties = _names(profile, "parties")
    told = _a(kind)
    if parties:
        told += f" {'between' if len(parties) == 2 else 'of'} {words.listed(parties)}"
    if signed := _days(profile, "signed"):
        told += f", signed {signed}"
    if force := _days(profile, "in-force"):
        told += f", in force since {force}"
        others = [value.label for value in profile.row("in-force").now if value.lines[0].weak]
        if others:
            told += f" (one weak source: {others[0]})"
    return told + "." + _ahead(profile, "in-force", "Its entry into force is")


def _of_place(profile: Profile, kind: str, made: Lines) -> str:
    told = _a(kind)
    if inside := _names(profile, "in"):
        told += f" in {words.listed([words.state(one) for one in inside])}"
    if rulers := _names(profile, "administered-by"):
        told += f", administered by {words.listed(rulers)}"
    return told + "."


def _of_obligation(profile: Profile, kind: str, made: Lines) -> str:
    by, to = _names(profile, "owed-by"), _names(profile, "owed-to")
    told = _a(kind)
    if by and to:
        told += f" of {words.listed(by)} toward {words.listed(to)}"
    if kinds := [value.label for value, _ in _told(profile, "kind-of-duty")]:
        told += f": {words.listed(kinds)}"
    return told + "."


def _of_event(profile: Profile, kind: str, made: Lines) -> str:
    import pyoxigraph as ox

    node = ox.NamedNode(profile.iri)
    if node in made.known.unheld:
        line = made.unheld(node)[0]
        shown = words.SHOWN.get(line.status, "fact").capitalize()
        return f"{_a(kind)}. {shown}{_sign(line)}{line.words}. Not recorded here as a fact."
    told = _a(kind)
    if (when := _told(profile, "on")) and when[0][0].label[:1].isdigit():
        told += f", {when[0][0].label}"
    if status := made.status(node):
        told += f", {status}" if status != "completed" else ""
    return told + "."


def _sign(line: Line) -> str:
    return " " if line.words.startswith("by ") else ", " if line.words else ""


def _of_document(profile: Profile, kind: str, made: Lines) -> str:
    told = _a(kind)
    try:
        strengths = [value.label for value in profile.row("strength-of-source").now]
    except KeyError:
        return told + "."
    return f"{told}: {words.listed(strengths)}."


_TEMPLATES = (
    (("Person",), _of_person),
    (("Post",), _of_post),
    (("Polity",), _of_state),
    (("Organization",), _of_organization),
    (("Alliance",), _of_alliance),
    (("Instrument",), _of_agreement),
    (("Place",), _of_place),
    (("Obligation",), _of_obligation),
    (("Event",), _of_event),
    (("SourceDocument",), _of_document),
)


def _of_statement(made: Lines, one: Statement) -> str:
    """How a statement is meant, who says it, and whether it is a fact here."""
    names = words.listed(made.grounds.who(one)) if made.grounds.who(one) else "a source"
    if one.admitted:
        taken = ", taken for granted" if one.modality == "presupposed" else ""
        return f"Says {names}{taken}. Recorded here as a fact."
    status = words.status_of(one)
    verb = f"{words.SHOWN[status].capitalize()}, says {names}"
    if status in ("said", "judged"):
        verb = f"{words.SHOWN[status].capitalize()} by {names}"
    if status == "denied":
        verb = f"Denied by {names}"
    return f"{verb}. Not recorded here as a fact."

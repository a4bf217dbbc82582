"""Planted facts that meet the conditions of questions 24 to 33, and facts that miss one each.

Each group of facts has nodes of its own, named after what sets it apart, so that many stand side
by side in one case and the rows tell which of them came out.
"""

from __future__ import annotations

DOC, LATER = "foedus:sourcedFrom id:doc-article", "foedus:sourcedFrom id:doc-planted"
Case = tuple[str, list[str], dict[str, str], str, str]


def dates(**bounds: str) -> str:
    """Bounds of a date, each with its day."""
    return "".join(f' foedus:{bound} "{day}"^^xsd:date ;' for bound, day in bounds.items())


# --- question 24: on a day before all alliances of the data

TODAY, YESTERDAY, TOMORROW = "1900-06-15", "1900-06-14", "1900-06-16"
LONG_AGO = dates(earliestStart="1890-01-01", latestStart="1890-01-01")
ALLIED: tuple[str, list[str], dict[str, str]] = (
    "024",
    ["alliance", "certainty", "treaty"],
    {"asOf": TODAY},
)


def membership(name: str, side: str, bounds: str = LONG_AGO, pact: str = "", of: str = "") -> str:
    """A membership of one of the two states, ``a`` or ``b``, of a planted alliance."""
    return (
        f"id:membership-{name}-{of or side}{pact} a foedus:AllianceMembership ; {bounds}"
        f" foedus:memberAgent id:{name}-{side} ; foedus:membershipOf id:{name}{pact} ; {DOC} .\n"
    )


def alliance(name: str, a: str = LONG_AGO, b: str = LONG_AGO) -> str:
    """An alliance of two states with the bounds of their memberships."""
    return membership(name, "a", a) + membership(name, "b", b)


def founded(name: str, *events: tuple[str, str, str]) -> str:
    """An alliance with a treaty and the treaty's events: kind, bound of the date, and day."""
    told = "".join(
        f"id:event-{name}-{kind} a foedus:{kind} ; {dates(**{bound: day})}"
        f" foedus:involves id:treaty-{name} .\n"
        for kind, bound, day in events
    )
    return alliance(name) + f"id:{name} foedus:foundedOn id:treaty-{name} .\n" + told


def seen(first: str, last: str) -> str:
    """The days on which a source saw a membership."""
    return dates(observedFrom=first, observedUntil=last)


OTHER = dates(earliestStart="1880-01-01", latestEnd="1885-01-01")
ENDED = LONG_AGO + dates(latestEnd=YESTERDAY)
ENTRY, LEFT = ("EntryIntoForce", "earliestStart"), ("Termination", "latestStart")
ALLIANCES = (
    # A membership without bounds counts unless the same state's in the same alliance has them.
    (alliance("undated-a", a=""), 'id:undated-a "possible" ()'),
    (alliance("undated-b", b=""), 'id:undated-b "possible" ()'),
    (alliance("known-a", a="") + membership("known-a", "a", OTHER, of="other"), ""),
    (alliance("known-b", b="") + membership("known-b", "b", OTHER, of="other"), ""),
    (
        alliance("known-elsewhere-a", a="") + membership("known-elsewhere-a", "a", pact="-x"),
        'id:known-elsewhere-a "possible" ()',
    ),
    (
        alliance("known-elsewhere-b", b="") + membership("known-elsewhere-b", "b", pact="-x"),
        'id:known-elsewhere-b "possible" ()',
    ),
    # It is certain unless another source ends the same membership, in the same alliance.
    (alliance("dated"), 'id:dated "certain" ()'),
    (
        alliance("ended-a") + membership("ended-a", "a", ENDED, of="other"),
        'id:ended-a "possible" ()',
    ),
    (
        alliance("ended-b") + membership("ended-b", "b", ENDED, of="other"),
        'id:ended-b "possible" ()',
    ),
    (
        alliance("ended-elsewhere-a") + membership("ended-elsewhere-a", "a", ENDED, "-x"),
        'id:ended-elsewhere-a "certain" ()',
    ),
    (
        alliance("ended-elsewhere-b") + membership("ended-elsewhere-b", "b", ENDED, "-x"),
        'id:ended-elsewhere-b "certain" ()',
    ),
    (
        alliance("joined-again-a") + membership("joined-again-a", "a", OTHER, of="first"),
        'id:joined-again-a "certain" ()',
    ),
    (
        alliance("joined-again-b") + membership("joined-again-b", "b", OTHER, of="first"),
        'id:joined-again-b "certain" ()',
    ),
    # What was seen on the day, the first and the last one included, is certain.
    (alliance("seen-from-a", a=seen(TODAY, TOMORROW)), 'id:seen-from-a "certain" ()'),
    (alliance("seen-from-b", b=seen(TODAY, TOMORROW)), 'id:seen-from-b "certain" ()'),
    (alliance("seen-until-a", a=seen(YESTERDAY, TODAY)), 'id:seen-until-a "certain" ()'),
    (alliance("seen-until-b", b=seen(YESTERDAY, TODAY)), 'id:seen-until-b "certain" ()'),
    (alliance("seen-later", a=seen(TOMORROW, TOMORROW)), 'id:seen-later "possible" ()'),
    (alliance("seen-before", b=seen(YESTERDAY, YESTERDAY)), 'id:seen-before "possible" ()'),
    # A treaty is in force from its entry into force to the day before its end.
    (founded("in-force", (*ENTRY, TODAY)), 'id:in-force "certain" id:treaty-in-force'),
    (founded("not-yet", (*ENTRY, TOMORROW)), 'id:not-yet "certain" ()'),
    (
        founded("signed", ("Signature", "earliestStart", YESTERDAY), (*ENTRY, TOMORROW)),
        'id:signed "certain" ()',
    ),
    (founded("over", (*ENTRY, YESTERDAY), (*LEFT, TODAY)), 'id:over "certain" ()'),
    (
        founded("last-day", (*ENTRY, YESTERDAY), (*LEFT, TOMORROW)),
        'id:last-day "certain" id:treaty-last-day',
    ),
)
TWO_SOURCES = (
    f"id:m-a a foedus:AllianceMembership ; {LONG_AGO} foedus:memberAgent id:a ;"
    f" foedus:membershipOf id:pact ; {DOC} .\n"
    f"id:m-b a foedus:AllianceMembership ; {LONG_AGO} foedus:memberAgent id:b ;"
    f" foedus:membershipOf id:pact ; {LATER} .\n"
)


# --- question 25: what says that a treaty succeeds another


def succession(name: str, subject: str, predicate: str, more: str = "") -> str:
    """A statement, by a source of its own, whose object is the planted predecessor."""
    return (
        f"id:stmt-{name} foedus:stmtSubject id:{subject} ; foedus:stmtPredicate {predicate} ;"
        f" foedus:stmtObject id:predecessor ; {more} foedus:sourcedFrom id:{name} .\n"
    )


SUCCESSION = (
    "id:treaty-planted foedus:succeeds id:predecessor .\n"
    + succession("right", "treaty-planted", "foedus:succeeds", "foedus:admitted true ;")
    + succession("other-treaty", "treaty-x", "foedus:succeeds", "foedus:admitted true ;")
    + succession(
        "other-relation", "treaty-planted", "foedus:concludedUnder", "foedus:admitted true ;"
    )
    + succession("only-claimed", "treaty-planted", "foedus:succeeds")
)


# --- question 29: under one command here, parallel there


def elsewhere(name: str, *more: str, closed: bool = True, ally: str = "") -> str:
    """Forces under a joint command, and an arrangement in which each state commands its own."""
    whole = "foedus:contributionsComplete true ;" if closed else ""
    return (
        f"id:joint-{name} a foedus:MultinationalCommand .\n"
        f"id:here-{name} foedus:underCommand id:joint-{name} ; {DOC} ;"
        f" foedus:contributingState id:a-{name} .\n"
        f"id:{name} a foedus:CommandArrangement ; {whole}"
        f" foedus:coversContribution id:own-{name} , id:other-{name} .\n"
        f"id:own-{name} foedus:contributingState id:a-{name} ; {DOC} ;"
        f" foedus:underCommand id:command-a-{name} .\n"
        f"id:other-{name} foedus:contributingState id:b-{name} ;"
        f" foedus:underCommand id:{ally or 'command-b'}-{name} .\n"
        f"id:command-a-{name} foedus:ofState id:a-{name} .\n"
        f"id:command-b-{name} foedus:ofState id:b-{name} .\n" + "\n".join(more)
    )


PARALLEL = (
    elsewhere("parallel"),
    elsewhere("open-list", closed=False),
    elsewhere("led-by-the-other", ally="command-a"),
    elsewhere("under-no-state", ally="board"),
    elsewhere(
        "shared",
        "id:other-shared foedus:underCommand id:staff-shared .",
        "id:staff-shared a foedus:MultinationalCommand .\n",
    ),
)
KNOWN_PARALLEL = "id:arrangement-us-japan id:united-states id:japan\n"


# --- question 31: what became of an intention

FORM, ANOTHER_FORM = "code:subordinate-unified-command", "code:joint-force-headquarters"
ADMITTED = "foedus:modality code:actual ; foedus:admitted true ;"
INTENDED = "foedus:modality code:intended ;"
DENIED = "foedus:modality code:actual ; foedus:negated true ;"


def said(name: str, what: str, day: str, triple: str, more: str, by: str = LATER) -> str:
    """A statement of a planted group."""
    subject, predicate, value = triple.split()
    return (
        f"id:{what}-{name} a foedus:Statement ; {more} {dates(asOfDate=day)}"
        f" foedus:stmtSubject id:{subject}-{name} ; foedus:stmtPredicate foedus:{predicate} ;"
        f" foedus:stmtObject {value} ; {by} .\n"
    )


def hoped(name: str, triple: str, report: str, more: str) -> str:
    """An intention and a later report of another source."""
    return said(name, "hope", "2000-01-01", triple, INTENDED, DOC) + said(
        name, "report", "2005-01-01", report, more
    )


def formed(name: str, report: str = "", day: str = "2005-01-01", more: str = "") -> str:
    """An event that was to give a form and is completed in 2010, and what else was said of it."""
    return (
        said(name, "hope", "2000-01-01", f"event toForm {FORM}", INTENDED, DOC)
        + f"id:done-{name} a foedus:StatusObservation ; foedus:statusOfEvent id:event-{name} ;"
        f" foedus:observedStatus code:completed ; {dates(asOfDate='2010-01-01')} {LATER} .\n"
        + (said(name, "report", day, report, more) if report else "")
    )


INSTEAD = f"event toForm {ANOTHER_FORM}"
REPORTS, BELONGS, AIMS = "s reportsTo id:x", "s componentOf id:x", "s hasObjective id:x"
INTENTIONS = (
    # An event that took place gave the form, unless another was put in its place in between.
    (formed("kept"), 'id:hope-kept "done" id:done-kept'),
    (
        formed("replaced", INSTEAD, more=ADMITTED),
        'id:hope-replaced "changed" id:report-replaced',
    ),
    (
        formed("replanned", INSTEAD, more=INTENDED),
        'id:hope-replanned "changed" id:report-replanned',
    ),
    (
        formed("guessed", INSTEAD, more="foedus:modality code:predicted ;"),
        'id:hope-guessed "done" id:done-guessed',
    ),
    (
        formed("not-planned", INSTEAD, more=INTENDED + " foedus:negated true ;"),
        'id:hope-not-planned "done" id:done-not-planned',
    ),
    (
        formed("same-day", INSTEAD, "2000-01-01", ADMITTED),
        'id:hope-same-day "done" id:done-same-day',
    ),
    (
        formed("last-day", INSTEAD, "2010-01-01", ADMITTED),
        'id:hope-last-day "changed" id:report-last-day',
    ),
    (
        formed("too-late", INSTEAD, "2010-01-02", ADMITTED),
        'id:hope-too-late "changed" id:report-too-late\nid:hope-too-late "done" id:done-too-late',
    ),
    (
        formed("other-event", f"another toForm {ANOTHER_FORM}", more=ADMITTED),
        'id:hope-other-event "done" id:done-other-event',
    ),
    (
        formed("other-matter", "event operatesInDomain code:air", more=ADMITTED),
        'id:hope-other-matter "done" id:done-other-matter',
    ),
    # The same came true or was denied; of somebody else, or in another respect, it was not.
    (hoped("true", REPORTS, REPORTS, ADMITTED), 'id:hope-true "done" id:report-true'),
    (hoped("true-of-another", REPORTS, "t reportsTo id:x", ADMITTED), ""),
    (hoped("true-otherwise", REPORTS, BELONGS, ADMITTED), ""),
    (hoped("aim-reached", AIMS, AIMS, ADMITTED), ""),
    (hoped("denied", REPORTS, REPORTS, DENIED), 'id:hope-denied "dropped" id:report-denied'),
    (hoped("denied-of-another", REPORTS, "t reportsTo id:x", DENIED), ""),
    (hoped("denied-otherwise", REPORTS, BELONGS, DENIED), ""),
    (hoped("aim-denied", AIMS, AIMS, DENIED), ""),
    (
        hoped(
            "doubted", REPORTS, REPORTS, "foedus:modality code:predicted ; foedus:negated true ;"
        ),
        "",
    ),
    # Another value takes the place of what has one only.
    (
        hoped("changed", REPORTS, "s reportsTo id:y", ADMITTED),
        'id:hope-changed "changed" id:report-changed',
    ),
    (hoped("not-the-other", REPORTS, "s reportsTo id:y", INTENDED + " foedus:negated true ;"), ""),
    (hoped("beside-it", BELONGS, "s reportsTo id:y", ADMITTED), ""),
    (hoped("beside-that", REPORTS, "s componentOf id:y", ADMITTED), ""),
)


# --- question 32: the sources of a change

RENAMED = (
    "id:old a foedus:Naming ; foedus:relationHolder id:org ;"
    f" {dates(earliestStart='1990-01-01')} foedus:sourcedFrom id:doc-before .\n"
    "id:new a foedus:Naming ; foedus:relationHolder id:org ;"
    f" {dates(earliestStart='2000-01-01')} foedus:sourcedFrom id:doc-after .\n"
)
KNOWN_CHANGE = (
    "id:us-indo-pacific-command id:doc-ipfs-indopacom\n"
    "id:us-indo-pacific-command id:doc-wikiwand-uspacom"
)


# --- question 33: who held a post when an agreement was signed, in January 1930

FIRST, LAST = "1930-01-01", "1930-01-31"
SIGNED = (
    "id:signature-planted a foedus:Signature ; foedus:involves id:agreement-planted ;"
    f" {dates(earliestStart=FIRST, latestStart=LAST)} {DOC} .\n"
)
US, JAPAN = "us-defense-secretary", "japan-defense-minister"


def holding(name: str, bounds: str = "", post: str = US, n: int = 1, kind: bool = True) -> str:
    """A person's holding of a post."""
    a = "a foedus:PostHolding ;" if kind else ""
    return (
        f"id:holding-{name}-{n} {a} {bounds} foedus:heldBy id:{name} ; foedus:postHeld id:{post} ;"
        f" {DOC} .\n"
    )


BEFORE = dates(earliestStart="1925-01-01", latestStart="1925-01-01")
HOLDERS = (
    (holding("sure", BEFORE), 'id:sure "certain"'),
    (holding("untyped", BEFORE, kind=False), ""),
    (holding("to-the-last", BEFORE + dates(earliestEnd=LAST)), 'id:to-the-last "certain"'),
    (holding("till-about", BEFORE + dates(earliestEnd="1930-01-30")), 'id:till-about "possible"'),
    (holding("to-the-first", dates(latestEnd=FIRST)), 'id:to-the-first "possible"'),
    (holding("gone", dates(latestEnd="1929-12-31")), ""),
    (holding("seen", seen("1929-01-01", LAST)), 'id:seen "certain"'),
    (holding("seen-before", seen("1929-01-01", "1930-01-30")), 'id:seen-before "possible"'),
    # A holding without bounds counts unless one with bounds is known of the same post and person.
    (holding("undated"), 'id:undated "possible"'),
    (holding("dated") + holding("dated", dates(earliestStart="1940-01-01"), n=2), ""),
    (
        holding("moved") + holding("moved", dates(earliestStart="1940-01-01"), JAPAN, 2),
        'id:moved "possible"',
    ),
)


def together(groups: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """The facts of all groups, and all their rows."""
    return "".join(facts for facts, _ in groups), "\n".join(rows for _, rows in groups)


CASES: list[Case] = [
    (*ALLIED, *together(ALLIANCES)),
    (
        "024",
        ["alliance", "source"],
        {"asOf": TODAY},
        TWO_SOURCES,
        "id:pact id:doc-article\nid:pact id:doc-planted",
    ),
    ("025", ["source"], {"treaty": "id:treaty-planted"}, SUCCESSION, "id:right"),
    (
        "029",
        ["elsewhere", "state", "ally"],
        {},
        "".join(PARALLEL),
        KNOWN_PARALLEL + "id:parallel id:a-parallel id:b-parallel",
    ),
    ("031", ["intention", "outcome", "report"], {}, *together(INTENTIONS)),
    (
        "032",
        ["organization", "source"],
        {},
        RENAMED,
        "id:org id:doc-before\nid:org id:doc-after\n" + KNOWN_CHANGE,
    ),
    (
        "033",
        ["holder", "certainty"],
        {"agreement": "id:agreement-planted"},
        SIGNED + together(HOLDERS)[0],
        together(HOLDERS)[1],
    ),
]

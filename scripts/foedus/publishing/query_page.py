"""Questions in the browser: the query page, the chain of command on a day, and both in one file.

The store runs in the page. What the pages need from Node is built and committed in
``assets/browser`` (sources: ``scripts/site``); here it is only copied, and given its settings. The
one file works from a disk: scripts, store, data and style inside it. Its policy names the hash of
each script instead of ``'self'``, as a file has no origin; the worker is made from text in the
page, and the WebAssembly stands there as base64 of gzip.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from foedus.asking import plain, snapshot
from foedus.bundled import contents
from foedus.bundled.questions import Parameter, Question, parse_value, without_header
from foedus.publishing.address import FOLDERS
from foedus.publishing.documents import question_path
from foedus.publishing.html import ASSETS, for_script, render
from foedus.publishing.pages import pictures, search
from foedus.publishing.pages.frame import Head, Here, shell_of
from foedus.publishing.site import Site
from foedus.rdf import writing
from foedus.rdf.names import CODE_NS, FOEDUS_NS, PREFIXES, RDF_NS, text
from foedus.reasoning import rules

POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'"
)
"""The content security policy of the two pages; the editor writes inline styles, hence those."""

QUERY = Head(
    "Ask the data",
    "Put the bundled questions or queries of your own to the data, in this page, without a server.",
    "query.html",
)
CHAIN = Head(
    "Chain of command and alliances on a day",
    "Who reports to whom and who is allied with whom on any day, as a picture and in words.",
    "chain.html",
)


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """``query.html``, ``chain.html``, the built assets, and ``offline.html`` where it is wanted."""
    found = changes(site)
    given = settings(site, [one.day for one in found])
    shell = shell_of(site)
    here = Here(shell, CHAIN.section)
    common = {
        "given": given,
        "sections": words_of(site, given["day"]),
        "pictures": dated_pictures(here, found),
        "offline": site.offline,
        # Fetched while the page's script is, and not only when it has run.
        "early": [
            f"{given['assets']}oxigraph.wasm.gz",
            given["pages"],
            *(one["address"] for one in given["data"] if one["atStart"]),
        ],
    }
    for head, unused in (
        (QUERY, ("snapshot", "former", "lives", "dyads", "days")),
        (CHAIN, ("questions",)),
    ):
        needed = {key: value for key, value in given.items() if key not in unused}
        if head is CHAIN:
            needed["terms"] = [
                {key: one[key] for key in ("iri", "label")} for one in given["terms"]
            ]
        more = {"policy": POLICY, "settings": for_script(needed), "one_file": False}
        yield shell.page(head.section, head.section, head, **more, **common)
    yield "assets/pages.json", page_addresses(site)
    yield "assets/console.css", (ASSETS / "console.css").read_bytes()
    for path in sorted((ASSETS / BROWSER).iterdir()):
        yield f"assets/{BROWSER}/{path.name}", path.read_bytes()
    if site.offline:
        within = {**common, "pictures": dated_pictures(here, found, link=question_about)}
        yield "offline.html", one_file(site, within)


# --- what the page is told ----------------------------------------------------------------------


BROWSER = "browser"
"""The folder of the built assets."""

MAX_OPTIONS = 80
_TYPE = RDF_NS + "type"
_IN_SCHEME = PREFIXES["skos"] + "inScheme"
_DEFINITION = PREFIXES["skos"] + "definition"
_DATA_LABELS = {"article": "the article", "background": "background from other sources"}


def settings(site: Site, days: Sequence[str]) -> dict[str, Any]:
    """The settings of the query page and of the chain of command, as JSON has them."""
    queries = snapshot.queries()
    return {
        "assets": f"assets/{BROWSER}/",
        "pages": "assets/pages.json",
        "oneFile": False,
        "hasOneFile": site.offline,
        "prefixes": PREFIXES,
        "data": [*_data(site), _ontology()],
        "questions": [_question(site, question) for question in site.questions],
        "terms": [_term(site, iri) for iri in (*site.terms, *site.codes)],
        "snapshot": [_snapshot_query(query) for query in queries],
        "former": snapshot.FORMER,
        "called": {CODE_NS + code: words for code, words in plain.CODES.items()},
        "lives": [_rule(name) for name in snapshot.LIVES],
        "dyads": _rule(snapshot.DYADS),
        "marks": _rule(snapshot.MARKS),
        "marked": plain.MARKS,
        "days": list(days),
        "day": queries[0].day,
    }


def page_addresses(site: Site) -> bytes:
    """The path of the page of each thing: ours by folder and names, any other by its IRI."""
    folders: dict[str, list[str]] = {}
    others: dict[str, str] = {}
    namespaces = {folder: namespace for namespace, folder in FOLDERS.items()}
    for iri, path in sorted(site.resources.items()):
        folder, _, name = path.rpartition("/")
        if iri == namespaces.get(folder, "\0") + name:
            folders.setdefault(folder, []).append(name)
        else:
            others[iri] = path
    own = [
        {"namespace": namespaces[folder], "folder": folder, "names": names}
        for folder, names in sorted(folders.items())
    ]
    return for_script({"own": own, "others": others}).encode()


def _data(site: Site) -> list[dict[str, Any]]:
    """Our data file by file, as the questions name them; a user's dataset as the one it is, and
    what its sources tell in our terms."""
    if not site.own:
        heard = [_source("told", "relations that its sources tell", "told.ttl", "text/turtle")]
        whole = _source("dataset", "the dataset", "dataset.trig", "application/trig")
        return [whole, *(heard if site.heard else ())]
    names = {file: name for name, file in contents.DATA_FILES.items()}
    return [
        _source(names[file.name], _DATA_LABELS[names[file.name]], f"{file.path}.ttl", "text/turtle")
        for file in site.data
    ]


def _ontology() -> dict[str, Any]:
    source = _source("ontology", "the ontology", "ontology.ttl", "text/turtle")
    return {**source, "atStart": False}


def _source(name: str, label: str, address: str, format: str) -> dict[str, Any]:
    return {"name": name, "label": label, "address": address, "format": format, "atStart": True}


def _question(site: Site, question: Question) -> dict[str, Any]:
    return {
        "number": question.number,
        "name": question.name,
        "question": question.question,
        "title": title_for_any_value(site, question),
        "asker": question.asker,
        "answer": question.answer if site.own else "",
        "view": question.view,
        "data": list(question.data),
        "parameters": [_parameter(site, parameter) for parameter in question.parameters],
        "text": without_header(question.text),
        "page": f"{question_path(question)}.html",
    }


def title_for_any_value(site: Site, question: Question) -> str:
    """The question with ``{parameter}`` where it names the value of one, for other values."""
    title = question.title or question.question
    if not question.title:
        for one in question.parameters:
            value = parse_value(one, one.default)
            name = site.label(value.value) if one.type == "iri" else value.value
            title = title.replace(name, f"{{{one.name}}}")
    return title


def _parameter(site: Site, parameter: Parameter) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": parameter.name,
        "type": parameter.type,
        "default": parameter.default,
    }
    if parameter.type == "iri":
        found["options"] = _options(site, parse_value(parameter, parameter.default).value)
    return found


def _options(site: Site, iri: str) -> list[str]:
    """The things of the default's classes, or the codes of its scheme, by label."""
    link = _IN_SCHEME if iri.startswith(CODE_NS) else _TYPE
    groups = [term.value for term in site.stated.objects(iri, link) if hasattr(term, "value")]
    alike = {
        quad.subject.value
        for group in groups
        for quad in site.stated.by_object(group, link)
        if hasattr(quad.subject, "value")
    }
    return sorted(alike, key=lambda one: (site.label(one), one))[:MAX_OPTIONS]


def _term(site: Site, iri: str) -> dict[str, str]:
    definitions = site.stated.objects(iri, _DEFINITION)
    definition = next((d.value for d in definitions if hasattr(d, "value")), "")
    return {"iri": iri, "label": site.label(iri), "definition": definition}


def _rule(name: str) -> str:
    """A rule whose conclusions the snapshot queries ask beside the data."""
    (rule,) = (rule for rule in rules.all_rules() if rule.name == name)
    return without_header(rule.text)


def _snapshot_query(query: snapshot.Query) -> dict[str, str]:
    """One query of the picture of a day."""
    return {
        "kind": query.kind,
        "title": query.title,
        "note": query.note,
        "text": without_header(query.text),
    }


# --- the days on which the picture changes ------------------------------------------------------


BOUNDS = (
    "earliestStart",
    "latestStart",
    "earliestEnd",
    "latestEnd",
    "observedFrom",
    "observedUntil",
)
"""The properties whose values the snapshot queries compare with the day."""

MAX_CHECKED = 400
"""So many days are tried one by one; with more, each day that a bound names counts as a change."""


def words_of(site: Site, day: str) -> list[snapshot.Section]:
    """The picture of a day in words; nothing of data so large that making it would take long."""
    return snapshot.picture(site.told, day) if site.is_small else []


@dataclass(frozen=True)
class Change:
    """A day whose picture differs from that of the day before; the rows of each snapshot query.

    ``names`` are those that were borne on the day and are no longer.

    There are no rows where the data are too large to try each day.
    """

    day: str
    answers: dict[str, snapshot.Rows]
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Dated:
    """A picture, the first day that it is true of, and the day of the next one; empty for none."""

    day: str
    until: str
    picture: pictures.Picture


def changes(site: Site) -> list[Change]:
    """The days whose picture differs from that of the day before, in order.

    Where the data hold more than ``MAX_CHECKED`` bounds or are not small, the days
    that the bounds name: each starts or ends something; that it shows has not been tried.
    """
    days = _candidates(site)
    if len(days) > MAX_CHECKED or not site.is_small:
        return [Change(day, {}) for day in days]
    store = snapshot.world(site.told)[-1]
    found: list[Change] = []
    before: object = None
    for day in days:
        answers = _answers(store, day)
        names = _names(site, day, list(answers.values()))
        now = {kind: frozenset(map(str, rows)) for kind, rows in answers.items()}, names
        if now != before:
            found.append(Change(day, answers, names))
        before = now
    return found


def _names(site: Site, day: str, answers: Iterable[snapshot.Rows]) -> dict[str, str]:
    """The former names of what stands in the rows of a day."""
    shown = {text(term) for rows in answers for row in rows for term in row if term is not None}
    former = snapshot.former_names(site.store, day)
    return {iri: name for iri, name in former.items() if iri in shown}


def dated_pictures(
    here: Here, found: Sequence[Change], link: Callable[[str], str] | None = None
) -> list[tuple[pictures.Relation, list[Dated]]]:
    """For each relation its pictures by date: one for each day on which that relation changes."""
    drawn, site = [], here.shell.site
    for relation in pictures.RELATIONS:
        dated: list[Dated] = []
        known = [(one.day, one.answers[relation.query]) for one in found if one.answers]
        starts = [
            (day, rows)
            for (day, rows), (old, before) in zip(known, [("", ()), *known], strict=False)
            if pictures.related(relation, rows) != pictures.related(relation, before)
            or (old and _names(site, day, [rows]) != _names(site, old, [before]))
        ]
        ends = [day for day, _ in starts[1:]] + [""]
        for (day, rows), until in zip(starts, ends, strict=False):
            if picture := pictures.of_day(here, relation, rows, day, link=link):
                dated.append(Dated(day, until, picture))
        drawn.append((relation, dated))
    return drawn


def _candidates(site: Site) -> list[str]:
    """Every bound and the day after it: what ends on a day is gone on the next."""
    days: set[date] = set()
    for name in BOUNDS:
        for quad in site.stated.by_predicate(FOEDUS_NS + name):
            day = _day(quad.object.value) if hasattr(quad.object, "value") else None
            if day is not None:
                days |= {day, day + timedelta(days=1)}
    return [day.isoformat() for day in sorted(days)]


def _day(text: str) -> date | None:
    day = date.fromisoformat(text) if snapshot.is_day(text) else None
    return day if day != date.max else None


def _answers(store: ox.Store, day: str) -> dict[str, snapshot.Rows]:
    """The rows of every snapshot query on a day, by its kind."""
    return {query.kind: query.answer(store, day)[1] for query in snapshot.queries()}


# --- all in one file ----------------------------------------------------------------------------


SCRIPTS = ("offline", "search", "pictures", "console", "chain")
"""The scripts in the order in which they run."""


def question_about(iri: str) -> str:
    """Where a thing leads in the one file: to a question about it."""
    return f"#about={quote(iri, safe='')}"


def one_file(site: Site, common: Mapping[str, Any]) -> bytes:
    """The one file."""
    given = {
        **common["given"],
        "oneFile": True,
        "pages": None,
        "data": _texts_of_data(site, common["given"]),
    }
    for question in given["questions"]:
        question.pop("page", None)
    scripts = [_script(name) for name in SCRIPTS]
    style = "\n".join(
        (ASSETS / name).read_text(encoding="utf-8") for name in ("site.css", "console.css")
    )
    wasm = base64.b64encode((ASSETS / BROWSER / "oxigraph.wasm.gz").read_bytes()).decode()
    values = {
        **common,
        "given": given,
        "settings": for_script(given),
        "policy": _policy(scripts),
        "one_file": True,
        "search": _packed(search.for_one_file(shell_of(site)).encode()),
        "scripts": scripts,
        "style": style.replace("</", "<\\/"),
        "worker": _script("worker"),
        "wasm": wasm,
        "licences": (ASSETS / BROWSER / "LICENSES.txt").read_text(encoding="utf-8"),
        "own": site.own,
        "title": site.title,
        "version": site.version,
    }
    return render("offline.html", **values)


def _policy(scripts: list[str]) -> str:
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes} 'wasm-unsafe-eval'; "
        "style-src 'unsafe-inline'; worker-src blob:; img-src data:; font-src data:; "
        "object-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _script(name: str) -> str:
    """A built script, with nothing in it that HTML forbids or that would end its element."""
    text = (ASSETS / BROWSER / f"{name}.js").read_text(encoding="utf-8")
    text = re.sub("[\x01-\x08\x0b-\x1f]", lambda sign: f"\\x{ord(sign[0]):02x}", text)
    return re.sub(r"<(?=/script|!--|script)", r"\\x3c", text, flags=re.IGNORECASE)


def _texts_of_data(site: Site, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The data sources with their text, packed, in place of their address."""
    texts = _texts(site)
    return [
        {key: value for key, value in source.items() if key != "address"}
        | {"packed": _packed(texts[source["name"]].encode())}
        for source in given["data"]
    ]


def _packed(data: bytes) -> str:
    """Bytes as base64 of gzip, the same each time."""
    return base64.b64encode(gzip.compress(data, mtime=0)).decode()


def _texts(site: Site) -> dict[str, str]:
    texts = {"ontology": writing.encode(site.ontology, ox.RdfFormat.TURTLE).decode()}
    if not site.own:
        heard = site.standings.facts(site.heard)
        texts["told"] = writing.encode(heard, ox.RdfFormat.TURTLE).decode()
        return texts | {"dataset": writing.encode(site.asserted, ox.RdfFormat.TRIG).decode()}
    names = {file: name for name, file in contents.DATA_FILES.items()}
    for file in site.data:
        texts[names[file.name]] = writing.encode(file.quads, ox.RdfFormat.TURTLE).decode()
    return texts

"""What the query page is told: its data, the questions, the terms, the pages that things have."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from foedus import bundled, resources
from foedus.publishing.address import FOLDERS
from foedus.publishing.site import Site
from foedus.questions import Parameter, Question, parse_value, read_header
from foedus.reasoning import rules
from foedus.vocabulary import CODE_NS, PREFIXES, RDF_NS

BROWSER = "browser"
"""The folder of the built assets."""

MAX_OPTIONS = 80
_TYPE = RDF_NS + "type"
_IN_SCHEME = PREFIXES["skos"] + "inScheme"
_DEFINITION = PREFIXES["skos"] + "definition"
_DATA_LABELS = {"article": "the article", "background": "background from other sources"}
# What could end a script element or a line of a script, as JSON escapes.
_UNSAFE = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def settings(site: Site, days: Sequence[str]) -> dict[str, Any]:
    """The settings of the query page and of the chain of command, as JSON has them."""
    queries = [_snapshot_query(path) for path in resources.snapshot_files()]
    return {
        "assets": f"assets/{BROWSER}/",
        "pages": "assets/pages.json",
        "oneFile": False,
        "hasOneFile": site.offline,
        "prefixes": PREFIXES,
        "data": [*_data(site), _ontology()],
        "questions": [_question(site, question) for question in site.questions],
        "terms": [_term(site, iri) for iri in (*site.terms, *site.codes)],
        "snapshot": [query for query, _ in queries],
        "dyads": _dyads(),
        "days": list(days),
        "day": queries[0][1],
    }


def as_json(value: object) -> str:
    """JSON that may stand inside a script element.

    >>> as_json({"label": "</script>"})
    '{"label":"\\\\u003c/script\\\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_UNSAFE)


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
    return as_json({"own": own, "others": others}).encode()


def _data(site: Site) -> list[dict[str, Any]]:
    """Our data file by file, as the questions name them; a user's dataset as the one it is."""
    if not site.own:
        return [_source("dataset", "the dataset", "dataset.trig", "application/trig")]
    names = {file: name for name, file in bundled.DATA_FILES.items()}
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
        "asker": question.asker,
        "answer": question.answer if site.own else "",
        "view": question.view,
        "data": list(question.data),
        "parameters": [_parameter(site, parameter) for parameter in question.parameters],
        "text": _without_header(question.text),
        "page": f"{site.question_path(question)}.html",
    }


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


def _dyads() -> str:
    """The rule whose conclusions the snapshot queries ask beside the data."""
    (rule,) = (rule for rule in rules.all_rules() if rule.name == "65-alliance-dyad")
    return _without_header(rule.text)


def _snapshot_query(path: Any) -> tuple[dict[str, str], str]:
    """One query of the picture of a day, and the day that it is asked for without being told."""
    text = path.read_text(encoding="utf-8")
    header = read_header(text, str(path))
    kind = path.stem.partition("-")[2]
    told = {"kind": kind, "title": str(header["title"]), "note": str(header["note"])}
    return {**told, "text": _without_header(text)}, str(header["parameters"]["asOf"]["default"])


def _without_header(text: str) -> str:
    """A query without its ``#+`` lines: the page tells what they hold."""
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("#+")).lstrip("\n")

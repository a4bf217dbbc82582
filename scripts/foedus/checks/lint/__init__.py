"""Hygiene: what makes an ontology or data hard to read, to reuse or to trust, found by queries.

The checks are SPARQL files in ``queries/hygiene``, drawn from the catalogues of those who build
ontologies; one profile beside them tells how bad a finding is, and which rules no check covers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import pyoxigraph as ox

from foedus.bundled import contents, folders
from foedus.checks import report
from foedus.checks.lint import joins, misspelt
from foedus.checks.lint.profile import IGNORED, Profile, bundled_profile, with_users
from foedus.checks.lint.store import Desk, rules
from foedus.checks.report import Finding, Part, Places, Report, Rule
from foedus.rdf import reading
from foedus.rdf.headers import headers
from foedus.rdf.names import CODE_NS, FOEDUS_NS, ID_NS, SH_NS, SHAPE_NS

__all__ = [
    "QUERY",
    "Desk",
    "context",
    "findings",
    "lint",
    "lint_files",
    "project",
    "read_files",
    "rules",
]

QUERY = ".rq"
"""How the name of a query ends."""

_OURS = (CODE_NS, FOEDUS_NS, ID_NS, SHAPE_NS)


def lint_files(files: Sequence[str] = (), profile: str | None = None, only: bool = False) -> Report:
    """The report on some RDF files and SPARQL queries, or on all that foedus carries.

    ``profile`` is a file that rates checks anew, see ``foedus.checks.lint.profile.with_users``;
    ``only`` leaves the bundled data out of what is at hand.
    Raises BadInput and LimitReached for a file that cannot be read.
    """
    return lint(*read_files(files), with_users(profile), only)


def read_files(files: Sequence[str] = ()) -> tuple[list[reading.Document], list[str]]:
    """The documents among some files, each once, and the names of the queries among them.

    Without files, all that foedus carries.
    """
    if not files:
        return project(), [str(path) for path in folders.query_files()]
    files = [one for path in files for one in reading.files_of(path)]
    files = list(dict.fromkeys(files))  # a file given twice declares nothing twice
    asked = [path for path in files if path.endswith(QUERY)]
    return [reading.read(path) for path in files if path not in asked], asked


def lint(
    documents: Sequence[reading.Document],
    query_files: Sequence[str] = (),
    profile: Profile | None = None,
    only: bool = False,
) -> Report:
    """The report on some documents, which are looked at together, and on the terms in queries.

    Where they use our terms, the bundled ontology, data and shapes are at hand too; not the data
    where ``only`` the documents shall count.
    """
    profile = profile or bundled_profile()
    desk = Desk(documents, context(documents, only), profile.vocabularies)
    asked = (*misspelt.in_queries(query_files), *joins.in_queries(query_files))
    found = (*desk.results(), *asked)
    rated = [_rated(rule, profile) for rule in rules()]
    made = {rule.name: rule for rule in rated if rule.severity != IGNORED}
    results = tuple(
        replace(result, severity=ox.NamedNode(SH_NS + made[name].severity))
        for result in found
        if (name := report.shown(result.shape)) in made
    )
    checked = {
        "files": len(documents) + len(query_files),
        "triples": sum(len(one.quads) for one in documents),
        "rules": len(made),
    }
    told = tuple(report.findings(results, Places(documents, desk.quads)))
    part = Part("lint", checked, tuple(made.values()), told)
    return Report((part,), results, accepted=tuple(desk.accepted()))


def _rated(rule: Rule, profile: Profile) -> Rule:
    return replace(rule, severity=profile.severities[rule.name.partition(":")[2]])


def findings(documents: Sequence[reading.Document], only: Collection[str] = ()) -> list[Finding]:
    """What lint finds in some documents, the worst first; nothing else is at hand.

    ``only`` are the names of the checks to make, such as ``check:label-missing``; none for all.
    """
    desk = Desk(documents)
    places = Places(documents, desk.quads)
    return sorted(report.findings(desk.results(only), places), key=report.order)


def project() -> list[reading.Document]:
    """All RDF that foedus carries: ontology, codes, shapes, data and mappings."""
    return contents.of_folder(folders.root())


def context(
    documents: Sequence[reading.Document], only: bool = False
) -> Iterable[Iterable[ox.Quad]]:
    """The bundled files that are not among the documents, in this version or another.

    Where ``only`` the documents shall count, without the data.
    """
    if not any(_uses_ours(quad) for one in documents for quad in one.quads):
        return []
    names = {one.name for one in documents}
    checked = {header for one in documents for header in headers(one.quads)}
    if only:
        names |= {one.name for one in contents.data(list(contents.DATA_FILES))}
    others = [one for one in project() if one.name not in names]
    return [
        reading.rename(one, number)
        for number, one in enumerate(others, 4001)
        if not checked & headers(one.quads)
    ]


def _uses_ours(quad: ox.Quad) -> bool:
    terms = (quad.subject, quad.predicate, quad.object)
    return any(isinstance(term, ox.NamedNode) and term.value.startswith(_OURS) for term in terms)

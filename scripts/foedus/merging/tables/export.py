"""``foedus export TABLE DATASET``: which table, of which source, for which years and codes."""

from __future__ import annotations

import re
from pathlib import Path

from foedus.errors import BadInput
from foedus.merging import claims
from foedus.merging.tables import agreements, alliances, commands, dyads_and_members, files
from foedus.merging.tables.files import Sheet
from foedus.merging.tables.nodes import Named
from foedus.rdf import dataset as datasets
from foedus.rdf.names import curie

_OF_UNITS = {
    "commands": commands.commands,
    "posts": commands.posts,
    "strength": commands.strength,
    "bases": commands.bases,
}
TABLES = ("dyads", "states", "members", "agreements", *_OF_UNITS)
"""The tables: dyad-years, country-years, memberships, agreements, and those of units."""

_YEARS = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")


def export(
    name: str,
    path: Path,
    output: str,
    *,
    years: str | None = None,
    codes: str | None = None,
    format: str = "csv",
    source: str | None = None,
    complete: bool = False,
) -> tuple[int, list[str]]:
    """Write a table; tells how many rows it has, and what the user should hear.

    Raises BadInput for years that are none, and for a source that does not tell of members.
    """
    dataset = datasets.open_dataset(path)
    span = _years(years)
    coder = alliances.Coder(codes)
    sheet, about, heard = _sheet(name, dataset, span, coder, source, complete)
    rows = files.write(sheet, output, format, about)
    if coder.unknown:
        some = ", ".join(curie(one) for one in sorted(coder.unknown)[:5])
        more = " …" if len(coder.unknown) > 5 else ""
        heard.append(f"no {codes} code is known for {len(coder.unknown)} states: {some}{more}")
    return rows, heard


def _sheet(
    name: str,
    dataset: datasets.Dataset,
    years: range | None,
    coder: alliances.Coder,
    source: str | None,
    complete: bool,
) -> tuple[Sheet, list[str], list[str]]:
    """The table, what its codebook says of the source, and what the user should hear."""
    if complete and name != "dyads":
        raise BadInput("--complete goes with dyads only")
    if name == "agreements" or name in _OF_UNITS:
        if source:
            raise BadInput(f"--source goes with no {name}: they are those of every source")
        table = claims.read(dataset, every_count=name == "strength")
        coder.learn(table)
        about = ["Source: all in the dataset; see graph:sources."]
        if name == "agreements":
            return agreements.agreements(table, coder, years), about, []
        world = commands.World(table, Named.of(dataset, table.origins), coder, years)
        return _OF_UNITS[name](world), about, []
    told = alliances.read(dataset, source, lists=complete or coder.system is not None)
    coder.learn(told.table)
    about = files.describe(told.loaded)
    if name == "members":
        return dyads_and_members.members(told, coder, years), about, []
    span = years if years is not None else told.span()
    heard = (
        [f"{dyads_and_members.left_out(told.undated)}; see the table of members"]
        if told.undated
        else []
    )
    if name == "states":
        return dyads_and_members.country_years(told, coder, span), about, heard
    sheet = dyads_and_members.dyads(told, coder, span, complete=complete, name=str(dataset.path))
    return sheet, about, heard


def _years(text: str | None) -> range | None:
    if text is None:
        return None
    found = _YEARS.fullmatch(text)
    if found is None:
        raise BadInput(f"--years takes a year or two such as 1950-2020, not {text!r}")
    first, last = int(found[1]), int(found[2] or found[1])
    if first > last:
        raise BadInput(f"--years: {first} is after {last}")
    return range(first, last + 1)

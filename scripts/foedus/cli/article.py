"""Articles: from a text to a sheet, from a sheet to Turtle, and back; and where words stand."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foedus.cli.options import MoreData, Output, TextFormat, one_of
from foedus.errors import BadInput, printable

if TYPE_CHECKING:
    from foedus.authoring.check import Checked

app = typer.Typer(help="From a text to facts: new, check, build, sheet.", no_args_is_help=True)

Sheet = Annotated[str, typer.Argument(metavar="SHEET", help="A fact sheet (.sheet.yaml).")]
Text = Annotated[str, typer.Argument(metavar="TEXT", help="A text: plain, Markdown or HTML.")]


def register(parent: typer.Typer) -> None:
    """Add these commands."""
    parent.add_typer(app, name="article")
    parent.command()(quote)


@app.command()
def new(
    text: Text,
    output: Output = "-",
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="Short name; the file’s without it.")
    ] = "",
    namespace: Annotated[
        str, typer.Option("--namespace", metavar="IRI", help="What new addresses begin with.")
    ] = "",
    data: MoreData = None,
) -> None:
    """Write a sheet to begin with: sentences, known names, an example of each kind of fact."""
    from foedus.authoring import names
    from foedus.authoring import new as making
    from foedus.authoring import text as texts
    from foedus.rdf import reading, writing

    known = names.known(reading.read_all(data or []))
    if output != "-" and Path(output).exists():
        raise BadInput("is there already: a sheet is not overwritten", output)
    told = making.new(texts.read(text), known, output, name, namespace)
    writing.write(output, told.encode())


@app.command()
def check(sheet: Sheet, data: MoreData = None, format: TextFormat = "text") -> int:
    """Tell what is wrong with a sheet, line by line, and what of the text has no fact yet."""
    one_of(format, ("text", "json"), "--format")
    checked = _checked(sheet, data)
    if format == "json":
        print(json.dumps(_as_json(checked), ensure_ascii=False, indent=2))
    else:
        for one in checked.problems:
            print(printable(one.told(sheet)))
        print(_summary(checked))
    return 1 if checked.fails else 0


@app.command()
def build(sheet: Sheet, output: Output, data: MoreData = None) -> int:
    """Write the Turtle of a sheet; nothing is written where check finds an error."""
    from foedus.rdf import writing

    checked = _checked(sheet, data)
    for one in checked.problems:
        if one.severity != "info":
            print(printable(one.told(sheet)), file=sys.stderr)
    if checked.fails:
        return 1
    writing.write(output, checked.turtle)
    if output != "-":
        print(_summary(checked))
    return 0


@app.command()
def sheet(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Turtle of an article.")],
    output: Output = "-",
    text: Annotated[
        str, typer.Option("--text", metavar="FILE", help="Its text: words then need no offsets.")
    ] = "",
    data: MoreData = None,
) -> None:
    """Write the sheet of a Turtle file; what no kind of fact holds stands in its rest."""
    from foedus.authoring import names, reverse
    from foedus.authoring import text as texts
    from foedus.rdf import reading, writing

    document = reading.read(file)
    own = next(iter(sorted(names.addresses(document))), "")
    known = names.known(reading.read_all(data or []), own)
    source = texts.read(text) if text else None
    writing.write(output, reverse.sheet_of(document, known, source, output).encode())


def quote(
    text: Text,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="Words to look for.")],
    format: TextFormat = "text",
) -> int:
    """Tell whether words stand in a text, where, and how they differ; exit 1 where they do not."""
    from foedus.authoring import text as texts

    one_of(format, ("text", "json"), "--format")
    source = texts.read(text)
    found = [texts.place(source, span) for span in source.find(words)]
    near = None if found else texts.place(source, source.nearest(words)[1])
    if format == "json":
        told = {"words": words, "found": found, "nearest": near}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for one in found:
            told_by = " in quotation marks" if one["quoted"] else ""
            print(printable(f"{one['sentence']} at {one['paragraph']}:{one['start']}{told_by}"))
        if near:
            print(printable(f"not there; nearest in {near['sentence']}: “{near['words']}”"))
            print(printable(f"it differs: {texts.difference(words, str(near['words']))}"))
    return 0 if found else 1


def _checked(sheet: str, data: list[str] | None) -> Checked:
    from foedus.authoring import check as checking
    from foedus.cli.screen import working

    with working("Checking …"):
        return checking.check(sheet, data or [])


def _summary(checked: Checked) -> str:
    counts = dict.fromkeys(("error", "warning", "info"), 0)
    for one in checked.problems:
        counts[one.severity] += 1
    facts = len(checked.built.sheet.facts)
    told = ", ".join(f"{number} {kind}{'s' * (number != 1)}" for kind, number in counts.items())
    return f"{facts} facts, {len(checked.built.quads):,} triples: {told}"


def _as_json(checked: Checked) -> dict[str, Any]:
    return {
        "sheet": checked.name,
        "facts": len(checked.built.sheet.facts),
        "triples": len(checked.built.quads),
        "problems": [
            {"severity": p.severity, "line": p.line, "fact": p.about, "reason": p.reason}
            for p in checked.problems
        ],
    }

"""What the commands print: plain text in a pipe, the same text with colour on a terminal."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from foedus.asking.results import table, width
from foedus.errors import BadInput, printable
from foedus.rdf import writing
from foedus.reasoning.numbering import sentence

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

    from foedus.asking.snapshot import Section
    from foedus.asking.trace import Row
    from foedus.asking.why import Answer, Branch
    from foedus.bundled.questions import Question
    from foedus.checks.report import Finding, Part, Report
    from foedus.cli.tour import Reply, Step
    from foedus.reasoning import Contradiction

Grounds = Callable[[ox.Triple], Sequence[str]]
_STYLES = {"Violation": "bold red", "Warning": "yellow", "Info": "cyan"}


def console() -> Console:
    """The console that all text goes to: colour and width of a terminal, neither in a pipe."""
    from rich.console import Console

    return Console(width=width(), highlight=False, soft_wrap=False, emoji=False)


def print_step(out: Console, step: Step) -> None:
    """One step of the tour as a line or two."""
    mark = "[green]✓[/]" if step.clean else "[bold red]✗[/]"
    _hang(out, f"{mark} [bold]{step.name:<9}[/]", step.outcome, indent=12)


def print_reply(out: Console, reply: Reply) -> None:
    """A question and its answer, a table with the passages that it rests on."""
    out.print()
    _hang(out, f"[bold cyan]{reply.number}[/] ", f"[bold]{reply.question}[/]", indent=4)
    out.print(reply.answer, end="", markup=False, soft_wrap=True)


def print_report(out: Console, report: Report) -> None:
    """A report: each finding with its place and what to do, then what was checked and a verdict."""
    for finding in report.findings:
        style = _STYLES.get(finding.severity, "")
        out.print(f"[{style}]{finding.severity}[/] {_escape(_place(finding))}", soft_wrap=True)
        stop = "." if finding.fix and finding.message[-1:].isalnum() else ""
        _hang(out, "  ", _prose(f"{finding.message}{stop} {finding.fix}".strip()), indent=2)
        detail = " ".join(part for part in (finding.rule, finding.property, finding.value) if part)
        out.print(f"  [dim]{_escape(detail)}[/]", soft_wrap=True)
    for note in report.notes:
        _hang(out, "", _escape(note), indent=2)
    verdict = "conforms" if report.conforms else "does not conform"
    counts = ", ".join(counted(report.count(severity), severity.lower()) for severity in _STYLES)
    if len(report.parts) == 1:
        out.print(f"{verdict}: {counts} ({_checked(report.parts[0])} checked)", soft_wrap=True)
        return
    for part in report.parts:
        found = counted(len(part.findings), "finding")
        out.print(f"{part.name + ':':<10} {found} ({_checked(part)} checked)", soft_wrap=True)
    out.print(f"{verdict}: {counts}", soft_wrap=True)


def counted(number: int, word: str) -> str:
    """A number with what it counts."""
    return f"{number:,} {word}{'s' if number != 1 else ''}"


def _checked(part: Part) -> str:
    return ", ".join(counted(number, what[:-1]) for what, number in part.checked.items())


def print_contradictions(
    out: Console, contradictions: Sequence[Contradiction], grounds: Grounds
) -> None:
    """The report on data that the ontology contradicts: sentence, axiom, facts, their sources."""
    for found in contradictions:
        _hang(out, "[bold red]Contradiction[/] ", _escape(str(found)), indent=2)
        if found.axiom:
            _hang(out, "  axiom: ", _escape(found.axiom), indent=4)
        for fact in found.facts:
            _hang(out, "  fact: ", _escape(sentence(fact)), indent=4)
            for ground in grounds(fact):
                _hang(out, "    ", f"[dim]{_escape(ground)}[/]", indent=6)
    count = len(contradictions)
    out.print(f"inconsistent: {count} contradiction{'s' if count != 1 else ''}; nothing written")


def print_answer(out: Console, answer: Answer) -> None:
    """Why a triple holds, as a tree; or what is missing for it, and who says so all the same."""
    if answer.tree is not None:
        out.print(_tree(answer.tree))
        return
    _hang(out, f"[bold]{answer.verdict}:[/] ", _escape(answer.sentence), indent=2)
    for branch in answer.said:
        _hang(out, "  ", _escape(branch.sentence), indent=4)
        for ground in branch.grounds:
            _hang(out, "    ", f"[dim]{_escape(ground)}[/]", indent=6)
    if not answer.lacking:
        out.print("No axiom and no rule could conclude it.")
    for by, premise in answer.lacking:
        _hang(out, "  could follow by: ", _escape(by), indent=4)
        _hang(out, "    missing: ", _escape(premise), indent=6)


def print_picture(out: Console, day: str, sections: Sequence[Section]) -> None:
    """The world on one day: what is certain, and what the dates do not exclude."""
    out.print(f"[bold]The world on {_escape(day)}[/]")
    for section in sections:
        out.print()
        out.print(f"[bold cyan]{section.title}[/]")
        for entry in section.certain:
            _hang(out, "  ", _escape(entry), indent=4)
        for entry in section.known:
            _hang(
                out, f"  [dim]as far as known on {section.known_on}:[/] ", _escape(entry), indent=4
            )
        for entry in section.possible:
            _hang(out, "  [dim]possible:[/] ", _escape(entry), indent=4)
        for entry in section.said:
            _hang(out, "  ", _escape(entry), indent=4)
        if not (section.certain or section.known or section.possible or section.said):
            out.print("  [dim]none known[/]")


def picture_json(day: str, sections: Sequence[Section]) -> str:
    """The picture of a day as JSON."""
    body = {"asOf": day, "sections": [vars(section) for section in sections]}
    return writing.as_json(body)


def answer_json(answer: Answer) -> str:
    """The answer to why as JSON."""
    from dataclasses import asdict

    return writing.as_json(asdict(answer))


def _tree(branch: Branch) -> Tree:
    from rich.tree import Tree

    tree = Tree(_leaf(branch), guide_style="dim")
    for ground in branch.grounds:
        tree.add(f"[dim]{_escape(ground)}[/]")
    for below in branch.branches:
        tree.add(_tree(below))
    return tree


def _leaf(branch: Branch) -> str:
    if branch.how == "stated":
        return f"{_escape(branch.sentence)} [green](stated)[/]"
    return f"{_escape(branch.sentence)}\n[italic]by {_escape(branch.how)}[/]"


def question_list(questions: Sequence[Question], format: str) -> str:
    """The bundled questions: number, asker, question and parameters."""
    columns = ("number", "asker", "question", "parameters")
    rows = [
        (
            question.number,
            question.asker,
            question.question,
            " ".join(
                f"--{parameter.name} {parameter.default}" for parameter in question.parameters
            ),
        )
        for question in questions
    ]
    return listed(columns, rows, format)


def question_help(question: Question) -> str:
    """What a question asks, which parameters it takes, and an example."""
    told = [f"{question.number}  {question.question}", f"Asked by: {question.asker}", ""]
    told += ["Parameters, each with its default:"] if question.parameters else ["No parameters."]
    for one in question.parameters:
        told.append(f"  --{one.name} {_TAKES[one.type]}  ({one.default})")
    told += ["", "Example:", f"  foedus query {question.number}"]
    for one in question.parameters[:1]:
        told[-1] += f" --{one.name} {shlex.quote(one.default)}"
    return "\n".join(told)


_TAKES = {
    "iri": "NAME",
    "date": "YYYY-MM-DD",
    "integer": "NUMBER",
    "string": "TEXT",
    "boolean": "true|false",
}


def traced(rows: Sequence[Row], format: str) -> str:
    """The trace as a table, tab-separated lines or JSON."""
    from foedus.asking.trace import COLUMNS

    return listed(COLUMNS, [row.cells() for row in rows], format)


def listed(columns: Sequence[str], rows: Sequence[Sequence[str]], format: str) -> str:
    """Rows as a table, tab-separated lines or JSON; BadInput for any other format."""
    if format == "table":
        return table(columns, rows)
    if format == "tsv":
        return delimited(columns, rows)
    if format == "json":
        body = [dict(zip(columns, row, strict=True)) for row in rows]
        return writing.as_json(body)
    raise BadInput(f"this list comes as table, tsv or json, not as {format}")


def delimited(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Tab-separated lines with a head. No cell of ours holds a tab or a line end."""
    return "".join("\t".join(row) + "\n" for row in (columns, *rows))


def _place(finding: Finding) -> str:
    """File, line and subject, as far as they are known."""
    from foedus.checks.report.addresses import from_here

    place = from_here(finding.file) + (f":{finding.line}" if finding.line else "")
    return ": ".join(part for part in (place, finding.subject) if part)


def _hang(out: Console, head: str, text: str, indent: int) -> None:
    """A paragraph whose later lines are indented."""
    from rich.text import Text

    marked = "[" in text or "\\" in text
    columns = 0 if marked else _columns_in_a_pipe(out)
    if columns and (told := _hung(_unmarked(head) + text, columns, indent)):
        out.file.write(told)
        return
    whole = Text.from_markup(head + text, emoji=False)
    first, *rest = _wrapped(out, whole, out.width)
    out.print(first)
    if rest:
        remaining = Text(" ").join(rest)
        for line in _wrapped(out, remaining, out.width - indent):
            out.print(Text(" " * indent).append_text(line))


@lru_cache(maxsize=1)
def _columns_in_a_pipe(out: Console) -> int:
    """The width of what is no terminal; rich asks the environment each time."""
    return 0 if out.is_terminal else out.width


@lru_cache(maxsize=64)
def _unmarked(head: str) -> str:
    from rich.text import Text

    return Text.from_markup(head, emoji=False).plain


def _hung(text: str, width: int, indent: int) -> str:
    """A paragraph without styles as rich would print it, in a tenth of its time.

    Nothing where a word is too long for a line, or where rich has more to do.
    """
    if "\n" in text or "\t" in text:
        return ""
    first, *rest = _broken(text, width)
    below = _broken(" ".join(rest), width - indent) if rest else []
    if not first or (rest and below == [""]):
        return ""
    return "".join(f"{line}\n" for line in (first, *(" " * indent + line for line in below)))


def _broken(text: str, width: int) -> list[str]:
    """The lines of a text, broken between words; one that is empty where a word is too long."""
    from rich.cells import cell_len

    size = len if text.isascii() else cell_len
    if size(text) <= width:
        return [text.rstrip()]
    lines, start, used = [], 0, 0
    for found in _WORD.finditer(text):
        needed = size(found[0].rstrip())
        if needed > width:
            return [""]
        if used and used + needed > width:
            lines.append(text[start : found.start()].rstrip())
            start, used = found.start(), 0
        used += size(found[0])
    return [*lines, text[start:].rstrip()]


_WORD = re.compile(r"\s*\S+\s*")


def _wrapped(out: Console, text: Text, columns: int) -> Iterator[Text]:
    for line in text.wrap(out, columns):
        line.rstrip()
        yield line


def _prose(text: str) -> str:
    """A text that may have several lines, as one paragraph."""
    return _escape(re.sub(r"\s*\n\s*", " ", text))


def _escape(text: str) -> str:
    """A text of a file, as it may go to a terminal: no markup, and nothing that steers it."""
    from rich.markup import escape

    return escape(printable(text))


# --- word of long work --------------------------------------------------------------------------


@contextmanager
def working(words: str) -> Iterator[None]:
    """Show what is being done for as long as it is being done."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True, emoji=False).status(words):
        yield


@contextmanager
def counting(words: str, what: str) -> Iterator[Callable[[int], None]]:
    """Show what is being done, and the count that the block calls the given function with."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    from rich.console import Console

    with Console(stderr=True, emoji=False).status(f"{words} …") as status:

        def told(count: int) -> None:
            if count % 100 == 0:
                status.update(f"{words} … {count} {what}")

        yield told

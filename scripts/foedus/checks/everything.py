"""Every check in one report: lint, SHACL, words in their text, what leads nowhere, the answers."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from foedus.asking import querying, results
from foedus.bundled import contents, folders, questions
from foedus.checks import lint, shapes, texts
from foedus.checks import report as reporting
from foedus.checks.lint import acceptance
from foedus.checks.lint.profile import with_users
from foedus.checks.report import Part, Places, Report, Result, Rule
from foedus.checks.report.finding import shown
from foedus.errors import BadInput
from foedus.rdf import reading, writing
from foedus.rdf.headers import headers
from foedus.rdf.names import FOEDUS_NS, PREFIXES, SH_NS, Term, expand

_ANSWER = Rule(
    name="check:question-answer",
    title="Question with another answer than expected",
    description="The bundled data answer this question otherwise than the file beside it says.",
    fix="Mend the data or the question; if the answer is right: foedus query NNN --accept",
    sources=("Q2",),
)
_ORPHAN = Rule(
    name="check:trace-orphan",
    title="Something that leads nowhere",
    description="A passage, fact, node, term, shape or failing example stands alone.",
    fix='Add what is missing; a term without use may say skos:editorialNote "Waits for …".',
    sources=("C7",),
)
_STALE = Rule(
    name="check:trace-waiting",
    title="Term that waits for nothing",
    description="The note of a term says that it waits, and it lacks nothing any more.",
    fix="Delete the skos:editorialNote that begins “Waits for”.",
    sources=("C7", "Q6"),
)

_MISPLACED = Rule(
    name="check:words-misplaced",
    title="Words that do not stand in the text",
    description="The words of a passage are those of its document, at the place that it gives.",
    fix="Copy the words again, and count the characters from the start of the text.",
    sources=("house quotations_found",),
)
_UNMARKED = Rule(
    name="check:quotation-unmarked",
    title="Quotation without quotation marks",
    description="Who is quoted is quoted between quotation marks of the text.",
    fix="Make it a foedus:Passage and the voice code:paraphrase, or cite the words between marks.",
    sources=("house quotations_found",),
)
_IDLE = Rule(
    name="check:acceptance-idle",
    title="Acceptance of what is not found",
    description="The law whose finding is accepted here finds nothing.",
    fix="Delete the foedus:acceptedFinding, and the note if it says nothing else.",
    severity="Info",
    sources=("house acceptance",),
)

_PASSAGE_OF = FOEDUS_NS + "passageOf"


def check(
    files: Sequence[str] = (),
    profile: str | None = None,
    text: str | None = None,
    only: bool = False,
) -> Report:
    """The report on some files, or on all that foedus carries.

    A user's files are linted and validated, the bundled data beside them unless ``only`` they shall
    count. Without files, our ontology, shapes, data and queries are linted, our data validated, all
    that we carry traced and our questions asked. ``text`` is the file with a source's text, in
    which the words of passages are looked up. Raises BadInput for a file that cannot be read.
    ``profile`` is a file that rates checks of lint anew.
    """
    documents, asked = lint.read_files(files)
    about = documents if files else contents.data(tuple(contents.DATA_FILES))
    alone = only or not files
    context = () if alone else contents.beside(headers(reading.join(documents)))
    reports = [
        lint.lint(documents, asked, with_users(profile), only),
        shapes.validate(about, spelling=False, context=context),
    ]
    reports.append(_acceptances(about, reports))
    reports.append(words(about, text))
    if not files:
        reports += [trace(), ask()]
    return reporting.joined(reports)


def words(documents: Sequence[reading.Document], text: str | None) -> Report:
    """What the words of passages are not, compared with the text in a file.

    Without a file nothing is compared, and a note says so where there are passages.
    """
    quads = reading.join(documents)
    passages = len({quad.subject for quad in quads if quad.predicate.value == _PASSAGE_OF})
    if text is None:
        note = f"{passages:,} passages were compared with no text; --text FILE compares them"
        return Report((), notes=(note,) if passages else ())
    compared = texts.compared(reading.to_store(quads), reading.read_text(text))
    results = tuple(
        _result(_UNMARKED if one.unmarked else _MISPLACED, one.fault, ox.NamedNode(one.passage.iri))
        for one in compared
        if one.fault
    )
    left = passages - len(compared)
    note = f"{left:,} passages of other documents were compared with no text"
    told = tuple(reporting.findings(results, Places(documents)))
    part = Part("words", {"passages": len(compared)}, (_MISPLACED, _UNMARKED), told)
    return Report((part,), results, notes=(note,) if left else ())


def _acceptances(documents: Sequence[reading.Document], reports: Iterable[Report]) -> Report:
    """The findings that are let stand, in a note; a hint where one is let stand in vain."""
    accepted = {(one.focus, one.shape) for report in reports for one in report.accepted}
    marks = acceptance.marks(quad for one in documents for quad in one.quads)
    results = tuple(
        _result(_IDLE, f"{reporting.shown(law)} finds nothing here.", node)
        for node, law in sorted(marks - accepted, key=str)
    )
    told = tuple(reporting.findings(results, Places(documents)))
    listed = sorted(f"{reporting.shown(node)} ({reporting.shown(law)})" for node, law in accepted)
    note = f"{len(listed)} accepted: {', '.join(listed)}"
    part = Part("accepted", {"acceptances": len(marks)}, (_IDLE,), told)
    return Report((part,) if marks else (), results, notes=(note,) if listed else ())


def trace() -> Report:
    """What leads nowhere on the way from passage to question, and what waits for nothing."""
    from foedus.checks import trace as matrix

    traced = matrix.trace()
    orphans = [_result(_ORPHAN, f"The {one}.", _node(one.item)) for one in traced.orphans]
    stale = [
        _result(_STALE, f"{item} says that it waits, but lacks nothing.", _node(item))
        for item in traced.stale
    ]
    results = (*orphans, *stale)
    told = tuple(reporting.findings(results, Places(lint.project())))
    return Report((Part("trace", {"facts": traced.facts}, (_ORPHAN, _STALE), told),), results)


def _node(item: str) -> ox.NamedNode | None:
    """The node that an orphan is; None for a number or a test's case."""
    prefix = item.partition(":")[0]
    return ox.NamedNode(expand(item)) if prefix in PREFIXES and prefix != item else None


def ask() -> Report:
    """Every bundled question, and whether its answer is the expected one."""
    asked = questions.all_questions()
    results = tuple(result for question in asked for result in _differences(question))
    told = tuple(reporting.findings(results, Places([])))
    return Report((Part("questions", {"questions": len(asked)}, (_ANSWER,), told),), results)


def _differences(question: questions.Question) -> Iterator[Result]:
    fix = f"Mend the data or the question; {question.accepting}"
    if not question.expected_path.is_file():
        yield _result(_ANSWER, "The expected answer is missing.", file=str(question.path), fix=fix)
        return
    given, wanted = _rows(_answer(question)), _rows(question.expected())
    lacking, extra = Counter(wanted) - Counter(given), Counter(given) - Counter(wanted)
    messages = [
        *(f"The answer lacks the row: {row}" for row in sorted(lacking.elements())),
        *(f"The answer has a row too many: {row}" for row in sorted(extra.elements())),
    ]
    if not messages and given != wanted:
        row = next(row for row, other in zip(given, wanted, strict=True) if row != other)
        messages = [f"The answer has its rows in another order, first the row: {row}"]
    for message in messages:
        yield _result(_ANSWER, message, file=str(question.path), fix=fix)


def accept(question: questions.Question) -> tuple[list[str], bool]:
    """Make a question's answer the expected one.

    How it differed from the expected one (``- row`` lacking, ``+ row`` extra, both for a row that
    stands elsewhere), and whether the file was written: not where it holds the answer already.
    Raises BadInput outside a source checkout.
    """
    if not folders.is_checkout():
        raise BadInput(
            "this is no source checkout of foedus: its expected answers stay as they are"
        )
    path = question.expected_path
    wanted = _rows(question.expected()) if path.is_file() else []
    lines = difflib.unified_diff(wanted, _rows(_answer(question)), n=0, lineterm="")
    told = [f"{line[0]} {line[1:]}" for line in lines if not line.startswith(("---", "+++", "@@"))]
    given = results.serialize(_answer(question), "tsv").encode()
    if path.is_file() and path.read_bytes() == given:
        return told, False
    writing.write(path, given)
    return told, True


def _answer(question: questions.Question) -> ox.QuerySolutions:
    answer, _ = querying.ask(question)
    assert isinstance(answer, ox.QuerySolutions)  # every question is a SELECT
    return answer


def _rows(answer: ox.QuerySolutions) -> list[str]:
    """The rows of a table as text, in their order, columns named, with short names for IRIs."""
    names = [variable.value for variable in answer.variables]
    return [
        " ".join(f"{name}={shown(term)}" for name, term in zip(names, row, strict=True) if term)
        for row in answer
    ]


def _result(
    rule: Rule, message: str, node: Term | None = None, file: str = "", fix: str = ""
) -> Result:
    return Result(
        shape=ox.NamedNode(expand(rule.name)),
        component=None,
        severity=ox.NamedNode(SH_NS + rule.severity),
        focus=node,
        messages=(ox.Literal(message),),
        fix=fix or rule.fix,
        file=file,
        line=1 if file else None,
    )

"""Every check in one report: lint, SHACL, and the questions with their expected answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from foedus import bundled, linting, querying, questions, reading, reporting, validation
from foedus.reporting import CHECK, Part, Places, Report, Result, Rule
from foedus.results import Answer
from foedus.vocabulary import SH_NS

_ANSWER = Rule(
    name="check:question-answer",
    title="Question with another answer than expected",
    description="The bundled data answer this question otherwise than the file beside it says.",
    fix="Mend the data or the question; if the answer is right, correct the expected one.",
    sources=("Q2",),
)


def check(files: Sequence[str] = ()) -> Report:
    """The report on some files, or on all that foedus carries.

    A user's files are linted and validated. Without files, our ontology, shapes, data and queries
    are linted, our data validated and our questions asked. Raises BadInput for a file that cannot
    be read.
    """
    reports = [linting.lint_files(files)]
    if files:
        documents = [reading.read(path) for path in files if not path.endswith(linting.QUERY)]
        reports.append(validation.validate(documents))
    else:
        reports.append(validation.validate(bundled.data(tuple(bundled.DATA_FILES))))
        reports.append(ask())
    return reporting.joined(reports)


def ask() -> Report:
    """Every bundled question, and whether its answer is the expected one."""
    asked = questions.all_questions()
    results = tuple(result for question in asked for result in _differences(question))
    told = tuple(reporting.findings(results, Places([])))
    return Report((Part("questions", {"questions": len(asked)}, (_ANSWER,), told),), results)


def _differences(question: questions.Question) -> Iterator[Result]:
    answer, _ = querying.ask(question)
    given, wanted = _rows(answer), _rows(_expected(question))
    for row in sorted(wanted - given):
        yield _result(question, f"The answer lacks the row: {row}")
    for row in sorted(given - wanted):
        yield _result(question, f"The answer has a row too many: {row}")


def _expected(question: questions.Question) -> Answer:
    path = question.expected_path
    return ox.parse_query_results(path=path, format=ox.QueryResultsFormat.TSV)


def _rows(answer: Answer) -> set[str]:
    """The rows of a table as text, columns named; a truth value is one row."""
    if isinstance(answer, ox.QueryBoolean):
        return {str(bool(answer))}
    if isinstance(answer, ox.QueryTriples):
        return {" ".join(map(str, triple)) for triple in answer}
    names = [variable.value for variable in answer.variables]
    return {
        " ".join(f"{name}={term}" for name, term in zip(names, row, strict=True) if term)
        for row in answer
    }


def _result(question: questions.Question, message: str) -> Result:
    return Result(
        shape=ox.NamedNode(CHECK + "question-answer"),
        component=None,
        severity=ox.NamedNode(SH_NS + _ANSWER.severity),
        focus=None,
        messages=(ox.Literal(message),),
        fix=_ANSWER.fix,
        file=str(question.path),
        line=1,
    )

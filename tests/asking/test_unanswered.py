"""A question without rows says which data were asked, why there are none, and what would answer."""

from __future__ import annotations

import pytest

ASKED = "No row. Asked: the article{}. That is what these sources say, not that there was none."


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("003", "--command", "USFJ"), ["With the background beside it there are 4 rows"]),
        (("004", "--host", "South Korea"), []),
        (("004", "--host", "USFJ"), ["takes a state, such as Japan."]),
        (
            ("021", "--as-of", "1950-01-01"),
            ["U.S. Forces Japan: Not yet established on 1 January 1950: established 1 July 1957."],
        ),
    ],
)
def test_an_answer_without_rows_says_why(run, arguments: tuple[str, ...], told: list[str]) -> None:
    result = run("query", *arguments)
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()[3:]
    both = arguments[0] == "021"
    assert ASKED.format(", the background" if both else "") in lines
    assert len(lines) == len(told) + 1
    assert all(any(one in line for line in lines) for one in told)


@pytest.mark.parametrize("number", ["023 --type code:neutrality", "024 --as-of 1945-09-01"])
def test_a_head_of_several_lines_hides_no_word(run, number: str) -> None:
    told = run("query", *number.split()).out.splitlines()
    assert told[-1].startswith("No row. Asked: the article, the background.")


def test_the_command_that_is_offered_answers(run) -> None:
    offered = run("query", "003", "--command", "USFJ").out.splitlines()[-1]
    command = offered.partition(": foedus ")[2].split()
    answered = run(*command, "--format", "csv")
    assert (answered.code, len(answered.out.splitlines())) == (0, 1 + 4)


def test_programs_get_no_words(run) -> None:
    found = run("query", "003", "--command", "USFJ", "--format", "csv").out
    assert found.splitlines() == ["command,place,since,until,source"]

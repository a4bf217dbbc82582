"""Ten things that people come for, each done in at most two clicks or one search.

Whoever does them starts from the home page, knows the words of the task and nothing of the model. A
way is one search and then links by their words; the answer must stand on the page where the way
ends, above the fold of 600 pixels where ``first`` says so, visible without opening anything else.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from helpers.browsing import Watched

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Task:
    """What is asked, the search, the links clicked after it, the row, and what it must tell."""

    asked: str
    search: str
    row: str
    answer: tuple[str, ...]
    clicks: tuple[str, ...] = ()
    first: bool = False


TASKS = (
    Task(
        "Whom does U.S. Forces Japan report to?",
        "usfj",
        "Reports to",
        ("U.S. Indo-Pacific Command", "planned, says the article"),
        first=True,
    ),
    Task(
        "Who commands U.S. Forces Japan?",
        "us forces japan",
        "Led by",
        ("Stephen F. Jost", "since 8 October 2024"),
        first=True,
    ),
    Task(
        "Is Japan allied with the United States, and since when?",
        "japan",
        "Allied with",
        ("United States, since 28 April 1952",),
        first=True,
    ),
    Task(
        "What post has Pete Hegseth?",
        "hegseth",
        "Post",
        ("U.S. Defense Secretary, since 25 January 2025",),
        first=True,
    ),
    Task(
        "Who are the parties of the treaty of 1960?",
        "treaty of mutual cooperation",
        "Parties",
        ("Japan", "United States"),
        first=True,
    ),
    Task(
        "Who said that U.S. Forces Japan will report to Indo-Pacific Command?",
        "f65",
        "Who says it",
        ("unnamed author of the article",),
    ),
    Task(
        "What did the article claim about the islands?",
        "senkaku",
        "Claimed by",
        ("judged by the article",),
    ),
    Task(
        "On what treaty does the alliance rest?",
        "us-japan alliance",
        "Rests on",
        ("Treaty of Mutual Cooperation and Security",),
    ),
    Task(
        "Who leads the ministry that the person at the meeting in Tokyo comes from?",
        "nakatani",
        "Post",
        ("Japanese Defense Minister",),
    ),
    Task(
        "Where is the superior of U.S. Forces Japan based?",
        "usfj",
        "Based at",
        ("Hawaii",),
        clicks=("U.S. Indo-Pacific Command",),
    ),
)

ROW = """(label) => {
    const found = [...document.querySelectorAll(".profile .row")].find(
        (row) => row.querySelector("dt").textContent === label && row.offsetParent);
    if (!found) return null;
    const shown = [...found.querySelectorAll(".claim > p")].filter((one) => one.offsetParent);
    return {
        told: shown.map((one) => one.textContent.replace(/\\s+/g, " ")).join(" | "),
        end: shown[0].getBoundingClientRect().bottom + scrollY,
    };
}"""


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.asked)
def test_a_task_is_done_in_two_clicks_or_one_search(
    watched: Watched, home: str, task: Task
) -> None:
    page = watched.page
    page.set_viewport_size({"width": 1280, "height": 900})
    watched.open(home + "index.html")
    page.fill("#find", task.search)
    watched.until("document.querySelector('form.find [role=status]').textContent")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert len(task.clicks) <= 1
    for words in task.clicks:
        with page.expect_navigation():
            page.click(f"#facts a:has-text('{words}')")
    found = page.evaluate(ROW, task.row)
    assert found, page.url
    for words in task.answer:
        assert words in found["told"]
    assert not task.first or found["end"] < 600, found["end"]


@pytest.mark.parametrize(
    "name",
    [
        "us-forces-japan",
        "japan",
        "pete-hegseth",
        "us-japan-treaty-1960",
        "us-japan-alliance",
        "stmt-f65",
    ],
)
def test_the_main_question_is_answered_above_600_pixels(
    watched: Watched, home: str, name: str
) -> None:
    """The sentence that says what it is, the day, and the first row with its certainty."""
    watched.page.set_viewport_size({"width": 1280, "height": 900})
    watched.open(f"{home}id/{name}.html")
    end = "document.querySelector('.profile .row').getBoundingClientRect().bottom"
    assert 0 < watched.page.evaluate(end) < 600


def test_evidence_opens_without_a_script(watched: Watched, home: str) -> None:
    """A click on the words of the evidence shows the passage, its place and its statement."""
    watched.open(f"{home}id/us-forces-japan.html")
    page = watched.page
    closed = page.locator(".row.reports-to .claim.planned details").first
    assert not closed.locator("blockquote").is_visible()
    closed.locator("summary").click()
    told = closed.inner_text()
    assert "will report to the Hawaii-based U.S. Indo-Pacific Command" in told
    assert "paragraph 9" in told and "F65" in told

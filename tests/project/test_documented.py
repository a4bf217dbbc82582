"""The reading of the documentation's examples, which other tests rely on."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import documented

TEXT = """# One

```sh
foedus --help
```

## Two

```console
$ foedus a "b c" # exit 1
said
twice
$ foedus d \\
    --e
```

````turtle data/a.ttl
# no heading
```
````
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "PAGE.md"
    path.write_text(TEXT)
    return path


def test_blocks_know_language_place_heading_and_line(page: Path) -> None:
    found = [(b.language, b.place, b.heading, b.line) for b in documented.blocks(page)]
    assert found == [
        ("sh", "", "One", 3),
        ("console", "", "Two", 9),
        ("turtle", "data/a.ttl", "Two", 17),
    ]
    assert documented.blocks(page, "turtle")[0].text == "# no heading\n```\n"


def test_sessions_know_command_code_output_and_line(page: Path) -> None:
    first, second = documented.sessions(page)
    assert first == documented.Session('foedus a "b c"', 1, "said\ntwice\n", 10)
    assert first.arguments == ["foedus", "a", "b c"]
    assert (second.arguments, second.code, second.output) == (["foedus", "d", "--e"], 0, "")


@pytest.mark.parametrize(
    ("said", "printed", "equal"),
    [
        ("a.b\n", "a.b\n", True),
        ("a.b\n", "axb\n", False),
        ("a\n", "a\nb\n", False),
        ("[…]\nb\n[…]\n", "a\na\nb\n", True),
        ("[…]\nb\n[…]\n", "a\nc\n", False),
        ("[…]\n", "", True),
        ("a […]c\n", "a b c\n", True),
        ("a […]c\n", "a b\nc\n", False),
    ],
)
def test_a_gap_stands_for_lines_or_words(said: str, printed: str, equal: bool) -> None:
    assert documented.Session("foedus", 0, said, 1).matches(printed) is equal


def test_a_block_is_put_where_it_belongs(tmp_path: Path) -> None:
    page = tmp_path / "PAGE.md"
    page.write_text(
        "```turtle a.ttl\n<a:a> a <a:b> .\n```\n```turtle a.ttl\n<a:c> a <a:b> .\n```\n"
        "```diff a.ttl\n-<a:a> a <a:b> .\n+<a:a> a <a:x> .\n+# more\n```\n"
    )
    for block in documented.blocks(page):
        block.put(tmp_path)
    expected = "<a:a> a <a:x> .\n# more\n\n<a:c> a <a:b> .\n"
    assert (tmp_path / "a.ttl").read_text() == expected
    with pytest.raises(AssertionError, match="line 7: not once in"):
        documented.blocks(page)[2].put(tmp_path)


def test_output_without_a_command_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "PAGE.md"
    path.write_text("```console\nsaid\n$ foedus\n```\n")
    with pytest.raises(AssertionError, match="line 1: output without a command"):
        documented.sessions(path)


def test_no_example_in_a_docstring_is_skipped() -> None:
    package = Path(__file__).parents[2] / "scripts" / "foedus"
    texts = {path: path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    assert [path for path, text in texts.items() if "+SKIP" in text] == []
    assert sum(text.count(">>> ") for text in texts.values()) > 30

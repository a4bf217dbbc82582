"""The layers of the package: what scripts/README.md draws is what the imports are.

Every import counts, within a function and for types only too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from helpers import documented

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "scripts" / "foedus"
MOST_ROOMS = 16


def rooms() -> list[str]:
    """The rooms, from the top down: the first word of each line of the page's picture."""
    (block,) = (
        one for one in documented.blocks(ROOT / "scripts/README.md") if one.place == "layers"
    )
    return [line.split()[0] for line in block.text.splitlines()]


def modules(package: Path) -> dict[str, Path]:
    """Each module's dotted name below the package, with its file; the package itself is ""."""
    return {
        ".".join(path.relative_to(package).with_suffix("").parts)
        .removesuffix("__init__")
        .strip("."): path
        for path in package.rglob("*.py")
    }


def imports(package: Path) -> dict[str, set[str]]:
    """The modules of the package that each module imports, wherever in it the import stands."""
    files = modules(package)
    return {
        name: {
            one for node in ast.walk(ast.parse(path.read_bytes())) for one in _named(node, files)
        }
        - {name}
        for name, path in files.items()
    }


def _named(node: ast.AST, files: dict[str, Path]) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "relative imports are not read"
        full = [(f"{node.module}.{alias.name}", node.module or "") for alias in node.names]
    elif isinstance(node, ast.Import):
        full = [(alias.name, alias.name) for alias in node.names]
    else:
        return
    for names in full:
        # A name is a module of its own, or stands in the module before it.
        below = [name.removeprefix("foedus").strip(".") for name in names if in_package(name)]
        yield from [name for name in below if name in files][:1]


def in_package(name: str) -> bool:
    return name.partition(".")[0] == "foedus"


def room(module: str) -> str:
    return module.partition(".")[0] or "__init__"


def faults(package: Path, layers: list[str]) -> list[str]:
    """What is wrong: a room that is not on the page, an import upwards, a circle of files."""
    found = imports(package)
    there = {room(name) for name in found}
    wrong = [f"{name} is not on the page" for name in sorted(there - set(layers))]
    wrong += [f"{name} is only on the page" for name in sorted(set(layers) - there)]
    place = {name: number for number, name in enumerate(layers)}
    wrong += [
        f"{one} imports {other}, which does not stand below it"
        for one in sorted(found)
        for other in sorted(found[one])
        if place.get(room(one), -1) > place.get(room(other), len(layers))
    ]
    try:
        TopologicalSorter(found).prepare()
    except CycleError as error:
        wrong.append("a circle: " + " imports ".join(reversed(error.args[1])))
    return wrong


DOCUMENTED = {"_replace", "_asdict", "_fields", "_make", "_exit"}
"""Public names of the standard library, of named tuples and of `os`, that look private."""


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in DOCUMENTED


def parsed(paths: Iterable[Path]) -> dict[Path, ast.Module]:
    """The files that have a name that looks private; the others cannot use one."""
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    return {
        path: ast.parse(text) for path, text in texts.items() if re.search(r"\b_[A-Za-z]", text)
    }


def word(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def defined(tree: ast.AST) -> set[str]:
    """The names that a module gives to what is its own: functions, classes, values, attributes."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found |= {node.attr} if word(node.value) in ("self", "cls") else set()
    return found


def private_names(
    tree: ast.AST, own: set[str], inherited: frozenset[str] = frozenset()
) -> list[str]:
    """The private names of others that a module uses; ``own`` are those of its own project.

    Of ``self`` those count as own too that are ``inherited``.
    """
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            is_inherited = word(node.value) == "self" and node.attr in inherited
            names = [] if is_inherited else [node.attr]
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            parts = [] if in_package(node.module or "") else (node.module or "").split(".")
            names = [*parts, *(alias.name for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [part for alias in node.names for part in alias.name.split(".")]
        elif isinstance(node, ast.Call) and word(node.func) in ("getattr", "setattr"):
            named = node.args[1] if len(node.args) > 1 else None
            names = [str(named.value)] if isinstance(named, ast.Constant) else []
        else:
            continue
        found += [f"{node.lineno}: {name}" for name in names if is_private(name)]
    return [one for one in found if one.partition(": ")[2] not in own]


def test_no_private_name_of_a_library_is_used() -> None:
    """In the package a private name is one of the same file; a test may use the package's."""
    trees = parsed(modules(PACKAGE).values())
    names = {path: defined(tree) for path, tree in trees.items()}
    own = set().union(*names.values())
    inherited = frozenset(own)
    for path, tree in parsed((ROOT / "tests").rglob("*.py")).items():
        trees[path] = tree
        names[path] = own | defined(tree)
    found = {path: private_names(tree, names[path], inherited) for path, tree in trees.items()}
    wrong = {str(path.relative_to(ROOT)): names for path, names in found.items() if names}
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import rdflib\nrdflib.term._is_valid_uri('a')", ["2: _is_valid_uri"]),
        ("from pyshacl._rules import a", ["1: _rules"]),
        ("from pyshacl import _rules as b", ["1: _rules"]),
        ("import a._b.c", ["1: _b"]),
        ("getattr(a, '_b')", ["1: _b"]),
        ("def f(self):\n self._b = 1\n return other._b", []),
        ("a._replace(b=1)\na.__doc__", []),
        ("from foedus.rdf import _secret", ["1: _secret"]),
    ],
)
def test_a_private_name_is_noticed(text: str, found: list[str]) -> None:
    tree = ast.parse(text)
    assert private_names(tree, defined(tree)) == found


def test_each_room_is_on_the_page_and_imports_only_what_stands_below_it() -> None:
    assert faults(PACKAGE, rooms()) == []
    assert len(rooms()) == len(set(rooms())) <= MOST_ROOMS


@pytest.mark.parametrize(
    ("path", "planted", "fault"),
    [
        (
            "rdf/names.py",
            "if TYPE_CHECKING:\n    from foedus.checks import lint\n",
            "rdf.names imports checks.lint, which does not stand below it",
        ),
        (
            "errors.py",
            "def late():\n    import foedus.limits\n",
            "errors imports limits, which does not stand below it",
        ),
        (
            "rdf/names.py",
            "def late():\n    from foedus.rdf.reading import read\n",
            "a circle: ",
        ),
        ("attic.py", "", "attic is not on the page"),
    ],
)
def test_what_breaks_the_layers_is_named(
    tmp_path: Path, path: str, planted: str, fault: str
) -> None:
    small = {"checks/lint.py": "", "rdf/reading.py": "import foedus.rdf.names\n"}
    small |= {"rdf/names.py": "", "limits.py": "", "errors.py": ""}
    for name, text in {**small, path: planted}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (found,) = faults(tmp_path, ["checks", "rdf", "limits", "errors"])
    assert found.startswith(fault)

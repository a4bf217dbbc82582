"""The files that foedus carries, read once a process: ontology, shapes and data."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from foedus import reading, resources

ARTICLE = "usfj-upgrade"
DATA_FILES = {"article": ARTICLE}
"""What a question's header calls the data, and the file it means."""


@cache
def ontology() -> tuple[ox.Quad, ...]:
    """Every statement of the ontology and its codes; blank nodes of two files never meet."""
    return tuple(reading.join([reading.read(path) for path in resources.ontology_files()]))


@cache
def shapes() -> tuple[ox.Quad, ...]:
    """Every statement of the bundled shapes."""
    return tuple(reading.join([reading.read(path) for path in resources.shape_files()]))


def data(names: Sequence[str] = ("article",)) -> list[reading.Document]:
    """The bundled data files of these names, as a question's header calls them."""
    return [reading.read(resources.data_file(DATA_FILES[name])) for name in names]


def documents(files: Sequence[Path | str]) -> list[reading.Document]:
    """The user's files, or the article's data where none is given."""
    return [reading.read(path) for path in files] if files else data()

"""The bundled example of a merge: made-up rows, so that the questions have exact answers.

``python -m foedus.merging.example`` writes it anew.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from foedus.bundled import folders
from foedus.merging.merge import merge
from foedus.rdf import dataset as datasets
from foedus.rdf import replacing, writing
from foedus.sources import provenance

FILES = (
    ("alliances@1", "alliances/1.csv"),
    ("alliances@2", "alliances/2.csv"),
    ("agreements", "agreements/agreements.csv"),
    ("fao", "fao/countries.trig"),
    ("lcc", "lcc/countries.trig"),
    ("pacts", "pacts/pacts.csv"),
    ("states", "states/states.csv"),
    ("troops", "troops/troops.csv"),
    ("wikidata", "wikidata/items.trig"),
)
"""Each source of the example, and its file."""


def words() -> list[str]:
    """The words that name the example's sources on the command line of ``merge``."""
    folder = folders.example_file().parent
    return [f"{folder / name}={folder / file}" for name, file in FILES]


def build() -> list[ox.Quad]:
    """The named graphs that the example's sources become, the same in every release."""
    with replacing.workspace() as folder:
        target = Path(folder) / "merged.nq"
        merge(words(), target)
        quads = list(datasets.open_dataset(target).store())
    return [
        quad
        for quad in quads
        if not isinstance(quad.graph_name, ox.DefaultGraph) and not provenance.tells_release(quad)
    ]


def main() -> None:
    """Write the example anew."""
    writing.write(folders.example_file(), writing.serialize(build(), ox.RdfFormat.TRIG))


if __name__ == "__main__":
    main()

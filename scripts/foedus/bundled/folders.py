"""Where the ontology, the data, the shapes and the queries lie.

In a source checkout (also when installed as editable) they are the folders at the
top of the repository; in an installed wheel they are copies inside the package. Whoever stands in
one checkout and runs the foedus of another, or an installed one, is told which copy is read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from foedus.errors import BadInput

ONTOLOGY_IRI = "https://w3id.org/foedus/ontology"
"""Address of the umbrella ontology; a module's address is this, a slash and its name."""


say: Callable[[str], None] | None = None
"""How a command says which copy is read; None where foedus is used as a library."""


@cache
def root() -> Path:
    """Return the folder that holds ``ontology``, ``data``, ``shapes`` and ``queries``."""
    here = Path(__file__).resolve().parents[1]
    checkout = here.parents[1]
    return checkout if _is_checkout(checkout) else here / "files"


def _is_checkout(path: Path) -> bool:
    own = path / "scripts" / "foedus"
    return (path / "pyproject.toml").is_file() and own.is_dir() and (path / "ontology").is_dir()


@cache
def _tell_copy(say: Callable[[str], None]) -> None:
    """Say once which copy is read, if the working directory lies in a checkout that is not it."""
    here = Path.cwd().resolve()
    checkout = next((path for path in (here, *here.parents) if _is_checkout(path)), root())
    if checkout != root():
        say(
            f"reads its own files in {root()}, not those of the checkout {checkout}; "
            f"to read those: pip install -e {checkout}"
        )


def is_checkout() -> bool:
    """Whether ``root`` is a source checkout, whose files may be written."""
    return (root() / "pyproject.toml").is_file()


def folder(name: str) -> Path:
    """Return the folder ``ontology``, ``data``, ``shapes`` or ``queries``.

    >>> folder("ontology").is_dir()
    True
    """
    path = root() / name
    if not path.is_dir():
        raise BadInput(f"the installation is incomplete: folder {name} is missing")
    if say is not None:
        _tell_copy(say)
    return path


def _listed(name: str, pattern: str) -> Callable[[], list[Path]]:
    """A function that gives some files of a folder, sorted by name."""
    return lambda: sorted(folder(name).glob(pattern))


ontology_files = _listed("ontology", "*.ttl")
"""The ontology files, the umbrella among them, sorted by name."""


def data_file(name: str) -> Path:
    """Return the data file with this name, with or without ``.ttl``.

    >>> data_file("usfj-upgrade").name
    'usfj-upgrade.ttl'
    """
    for path in sorted(folder("data").glob("*.ttl")):
        if name in (path.name, path.stem):
            return path
    raise BadInput(f"no data file is called {name}")


def example_file() -> Path:
    """Return the example of a merge: named graphs only, of made-up rows."""
    return folder("data") / "example" / "merged.trig"


shape_files = _listed("shapes", "*.ttl")
"""The SHACL files, sorted by name."""

question_files = _listed("queries", "questions/*.rq")
"""The questions, sorted by number."""

snapshot_files = _listed("queries", "snapshot/*.rq")
"""The queries that make the picture of a day, in its order."""

profile_files = _listed("queries", "profile/*.rq")
"""The rows of profiles, in their order."""

identity_files = _listed("queries", "identity/*.rq")
"""The queries that find the countries of other vocabularies by their codes."""

claim_table_files = _listed("queries", "merging/*.rq")
"""The queries that make the tables of claims that are compared in a merge."""


def claim_table_file(name: str) -> Path:
    """Return the query that makes one of the tables of claims that are compared in a merge.

    >>> claim_table_file("records").name
    'records.rq'
    """
    return folder("queries") / "merging" / f"{name}.rq"


pattern_files = _listed("queries", "patterns/*.rq")
"""The patterns of facts, sorted by name."""

rule_files = _listed("queries", "rules/*.rq")
"""The rules, sorted by number."""

query_files = _listed("queries", "**/*.rq")
"""Every SPARQL query, folder by folder."""

hygiene_files = _listed("queries", "hygiene/*.rq")
"""The checks of lint, sorted by name."""


def hygiene_profile() -> Path:
    """Return the file with the severities of the checks and the rules that none covers."""
    return folder("queries") / "hygiene" / "profile.yaml"


def export_rule_files(vocabulary: str) -> list[Path]:
    """Return the rules that write our data in another vocabulary's terms, sorted by name."""
    return sorted(folder("queries").glob(f"rules/export/{vocabulary}-*.rq"))

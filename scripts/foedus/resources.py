"""Where the ontology, the data, the shapes and the queries lie.

In a source checkout (also when installed as editable) they are the folders at the
top of the repository; in an installed wheel they are copies inside the package.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from foedus.errors import BadInput

ONTOLOGY_IRI = "https://w3id.org/foedus/ontology"
"""Address of the umbrella ontology; a module's address is this, a slash and its name."""

_UMBRELLA = "foedus"


@cache
def root() -> Path:
    """Return the folder that holds ``ontology``, ``data``, ``shapes`` and ``queries``."""
    here = Path(__file__).resolve().parent
    checkout = here.parents[1]
    if (checkout / "pyproject.toml").is_file() and (checkout / "ontology").is_dir():
        return checkout
    return here / "files"


def folder(name: str) -> Path:
    """Return the folder ``ontology``, ``data``, ``shapes`` or ``queries``.

    >>> folder("ontology").is_dir()
    True
    """
    path = root() / name
    if not path.is_dir():
        raise BadInput(f"the installation is incomplete: folder {name} is missing")
    return path


def ontology_files() -> list[Path]:
    """Return the ontology files, the umbrella among them, sorted by name."""
    return sorted(folder("ontology").glob("*.ttl"))


def module_file(iri: str) -> Path:
    """Return the file of the ontology or the module with this address or version address.

    >>> module_file("https://w3id.org/foedus/ontology/core").name
    'core.ttl'
    >>> module_file("https://w3id.org/foedus/ontology").name
    'foedus.ttl'
    """
    name = _UMBRELLA
    if iri.rstrip("#") != ONTOLOGY_IRI:
        head, _, rest = iri.partition(ONTOLOGY_IRI + "/")
        parts = rest.split("/")
        if parts[0][:1].isdigit():
            parts = parts[1:] or [_UMBRELLA]
        name = parts[0] if not head and len(parts) == 1 else ""
    for path in ontology_files():
        if path.stem == name:
            return path
    raise BadInput(f"no ontology module has the address <{iri}>")


def alignment_folder() -> Path:
    """Return the folder of the bridges to other vocabularies, tables and Turtle alike."""
    return folder("ontology") / "align"


def alignment_files() -> list[Path]:
    """Return the Turtle files of the bridges to other vocabularies, sorted by name."""
    return sorted(alignment_folder().glob("*.ttl"))


def alignment_file(name: str) -> Path:
    """Return the Turtle file of the bridge with this name.

    >>> alignment_file("org").name
    'org.ttl'
    """
    for path in alignment_files():
        if path.stem == name:
            return path
    raise BadInput(f"no alignment is called {name}")


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


def shape_files() -> list[Path]:
    """Return the SHACL files, sorted by name."""
    return sorted(folder("shapes").glob("*.ttl"))


def question_files() -> list[Path]:
    """Return the questions, sorted by number."""
    return sorted(folder("queries").glob("questions/*.rq"))


def snapshot_files() -> list[Path]:
    """Return the queries that make the picture of a day, in its order."""
    return sorted(folder("queries").glob("snapshot/*.rq"))


def identity_files() -> list[Path]:
    """Return the queries that find the countries of other vocabularies by their codes."""
    return sorted(folder("queries").glob("identity/*.rq"))


def claim_table_files() -> list[Path]:
    """Return the queries that make the tables of claims that are compared in a merge."""
    return sorted(folder("queries").glob("merging/*.rq"))


def claim_table_file(name: str) -> Path:
    """Return the query that makes one of the tables of claims that are compared in a merge.

    >>> claim_table_file("records").name
    'records.rq'
    """
    return folder("queries") / "merging" / f"{name}.rq"


def pattern_files() -> list[Path]:
    """Return the patterns of facts, sorted by name."""
    return sorted(folder("queries").glob("patterns/*.rq"))


def rule_files() -> list[Path]:
    """Return the rules, sorted by number."""
    return sorted(folder("queries").glob("rules/*.rq"))


def rdf_files() -> list[Path]:
    """Return every RDF file: ontology, alignments, shapes and data, each folder by name."""
    data = sorted(folder("data").glob("*.ttl"))
    return [*ontology_files(), *alignment_files(), *shape_files(), *data]


def query_files() -> list[Path]:
    """Return every SPARQL query, folder by folder."""
    return sorted(folder("queries").rglob("*.rq"))


def hygiene_files() -> list[Path]:
    """Return the checks of lint, sorted by name."""
    return sorted(folder("queries").glob("hygiene/*.rq"))


def hygiene_profile() -> Path:
    """Return the file with the severities of the checks and the rules that none covers."""
    return folder("queries") / "hygiene" / "profile.yaml"


def export_rule_files(vocabulary: str) -> list[Path]:
    """Return the rules that write our data in another vocabulary's terms, sorted by name."""
    return sorted(folder("queries").glob(f"rules/export/{vocabulary}-*.rq"))


def alignment_question_files(vocabulary: str) -> list[Path]:
    """Return the questions put in another vocabulary's terms, sorted by number."""
    return sorted(folder("queries").glob(f"alignment/{vocabulary}-*.rq"))

"""Which file a thing has in the site, and how one file links to another.

A path has no extension and no leading slash: ``id/us-forces-japan``, ``term/Alliance``,
``code/about``, ``ontology/0.1.0/core``. It depends on the IRI alone. Only our own IRIs give their
names to files, and only where any file system can hold the name; every other thing is
``x/SLUG-HASH``, with a slug to be read and a hash of the whole IRI to tell things apart. Links are
relative, so that the site works under any address and in any folder.

>>> path_of("https://w3id.org/foedus/id/us-forces-japan")
'id/us-forces-japan'
>>> path_of("https://w3id.org/foedus/ontology#Alliance")
'term/Alliance'
>>> path_of("http://example.org/../../etc/passwd")
'x/passwd-e20b240ae4b72098'
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote

from foedus.errors import BadInput
from foedus.rdf.names import CODE_NS, FOEDUS_NS, GRAPH_NS, ID_NS, SHAPE_NS

HOME = "https://w3id.org/foedus/"
"""The address that all our IRIs begin with."""

FOLDERS = {
    FOEDUS_NS: "term",
    SHAPE_NS: "shape",
    ID_NS: "id",
    CODE_NS: "code",
    GRAPH_NS: "graph",
    HOME + "queries/": "queries",
}
"""The folder of the things in each namespace of ours."""

MAX_NAME = 120
_SLUG = 60
_HASH = 16
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_BASE = re.compile(
    r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*/?"
)
_DOCUMENT = re.compile(
    r"(?:ontology|shapes|data|queries)(?:/[0-9]+(?:\.[0-9]+)*)?(?:/align)?(?:/[a-z0-9][a-z0-9-]*)?"
)
# Names that Windows keeps for devices, whatever their extension.
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)


def path_of(iri: str) -> str:
    """The path of a thing: of ours by its name, of any other by slug and hash."""
    for namespace, folder in FOLDERS.items():
        if iri.startswith(namespace) and is_file_name(name := iri[len(namespace) :]):
            return f"{folder}/{name}"
    if iri.startswith(HOME):
        name = iri[len(HOME) :]
        if _DOCUMENT.fullmatch(name) and all(map(_is_segment, name.split("/"))):
            return name
    last = re.split(r"[/#:?&=]", iri.rstrip("/#?"))[-1]
    return f"x/{slug(last)}-{hashlib.sha256(iri.encode()).hexdigest()[:_HASH]}"


def is_file_name(name: str) -> bool:
    """Whether any file system holds the name: letters, digits and inner hyphens, not too long.

    >>> is_file_name("us-forces-japan"), is_file_name("..%2F"), is_file_name("NUL")
    (True, False, False)
    """
    return bool(_NAME.fullmatch(name)) and _is_segment(name)


def slug(words: str) -> str:
    """Words as a short name of a file, to be read by people; several may share one.

    >>> slug("Ünder the Treaty (1951)")
    'nder-the-treaty-1951'
    """
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:_SLUG].strip("-") or "thing"


def href(here: str, target: str) -> str:
    """The link from the file ``here`` to the file ``target``, both with extension, relative.

    >>> href("id/us-forces-japan.html", "term/Alliance.html")
    '../term/Alliance.html'
    >>> href("id/a.html", "id/b.html"), href("index.html", "assets/site.css")
    ('b.html', 'assets/site.css')
    """
    start, end = here.split("/")[:-1], target.split("/")
    shared = 0
    while shared < min(len(start), len(end) - 1) and start[shared] == end[shared]:
        shared += 1
    return quote("/".join([".."] * (len(start) - shared) + end[shared:]), safe="/.-_~#")


def web_link(iri: str) -> str | None:
    """The IRI where it may become a link (http, https and mailto only), else None.

    >>> web_link("javascript:alert(1)") is None
    True
    """
    return iri if re.match(r"(?:https?://|mailto:)\S", iri, re.IGNORECASE) else None


def base(url: str) -> str:
    """The address of a site, checked, with a slash at its end.

    Raises BadInput for anything but a plain http or https address: it stands in the rules for
    hosts, where other characters would have a meaning.

    >>> base("https://owner.github.io/foedus")
    'https://owner.github.io/foedus/'
    """
    if not _BASE.fullmatch(url) or "/../" in f"{url}/" or "/./" in f"{url}/":
        raise BadInput(f"--base takes an address such as https://example.org/site/, not {url!r}")
    return url if url.endswith("/") else url + "/"


def _is_segment(name: str) -> bool:
    return len(name) <= MAX_NAME and name.lower() not in _RESERVED

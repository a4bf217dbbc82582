"""Everything in one HTML file, which works from a disk: scripts, store, data and style inside it.

The policy names the hash of each script instead of ``'self'``, as a file has no origin. The worker
is made from text in the page; the WebAssembly stands there as base64 of gzip.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.publishing.html import for_script
from foedus.publishing.query_page.settings import BROWSER
from foedus.publishing.rendering import ASSETS, render
from foedus.publishing.site import Site
from foedus.rdf import writing

SCRIPTS = ("offline", "pictures", "console", "chain")
"""The scripts in the order in which they run."""


def link(iri: str) -> str:
    """Where a thing leads in the one file: to a question about it."""
    return f"#about={quote(iri, safe='')}"


def page(site: Site, common: Mapping[str, Any]) -> bytes:
    """The one file."""
    given = {
        **common["given"],
        "oneFile": True,
        "pages": None,
        "data": _data(site, common["given"]),
    }
    for question in given["questions"]:
        question.pop("page", None)
    scripts = [_script(name) for name in SCRIPTS]
    style = "\n".join(
        (ASSETS / name).read_text(encoding="utf-8") for name in ("site.css", "console.css")
    )
    wasm = base64.b64encode((ASSETS / BROWSER / "oxigraph.wasm.gz").read_bytes()).decode()
    values = {
        **common,
        "given": given,
        "settings": for_script(given),
        "policy": _policy(scripts),
        "one_file": True,
        "scripts": scripts,
        "style": style.replace("</", "<\\/"),
        "worker": _script("worker"),
        "wasm": wasm,
        "licences": (ASSETS / BROWSER / "LICENSES.txt").read_text(encoding="utf-8"),
        "own": site.own,
        "version": site.version,
    }
    return render("offline.html", **values)


def _policy(scripts: list[str]) -> str:
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes} 'wasm-unsafe-eval'; "
        "style-src 'unsafe-inline'; worker-src blob:; img-src data:; font-src data:; "
        "object-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _script(name: str) -> str:
    """A built script, with nothing in it that would end or reopen a script element."""
    text = (ASSETS / BROWSER / f"{name}.js").read_text(encoding="utf-8")
    return re.sub(r"<(?=/script|!--|script)", r"\\x3c", text, flags=re.IGNORECASE)


def _data(site: Site, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The data sources with their text in place of their address."""
    texts = _texts(site)
    return [
        {key: value for key, value in source.items() if key != "address"}
        | {"text": texts[source["name"]]}
        for source in given["data"]
    ]


def _texts(site: Site) -> dict[str, str]:
    texts = {"ontology": writing.encode(site.ontology, ox.RdfFormat.TURTLE).decode()}
    if not site.own:
        return texts | {"dataset": writing.encode(site.asserted, ox.RdfFormat.TRIG).decode()}
    names = {file: name for name, file in contents.DATA_FILES.items()}
    for file in site.data:
        texts[names[file.name]] = writing.encode(file.quads, ox.RdfFormat.TURTLE).decode()
    return texts

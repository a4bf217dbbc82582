"""Military alliances, commands and agreements as linked data, each fact traced to its passage.

>>> import foedus
>>> foedus.ask("001")[0]["date"]
'1957'
>>> foedus.ID["us-japan-alliance"]
rdflib.term.URIRef('https://w3id.org/foedus/id/us-japan-alliance')

``ask``, ``show``, ``why``, ``snapshot``, ``validate``, ``lint``, ``check``, ``infer``, ``merge``,
``conflicts``, ``export`` and ``publish`` do what the commands do; ``load`` gives an rdflib Dataset.
``FOEDUS`` and ``CODE`` are closed namespaces: a term that the ontology lacks is refused. ``ID`` is
open. What cannot be done raises ``BadInput`` or ``LimitReached``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foedus.api import (
        ask,
        check,
        conflicts,
        export,
        export_table,
        infer,
        lint,
        load,
        merge,
        publish,
        resolve,
        show,
        snapshot,
        validate,
        why,
    )
    from foedus.bundled.terms import CODE, FOEDUS, ID
    from foedus.errors import BadInput, LimitReached

    __version__: str

# Public names and the module each comes from; imported when first used, so that
# `import foedus` and `foedus --help` stay fast.
_PUBLIC = {
    "BadInput": "foedus.errors",
    "CODE": "foedus.bundled.terms",
    "FOEDUS": "foedus.bundled.terms",
    "ID": "foedus.bundled.terms",
    "LimitReached": "foedus.errors",
    "ask": "foedus.api",
    "check": "foedus.api",
    "conflicts": "foedus.api",
    "export": "foedus.api",
    "export_table": "foedus.api",
    "infer": "foedus.api",
    "lint": "foedus.api",
    "load": "foedus.api",
    "merge": "foedus.api",
    "publish": "foedus.api",
    "resolve": "foedus.api",
    "show": "foedus.api",
    "snapshot": "foedus.api",
    "validate": "foedus.api",
    "why": "foedus.api",
}

__all__ = [
    "CODE",
    "FOEDUS",
    "ID",
    "BadInput",
    "LimitReached",
    "__version__",
    "ask",
    "check",
    "conflicts",
    "export",
    "export_table",
    "infer",
    "lint",
    "load",
    "merge",
    "publish",
    "resolve",
    "show",
    "snapshot",
    "validate",
    "why",
]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    if name == "__version__":
        from foedus.bundled.version import version

        return version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

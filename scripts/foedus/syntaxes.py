"""How sorted statements look in Turtle, TriG, RDF/XML and JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from foedus.errors import BadInput
from foedus.vocabulary import RDF_NS, XSD_NS, curie

_TYPE = RDF_NS + "type"
_PLAIN = frozenset((XSD_NS + "string", RDF_NS + "langString"))


def iris(quads: Iterable[ox.Quad]) -> Iterator[str]:
    """Yield every address that Turtle has to write, datatypes among them."""
    for s, p, o, g in quads:
        if p.value != _TYPE:
            yield p.value
        for term in (s, o, g):
            if isinstance(term, ox.NamedNode):
                yield term.value
            elif isinstance(term, ox.Literal) and not _is_bare(term):
                yield term.datatype.value


def _is_bare(literal: ox.Literal) -> bool:
    """Tell whether Turtle writes the literal without its datatype."""
    datatype = literal.datatype.value
    pattern = _BARE.get(datatype)
    return datatype in _PLAIN or (pattern is not None and bool(pattern.fullmatch(literal.value)))


# --- Turtle and TriG ------------------------------------------------------------

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?", re.ASCII)
_BARE = {
    XSD_NS + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD_NS + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD_NS + "boolean": re.compile(r"true|false"),
}


def turtle(quads: list[ox.Quad], prefixes: Mapping[str, str]) -> bytes:
    """Write Turtle, or TriG where there are named graphs, laid out as turtlefmt does."""
    term = _turtle_terms(prefixes)
    blocks = []
    if prefixes:
        blocks.append("".join(f"@prefix {key}: <{prefixes[key]}> .\n" for key in sorted(prefixes)))
    for graph, rows in groupby(quads, lambda quad: quad.graph_name):
        subjects = [
            _turtle_block(list(group), term)
            for _, group in groupby(rows, lambda quad: quad.subject)
        ]
        if isinstance(graph, ox.DefaultGraph):
            blocks.extend(subjects)
        else:
            body = re.sub(r"^(?=.)", "    ", "\n".join(subjects), flags=re.MULTILINE)
            blocks.append(f"{term(graph)} {{\n{body}}}\n")
    return "\n".join(blocks).encode()


def _turtle_block(quads: list[ox.Quad], term: Callable[[Any], str]) -> str:
    lines = []
    for predicate, group in groupby(quads, lambda quad: quad.predicate):
        verb = "a" if predicate.value == _TYPE else term(predicate)
        lines.append(f"{verb} " + " , ".join(term(quad.object) for quad in group))
    return f"{term(quads[0].subject)} " + " ;\n    ".join(lines) + " .\n"


def _turtle_terms(prefixes: Mapping[str, str]) -> Callable[[Any], str]:
    """Return a function that writes a term, shortened by the longest namespace that fits."""
    spaces = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
    known: dict[str, str] = {}

    def short(iri: str) -> str:
        for prefix, namespace in spaces:
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"

    def name(iri: str) -> str:
        if iri not in known:
            known[iri] = short(iri)
        return known[iri]

    def term(value: Any) -> str:
        if isinstance(value, ox.NamedNode):
            return name(value.value)
        if not isinstance(value, ox.Literal) or value.language is not None:
            return str(value)
        datatype = value.datatype.value
        if _is_bare(value):
            return str(value) if datatype in _PLAIN else value.value
        return f"{ox.Literal(value.value)}^^{name(datatype)}"

    return term


# --- RDF/XML ----------------------------------------------------------------------

_XML_NAME = re.compile(r"[^\W\d][\w.\-]*")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_PROPERTY = frozenset(
    RDF_NS + name
    for name in (
        *("RDF", "Description", "ID", "about", "parseType", "resource", "nodeID", "datatype"),
        *("li", "bagID", "aboutEach", "aboutEachPrefix"),
    )
)


def rdf_xml(quads: list[ox.Quad], prefixes: Mapping[str, str]) -> bytes:
    """Write plain RDF/XML: a description a subject, an element a statement.

    (pyoxigraph's own writer makes elements without a name for some addresses, leaves CR
    unescaped and writes characters that XML forbids.)
    """
    names = {
        prefix: namespace
        for prefix, namespace in prefixes.items()
        if not prefix or (_XML_NAME.fullmatch(prefix) and not prefix.lower().startswith("xml"))
    }
    if names.get("rdf", RDF_NS) != RDF_NS:
        del names["rdf"]
    names = {key: space for key, space in names.items() if space != RDF_NS} | {"rdf": RDF_NS}
    tags = _Tags(names)
    body: list[str] = []
    subject: object = None
    for s, p, o, _ in quads:
        if s != subject:
            if subject is not None:
                body.append("  </rdf:Description>\n")
            body.append(f"  <rdf:Description {_xml_node('about', s)}>\n")
            subject = s
        tag = tags.tag(p.value)
        if isinstance(o, ox.Literal):
            body.append(f"    <{tag}{_xml_type(o)}>{_xml_text(o.value)}</{tag}>\n")
        else:
            body.append(f"    <{tag} {_xml_node('resource', o)}/>\n")
    if subject is not None:
        body.append("  </rdf:Description>\n")
    spaces = "".join(
        f'\n    xmlns{":" * bool(prefix)}{prefix}="{_xml_attribute(namespace)}"'
        for prefix, namespace in sorted(tags.names.items())
    )
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{spaces}>\n'
    return "".join([head, *body, "</rdf:RDF>\n"]).encode()


class _Tags:
    """The element names of predicates, with a new prefix for each new namespace."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names
        self._prefix_of = {namespace: prefix for prefix, namespace in names.items()}
        self._tags: dict[str, str] = {}

    def tag(self, iri: str) -> str:
        if iri not in self._tags:
            self._tags[iri] = self._new(iri)
        return self._tags[iri]

    def _new(self, iri: str) -> str:
        for namespace in sorted(self._prefix_of, key=len, reverse=True):
            local = iri.removeprefix(namespace)
            if local != iri and _XML_NAME.fullmatch(local):
                break
        else:
            # The longest ending that can be a name; it may not begin with a digit or a dash.
            found = _XML_NAME.search(re.split(r"[^\w.\-]", iri)[-1])
            if not found:
                raise _no_element(iri)
            local = found.group()
            namespace = iri.removesuffix(local)
            number = 1
            while f"ns{number}" in self.names:
                number += 1
            self.names[f"ns{number}"] = namespace
            self._prefix_of[namespace] = f"ns{number}"
        if iri in _NO_PROPERTY:
            raise _no_element(iri)
        prefix = self._prefix_of[namespace]
        return f"{prefix}:{local}" if prefix else local


def _no_element(iri: str) -> BadInput:
    return BadInput(f"predicate {curie(iri)} cannot be an element name: RDF/XML cannot hold it")


def _xml_node(attribute: str, node: Any) -> str:
    if isinstance(node, ox.BlankNode):
        return f'rdf:nodeID="{node.value}"'
    return f'rdf:{attribute}="{_xml_attribute(node.value)}"'


def _xml_type(literal: ox.Literal) -> str:
    if literal.language is not None:
        return f' xml:lang="{literal.language}"'
    datatype = literal.datatype.value
    return "" if datatype == XSD_NS + "string" else f' rdf:datatype="{_xml_attribute(datatype)}"'


def _xml_text(text: str) -> str:
    if found := _NOT_XML.search(text):
        code = ord(found.group())
        raise BadInput(f"a literal holds the character U+{code:04X}: RDF/XML cannot hold it")
    from xml.sax.saxutils import escape  # brings urllib with it

    return escape(text, {"\r": "&#13;"})


def _xml_attribute(text: str) -> str:
    return _xml_text(text).replace('"', "&quot;")


# --- JSON-LD -----------------------------------------------------------------------


def json_ld(quads: list[ox.Quad], prefixes: Mapping[str, str]) -> bytes:
    """Write JSON-LD with the prefixes as its context, indented."""
    import json

    # A prefix that is also the scheme of an address would change that address.
    schemes = {iri.partition(":")[0] for iri in (*iris(quads), *prefixes.values())}
    context = {
        prefix: namespace
        for prefix, namespace in prefixes.items()
        if prefix
        and prefix not in schemes
        and ":" not in prefix
        and namespace[-1:] in (":", "/", "?", "#", "[", "]", "@")
    }
    spaces = sorted(context.items(), key=lambda item: (-len(item[1]), item[0]))

    known: dict[str, str] = {}

    def short(iri: str) -> str:
        if iri not in known:
            known[iri] = shortened(iri)
        return known[iri]

    def shortened(iri: str) -> str:
        for prefix, namespace in spaces:
            if iri.startswith(namespace) and not iri.startswith("//", len(namespace)):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    def compact(value: Any) -> Any:
        if isinstance(value, list):
            return [compact(item) for item in value]
        if not isinstance(value, dict):
            return value
        result = {}
        for key, item in value.items():
            if key in ("@id", "@type"):
                result[key] = list(map(short, item)) if isinstance(item, list) else short(item)
            elif key.startswith("@"):
                result[key] = compact(item)
            elif key == _TYPE and all(list(node) == ["@id"] for node in item):
                result["@type"] = [short(node["@id"]) for node in item]
            else:
                result[short(key)] = compact(item)
        return result

    nodes = compact(json.loads(ox.serialize(quads, format=ox.RdfFormat.JSON_LD) or b"[]"))
    document = {"@context": context, "@graph": nodes} if context else nodes
    return (_indented(document, json.encoder.encode_basestring, "\n") + "\n").encode()


def _indented(value: Any, quoted: Callable[[str], str], line: str) -> str:
    """Do what `json.dumps` does with an indent of 2, several times faster (all leaves are texts).

    ``line`` is the line end and the indent of what stands around the value.
    """
    if isinstance(value, str):
        return quoted(value)
    inner = line + "  "
    if isinstance(value, dict):
        pairs = [f"{quoted(key)}: {_indented(item, quoted, inner)}" for key, item in value.items()]
        return f"{{{inner}{f',{inner}'.join(pairs)}{line}}}" if pairs else "{}"
    items = [_indented(item, quoted, inner) for item in value]
    return f"[{inner}{f',{inner}'.join(items)}{line}]" if items else "[]"

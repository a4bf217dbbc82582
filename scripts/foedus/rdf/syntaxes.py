"""How sorted statements look in Turtle, TriG, RDF/XML and JSON-LD."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from foedus.errors import BadInput
from foedus.rdf.names import RDF_NS, XSD_NS, curie

_TYPE = RDF_NS + "type"
_FIRST, _REST, _NIL = (RDF_NS + name for name in ("first", "rest", "nil"))
_CELL = {_FIRST, _REST}
_PLAIN = frozenset(
    [
        RDF_NS + "langString",
        *(XSD_NS + name for name in ("string", "integer", "decimal", "boolean")),
    ]
)
"""The datatypes that Turtle mostly leaves out."""
_DEEPEST = 50  # lists in lists: far below the depth that ``foedus.rdf.reading`` allows


def iris(quads: Collection[ox.Quad]) -> Iterator[str]:
    """Yield every address that Turtle may have to write, datatypes among them."""
    yield from ({quad.predicate.value for quad in quads} - {_TYPE})
    terms = {quad.subject for quad in quads} | {quad.object for quad in quads}
    yield from filter(None, map(iri_of, terms | {quad.graph_name for quad in quads}))


def iri_of(term: Any) -> str | None:
    """The address that Turtle may have to write for a term: its own, or that of its datatype."""
    if isinstance(term, ox.NamedNode):
        return term.value
    if isinstance(term, ox.Literal) and term.datatype.value not in _PLAIN:
        return term.datatype.value
    return None


# --- Turtle and TriG ------------------------------------------------------------


def turtle(quads: list[ox.Quad], prefixes: dict[str, str], format: ox.RdfFormat) -> bytes:
    """Write Turtle or TriG: prefixes by name, lists in brackets, an empty line between subjects.

    Until the end a list stands there as an address that nobody else has.
    """
    mark = f"x{secrets.token_hex(8)}:"
    heads, inside = _lists(quads)
    known = {head: ox.NamedNode(f"{mark}{number}") for number, head in enumerate(heads)}

    def put(quad: ox.Quad) -> ox.Quad:
        return ox.Quad(quad.subject, quad.predicate, known[quad.object], quad.graph_name)

    kept = (put(q) if q.object in known else q for q in quads if q.subject not in inside)
    verbs = ox.NamedNode(mark + "a"), ox.NamedNode(mark + "b")  # in turn, so an item gets a line
    items = (
        ox.Quad(known[head], verbs[at % 2], known.get(item, item))
        for head, held in heads.items()
        for at, item in enumerate(held)
    )
    texts: dict[str, list[str]] = defaultdict(list)
    list_line = re.compile(rf"(?:<({mark}\d+)> |\t)<{mark}[ab]> (.*) [;.]\n")
    head = ""
    for found in list_line.finditer(_serialized(items, format, prefixes)):
        head = found[1] or head
        texts[head].append(found[2])

    def spelled(text: str) -> str:
        return re.sub(
            rf"<({mark}\d+)>", lambda found: f"( {spelled(' '.join(texts[found[1]]))} )", text
        )

    return _laid_out(spelled(_bare(kept, format, prefixes)), prefixes)


def without_lists(
    quads: Iterable[ox.Quad], prefixes: dict[str, str], format: ox.RdfFormat
) -> bytes:
    """Do what `turtle` does for statements that hold no list, one at a time."""
    return _laid_out(_bare(quads, format, prefixes), prefixes)


def _bare(quads: Iterable[ox.Quad], format: ox.RdfFormat, prefixes: dict[str, str]) -> str:
    """The statements as the engine writes them, indented by blanks, without the prefixes."""
    body = re.sub(r"\A(@prefix .*\n)*", "", _serialized(quads, format, prefixes))
    return re.sub(r"^\t+", lambda found: "    " * len(found[0]), body, flags=re.MULTILINE)


def _laid_out(body: str, prefixes: dict[str, str]) -> bytes:
    """The prefixes by name, then the statements, an empty line between subjects."""
    body = re.sub(r"^(?=[^ }\n])", "\n", body, flags=re.MULTILINE)
    head = "".join(f"@prefix {name}: <{prefixes[name]}> .\n" for name in sorted(prefixes))
    return (head + body).removeprefix("\n").encode()


def folded(quads: Iterable[ox.Quad]) -> set[tuple[Any, Any, str, Any]]:
    """The statements with each list as one text: its cells have no labels in Turtle and TriG."""
    quads = list(quads)
    heads, inside = _lists(quads)

    def told(term: Any) -> str:
        return f"( {' '.join(map(told, heads[term]))} )" if term in heads else str(term)

    return {(s, p, told(o), g) for s, p, o, g in quads if s not in inside}


def _serialized(quads: Iterable[ox.Quad], format: ox.RdfFormat, prefixes: dict[str, str]) -> str:
    return (ox.serialize(quads, format=format, prefixes=prefixes) or b"").decode()


def _lists(quads: list[ox.Quad]) -> tuple[dict[Any, list[Any]], set[Any]]:
    """The items of each list that nothing else is said of, by its head, and all its cells.

    A cell has a first and a rest, and one statement of the same graph points to it.
    """
    blank = {q.subject for q in quads if isinstance(q.subject, ox.BlankNode)}
    if not blank:
        return {}, set()
    said: dict[Any, list[ox.Quad]] = defaultdict(list)
    pointers: dict[Any, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        said[quad.subject].append(quad)
        for end in (quad.object, quad.graph_name):
            pointers[end].append(quad)
    cells: dict[Any, dict[str, Any]] = {}
    for node, own in said.items():
        cell = {quad.predicate.value: quad.object for quad in own}
        places = {quad.graph_name for quad in own + pointers[node]}
        alone = [quad.object for quad in pointers[node]] == [node] and len(places) == 1
        if isinstance(node, ox.BlankNode) and len(own) == 2 and alone and cell.keys() == _CELL:
            cells[node] = cell
    lists: dict[Any, list[Any]] = {}
    members: dict[Any, Any] = {}
    for head in cells:
        if pointers[head][0].predicate.value == _REST and pointers[head][0].subject in cells:
            continue
        chain, node = [], head
        while node in cells:
            chain.append(node)
            node = cells[node][_REST]
        if isinstance(node, ox.NamedNode) and node.value == _NIL:
            lists[head] = [cells[node][_FIRST] for node in chain]
            members |= dict.fromkeys(chain, head)
    # From outside in: a list in a circle of lists, or very deep inside others, is not reached.
    reached: dict[Any, list[Any]] = {}
    level = [head for head in lists if pointers[head][0].subject not in members]
    for _ in range(_DEEPEST):
        reached |= {head: lists[head] for head in level}
        level = [item for head in level for item in lists[head] if item in lists]
    return reached, {cell for cell, head in members.items() if head in reached}


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

    (pyoxigraph's own writer, as of 0.5.13, makes elements without a name of some predicates and
    classes, leaves CR unescaped and writes characters that XML forbids.)
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
    """Write JSON-LD with the prefixes as its context, a node a line."""
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
    as_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    listed = ",\n".join(map(as_text, nodes))
    head = f'{{"@context":{as_text(context)},\n"@graph":' if context else ""
    return f"{head}[\n{listed}\n]{'}' if context else ''}\n".encode()

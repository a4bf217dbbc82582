"""The datatypes of literals: which lies in which, and which share no value.

Method: OWL 2 Profiles (W3C, 2012), table 8 (dt-type2, dt-not-type), by datatype alone: the values
themselves are not compared.
"""

from __future__ import annotations

import pyoxigraph as ox

from foedus.rdf.names import RDF_NS, RDFS_NS, XSD_NS

_PARENT = {
    "dateTimeStamp": "dateTime",
    "integer": "decimal",
    "long": "integer",
    "int": "long",
    "short": "int",
    "byte": "short",
    "nonNegativeInteger": "integer",
    "positiveInteger": "nonNegativeInteger",
    "unsignedLong": "nonNegativeInteger",
    "unsignedInt": "unsignedLong",
    "unsignedShort": "unsignedInt",
    "unsignedByte": "unsignedShort",
    "nonPositiveInteger": "integer",
    "negativeInteger": "nonPositiveInteger",
    "normalizedString": "string",
    "token": "normalizedString",
    "language": "token",
    "Name": "token",
    "NCName": "Name",
    "NMTOKEN": "token",
}
LITERAL = RDFS_NS + "Literal"


def is_datatype(term: object) -> bool:
    """Whether a class is one of the datatypes of XML Schema.

    >>> is_datatype(ox.NamedNode(XSD_NS + "date")), is_datatype(ox.NamedNode(XSD_NS))
    (True, False)
    """
    if not isinstance(term, ox.NamedNode):
        return False
    return term.value.startswith(XSD_NS) and len(term.value) > len(XSD_NS)


def types_of(literal: ox.Literal) -> list[str]:
    """The datatypes that a literal has by its own, the nearest first.

    >>> [name.rpartition("#")[2] for name in types_of(ox.Literal(1))]
    ['integer', 'decimal', 'Literal']
    """
    return [*_line(literal.datatype.value), LITERAL]


def excludes(literal: ox.Literal, datatype: str) -> bool:
    """Whether the literal cannot be of the datatype, whatever its value.

    >>> excludes(ox.Literal(1), XSD_NS + "date"), excludes(ox.Literal(1), XSD_NS + "long")
    (True, False)
    """
    own = literal.datatype.value
    if not own.startswith(XSD_NS) and own != RDF_NS + "langString":
        return False
    return _line(own)[-1] != _line(datatype)[-1]


def _line(datatype: str) -> list[str]:
    found = [datatype]
    while (name := found[-1].removeprefix(XSD_NS)) in _PARENT:
        found.append(XSD_NS + _PARENT[name])
    return found

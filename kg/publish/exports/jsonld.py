"""The flat form as JSON-LD, which carries its context, so that it is read without a network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any, cast

import pyoxigraph as ox

from kg.errors import FormatError
from kg.model.vocab import RDF, XSD
from kg.publish.exports.context import MEDIA_TYPE, Context
from kg.publish.exports.export import Export, Material, Target
from kg.publish.exports.passing import Passing
from kg.publish.exports.selection import chosen

_FILE = "flat.jsonld"
_STRING, _TYPE = f"{XSD}string", f"{RDF}type"


def write(material: Material, target: Target) -> None:
    """Write the default graph, a line for each node."""
    context = Context(material.view)
    with (
        chosen(material) as view,
        Passing(target.open(_FILE), material.tell, material.size, b'"@id"') as out,
    ):
        head = json.dumps(context.to_dict(), ensure_ascii=False, indent=1)
        out.write(f'{{"@context": {head},\n"@graph": ['.encode())
        before = "\n"
        for node in _nodes(view.quads(graph=ox.DefaultGraph()), context):
            out.write(f"{before}{json.dumps(node, ensure_ascii=False)}".encode())
            before = ",\n"
        out.write(b"\n]}\n")


def _nodes(quads: Iterable[ox.Quad], context: Context) -> Iterator[dict[str, Any]]:
    for subject, some in groupby(quads, attrgetter("subject")):
        node: dict[str, Any] = {"@id": _reference(subject, context)}
        for quad in some:
            name, value = _member(quad, context)
            node.setdefault(name, []).append(value)
        yield {name: _single(found) for name, found in node.items()}


def _single(found: Any) -> Any:
    return found[0] if isinstance(found, list) and len(found) == 1 else found


def _member(quad: ox.Quad, context: Context) -> tuple[str, Any]:
    """The name and value of one triple."""
    predicate, value = quad.predicate.value, quad.object
    if predicate == _TYPE and isinstance(value, ox.NamedNode):
        return "@type", context.name(value.value)
    name = context.name(predicate)
    if isinstance(value, ox.Literal):
        return name, _literal(value, context, context.values.get(predicate, _STRING))
    node = _reference(cast(ox.NamedNode, value), context)
    return name, node if context.values.get(predicate) == "@id" else {"@id": node}


def _literal(value: ox.Literal, context: Context, usual: str) -> Any:
    """A text alone where the context says what it is, else with its datatype or language."""
    if value.language:
        direction = {"@direction": value.direction.value} if value.direction else {}
        return {"@language": value.language, **direction, "@value": value.value}
    datatype = value.datatype.value
    if datatype == usual:
        return value.value
    if datatype == _STRING:
        return {"@value": value.value}
    return {"@type": context.name(datatype), "@value": value.value}


def _reference(node: object, context: Context) -> str:
    if isinstance(node, ox.BlankNode):
        return f"_:{node.value}"
    if not isinstance(node, ox.NamedNode):
        raise FormatError("JSON-LD cannot hold a triple that speaks of a triple; rdf12 can")
    if context.misread(node.value):
        raise FormatError(f"JSON-LD would take the scheme of {node} for a prefix")
    return node.value


EXPORT = Export(
    "jsonld",
    _FILE,
    MEDIA_TYPE,
    "What is claimed, each triple once, with sources and ontology, as JSON-LD",
    write,
)

"""The RDF 1.2 twin: claims as reifiers of the triples that they state, in Turtle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, cast

import pyoxigraph as ox

from kg.publish.exports.export import Export, Material, Target
from kg.publish.exports.passing import Passing
from kg.publish.exports.selection import chosen
from kg.publish.twin import to_twin
from kg.store.view import View

_FILE = "claims-rdf12.ttl"
_TURTLE = ox.RdfFormat.TURTLE


def write(material: Material, target: Target) -> None:
    """Write the default graph, and after it what each claim reifies."""
    with (
        chosen(material) as view,
        Passing(target.open(_FILE), material.tell, material.size) as out,
    ):
        out.write(b'VERSION "1.2"\n')
        ox.serialize(
            to_twin(_ordered(view)), cast(IO[bytes], out), _TURTLE, prefixes=dict(view.prefixes)
        )


def _ordered(view: View) -> Iterator[ox.Quad]:
    """The quads, those of the default graph first."""
    yield from view.quads(graph=ox.DefaultGraph())
    for quad in view.quads():
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            yield quad


EXPORT = Export(
    "rdf12",
    _FILE,
    _TURTLE.media_type,
    "The RDF 1.2 twin, in which claims are reifiers of the triples that they state, as Turtle",
    write,
)

"""The RDF 1.2 twin: claims as reifiers of the triples that they state, in Turtle."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import IO, cast

import pyoxigraph as ox

from kg.publish.exports.export import Export, Material, Target
from kg.publish.exports.passing import Passing
from kg.publish.exports.selection import chosen
from kg.publish.twin import REIFIES, to_twin
from kg.store.view import View

_FILE = "claims-rdf12.ttl"
_TURTLE = ox.RdfFormat.TURTLE
_DEFAULT = ox.DefaultGraph()


def write(material: Material, target: Target) -> None:
    """Write the default graph, which is most of it, by the engine, and then what claims reify."""
    with (
        chosen(material) as view,
        Passing(target.open(_FILE), material.tell, material.size) as out,
    ):
        _require_twin(view)
        file, prefixes = cast(IO[bytes], out), dict(view.prefixes)
        out.write(b'VERSION "1.2"\n')
        view.dump(file, _TURTLE, _DEFAULT)
        ox.serialize(to_twin(_claimed(view)), file, _TURTLE, prefixes=prefixes)


def _require_twin(view: View) -> None:
    """Refuse a default graph of which there is no twin.

    Raises:
        FormatError: so it is.
    """
    deque(to_twin(view.quads(predicate=REIFIES, graph=_DEFAULT)), maxlen=0)


def _claimed(view: View) -> Iterator[ox.Quad]:
    return (quad for quad in view.quads() if not isinstance(quad.graph_name, ox.DefaultGraph))


EXPORT = Export(
    "rdf12",
    _FILE,
    _TURTLE.media_type,
    "The RDF 1.2 twin, in which claims are reifiers of the triples that they state, as Turtle",
    write,
)

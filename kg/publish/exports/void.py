"""What the graph holds, counted: VoID, in Turtle."""

from __future__ import annotations

from kg.publish.catalogue.counting import counted, examples
from kg.publish.catalogue.made import made, served_description
from kg.publish.catalogue.statements import turtle
from kg.publish.catalogue.void import Described, void
from kg.publish.exports.export import Export, Material, Target

_FILE = "void.ttl"
_FEATURES = {
    ".ttl": "Turtle",
    ".trig": "TriG",
    ".jsonld": "JSON-LD",
    ".nt": "N-Triples",
    ".nq": "N-Quads",
    ".rdf": "RDF_XML",
}
# The exports that hold the whole graph.
_DUMPS = ("nquads", "trig", "turtle", "ntriples", "rdfxml", "jsonld", "rdf12")


def write(material: Material, target: Target) -> None:
    """Count the default graph."""
    with made(material) as found:
        counts = counted(found.view)
        dumps = sorted(path for path, one in material.written.items() if one.export in _DUMPS)
        features = {name for end, name in _FEATURES.items() for one in dumps if one.endswith(end)}
        where = found.where
        served = served_description(found.whole.base)
        what = Described(
            found.me,
            where.file(_FILE) if found.files else served,
            where.endpoint,
            tuple(map(where.file, dumps)),
            tuple(sorted(features)),
            tuple(examples(found.view, counts.classes)),
        )
        target.open(_FILE).write(turtle(void(found.whole, counts, what)))


EXPORT = Export("void", _FILE, "text/turtle", "What the graph holds, counted, by VoID", write)

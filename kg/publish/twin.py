"""The RDF 1.2 twin of a graph of claims, and the way back.

In the twin a claim is no named graph but a reifier: `<claim> rdf:reifies <<( s p o )>>` for each
triple that it states. Both say the same: a quad in a named graph is such a triple, and the default
graph is the same in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.errors import FormatError
from kg.model.vocab import RDF

REIFIES = ox.NamedNode(f"{RDF}reifies")
_DEFAULT = ox.DefaultGraph()


def to_twin(quads: Iterable[ox.Quad]) -> Iterator[ox.Triple]:
    """The triples of the twin.

    >>> a, b, claim = map(ox.NamedNode, ("http://a", "http://b", "http://claim"))
    >>> print(*to_twin([ox.Quad(a, b, a), ox.Quad(a, b, a, claim)]), sep="\\n")
    <http://a> <http://b> <http://a>
    <http://claim> <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( <http://a> <http://b> <http://a> )>>

    Raises:
        FormatError: the default graph has such a triple already, which the way back would lose.
    """  # noqa: E501 (a triple is one line)
    for quad in quads:
        if isinstance(quad.graph_name, ox.DefaultGraph):
            yield _plain(quad)
        else:
            yield ox.Triple(quad.graph_name, REIFIES, quad.triple)


def _plain(quad: ox.Quad) -> ox.Triple:
    if _reifies(quad.triple):
        raise FormatError(
            f"{quad.subject} reifies a triple in the default graph, which a twin would take for a"
            " claim"
        )
    return quad.triple


def _reifies(triple: ox.Triple) -> bool:
    return triple.predicate == REIFIES and isinstance(triple.object, ox.Triple)


def from_twin(triples: Iterable[ox.Triple]) -> Iterator[ox.Quad]:
    """The quads of which something is the twin."""
    for triple in triples:
        about = triple.object
        if triple.predicate == REIFIES and isinstance(about, ox.Triple):
            graph = triple.subject
            assert not isinstance(graph, ox.Triple)
            yield ox.Quad(about.subject, about.predicate, about.object, graph)
        else:
            yield ox.Quad(triple.subject, triple.predicate, triple.object)

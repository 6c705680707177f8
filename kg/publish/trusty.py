"""Trusty URIs of RDF (module RA): an IRI that ends in a digest of the statements it stands for.

The statements are normalised as https://trustyuri.net has it: four lines each (graph, subject,
predicate, object), sorted by their terms, a blank in the place of the artifact code itself. They
come as a stream, since some nanopublications hold more than memory should.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.errors import FormatError

if TYPE_CHECKING:
    from hashlib import _Hash

_MODULE = "RA"
_AT_ONCE = 1000

Key = tuple[str, str, bool, str, str, str]


class Keyed(NamedTuple):
    """A triple with what it is sorted by."""

    key: Key
    triple: ox.Triple


class Normal:
    """Writes terms as they are normalised."""

    def __init__(self, own: Mapping[ox.NamedNode, str]) -> None:
        """Know the IRIs that will have the artifact code in them, with a blank in its place."""
        self._own = own

    def iri(self, term: object) -> str:
        """The text of an IRI.

        Raises:
            FormatError: it is none, which a nanopublication has no way to hold.
        """
        if not isinstance(term, ox.NamedNode):
            raise FormatError(f"a nanopublication cannot hold {term}: it needs IRIs and literals")
        return self._own.get(term) or term.value

    def key(self, triple: ox.Triple) -> Key:
        """What a triple is sorted by: IRIs before literals, these by text, datatype, language."""
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        first, second = self.iri(subject), self.iri(predicate)
        if not isinstance(value, ox.Literal):
            return first, second, False, self.iri(value), "", ""
        if value.direction is not None:
            raise FormatError(f"a nanopublication cannot hold {value}: RDF 1.1 knows no direction")
        language = (value.language or "").lower()
        return first, second, True, value.value, "" if language else value.datatype.value, language

    def ordered(self, triples: Iterable[ox.Triple]) -> list[Keyed]:
        """Some triples in their order, each once."""
        found = {self.key(triple): triple for triple in triples}
        return [Keyed(key, found[key]) for key in sorted(found)]

    def texts(self, graph: ox.NamedNode, triples: Iterable[Keyed]) -> Iterator[bytes]:
        """The normalised text of triples that come in order, some at a time."""
        name, left = self.iri(graph), iter(triples)
        while some := list(islice(left, _AT_ONCE)):
            yield "".join(_text(name, one.key) for one in some).encode()


def _text(graph: str, key: Key) -> str:
    subject, predicate, literal, value, datatype, language = key
    if literal:
        escaped = value.replace("\\", "\\\\").replace("\n", "\\n")
        value = f"@{language} {escaped}" if language else f"^{datatype} {escaped}"
    return f"{graph}\n{subject}\n{predicate}\n{value}\n"


def artifact_code(digest: _Hash) -> str:
    """The last part of a Trusty URI.

    >>> from hashlib import sha256
    >>> artifact_code(sha256())
    'RA47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'
    """
    return _MODULE + urlsafe_b64encode(digest.digest()).decode().rstrip("=")

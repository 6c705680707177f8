"""Nanopublications: an assertion, where it comes from and who publishes it, under a Trusty URI.

See https://nanopub.net/guidelines: four named graphs, of which the head says what the others are.
Nothing in one depends on the day or the program that wrote it, so that what has not changed keeps
its IRI.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, cast

import pyoxigraph as ox

from kg.model import vocab as v
from kg.model.terms import iri_text
from kg.publish.trusty import Keyed, Normal, artifact_code

if TYPE_CHECKING:
    from hashlib import _Hash

    from kg.publish.rsa import RsaSigner

_TYPE = ox.NamedNode(iri_text(v.TYPE))
_PREFIXES = {
    "np": v.NP,
    "npx": v.NPX,
    "pav": v.PAV,
    "prov": v.PROV,
    "oa": v.OA,
    "qb": v.QB,
    "dcterms": v.DCTERMS,
    "rdfs": v.RDFS,
    "xsd": v.XSD,
    "kg": v.KG,
}
_AT_ONCE = 5000  # statements; more are written as they come


class Names:
    """The IRIs of one nanopublication, with or without its artifact code."""

    def __init__(self, space: str, code: str = "") -> None:
        """Name its parts; `space` is what stands before the code."""
        self.this = ox.NamedNode(f"{space}{code}")
        self.head, self.assertion, self.provenance, self.pubinfo, self.signature = (
            ox.NamedNode(f"{space}{code}#{part}")
            for part in ("Head", "assertion", "provenance", "pubinfo", "sig")
        )

    def all(self) -> tuple[ox.NamedNode, ...]:
        """Every IRI that has the code in it."""
        graphs = (self.head, self.assertion, self.provenance, self.pubinfo)
        return (self.this, *graphs, self.signature)


Ordered = Callable[[], Iterable[Keyed]]


class Content(NamedTuple):
    """What a nanopublication says, in the order of its keys; gone through more than once."""

    assertion: Ordered
    provenance: Ordered
    pubinfo: list[ox.Triple]


class Press:
    """Makes nanopublications under one IRI space, and signs them if there is a key."""

    def __init__(
        self,
        space: str,
        prefixes: Mapping[str, str],
        signer: RsaSigner | None,
        count: Callable[[int], None],
    ) -> None:
        """Prepare.

        Args:
            space: what stands before the artifact code in an IRI.
            prefixes: those that are declared beside the usual ones.
            signer: the key, if nanopublications are to be signed.
            count: is told how many statements more were read for a digest, or written.
        """
        self._space = space
        self._prefixes = {**_PREFIXES, **prefixes}
        self._signer = signer
        self._count = count
        self.draft = Names(space)
        """The IRIs under which the content speaks of the nanopublication and its parts."""
        self.normal = Normal({one: _blank(space, one) for one in self.draft.all()})
        self._head = self.normal.ordered(_head(self.draft))

    def write(self, content: Content, output: IO[bytes]) -> None:
        """Write one nanopublication as TriG, with prefixes of its own.

        Raises:
            FormatError: it holds what no nanopublication can.
        """
        body = self._digest(content)
        pubinfo = self._signed(body, content.pubinfo)
        self._add(body, self.draft.pubinfo, pubinfo)
        names = Names(self._space, artifact_code(body))
        own = dict(zip(self.draft.all(), names.all(), strict=True))
        parts = (
            (names.head, self._head),
            (names.assertion, content.assertion()),
            (names.provenance, content.provenance()),
            (names.pubinfo, pubinfo),
        )
        quads = (quad for graph, triples in parts for quad in self._quads(graph, triples, own))
        prefixes = {"this": names.this.value, "sub": f"{names.this.value}#", **self._prefixes}
        ox.serialize(quads, output, ox.RdfFormat.TRIG, prefixes=prefixes)

    def _digest(self, content: Content) -> _Hash:
        """The digest of what sorts before the publication info."""
        digest, draft = hashlib.sha256(), self.draft
        self._add(digest, draft.head, self._head)
        self._add(digest, draft.assertion, content.assertion())
        self._add(digest, draft.provenance, content.provenance())
        return digest

    def _add(self, digest: _Hash, graph: ox.NamedNode, triples: Iterable[Keyed]) -> None:
        for text in self.normal.texts(graph, triples):
            digest.update(text)
            self._count(text.count(b"\n") // 4)

    def _signed(self, body: _Hash, pubinfo: list[ox.Triple]) -> list[Keyed]:
        """The publication info, with a signature of everything if there is a key."""
        if self._signer is None:
            return self.normal.ordered(pubinfo)
        node = self.draft.signature
        about = [
            ox.Triple(node, _npx("hasAlgorithm"), ox.Literal("RSA")),
            ox.Triple(node, _npx("hasPublicKey"), ox.Literal(self._signer.public)),
            ox.Triple(node, _npx("hasSignatureTarget"), self.draft.this),
        ]
        digest = body.copy()
        self._add(digest, self.draft.pubinfo, self.normal.ordered([*pubinfo, *about]))
        signature = b64encode(self._signer.sign(digest.digest())).decode()
        made = ox.Triple(node, _npx("hasSignature"), ox.Literal(signature))
        return self.normal.ordered([*pubinfo, *about, made])

    def _quads(
        self,
        graph: ox.NamedNode,
        triples: Iterable[Keyed],
        own: Mapping[ox.NamedNode, ox.NamedNode],
    ) -> Iterator[ox.Quad]:
        for number, (_, triple) in enumerate(triples, 1):
            subject, value = cast(ox.NamedNode, triple.subject), triple.object
            if isinstance(value, ox.NamedNode):
                value = own.get(value, value)
            yield ox.Quad(own.get(subject, subject), triple.predicate, value, graph)
            if number % _AT_ONCE == 0:
                self._count(_AT_ONCE)


def misfits(path: Path) -> Iterator[str]:
    """The IRIs of nanopublications in a file of ours whose code is not that of what they state.

    The file is read as a stream: its statements stand in the order in which they are digested.

    Raises:
        SyntaxError, OSError: the file cannot be read.
        FormatError: it holds what no nanopublication can.
    """
    quads = ox.parse(path=path, format=ox.RdfFormat.TRIG)
    for iri, own in groupby(quads, lambda quad: str(quad.graph_name)[1:-1].partition("#")[0]):
        space, slash, code = iri.rpartition("/")
        space += slash
        names = Names(space, code).all()
        normal = Normal({one: _blank(space, one, code) for one in names})
        digest = hashlib.sha256()
        for graph, some in groupby(own, attrgetter("graph_name")):
            keyed = (Keyed(normal.key(quad.triple), quad.triple) for quad in some)
            for text in normal.texts(graph, keyed):
                digest.update(text)
        if artifact_code(digest) != code:
            yield iri


def _blank(space: str, own: ox.NamedNode, code: str = "") -> str:
    """How an IRI with the artifact code in it is normalised."""
    return f"{space} {own.value.removeprefix(f'{space}{code}')}"


def _npx(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{v.NPX}{name}")


def _head(names: Names) -> Iterator[ox.Triple]:
    yield ox.Triple(names.this, _TYPE, ox.NamedNode(f"{v.NP}Nanopublication"))
    yield ox.Triple(names.this, ox.NamedNode(f"{v.NP}hasAssertion"), names.assertion)
    yield ox.Triple(names.this, ox.NamedNode(f"{v.NP}hasProvenance"), names.provenance)
    yield ox.Triple(names.this, ox.NamedNode(f"{v.NP}hasPublicationInfo"), names.pubinfo)

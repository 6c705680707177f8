"""nanopub-py, the reader of nanopublications that is not ours."""

from __future__ import annotations

from base64 import b64decode
from collections import defaultdict
from typing import Any

import pyoxigraph as ox
import rdflib

NP = "http://www.nanopub.org/nschema#"
SIGNATURE = "http://purl.org/nanopub/x/hasSignature"


def parted(trig: bytes) -> dict[str, list[ox.Quad]]:
    """The quads of each nanopublication of a file, by its IRI; the file names them in blocks."""
    found: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in ox.parse(trig, format=ox.RdfFormat.TRIG):
        found[quad.graph_name.value.partition("#")[0]].append(quad)
    return found


def graph(quads: list[ox.Quad], name: str) -> list[ox.Triple]:
    """The triples of the graph that ends in a name."""
    return [quad.triple for quad in quads if str(quad.graph_name).endswith(f"#{name}>")]


def read(quads: list[ox.Quad]) -> Any:
    """One nanopublication as nanopub-py reads it; it raises what is wrong with it."""
    from nanopub import Nanopub, NanopubConf, nanopub

    # until 2.0 it takes that; later ones, which need Python 3.12, take a Dataset
    data = getattr(nanopub, "ConjunctiveGraph", rdflib.Dataset)()
    data.parse(data=ox.serialize(quads, format=ox.RdfFormat.N_QUADS), format="nquads")
    return Nanopub(rdf=data, conf=NanopubConf())


def is_signed(quads: list[ox.Quad]) -> bool:
    """Whether the RSA signature fits, by nanopub-py's normalisation.

    Its own has_valid_signature heeds no answer of the verifier; later versions do not even read
    what has another Trusty URI than its content.
    """
    from Crypto.Hash import SHA256
    from Crypto.PublicKey import RSA
    from Crypto.Signature import pkcs1_15
    from nanopub.trustyuri.rdf import RdfHasher, RdfUtils
    from nanopub.utils import MalformedNanopubError

    try:
        item = read(quads)
    except MalformedNanopubError:
        return False
    data = item.metadata
    signed = [quad for quad in RdfUtils.get_quads(item.rdf) if str(quad[2]) != SIGNATURE]
    text = RdfHasher.normalize_quads(signed, baseuri=str(data.namespace), hashstr=" ")
    key = RSA.import_key(b64decode(str(data.public_key)))
    try:
        pkcs1_15.new(key).verify(SHA256.new(text.encode()), b64decode(str(data.signature)))
    except ValueError:
        return False
    return True

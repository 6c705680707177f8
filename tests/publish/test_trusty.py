"""Trusty URIs beside nanopub-py's."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.publish.trusty import Normal, artifact_code

SPACE = "http://example.org/np/"
GRAPH = ox.NamedNode(f"{SPACE}#a")
OWN = {ox.NamedNode(SPACE): f"{SPACE} ", ox.NamedNode(f"{SPACE}#a"): f"{SPACE} #a"}
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")

NAMES = ("a", "A", "a/", "aé", "b")

iris = st.sampled_from([*OWN, *(ox.NamedNode(f"http://example.org/{name}") for name in NAMES)])
texts = st.text(CHARACTERS, max_size=6) | st.sampled_from(["a\nb", "a\\nb", "\\", "a", "é"])
literals = (
    st.builds(ox.Literal, texts)
    | st.builds(
        lambda text, tag: ox.Literal(text, language=tag), texts, st.sampled_from(["en", "zh-Hans"])
    )
    | st.builds(lambda text, kind: ox.Literal(text, datatype=kind), texts, iris)
)
triples = st.lists(st.builds(ox.Triple, iris, iris, iris | literals), max_size=12)


def ours(some: list[ox.Triple]) -> str:
    normal, digest = Normal(OWN), sha256()
    for text in normal.texts(GRAPH, normal.ordered(some)):
        digest.update(text)
    return artifact_code(digest)


def theirs(some: list[ox.Triple]) -> Any:
    from nanopub.trustyuri.rdf import RdfHasher

    quads = [tuple(map(term, (GRAPH, *triple))) for triple in some]
    return RdfHasher.make_hash(quads, baseuri=f"{SPACE}CODE#", hashstr=" ")


def term(one: Any) -> rdflib.term.Node:
    if isinstance(one, ox.NamedNode):
        return rdflib.URIRef(one.value.replace(SPACE, f"{SPACE}CODE"))
    if one.language:
        return rdflib.Literal(one.value, lang=one.language)
    kind = rdflib.URIRef(one.datatype.value)
    return rdflib.Literal(one.value, datatype=kind, normalize=False)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib's old names
@given(triples)
def test_the_code_is_that_of_nanopub_py(some: list[ox.Triple]) -> None:
    assert ours(some) == theirs(some)

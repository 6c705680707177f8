"""Terms are written so that every tool reads the same, and keys so that they stay apart."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote

import pyoxigraph as ox
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.model.terms import (
    Quad,
    digest,
    iri,
    iri_text,
    is_iri,
    key_part,
    key_path,
    literal,
    literal_text,
)
from kg.model.vocab import XSD

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
LANGUAGES = st.sampled_from(["", "en", "ru", "zh-Hant", "x-klingon"])


def line(term: str) -> str:
    return Quad("<http://a/s>", "<http://a/p>", term).line()


@given(TEXTS, LANGUAGES)
def test_pyoxigraph_reads_the_same_literal(text: str, language: str) -> None:
    (quad,) = ox.parse(line(literal(text, language=language)), format=ox.RdfFormat.N_QUADS)
    expected = ox.Literal(text, language=language.lower()) if language else ox.Literal(text)
    assert quad.object == expected


@given(TEXTS, LANGUAGES)
def test_rdflib_reads_the_same_literal(text: str, language: str) -> None:
    graph = rdflib.Graph()
    graph.parse(data=line(literal(text, language=language)), format="nt")
    (found,) = graph.objects()
    assert found == rdflib.Literal(text, lang=language.lower() or None)


@given(TEXTS)
def test_a_typed_literal_keeps_its_text(text: str) -> None:
    (quad,) = ox.parse(line(literal(text, XSD + "anyURI")), format=ox.RdfFormat.N_QUADS)
    assert quad.object == ox.Literal(text, datatype=ox.NamedNode(XSD + "anyURI"))


@given(TEXTS, LANGUAGES)
def test_the_text_of_a_literal_is_found_again(text: str, language: str) -> None:
    assert literal_text(literal(text, language=language)) == text
    assert literal_text(str(ox.Literal(text))) == text


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_an_iri_is_what_the_store_takes(rest: str) -> None:
    text = f"https://a.example/{rest}"
    try:
        list(ox.parse(f"<{text}> <{text}> <{text}> .", format=ox.RdfFormat.N_QUADS))
        taken = True
    except SyntaxError:
        taken = False
    # an escape such as \\u0041 is read in a file, and is no character of an IRI
    assert is_iri(text) == (taken and "\\" not in rest)
    if is_iri(text):
        assert iri_text(iri(text)) == text


@given(TEXTS)
def test_a_key_part_is_unreserved_and_found_again(text: str) -> None:
    part = key_part(text)
    assert unquote(part) == unicodedata.normalize("NFC", text)
    assert set(part) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%")
    assert is_iri(f"https://w3id.org/x/{part}")


@given(st.lists(TEXTS.map(key_part), min_size=1, max_size=4))
def test_a_key_path_is_short_and_alone(parts: list[str]) -> None:
    path = key_path(parts)
    assert len(path.encode()) <= 120
    whole = "/".join(parts)
    assert path == whole or (len(whole) > 120 and len(path) == 32)
    assert key_path([*parts, "x"]) != path


def test_key_parts_of_two_scripts_do_not_meet() -> None:
    latin, cyrillic = "a", "а"
    assert key_part(latin) != key_part(cyrillic)
    assert key_part("é") == key_part("é")


def test_a_digest_is_the_first_half_of_a_sha_256() -> None:
    import hashlib

    assert digest(["one", "two"]) == hashlib.sha256(b"one\ntwo").hexdigest()[:32]

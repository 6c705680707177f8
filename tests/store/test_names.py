from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.model.names import fold
from kg.store.names import Names
from kg.store.view import Label

TEXTS = st.text(st.sampled_from("abXß é%х\u2028\x85"), min_size=1, max_size=6).filter(str.strip)
LABELS = st.builds(Label, st.sampled_from("abcé"), st.just("a"), st.just("b"), st.just(""), TEXTS)


@given(st.lists(LABELS), TEXTS)
def test_octets_are_searched_as_a_list_would_be(labels: list[Label], text: str) -> None:
    names, wanted = Names.of(labels), fold(text)
    assert sorted(names) == sorted(labels)
    assert names.folded() == [fold(label.text) for label in names]
    assert list(names.holding(wanted)) == [one for one in names if wanted in fold(one.text)]
    assert names.called(wanted) == [one for one in names if wanted == fold(one.text)]


@given(st.lists(LABELS), st.sampled_from("abcéz"))
def test_the_labels_of_an_iri_are_all_found(labels: list[Label], iri: str) -> None:
    names = Names.of(labels)
    assert names.about(iri) == [one for one in names if one.iri == iri]


def test_the_file_of_an_earlier_kg_is_read_too() -> None:
    label = Label("http://example.org/a", "Thing", "name", "en", "Kazakhstan")
    assert Names.read("\t".join(label).encode() + b"\n").called("kazakhstan") == [label]
    assert list(Names.read(b"")) == []

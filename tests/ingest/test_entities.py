"""References: what text means which entity, and what is said when none is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import RecordError
from kg.ingest.entities import Index, fold
from kg.ingest.naming import RETRACTED, Name
from kg.model.ontology import Ontology
from kg.model.shapes import read_ontology
from kg.project import shipped_root
from tests.projects import TESTS

M = "https://mini.example/ontology#"
SHIP, FERRY, FLAG = M + "Ship", M + "Ferry", M + "Flag"
ID = "https://mini.example/id/"


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read_ontology(TESTS / "mini" / "ontology", shipped_root() / "ontology")


def name(iri: str, text: str, kind: str = "name", cls: str = SHIP, scope: str = "") -> Name:
    return Name(ID + iri, cls, kind, "en", text, scope)


def test_stronger_kinds_of_name_win(ontology: Ontology) -> None:
    kinds = ["key", "code", "name", "alias", "lookup", RETRACTED]
    names = [name(f"Ship/{kind}", "X", kind) for kind in kinds]
    for place, kind in enumerate(kinds):
        index = Index(ontology, names[place:])
        assert index.resolve("x", SHIP, "") == f"{ID}Ship/{kind}"


def test_two_of_one_strength_are_ambiguous(ontology: Ontology) -> None:
    index = Index(ontology, [name("Ship/a", "X"), name("Ship/b", "x")])
    with pytest.raises(RecordError, match=r'the Ship "X" <.*a>, the Ship "x" <.*b>; use'):
        index.resolve("X", SHIP, "")


def test_the_class_that_is_wanted_decides(ontology: Ontology) -> None:
    index = Index(ontology, [name("Ship/a", "X", cls=FERRY), name("Flag/b", "X", cls=FLAG)])
    assert index.resolve("X", SHIP, "") == ID + "Ship/a"
    assert index.resolve("X", FLAG, "") == ID + "Flag/b"
    with pytest.raises(RecordError, match="known as Ferry, Flag, but a Registration is wanted"):
        index.resolve("X", M + "Registration", "")


def test_an_entity_is_what_any_record_says_it_is(ontology: Ontology) -> None:
    index = Index(ontology, [name("Ship/a", "a", "key"), name("Ship/a", "A", cls=FERRY)])
    assert index.resolve("a", FERRY, "") == ID + "Ship/a"


def test_a_whole_iri_means_itself_if_its_class_fits(ontology: Ontology) -> None:
    index = Index(ontology, [name("Ship/a", "A")])
    assert index.resolve(ID + "Ship/a", SHIP, "") == ID + "Ship/a"
    with pytest.raises(RecordError, match="is known as Ship, but a Flag is wanted"):
        index.resolve(ID + "Ship/a", FLAG, "")
    with pytest.raises(RecordError, match="no Ship is known"):
        index.resolve(ID + "Ship/b", SHIP, "")


def test_a_name_of_one_document_is_known_there_alone(ontology: Ontology) -> None:
    index = Index(ontology, [name("Ship/local/d/one/a", "a", "key", scope="d/one")])
    assert index.resolve("a", SHIP, "d/one").endswith("d/one/a")
    with pytest.raises(RecordError, match="known in d/one alone"):
        index.resolve("a", SHIP, "d/two")
    with pytest.raises(RecordError, match="known in d/one alone"):
        index.resolve("a", SHIP, "d/one-more")


@given(st.text(max_size=10))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Oʻzbekiston", "o'zbekiston"),
        ("TÜRKİYE"[:4], "türk"),
        ("КИТАЙ", "Китай"),
        ("  New  York ", "new york"),
        ("é", "é"),
    ],
)
def test_what_counts_as_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_each_reference_is_looked_up_once(
    ontology: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    found = Index._candidates

    def counted(index: Index, text: str, wanted: str, document: str) -> list[str]:
        asked.append((text, wanted, document))
        return found(index, text, wanted, document)

    monkeypatch.setattr(Index, "_candidates", counted)
    index = Index(ontology, [name("Ship/a", "X")])
    for _ in range(3):  # as each row of a table does
        assert index.means("X", SHIP, "") == index.resolve("X", SHIP, "") == ID + "Ship/a"
    assert asked == [("X", SHIP, "")]
    for _ in range(3):
        assert index.means("Y", SHIP, "") == ""
        with pytest.raises(RecordError, match='no Ship is known as "Y"'):
            index.resolve("Y", SHIP, "")
    assert asked.count(("Y", SHIP, "")) == 2  # once for what it means, once for why it does not

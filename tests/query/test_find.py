"""`find`: by any name, in any script, with typing errors forgiven, best first."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.query.looking.find import find
from kg.store.embedded import open_files
from kg.store.view import Label, View
from tests.views import MemoryView


def shorts(view: View, text: str) -> list[str]:
    return [one.short for one in find(view, text)]


@pytest.mark.parametrize(
    ("text", "kind", "matched"),
    [
        ("Avaria", "name", "Avaria"),
        ("AVARIA", "name", "Avaria"),
        ("Авария", "name", "Авария"),
        ("阿瓦里亚", "alias", "阿瓦里亚"),
        ("AV", "code", "AV"),
        ("AVA", "key", "AVA"),
        ("ava", "key", "AVA"),
        ("Avaira", "name", "Avaria"),
        ("Avariya", "name", "Авария"),
        ("aвaриa", "name", "Avaria"),
    ],
)
def test_the_best_match_says_which_name_matched(
    world: View, text: str, kind: str, matched: str
) -> None:
    best = find(world, text)[0]
    assert (best.short, best.label, best.class_name) == ("Land/AVA", "Avaria", "Land")
    assert (best.kind, best.text) == (kind, matched)


def test_a_whole_name_is_worth_more_than_its_beginning(world: View) -> None:
    found = find(world, "khorgos dry")
    assert [one.short for one in found] == ["Port/khorgos-dry"]
    assert 90 < found[0].score < 100
    assert find(world, "Khorgos dry port")[0].score == 100


def test_one_entity_is_found_once_by_its_best_name(world: View) -> None:
    found = find(world, "khorgos")
    assert sorted(one.short for one in found) == ["Port/khorgos-dry", "Town/khorgos"]
    assert {one.score for one in found} == {100}


def test_the_label_is_in_the_language_asked_for(world: View) -> None:
    assert find(world, "AVA", language="ru")[0].label == "Авария"
    assert find(world, "AVA", language="zh")[0].label == "Avaria"


@pytest.mark.parametrize("text", ["Etrnal goodneighborlines", "eternal treaty", "ETERNAL  Good"])
def test_words_of_a_long_name_are_enough(world: View, text: str) -> None:
    assert shorts(world, text)[0] == "Pact/treaty"


def test_entities_come_before_the_codes_that_are_named_likewise(world: View) -> None:
    assert shorts(world, "t")[0] != "act:ratification"
    assert shorts(world, "ratification") == ["act:ratification"]


@pytest.mark.parametrize("text", ["", "   ", "'", "qqqqqq", "зззззз"])
def test_what_nothing_is_called_finds_nothing(world: View, text: str) -> None:
    assert find(world, text) == []


def test_the_limit_shortens(world: View) -> None:
    assert len(find(world, "a", limit=2)) == 2


def test_an_exact_match_needs_no_rapidfuzz(world: View) -> None:
    for name in [name for name in sys.modules if name.startswith("rapidfuzz")]:
        del sys.modules[name]
    assert find(world, "khorgos")
    assert "rapidfuzz" not in sys.modules


def test_a_foreign_store_is_searched_by_its_labels(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(
        '<http://a/1> <http://www.w3.org/2000/01/rdf-schema#label> "Aktau"@en .'
        "<http://a/1> a <http://a/Port> ."
        '<http://a/2> <http://www.w3.org/2004/02/skos/core#altLabel> "Актау"@ru .',
        encoding="utf-8",
    )
    found = find(open_files([file]), "Aktau")
    assert [(one.iri, one.class_name, one.kind) for one in found] == [
        ("http://a/1", "Port", "name")
    ]
    assert {one.iri for one in find(open_files([file]), "Aktua")} == {"http://a/1", "http://a/2"}


class Many(MemoryView):
    """A view of a hundred thousand names."""

    def labels(self) -> Iterator[Label]:
        words = ("Khorgos", "порт", "Ürümqi", "公司", "railway", "Joint-Stock")
        for number in range(100_000):
            name = f"{words[number % 6]} {words[number % 5]} {number}"
            yield Label(f"https://example.org/id/X/{number}", "X", "name", "en", name)


@pytest.mark.parametrize("text", ["khorgos", "Khorgoz raiway 4242"])
def test_a_hundred_thousand_names_are_searched(text: str) -> None:
    assert find(Many(), text)


def test_what_is_found_is_a_table_in_a_notebook(world: View) -> None:
    found = find(world, "khorgos")
    assert '<a href="https://example.org/id/Town/khorgos">' in found._repr_html_()
    assert list(found.to_pandas()["short"]) == [one.short for one in found]
    assert find(world, "qqqqqq")._repr_html_() == "<table><tr></tr></table>"

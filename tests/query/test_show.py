"""`show`: everything of an entity, both ways, with its sources and what is disputed."""

from __future__ import annotations

import json

import pytest

from kg.errors import QueryError
from kg.query.looking.show import show
from kg.query.looking.shown import Group, Line, Shown
from kg.store.view import View

LAND, PACT = "https://example.org/id/Land/AVA", "https://example.org/id/Pact/treaty"


@pytest.fixture
def land(world: View) -> Shown:
    return show(world, LAND)


def group(shown: Shown, label: str) -> Group:
    return next(one for one in shown.groups if one.label == label)


def texts(shown: Shown, label: str) -> list[str]:
    return [line.text for line in group(shown, label).lines]


def line(shown: Shown, label: str, start: str) -> Line:
    return next(one for one in group(shown, label).lines if one.text.startswith(start))


def test_the_head_says_what_it_is(land: Shown) -> None:
    assert (land.short, land.label, land.classes) == ("Land/AVA", "Avaria", ("land",))


def test_each_value_has_its_source_and_date(land: Shown) -> None:
    said = line(land, "population", "9,500,000").claims[0]
    assert said.who == "the minister quoting the customs, in The Post: Trade jumps"
    assert said.when == "retrieved 2026-11-25"
    assert said.reporter == "Belland"
    assert line(land, "population", "9,000,000").claims[0].when == "2024-01-31"


def test_two_values_where_one_can_be_are_disputed(land: Shown) -> None:
    assert [one.differs for one in group(land, "population").lines] == [("population",)] * 2
    assert [one.differs for one in group(land, "name").lines] == [(), ()]


def test_nodes_that_differ_in_the_answer_alone_are_disputed_and_adjacent(land: Shown) -> None:
    lines = [(one.text, one.differs) for one in group(land, "measure (of)").lines]
    period = "quantity: trade turnover; period: "
    assert lines == [
        ("quantity: GDP", ()),
        (f"{period}2024; number: 17,400,000,000", ()),
        (f"{period}2025-01/2025-10; number: 22,100,000,000", ("number",)),
        (f"{period}2025-01/2025-10; number: 23,600,000,000", ("number",)),
    ]


def test_what_belongs_to_a_link_between_entities_is_told_with_its_own_source(land: Shown) -> None:
    acts = group(land, "act (party)").lines
    treaty = "part: Treaty of Eternal Good-Neighborliness; act: ratification; date: "
    assert [(one.text, one.claims[0].title) for one in acts] == [
        (f"{treaty}2025", "Trade jumps"),
        (f"{treaty}2026-02", "A longer story"),
    ]
    assert [one.differs for one in acts] == [("date",), ("date",)]


def test_a_comparison_tells_both_its_sides_once(land: Shown) -> None:
    side = "quantity: trade turnover; period: 2025-01/2025-10; number: 23,600,000,000"
    assert texts(land, "comparison (of)") == [f"more: [{side}]; less: GDP"]


def test_a_denial_stands_beside_what_it_denies(land: Shown, world: View) -> None:
    for shown, label in ((land, "pact (signatory)"), (show(world, PACT), "signatory")):
        lines = [one for one in group(shown, label).lines if one.text != "Belland"]
        said, denied = sorted(lines, key=lambda one: one.denied)
        assert said.text == denied.text
        assert (said.denied, denied.denied) == (False, True)
        assert said.differs == denied.differs == ("signatory",)
        assert denied.claims[0].title == "A longer story"


def test_two_signatories_are_no_dispute(world: View) -> None:
    assert line(show(world, PACT), "signatory", "Belland").differs == ()


def test_what_is_inferred_is_marked_and_repeats_are_left_out(land: Shown) -> None:
    assert [one.inferred for one in group(land, "neighbour").lines] == [True]
    labels = [one.label for one in land.groups]
    assert texts(land, "is a") == ["land"]
    assert not [label for label in labels if "involved" in label or "label" in label]


def test_an_inverse_is_not_told_twice(world: View) -> None:
    labels = [one.label for one in show(world, PACT).groups]
    assert "acts" not in labels
    assert texts(show(world, PACT), "act (pact)")[0] == (
        "part: Avaria; act: ratification; date: 2025"
    )


def test_observations_are_listed_and_disputed(land: Shown) -> None:
    figures = group(land, "visits (land)")
    assert [one.text for one in figures.lines] == [
        "period: 2025-01/2025-10; number: 120,000",
        "period: 2025-01/2025-10; number: 218,000",
    ]
    assert {one.differs for one in figures.lines} == {("number",)}
    assert figures.lines[1].claims[0].title == "Trade jumps"
    assert figures.more == 0


def test_observations_beyond_the_limit_are_counted(world: View) -> None:
    figures = group(show(world, LAND, observations=1), "visits (land)")
    assert (len(figures.lines), figures.more) == (1, 1)


def test_claims_of_a_speaker_are_counted(world: View) -> None:
    shown = show(world, "https://example.org/id/Press/minister")
    assert [one.more for one in shown.groups if one.label.startswith("claim")] == [1]


def test_labels_in_another_language(world: View) -> None:
    shown = show(world, LAND, language="ru")
    assert (shown.label, shown.classes) == ("Авария", ("страна",))
    assert "quantity: товарооборот" in texts(shown, "measure (of)")[1]


def test_documents_codes_and_terms_can_be_shown(world: View) -> None:
    document = show(world, "https://example.org/document/news/jumps")
    assert texts(document, "condenses") == ["A longer story"]
    code = show(world, "https://example.org/code/act/ratification")
    assert [one.label for one in code.groups][-1] == "act (act)"


def test_nothing_said_is_an_error(world: View) -> None:
    with pytest.raises(QueryError, match="says nothing"):
        show(world, "https://example.org/id/Land/XXX")


def test_it_is_plain_data_and_html(land: Shown) -> None:
    data = json.loads(json.dumps(land.to_dict()))
    disputed = next(one for one in data["groups"] if one["label"] == "population")["lines"][1]
    assert disputed["value"] == "9500000"
    assert disputed["claims"][0]["speaker"] == "the minister"
    html = land._repr_html_()
    assert "≠ population" in html
    assert "<b>not:</b> Treaty" in html
    assert 'href="https://post.example/jumps-2025"' in html


def test_html_is_escaped(land: Shown) -> None:
    nasty = land._replace(label="<script>alert(1)</script>")
    assert "<script>" not in nasty._repr_html_()


def test_what_is_printed_is_a_page_not_a_tuple(world: View) -> None:
    first, *lines = str(show(world, "https://example.org/id/Land/AVA")).splitlines()
    assert first == "Avaria · land · Land/AVA"
    assert any(line.startswith("  name: Авария @ru – List of lands, 2024-01-31") for line in lines)
    assert any("(disputed: population)" in line for line in lines)

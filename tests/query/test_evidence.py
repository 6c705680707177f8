"""`why`: who says so, where in which document, and the words themselves if the text is at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import QueryError
from kg.query.looking.archive import Archive
from kg.query.looking.evidence import Evidence, Reasons
from kg.query.looking.why import why, why_record
from kg.store.view import View

LOOK = Path(__file__).parent / "look"
LAND, PACT = "https://example.org/id/Land/AVA", "https://example.org/id/Pact/treaty"
VISITS = "https://example.org/observation/news/jumps/Visits/AVA/2025-01-01/P10M"


def records(reasons: Reasons) -> list[str]:
    return [record for one in reasons.evidence for record in one.records]


def of(reasons: Reasons, record: str) -> Evidence:
    return next(one for one in reasons.evidence if record in one.records)


def test_every_claim_about_an_entity_oldest_first(world: View) -> None:
    reasons = why(world, LAND)
    assert (reasons.short, reasons.label) == ("Land/AVA", "Avaria")
    assert records(reasons)[0] == "avaria"
    assert sorted(records(reasons)) == [
        "avaria",
        "not-signed",
        "ratified",
        "ratified-later",
        "turnover",
        "turnover-long",
        "visits",
        "visits-long",
    ]


def test_the_four_voices_are_kept_apart(world: View) -> None:
    who = of(why(world, LAND), "turnover").attribution
    assert (who.speaker, who.quoted_source) == ("the minister", "the customs")
    assert (who.publisher, who.reporter) == ("The Post", "Belland")
    assert (who.title, who.date, who.dated) == ("Trade jumps", "2026-11-25", "retrieved")


def test_a_claim_is_told_in_words(world: View) -> None:
    reasons = why(world, LAND)
    assert of(reasons, "turnover").says == (
        "Avaria – population: 9,500,000",
        "comparison: more: [of: Avaria; quantity: trade turnover; period: 2025-01/2025-10; "
        "number: 23,600,000,000]; less: [of: Avaria; quantity: GDP]",
    )
    assert of(reasons, "not-signed").says == (
        "not: Treaty of Eternal Good-Neighborliness – signatory: Avaria",
    )
    assert of(reasons, "avaria").says[0] == (
        "Avaria – is a: land; name: Avaria, Авария; population: 9,000,000"
    )


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("population", ["avaria", "turnover"]),
        ("ex:population", ["avaria", "turnover"]),
        ("https://example.org/ontology#population", ["avaria", "turnover"]),
        ("signatory", ["not-signed", "ratified"]),
        ("involved", ["not-signed", "ratified"]),
        ("acts", ["ratified-later", "ratified"]),
        ("number", ["turnover-long", "visits-long", "turnover", "visits"]),
        ("Название", ["avaria"]),
    ],
)
def test_a_property_narrows_by_name_label_or_iri(
    world: View, wanted: str, found: list[str]
) -> None:
    assert sorted(records(why(world, LAND, wanted, language="ru"))) == sorted(found)


def test_a_property_that_nobody_uses_is_an_error_that_lists_the_used(world: View) -> None:
    with pytest.raises(QueryError, match='did you mean "population"'):
        why(world, LAND, "popuation")


def test_a_place_links_to_its_first_and_last_words(world: View) -> None:
    place = of(why(world, LAND), "turnover").places[0]
    assert (place.start, place.end) == (13, 44)
    words = "Trade%20%E2%80%94%20with,23.6%20billion."
    assert place.link == f"https://post.example/jumps-2025#:~:text={words}"
    page = of(why(world, LAND), "avaria").places[0]
    assert (str(page), page.link) == ("page=3", "https://lists.example/lands.pdf#top")


def test_the_archive_gives_the_sentence_and_finds_what_does_not_fit(world: View) -> None:
    reasons = why(world, LAND, archive=Archive(LOOK))
    assert of(reasons, "turnover").places[0].sentence == "Trade — with all: 23.6 billion."
    good, bad = of(reasons, "ratified").places
    assert good.sentence == "Avaria ratified it."
    assert good.link == "https://post.example/jumps-2025#:~:text=Avaria%20ratified%20it."
    assert (bad.sentence, bad.note) == ("", "past the end of the text, which has 65 characters")


def test_an_archive_without_the_text_says_so(world: View, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_bytes(b"\xff\xfe not UTF-8")
    place = of(why(world, LAND, archive=Archive(tmp_path)), "turnover").places[0]
    assert "no text in" in place.note


def test_what_a_document_rests_on(world: View) -> None:
    (upstream,) = of(why(world, LAND), "turnover").upstream
    assert (upstream.relation, upstream.title) == ("condenses", "A longer story")


def test_notes_and_revisions(world: View) -> None:
    assert of(why(world, LAND), "turnover").note == "the words of the minister"
    assert of(why(world, LAND), "ratified-later").revises == "https://example.org/claim/c0"


def test_an_observation_is_its_own_claim(world: View) -> None:
    (one,) = why(world, VISITS, archive=Archive(LOOK)).evidence
    assert one.claim == VISITS
    assert one.says == ("visits: land: Avaria; period: 2025-01/2025-10; number: 218,000",)
    assert one.places[0].sentence == "Trade jumps."


def test_a_retracted_claim_keeps_its_record(world: View) -> None:
    (one,) = why(world, "https://example.org/claim/c6").evidence
    assert (one.says, one.attribution.status) == ((), "retracted")
    assert one.retracted == "2026-01-02 by The Post: a misprint"


def test_a_document_gives_all_its_claims(world: View) -> None:
    reasons = why(world, "https://example.org/document/news/jumps")
    assert sorted(records(reasons)) == ["ratified", "turnover", "visits"]


def test_a_statement_node_and_what_rests_on_it(world: View) -> None:
    assert records(why(world, "https://example.org/id/Measure/m1")) == ["turnover"]


def test_a_record_is_found_by_its_id(world: View) -> None:
    assert records(why_record(world, "turnover")) == ["turnover"]
    with pytest.raises(QueryError, match='no record has the id "x"'):
        why_record(world, "x")


def test_what_nobody_claims_is_an_error(world: View) -> None:
    with pytest.raises(QueryError, match="no claim"):
        why(world, "https://example.org/code/act/signature")


def test_it_is_plain_data_and_html(world: View) -> None:
    reasons = why(world, LAND, "population", Archive(LOOK))
    data = json.loads(json.dumps(reasons.to_dict()))
    assert data["property"] == "population"
    assert data["evidence"][1]["places"][0]["start"] == 13
    html = reasons._repr_html_()
    assert "“Trade — with all: 23.6 billion.”" in html
    assert "#:~:text=Trade" in html

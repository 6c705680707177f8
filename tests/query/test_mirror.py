"""A mirror: two sides of the same, nothing merged, summed or guessed, and what differs is told.

The small project counts letters between flags: its structure marks who counts, with whom and which
way, so it can be mirrored though no name of it stands in Python.
"""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import kg as library
from kg.build import build, require_no_errors
from kg.errors import ExtraError, KgError, ParameterError, QueryError
from kg.query.figures.lines import Line
from kg.query.figures.mirrored import Mirror
from kg.query.figures.trend import trend
from kg.store import columns
from tests.projects import add_facts, mini

HERE = Path(__file__).parent / "mirror"
DOCUMENT = (
    "  - {{id: {id}, title: {title}, publisher: Port office, {date}retrieved: 2026-11-25{more}}}"
)
DOCUMENTS = (
    ("one", "Count of Norland", "issued: 2021, ", ", official: true"),
    ("two", "Count of Sudland", "issued: 2021, ", ", official: true"),
    ("revised", "Count of Sudland again", "issued: 2023, ", ", official: true"),
    ("paper", "A newspaper", "issued: 2025, ", ""),
    ("rules", "Rules of the post", "issued: 1999, ", ", official: true"),
)
FLAGS = ("{Flag: {flagCode: NOR, name: Norland}}", "{Flag: {flagCode: SUD, name: Sudland}}")
# document, of, with, whose count, way, kind, period, where it was counted, how many
COUNTS = (
    ("one", "NOR SUD NOR sent every 2018 posted", 200),
    ("two", "SUD NOR SUD received every 2018 delivered", 100),
    ("one", "NOR SUD NOR sent every 2019 posted", 300),
    ("two", "SUD NOR SUD received every 2019 delivered", 100),
    ("revised", "SUD NOR SUD received every 2019 delivered", 120),
    ("paper", "SUD NOR SUD received every 2019 not-stated", 90),
    ("one", "NOR SUD NOR sent every 2020 posted", 400),
    ("two", "SUD NOR SUD received every 2020-01/2020-11 delivered", 90),
    ("one", "NOR SUD NOR sent every 2021 posted", 500),
    ("two", "SUD NOR SUD received sealed 2021 delivered", 7),
    ("one", "NOR SUD NOR forwarded every 2018 posted", 20),
    ("paper", "NOR SUD SUD sent not-stated 2022 not-stated", 50),
    ("one", "NOR SUD NOR sent every 2022 posted", 100),
    ("paper", "NOR SUD not-stated sent every 2018 not-stated", 150),
    ("paper", "NOR SUD EST sent every 2018 not-stated", 151),
    ("one", "NOR NOR NOR received every 2018 posted", 9),
    ("one", "NOR SUD NOR both every 2018 posted", 1000),
    ("two", "SUD NOR SUD both every 2018 posted", 0),
    ("one", "NOR SUD NOR lost every 2018 posted", 3),
    ("paper", "NOR SUD SUD forwarded every 2019 not-stated", 8),
    ("one", "NOR EST NOR sent every 2018 posted", 5),
    ("one", "NOR EST NOR forwarded every 2019 posted", 4),
)
NAMES = ("ofFlag", "withFlag", "countingFlag", "way", "letterKind", "period", "counted")


def facts() -> str:
    lines = ["document: one", "records:"]
    for flag in (*FLAGS, "{Flag: {flagCode: EST, name: Estland}}"):
        if "NOR" not in flag:
            lines.append(f"  - {{id: f{len(lines)}, says: {flag}}}")
    for n, (document, said, count) in enumerate(COUNTS):
        body = ", ".join(f"{a}: {b}" for a, b in zip(NAMES, said.split(), strict=True))
        body += f", letters: {count}"
        lines.append(
            f"  - {{id: r{n}, document: {document}, says: {{LetterObservation: {{{body}}}}}}}"
        )
    factor = "{fromCount: posted, toCount: delivered, factor: 0.8}"
    lines.append(f"  - {{id: factor, document: rules, says: {{CountConversion: {factor}}}}}")
    factor = factor.replace("0.8", "0.7")
    lines.append(f"  - {{id: a-factor, document: paper, says: {{CountConversion: {factor}}}}}")
    return "\n".join([*lines, ""])


def dataset() -> str:
    documents = [
        DOCUMENT.format(id=name, title=title, date=date, more=more)
        for name, title, date, more in DOCUMENTS
    ]
    head = ["title: Letters", "publisher: Port office", "language: en"]
    head += ["license: https://creativecommons.org/licenses/by/4.0/", "documents:"]
    return "\n".join([*head, *documents, ""])


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> library.Graph:
    """A project in which two flags count the letters between them."""
    project = mini(tmp_path_factory.mktemp("mirror") / "project")
    shutil.copy(HERE / "letters.ttl", project.ontology)
    add_facts(project, "letters", facts(), dataset())
    require_no_errors(build(project))
    return library.open(project.root)


def sent(post: library.Graph, **options: Any) -> Mirror:
    return post.mirror("letters", reporter="NOR", partner="SUD", way="sent", **options)


def line(found: Mirror, at: str, status: str = "compared") -> Line:
    """The one line of a period that stands so."""
    (one,) = [one for one in found if (one.at, one.status) == (at, status)]
    return one


def test_both_sides_stand_together_with_ratio_and_difference(post: library.Graph) -> None:
    one = line(sent(post), "2018")
    assert one.own
    assert one.other
    assert (one.own.value, one.other.value) == (200, 100)
    assert (one.ratio, one.difference, one.more) == (Decimal(2), Decimal(100), "NOR")
    assert one.facing == "received"


def test_the_other_way_round_the_ratio_is_turned(post: library.Graph) -> None:
    found = post.mirror("letters", reporter="SUD", partner="NOR", way="received")
    one = line(found, "2018")
    assert (one.ratio, one.difference, one.more) == (Decimal("0.5"), Decimal(-100), "NOR")


def test_two_ways_of_counting_are_set_level_beside_the_raw_ratio(post: library.Graph) -> None:
    found = sent(post)
    one = line(found, "2018")
    # what was posted counts for 0.8 delivered, so 100 delivered were 125 posted
    assert one.adjusted == Decimal("1.6")
    assert one.conversion
    assert (one.conversion.source, one.conversion.target) == ("posted", "delivered")
    assert "counted: NOR posted, SUD delivered" in one.notes
    assert any("0.8 from posted to delivered: 1999" in note for note in found.notes)
    assert post.why(one.conversion.claim)
    turned = post.mirror("letters", reporter="SUD", partner="NOR", way="received")
    assert line(turned, "2018").adjusted == Decimal("0.625")


def test_a_factor_that_is_given_takes_the_place_of_what_is_known(post: library.Graph) -> None:
    one = line(sent(post, factor=0.5), "2018")
    assert one.conversion
    assert (one.adjusted, one.conversion.said) == (Decimal(1), "as given")
    assert one.conversion.others == (
        "0.8 (1999 Port office: Rules of the post)",
        "0.7 (2025 Port office: A newspaper)",
    )


def test_what_is_not_stated_is_set_level_only_if_the_caller_says_so(post: library.Graph) -> None:
    assert line(sent(post), "2022").adjusted is None
    one = line(sent(post, factor="0.5"), "2022")
    assert one.adjusted == Decimal(1)
    assert one.notes[-1] == "SUD is taken as delivered, as a factor was given"
    unused = post.mirror("letters", reporter="NOR", partner="SUD", kind="sealed", factor=2).notes
    assert any(note.startswith("the factor 2 fits no line") for note in unused)


def test_of_editions_the_official_and_latest_is_taken_and_the_others_told(
    post: library.Graph,
) -> None:
    found = sent(post)
    one = line(found, "2019")
    assert one.other
    assert (one.other.value, found.sources[one.other.edition].title) == (
        120,
        "Count of Sudland again",
    )
    assert "SUD: 2 more figures, 90 to 100" in one.notes
    assert any(note.startswith("2 figures of other editions") for note in found.notes)


def test_all_has_each_edition_in_a_line_of_its_own(post: library.Graph) -> None:
    found = [one for one in sent(post, every=True) if one.at == "2019"]
    assert sorted(one.other.value for one in found if one.other) == [90, 100, 120]
    assert all(one.ratio for one in found)


def test_eleven_months_beside_twelve_are_not_compared(post: library.Graph) -> None:
    for found in (sent(post), sent(post, by="year")):
        one = line(found, "2020", "other period")
        assert (one.ratio, one.difference, one.more) == (None, None, "")
        assert "NOR 2020, SUD 2020-01/2020-11: not compared" in one.notes


def test_a_silent_side_is_told_and_is_no_zero(post: library.Graph) -> None:
    ((nor, sud),) = [
        (one, two)
        for one in sent(post)
        for two in sent(post)
        if one.at == two.at == "2021" and one.own and two.other
    ]
    assert (nor.status, nor.other, nor.ratio) == ("missing", None, None)
    assert nor.notes[:2] == ("SUD reports nothing for 2021", "it has letterKind sealed, not every")
    assert sud.notes[0] == "NOR reports nothing for 2021"


def test_a_figure_counts_for_who_reports_it_from_whichever_side_it_is_told(
    post: library.Graph,
) -> None:
    one = line(sent(post), "2022")
    assert (one.ratio, one.more) == (Decimal(2), "NOR")
    assert "SUD tells it as sent of NOR" in one.notes
    assert "letterKind is not stated by SUD" in one.notes
    assert "counted: NOR posted, not stated by SUD" in one.notes


def test_a_kind_of_the_flow_is_told_beside_it(post: library.Graph) -> None:
    assert "NOR also counts forwarded, a kind of sent: 20" in line(sent(post), "2018").notes
    assert not any("also counts" in note for note in line(sent(post), "2019").notes)
    found = post.mirror("letters", reporter="NOR", partner="SUD", way="forwarded")
    assert "received of SUD hold more than forwarded" in line(found, "2018").notes


def test_whose_figure_is_not_stated_stands_on_no_side(post: library.Graph) -> None:
    found = sent(post)
    apart = [one for one in found if one.status == "no side"]
    assert sorted(one.unplaced.value for one in apart if one.unplaced) == [150, 151]
    said = {note for one in apart for note in one.notes}
    assert {"its reporter is not stated", "its reporter is EST"} <= said
    assert not any(one.own or one.other or one.ratio for one in apart)
    assert any(note.startswith("2 figures on no side") for note in found.notes)


def test_a_flow_that_faces_itself_and_a_zero(post: library.Graph) -> None:
    found = post.mirror("letters", reporter="NOR", partner="SUD", way="both")
    one = line(found, "2018")
    assert (one.ratio, one.difference) == (None, Decimal(1000))
    assert "SUD reports zero" in one.notes


def test_nothing_but_a_kind_of_the_flow_is_no_answer(post: library.Graph) -> None:
    with pytest.raises(QueryError, match=r"neither NOR nor EST reports any .* of way forwarded"):
        post.mirror("letters", reporter="NOR", partner="EST", way="sent", since="2019")


def test_without_a_flow_each_that_is_faced_one_to_one(post: library.Graph) -> None:
    found = post.mirror("letters", reporter="NOR", partner="SUD")
    assert {part.pair.flow for part in found.parts} == {"sent", "both"}


def test_without_a_partner_all_that_report_and_the_others_are_told(post: library.Graph) -> None:
    found = post.mirror("letters", reporter="NOR", way=["sent", "received"])
    assert {one.pair.partner for one in found} == {"SUD"}
    assert "left out: 1 figure of NOR with itself" in found.notes
    assert any("1 pair of which one side reports nothing (EST)" in one for one in found.notes)
    every = post.mirror("letters", reporter="NOR", way="sent", every=True)
    assert {one.pair.partner for one in every} == {"SUD", "EST"}


def test_the_trend_says_whether_the_gap_grows(post: library.Graph) -> None:
    found = sent(post, until="2019")
    (part,) = {part.trend for part in found.parts if part.trend}
    assert part == "the gap grew: NOR to SUD 2.00 in 2018, 2.50 in 2019; by other documents"
    whole = next(part.trend for part in sent(post).parts if part.trend)
    assert whole.startswith("the gap stayed as it was: NOR to SUD 2.00 in 2018, 2.00 in 2022; it")
    single = next(part.trend for part in sent(post, until="2018").parts if part.trend)
    assert single == "one period is compared, 2018: no trend"


def test_the_trend_is_that_of_periods_of_one_length(post: library.Graph) -> None:
    years = [one for one in sent(post) if one.ratio]
    assert years[0].first
    month = years[0]._replace(at="2017-12", first=date(2017, 12, 1), last=date(2017, 12, 31))
    assert trend([month, *years]) == trend(years)


def test_only_what_is_asked_for(post: library.Graph) -> None:
    assert {one.at for one in sent(post, since="2019", until="2019-12")} == {"2019"}
    assert len(sent(post, by="quarter")) == 0
    (one,) = list(sent(post, kind="sealed"))
    assert (one.status, one.same) == ("missing", ("sealed",))
    only = sent(post, document="letters/two", until="2018")
    assert [one.status for one in only] == ["missing"]


def test_every_column_is_in_the_rows(post: library.Graph) -> None:
    rows = sent(post).rows()
    first = next(row for row in rows if row.period == "2018" and row.status == "compared")
    assert (first.reporterValue, first.partnerValue, first.ratio) == (200, 100, 2)
    assert (first.factor, first.adjustedRatio) == (Decimal("0.8"), Decimal("1.6"))
    assert (first.reporterTitle, first.partnerTitle) == ("Count of Norland", "Count of Sudland")
    assert (first.reporterCounted, first.partnerDated) == ("posted", "2021")
    assert post.why(first.reporterObservation)
    assert post.why(first.partnerObservation)
    assert len(sent(post).to_pandas()) == len(rows)


@pytest.mark.parametrize(
    ("values", "options", "error", "said"),
    [
        ({}, {}, ParameterError, "name one at least: --reporter or --partner"),
        ({"reporter": "NOR", "partner": "Norland"}, {}, ParameterError, "are both NOR; a mirror"),
        ({"reporter": "NRO"}, {}, QueryError, 'did you mean "NOR"?'),
        ({"reporter": "NOR", "way": "lost"}, {}, ParameterError, '"lost" has no opposite'),
        ({"reporter": "NOR", "way": "send"}, {}, ParameterError, 'did you mean "sent"'),
        ({"reporter": "NOR", "kidn": "every"}, {}, ParameterError, "has no dimension"),
        ({"reporter": "NOR", "ofFlag": "SUD"}, {}, ParameterError, "looks from both sides"),
        ({"reporter": "NOR"}, {"since": "soon"}, ParameterError, '"soon" is no date'),
        (
            {"reporter": "NOR"},
            {"since": "2021", "until": "2020"},
            ParameterError,
            "ends by 2020-12-31",
        ),
        ({"reporter": "NOR"}, {"by": "way"}, ParameterError, "a mirror goes by time"),
        ({"reporter": "NOR"}, {"factor": "-1"}, ParameterError, '"-1" is no factor'),
        ({"reporter": "NOR"}, {"factor": "six"}, ParameterError, '"six" is no factor'),
        (
            {"reporter": "EST", "partner": "SUD"},
            {},
            QueryError,
            "neither EST nor SUD reports any of letters with the other; EST reports with SUD (1);",
        ),
    ],
)
def test_what_is_wrong_is_told(
    post: library.Graph, values: Any, options: Any, error: type[KgError], said: str
) -> None:
    with pytest.raises(error) as caught:
        post.mirror("letters", values, **options)
    assert said in str(caught.value)


def test_what_cannot_be_mirrored_says_why_and_what_can(post: library.Graph) -> None:
    with pytest.raises(QueryError) as caught:
        post.mirror("calls", reporter="NOR", partner="SUD")
    assert str(caught.value) == (
        "calls cannot be mirrored: its structure does not mark who reports or with whom or in "
        "which direction or what the opposite direction is; letters can be"
    )


def test_without_the_extra_it_is_named(
    post: library.Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "_NEEDED", ("no_such_module",))
    with pytest.raises(ExtraError, match=r"pip install 'sogdian\[tables\]'"):
        sent(post)


@pytest.mark.parametrize(
    ("reporter", "partner", "flow", "ratio"),
    [
        ("CHN", "KGZ", "exports", "3.79"),
        ("CHN", "KAZ", "exports", "1.47"),
        ("CHN", "UZB", "exports", "1.17"),
        ("CHN", "KAZ", "imports", "1.13"),
        ("CHN", "UZB", "imports", "0.86"),
        ("CHN", "KGZ", "imports", "1.34"),
    ],
)
def test_the_mirror_of_2022(
    graph: library.Graph, reporter: str, partner: str, flow: str, ratio: str
) -> None:
    """The offices' tables do not say how goods are valued, so only a stated factor adjusts."""
    asked = {"reporter": reporter, "partner": partner, "flow": flow}
    one = line(graph.mirror("trade", asked, by="year"), "2022")
    assert one.ratio is not None
    assert f"{one.ratio:.2f}" == ratio
    assert one.adjusted is None
    levelled = line(graph.mirror("trade", asked, by="year", factor="1.06"), "2022")
    assert levelled.adjusted is not None
    assert (levelled.adjusted > one.ratio) == (flow == "exports")

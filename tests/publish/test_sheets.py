"""Sheets of text: what stands in which column, and how the file formats escape it."""

from __future__ import annotations

from kg.publish.sheets import Linked, Sheet, as_csv, as_markdown, reasons_sheet, shown_sheet
from kg.query.looking.attribution import Attribution
from kg.query.looking.evidence import Evidence, Reasons
from kg.query.looking.places import Place
from kg.query.looking.shown import Group, Line, Shown

ONE = Attribution("c1", "d1", "A title", "A paper", "2025", "issued", url="https://e.org/")
TWO = Attribution("c2", "d2", "Another", date="2026-01-01", dated="retrieved")


def shown(*lines: Line, more: int = 0) -> Shown:
    return Shown("i", "X/i", "I", ("x",), (Group("p", "label", False, lines, more),))


def test_sources_and_dates_stay_in_pairs() -> None:
    (row,) = shown_sheet(shown(Line("v", "v", (ONE, TWO, TWO)))).rows
    assert row[3:] == ("A paper: A title; Another", "2025; retrieved 2026-01-01")


def test_one_source_is_linked() -> None:
    (row,) = shown_sheet(shown(Line("v", "v", (ONE,)))).rows
    assert isinstance(row[3], Linked)
    assert row[3].url == "https://e.org/"


def test_what_is_left_out_is_counted() -> None:
    assert shown_sheet(shown(more=1200)).rows == [("label", "1,200", "", "", "")]
    assert shown_sheet(shown(Line("v", "v"), more=3)).rows[1][1] == "3 more"


def test_only_web_addresses_become_links() -> None:
    assert Linked("x", "javascript:alert(1)").url == ""
    assert as_markdown(Sheet(("a",), [(Linked("x", "javascript:alert(1)"),)])).endswith("| x |\n")


def test_markdown_and_csv_escape() -> None:
    sheet = Sheet(("a",), [("x | y\nz",), (Linked("[t]", "https://e.org/a(b)"),)])
    assert as_markdown(sheet).splitlines()[2:] == [
        "| x \\| y z |",
        "| [\\[t\\]](<https://e.org/a%28b%29>) |",
    ]
    assert as_csv(Sheet(("a",), [("x\ny",)])) == 'a\r\n"x\ny"\r\n'


def test_evidence_has_a_row_for_each_place() -> None:
    places = (Place(1, 5, link="https://e.org/#:~:text=a"), Place(7, 9, note="past the end"))
    evidence = Evidence(ONE, ("r1",), ("says a", "says b"), places, note="a note")
    sheet = reasons_sheet(Reasons("i", "X/i", "I", "", (evidence,)))
    first, second = (dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows)
    assert (first["says"], first["place"]) == ("says a | says b", "1-5")
    assert (first["link"], second["link"]) == ("https://e.org/#:~:text=a", "https://e.org/")
    assert (first["note"], second["note"]) == ("a note", "a note; past the end")

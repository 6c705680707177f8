"""`kg ontology`: what can be said, for people who write."""

from __future__ import annotations

from pathlib import Path

from tests.command import Run, run_kg


def test_list_names_every_class_with_its_key(kg: Run) -> None:
    rows = [line.split("\t") for line in kg("ontology", "list").stdout.splitlines()]
    assert all(len(row) == 5 for row in rows)
    kinds = {row[0]: (row[2], row[3]) for row in rows}
    assert kinds["State"] == ("entity", "iso3")
    assert kinds["Participation"] == ("entity", "agreement party")
    assert kinds["EventParticipation"] == ("statement", "")
    assert kinds["Agent"] == ("abstract entity", "slug")


def test_show_puts_a_class_in_words(kg: Run) -> None:
    lines = kg("ontology", "show", "ReportedCost").stdout.splitlines()
    assert lines[0] == "ReportedCost (statement): reported cost"
    assert lines[4].split("\t")[:3] == ["costOf", "Entity", "one"]
    assert lines[-1] == "    ReportedCost: {costOf: …}"


def test_show_of_an_abstract_class_has_no_example(kg: Run) -> None:
    assert "A record:" not in kg("ontology", "show", "Agent").stdout


def test_codes_lists_the_lists_and_the_codes_of_one(kg: Run) -> None:
    lists = dict(line.split("\t")[:2] for line in kg("ontology", "codes").stdout.splitlines())
    codes = [line.split("\t") for line in kg("ontology", "codes", "modality").stdout.splitlines()]
    assert len(codes) == int(lists["modality"])
    assert ["planned", "planned"] in [code[:2] for code in codes]
    assert all(definition for _, _, definition in codes)


def test_labels_come_in_the_language_asked_for(kg: Run) -> None:
    rows = [row.split("\t") for row in kg("ontology", "list", "--lang", "ru").stdout.splitlines()]
    assert ["State", "государство"] in [row[:2] for row in rows]
    assert "状态" in kg("ontology", "show", "StatusChange", "--lang", "zh").stdout
    assert "ратификация\t" in kg("ontology", "codes", "action", "--lang", "ru").stdout


def test_docs_writes_a_page(tmp_path: Path) -> None:
    run_kg("init", "books", cwd=tmp_path)
    done = run_kg("ontology", "docs", "-o", "page.html", cwd=tmp_path / "books")
    assert done.stdout == "page.html\n"
    assert "Attribution" in (tmp_path / "books" / "page.html").read_text(encoding="utf-8")


def test_an_ontology_of_ones_own_is_shown(tmp_path: Path) -> None:
    run_kg("init", "books", cwd=tmp_path)
    done = run_kg("ontology", "show", "Attribution", cwd=tmp_path / "books")
    assert "    Attribution: {book: …, writtenBy: …}" in done.stdout

"""`kg ontology`: what can be said, for people who write."""

from __future__ import annotations

from pathlib import Path

import pytest

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
    assert lines[4].split("\t")[3] == "kg:costOf"


def test_show_gives_a_real_record_with_nesting(kg: Run) -> None:
    text = kg("ontology", "show", "Agreement").stdout
    head, _, record = text.partition("\nA record, from data/")
    assert head
    assert record.split("\n")[0].endswith("facts.yaml:")
    assert "Agreement: {" in record
    assert "participations: " in record
    assert "financier: " in kg("ontology", "show", "Financing").stdout


def test_show_tells_how_to_ask_for_what_records_nest(kg: Run) -> None:
    lines = kg("ontology", "show", "Agreement").stdout.splitlines()
    ways = {cells[0]: cells[3] for line in lines if len(cells := line.split("\t")) == 6}
    assert ways["participations"] == "?child kg:agreement ?this"
    assert ways["topic"] == "kg:topic"
    assert ways["description"] == "dcterms:description"
    assert any(line.startswith("?child … ?this: ") for line in lines)


@pytest.mark.parametrize(
    ("cls", "names"),
    [
        ("Agreement", {"signatory", "ratifiedBy", "participant", "hasStatus"}),
        ("InfrastructureProject", {"partner", "state", "hasStatus"}),
        ("Company", {"activeIn", "memberOf", "owns"}),
    ],
)
def test_show_lists_the_shortcuts_apart(kg: Run, cls: str, names: set[str]) -> None:
    _, _, rest = kg("ontology", "show", cls).stdout.partition("\nShortcuts")
    rows = [line.split("\t") for line in rest.split("\n\n")[0].splitlines()[1:]]
    assert {f"kg:{name}" for name in names} <= {row[0] for row in rows}
    assert all(len(row) == 4 and row[3] for row in rows)
    assert not {"kg:operator", "kg:topic", "kg:modality"} & {row[0] for row in rows}


def test_show_describes_what_others_vocabularies_name(kg: Run) -> None:
    lines = [line.split("\t") for line in kg("ontology", "show", "Document").stdout.splitlines()]
    rows = {cells[0]: cells for cells in lines if len(cells) == 6}
    assert all(label and description for *_, label, description in rows.values())
    assert rows["title"][3:5] == ["dcterms:title", "title"]
    russian = kg("ontology", "show", "Document", "--lang", "ru").stdout
    assert "\tdcterms:title\tзаглавие\t" in russian


@pytest.mark.parametrize("name", ["seaport", "kg:SeaPort", "SEAPORT"])
def test_a_class_is_found_in_any_case_and_with_its_prefix(kg: Run, name: str) -> None:
    assert kg("ontology", "show", name).stdout.startswith("SeaPort (entity): sea port\n")


@pytest.mark.parametrize("name", ["signatory", "kg:signatory", "Signatory"])
def test_show_describes_a_property(kg: Run, name: str) -> None:
    lines = kg("ontology", "show", name).stdout.splitlines()
    assert lines[0] == "signatory (property): signatory"
    assert {"in SPARQL: kg:signatory", "of: Agreement", "value: Agent"} <= set(lines)
    assert any(line.startswith("inferred: ") for line in lines)


def test_show_describes_a_reused_and_an_inverse_property(kg: Run) -> None:
    title = kg("ontology", "show", "title").stdout
    assert title.startswith("title (property): title\nThe title")
    assert "in SPARQL: dcterms:title\n" in title
    assert "in SPARQL: ?child kg:statusOf ?this (" in kg("ontology", "show", "statusHistory").stdout


def test_show_of_an_unknown_name_says_what_was_meant(kg: Run) -> None:
    assert 'did you mean "signatory"?' in kg("ontology", "show", "signatori").stderr


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
    assert "A record, from data/" in done.stdout
    assert "    Attribution:\n      book: " in done.stdout


def test_a_class_without_a_record_is_shown_with_what_it_needs(tmp_path: Path) -> None:
    run_kg("init", "books", cwd=tmp_path)
    for file in (tmp_path / "books" / "data").rglob("*facts.yaml"):
        file.unlink()
    done = run_kg("ontology", "show", "Attribution", cwd=tmp_path / "books")
    assert "    Attribution: {book: …, writtenBy: …}" in done.stdout


def test_the_schema_of_the_shipped_project_goes_to_the_working_folder(tmp_path: Path) -> None:
    done = run_kg("ontology", "schema", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert all(line.startswith("schema/") for line in done.stdout.splitlines())
    assert {path.name for path in (tmp_path / "schema").iterdir()} == {
        "facts.schema.json",
        "dataset.schema.json",
    }

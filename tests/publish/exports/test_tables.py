"""The tables of a build, read by readers that are not ours."""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas as pd
import pyoxigraph as ox
import pytest
import uritemplate
from csvw import CSVW
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

import kg
from kg.build import build
from kg.errors import ExtraError, FormatError, QueryError
from kg.publish.agreement import disagreements
from kg.publish.exports.csv import cell, lines
from kg.publish.exports.registry import export_named
from kg.publish.exports.targets import Filling
from kg.publish.tables.columns import Column, variable
from kg.publish.tables.seen import Seen
from tests.projects import CASES, shipped_with, with_case
from tests.publish.exports.test_dumps import material

NAMES = ("context", "csv", "parquet", "datapackage")
COMMONS = "https://creativecommons.org/licenses/"
MINI = "https://mini.example/"
CLAIM = "https://w3id.org/sogdian/ontology#Claim"
OBSERVATION = "http://purl.org/linked-data/cube#Observation"
Known = dict[str, Any]  # the cells of a row by the names of variables
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def leave(graph: kg.Graph, folder: Path, **chosen: Any) -> Path:
    """Write the tables, and what describes them, into a folder as a release does."""
    folder.mkdir()
    filling = Filling(folder)
    made = graph._material(chosen.get("classes", ()), chosen.get("documents", ()))
    for name in NAMES:
        export = export_named(name)
        with filling.of(export) as target:
            export.write(made._replace(written=dict(filling.written)), target)
    return folder


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    """Return the three-class project with what is hard to put into cells."""
    project = with_case(CASES / "flat", tmp_path_factory.mktemp("flat") / "project")
    assert build(project).issues == []
    return kg.open(project.root)


@pytest.fixture(scope="module")
def folder(graph: kg.Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return leave(graph, tmp_path_factory.mktemp("tables") / "release")


@pytest.fixture(scope="module")
def disputed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tables of a case in which sources contradict each other."""
    project = shipped_with("contradictions", tmp_path_factory.mktemp("disputed") / "project")
    return leave(kg.open(project), tmp_path_factory.mktemp("disputes") / "release")


@pytest.fixture(params=["folder", "disputed"])
def either(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found


def rows(folder: Path, name: str) -> dict[str, dict[str, str]]:
    """The rows of a CSV file by the last part of their IRIs."""
    with (folder / f"csv/{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["iri"].rpartition("/")[2]: row for row in csv.DictReader(file)}


def described(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "csv/csv-metadata.json").read_text(encoding="utf-8"))
    return {table["url"].removesuffix(".csv"): table for table in found["tables"]}


def columns(folder: Path, name: str) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in described(folder)[name]["tableSchema"]["columns"]}


# ---- what stands in the cells ----------------------------------------------------------------


def test_one_table_for_each_class_that_has_members(folder: Path) -> None:
    found = {path.stem for path in (folder / "csv").glob("*.csv")}
    assert found == set(described(folder)) == {
        *("Agent", "Organisation", "Person", "Flag", "Ship", "Ferry", "Registration"),
        *("Inspection", "CallObservation", "NegativePropertyAssertion"),
        *("Claim", "Dataset", "Document", "Period"),
    }  # fmt: skip


def test_a_class_holds_the_members_of_those_below_it(folder: Path) -> None:
    ships = rows(folder, "Ship")
    assert list(ships) == ["another", "aurora", "boreas", "formula"]  # by IRI
    assert ships["aurora"]["class"] == "Ferry"
    assert list(rows(folder, "Ferry")) == ["aurora"]


def test_contradictory_values_stand_side_by_side(folder: Path) -> None:
    aurora = rows(folder, "Ship")["aurora"]
    assert (aurora["length"], aurora["disputed"]) == ("120.5|121", "length")
    assert rows(folder, "Ship")["boreas"]["disputed"] == ""


def test_a_row_ends_with_its_sources(folder: Path) -> None:
    aurora = rows(folder, "Ship")["aurora"]
    assert aurora["claims"].count(f"{MINI}claim/") == 2
    documents = f"{MINI}document/flat/bare|{MINI}document/register/list-2020"
    assert (aurora["documents"], aurora["independentSources"]) == (documents, "2")
    assert aurora["datasets"] == f"{MINI}dataset/flat|{MINI}dataset/register"
    assert list(aurora)[-5:] == ["disputed", "claims", "documents", "datasets",
                                 "independentSources"]  # fmt: skip


def test_documents_that_repeat_one_another_are_one_source(disputed: Path) -> None:
    counted = {
        (one["documents"].count("|") + 1, int(one["independentSources"]))
        for name in ("Measure", "SeaPort")
        for one in rows(disputed, name).values()
    }
    assert any(sources < documents for documents, sources in counted)


def test_a_cell_that_looks_like_a_formula_is_what_was_said(folder: Path) -> None:
    formula = rows(folder, "Ship")["formula"]
    assert (formula["name_en"], formula["name_ru"]) == ("=SUM(A1:A2)", "@СУММ(A1)")
    assert rows(folder, "Ship")["another"]["name_uz_cyrl"] == "Кема"


def test_the_separator_of_a_column_is_in_none_of_its_texts(folder: Path) -> None:
    formula = rows(folder, "Ship")["formula"]
    mark = columns(folder, "Ship")["alias_en"]["separator"]
    assert mark != "|"
    assert formula["alias_en"].split(mark) == ['"c", d', "+1", "a|b"]


def test_references_have_labels_in_the_same_order(folder: Path) -> None:
    another = rows(folder, "Ship")["another"]
    assert another["sisterOf"] == f"{MINI}id/Ship/aurora|{MINI}id/Ship/boreas"
    assert another["sisterOf_label"] == "Aurora|Борей"
    assert "registration_label" not in rows(folder, "Inspection").popitem()[1]  # has no names


def test_dates_of_all_precisions_are_as_said_and_typed_beside(folder: Path) -> None:
    found = {name: one["launched"] for name, one in rows(folder, "Ship").items()}
    assert found == {"another": "2025-11-03", "aurora": "1999-05", "boreas": "", "formula": "2025"}
    assert rows(folder, "Ship")["formula"]["launched_gYear"] == "2025"
    kinds = columns(folder, "Ship")
    assert kinds["launched"]["datatype"]["base"] == "string"
    assert kinds["launched_date"]["datatype"] == "date"
    assert kinds["launched_gYearMonth"]["datatype"] == "gYearMonth"


def test_observations_that_differ_name_each_other(folder: Path) -> None:
    calls = list(rows_of(folder, "CallObservation"))
    first, second, later = calls  # by dimensions, then by edition
    assert (first["calls"], second["calls"]) == ("1300", "1200")
    assert first["otherAnswers"] == second["iri"]
    assert second["otherAnswers"] == first["iri"]
    assert later["otherAnswers"] == ""
    assert first["document"] == f"{MINI}document/flat/bare"


def rows_of(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / f"csv/{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def test_statements_that_answer_one_question_name_each_other(disputed: Path) -> None:
    measures = {one["iri"]: one for one in rows_of(disputed, "Measure")}
    named = {iri: one["otherAnswers"].split("|") for iri, one in measures.items()
             if one["otherAnswers"]}  # fmt: skip
    assert named
    assert all(iri in named[other] for iri, others in named.items() for other in others)


def test_what_is_denied_has_a_table(folder: Path) -> None:
    (denial,) = rows_of(folder, "NegativePropertyAssertion")
    assert denial["assertionProperty"] == f"{MINI}ontology#sisterOf"
    assert denial["targetIndividual_label"] == "Борей"
    assert denial["documents"] == f"{MINI}document/flat/bare"


# ---- other readers ---------------------------------------------------------------------------


def test_files_are_as_rfc_4180_has_them(either: Path) -> None:
    for path in (either / "csv").glob("*.csv"):
        octets = path.read_bytes()
        assert not octets.startswith(b"\xef\xbb\xbf")
        assert octets.endswith(b"\r\n")
        assert octets.count(b"\n") == octets.count(b"\r\n")


@pytest.mark.slow
def test_csvw_finds_no_fault(either: Path) -> None:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        found = CSVW(str(either / "csv/csv-metadata.json"), validate=True)
        assert found.is_valid, found.warnings
    assert [str(one.message) for one in said] == []


def test_frictionless_finds_no_fault(either: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(either)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = frictionless.validate("datapackage.json")
    assert report.flatten(["name", "rowNumber", "fieldName", "message"]) == []
    package = json.loads(Path("datapackage.json").read_text(encoding="utf-8"))
    paths = {one["path"]: one for one in package["resources"]}
    assert {path.relative_to(either).as_posix() for path in either.rglob("*.*")} == {
        *paths, "datapackage.json"
    }  # fmt: skip
    assert all(one["bytes"] and one["hash"] for one in paths.values())


def test_a_package_says_which_licence_is_whose(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"] == [
        {
            "path": f"{COMMONS}by/4.0/",
            "title": "Licence of: The register",
        }
    ]
    assert [one["title"] for one in package["sources"]] == ["A case", "The register"]
    metadata = json.loads((folder / "csv/csv-metadata.json").read_text(encoding="utf-8"))
    assert metadata["dc:license"] == [{"@id": package["licenses"][0]["path"]}]


def test_frictionless_reads_lists_and_numbers(folder: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(folder)
    package = frictionless.Package("datapackage.json")
    found = {row["iri"]: row for row in package.get_table_resource("csv-ship.csv").read_rows()}
    assert found[f"{MINI}id/Ship/aurora"]["length"] == [Decimal("120.5"), Decimal(121)]
    assert found[f"{MINI}id/Ship/formula"]["alias_en"] == ['"c", d', "+1", "a|b"]


def test_columns_have_titles_in_three_languages(disputed: Path) -> None:
    found = {**columns(disputed, "Measure"), **columns(disputed, "TradeObservation")}
    for header in ("iri", "class", "unit", "number", "document", "edition", "period_label",
                   "otherAnswers", "disputed", "claims", "documents", "datasets",
                   "independentSources"):  # fmt: skip
        assert list(found[header]["titles"]) == ["und", "en", "ru", "zh"], header
    assert found["unit"]["titles"]["ru"] == "единица"
    assert found["unit_label"]["titles"]["ru"] == "единица (название)"


def test_keys_lead_to_rows(folder: Path) -> None:
    keys = {
        (name, key["columnReference"], key["reference"]["resource"])
        for name, table in described(folder).items()
        for key in table["tableSchema"]["foreignKeys"]
    }
    assert {("CallObservation", "callFlag", "Flag.csv"), ("Claim", "document", "Document.csv"),
            ("CallObservation", "period", "Period.csv")} <= keys  # fmt: skip
    assert not any(name == "Ship" for name, *_ in keys)  # a cell has several, or none


def test_pandas_reads_csv_and_parquet(folder: Path) -> None:
    plain = pd.read_csv(folder / "csv/CallObservation.csv")
    typed = pd.read_parquet(folder / "parquet/CallObservation.parquet")
    assert list(plain["iri"]) == list(typed["iri"])
    assert list(plain["calls"]) == list(typed["calls"]) == [1300, 1200, 1]


def test_parquet_has_types(folder: Path) -> None:
    table = parquet.read_table(folder / "parquet/Ship.parquet")
    assert table.schema.metadata is None  # nothing of pandas or of a machine
    found = {one["iri"].rpartition("/")[2]: one for one in table.to_pylist()}
    assert found["aurora"]["length"] == [Decimal("120.5"), Decimal("121.0")]
    assert found["another"]["launched_date"] == date(2025, 11, 3)
    assert found["boreas"]["launched"] is None
    assert found["formula"]["sisterOf"] == []


def test_parquet_says_what_csv_says(either: Path) -> None:
    for path in sorted((either / "parquet").glob("*.parquet")):
        typed = parquet.read_table(path).to_pylist()
        plain = list(rows_of(either, path.stem))
        known = columns(either, path.stem)
        for one, row in zip(typed, plain, strict=True):
            for header, value in one.items():
                text = row[header]
                mark = known[header].get("separator")
                wanted: Any = (text.split(mark) if text else []) if mark else text or None
                assert shown(value, wanted) == wanted, header


def shown(value: Any, wanted: Any) -> Any:
    """A value of Parquet as text; a number, as it is written beside it, if it is the same one."""
    if isinstance(value, list):
        return [shown(*both) for both in zip(value, wanted, strict=True)]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | Decimal):
        return wanted if Decimal(wanted) == value else str(value)
    return value.isoformat() if isinstance(value, date) else value


def test_duckdb_reads_parquet(either: Path) -> None:
    for path in sorted((either / "parquet").glob("*.parquet")):
        with duckdb.connect() as link:
            found = link.execute("SELECT iri FROM read_parquet(?)", [str(path)]).fetchall()
        assert [iri for (iri,) in found] == [row["iri"] for row in rows_of(either, path.stem)]


# ---- back to RDF -----------------------------------------------------------------------------


def triples(folder: Path, name: str) -> Iterator[ox.Quad]:
    """What https://www.w3.org/TR/csv2rdf/ makes of a table in its minimal mode."""
    table = described(folder)[name]["tableSchema"]
    for row in rows_of(folder, name):
        known: Known = {variable(header): text for header, text in row.items()}
        subject = ox.NamedNode(uritemplate.expand(table["aboutUrl"], known))
        for column in table["columns"]:
            text = str(known.get(column["name"], ""))
            if column.get("suppressOutput") or not (text or column.get("virtual")):
                continue
            mark = column.get("separator")
            for one in text.split(mark) if mark else [text]:
                yield ox.Quad(
                    subject, ox.NamedNode(column["propertyUrl"]), term(column, one, known)
                )


def term(column: dict[str, Any], text: str, known: Known) -> ox.NamedNode | ox.Literal:
    if "valueUrl" in column:
        return ox.NamedNode(uritemplate.expand(column["valueUrl"], known))
    if "lang" in column:
        return ox.Literal(text, language=column["lang"])
    kind = column["datatype"]
    iri = kind["@id"] if isinstance(kind, dict) else f"http://www.w3.org/2001/XMLSchema#{kind}"
    return ox.Literal(text, datatype=ox.NamedNode(iri))


def test_a_converter_finds_only_what_is_there(graph: kg.Graph, folder: Path) -> None:
    there = set(graph.view.quads(graph=ox.DefaultGraph()))
    for name in described(folder):
        found = set(triples(folder, name))
        assert found
        assert found <= there, name


def test_a_converter_finds_all_of_an_observation(graph: kg.Graph, folder: Path) -> None:
    (cls,) = (ox.NamedNode(f"{MINI}ontology#CallObservation"),)
    members = [quad.subject for quad in graph.view.quads(None, TYPE, cls, ox.DefaultGraph())]
    wanted = {
        quad
        for member in members
        if isinstance(member, ox.NamedNode)
        for quad in graph.view.quads(member, graph=ox.DefaultGraph())
        if str(quad.object) not in (f"<{CLAIM}>", f"<{OBSERVATION}>")
    }
    assert set(triples(folder, "CallObservation")) == wanted


# ---- parts, order, faults --------------------------------------------------------------------


def test_a_part_has_its_own_rows(graph: kg.Graph, tmp_path: Path) -> None:
    folder = leave(graph, tmp_path / "part", classes=["Ship"], documents=["register/letter"])
    assert list(rows(folder, "Ship")) == ["boreas"]
    assert not (folder / "csv/Flag.csv").exists()
    with pytest.raises(QueryError, match="nothing to export"):
        graph.export("csv", tmp_path / "none", classes=["Flag"], documents=["register/letter"])


def test_the_same_build_has_the_same_octets(graph: kg.Graph, folder: Path, tmp_path: Path) -> None:
    again = leave(kg.open(Path(graph.project.root)), tmp_path / "again")
    for path in sorted(again.rglob("*.*")):
        assert path.read_bytes() == (folder / path.relative_to(again)).read_bytes(), path


def test_a_row_that_one_form_lacks_is_found(folder: Path) -> None:
    path = folder / "csv/Ship.csv"
    whole = path.read_bytes()
    assert disagreements(folder, {}, lambda *_: None)[0] == []
    try:
        path.write_bytes(whole[: whole.rindex(b"\r\n", 0, -2) + 2])
        (found,) = disagreements(folder, {}, lambda *_: None)[0]
    finally:
        path.write_bytes(whole)
    assert found == ("parquet/Ship.parquet", "has 4 rows, Ship.csv has 3")


def test_progress_ends_at_the_end(graph: kg.Graph, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    graph.export("csv", tmp_path / "x", progress=lambda _, done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1]
    assert told == sorted(told, key=lambda one: one[0])


def test_a_store_without_classes_has_no_tables() -> None:
    with pytest.raises(FormatError, match="no class has members, so there is no table"):
        export_named("csv").write(material("ex:a ex:p ex:b ."), Nowhere())


class Nowhere:
    def open(self, name: str) -> Any:
        return BytesIO()


def test_without_pyarrow_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ExtraError, match=r"pip install 'sogdian\[tables\]'"):
        export_named("parquet").write(material(""), Nowhere())


# ---- cells -----------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6)
MARKED = st.text(st.sampled_from('|¦‖␟␞=",a '), min_size=1, max_size=4)


@given(st.lists(st.lists(TEXTS | MARKED, max_size=4), max_size=5))
def test_whatever_is_said_is_read_again(cells: list[list[str]]) -> None:
    seen = Seen()
    for values in cells:
        seen = seen.plus("", values)
    column = Column("x", "value", several=True, separator=seen.separator)
    octets = lines([["x", "y"], *([cell(column, values), "="] for values in cells)])
    read = list(csv.reader(io.StringIO(octets.decode(), newline="")))[1:]
    assert [(text.split(column.separator) if text else []) for text, _ in read] == cells


def test_texts_that_hold_every_separator_are_refused() -> None:
    with pytest.raises(FormatError, match="none parts them"):
        _ = Seen().plus("", ["|¦‖␟␞␝␜⸽"]).separator

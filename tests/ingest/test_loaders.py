"""Loaders of known formats: a case in the shape of the source gives exactly its quads and issues.

The files are written by hand, with places and figures that no source has; what the tables say is
told by the shipped ontology and the mapping that stands beside each loader.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import ascii_uppercase

import pytest

from kg.errors import DatasetError
from kg.ingest import dataset
from kg.ingest.inputs import stage_all
from kg.ingest.loaders import HEADED, KNOWN, defaults, loader, recognise
from kg.ingest.loaders.layouts import Layout, layout_of
from kg.model.ontology import Ontology
from kg.model.shapes import read_ontology
from kg.project import Project, find_project, shipped_root
from tests.ingest.loaders.reading import unheard
from tests.ingest.loaders.workbooks import workbook
from tests.projects import CASES

FOLDER = CASES / "loaders"
LOADERS = sorted(case for case in FOLDER.iterdir() if case.name != "reference")
_OF_RECORD = ("/claim/", "/document/", "/dataset/", "/id/", "/period/", "/cube/")


@cache
def shipped() -> Ontology:
    return read_ontology(shipped_root() / "ontology", shipped_root() / "ontology")


def project_of(case: Path, target: Path) -> Project:
    """A project with the shipped ontology, the areas that cases refer to, and one case."""
    root = target / "project"
    (root / "data" / "lookups").mkdir(parents=True)
    (root / "ontology").symlink_to(shipped_root() / "ontology")
    shutil.copytree(FOLDER / "reference", root / "data" / "reference")
    copied(case, root / "data" / case.name)
    for file in sorted((shipped_root() / "data" / "lookups").glob("*-*.csv")):
        shutil.copy(file, root / "data" / "lookups")
    return find_project(root)


def copied(case: Path, folder: Path) -> Path:
    """A copy of a case, in which the workbooks that are written down as text are workbooks."""
    shutil.copytree(case, folder, ignore=shutil.ignore_patterns("expected*"))
    for file in folder.glob("*.xlsx.txt"):
        parts = re.split(r"^\[(.+)\]$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        workbook(file.with_suffix(""), dict(zip(parts[1::2], parts[2::2], strict=True)))
        file.unlink()
    return folder


def result(case: Path, target: Path) -> tuple[list[str], list[str]]:
    """What a case says, and what is told of it."""
    project = project_of(case, target)
    cache = target / "cache"
    cache.mkdir()
    found, issues = stage_all(project, shipped(), cache, lambda step, done, total: None)
    one = next(staged for staged in found if staged.name == case.name)
    lines = {line for path in one.files for line in path.read_text("utf-8").splitlines()}
    told = [f"{issue.severity}: {issue}" for issue in issues if issue.dataset == case.name]
    return sorted(filter(is_said, lines)), [one.replace(f"{project.root}/", "") for one in told]


def is_said(line: str) -> bool:
    """Whether a line is what the rows say, not how that is recorded or what follows from it."""
    subject, predicate, _ = line.split(" ", 2)
    recorded = ("22-rdf-syntax-ns#type", "wasDerivedFrom", "#status>", "cube#dataSet")
    if line.endswith("graph/inferred> .") or any(part in predicate for part in recorded):
        return False
    return "/observation/" in subject or (line.endswith("> .") and "/claim/" in line.split()[-2])


@pytest.mark.parametrize("case", LOADERS, ids=lambda case: case.name)
def test_a_file_in_the_shape_of_the_source_says_exactly_this(case: Path, tmp_path: Path) -> None:
    lines, told = result(case, tmp_path)
    assert lines == (case / "expected.nq").read_text(encoding="utf-8").splitlines()
    assert told == (case / "expected.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("case", LOADERS, ids=lambda case: case.name)
def test_row_by_row_a_loader_says_the_same(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "is_flat", lambda template, ontology: False)
    lines, _ = result(case, tmp_path)
    assert lines == (case / "expected.nq").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("case", LOADERS, ids=lambda case: case.name)
def test_a_format_is_recognised_by_its_files(case: Path, tmp_path: Path) -> None:
    folder = copied(case, tmp_path / "case")
    files = [file for file in folder.iterdir() if file.suffix not in (".yaml", ".sql")]
    found = {recognise(file) for file in files if not file.name.startswith("long")}
    assert found == {case.name}


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("comtrade", "period reporterISO flowCode partnerISO primaryValue"),
        ("imfdots", "COUNTRY.ID INDICATOR.ID COUNTERPART_COUNTRY.ID SCALE 2031"),
        ("imfweo", "ISO,WEO Subject Code,Subject Descriptor,Units,2031"),
        ("gcdf", "AidData Record ID,Title,Recipient,Status"),
        ("geocoded", "project_id project_location_id place_name precision_code latitude longitude"),
    ],
)
def test_a_sheet_of_the_same_kind_that_is_not_read_is_told(
    name: str, columns: str, tmp_path: Path
) -> None:
    """An outlook's countries and its groups are two sheets of one workbook."""
    names = columns.split("," if "," in columns else None)
    cells = [
        f"{letter}{row} t {text}"
        for row in (1, 2)
        for letter, text in zip(ascii_uppercase, names, strict=False)
    ]
    sheet = "\n".join(cells)
    file = workbook(tmp_path / "a.xlsx", {"One": sheet, "Two": sheet, "Notes": "A1 t x"})
    assert recognise(file) == name
    message = 'the sheet "{}" is of the same kind and is not read: name it in `read`'
    told: list[str] = []

    def report(message: str, *, row: int = 0, column: str = "", value: str = "") -> None:
        told.append(message)

    loader(name)(file, {}, report)
    assert [one for one in told if "same kind" in one] == [message.format("Two")]
    told.clear()
    loader(name)(file, {"sheet": "Two"}, report)
    assert not [one for one in told if "same kind" in one]


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("imfweo", "SERIES_CODE,INDICATOR,LATEST_ACTUAL_ANNUAL_DATA,2031,SERIES_CODE"),
        ("geocoded", "project_id,project_location_id,place_name,precision_code,latitude,"
         "longitude,place_name"),
    ],
)  # fmt: skip
def test_a_column_that_is_there_twice_is_none_of_a_known_format(
    name: str, header: str, tmp_path: Path
) -> None:
    """Which of the two is meant nobody knows; read as neither, it would be empty in each row."""
    file = tmp_path / "a.csv"
    once, _, _ = header.rpartition(",")
    file.write_text(f"{once}\n{once}\n", encoding="utf-8")
    assert recognise(file) == name
    file.write_text(f"{header}\n{header}\n", encoding="utf-8")
    assert recognise(file) == "csv"
    with pytest.raises(DatasetError, match="no row "):
        loader(name)(file, {}, unheard)


@pytest.mark.parametrize("column", ["GDP [NY.GDP.MKTP.CD] of what", "gdp [ny.gdp.mktp.cd]"])
def test_a_table_of_the_bank_without_values_is_one_error(column: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"Country Code,{column}\nKAZ,5\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"has no column of values|no table of the World Bank"):
        loader("worldbank")(file, {}, unheard)


def test_rows_without_a_header_are_a_format_only_if_they_are_no_wider(tmp_path: Path) -> None:
    text = (FOLDER / "airports" / "flights.dat").read_text(encoding="utf-8")
    file = tmp_path / "a.csv"
    file.write_text(text, encoding="utf-8")
    assert recognise(file) == "airports"
    file.write_text(text.replace('"Nobody"', '"Nobody",7'), encoding="utf-8")
    assert recognise(file) == "csv"


def test_a_part_of_a_file_of_trade_may_hold_statuses_alone(tmp_path: Path) -> None:
    """Rows of values and of their status come in any order, so a part may have none of one."""
    text = (FOLDER / "imfdots" / "bulk.csv").read_text(encoding="utf-8-sig")
    header, status, *_ = text.splitlines()
    file = tmp_path / "bulk.csv"
    file.write_text(f"{header}\n{status}\n", encoding="utf-8")
    table = loader("imfdots")(file, {"multiplier": "6"}, unheard)
    assert not sum(batch.num_rows for batch in table.batches)


def test_no_indicator_is_taken_twice_or_by_none() -> None:
    """What some records take by `where`, the record of all others leaves out by `unless`."""
    rows = defaults("worldbank")["rows"]
    taken = [code for row in rows for code in row.get("where", {}).get("Indicator Code", [])]
    left = [code for row in rows for code in row.get("unless", {}).get("Indicator Code", [])]
    assert sorted(taken) == sorted(left)


def test_another_table_of_the_fund_is_sdmx_of_any_kind(tmp_path: Path) -> None:
    """A counterpart area and an indicator make no trade: the code of the indicator does."""
    file = tmp_path / "a.xml"
    series = '<m xmlns="http://www.sdmx.org/resources/sdmxml/"><Series COUNTERPART_AREA="W" '
    file.write_text(series + 'INDICATOR="LUR_PT"/></m>')
    assert recognise(file) == "sdmx-ml"
    file.write_text(series + 'INDICATOR="TXG_FOB_USD"/></m>')
    assert recognise(file) == "imfdots"


@pytest.mark.parametrize("name", [*KNOWN, *HEADED])
def test_every_known_format_has_a_mapping_and_a_case(name: str) -> None:
    assert defaults(name)["rows"]
    assert (FOLDER / name).is_dir()


def test_a_text_is_looked_through_once_for_all_that_look_at_it_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To find the encoding takes reading all of a file, and two dozen formats ask."""
    looked: list[tuple[tuple[str, str], ...]] = []

    def counted(file: Path, options: Mapping[str, str]) -> Layout:
        looked.append(tuple(sorted(options.items())))
        return layout_of(file, options)

    monkeypatch.setattr("kg.ingest.loaders.headers.layout_of", counted)
    file = tmp_path / "a.csv"
    file.write_text("iso2,iso3,isonumeric\nXA,XAA,901\n")
    assert recognise(file) == "countries"
    file.write_text("a,b\n1,2\n")
    looked.clear()
    assert recognise(file) == "csv"
    assert () in looked
    assert len(looked) == len(set(looked))

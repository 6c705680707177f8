"""`kg add`: what is proposed for a table, and that nothing is written unasked."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
import yaml

from kg.model import vocab as v
from tests.command import Run, run_kg

TRADE = """\
reporter,partner,flow,period,value,remark
KGZ,CHN,M,2022,4069468372.5,a
KAZ,CHN,X,2022,13060205479.1,b
UZB,CHN,M,2021,6427708090.2,..
"""
WIDE = "Country Code,2019,2020\nKGZ,8871026074.3,7780874556.1\nKAZ,181667190075.5,..\n"

OF_THE_BANK = """Data Source,World Development Indicators

Country Name,Country Code,Indicator Name,Indicator Code,2022,2023
China,CHN,GDP (current US$),NY.GDP.MKTP.CD,5,6
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "trade.csv"
    file.write_text(TRADE, encoding="utf-8")
    return file


def test_columns_are_bound_by_what_stands_in_them(kg: Run, table: Path) -> None:
    done = kg("add", str(table))
    assert done.returncode == 0, done.stderr
    for line in (
        "        TradeObservation:",
        "          partnerArea: {column: partner}",
        "          reportingArea: {column: reporter}",
        "          flow: {column: flow}",
        "          period: {column: period}",
        "          number: {column: value}",
        "    ignore: [remark]",
        '    missing: [".."]',
    ):
        assert line in done.stdout.splitlines()
    assert "- the column remark: a, b" in done.stderr


def test_a_file_of_a_known_publisher_needs_no_mapping(kg: Run, tmp_path: Path) -> None:
    header = "typeCode,period,reporterISO,flowCode,partnerISO,cmdCode,primaryValue,isAggregate"
    file = tmp_path / "TradeData.csv"
    file.write_text(f"{header}\nC,2022,CHN,X,KGZ,TOTAL,15421270984,true\n", encoding="utf-8")
    done = kg("add", str(file))
    assert "    format: comtrade" in done.stdout.splitlines()
    assert "rows:" not in done.stdout


def test_what_is_odd_in_a_file_is_left_to_decide(kg: Run, tmp_path: Path) -> None:
    file = tmp_path / "trade.csv"
    file.write_text(TRADE + "KGZ,CHN\nSource: customs\n", encoding="utf-8")
    told = kg("add", str(file)).stderr
    assert "- row 5: KGZ,CHN: has 2 fields, not 6" in told
    assert "- row 6: Source: customs: has 1 field, not 6" in told


def test_na_is_a_country_where_the_column_has_countries(kg: Run, tmp_path: Path) -> None:
    file = tmp_path / "trade.csv"
    text = TRADE + "KGZ,NA,M,2022,NA,c\nKAZ,NA,M,2022,5,d\nUZB,RU,X,2022,7,e\n"
    file.write_text(text.replace("CHN", "CN"), encoding="utf-8")
    done = kg("add", str(file))
    assert '    missing: [".."]' in done.stdout.splitlines()
    assert "- NA means something in one column: it is not proposed" in done.stderr


def test_a_wide_table_is_reshaped(kg: Run, tmp_path: Path) -> None:
    file = tmp_path / "gdp.csv"
    file.write_text(WIDE, encoding="utf-8")
    done = kg("add", str(file))
    assert 'UNPIVOT source ON "2019", "2020"' in done.stdout
    assert "          period: {column: year}" in done.stdout
    assert "          number: {column: value}" in done.stdout


def test_a_table_in_an_archive_is_proposed_with_the_archive(
    built: Path, table: Path, tmp_path: Path
) -> None:
    copied = shutil.copytree(built, tmp_path / "project")
    file = tmp_path / "API_NY.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("API_NY.csv", OF_THE_BANK)
        archive.writestr("Metadata_API_NY.csv", "INDICATOR_CODE,SOURCE_NOTE\nNY.GDP,x\n")
    done = run_kg("add", str(file), "--write", "gdp", cwd=copied)
    assert done.returncode == 0, done.stderr
    lines = (copied / "data" / "gdp" / "dataset.yaml").read_text(encoding="utf-8").splitlines()
    assert "  - file: API_NY.zip" in lines
    assert "    member: API_NY.csv" in lines
    assert "    format: worldbank" in lines
    assert (copied / "data" / "gdp" / "API_NY.zip").is_file()


def test_a_private_address_is_not_asked(kg: Run) -> None:
    done = kg("add", "http://127.0.0.1:9/table.csv")
    assert done.returncode == 1
    assert "http://127.0.0.1:9/table.csv: is not fetched: " in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_class_may_be_said(kg: Run, table: Path) -> None:
    assert "VisitorObservation:" in kg("add", str(table), "--class", "VisitorObservation").stdout
    wrong = kg("add", str(table), "--class", "VisitorObservatoin")
    assert wrong.returncode == 1
    assert 'did you mean "VisitorObservation"?' in wrong.stderr


def test_a_class_that_is_said_is_not_lost_on_a_known_format(kg: Run, tmp_path: Path) -> None:
    """Its columns are what counts then; where nothing tells them, that is an error."""
    rows = "7\tAlpha\tAlpha\t\t41.5\t69.25\tP\tPPL\tUZ\t\t13\t\t\t\t9\t\t455\tAsia/X\t2031-01-02\n"
    file = tmp_path / "UZ.txt"
    file.write_text(rows, encoding="utf-8")
    assert "    format: geonames" in kg("add", str(file)).stdout.splitlines()
    done = kg("add", str(file), "--class", "VisitorObservation")
    assert done.returncode == 1
    assert "what format it has is not clear; say it with --format" in done.stderr


def test_an_rdf_file_is_proposed_with_what_stands_in_it(kg: Run, tmp_path: Path) -> None:
    file = tmp_path / "places: north #2.nq"
    file.write_text(
        f"<http://a.example/1> {v.TYPE} <http://a.example/Port> <http://a.example/g> .\n"
        '<http://a.example/1> <http://a.example/name> "Alpha" .\n'
        f'<http://a.example/1> <{v.KG}noSuchProperty> "x" .\n',
        encoding="utf-8",
    )
    done = kg("add", str(file))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    source = yaml.safe_load("\n".join(lines[lines.index("graphs:") :]))["graphs"][0]
    assert source == {"file": file.name, "format": "n-quads", "document": "places-north-2"}
    assert "    # named: [http://a.example/g]    1 statements" in lines
    assert "    # http://a.example/name    1 times" in lines
    assert "- 1 subjects are http://a.example/Port" in done.stderr
    assert f"- {v.KG}noSuchProperty: a property that the ontology does not have" in done.stderr


def test_nothing_is_written_unasked(built: Path, table: Path, tmp_path: Path) -> None:
    before = sorted(path.name for path in (built / "data").iterdir())
    run_kg("add", str(table), cwd=built)
    assert sorted(path.name for path in (built / "data").iterdir()) == before


def test_a_proposal_is_written_once(built: Path, table: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(built, tmp_path / "project")
    done = run_kg("add", str(table), "--write", "my-trade", cwd=copied)
    assert done.returncode == 0, done.stderr
    folder = copied / "data" / "my-trade"
    assert sorted(path.name for path in folder.iterdir()) == ["dataset.yaml", "trade.csv"]
    again = run_kg("add", str(table), "--write", "my-trade", cwd=copied)
    assert again.returncode == 1
    assert "there is such a dataset already" in again.stderr


@pytest.mark.parametrize(
    ("name", "octets", "said"),
    [
        ("none.csv", None, "there is no such file"),
        ("empty.csv", b"", "empty"),
        ("what.bin", b"\x00\x01\x02", "format"),
    ],
)
def test_what_is_no_table_is_one_clear_error(
    kg: Run, tmp_path: Path, name: str, octets: bytes | None, said: str
) -> None:
    file = tmp_path / name
    if octets is not None:
        file.write_bytes(octets)
    done = kg("add", str(file))
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1

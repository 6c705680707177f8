from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import ExtraError, FormatError
from kg.publish.formats import FORMATS, KINDS, by_name, by_path, require_fit, write
from kg.publish.render import Style
from kg.query.results import answer, stream
from tests.views import MemoryView

DATA = """
ex:a rdfs:label "Ash"@en ; ex:n 1 ; geo:asWKT "POINT(1 2)"^^geo:wktLiteral .
ex:b ex:n 2 .
"""
SELECT = "SELECT ?s ?n ?at { ?s ex:n ?n OPTIONAL { ?s geo:asWKT ?at } } ORDER BY ?n"
CONSTRUCT = "CONSTRUCT { ?s ex:n ?n } { ?s ex:n ?n }"


@pytest.fixture
def view() -> MemoryView:
    return MemoryView(DATA)


def written(view: MemoryView, text: str, name: str, limit: int | None = None) -> str:
    made = by_name(name)
    return write(answer(view, text, limit=limit), made, Style(view)).decode()


def test_csv_has_whole_iris(view: MemoryView) -> None:
    rows = list(csv.DictReader(io.StringIO(written(view, SELECT, "csv"))))
    assert rows[0] == {"s": "http://example.org/a", "n": "1", "at": "POINT(1 2)"}


@pytest.mark.parametrize(
    ("name", "limit"), [("json", None), ("json", 1), ("xml", None), ("xml", 1)]
)
def test_sparql_results_are_read_again(view: MemoryView, name: str, limit: int | None) -> None:
    text = written(view, SELECT, name, limit)
    form = ox.QueryResultsFormat.from_extension(by_name(name).engine.file_extension)  # type: ignore[union-attr]
    again = ox.parse_query_results(text, form)
    assert isinstance(again, ox.QuerySolutions)
    assert len(list(again)) == (limit or 2)
    assert ("first 1 rows" in text or '"limit": 1' in text) == (limit is not None)


def test_tsv_has_terms(view: MemoryView) -> None:
    assert written(view, SELECT, "tsv").splitlines()[2] == "<http://example.org/b>\t2\t"


@pytest.mark.parametrize("name", ["csv", "tsv", "json", "xml", "table", "md"])
def test_truth(view: MemoryView, name: str) -> None:
    assert "true" in written(view, "ASK { ex:a ex:n 1 }", name)
    assert "false" in written(view, "ASK { ex:a ex:n 2 }", name)


@pytest.mark.parametrize("name", ["ttl", "nt", "trig", "jsonld"])
@pytest.mark.parametrize("limit", [None, 1])
def test_triples_are_read_again(view: MemoryView, name: str, limit: int | None) -> None:
    text = written(view, CONSTRUCT, name, limit)
    form = ox.RdfFormat.from_extension(name)
    assert len(list(ox.parse(text, form))) == (limit or 2)
    assert text.startswith("# only the first 1 triples") == (limit == 1 and name != "jsonld")


def test_turtle_declares_the_prefixes_that_it_uses(view: MemoryView) -> None:
    text = written(view, CONSTRUCT, "ttl")
    assert "@prefix ex: <http://example.org/>" in text
    assert "ex:a ex:n 1" in text
    assert "skos" not in text


def test_geojson(view: MemoryView) -> None:
    made = json.loads(written(view, SELECT, "geojson"))
    assert [
        feature["geometry"] and feature["geometry"]["type"] for feature in made["features"]
    ] == [
        "Point",
        None,
    ]


def test_json_lines_keep_every_digit(view: MemoryView) -> None:
    text = """SELECT ?iri ?n ?text ?none { VALUES (?iri ?n ?text ?none) {
        (ex:a 100.50 "say \\"hi\\"" UNDEF) (ex:b 7 "" UNDEF) } } ORDER BY ?iri"""
    lines = write(answer(view, text), by_name("jsonl"), Style(view)).decode().splitlines()
    assert lines == [
        '{"iri": "http://example.org/a", "n": 100.5, "text": "say \\"hi\\"", "none": null}',
        '{"iri": "http://example.org/b", "n": 7, "text": "", "none": null}',
    ]
    short = write(answer(view, text, limit=1), by_name("jsonl"), Style(view)).decode()
    assert short.splitlines()[1:] == ['{"limit": 1}']


def test_parquet(view: MemoryView) -> None:
    from pyarrow import parquet

    content = write(answer(view, SELECT, limit=1), by_name("parquet"), Style(view))
    table = parquet.read_table(io.BytesIO(content))
    assert table.to_pydict() == {"s": ["http://example.org/a"], "n": [1], "at": ["POINT(1 2)"]}
    assert table.schema.metadata == {b"limit": b"1"}


def test_a_missing_extra_names_its_installation(
    view: MemoryView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ExtraError, match=r"pip install 'sogdian\[tables\]'"):
        write(answer(view, SELECT), by_name("parquet"), Style(view))


def test_a_table_is_drawn_anywhere(view: MemoryView) -> None:
    text = written(view, SELECT, "table")
    assert "Ash" in text
    assert "2 rows" in text
    assert max(map(len, text.splitlines())) < 140


@pytest.mark.parametrize("name", [name for name, made in FORMATS.items() if made.engine])
def test_what_streams_is_what_is_written(view: MemoryView, name: str) -> None:
    made = by_name(name)
    text = SELECT if "rows" in made.kinds else CONSTRUCT
    assert made.engine is not None
    stream(view, text, output := io.BytesIO(), made.engine)
    whole = write(answer(view, text), made, Style(view))
    assert sorted((output.getvalue() + made.end).splitlines()) == sorted(whole.splitlines())


@pytest.mark.parametrize(
    ("name", "query", "fitting"),
    [
        ("ttl", "SELECT", "table, csv, tsv, json, jsonl, xml, md, geojson, parquet"),
        ("csv", "CONSTRUCT", "table, md, ttl, nt, trig, jsonld"),
        ("parquet", "ASK", "table, csv, tsv, json, xml, md"),
        ("geojson", "DESCRIBE", "table, md, ttl, nt, trig, jsonld"),
    ],
)
def test_what_does_not_fit_lists_what_does(name: str, query: str, fitting: str) -> None:
    with pytest.raises(FormatError) as caught:
        require_fit(by_name(name), KINDS[query.lower()])
    assert str(caught.value).endswith(f"for which there is {fitting}")
    assert caught.value.exit_code == 2


def fits(name: str, kind: str) -> bool:
    try:
        require_fit(by_name(name), kind)
    except FormatError:
        return False
    return True


def test_a_text_that_is_no_query_is_left_to_the_engine() -> None:
    assert not fits("ttl", KINDS["select"])
    assert fits("ttl", "")


def test_formats_are_found_by_name_and_ending() -> None:
    assert by_path(Path("x/answer.CSV")).name == "csv"
    assert by_path(Path("a.srx")).name == "xml"
    assert by_path(Path("a.txt")).name == "table"
    with pytest.raises(FormatError, match='no format "xlsx"; known are: xml, csv'):
        by_name("xlsx")
    with pytest.raises(FormatError, match='no format "jsonlx"; did you mean "jsonl"'):
        by_name("jsonlx")
    with pytest.raises(FormatError, match=r"ending of answer.xlsx means no format; known are .txt"):
        by_path(Path("answer.xlsx"))
    with pytest.raises(FormatError, match="ending of answer"):
        by_path(Path("answer"))


def test_endings_and_media_types_are_unique() -> None:
    endings = [ending for made in FORMATS.values() for ending in made.endings]
    assert len(endings) == len(set(endings))
    assert len({made.media_type for made in FORMATS.values()}) == len(FORMATS)

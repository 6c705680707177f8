from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ForbiddenError, QueryError, SyntaxQueryError
from kg.query.results import Rows, Triples, Truth, answer, stream
from kg.store.view import Dataset, View
from tests.views import PREFIXES, MemoryView

DATA = """
ex:a rdfs:label "Ash <b>"@en ; ex:n 1 ; ex:d "2025-11-23"^^xsd:date ; ex:m 1.5 .
ex:b rdfs:label "Бук"@ru ; ex:n 2 ; ex:d "2025"^^xsd:gYear .
"""
SELECT = "SELECT ?s ?n ?d ?m { ?s ex:n ?n ; ex:d ?d OPTIONAL { ?s ex:m ?m } } ORDER BY ?n"


@pytest.fixture
def view() -> View:
    return MemoryView(DATA)


def rows(view: View, text: str = SELECT, limit: int | None = None) -> Rows:
    result = answer(view, text, limit=limit)
    assert isinstance(result, Rows)
    return result


def test_rows_are_python_values(view: View) -> None:
    assert [tuple(row) for row in rows(view)] == [
        ("http://example.org/a", 1, date(2025, 11, 23), Decimal("1.5")),
        ("http://example.org/b", 2, "2025", None),
    ]


def test_a_row_is_read_by_place_name_and_attribute(view: View) -> None:
    row = rows(view)[0]
    subject, number, *_ = row
    assert row[0] == row["s"] == row.s == subject
    assert number == 1
    assert row.to_dict()["n"] == 1
    assert repr(row).startswith("Row(s='http://example.org/a', n=1, d=")
    with pytest.raises(AttributeError, match="the columns are s, n, d, m"):
        _ = row.zzz


def test_a_column_comes_before_a_method_of_tuples(view: View) -> None:
    row: Any = rows(view, "SELECT (COUNT(*) AS ?count) (7 AS ?index) { ?s ?p ?o }")[0]
    assert (row.count, row.index) == (row["count"], 7)


def test_an_answer_can_be_read_twice_and_counted(view: View) -> None:
    found = rows(view)
    assert list(found) == list(found)
    assert len(found) == 2
    assert found.columns == ("s", "n", "d", "m")
    assert repr(found) == "<Rows: 2 of s, n, d, m>"


def test_a_limit_shortens_and_says_so(view: View) -> None:
    assert (len(rows(view, limit=1)), rows(view, limit=1).limit) == (1, 1)
    assert (len(rows(view, limit=2)), rows(view, limit=2).limit) == (2, None)
    assert (len(rows(view, limit=0)), rows(view, limit=0).limit) == (0, 0)


def test_triples_and_truth(view: View) -> None:
    triples = answer(view, "CONSTRUCT { ?s ex:m ?n } { ?s ex:n ?n }")
    assert isinstance(triples, Triples)
    assert sorted(str(triple.object)[1] for triple in triples) == ["1", "2"]
    assert [len(row) for row in triples.rows()] == [3, 3]
    short = answer(view, "CONSTRUCT { ?s ex:m ?n } { ?s ex:n ?n }", limit=1)
    assert isinstance(short, Triples)
    assert (len(short), short.limit) == (1, 1)
    truth = answer(view, "ASK { ex:a ex:n 1 }")
    assert isinstance(truth, Truth)
    assert truth
    assert repr(answer(view, "ASK { ex:a ex:n 3 }")) == "false"


def test_what_is_not_a_question_is_refused(view: View) -> None:
    with pytest.raises(ForbiddenError):
        answer(view, "INSERT DATA { ex:a ex:n 3 }")
    with pytest.raises(ForbiddenError):
        stream(view, "SELECT * { SERVICE ex:a { } }", io.BytesIO(), ox.QueryResultsFormat.CSV)


def test_a_fault_that_people_make_is_named(view: View) -> None:
    with pytest.raises(SyntaxQueryError, match='"exx:" is not declared; did you mean "ex"'):
        answer(view, "SELECT * { ?s exx:n ?n }")
    with pytest.raises(SyntaxQueryError, match="does not parse at its end"):
        answer(view, "SELECT * { ?s ?n }")


class Failing(MemoryView):
    """A store that breaks in the middle of an answer."""

    variables = (ox.Variable("x"),)

    def query(self, sparql: str, dataset: Dataset | None = None) -> Any:
        return self

    def __iter__(self) -> Iterator[Iterable[ox.Literal]]:
        yield (ox.Literal(1),)
        raise RuntimeError("Corruption: bad block")


def test_an_answer_that_breaks_off_is_an_error_without_rows() -> None:
    with pytest.raises(QueryError, match="bad block"):
        answer(Failing(), "SELECT ?x { }")


def test_a_stream_writes_the_serialisation(view: View) -> None:
    output = io.BytesIO()
    stream(view, "SELECT ?n { ?s ex:n ?n } ORDER BY ?n", output, ox.QueryResultsFormat.CSV)
    assert output.getvalue() == b"n\r\n1\r\n2\r\n"


def test_a_notebook_sees_labels_linked_and_escaped(view: View) -> None:
    html = rows(view)._repr_html_()
    assert '<td><a href="http://example.org/a">Ash &lt;b&gt;</a></td><td>1</td>' in html
    assert "<th>s</th>" in html
    assert "rows" not in html
    assert "1 of the first 1 rows (limit)" in rows(view, limit=1)._repr_html_()
    assert "Бук" in rows(view, "SELECT ?s { ?s ex:n 2 }")._repr_html_()
    triples = answer(view, "DESCRIBE ex:a")
    assert isinstance(triples, Triples)
    assert "<th>predicate</th>" in triples._repr_html_()


def test_a_long_answer_is_not_cut_in_silence() -> None:
    many = Rows(["n"], [(ox.Literal(n),) for n in range(250)])
    assert "100 of 250 rows" in many._repr_html_()


def test_pandas(view: View) -> None:
    frame = rows(view).to_pandas()
    assert list(frame.columns) == ["s", "n", "d", "m"]
    assert list(frame["n"]) == [1, 2]


def test_arrow(view: View) -> None:
    table = rows(view).to_arrow()
    assert table.column_names == ["s", "n", "d", "m"]
    assert table.to_pydict() == {
        "s": ["http://example.org/a", "http://example.org/b"],
        "n": [1, 2],
        "d": ["2025-11-23", "2025"],
        "m": [Decimal("1.5"), None],
    }
    mixed = Rows(["x"], [(ox.Literal(1),), (ox.Literal("1.5", datatype=_XSD_DECIMAL),), (None,)])
    assert mixed.to_arrow().to_pydict() == {"x": [Decimal(1), Decimal("1.5"), None]}
    assert Rows(["x"], []).to_arrow().num_rows == 0
    huge = Rows(["x"], [(ox.Literal(str(2**70), datatype=_XSD_INTEGER),)])
    assert huge.to_arrow().to_pydict() == {"x": [str(2**70)]}


_XSD_DECIMAL = ox.NamedNode(PREFIXES["xsd"] + "decimal")
_XSD_INTEGER = ox.NamedNode(PREFIXES["xsd"] + "integer")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
terms = st.one_of(
    st.none(),
    texts.map(ox.Literal),
    texts.map(lambda text: ox.Literal(text, language="ru")),
    texts.map(lambda text: ox.Literal(text, datatype=ox.NamedNode("http://example.org/t"))),
    st.integers(-(2**60), 2**60).map(ox.Literal),
    st.booleans().map(ox.Literal),
    st.integers(0, 9).map(lambda n: ox.NamedNode(f"http://example.org/{n}")),
    st.integers(0, 9).map(lambda n: ox.BlankNode(f"b{n}")),
)


@given(st.integers(0, 3).flatmap(lambda n: st.lists(st.tuples(*[terms] * n), max_size=5)))
def test_the_engine_serialises_the_terms_that_the_rows_hold(table: list[Any]) -> None:
    width = len(table[0]) if table else 2
    found = Rows([f"v{index}" for index in range(width)], table)
    again = ox.parse_query_results(
        found.serialize(ox.QueryResultsFormat.JSON), ox.QueryResultsFormat.JSON
    )
    assert isinstance(again, ox.QuerySolutions)
    assert [tuple(solution) for solution in again] == table


def test_triple_terms_are_serialised() -> None:
    triple = ox.Triple(ox.NamedNode("http://a/s"), ox.NamedNode("http://a/p"), ox.Literal("o"))
    json = Rows(["t"], [(triple,)]).serialize(ox.QueryResultsFormat.JSON)
    assert b'"type":"triple"' in json

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg.errors import ParameterError, QueryError
from kg.query.named.queries import (
    NamedQuery,
    all_named,
    bound,
    named,
    names,
    parse_query,
    read_query,
)
from kg.query.python import IRI
from kg.query.results import Rows, answer
from kg.store.view import Label, View
from tests.views import MemoryView

EX = "http://example.org/"
DATA = """
ex:Ship a owl:Class . ex:Flag a owl:Class .
<http://example.org/id/Ship/aurora> a ex:Ship ; ex:flag <http://example.org/id/Flag/NOR> ;
  ex:state <http://example.org/code/state/afloat> ;
  ex:built "1999-05-01"^^xsd:date ; ex:length 82.5 .
<http://example.org/id/Ship/borea> a ex:Ship ; ex:flag <http://example.org/id/Flag/KAZ> ;
  ex:state <http://example.org/code/state/scrapped> ;
  ex:built "2010-01-01"^^xsd:date ; ex:length 90.0 .
<http://example.org/id/Flag/NOR> a ex:Flag . <http://example.org/id/Flag/KAZ> a ex:Flag .
<http://example.org/code/state/afloat> skos:inScheme <http://example.org/code/state> ;
  skos:notation "afloat" ; skos:prefLabel "afloat"@en , "на плаву"@ru .
<http://example.org/code/state/scrapped> skos:inScheme <http://example.org/code/state> ;
  skos:notation "scrapped" ; skos:prefLabel "broken up"@en .
"""
LABELS = [
    Label(f"{EX}id/Ship/aurora", "Ship", "key", "", "aurora"),
    Label(f"{EX}id/Ship/aurora", "Ship", "name", "en", "Aurora"),
    Label(f"{EX}id/Ship/borea", "Ship", "key", "", "borea"),
    Label(f"{EX}id/Flag/NOR", "Flag", "key", "", "NOR"),
    Label(f"{EX}id/Flag/NOR", "Flag", "name", "en", "Norway"),
    Label(f"{EX}id/Flag/NOR", "Flag", "name", "ru", "Норвегия"),
    Label(f"{EX}id/Flag/KAZ", "Flag", "key", "", "KAZ"),
]
HEADER = """\
#+ summary: Ships
#+ tags: [ships]
#+ parameters:
#+   flag: {class: Flag, description: "The flag"}
#+   state: {codes: state, description: "The state", default: afloat}
#+   builtOn: {type: date, description: "The day"}
#+   longerThan: {type: decimal, description: "Metres"}
"""
QUERY = """\
PREFIX ex: <http://example.org/>
SELECT ?ship ?flag {
  VALUES ?flag { <http://example.org/id/Flag/NOR> }
  VALUES ?state { <http://example.org/code/state/afloat> }
  VALUES ?builtOn { "1999-05-01"^^<http://www.w3.org/2001/XMLSchema#date> }
  ?ship ex:flag ?flag ; ex:state ?state ; ex:built ?builtOn ; ex:length ?length
  VALUES ?longerThan { 10.0 }
  FILTER(!BOUND(?longerThan) || ?length > ?longerThan)
} ORDER BY ?ship
"""


@pytest.fixture
def view() -> View:
    return MemoryView(DATA, LABELS)


@pytest.fixture
def ships() -> NamedQuery:
    return parse_query(HEADER + QUERY, "ships")


def asked(query: NamedQuery, view: View, **given: Any) -> list[str]:
    rows = answer(view, bound(query, view, given))
    assert isinstance(rows, Rows)
    return [row.ship.rpartition("/")[2] for row in rows]


def test_a_header_becomes_parameters(ships: NamedQuery) -> None:
    assert (ships.summary, ships.tags) == ("Ships", ("ships",))
    assert [parameter.name for parameter in ships.parameters] == [
        "flag",
        "state",
        "builtOn",
        "longerThan",
    ]
    flag = ships.parameter("flag")
    assert (flag.kind, flag.of, flag.example) == ("class", "Flag", f"<{EX}id/Flag/NOR>")
    assert ships.parameter("state").default == ("afloat",)
    assert ships.to_dict()["parameters"][0]["of"] == "Flag"
    assert "text" not in ships.to_dict()


def test_what_is_not_given_is_every_value_or_the_default(ships: NamedQuery, view: View) -> None:
    assert asked(ships, view) == ["aurora"]
    assert asked(ships, view, state=["afloat", "scrapped"]) == ["aurora", "borea"]


@pytest.mark.parametrize(
    "flag",
    [
        "KAZ",
        "Flag/KAZ",
        "ex:id/Flag/KAZ",
        f"{EX}id/Flag/KAZ",
        f"<{EX}id/Flag/KAZ>",
        IRI(f"{EX}id/Flag/KAZ"),
        " kaz ",
    ],
)
def test_an_entity_is_named_in_any_way(ships: NamedQuery, view: View, flag: str) -> None:
    assert asked(ships, view, flag=flag, state="scrapped") == ["borea"]


@pytest.mark.parametrize(
    "state",
    ["scrapped", "broken up", f"{EX}code/state/scrapped", "SCRAPPED", "ex:code/state/scrapped"],
)
def test_a_code_is_named_by_notation_label_or_iri(
    ships: NamedQuery, view: View, state: str
) -> None:
    assert asked(ships, view, state=state) == ["borea"]


@pytest.mark.parametrize("name", ["builtOn", "built-on", "built_on", "BUILTON"])
def test_a_parameter_is_found_however_its_words_are_joined(
    ships: NamedQuery, view: View, name: str
) -> None:
    assert asked(ships, view, **{name: "1999-05-01"}) == ["aurora"]


def test_python_values_are_taken(ships: NamedQuery, view: View) -> None:
    assert asked(ships, view, built_on=date(1999, 5, 1)) == ["aurora"]
    assert asked(ships, view, longer_than=Decimal("82.5")) == []
    assert asked(ships, view, longer_than=82) == ["aurora"]
    assert asked(ships, view, longer_than="50.0") == ["aurora"]
    assert asked(ships, view, flag=None) == asked(ships, view)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"flgs": "NOR"}, 'ships has no parameter "flgs"; did you mean "flag"?'),
        ({"flag": "NORR"}, r"flag: no Flag is called .*NORR.* did you mean .*NOR"),
        ({"flag": "aurora"}, r"flag: no Flag is called .*aurora"),
        ({"flag": f"{EX}id/Ship/aurora"}, "is no Flag, but Ship"),
        ({"state": "sunk"}, 'state: "sunk" is no code of state; known are: afloat, scrapped'),
        ({"state": "afloot"}, 'did you mean "afloat"?'),
        ({"builtOn": "1999"}, "builtOn: .* a day is wanted"),
        ({"builtOn": "1999-13-01"}, "builtOn: .* is no date: the calendar has no such day"),
        ({"builtOn": "yesterday"}, "builtOn: .* is no date: a day is wanted, such as 2025-11-23"),
        ({"builtOn": "2025"}, "builtOn: .* is no full date: a day is wanted, such as 2025-11-23"),
        ({"longerThan": "long"}, "longerThan: .* is no number"),
    ],
)
def test_a_wrong_value_says_what_is_right(
    ships: NamedQuery, view: View, given: dict[str, str], said: str
) -> None:
    with pytest.raises(ParameterError, match=said) as caught:
        bound(ships, view, given)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "value", ["NOR> } SERVICE <http://x/> { } VALUES ?y { <z", '" } #', "NOR\n} #", "<> { } ?x"]
)
@pytest.mark.parametrize("name", ["flag", "state", "builtOn", "longerThan"])
def test_a_value_cannot_break_out(ships: NamedQuery, view: View, name: str, value: str) -> None:
    try:
        sparql = bound(ships, view, {name: value})
    except ParameterError:
        return
    assert sparql.count("}") == bound(ships, view, {name: "KAZ"}).count("}")
    assert "SERVICE" not in sparql


def test_a_query_without_parameters_says_so(view: View) -> None:
    with pytest.raises(ParameterError, match='plain has no parameter "x"; it has none'):
        bound(parse_query("ASK {}", "plain"), view, {"x": "1"})


def test_a_span_that_is_over_before_it_begins_is_refused(view: View) -> None:
    header = "#+ summary: S\n#+ parameters: {since: {type: date}, until: {type: date}}\n"
    day = '{ "2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date> }'
    spanning = parse_query(
        f"{header}SELECT * {{ VALUES ?since {day} VALUES ?until {day} }}", "spanning"
    )
    assert "2020-05-05" in bound(spanning, view, {"since": "2020-05-05", "until": "2020-05-05"})
    with pytest.raises(ParameterError, match="both since 2020-05-05 and until 2020-05-04"):
        bound(spanning, view, {"since": "2020-05-05", "until": "2020-05-04"})


def test_a_required_parameter_shows_its_example(view: View) -> None:
    header = '#+ parameters:\n#+   x: {type: integer, required: true, description: "n"}\n'
    query = parse_query(header + "ASK { VALUES ?x { 17 } }", "need")
    with pytest.raises(ParameterError, match="need needs x, an integer, for example 17"):
        bound(query, view, {})
    assert bound(query, view, {"x": "5"}).count('"5"^^') == 1


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("#+ sumary: x", 'a header has no "sumary"; did you mean "summary"?'),
        ("#+ summary: [x]", '"summary" must be a text'),
        ("#+ tags: {a: b}\n#+ summary: x", '"tags" must be a text or a list'),
        ("#+ tags: [[a]]", '"tags" must be a text or a list'),
        ("#+ parameters: [x]", "parameters must be a mapping"),
        ("#+ parameters: {x: State}", "parameters must be a mapping"),
        ("#+ parameters: {x: {}}", '"x" needs one of class, codes, property and type'),
        (
            "#+ parameters: {x: {class: A, codes: b}}",
            '"x" needs one of class, codes, property and type',
        ),
        ("#+ parameters: {x: {type: dat}}", 'no type "dat"; did you mean "date"?'),
        ("#+ parameters: {x: {type: date, required: maybe}}", "must be true or false"),
        ("#+ parameters: {x: {type: date, defalt: 1}}", 'did you mean "default"?'),
    ],
)
def test_a_wrong_header_is_told(header: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.rq"
    path.write_text(header + "\nASK {}")
    with pytest.raises(QueryError) as caught:
        read_query(path)
    assert said in str(caught.value)
    assert caught.value.where.file == str(path)


def test_queries_are_found_by_name(tmp_path: Path) -> None:
    (tmp_path / "ships.rq").write_text(HEADER + QUERY)
    (tmp_path / "ask.rq").write_text("ASK {}")
    assert names(tmp_path) == ["ask", "ships"]
    assert [query.name for query in all_named(tmp_path)] == ["ask", "ships"]
    assert "<td>ships</td><td>Ships</td><td>flag, state," in all_named(tmp_path)._repr_html_()
    assert named(tmp_path, "ships").summary == "Ships"
    with pytest.raises(QueryError, match='no query "ship"; did you mean "ships"'):
        named(tmp_path, "ship")
    with pytest.raises(QueryError, match="no query"):
        named(tmp_path, "../x/ships")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="cannot be read: No such file"):
        read_query(tmp_path / "none.rq")
    (tmp_path / "wide.rq").write_bytes("ASK {}".encode("utf-16"))
    with pytest.raises(QueryError, match="not UTF-8"):
        read_query(tmp_path / "wide.rq")

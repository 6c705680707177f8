from __future__ import annotations

from pathlib import Path

import pytest

from kg.model.ontology import Class, Ontology
from kg.query.checking.checks import check_queries

SHIP = Class("http://example.org/Ship", "Ship", "entity", False, (), (), "", {})
ONTOLOGY = Ontology(
    base="http://example.org/",
    prefixes={},
    classes={SHIP.iri: SHIP},
    codes={"http://example.org/code/state": {}},
    properties={},
    superproperties={},
    inverses={},
    triples=(),
)
GOOD = """\
#+ summary: Ships
#+ parameters:
#+   ship: {class: Ship, description: "The ship"}
#+   state: {codes: state, description: "Its state"}
ASK { VALUES ?ship { <http://example.org/a> } VALUES ?state { 1 } ?ship ?p ?state }
"""


def check(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "ships.rq"
    path.write_text(text)
    return [str(issue).removeprefix(f"{path}:") for issue in check_queries(tmp_path, ONTOLOGY)]


def test_a_good_query_has_no_faults(tmp_path: Path) -> None:
    assert check(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("#+ summary: Ships\n", "", '1: the header needs a line "#+ summary: …"'),
        ("summary", "sumary", ' a header has no "sumary"; did you mean "summary"?'),
        ("class: Ship", "class: Shp", '3: the parameter "ship": no class "Shp"; did you mean "Shi'),
        ("codes: state", "codes: stat", '4: the parameter "state": no code list "stat"; did you'),
        (', description: "The ship"', "", '3: the parameter "ship": it needs a description'),
        ("VALUES ?state { 1 }", "", '4: the parameter "state": the query needs a block VALUES'),
        ("{ 1 }", "{ }", '4: the parameter "state": the query needs a block VALUES ?state'),
        ("?p ?state }", "?p }", "5:"),
        ("?p ?state }", "kg:p ?state }", '5:73: the prefix "kg:" is not declared'),
        ("ASK", "INSERT", "5:1: INSERT would change the store"),
        ("?ship ?p", "SERVICE <x> { } ?ship ?p", "5:67: SERVICE asks another server"),
    ],
)
def test_each_fault_has_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    found = check(tmp_path, GOOD.replace(old, new, 1))
    assert len(found) == 1
    assert found[0].startswith(said), found


def test_a_parameter_may_not_be_called_like_an_option(tmp_path: Path) -> None:
    (found,) = check(tmp_path, GOOD.replace("ship: {", "format: {").replace("?ship", "?format"))
    assert "has an option --format" in found


def test_the_ontology_itself_can_be_asked_for(tmp_path: Path) -> None:
    assert check(tmp_path, GOOD.replace("class: Ship", "class: Class")) == []

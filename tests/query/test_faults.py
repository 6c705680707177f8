from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.query.checking.faults import fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ASK {\n ?s ?p 'a }", "2:8: this string is not closed: 'a }"),
        ("ASK { ?s ?p ?o", '1:5: this "{" is not closed'),
        ("ASK { FILTER(1 }", '1:16: this "}" closes nothing'),
        ("ASK { } }", '1:9: this "}" closes nothing'),
        ("ASK { ?s kgg:p ?o }", '1:10: the prefix "kgg:" is not declared; did you mean "kg"?'),
        ("ASK { ?s xyzzy:p ?o }", '1:10: the prefix "xyzzy:" is not declared; known are: ex, kg'),
        ("ASK {\n FILTER(?b = )\n}\n", '2:12: "=" needs a value behind it'),
        ("ASK { FILTER(?a && ?b ||) }", '1:23: "||" needs a value behind it'),
        (
            "SELECT ?s {\n ?s ?p ?o FILTER(lanmatch(?s)) }",
            '2:18: SPARQL has no function "lanmatch"; did you mean "LANGMATCHES"?',
        ),
        ("ASK { ?s \\ ?o }", "1:10: SPARQL has no such character here: \\ ?o }"),
    ],
)
def test_faults_say_their_place(text: str, said: str) -> None:
    assert str(fault(f"{text}", ["kg", "ex"])) == said


def test_what_the_tokens_do_not_show_is_left_to_the_engine() -> None:
    assert fault("PREFIX a: <http://a/> ASK { ?s a:b ?o . _:x <c> [ ] << ?s ?p ?o >> }") is None
    assert fault("ASK { ?s ?p }") is None
    calls = (
        "SELECT DISTINCT (count(distinct (?a)) AS ?n) { ?s a (1 2) FILTER(?a in (1) || Bound(?b)) }"
    )
    assert fault(f"{calls} GROUP BY (str(?a)) HAVING (?a != 1) ORDER BY DESC (?a)") is None


@given(st.text(alphabet="{}()[]<>|:'\" ?a", max_size=30))
def test_any_text_is_judged(text: str) -> None:
    found = fault(text)
    assert found is None or found.where.line == 1

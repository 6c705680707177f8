from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.errors import ParameterError
from kg.query.sparql import Block, bind, blocks, declared, form, place, significant, tokens, verb

XSD = "http://www.w3.org/2001/XMLSchema#"


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in significant(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("'a'", "string"),
        ('"a\\"b"', "string"),
        ('"""a"b""c\\""""', "string"),
        ("'''it's''x'''", "string"),
        ('""', "string"),
        ("''''''", "string"),
        ("<http://a/\\u00e9#x>", "iri"),
        ("<>", "iri"),
        ("ex:a.b", "name"),
        ("ex:a\\,b%20c", "name"),
        (":", "name"),
        ("ex.x-y:1", "name"),
        ("пр:Алматы", "name"),
        ("_:b.1", "blank"),
        ("?x1", "variable"),
        ("$дата", "variable"),
        ("@zh-Hans", "language"),
        ("@ar--rtl", "language"),
        ("1.5e-3", "number"),
        (".5", "number"),
        ("12", "number"),
        ("SELECT", "word"),
        ("<<(", "mark"),
        ("<=", "mark"),
        ("^^", "mark"),
        ("|}", "mark"),
        ("\\", "unknown"),
        ('"a\n', "unknown"),
    ],
)
def test_each_terminal_is_one_token(text: str, kind: str) -> None:
    assert next(tokens(text)).kind == kind
    if kind != "unknown":
        assert len(list(tokens(text))) == 1


def test_a_full_stop_ends_a_triple_and_not_a_name() -> None:
    assert kinds("?s a ex:B. 1 . _:x.") == [
        ("variable", "?s"),
        ("word", "a"),
        ("name", "ex:B"),
        ("mark", "."),
        ("number", "1"),
        ("mark", "."),
        ("blank", "_:x"),
        ("mark", "."),
    ]


def test_a_hash_in_an_iri_or_a_string_begins_no_comment() -> None:
    assert kinds('<a#b> "#" # "c"\n?x') == [
        ("iri", "<a#b>"),
        ("string", '"#"'),
        ("variable", "?x"),
    ]


@given(st.text(alphabet="\"'\\#<>{}?$:@_a1. \n\r\t-^|&(*é", max_size=60) | st.text())
def test_tokens_are_the_text(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text
    assert all(text[token.start : token.end] == token.text for token in tokens(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select * {}", "select"),
        ("PREFIX ask: <a> BASE <b> ASK {}", "ask"),
        ("# SELECT\nCONSTRUCT {} {}", "construct"),
        ('VERSION "1.2" DESCRIBE <a>', "describe"),
        ("PREFIX : <a> INSERT DATA {}", "update"),
        ("", "unknown"),
        ("PREFIX", "unknown"),
        ("hello", "unknown"),
    ],
)
def test_the_form_is_the_first_word_behind_the_prologue(text: str, expected: str) -> None:
    assert form(text) == expected


@pytest.mark.parametrize("before", ["", " \n", "#\n", "x", "\u00a0", "\\u0020", "PREFIX a: <b> "])
@pytest.mark.parametrize("behind", [*" \n{*?$(<:.-_1é\\'\"#", "", "#\n{", ".a:b"])
def test_a_plain_beginning_is_told_as_the_tokens_tell_it(before: str, behind: str) -> None:
    for word in ("SELECT", "ask", "aſk", "DELETE"):
        token = verb(text := before + word + behind)
        told = token.word.lower() if token else ""
        expected = {"select": "select", "ask": "ask", "delete": "update"}.get(told, "unknown")
        assert form(text) == expected


PROLOGUE = [
    "PREFIX",
    "prefix",
    "BASE",
    "VERSION",
    "a:",
    ":",
    "a:b",
    "é:",
    "a.",
    "<x>",
    "<#>",
    "< >",
]
PROLOGUE += [
    "<",
    ">",
    " ",
    "\n",
    "\t",
    "#",
    "#\n",
    "ask",
    "SELECT",
    "DELETE",
    "{",
    "a",
    "ſ",
    "\\u0020",
]


@given(st.lists(st.sampled_from(PROLOGUE), max_size=12).map("".join))
@example("PREFIX#\na:#<y>\n<x>BASE<x>ask{")
@example("PREFIX a:b <x> ask {")
@example("PREFIX a: <x> é: <x> ask {")
def test_a_prologue_is_read_as_the_tokens_read_it(text: str) -> None:
    token = verb(text)
    told = token.word.lower() if token else ""
    expected = {"select": "select", "ask": "ask", "delete": "update"}.get(told, "unknown")
    assert form(text) == expected


def test_places_count_from_one() -> None:
    assert place("a\nbc", 3)[1:3] == (2, 2)
    assert place("", 0)[1:3] == (1, 1)


QUERY = """
SELECT ?a { # VALUES ?x { "in a comment" }
  VALUES ?x { <http://a/1> <http://a/2> }
  ?a ?b "VALUES ?x { 'in a string' }"
  VALUES $x { UNDEF }
  VALUES (?x ?y) { (1 2) }
  values ?y{3}
}
"""


def test_only_real_blocks_of_one_variable_are_found() -> None:
    found = [(block.variable, block.example) for block in blocks(QUERY)]
    assert found == [("x", "<http://a/1> <http://a/2>"), ("x", "UNDEF"), ("y", "3")]


def test_an_open_block_is_none() -> None:
    assert list(blocks("VALUES ?x { 1")) == []


def test_every_block_of_a_variable_is_bound_and_no_other() -> None:
    bound = bind(QUERY, {"x": [ox.Literal(7)]})
    seven = f'VALUES ?x {{ "7"^^<{XSD}integer> }}'
    assert bound.count(seven) == 2
    assert "values ?y{3}" in bound
    assert bound.startswith("\nSELECT ?a { # VALUES ?x {")


def test_a_parameter_without_a_block_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"no block VALUES \?z"):
        bind(QUERY, {"z": []})


@pytest.mark.parametrize("term", [ox.BlankNode("b"), "<http://a/>", ox.Variable("x"), 1])
def test_only_iris_and_literals_are_bound(term: object) -> None:
    with pytest.raises(TypeError, match="neither"):
        bind(QUERY, {"x": [term]})


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { VALUES ?x { 1 } . ?s ?p ?o }",
        "SELECT * { ?s ?p ?o VALUES ?x { 1 } ?a ?b ?c }",
        "SELECT * { ?s ?p ?o } VALUES ?x { 1 }",
        "SELECT * { { SELECT ?s { ?s ?p ?o } VALUES ?x { 1 } } }",
    ],
)
def test_without_values_a_block_lets_everything_through_wherever_it_stands(query: str) -> None:
    store = ox.Store()
    store.update("INSERT DATA { <http://a/s> <http://a/p> 1 }")
    answer = store.query(bind(query, {"x": []}))
    assert isinstance(answer, ox.QuerySolutions)
    assert len(list(answer)) == 1


iris = st.builds("http://example.org/{}".format, st.text(max_size=20))
literals = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="\"'\\#<>{}\n\r\t ?", max_size=20),
)


def term_of(text: str, kind: str) -> ox.NamedNode | ox.Literal | None:
    """The term that a parameter's text becomes, or None where pyoxigraph refuses it."""
    try:
        if kind == "iri":
            return ox.NamedNode(text)
        if kind == "typed":
            return ox.Literal(text, datatype=ox.NamedNode("http://example.org/type"))
        return ox.Literal(text, language="en") if kind == "english" else ox.Literal(text)
    except ValueError:
        return None


@given(
    st.lists(
        st.tuples(iris, st.just("iri"))
        | st.tuples(literals, st.sampled_from(["plain", "typed", "english"])),
        min_size=1,
        max_size=4,
    )
)
def test_no_value_breaks_out(values: list[tuple[str, str]]) -> None:
    terms = [term for text, kind in values if (term := term_of(text, kind)) is not None]
    query = bind("SELECT ?x { VALUES ?x { 1 } } # end", {"x": terms})
    if terms:
        assert [block.variable for block in blocks(query)] == ["x"]
        answer = ox.Store().query(query)
        assert isinstance(answer, ox.QuerySolutions)
        assert [solution["x"] for solution in answer] == terms
    assert query.endswith("} # end")


def test_declared_prefixes() -> None:
    text = 'prefix a: <http://a/> PREFIX : <b> # PREFIX c: <c>\nSELECT ("PREFIX d: <d>" AS ?x) {}'
    assert declared(text) == {"a": "http://a/", "": "b"}


def test_a_block_knows_its_place() -> None:
    text = "ASK { VALUES ?x { 1 } }"
    (block,) = blocks(text)
    assert block == Block("x", "1", 6, 21)
    assert text[block.start : block.end] == "VALUES ?x { 1 }"

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.errors import ForbiddenError, KgError, SyntaxQueryError
from kg.query.named.calls import calls
from kg.query.named.guard import forbid

CASES = Path(__file__).parent.parent / "cases" / "guard"
# The engine refuses port 1 by itself, so a call shows as an OSError and nothing is ever sent.
ELSEWHERE = "<http://127.0.0.1:1/x>"


def cases(folder: str) -> list[Path]:
    return sorted((CASES / folder).glob("*.rq"))


def read(path: Path) -> str:
    return path.read_bytes().decode()


def calls_out(query: str) -> bool:
    """Whether the engine, asked this, would call another server."""
    store = ox.Store()
    store.update("INSERT DATA { <http://a/s> <http://a/p> 1, <http://example.org/a.b> }")
    try:
        answer = store.query(query)
        if not isinstance(answer, ox.QueryBoolean):
            list(answer)
    except OSError as error:
        return "port 1 is not allowed" in str(error)
    except (SyntaxError, RuntimeError, ValueError):
        return False
    return False


def refused(query: str) -> bool:
    try:
        forbid(query)
    except ForbiddenError:
        return True
    return False


@pytest.mark.parametrize("path", cases("refused"), ids=lambda path: path.stem)
def test_what_calls_out_is_refused(path: Path) -> None:
    assert calls_out(read(path)), "the case no longer shows what it was made for"
    with pytest.raises(ForbiddenError, match="SERVICE"):
        forbid(read(path))


@pytest.mark.parametrize("path", cases("passed"), ids=lambda path: path.stem)
def test_the_word_alone_passes(path: Path) -> None:
    assert ox.Store().query(read(path)) is not None, "the case is no query"
    assert not refused(read(path))


def test_a_refusal_says_where() -> None:
    with pytest.raises(ForbiddenError) as caught:
        forbid("SELECT *\n{ SERVICE <http://x/> { } }")
    assert str(caught.value).startswith("2:3: SERVICE asks another server")


def test_a_call_written_with_escapes_is_refused_for_engines_that_resolve_them_first() -> None:
    with pytest.raises(ForbiddenError, match="escapes"):
        forbid("SELECT * { \\u0053ERVICE <http://x/> { } }")


@pytest.mark.parametrize("target", ["?g", "SILENT ex:a", "$g #{\n", "<x y>"])
def test_a_call_is_refused_whatever_it_names(target: str) -> None:
    with pytest.raises(ForbiddenError, match="SERVICE"):
        forbid(f"SELECT * {{ FILTER EXISTS {{ SERVICE {target} {{ ?s ?p ?o }} }} }}")


@pytest.mark.parametrize(
    ("update", "word"),
    [
        ("INSERT DATA { <a> <b> 1 }", "INSERT"),
        ("PREFIX x: <http://x/> # c\n delete where { ?s ?p ?o }", "DELETE"),
        ("LOAD <http://x/>", "LOAD"),
        ("BASE <http://x/> CLEAR ALL", "CLEAR"),
        ("WITH <g> DELETE { } WHERE { }", "WITH"),
    ],
)
def test_updates_are_refused(update: str, word: str) -> None:
    with pytest.raises(ForbiddenError, match=f"{word} would change the store"):
        forbid(update)


def test_what_would_overflow_the_engine_is_refused() -> None:
    forbid("SELECT * { " + "{ " * 100 + "} " * 101)
    with pytest.raises(SyntaxQueryError, match="nested more than"):
        forbid("SELECT * { FILTER(" + "(" * 5000 + "1" + ")" * 5001 + " }")


GAPS = ["", " ", "\n", "#>\n", '#"\n', "#'''\n", "#x\r"]
STRINGS = ['""', "''", '"a"', '"""a"b"""', '"\\""', '"""\\uD800"""', '"#"', "'<'", '"\\\\"']
STRINGS += ['"""', "'''", '"', "'", '"x"@en', "ex:a\\'", "ex:a.b.c", "<x'>", "<x#>", "1", "1."]
QUOTES = ["", '"', "'", '"""', "'''", "#", "<", "{ FILTER(1<2)", "FILTER(?a<?b)", "VALUES ?v {"]
PROLOGUES = ["", "BASE <http://127.0.0.1:1/> ", "PREFIX ex: <http://127.0.0.1:1/> "]

gap, string, quote = map(st.sampled_from, (GAPS, STRINGS, QUOTES))
target = st.sampled_from([ELSEWHERE, "ex:a", "ex:a.b", "?s", "<y>"])
call = st.builds(
    "{}{}{}{}{{ ?s ?p ?o }}".format, st.sampled_from(["SERVICE", "service"]), gap, target, gap
)
filler = st.one_of(
    string.map("VALUES ?v {{ {} }}".format), string.map("?s ?p {} . ".format), gap, quote
)
part = st.one_of(call, filler, st.builds("{}{}{}".format, quote, call, quote))
body = st.lists(part, min_size=1, max_size=5).map("".join)


@given(st.sampled_from(PROLOGUES), gap, body, st.sampled_from(["}", "}}", '} #\\uD800"""', "} #'"]))
@example("", "", "FILTER(1<?b)SERVICE#>\n" + ELSEWHERE + "{ }", "}")
def test_no_query_that_passes_makes_the_engine_call_out(
    prologue: str, between: str, inside: str, end: str
) -> None:
    query = f"{prologue}SELECT * {{{between}{inside}{end}"
    try:
        forbid(query)
    except KgError:
        return
    assert not calls_out(query)


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    try:
        forbid(text)
    except KgError:
        assert text


@pytest.mark.parametrize("tail", ["", "#SERVICE <a:b> {"])
@pytest.mark.parametrize(
    "part",
    [
        "service",
        "SERVICEa.",
        "SERVICE:a",
        "SERVICE\\u0041:",
        "SERVICE<",
        "SERVICE#",
        "SERVICE #\n",
        "#SERVICE<a:b>{\n",
        "'SERVICE<a:b>{'",
        "<?b)SERVICE#>",
    ],
)
def test_no_text_takes_long_to_judge(part: str, tail: str) -> None:
    """Each took a quarter of a minute or more as long as a stretch was looked at for each word."""
    text = part * (250_000 // len(part)) + tail
    assert bool(list(calls(text))) == (part == "SERVICE<" and tail != "")

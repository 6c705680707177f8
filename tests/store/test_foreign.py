from __future__ import annotations

import errno
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import QueryError, SyntaxQueryError
from kg.store.foreign import asking, store_error


def test_a_syntax_error_says_the_place_and_the_words_near_it() -> None:
    with pytest.raises(SyntaxQueryError) as caught, asking("SELECT * {\n ?s ?? ?o . ?o ?p ?q }"):
        ox.Store().query("SELECT * {\n ?s ?? ?o . ?o ?p ?q }")
    assert caught.value.where.line == 2
    assert 'near "SELECT * { ?s ??' in caught.value.message


def test_a_query_that_ends_too_soon_says_so() -> None:
    with pytest.raises(SyntaxQueryError) as caught, asking("SELECT * {"):
        ox.Store().query("SELECT * {")
    assert 'at its end, after "SELECT * {"' in caught.value.message


def test_the_reason_of_the_engine_is_said() -> None:
    query = "SELECT ?b (COUNT(*) AS ?n) { ?a <http://p> ?b } GROUP BY ?a"
    with pytest.raises(SyntaxQueryError) as caught, asking(query):
        ox.Store().query(query)
    said = "the query means nothing: the SELECT contains a variable that is unbound"
    assert str(caught.value) == said


def test_half_a_surrogate_is_no_text() -> None:
    with pytest.raises(SyntaxQueryError, match="surrogate"), asking("SELECT"):
        ox.Store().query("SELECT * { ?s ?p '\ud800' }")


def test_an_unknown_function_is_told() -> None:
    query = "SELECT (<http://example.org/f>(1) AS ?x) {}"
    with pytest.raises(QueryError, match="custom function"), asking(query):
        ox.Store().query(query)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError("IO error: lock hold by current process: x/LOCK"), "another process"),
        (PermissionError(errno.EACCES, "Permission denied"), "cannot be accessed"),
        (OSError(errno.EROFS, "Read-only file system"), "cannot be accessed"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk is full"),
        (RuntimeError("IO error: No space left on device"), "disk is full"),
        (FileNotFoundError("CURRENT"), "is no store"),
        (RuntimeError("Corruption: bad block"), "damaged or half written"),
    ],
)
def test_each_failure_of_a_folder_has_its_words(
    tmp_path: Path, error: OSError | RuntimeError, said: str
) -> None:
    message = str(store_error(tmp_path, error))
    assert said in message
    assert str(tmp_path) in message

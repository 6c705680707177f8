"""Errors as pages: a browser reads what went wrong, a program gets the same as JSON."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

from kg.web.failed import page
from tests.web.server import Server

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
WRONG = {
    "api/queries/registered?shipp=x": 400,
    "api/queries/registerd": 404,
    "api/find": 400,
    "api/find?q=%FF": 400,
    "api/why?entity=nothing": 404,
    "api/queries/registered?build=abc": 409,
    "api/status?format=csv": 400,
    "api/nothing": 404,
    "reconcile?queries=%7B": 400,
    "reconcile/preview?id=none": 404,
    "static/nothing.css": 404,
    "sparql?query=ASK%7B%7D&query=ASK%7B%7D": 400,
    "sparql?update=CLEAR+ALL": 400,
}


@pytest.mark.parametrize("path", WRONG)
def test_a_browser_gets_a_page_and_a_program_the_same_as_json(server: Server, path: str) -> None:
    for_people = httpx.get(
        server.url + path, headers={"Accept": BROWSER, "Accept-Encoding": "identity"}
    )
    assert for_people.status_code == WRONG[path]
    assert for_people.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'none'" in for_people.headers["content-security-policy"]
    assert "Accept" in for_people.headers["vary"]
    assert len(for_people.content) == int(for_people.headers["content-length"])
    for accept in ("*/*", "application/json", "application/json, text/html;q=0.5"):
        problem = httpx.get(server.url + path, headers={"Accept": accept})
        assert problem.headers["content-type"] == "application/problem+json", accept
        assert "Accept" in problem.headers["vary"]
        told = problem.json()
        assert told["status"] == problem.status_code == WRONG[path]
    if not told["type"].endswith("/not-found"):  # that has a page of its own, with suggestions
        words = unescape(re.sub("<[^>]*>", "", for_people.text))
        assert told["title"] in words
        assert told.get("detail", "") in words


def test_other_methods_and_heads_are_told_so_too(server: Server) -> None:
    posted = httpx.post(f"{server.url}api/status", headers={"Accept": BROWSER})
    assert (posted.status_code, posted.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert "<h1>The method is not allowed here</h1>" in posted.text
    head = httpx.head(f"{server.url}api/find", headers={"Accept": BROWSER})
    assert (head.status_code, head.content) == (400, b"")
    assert head.headers["content-type"] == "text/html; charset=utf-8"


def test_the_id_of_the_request_stands_on_the_page(server: Server) -> None:
    headers = {"Accept": BROWSER, "X-Request-Id": "mine-17"}
    answer = httpx.get(f"{server.url}api/find", headers=headers)
    assert "request mine-17" in answer.text
    assert answer.headers["x-request-id"] == "mine-17"


def test_nothing_that_a_problem_tells_is_markup() -> None:
    evil = "<script>alert(1)</script>"
    other = [{"label": evil, "url": "javascript:alert(1)", "short": evil}, evil]
    told = {"title": evil, "status": 400, "detail": evil, "known": other, evil: evil}
    made = page(told, '/"><b>').decode()
    assert "<script" not in made
    assert "<b>" not in made
    assert "javascript" not in made


def test_a_long_list_of_names_is_cut_and_says_so() -> None:
    told = {"title": "t", "status": 400, "known": [f"name{number}" for number in range(1500)]}
    made = page(told, "").decode()
    assert "and 1,300 more" in made
    assert "name1300" not in made

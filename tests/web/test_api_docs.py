"""The lines of docs/api.md work on the shipped project, and are what the document says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.api_client import ROOT, Client, serving

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
LINES = re.findall(r"^curl .*$", PAGE, re.MULTILINE)
SERVER = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def api(built: Path) -> Iterator[Client]:
    with serving(built) as client:
        yield client


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_the_manual_answers(api: Client, line: str) -> None:
    words = shlex.split(line)
    headers = {}
    if "-H" in words:
        name, _, value = words[words.index("-H") + 1].partition(": ")
        headers[name] = value
    path = words[-1].removeprefix(SERVER)
    assert path.startswith("/api/")
    answer = api.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    api.check(path, answer)
    if answer.headers["content-type"] == "application/json":
        assert answer.json().get("total", 1) > 0
    else:
        assert len(answer.content.splitlines()) > 1


def test_the_manual_has_every_address(api: Client) -> None:
    for path in api.document["paths"]:
        begin = path.partition("{")[0]
        known = any(SERVER + begin in line for line in LINES)
        folder = path.removesuffix("/notes").rpartition("/")[0]
        assert known or f"`{folder}/" in PAGE, path

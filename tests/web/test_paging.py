"""Pages add up: each answer of the API taken page by page is the whole, in every format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import kg
from kg.web.api.document import document
from kg.web.api.page import example_of
from tests.web.acting import BASE, asked, content, following

_PAGES = 2


def _table(delimiter: str) -> Callable[[bytes], list[Any]]:
    def read(body: bytes) -> list[Any]:
        head, *rows = csv.reader(io.StringIO(body.decode(), newline=""), delimiter=delimiter)
        return [dict(zip(head, row, strict=True)) for row in rows]

    return read


def _json(body: bytes) -> list[Any]:
    found = json.loads(body)
    return found["rows"] if "rows" in found else found["results"]  # type: ignore[no-any-return]


ROWS: dict[str, Callable[[bytes], Any]] = {
    "json": _json,
    "csv": _table(","),
    "tsv": lambda body: body.decode().split("\n")[1:-1],
    "jsonl": lambda body: [json.loads(line) for line in body.splitlines()],
    "parquet": lambda body: pq.read_table(io.BytesIO(body)),
    "srj": lambda body: json.loads(body)["results"]["bindings"],
    "geojson": lambda body: json.loads(body)["features"],
}


def _paged(graph: kg.Graph) -> Iterator[tuple[str, list[str]]]:
    """The example of each address that has pages, and the formats that it comes in."""
    for path, item in document(graph)["paths"].items():
        one = item["get"]
        names = {each["name"]: each for each in one["parameters"]}
        missing = [name for name, each in names.items() if each.get("required") and not _has(each)]
        if "offset" in names and not missing and not path.endswith("/notes"):
            yield example_of(path, one), names["format"]["schema"]["enum"]


def _has(parameter: dict[str, Any]) -> bool:
    return "example" in parameter


def _pages(graph: kg.Graph, address: str) -> Iterator[bytes]:
    while address:
        reply = asked(graph, address.removeprefix(BASE))
        yield content(reply)
        address = following(reply)


def test_every_answer_is_the_sum_of_its_pages(graph: kg.Graph) -> None:
    several = 0
    for address, formats in _paged(graph):
        mark = "&" if "?" in address else "?"
        total = json.loads(content(asked(graph, address)))["total"]
        if total < _PAGES:
            continue
        several += 1
        limit = -(-total // _PAGES)
        for form in formats:
            of_form = f"{address}{mark}format={form}"
            whole = ROWS[form](content(asked(graph, of_form)))
            pages = [ROWS[form](page) for page in _pages(graph, f"{of_form}&limit={limit}")]
            together = pa.concat_tables(pages) if form == "parquet" else list(chain(*pages))
            assert together == whole, of_form
            assert len(pages) == _PAGES
            if form == "json":  # in a CSV of contradictions, each claim has a line
                assert len(whole) == total, of_form
                assert all(len(page) <= limit for page in pages)
    assert several > 40

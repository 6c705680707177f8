"""Answers of the IMF's older JSON service: series, each with its observations.

A series may have no observation at all, or one that stands without a list around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, Where
from kg.ingest.loaders.arrow import text_batches
from kg.ingest.loaders.jsontext import cell, read_json
from kg.ingest.tables.table import Report, Table

_OBSERVATIONS = "Obs"


def load_answer(file: Path, report: Report) -> Table | None:
    """The observations of an answer, a row the number of one, from 1; None if it is none.

    Raises:
        DatasetError: it is no JSON, or its series have another form.
    """
    series = _series(read_json(file))
    if series is None:
        return None
    try:
        rows = list(_observations(series, report))
    except DatasetError as error:
        raise error.at(Where(str(file))) from None
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    cells = ([row.get(name, "") for name in columns] for row in rows)
    return Table(columns, text_batches(columns, enumerate(cells, 1)))


def _series(found: Any) -> list[Any] | None:
    """The series of an answer, or None if it is none."""
    if isinstance(found, dict):
        inner = found.get("CompactData", found)
        inner = inner.get("DataSet", inner) if isinstance(inner, dict) else inner
        found = inner.get("Series") if isinstance(inner, dict) else None
        found = [found] if isinstance(found, dict) else found
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return None
    return found if any("@REF_AREA" in one for one in found) else None


def _observations(series: list[Any], report: Report) -> Iterator[dict[str, str]]:
    silent = [one for one in series if not one.get(_OBSERVATIONS)]
    if silent:
        areas = ", ".join(cell(one.get("@REF_AREA")) for one in silent[:10])
        report(f"{len(silent):,} series have no observations: {areas}")
    for one in series:
        shared = _plain(one)
        found = one.get(_OBSERVATIONS) or []
        some = [found] if isinstance(found, dict) else found
        if not isinstance(some, list) or not all(isinstance(one, dict) for one in some):
            raise DatasetError("holds observations of another form than such answers have")
        for observation in some:
            yield shared | _plain(observation)


def _plain(node: Mapping[str, Any]) -> dict[str, str]:
    """The attributes of a node, whose names have a sign before them."""
    return {name[1:]: cell(value) for name, value in node.items() if name.startswith("@")}

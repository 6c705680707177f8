"""Statements of Wikidata of one property, a row each: value, unit, time, rank, where it is stated.

What is deprecated says nothing. That a value is unknown, or that there is none, is no value, and is
counted; so is a time that cannot be written exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.ingest.loaders.wikidata_values import END, of, text, unit
from kg.ingest.tables.table import Report

START, POINT_IN_TIME = "P580", "P585"
STATED_IN, ADDRESS = "P248", "P854"
COLUMNS = ("Value", "Unit", "Point in time", "Start", "End", "Rank", "Stated in", "Reference URL")
_SILENT = {
    "deprecated": "are deprecated",
    "somevalue": "say that the value is unknown",
    "novalue": "say that there is no value",
    "unclear": "have a value that is not read: of another calendar, planet or kind",
}


class Statements:
    """The rows of one property; what says nothing is counted and told at the end."""

    def __init__(self, name: str, report: Report) -> None:
        self._name, self._report = name, report
        self._silent: Counter[str] = Counter()
        self._first: dict[str, int] = {}

    def rows(self, claims: Mapping[str, Any], row: int) -> Iterator[tuple[int, list[str]]]:
        """The statements of an item, each with its number from 1."""
        for number, statement in enumerate(claims.get(self._name) or [], 1):
            snak = statement.get("mainsnak") or {}
            value = text(snak)
            kind = statement.get("rank") if statement.get("rank") == "deprecated" else ""
            kind = kind or ("" if value else snak.get("snaktype"))
            if kind:
                self._count(kind if kind in _SILENT else "unclear", row)
                continue
            yield number, [value, unit(snak), *_told(statement)]

    def _count(self, kind: str, row: int) -> None:
        self._silent[kind] += 1
        self._first.setdefault(kind, row)

    def finish(self) -> None:
        """Tell what says nothing."""
        for kind, count in self._silent.items():
            message = f"{count:,} statements {_SILENT[kind]}, and are no rows"
            self._report(message, row=self._first[kind], column=self._name)


def _told(statement: Mapping[str, Any]) -> list[str]:
    times = [_first(of(statement, name)) for name in (POINT_IN_TIME, START, END)]
    return [*times, str(statement.get("rank") or ""), *_references(statement)]


def _references(statement: Mapping[str, Any]) -> list[str]:
    """Where a statement is said to come from: a work, an address."""
    found = statement.get("references")
    some = [one.get("snaks") or {} for one in found] if isinstance(found, list) else []
    return [
        _first(snak for one in some for snak in one.get(name) or [])
        for name in (STATED_IN, ADDRESS)
    ]


def _first(snaks: Iterable[Mapping[str, Any]]) -> str:
    return next(filter(None, map(text, snaks)), "")

"""Writes a proposal of a `dataset.yaml` for a table, and says what is left to decide."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from kg.ingest.loaders import defaults
from kg.ingest.proposals.guess import Guess, Guesses, void
from kg.ingest.proposals.sample import Column, Sample
from kg.issues import Issue

_PLAIN = re.compile(r"[\w(][\w ().,/%$+-]*", re.ASCII)
_NUMBER = re.compile(r"[-+]?\d[\d.,'\u00a0\u202f ]*(?:[eE][-+]?\d+)?")
DECIDE = "???"
KIND = "table-edition"  # the code of what a table is an edition of
_SHOWN = 6


class Proposal(NamedTuple):
    """The text of a `dataset.yaml`, of a `shape.sql` if one is needed, and what is left open."""

    name: str
    text: str
    shape: str
    open: tuple[str, ...]


def propose(
    sample: Sample, guesses: Guesses | None, name: str, today: date, wide: Sequence[str] = ()
) -> Proposal:
    """Propose how a table becomes a dataset of some name.

    Args:
        sample: what was seen of the table; of a wide one, as it is once it was reshaped.
        guesses: what its columns may mean.
        name: of the dataset and its document.
        today: when it was retrieved.
        wide: the columns that are years.
    """
    writer = _Writer(sample, guesses, name, wide)
    known = bool(defaults(sample.format))
    body = writer.known() if known else writer.mapped()
    head = HEAD.format(name=name, today=today.isoformat(), decide=DECIDE, kind=KIND)
    shape = "" if known else writer.shape()
    return Proposal(name, head + "\n".join(body) + "\n", shape, tuple(writer.left()))


HEAD = """\
title: {decide}
publisher: {{Organisation: {{slug: {decide}, name: {decide}}}}}
license: {decide}                     # the address of the licence of the source
language: en
documents:
  - id: {name}
    title: {decide}
    publisher: {decide}
    url: {decide}
    issued: {decide}                  # when this edition came out, if it says so
    retrieved: {today}
    documentType: {kind}
"""


class _Writer:
    """Writes one proposal line by line."""

    def __init__(
        self, sample: Sample, guesses: Guesses | None, name: str, wide: Sequence[str]
    ) -> None:
        self.sample = sample
        self.guesses = guesses
        self.name = name
        self.wide = wide
        self.used = {guess.column.name for guess in guesses.found} if guesses else set()

    def known(self) -> Iterator[str]:
        """A table of a format that brings its mapping."""
        yield from self._table()

    def mapped(self) -> Iterator[str]:
        """A table whose mapping is guessed."""
        yield from self._table()
        if self.wide:
            yield "    shape: shape.sql"
        looking = {text for column in self.sample.columns for text in void(column)}
        if marks := sorted(looking - self._held()):
            yield f"    missing: {_listed(marks)}"
        yield "    rows:"
        yield "      says:"
        yield from self._class()
        if rest := [c.name for c in self.sample.columns if c.name not in self.used]:
            yield "    # columns that are not mapped yet; map them, or leave them here"
            yield f"    ignore: {_listed(rest)}"

    def _table(self) -> Iterator[str]:
        sample = self.sample
        yield "tables:"
        yield f"  - file: {yaml_text(sample.shown or sample.file.name)}"
        if sample.member:
            yield f"    member: {yaml_text(sample.member)}"
        yield f"    format: {sample.format}"
        if sample.options:
            options = ", ".join(
                f"{key}: {yaml_text(value)}" for key, value in sample.options.items()
            )
            yield f"    read: {{{options}}}"
        yield f"    document: {self.name}"

    def _held(self) -> set[str]:
        """What stands for no value in one column and means something in another."""
        found = self.guesses.found if self.guesses else ()
        return {text for guess in found for text in guess.held}

    def _class(self) -> Iterator[str]:
        if self.guesses is None:
            yield f"        {DECIDE}:             # a class: see `kg ontology list`"
            return
        yield f"        {self.guesses.cls.name}:"
        fed = {guess.prop.name: guess for guess in self.guesses.found}
        for name, prop in self.guesses.cls.properties.items():
            if name in fed:
                yield f"          {name}: {self._cell(fed[name])}"
            elif prop.iri in self.guesses.cls.dimensions or prop.least:
                yield f"          # {name}: {DECIDE}    {prop.label}"

    def _cell(self, guess: Guess) -> str:
        cell = f"{{column: {yaml_text(guess.column.name)}}}"
        if not guess.unread:
            return cell
        return f"{cell}    # not read: {', '.join(map(yaml_text, guess.unread[:_SHOWN]))}"

    def shape(self) -> str:
        """The SELECT that makes one row of each year of a wide table."""
        if not self.wide:
            return ""
        columns = ", ".join('"' + name.replace('"', '""') + '"' for name in self.wide)
        return (
            "-- The years stand in columns: one row for each, with `year` and `value`.\n"
            f"SELECT * FROM (UNPIVOT source ON {columns} INTO NAME year VALUE value)\n"
        )

    def left(self) -> Iterator[str]:
        """What somebody must decide."""
        yield f"every {DECIDE}: who published it, when, under which licence"
        yield from map(_told, self.sample.problems.issues())
        if defaults(self.sample.format):
            return
        yield from map(_meant, sorted(self._held()))
        if self.guesses is None:
            yield "the class: no class of observations fits"
        if self.wide:
            many = len(self.wide)
            yield f"{many} columns are years: shape.sql makes rows of them, with year and value"
        yield from self._unread()
        for column in self.sample.columns:
            if column.name not in self.used:
                yield f"the column {column.name}: {_described(column)}"

    def _unread(self) -> Iterator[str]:
        for guess in self.guesses.found if self.guesses else ():
            if guess.unread:
                yield (
                    f"{guess.prop.name}: {len(guess.unread)} of the texts of {guess.column.name} "
                    f"cannot be read ({', '.join(guess.unread[:_SHOWN])}): codes, skip or lookups"
                )


def _meant(text: str) -> str:
    return (
        f"{yaml_text(text)} means something in one column: it is not proposed as `missing`, which"
        " holds for all"
    )


def _told(issue: Issue) -> str:
    """What is odd in the file itself, at its row."""
    place = f"row {issue.where.line}" if issue.where.line else "the file"
    column = f", {issue.where.property}" if issue.where.property else ""
    value = f": {issue.value}" if issue.value else ""
    return f"{place}{column}{value}: {issue.message}"


def _described(column: Column) -> str:
    texts = ", ".join(column.texts[:_SHOWN]) or "empty"
    more = ", …" if len(column.texts) > _SHOWN else ""
    return texts + more + _marks(column)


def _marks(column: Column) -> str:
    """What to say of numbers with other marks: which mark is which, nobody but the source knows.

    >>> _marks(Column("value", ("1,5", "2"), 2, 0))
    '; numbers with other marks: say `decimal: ","` or `thousands: ","`'
    >>> _marks(Column("name", ("1,5", "Two"), 2, 0)), _marks(Column("value", ("1.5",), 1, 0))
    ('', '')
    """
    texts = [text for text in column.texts if text not in void(column)]
    marks = {sign for text in texts for sign in text if sign in ", \u00a0\u202f'"}
    if not marks or not all(map(_NUMBER.fullmatch, texts)):
        return ""
    sign = '","' if "," in marks else '" "' if marks & set(" \u00a0\u202f") else '"\'"'
    either = (
        f"`decimal: {sign}` or `thousands: {sign}`" if sign == '","' else f"`thousands: {sign}`"
    )
    return f"; numbers with other marks: say {either}"


def _listed(texts: list[str]) -> str:
    return "[" + ", ".join(map(yaml_text, texts)) + "]"


def yaml_text(text: str) -> str:
    """A text as YAML has it: plain where it can be, else in quotes."""
    plain = _PLAIN.fullmatch(text) and ", " not in text and not text.endswith(" ")
    return text if plain else json.dumps(text, ensure_ascii=False)

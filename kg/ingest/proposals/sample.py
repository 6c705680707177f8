"""Looks at a table before anything is known of it: its columns, and what stands in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from kg.errors import DatasetError, Where
from kg.ingest.loaders import found, loader, recognise
from kg.ingest.tables.problems import Problems

_BATCHES = 2
_MOST_TEXTS = 400


@dataclass(slots=True)
class Column:
    """One column of a sample: its name, its texts, the most frequent first, and how many rows."""

    name: str
    texts: tuple[str, ...]
    rows: int
    empty: int


@dataclass(slots=True)
class Sample:
    """The first rows of a table."""

    file: Path
    format: str
    options: dict[str, str]
    columns: tuple[Column, ...]
    rows: int
    problems: Problems
    shown: str = ""  # as a dataset names it: by its archive, or by its address
    member: str = ""


def narrowed(sample: Sample, years: Collection[str]) -> Sample:
    """A wide table as it is once `shape.sql` has made a row of each year."""
    wide = [column for column in sample.columns if column.name in years]
    texts = tuple(dict.fromkeys(text for column in wide for text in column.texts))[:_MOST_TEXTS]
    rows, empty = sample.rows * len(wide), sum(column.empty for column in wide)
    kept = [column for column in sample.columns if column.name not in years]
    year = Column("year", tuple(column.name for column in wide), rows, 0)
    return replace(sample, columns=(*kept, year, Column("value", texts, rows, empty)))


def look(file: Path, form: str = "", tell: Callable[[Path], str] = recognise) -> Sample:
    """Read the first rows of a table, whose format is `form`, or what `tell` finds.

    Raises:
        DatasetError: it cannot be read, or nothing tells what format it has.
    """
    name = form or tell(file)
    if not name:
        raise DatasetError(
            "what format it has is not clear; say it with --format", where=Where(str(file))
        )
    problems = Problems(str(file), "")
    table = loader(name)(file, {}, problems.add)
    counts = {column: Counter[str]() for column in table.columns}
    rows = 0
    for batch in islice(table.batches, _BATCHES):
        rows += batch.num_rows
        for column in table.columns:
            counts[column].update(text.strip() for text in batch.column(column).to_pylist())
    columns = tuple(_column(name, texts, rows) for name, texts in counts.items())
    return Sample(file, name, found(name, file, {}), columns, rows, problems)


def _column(name: str, texts: Counter[str], rows: int) -> Column:
    frequent = tuple(text for text, _ in texts.most_common(_MOST_TEXTS) if text)
    return Column(name, frequent, rows, texts[""])

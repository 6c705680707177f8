"""One table of a dataset: its file found, its columns checked, its rows as they are mapped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.errors import DatasetError, MappingError, Where, did_you_mean, shown
from kg.ingest.entries import Entry
from kg.ingest.loaders import generic, loader
from kg.ingest.sources.source import Source
from kg.ingest.tables.choice import Choice, choice_of, untaken
from kg.ingest.tables.mapping import TableMapping
from kg.ingest.tables.plain import is_plain, plain_columns, plain_rows, without_arrow
from kg.ingest.tables.problems import Problems
from kg.ingest.tables.reshape import reshape
from kg.ingest.tables.table import ROW, Table

if TYPE_CHECKING:
    import pyarrow as pa

_AT_ONCE = 1_000  # rows as dictionaries, which take a hundred times the memory of a batch's


class Flat(NamedTuple):
    """A record with cells that a plan can hold, and who is said to speak in it."""

    template: Any
    voices: Entry


@dataclass(slots=True)
class Opened:
    """One table of a dataset, found and checked; it can be read as often as it is needed."""

    mapping: TableMapping
    folder: Path
    source: Source
    where: Where
    problems: Problems
    flat: list[Flat] = field(default_factory=list)
    skipped: int = 0
    rows: int = 0
    faulty: int = 0
    told: bool = False

    @property
    def file(self) -> Path:
        """The file that is read: as it was found, fetched or unpacked."""
        return self.source.file

    def batches(self, *, tell: bool = True, totals: bool = False) -> Iterator[pa.RecordBatch]:
        """The rows that are not left out by name, with `totals` also those that are totals.

        What cannot be read is told once.
        """
        problems = self.problems if tell and not self.told else Problems("", "")
        self.told = self.told or tell
        self.rows = self.skipped = 0
        for batch in self._load(problems).batches:
            kept = self._kept(batch, totals=totals)
            self._tell_untaken(kept, problems)
            self.rows += batch.num_rows
            self.skipped += batch.num_rows - kept.num_rows
            yield kept

    def records(self) -> Iterator[dict[str, Any]]:
        """The rows one by one; a small plain table needs no Arrow for that."""
        if not self.plain:
            for batch in self.batches():
                for start in range(0, batch.num_rows, _AT_ONCE):
                    yield from batch.slice(start, _AT_ONCE).to_pylist()
            return
        problems, self.told = (Problems("", "") if self.told else self.problems), True
        self.rows = self.skipped = 0
        for row in plain_rows(self.file, problems.add):
            self.rows += 1
            if any(row[name].strip() in out for name, out in self.mapping.frame.skip.items()):
                self.skipped += 1
            else:
                if not any(choice.takes(row) for choice in self.choices):
                    self._tell_row(row, problems, row[ROW])
                yield row

    @property
    def choices(self) -> list[Choice]:
        """Which rows each record of the mapping takes."""
        return [choice_of(template) for template in self.mapping.templates]

    def _tell_untaken(self, batch: pa.RecordBatch, problems: Problems) -> None:
        """Tell of rows that no record of the mapping takes, once for all that are alike."""
        left = untaken(batch, self.choices)
        if not left.num_rows:
            return
        import pyarrow as pa

        names = list(dict.fromkeys(name for one in self.choices for name in one.columns))
        alike = pa.Table.from_batches([left]).group_by(names)
        for row in alike.aggregate([(ROW, "min"), (ROW, "count")]).to_pylist():
            self._tell_row(row, problems, row[f"{ROW}_min"], row[f"{ROW}_count"])

    def _tell_row(
        self, row: Mapping[str, Any], problems: Problems, number: int, rows: int = 1
    ) -> None:
        names = list(dict.fromkeys(name for one in self.choices for name in one.columns))
        value = ", ".join(str(row[name]).strip() for name in names)
        message = "no record of the mapping takes such rows: see `where` and `unless`"
        problems.add(message, row=number, column=", ".join(names), value=value, rows=rows)

    @property
    def plain(self) -> bool:
        """Whether it is read without Arrow, which is not installed."""
        frame = self.mapping.frame
        more = frame.read or frame.shape or frame.member or frame.format not in ("", "csv")
        return not more and without_arrow() and is_plain(self.file)

    def _load(self, problems: Problems) -> Table:
        frame = self.mapping.frame
        name = frame.format or generic(self.file)
        if not name:
            raise DatasetError(
                f"what format {shown(frame.file)} has is not clear; say it: `format: csv`",
                where=self.where,
            )
        table = loader(name)(self.file, frame.read, problems.add)
        return reshape(table, self.folder / frame.shape) if frame.shape else table

    def _kept(self, batch: pa.RecordBatch, *, totals: bool) -> pa.RecordBatch:
        import pyarrow as pa
        import pyarrow.compute as pc

        for column, named in self.mapping.frame.skip.items():
            whole = self.mapping.frame.totals.get(column) if totals else None
            values = [value for value in named if whole is None or value != whole.name]
            cells = pc.utf8_trim_whitespace(batch.column(column))
            out = pc.is_in(cells, value_set=pa.array(values, pa.string()))
            batch = batch.filter(pc.invert(out))
        return batch

    def check(self) -> None:
        """Compare the columns of the file with those that the mapping names.

        Raises:
            MappingError: the mapping names a column that the file does not have.
            DatasetError: the file cannot be read.
        """
        has = plain_columns(self.file) if self.plain else self._load(Problems("", "")).columns
        frame = self.mapping.frame
        for name in (*self.mapping.columns, *frame.skip, *frame.totals, *frame.ignore):
            if name not in has:
                hint = did_you_mean(name, has)
                message = f"{shown(name)} is no column of {shown(self.mapping.name)}; {hint}"
                raise MappingError(message, where=self.where)
        known = {*self.mapping.columns, *frame.ignore, *frame.skip, *frame.totals}
        for name in has:
            if name not in known:
                message = "the column is neither mapped nor named in `ignore`"
                self.problems.add(message, row=1, column=name)

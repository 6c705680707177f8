"""What is known only when a text was read: values without a column, cells without sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.ingest.loaders.arrow import without_empty
from kg.ingest.loaders.encodings import UNREADABLE
from kg.ingest.loaders.faults import Faults
from kg.ingest.loaders.layouts import Layout
from kg.ingest.loaders.naming import nameless
from kg.ingest.tables.table import ROW

if TYPE_CHECKING:
    import pyarrow as pa


class WholeFile:
    """Checks the batches of a file and remembers what must be said once of all of them."""

    def __init__(self, layout: Layout, faults: Faults) -> None:
        self._layout, self._faults = layout, faults
        self._first, self._rows = 0, 0
        self._judged = layout.encoding.judged
        if layout.above:
            self._show_header()
        for name in layout.header:
            if UNREADABLE in name:
                self._unreadable(layout.dialect.header[1], "", name)

    def _show_header(self) -> None:
        """Show what was taken for text above the header, if nobody stated that it is."""
        row = self._layout.dialect.header[0]
        message = (
            f"is not read: the header seems to be row {row}; state it: read: {{header: {row}}}"
        )
        self._faults.report(message, row=1, value=self._layout.above)

    def checked(self, batch: pa.RecordBatch, tail: bytes) -> pa.RecordBatch:
        """The columns that have a name, without rows that are no text. `tail` is what was read."""
        if not batch.num_rows:
            return self._named(batch)
        self._first = self._first or batch.column(0)[0].as_py()
        self._rows += batch.num_rows
        batch = self._closed(batch, tail)
        if not self._layout.encoding.plain:
            self._show_judgement(batch)
            batch = self._readable(batch)
        for at in self._layout.over:
            self._tell_over(batch, at)
        return self._named(batch)

    def _named(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The columns only; a row that has values elsewhere only is none."""
        import pyarrow as pa

        columns = self._layout.columns
        arrays = [batch.column(0), *(batch.column(at + 1) for at in columns)]
        named = pa.record_batch(arrays, names=[ROW, *columns.values()])
        return without_empty(named) if self._layout.over else named

    def _closed(self, batch: pa.RecordBatch, tail: bytes) -> pa.RecordBatch:
        """A batch without a last row whose last field runs to the end of the file unclosed."""
        last = batch.column(batch.num_columns - 1)[-1].as_py()
        quote = self._layout.dialect.quote.encode()
        if "\n" not in last or tail.rstrip(b"\r\n").endswith(quote):
            return batch
        if not tail.endswith((quote + last.encode())[-len(tail) :]):
            return batch
        row = batch.column(0)[-1].as_py()
        message = "the last field is not closed: is a quotation mark missing?"
        self._faults.tell("are not closed", message, row=row, value=last)
        return batch.slice(0, batch.num_rows - 1)

    def _show_judgement(self, batch: pa.RecordBatch) -> None:
        """Show how the first text reads in an encoding that was judged by its letters."""
        import pyarrow.compute as pc

        for at, name in self._layout.columns.items():
            if not self._judged:
                return
            odd = pc.index(pc.string_is_ascii(batch.column(at + 1)), False).as_py()
            if odd >= 0:
                self._judged = False
                encoding = self._layout.encoding.name
                self._faults.report(
                    f"is not UTF-8 and is read as {encoding}, judging by its letters:"
                    f" state it with read: {{encoding: {encoding}}}, or another",
                    row=batch.column(0)[odd].as_py(),
                    column=name,
                    value=batch.column(at + 1)[odd].as_py(),
                )

    def _readable(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """A batch without rows in which something could not be decoded; each is told."""
        import pyarrow.compute as pc

        for at in range(self._layout.dialect.width):
            cells = batch.column(at + 1)
            if cells.nbytes and pc.any(odd := pc.match_substring(cells, UNREADABLE)).as_py():
                name = self._layout.columns.get(at, nameless(at + 1))
                for row, value in _pairs(batch.filter(odd), at):
                    self._unreadable(row, name, value)
                batch = batch.filter(pc.invert(odd))
        return batch

    def _unreadable(self, row: int, column: str, value: str) -> None:
        message = f"holds what is no text in {self._layout.encoding.name}"
        value = value.replace(UNREADABLE, "\N{REPLACEMENT CHARACTER}")
        self._faults.tell("hold what is no text", message, row=row, column=column, value=value)

    def _tell_over(self, batch: pa.RecordBatch, at: int) -> None:
        import pyarrow.compute as pc

        held = pc.greater(pc.binary_length(batch.column(at + 1)), 0)
        if pc.any(held).as_py():
            for row, value in _pairs(batch.filter(held), at):
                message = f"a value stands in field {at + 1}, over which the header has no name"
                kind = "hold values that no name stands over"
                self._faults.tell(kind, message, row=row, column=nameless(at + 1), value=value)

    def finish(self, end: int) -> None:
        """Tell what can be said at the end only."""
        layout, report = self._layout, self._faults.report
        names, width = len(layout.header), layout.dialect.width
        if names and self._rows and names < width and not layout.wide:
            report(
                f"{self._rows:,} rows have {width} fields under {names} names, this first: "
                + f"{self._excess(names)}; state it: read: {{width: {width}}}",
                row=self._first,
                column=nameless(names + 1),
            )
        if layout.footer and not end:
            report(f'no row begins with the footer "{layout.footer}": all were read')
        self._faults.end()

    def _excess(self, names: int) -> str:
        held = [nameless(at + 1) for at in self._layout.columns if at >= names]
        if not held:
            return "what is over is empty and no column"
        return f"what is over is called {', '.join(held)} (is a name missing further left?)"


def _pairs(batch: pa.RecordBatch, at: int) -> zip[tuple[int, str]]:
    return zip(batch.column(0).to_pylist(), batch.column(at + 1).to_pylist(), strict=True)

"""CSV and TSV in the dialects and encodings that offices use, read by Arrow.

Arrow's reader takes a fifth of a second for a million rows of eight fields on one core, in blocks,
so that memory does not grow with the file; it says the number of each row that has too few or too
many fields, and so the numbers of all others are known. DuckDB's is no faster, and does not number
rows. Rows are counted as RFC 7111 counts: records, not lines, the header and empty ones included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import DatasetError, Where
from kg.ingest.loaders.arrow import gathered, needed, text_batches, without_empty
from kg.ingest.loaders.encodings import Text, open_text
from kg.ingest.loaders.faults import Faults
from kg.ingest.loaders.layouts import Layout, layout_of
from kg.ingest.loaders.odd_rows import Odd, OddRows
from kg.ingest.loaders.whole_file import WholeFile
from kg.ingest.tables.table import ROW, Report, Table

if TYPE_CHECKING:
    import pyarrow as pa

# What Arrow reads at once, up to 32 of them ahead. No row can be longer.
MEGABYTE = 1 << 20


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read a delimited text; its delimiter is found if it is not stated."""
    return load_layout(layout_of(file, options), report)


def load_tabs(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read a text delimited by tabs, if nothing else is stated."""
    return load_layout(layout_of(file, options, tabs=True), report)


def found(file: Path, options: Mapping[str, str], *, tabs: bool = False) -> dict[str, str]:
    """The options that would state what was found."""
    seen = layout_of(file, options, tabs=tabs)
    first, last = seen.dialect.header
    header = str(first) if first == last else f"{first}-{last}"
    delimiter = {"\t": "tab"}.get(seen.dialect.delimiter, seen.dialect.delimiter)
    return {"encoding": seen.encoding.name, "delimiter": delimiter, "header": header, **options}


def load_layout(layout: Layout, report: Report) -> Table:
    """Read a text whose layout is known."""
    needed("pyarrow", "reading tables")
    rows = gathered(Rows(layout, Faults(report)).batches())
    return Table(tuple(layout.columns.values()), rows)


class Rows:
    """The rows of one file, block by block: numbered, checked, and told of where they are odd."""

    def __init__(self, layout: Layout, faults: Faults) -> None:
        self._layout, self._faults = layout, faults
        self._odd = OddRows(layout, faults)
        self._next = layout.dialect.header[1] + 1
        self._end = 0
        self._whole = WholeFile(layout, faults)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """All batches; faults of the whole file are told at the end."""
        with open_text(self._layout.file, self._layout.encoding) as stream:
            stream.read(self._layout.start)
            for block in chain(self._blocks(stream), [None]):
                batch = self._whole.checked(without_empty(self._placed(block)), stream.tail)
                if batch.num_rows:
                    yield batch
                if self._end:
                    break
            self._whole.finish(self._end)

    def _blocks(self, stream: Text) -> Iterator[pa.RecordBatch]:
        """What Arrow makes of the text, each cell as it stands."""
        import pyarrow as pa

        try:
            with _reader(stream, self._layout, self._odd.take) as reader:
                yield from reader
        except pa.ArrowInvalid as error:
            if "Empty CSV" in str(error):
                return
            row, longest = self._odd.rest(self._next)[1], self._layout.longest
            raise DatasetError(
                f"row {row} is longer than {longest} MB: is a quotation mark not closed?"
                f' read: {{quote: ""}} takes it for text, {{longest: {8 * longest}}} waits for it',
                where=Where(str(self._layout.file)),
            ) from error

    def _placed(self, block: pa.RecordBatch | None) -> pa.RecordBatch:
        """The rows of a block, or those after the last, with their numbers and in their order."""
        numbers: list[range] = []
        if block is None:
            block = _empty(self._layout.dialect.width)
            odd, self._next = self._odd.rest(self._next)
        else:
            numbers, odd, self._next = self._odd.pass_over(self._next, block.num_rows)
        batch = _numbered(block, numbers)
        batch = self._cut(batch, odd)
        kept = [(one.row, cells) for one in odd if (cells := self._odd.kept(one))]
        return _merged(batch, kept) if kept else batch

    def _cut(self, batch: pa.RecordBatch, odd: list[Odd]) -> pa.RecordBatch:
        """The rows before the footer, and the odd rows only that stand before it."""
        footer = self._layout.footer
        if not footer:
            return batch
        import pyarrow.compute as pc

        starts = pc.starts_with(batch.column(1), footer)
        found = [batch.column(0)[at].as_py() for at in [pc.index(starts, True).as_py()] if at >= 0]
        found += [one.row for one in odd if one.text.lstrip('"').startswith(footer)][:1]
        if not found:
            return batch
        self._end = min(found)
        odd[:] = [one for one in odd if one.row < self._end]
        return batch.filter(pc.less(batch.column(0), self._end))


def _reader(stream: Text, layout: Layout, handler: Callable[[Any], str]) -> Any:
    """Arrow's reader, in one thread: only then does it number the rows that do not fit."""
    import pyarrow as pa
    from pyarrow import csv

    dialect = layout.dialect
    names = [str(at) for at in range(dialect.width)]
    return csv.open_csv(
        stream,
        csv.ReadOptions(
            use_threads=False, block_size=layout.longest * MEGABYTE, column_names=names
        ),
        csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char=dialect.quote or False,
            escape_char=dialect.escape or False,
            newlines_in_values=layout.encoding.quoted,
            ignore_empty_lines=False,
            invalid_row_handler=handler,
        ),
        csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )


def _empty(width: int) -> pa.RecordBatch:
    import pyarrow as pa

    names = [str(at) for at in range(width)]
    return pa.record_batch([pa.array([], pa.string())] * width, names=names)


def _numbered(block: pa.RecordBatch, numbers: list[range]) -> pa.RecordBatch:
    import pyarrow as pa

    if len(numbers) == 1:
        rows = pa.arange(numbers[0].start, numbers[0].stop)
    else:
        rows = pa.array(list(chain.from_iterable(numbers)), pa.int64())
    return pa.record_batch([rows, *block.columns], names=[ROW, *block.schema.names])


def _merged(batch: pa.RecordBatch, kept: list[tuple[int, list[str]]]) -> pa.RecordBatch:
    """A batch with further rows, in the order of the file."""
    import pyarrow as pa

    more = text_batches(batch.schema.names[1:], kept)
    table = pa.Table.from_batches([batch, *more]).sort_by(ROW)
    return table.combine_chunks().to_batches(max_chunksize=None)[0] if table.num_rows else batch

"""What is known of a delimited text before its rows are read: encoding, dialect, columns."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from kg.errors import DatasetError, Where
from kg.ingest.loaders.dialects import SAMPLE_ROWS, Dialect, dialect_of
from kg.ingest.loaders.encodings import UNREADABLE, Encoding, encoding_of, open_text
from kg.ingest.loaders.kinds import kind_of, read_head, refuse
from kg.ingest.loaders.naming import column_names, nameless

_SAMPLE = 1 << 19
_Rows = list[list[str]]
_WHITE = "\t\n\v\f\r\x1a"


@dataclass(frozen=True, slots=True)
class Layout:
    """All that is known of a file before its rows are read.

    `columns` are names by their place from 0. `over` are places that no name stands over and that
    are empty in the first rows: they are no columns, and a value there is told. `start` is where
    the rows under the header begin, in octets of UTF-8. `above` is what stands above a header that
    was found, not stated.
    """

    file: Path
    encoding: Encoding
    dialect: Dialect
    header: tuple[str, ...]
    columns: dict[int, str]
    over: tuple[int, ...]
    start: int
    above: str
    footer: str
    pad: bool
    longest: int  # row, in megabytes
    wide: bool  # as stated, whatever the header says


def layout_of(file: Path, options: Mapping[str, str], *, tabs: bool = False) -> Layout:
    """Find the encoding, the dialect and the columns of a file.

    Raises:
        DatasetError: it cannot be read, is empty or no text, or an option is wrong.
    """
    try:
        return _layout(file, options, tabs=tabs)
    except DatasetError as error:
        raise error.at(Where(str(file))) from error


def _layout(file: Path, options: Mapping[str, str], *, tabs: bool) -> Layout:
    if kind_of(head := read_head(file)):
        raise refuse(file, "delimited text", head)
    encoding = encoding_of(file, options.get("encoding", ""), options.get("quote", '"'))
    sample = _sample(file, encoding, head)
    dialect = dialect_of(sample, options, tabs=tabs)
    above, header, rows, start = _split(sample, dialect)
    columns, over = _columns(header, rows, dialect.width)
    if not columns:
        raise DatasetError("has no columns: its header is empty, and no row has a value")
    names = tuple(header[-1]) if header else ()
    guess = (
        ""
        if "header" in options
        else " ".join(filter(None, chain.from_iterable(above[dialect.excel :])))
    )
    footer, pad = options.get("footer", ""), "short" in options
    longest = int(options.get("longest", "1"))
    return Layout(
        file, encoding, dialect, names, columns, over, start, guess, footer, pad, longest,
        wide="width" in options,
    )  # fmt: skip


def _sample(file: Path, encoding: Encoding, head: bytes) -> str:
    """The first rows as text, up to the end of a line.

    Raises:
        DatasetError: there is nothing but white space, or signs that no text has.
    """
    with open_text(file, encoding) as stream:
        octets = stream.read(_SAMPLE)
    text = octets.decode("utf-8", "ignore")
    if not text.strip():
        raise DatasetError("is empty")
    odd = sum(text.count(chr(sign)) for sign in range(32) if chr(sign) not in _WHITE)
    if odd + text.count(UNREADABLE) > 2 + len(text) // 100:
        raise refuse(file, "delimited text", head)
    cut = max(text.rfind("\n"), text.rfind("\r")) + 1
    return text if len(octets) < _SAMPLE or not cut else text[:cut]


def _split(sample: str, dialect: Dialect) -> tuple[_Rows, _Rows, _Rows, int]:
    """The rows above the header, those of it, some under it, and where these begin."""
    first, last = dialect.header
    lines = _Lines(sample)
    records = dialect.read(lines)
    above = list(islice(records, last))
    if len(above) < last:
        raise DatasetError(f"the header should be row {last}, and there are {len(above)} rows")
    start = lines.octets
    at = max(first - 1, 0)
    return above[:at], above[at:], list(islice(records, SAMPLE_ROWS)), start


class _Lines:
    """The lines of a text, with the octets of those that were taken."""

    def __init__(self, text: str) -> None:
        self._lines, self.octets = io.StringIO(text, newline=""), 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.octets += len(line.encode())
        return line


def _columns(
    header: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], width: int
) -> tuple[dict[int, str], tuple[int, ...]]:
    """The columns by their place, and the places that are none."""
    names = column_names(header, width)
    held = {at for row in rows for at, cell in enumerate(row) if cell}
    columns = {at: name or nameless(at + 1) for at, name in enumerate(names) if name or at in held}
    return columns, tuple(at for at in range(width) if at not in columns)

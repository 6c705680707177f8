"""How a text is a table: its delimiter and its header, stated or found in its first rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from kg.errors import DatasetError, did_you_mean

OPTIONS = (
    "delimiter",
    "encoding",
    "escape",
    "footer",
    "header",
    "longest",
    "quote",
    "short",
    "width",
)
# Those that seldom stand inside a cell come first: of two that divide equally well they are it.
_DELIMITERS = ("\t", ";", "|", ",")
_NAMED = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "\\t": "\t"}
SAMPLE_ROWS = 1000
_NUMBERS = {"longest": "the megabytes of the longest row", "width": "the fields of a row"}
_EXCEL = re.compile(r'"?sep=(.)"?\s*\Z')

csv.field_size_limit(1 << 24)  # Python's own limit of 128 KB is less than the outline of a country


@dataclass(frozen=True, slots=True)
class Dialect:
    """How rows are written, where the header is, and how wide a row is."""

    delimiter: str
    quote: str
    escape: str
    header: tuple[int, int]
    width: int
    excel: bool = False  # the first row states the delimiter

    def read(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """Read records as Python's csv does, which is what the loader means by a record."""
        return _reader(lines, self.delimiter, self.quote, self.escape)


def dialect_of(sample: str, options: Mapping[str, str], *, tabs: bool = False) -> Dialect:
    """Find what the options do not state in the first rows of a text.

    Raises:
        DatasetError: an option is unknown or has a value that it cannot have.
    """
    known = _stated(options)
    quote, escape = known.get("quote", '"'), known.get("escape", "")
    excel = _excel(sample)
    delimiter = known["delimiter"] or excel or ("\t" if tabs else "")
    delimiter = delimiter or _divider(sample, quote, escape)
    rows = _rows(sample, delimiter, quote, escape)
    header = (
        header_rows(known["header"]) if "header" in known else find_header(rows, 1 if excel else 0)
    )
    width = int(known.get("width", 0)) or _width(rows, header)
    return Dialect(delimiter, quote, escape, header, width, bool(excel))


def _stated(options: Mapping[str, str]) -> dict[str, str]:
    for name in options:
        if name not in OPTIONS:
            raise DatasetError(f'read: has no option "{name}": {did_you_mean(name, OPTIONS)}')
    if options.get("short", "empty") != "empty":
        raise DatasetError("read: short: can only be empty: what a short row lacks is empty")
    for option, what in _NUMBERS.items():
        if not re.fullmatch(r"[1-9]\d{0,3}", options.get(option, "1")):
            raise DatasetError(f"read: {option}: must be {what}, 1 to 9999")
    stated = {**options, "delimiter": _sign("delimiter", options)}
    return stated | {name: _sign(name, options) for name in ("quote", "escape") if name in options}


def _sign(option: str, options: Mapping[str, str]) -> str:
    sign = options.get(option, "")
    sign = _NAMED.get(sign, sign)
    if len(sign) > 1 or not sign.isascii():
        raise DatasetError(f"read: {option}: must be one ASCII character, or tab; not {sign!r}")
    return sign


def header_rows(stated: str) -> tuple[int, int]:
    """The rows of a header, "5" or "3-4"; "0" is none."""
    match = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", stated.strip())
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if first > last:
        raise DatasetError(f'read: header: must be a row as 5, rows as 3-4, or 0; not "{stated}"')
    return first, last


def _reader(lines: Iterator[str], delimiter: str, quote: str, escape: str) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=delimiter,
        quotechar=quote or None,
        escapechar=escape or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
    )


def _rows(sample: str, delimiter: str, quote: str, escape: str) -> list[list[str]]:
    lines = io.StringIO(sample, newline="")
    return list(islice(_reader(lines, delimiter, quote, escape), SAMPLE_ROWS))


def _excel(sample: str) -> str:
    """The delimiter that Excel's own first line states, as in sep=;"""
    match = _EXCEL.match(sample.split("\n", 1)[0])
    return match[1] if match else ""


def _divider(sample: str, quote: str, escape: str) -> str:
    """The delimiter that divides most rows into equally many fields."""

    def quality(delimiter: str) -> tuple[int, int]:
        widths = Counter(map(len, _rows(sample, delimiter, quote, escape)))
        several = [(rows, width) for width, rows in widths.items() if width > 1]
        return max(several, default=(0, 0))

    best = max(_DELIMITERS, key=quality)
    return best if quality(best)[0] else ","


def _width(rows: Sequence[Sequence[str]], header: tuple[int, int]) -> int:
    """The number of fields that most cells under the header stand in, or the header's own."""
    own = max((_named(row) for row in rows[max(header[0] - 1, 0) : header[1]]), default=0)
    widths = Counter(len(row) for row in rows[header[1] :] if row)
    likely = {width: rows * width * (1 + (width == own)) for width, rows in widths.items()}
    usual = max(likely, key=likely.__getitem__, default=0)
    return max(own, usual)


def _named(row: Sequence[str]) -> int:
    """How many fields a row has, without empty ones at its end."""
    return max((at for at, cell in enumerate(row, 1) if cell.strip()), default=0)


def find_header(rows: Sequence[Sequence[str]], above: int = 0) -> tuple[int, int]:
    """The first row, after those `above`, that is as wide as the table and not mostly empty.

    A name may be missing, as in a header of 47 names over rows of 48 fields: then the rows follow
    at once. Rather too early than too late: a title among the names is seen, a row left out is not.
    """
    width = _width(rows, (0, 0))
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    most = max(filled, default=0)
    for at in range(above, len(rows)):
        below = len(rows[at + 1]) if at + 1 < len(rows) else 0
        short = len(rows[at]) == width - 1 > 1 and below == width
        if (len(rows[at]) >= width or short) and filled[at] >= most / 2:
            return at + 1, at + 1
    return above + 1, above + 1

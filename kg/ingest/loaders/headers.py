"""Finds the header of a known format by the names in it, wherever in the first rows it stands.

An office's preamble may be four lines, or padded by a spreadsheet, or cut off: the names decide,
not the row.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from kg.ingest.loaders.encodings import open_text
from kg.ingest.loaders.layouts import layout_of

_SAMPLE = 1 << 18
_FIRST_ROWS = 60
Fits = Callable[[frozenset[str]], bool]


@dataclass(frozen=True, slots=True)
class Header:
    """A header in its row, counted from 1, and what stands above it."""

    row: int
    names: tuple[str, ...]
    above: tuple[tuple[str, ...], ...]


def plain_name(name: str) -> str:
    """A column's name as it is compared: offices differ in capitals and white space only.

    >>> plain_name(" Country  Code")
    'country code'
    """
    return " ".join(name.split()).casefold()


def header_among(rows: Sequence[Sequence[str]], fits: Fits) -> Header | None:
    """The first row whose names fit."""
    for at, row in enumerate(rows):
        if fits(frozenset(map(plain_name, row))):
            return Header(at + 1, tuple(row), tuple(map(tuple, rows[:at])))
    return None


def header_of(file: Path, options: Mapping[str, str], fits: Fits) -> Header | None:
    """The header of a delimited text, if one of its first rows fits.

    Raises:
        DatasetError: the file cannot be read, or an option is wrong.
    """
    return header_among(first_rows(file, options), fits)


def first_rows(file: Path, options: Mapping[str, str], most: int = _FIRST_ROWS) -> list[list[str]]:
    """The first records of a delimited text.

    Raises:
        DatasetError: as for `header_of`.
    """
    layout = layout_of(file, options)
    with open_text(file, layout.encoding) as stream:
        text = stream.read(_SAMPLE).decode("utf-8", "ignore")
    return list(islice(layout.dialect.read(io.StringIO(text, newline="")), most))

"""Licences, and what they let leave: `data/licences.csv` says it, of a project and as shipped.

A licence is known by its address, in which `*` stands for anything; http or https, `www.` and a
last slash make no difference. What a project says of one goes before what is shipped.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from enum import IntEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from kg.errors import DatasetError, Where, shown
from kg.ingest.yamltext import read_text

FILE = "licences.csv"
_HEADER = ["licence", "name", "dataset", "document"]


class Level(IntEnum):
    """What may leave; each level lets leave what those before it do."""

    METADATA = 0
    """What a dataset and its documents are."""
    OFFSETS = 1
    """Records in words of one's own, with the places where they stand in a document."""
    QUOTATIONS = 2
    """A few words of a document: the locators of records."""
    DATA = 3
    """A document's own content: the rows of its tables, the triples of its RDF files."""

    @property
    def word(self) -> str:
        """How it is written.

        >>> Level.DATA.word
        'data'
        """
        return self.name.lower()


WORDS = tuple(level.word for level in Level)


class Licence(NamedTuple):
    """What one licence lets leave of a dataset that has it, and of a document that has it."""

    pattern: str
    name: str
    dataset: Level
    document: Level


class Licences:
    """All licences that are known."""

    def __init__(self, known: Iterable[Licence] = ()) -> None:
        self._known = tuple(known)

    def of(self, address: str) -> Licence | None:
        """The licence of an address, if it is a known one.

        >>> licences = Licences([Licence("x.org/by/*", "X", Level.DATA, Level.DATA)])
        >>> licences.of("https://www.x.org/by/4.0/").name, licences.of("https://x.org/")
        ('X', None)
        """
        wanted = _plain(address)
        return next((one for one in self._known if fnmatchcase(wanted, _plain(one.pattern))), None)


def _plain(address: str) -> str:
    """An address without what makes no difference.

    >>> _plain("http://www.Apache.org/licenses/")
    'apache.org/licenses'
    """
    _, found, rest = address.partition("://")
    return (rest if found else address).casefold().removeprefix("www.").removesuffix("/")


def read_licences(files: Iterable[Path]) -> Licences:
    """The licences of some files, of which the first goes before the others.

    Raises:
        DatasetError: one is not UTF-8 CSV with the header licence,name,dataset,document, or a
            level is none.
    """
    return Licences(one for path in files if path.is_file() for one in _rows(path))


def _rows(path: Path) -> Iterator[Licence]:
    rows = csv.DictReader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        if rows.fieldnames != _HEADER:
            here = shown(",".join(rows.fieldnames or []))
            wrong = f"the header is {here}; wanted is {','.join(_HEADER)}"
            raise DatasetError(wrong, where=Where(str(path), 1))
        for row in rows:
            yield _licence(row, Where(str(path), rows.line_num))
    except csv.Error as error:
        where = Where(str(path), rows.line_num)
        raise DatasetError(f"not CSV: {error}", where=where) from None


def _licence(row: dict[str, str], where: Where) -> Licence:
    if set(row) != set(_HEADER) or not all(row.values()):
        raise DatasetError("four values are wanted", where=where)
    for name in _HEADER[2:]:
        if row[name] not in WORDS:
            wrong = f"{shown(row[name])} is none of {', '.join(WORDS)}"
            raise DatasetError(wrong, where=where._replace(property=name))
    levels = (Level[row[name].upper()] for name in _HEADER[2:])
    return Licence(row["licence"], row["name"], *levels)

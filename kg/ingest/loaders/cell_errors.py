"""The errors in the cells of an XLSX sheet (#N/A, #REF!), which calamine takes for empty."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

_SHEET = re.compile(rb'<(?:\w+:)?sheet [^>]*?name="([^"]*)"[^>]*?\w+:id="([^"]*)"')
_PART = re.compile(rb"<(?:\w+:)?Relationship [^>]*>")
_CELL = re.compile(
    rb'<(?:\w+:)?c (?=[^>]*t="e")[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*>.*?<(?:\w+:)?v>([^<]*)<'
)


def cell_errors(file: Path, sheet: str) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of each cell that is an error; none in what is not XLSX."""
    if not zipfile.is_zipfile(file):
        return
    with zipfile.ZipFile(file) as archive:
        part = _part_of(archive, sheet)
        if part in archive.namelist():
            for match in _CELL.finditer(archive.read(part)):
                letters, row, value = (group.decode() for group in match.groups())
                yield int(row), _number(letters), value


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The part of the archive that holds a sheet."""
    if "xl/workbook.xml" not in archive.namelist():
        return ""
    from html import unescape

    sheets = _SHEET.findall(archive.read("xl/workbook.xml"))
    ids = {unescape(name.decode()): key for name, key in sheets}
    for part in _PART.findall(archive.read("xl/_rels/workbook.xml.rels")):
        if b'Id="%b"' % ids.get(sheet, b"?") in part and (
            target := re.search(rb'Target="([^"]*)', part)
        ):
            return str(PurePosixPath("xl") / target[1].decode().removeprefix("/xl/"))
    return ""


def _number(letters: str) -> int:
    """The number of a column, from its letters.

    >>> _number("A"), _number("AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number

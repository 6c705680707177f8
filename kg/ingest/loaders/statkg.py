"""Workbooks of the statistics committee of Kyrgyzstan: names in three languages, years as columns.

The title and the unit stand above in each language. A year may carry the mark of a footnote,
`2023 1`, whose text stands below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kg.ingest.loaders.arrow import needed
from kg.ingest.loaders.office_sheets import Rows, Sheet, cells_above, footnotes, sheets_with, year
from kg.ingest.loaders.placed import placed_batches
from kg.ingest.tables.table import Report, Table

_LANGUAGES = ("ky", "ru", "en")
_TITLE, _UNIT, _YEAR, _NOTE, _VALUE, _SHEET = "Title", "Unit", "Year", "Note", "Value", "Sheet"
COLUMNS = (*(f"Name {one}" for one in _LANGUAGES), _YEAR, _VALUE, _NOTE, _TITLE, _UNIT, _SHEET)
_CODE = re.compile(r"\d\.\d\d\.\d\d")
_KYRGYZ = frozenset("ңөүҢӨҮ")
_LEAST_YEARS = 3


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read a workbook; each year of each line becomes a row, with the column that it stood in."""
    needed("pyarrow", "reading tables")
    found = sheets_with(file, options, _header)
    return Table(COLUMNS, placed_batches(COLUMNS, (row for one in found for row in _rows(one))))


def fits(file: Path) -> bool:
    """Whether a file is such a workbook: the title begins with the committee's number."""
    return any(_CODE.match(cell) for cell in cells_above(file, _header))


def _header(rows: Rows) -> int:
    """The number of the first row with several years, after columns that have names."""
    for number, row in enumerate(rows[:20], 1):
        years = [at for at, cell in enumerate(row) if year(cell)[0]]
        if len(years) >= _LEAST_YEARS and years[0] > 0:
            return number
    return 0


def _rows(sheet: Sheet) -> Iterator[tuple[int, int, list[str]]]:
    years = {at: year(cell) for at, cell in enumerate(sheet.names) if year(cell)[0]}
    first = min(years)
    below = list(sheet.below())
    languages = _languages(sheet, first)
    notes = footnotes(below, first)
    marked = {mark: languages_of(texts) for mark, texts in notes.items()}
    title, unit = _title(sheet), _unit(sheet)
    for number, row in below:
        if not any(row[:first]) or _is_note(row, first, notes):
            continue
        names = [next((row[at] for at in places), "") for places in languages]
        for at, (when, mark) in years.items():
            note = marked.get(mark, f"mark {mark}" if mark else "")
            yield number, at + 1, [*names, when, row[at], note, title, unit, sheet.name]


def languages_of(texts: Sequence[str]) -> str:
    """A text in the language that has it best: the Russian one, as the others are made from it."""
    return texts[1] if len(texts) > 1 else texts[0]


def _is_note(row: Sequence[str], first: int, notes: Mapping[str, list[str]]) -> bool:
    return not any(row[first:]) and any(
        cell.endswith(text) for cell in row[:first] for some in notes.values() for text in some
    )


def _languages(sheet: Sheet, first: int) -> list[list[int]]:
    """The columns of names in each language, told by their letters."""
    texts = ["".join(row[at] for _, row in sheet.below()) for at in range(first)]
    kinds = [_language(text) for text in texts]
    return [[at for at, kind in enumerate(kinds) if kind == one] for one in _LANGUAGES]


def _language(text: str) -> str:
    """The language of names, of the three.

    >>> _language("China, Kazakhstan"), _language("Кытай, Өзбекстан"), _language("Китай")
    ('en', 'ky', 'ru')
    """
    letters = [sign for sign in text if sign.isalpha()]
    if sum(sign.isascii() for sign in letters) > len(letters) / 2:
        return "en"
    return "ky" if _KYRGYZ & set(text) else "ru"


def _title(sheet: Sheet) -> str:
    return " | ".join(cell for row in sheet.above[:1] for cell in row if cell)


def _unit(sheet: Sheet) -> str:
    """The unit in brackets above the table, in English if it is there."""
    found = [cell for row in sheet.above for cell in row if cell.startswith("(")]
    return found[-1].strip("() ") if found else ""

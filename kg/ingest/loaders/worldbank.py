"""The World Bank's tables: the wide download of every vintage, DataBank's, long forms, the API's.

All become rows of the same columns: an economy, an indicator, a year, a value. The wide download
has a preamble of four lines, or none, or one that a spreadsheet padded; what is the header is told
by its names. A spreadsheet also leaves six digits of a large number, `1.77341E+13`: that is told,
since no reader can bring the others back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import DatasetError, Where
from kg.ingest.loaders.arrow import needed
from kg.ingest.loaders.headers import Header, header_of, load_under, plain_name, wanted_header
from kg.ingest.loaders.kinds import read_head
from kg.ingest.loaders.wide import Unfolding, ValueColumn
from kg.ingest.loaders.worldbank_api import (
    CODE,
    COLUMNS,
    SERIES,
    SERIES_CODE,
    UPDATED,
    VALUE,
    YEAR,
    is_answer,
    load_answer,
    period,
)
from kg.ingest.tables.table import ROW, Report, Table

if TYPE_CHECKING:
    import pyarrow as pa

# What DataBank and the long forms call the same columns.
_NAMES = {plain_name(name): name for name in COLUMNS} | {
    "series name": SERIES,
    "series code": SERIES_CODE,
    "time": YEAR,
}
# Options of the loader's own, for a table that does not say of which indicator it is.
_OPTIONS = {"series": SERIES_CODE, "series-name": SERIES}
_YEAR = re.compile(r"(?:YR)?(?P<year>\d{4}(?:[QM]\d{1,2})?)(?:\.0)?(?: \[[^\]]*\])?")
_SERIES = re.compile(r"(?P<name>.+) \[(?P<code>[A-Z0-9]+(?:\.[A-Z0-9]+)+)\]")
_ROUNDED = r"^-?\d(?:[.,]\d{1,5})?E\+\d+$"
# Columns of the IMF's bulk files, whose codes of countries are others.
_OTHERS = {"counterpart country code", "attribute", "base year"}
_FOOTER = "Data from database"


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read a table of the World Bank, whatever its shape."""
    needed("pyarrow", "reading tables")
    if is_answer(read_head(file)):
        return load_answer(file, options, report)
    own = {name: text for name, text in options.items() if name in _OPTIONS}
    stated = {name: text for name, text in options.items() if name not in _OPTIONS}
    message = (
        f'is no table of the World Bank: none of its first rows has a "{CODE}" and years, '
        f'"{VALUE}" or series'
    )
    header = wanted_header(file, stated, _fits, report, message)
    table = load_under(file, header, stated, report, _footer(file))
    says = {_OPTIONS[name]: text for name, text in own.items()}
    try:
        return _told(_unfolding(table, header, says), table, report)
    except DatasetError as error:
        raise error.at(Where(str(file))) from None


def fits(file: Path) -> bool:
    """Whether a file is such a table, and says of which indicators."""
    head = read_head(file)
    if is_answer(head):
        return b'"indicator"' in head
    return header_of(file, {}, _says_indicator) is not None


def _says_indicator(names: frozenset[str]) -> bool:
    codes = {plain_name(SERIES_CODE), "series code"}
    return _fits(names) and bool(names & codes or any(_SERIES.fullmatch(n.upper()) for n in names))


def _fits(names: frozenset[str]) -> bool:
    """Whether a row is the header: it names a code of economies and has values."""
    value = any(_YEAR.fullmatch(name.upper()) or _SERIES.fullmatch(name.upper()) for name in names)
    if names & _OTHERS:
        return False
    return plain_name(CODE) in names and (value or plain_name(VALUE) in names)


def _footer(file: Path) -> str:
    """DataBank's footer begins with the same words in every file."""
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - 2048))
        return _FOOTER if _FOOTER.encode() in stream.read() else ""


def _unfolding(table: Table, header: Header, stated: Mapping[str, str]) -> Unfolding:
    """How the columns of the file become those of all such tables."""
    keys: dict[str, str] = {}
    values: list[ValueColumn] = []
    places = header.places()
    for name in table.columns:
        place = places.get(name, 0)
        if (known := _NAMES.get(plain_name(name))) and known not in keys.values():
            keys[name] = known
        elif year := _YEAR.fullmatch(name):
            values.append(ValueColumn(name, place, {YEAR: period(year["year"])}))
        elif series := _SERIES.fullmatch(name):
            says = {SERIES_CODE: series["code"], SERIES: series["name"]}
            values.append(ValueColumn(name, place, says))
        elif plain_name(name) != "time code":
            keys[name] = name
    if not values:
        keys, values = _one_column(keys)
    there = {*keys.values(), *values[0].says, VALUE}
    if SERIES_CODE not in {*there, *stated}:
        raise DatasetError(
            "the table does not say of which indicator it is; say it: "
            "`read: {series: NY.GDP.MKTP.CD}`"
        )
    constants = dict.fromkeys(COLUMNS, "") | {UPDATED: _updated(header)} | dict(stated)
    constants = {name: text for name, text in constants.items() if name not in there}
    return Unfolding(keys, values, VALUE, constants)


def _one_column(keys: Mapping[str, str]) -> tuple[dict[str, str], list[ValueColumn]]:
    """The keys and the column of values where each value has a row of its own.

    Raises:
        DatasetError: there is no such column.
    """
    values = [ValueColumn(name, 0, {}) for name in keys if keys[name] == VALUE]
    if not values:
        raise DatasetError(
            f'has no column of values: a year, a series as "GDP [NY.GDP.MKTP.CD]", or "{VALUE}"'
        )
    return {source: name for source, name in keys.items() if name != VALUE}, values


def _updated(header: Header) -> str:
    """The date of the edition, as the preamble has it."""
    for row in header.above:
        if row and plain_name(row[0]) == plain_name(UPDATED):
            return next((cell.strip() for cell in row[1:] if cell.strip()), "")
    return ""


def _told(unfolding: Unfolding, table: Table, report: Report) -> Table:
    wide = unfolding.values[0].place > 0

    def batches() -> Iterator[pa.RecordBatch]:
        rounded = _Rounded(report)
        for batch in table.batches:
            for part in unfolding.unfold(batch):
                rounded.look(part)
                yield part if wide else part.remove_column(1)
        rounded.tell()

    return Table(unfolding.columns, batches())


class _Rounded:
    """Counts the values of which a spreadsheet left six digits."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._found, self._row, self._value = 0, 0, ""

    def look(self, batch: pa.RecordBatch) -> None:
        import pyarrow.compute as pc

        hit = pc.match_substring_regex(batch.column(VALUE), _ROUNDED)
        if count := pc.sum(hit).as_py() or 0:
            if not self._found:
                at = pc.index(hit, True).as_py()
                self._row = batch.column(ROW)[at].as_py()
                self._value = batch.column(VALUE)[at].as_py()
            self._found += count

    def tell(self) -> None:
        if self._found:
            message = (
                f"rounded to six digits by a spreadsheet, as {self._found:,} in all; "
                "the original file has all digits"
            )
            self._report(message, row=self._row, column=VALUE, value=self._value)

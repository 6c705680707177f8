"""Tables of the statistics agency of Uzbekistan: a code, names in several languages, years.

They are called SDMX and are not. They come as CSV, as workbooks, and as JSON, a list of what the
table is and of its lines. Nothing in a file says what it counts: its number does, which is
in the name that the agency gives it (`sdmx_data_1105.csv`) or is stated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import DatasetError, Where
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.headers import header_of, load_under, plain_name, wanted_header
from kg.ingest.loaders.jsontext import cell, read_json
from kg.ingest.loaders.kinds import read_head
from kg.ingest.loaders.wide import Unfolding, ValueColumn
from kg.ingest.tables.table import Report, Table

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = ("Code", "Klassifikator", "Klassifikator_ru", "Klassifikator_en", "Klassifikator_uzc")
NUMBER, YEAR, VALUE = "Dataset", "Year", "Value"
_NUMBER = re.compile(r"(?i).*sdmx_data_(\d+).*")
_PERIOD = re.compile(r"(\d{4})(?:[- ]?(Q|K|M)(\d{1,2}))?")
_OPTION = "number"


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read such a table; each year of each line becomes a row, with the column it stood in."""
    needed("pyarrow", "reading tables")
    own = {name: text for name, text in options.items() if name != _OPTION}
    table, places = _lines(file) if _is_json(file) else _sheet(file, own, report)
    match = _NUMBER.fullmatch(file.name)
    number = options.get(_OPTION, match[1] if match else "")
    if not number:
        raise DatasetError(
            "does not say what it counts: state the agency's number of the table: "
            '`read: {number: "1105"}`',
            where=Where(str(file)),
        )
    unfolding = _unfolding(table, places, number)
    batches = (_padded(part) for batch in table.batches for part in unfolding.unfold(batch))
    return Table(unfolding.columns, batches)


def fits(file: Path) -> bool:
    """Whether a file is such a table."""
    if _is_json(file):
        return all(f'"{name}"'.encode() in read_head(file) for name in ("metadata", *COLUMNS[:2]))
    return header_of(file, {}, _fits) is not None


def _is_json(file: Path) -> bool:
    return read_head(file).lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"[", b"{"))


def _sheet(file: Path, own: Mapping[str, str], report: Report) -> tuple[Table, dict[str, int]]:
    """A delimited text or a workbook, and the places of its columns."""
    message = f"is no table of the agency: no row has {COLUMNS[0]}, {COLUMNS[1]} and years"
    header = wanted_header(file, own, _fits, report, message)
    return load_under(file, header, own, report), header.places()


def _lines(file: Path) -> tuple[Table, dict[str, int]]:
    """The lines of a table in JSON, counted from 1; its columns stand where the first has them."""
    found = read_json(file)
    parts = found if isinstance(found, list) else [found]
    data: Any = next((one["data"] for one in parts if isinstance(one, dict) and "data" in one), [])
    whole = isinstance(data, list) and all(isinstance(line, dict) for line in data)
    lines: list[dict[str, Any]] = data if whole else []
    columns = tuple(dict.fromkeys(name for line in lines for name in line))
    if not _fits(frozenset(map(plain_name, columns))):
        message = f"is no table of the agency: no line has {COLUMNS[0]}, {COLUMNS[1]} and years"
        raise DatasetError(message, where=Where(str(file)))
    cells = ([cell(line.get(name)) for name in columns] for line in lines)
    places = {name: at for at, name in enumerate(columns, 1)}
    return Table(columns, text_batches(columns, enumerate(cells, 1))), places


def _fits(names: frozenset[str]) -> bool:
    years = any(_PERIOD.fullmatch(name.upper()) for name in names)
    return {plain_name(name) for name in COLUMNS[:2]} <= names and years


def _unfolding(table: Table, places: Mapping[str, int], number: str) -> Unfolding:
    known = {plain_name(name): name for name in COLUMNS}
    keys, values = {}, []
    for name in table.columns:
        if match := _PERIOD.fullmatch(name.upper()):
            values.append(ValueColumn(name, places.get(name, 0), {YEAR: _period(match)}))
        else:
            keys[name] = known.get(plain_name(name), name)
    missing = {name: "" for name in COLUMNS if name not in keys.values()}
    return Unfolding(keys, values, VALUE, {NUMBER: number, **missing})


def _padded(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch with the codes of areas in three figures, as M49 has them: 4 is 004."""
    import pyarrow.compute as pc

    at = batch.schema.get_field_index(COLUMNS[0])
    codes = batch.column(at)
    short = pc.match_substring_regex(codes, r"^\d{1,2}$")
    codes = pc.if_else(short, pc.utf8_lpad(codes, 3, "0"), codes)
    return batch.set_column(at, COLUMNS[0], codes)


def _period(match: re.Match[str]) -> str:
    year, part, number = match.groups()
    if not part:
        return year
    return f"{year}-{int(number):02}" if part == "M" else f"{year}-Q{int(number)}"

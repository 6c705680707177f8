"""UN/LOCODE: the official parts, which have no header, and tables of others that have one.

The parts are in Latin-1, begin each country with a line of its own (`.KAZAKHSTAN`), refer from old
names to new ones by lines without a code, and write coordinates in degrees and minutes, `4339N
05109E`. Function stands before status in them, after it elsewhere, so what a column holds is told
by its cells where no name tells it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import DatasetError, Where
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.encodings import encoding_of
from kg.ingest.loaders.faults import Faults
from kg.ingest.loaders.headers import WORKBOOKS, Header, first_rows, header_among, load_under
from kg.ingest.loaders.kinds import kind_of, read_head
from kg.ingest.loaders.naming import nameless
from kg.ingest.loaders.points import POINT, point
from kg.ingest.tables.table import ROW, Report, Table

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = (
    "Change",
    "Country",
    "Location",
    "Name",
    "NameWoDiacritics",
    "Subdivision",
    "Function",
    "Status",
    "Date",
    "IATA",
    "Coordinates",
    "Remarks",
)
# Made of others: what kind of line it is, the functions one by one, the name if it differs.
ENTRY, FUNCTIONS, PLAIN_NAME = "Entry", "Functions", "Plain name"
_LATITUDE, _LONGITUDE, _GUESSED = "lat", "lon", "geocoded"
_MADE = (ENTRY, FUNCTIONS, PLAIN_NAME, POINT)
_NAMES = {name.casefold(): name for name in COLUMNS} | {
    "ch": "Change",
    "locode": "Location",
    "subdiv": "Subdivision",
    "remark": "Remarks",
    "latitude": _LATITUDE,
    "longitude": _LONGITUDE,
}
_FUNCTION = re.compile(r"[-0-9B]{8}|[-0-9B]{1,8}-+")
_COUNTRY, _LOCATION = re.compile("[A-Z]{2}"), re.compile("(?:[A-Z]{2} ?)?[A-Z2-9]{3}|")
_STATUS = COLUMNS.index("Status")


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read the lines of a table; each says in `Entry` whether it is a location."""
    needed("pyarrow", "reading tables")
    options = {**_encoding(file, options), **options}
    rows = first_rows(file, options)
    header = header_among(rows, _fits)
    if header:
        table = load_under(file, header, options, report)
        sources = {_NAMES.get(name.strip().casefold(), name): name for name in table.columns}
    elif _is_part(rows):
        table = load_under(file, Header(0, (), ()), options, report)
        places = {name: nameless(at) for at, name in enumerate(_official(rows), 1)}
        sources = {name: place for name, place in places.items() if place in table.columns}
    else:
        message = "is no table of UN/LOCODE: no country and location stand at the start of its rows"
        raise DatasetError(message, where=Where(str(file)))
    known = {*COLUMNS, _LATITUDE, _LONGITUDE, _GUESSED}
    columns = (*COLUMNS, *(name for name in sources if name not in known), *_MADE)
    return Table(columns, _batches(table, sources, columns, Faults(report)))


def fits(file: Path) -> bool:
    """Whether a file is such a table."""
    if kind_of(read_head(file)) in WORKBOOKS:
        return False
    rows = first_rows(file, _encoding(file, {}))
    return header_among(rows, _fits) is not None or _is_part(rows)


def _fits(names: frozenset[str]) -> bool:
    known = {_NAMES.get(name, "") for name in names}
    return {"Country", "Location", "Name", "Function"} <= known


def _encoding(file: Path, options: Mapping[str, str]) -> dict[str, str]:
    """Latin-1 as it is written in fact, if the file is not UTF-8."""
    return {"encoding": "cp1252"} if not options and encoding_of(file).judged else {}


def _is_part(rows: Sequence[Sequence[str]]) -> bool:
    good = sum(
        len(row) >= _STATUS
        and bool(_COUNTRY.fullmatch(row[1].strip()) and _LOCATION.fullmatch(row[2].strip()))
        for row in rows
    )
    return (
        bool(rows)
        and good >= 0.8 * len(rows)
        and any(row[3][:1] == "." for row in rows)
        | (sum(bool(_FUNCTION.fullmatch(cell)) for row in rows for cell in row) >= len(rows) / 2)
    )


def _official(rows: Sequence[Sequence[str]]) -> list[str]:
    """The names of the official columns, in the order in which function and status stand."""
    swapped = [*COLUMNS]
    swapped[_STATUS - 1 : _STATUS + 1] = ["Status", "Function"]
    late = sum(bool(_FUNCTION.fullmatch(row[_STATUS])) for row in rows if len(row) > _STATUS)
    early = sum(bool(_FUNCTION.fullmatch(row[_STATUS - 1])) for row in rows if len(row) > _STATUS)
    return swapped if late > early else [*COLUMNS]


def _batches(
    table: Table, sources: Mapping[str, str], columns: Sequence[str], faults: Faults
) -> Iterator[pa.RecordBatch]:
    for batch in table.batches:
        yield from text_batches(columns, _finished(batch.to_pylist(), sources, columns, faults))
    faults.end()


def _finished(
    rows: Sequence[Mapping[str, Any]],
    sources: Mapping[str, str],
    columns: Sequence[str],
    faults: Faults,
) -> Iterator[tuple[int, list[str]]]:
    for row in rows:
        cells = dict.fromkeys(COLUMNS, "")
        cells |= {name: row[source].strip() for name, source in sources.items()}
        cells["Location"] = cells["Location"][-3:]  # some write the whole code, "KZ AAU"
        cells[ENTRY] = _kind(cells)
        cells[FUNCTIONS] = " ".join(re.findall("[1-9B]", cells["Function"]))
        plain = cells["NameWoDiacritics"]
        cells[PLAIN_NAME] = plain if plain != cells["Name"] else ""
        cells[POINT] = _point(cells, row[ROW], faults)
        yield row[ROW], [cells.get(name, "") for name in columns]


def _kind(cells: Mapping[str, str]) -> str:
    if cells["Location"]:
        return "location"
    return "country" if cells["Name"].startswith(".") else "reference"


def _point(cells: Mapping[str, str], row: int, faults: Faults) -> str:
    if cells.get(_GUESSED):
        message = "the point was guessed by a geocoder, and is left out"
        faults.tell("have guessed points", message, row=row, column=_GUESSED)
        return ""
    if cells.get(_LATITUDE) and cells.get(_LONGITUDE):
        return f"POINT({cells[_LONGITUDE]} {cells[_LATITUDE]})"
    text = cells["Coordinates"]
    try:
        return point(text) if text else ""
    except ValueError as error:
        faults.tell("have such coordinates", str(error), row=row, column="Coordinates", value=text)
        return ""

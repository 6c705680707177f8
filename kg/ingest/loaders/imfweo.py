"""The IMF's World Economic Outlook: the whole database by countries or by groups, and the portal's.

What older editions call `.xls` is text delimited by tabs, in UTF-16 or cp1252; newer ones are
workbooks or the portal's CSV. All become rows of the same columns, one for each year: by how much a
value is to be multiplied, and whether the year lies behind the last of which figures are known.
Where that is a fiscal year of two halves, the second half is neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.ingest.loaders.arrow import needed
from kg.ingest.loaders.headers import (
    WORKBOOKS,
    Header,
    header_of,
    load_under,
    plain_name,
    wanted_header,
)
from kg.ingest.loaders.imf_estimates import status, unmarked
from kg.ingest.loaders.kinds import kind_of, read_head
from kg.ingest.loaders.renamed import Cells, each, renamed
from kg.ingest.loaders.wide import Unfolding, ValueColumn
from kg.ingest.tables.table import Report, Table

if TYPE_CHECKING:
    import pyarrow as pa

AREA, SUBJECT, NAME, UNIT, MULTIPLIER = "Area", "Subject", "Subject name", "Unit", "Multiplier"
YEAR, VALUE, STATUS, AREAS = "Year", "Value", "Status", "areas"
COLUMNS = (AREA, SUBJECT, NAME, UNIT, MULTIPLIER, YEAR, VALUE)
_LAST, _SERIES, _GROUP = _INNER = "last known", "series", "group"
_NAMES = {
    "iso": AREA,
    "weo country group code": _GROUP,
    "weo subject code": SUBJECT,
    "subject descriptor": NAME,
    "units": UNIT,
    "scale": MULTIPLIER,
    "estimates start after": _LAST,
    "series_code": _SERIES,
    "indicator": NAME,
    "unit": UNIT,
    "latest_actual_annual_data": _LAST,
}
_SCALES = {"": "0", "units": "0", "thousands": "3", "millions": "6", "billions": "9"}
_YEAR = re.compile(r"\d{4}", re.ASCII)
_WORLD = ("001", "G001")
_FOOTER = "International Monetary Fund"


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read an edition of the database."""
    needed("pyarrow", "reading tables")
    message = "is no table of the World Economic Outlook: no row has its subjects and years"
    header = wanted_header(file, options, _fits, report, message)
    table = load_under(file, header, options, report, _footer(file))
    unfolding = _unfolding(table, header)
    cells = Table(unfolding.columns, _unfolded(table, unfolding))
    names = {name: name for name in unfolding.columns}
    found = renamed(
        cells, names, (*COLUMNS, _LAST, _SERIES, _GROUP), _plainly, made=(STATUS, AREAS)
    )
    kept = {name: name for name in found.columns if name not in (_LAST, _SERIES, _GROUP)}
    return renamed(found, kept, COLUMNS, lambda _: {})


def fits(file: Path) -> bool:
    """Whether a file is such an edition."""
    return header_of(file, {}, _fits) is not None


def _fits(names: frozenset[str]) -> bool:
    older = {"weo subject code", "subject descriptor"} <= names
    newer = {"series_code", "indicator", "latest_actual_annual_data"} <= names
    return (older or newer) and any(map(_YEAR.fullmatch, names))


def _footer(file: Path) -> str:
    """The last line names the publisher, where there is one."""
    if kind_of(read_head(file)) in WORKBOOKS:
        return ""
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - 2048))
        tail = stream.read()
    signs = (_FOOTER.encode(), _FOOTER.encode("utf-16-le"))
    return _FOOTER if any(sign in tail for sign in signs) else ""


def _unfolding(table: Table, header: Header) -> Unfolding:
    places = header.places()
    plain = {name: plain_name(name) for name in table.columns}
    years = [name for name in plain if _YEAR.fullmatch(name)]
    keys = {name: _NAMES[one] for name, one in plain.items() if one in _NAMES}
    values = [ValueColumn(name, places[name], {YEAR: name}) for name in years]
    return Unfolding(keys, values, VALUE, {})


def _unfolded(table: Table, unfolding: Unfolding) -> Iterator[pa.RecordBatch]:
    """The cells of all rows that are of a subject; what stands below a workbook's table is not."""
    import pyarrow.compute as pc

    subject = next(one for one, name in unfolding.keys.items() if name in (SUBJECT, _SERIES))
    for batch in table.batches:
        yield from unfolding.unfold(batch.filter(pc.not_equal(batch.column(subject), "")))


def _plainly(cells: Cells) -> Cells:
    import pyarrow.compute as pc

    codes = each(cells[_SERIES], lambda code: code.partition(".")[0])
    subjects = each(cells[_SERIES], lambda code: [*code.split("."), "", ""][1])
    groups = pc.if_else(pc.equal(cells[_GROUP], ""), codes, cells[_GROUP])
    named = pc.binary_join_element_wise(cells[NAME], " (", cells[UNIT], ")", "")
    is_whole = pc.or_(pc.equal(cells[UNIT], ""), pc.not_equal(cells[_SERIES], ""))
    return {
        AREA: _or(_or(cells[AREA], each(cells[_GROUP], _numbered)), codes),
        SUBJECT: _or(cells[SUBJECT], subjects),
        NAME: pc.if_else(is_whole, cells[NAME], named),
        MULTIPLIER: each(cells[MULTIPLIER], lambda text: _SCALES.get(text.casefold(), text)),
        VALUE: each(cells[VALUE], unmarked),
        STATUS: status(cells[YEAR], cells[_LAST]),
        AREAS: each(groups, _kind),
    }


def _or(cells: Any, others: Any) -> Any:
    """Some cells, and where one is empty another."""
    import pyarrow.compute as pc

    return pc.if_else(pc.equal(cells, ""), others, cells)


def _numbered(code: str) -> str:
    return f"IMF {code.lstrip('0')}" if code else ""


def _kind(code: str) -> str:
    return "group" if any(map(str.isdecimal, code)) and code not in _WORLD else ""

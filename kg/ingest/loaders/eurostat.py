r"""Eurostat's bulk files: all dimensions in the first field, a column for each period.

The heading of the first field names them, `freq,unit,geo\TIME_PERIOD` or, in older files,
`unit,geo\time`. A cell is a number with flags after it, `12.3 bp`; a colon is no value, and may
carry flags too. The first flag that says of what standing a value is becomes its status. A file
does not say which table it is: its name does, or the one who loads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import DatasetError, Where
from kg.ingest.loaders.arrow import needed
from kg.ingest.loaders.headers import header_of, load_under, wanted_header
from kg.ingest.loaders.wide import Unfolding, ValueColumn
from kg.ingest.tables.table import COLUMN, ROW, Report, Table

if TYPE_CHECKING:
    import pyarrow as pa

GEO, AREA, KIND, SERIES = "geo", "area", "area kind", "series"
TIME, VALUE, FLAG, STATUS = "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "status"
COLUMNS = (GEO, AREA, KIND, SERIES, TIME, VALUE, FLAG, STATUS)
_TABLE = "table"
_HEADING = re.compile(r"(?i)(?P<names>\w+(?:,\w+)*)\\(?:TIME_PERIOD|time)")
_PERIOD = re.compile(r"(\d{4})(?:-?(Q\d)|[-M]?(\d\d))")
# The names that Eurostat gives its files: estat_nama_10_gdp.tsv, nama_10_gdp_tabular.tsv.
_NAMED = re.compile(
    r"(?i)estat_(\w+?)(?:_tabular)?|(\w+)_tabular|([a-z]+\d*_\d\w+|t[a-z]{2,4}\d{3,5})"
)
# The two states whose letters are not those of ISO 3166.
_LETTERS = {"EL": "GR", "UK": "GB"}
_STATUS = r"(?P<status>[befprs])"
_CELL = r"^\s*(?P<value>[^\s:a-z]*)\s*:?\s*(?P<flags>[a-z\s]*)$"


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read a bulk file; each cell becomes a row, with the column that it stood in."""
    needed("pyarrow", "reading tables")
    own = {name: text for name, text in options.items() if name != _TABLE}
    message = 'is no bulk file of Eurostat: no row begins as "freq,unit,geo\\TIME_PERIOD"'
    header = wanted_header(file, own, _fits, report, message)
    of = options.get(_TABLE, _named(file))
    if not of:
        raise DatasetError(
            "does not say which table of Eurostat it is: state its code: "
            "`read: {table: nama_10_gdp}`",
            where=Where(str(file)),
        )
    table = load_under(file, header, own, report)
    heading, *periods = table.columns
    match = _HEADING.fullmatch(heading.strip())
    names = match["names"].lower().split(",") if match else []
    places = header.places()
    values = [ValueColumn(name, places.get(name, 0), {TIME: _period(name)}) for name in periods]
    unfolding = Unfolding({heading: GEO}, values, VALUE, {})
    batches = (part for batch in table.batches for part in unfolding.unfold(batch))
    return Table(COLUMNS, _told(batches, names, of.lower(), report))


def fits(file: Path) -> bool:
    """Whether a file is one."""
    return header_of(file, {}, _fits) is not None


def _fits(names: frozenset[str]) -> bool:
    headings = [match for name in names if (match := _HEADING.fullmatch(name))]
    return any(GEO in match["names"].split(",") for match in headings)


def _named(file: Path) -> str:
    match = _NAMED.fullmatch(file.name.split(".")[0])
    return next((part for part in match.groups() if part), "") if match else ""


def _period(name: str) -> str:
    """A period as periods are written; another text as it is.

    >>> _period("2020 "), _period("2020Q1"), _period("2020M03"), _period("2020-03")
    ('2020', '2020-Q1', '2020-03', '2020-03')
    """
    text = name.strip()
    match = _PERIOD.fullmatch(text)
    return f"{match[1]}-{match[2] or match[3]}" if match else text


def _told(
    batches: Iterator[pa.RecordBatch], names: list[str], of: str, report: Report
) -> Iterator[pa.RecordBatch]:
    """The cells of the batches with their dimensions apart, and their flags."""
    for batch in batches:
        yield _apart(_full(batch, len(names), report), names, of)


def _full(batch: pa.RecordBatch, width: int, report: Report) -> pa.RecordBatch:
    """A batch without cells of rows that name more or fewer dimensions than the heading."""
    import pyarrow.compute as pc

    keys = batch.column(GEO)
    full = pc.equal(pc.count_substring(keys, ","), width - 1)
    odd = batch.filter(pc.invert(full))
    pairs = zip(odd.column(ROW).to_pylist(), odd.column(GEO).to_pylist(), strict=True)
    for row, value in dict(pairs).items():
        report(f"does not name the {width} dimensions of the heading", row=row, value=value)
    return batch.filter(full)


def _apart(batch: pa.RecordBatch, names: list[str], of: str) -> pa.RecordBatch:
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = pc.split_pattern(batch.column(GEO), ",")
    keys = {name: pc.list_element(parts, at) for at, name in enumerate(names)}
    geo = keys.pop(GEO)
    area = geo
    for letters, iso in _LETTERS.items():
        area = pc.if_else(pc.equal(area, letters), iso, area)
    series = pc.binary_join_element_wise(*keys.values(), ".")
    cells = {
        GEO: geo,
        AREA: area,
        KIND: _kind(geo),
        SERIES: pc.binary_join_element_wise(f"{of}/", series, ""),
        TIME: batch.column(TIME),
        **_values(batch.column(VALUE)),
    }
    arrays = [batch.column(ROW), batch.column(COLUMN), *cells.values()]
    return pa.record_batch(arrays, names=[ROW, COLUMN, *cells])


def _kind(geo: pa.Array) -> pa.Array:
    """What areas are: two letters are a country, but for the Union and the euro's area."""
    import pyarrow.compute as pc

    country = pc.match_substring_regex(geo, r"^[A-Z]{2}$")
    country = pc.and_(country, pc.invert(pc.match_substring_regex(geo, r"^E[AU]$")))
    region = pc.match_substring_regex(geo, r"^[A-Z]{2}[A-Z0-9]{1,3}$")
    return pc.if_else(country, "country", pc.if_else(region, "region", "group"))


def _values(cells: pa.Array) -> dict[str, pa.Array]:
    """The values of cells, and their flags with a space between; other cells as they stand."""
    import pyarrow.compute as pc

    found = pc.extract_regex(cells, _CELL)
    values = pc.fill_null(pc.struct_field(found, "value"), "")
    flags = pc.fill_null(pc.struct_field(found, "flags"), "")
    flags = pc.replace_substring_regex(flags, r"\s+", "")
    flags = pc.utf8_trim_whitespace(pc.replace_substring_regex(flags, r"(.)", r"\1 "))
    status = pc.struct_field(pc.extract_regex(flags, _STATUS), STATUS)
    return {
        VALUE: pc.if_else(pc.is_null(found), cells, values),
        FLAG: flags,
        STATUS: pc.fill_null(status, ""),
    }

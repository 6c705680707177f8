"""AidData's records of Chinese finance: a line for each record, several agencies in a cell.

One loan may stand in several records; what links them is a parent, or a number in the title. Each
record becomes one row, and each agency and each link of it another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.errors import DatasetError
from kg.ingest.loaders import geojson
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.gcdf_cells import (
    AREA,
    FLOW,
    NONE,
    agencies,
    canonical,
    cell,
    first,
    key_of,
    links,
)
from kg.ingest.loaders.gcdf_columns import AGENCIES, COLUMNS, PRICES, known
from kg.ingest.loaders.headers import header_of, load_under, wanted_header
from kg.ingest.loaders.kinds import read_head
from kg.ingest.tables.table import ROW, Report, Table

ROLE, PROJECT, PARENT, LINK = "Role", "Key", "Parent", "Link"
AGENCY, AGENCY_KEY, AGENCY_ROLE = "Agency", "Agency key", "Agency role"
COMMITTED, REACHED, OUTLINE = "Committed", "Status date", "Outline"
# What the outlines of projects say of each, beside its shape.
_OUTLINES = (b'"id"', b'"osm_precision_list"', b'"Recipient"', b'"Title"')
_MADE = (
    ROLE,
    PROJECT,
    PARENT,
    LINK,
    AGENCY,
    AGENCY_KEY,
    AGENCY_ROLE,
    COMMITTED,
    REACHED,
    PRICES,
    OUTLINE,
    FLOW,
    AREA,
)
# The column of a day and that of a year from which a status is known to hold.
_REACHED = {
    "completed": ("Actual Completion Date (MM/DD/YYYY)", "Completion Year"),
    "completion": ("Actual Completion Date (MM/DD/YYYY)", "Completion Year"),
    "implementation": (
        "Actual Implementation Start Date (MM/DD/YYYY)",
        "Implementation Start Year",
    ),
    "pipeline: commitment": ("Commitment Date (MM/DD/YYYY)", "Commitment Year"),
}


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read the records of an edition."""
    needed("pyarrow", "reading tables")
    if geojson.fits(file):
        return _outlines(geojson.load(file, options, report))
    message = "holds no records of AidData: no row has AidData Record ID, Title and Recipient"
    header = wanted_header(file, options, _fits, report, message)
    table = load_under(file, header, options, report)
    names = {source: name for source in table.columns if (name := known(source)[0])}
    prices = next((year for source in table.columns if (year := known(source)[1])), "")
    columns = (*dict.fromkeys((*COLUMNS, *names.values())), *_MADE)
    rows = (row for batch in table.batches for row in batch.to_pylist())
    found = (made for row in rows for made in _rows(row, names, prices))
    cells = ((number, [row.get(name, "") for name in columns]) for number, row in found)
    return Table(columns, text_batches(columns, cells))


def fits(file: Path) -> bool:
    """Whether a file is such a list, or the outlines of its projects."""
    if geojson.fits(file):
        return all(sign in read_head(file) for sign in _OUTLINES)
    return header_of(file, {}, _fits) is not None


def _outlines(table: Table) -> Table:
    """The outlines of projects, by their records."""
    columns = (*COLUMNS, *_MADE)
    if "id" not in table.columns:
        raise DatasetError("holds outlines without the number of a record")

    def rows() -> Iterator[tuple[int, list[str]]]:
        for row in (row for batch in table.batches for row in batch.to_pylist()):
            made = {ROLE: "outline", PROJECT: f"gcdf-{row['id']}", OUTLINE: row[geojson.GEOMETRY]}
            yield row[ROW], [made.get(name, "") for name in columns]

    return Table(columns, text_batches(columns, rows()))


def _fits(names: frozenset[str]) -> bool:
    there = {known(name)[0] for name in names}
    return {"AidData Record ID", "Title", "Recipient"} <= there and bool(
        there & {"Status", *AGENCIES, "Flow Type", "Flow Type Simplified"}
    )


def _rows(
    row: Mapping[str, Any], names: Mapping[str, str], prices: str
) -> Iterator[tuple[int, dict[str, str]]]:
    shared = canonical({name: cell(row[source]) for source, name in names.items()})
    record = shared["AidData Record ID"]
    shared |= {PRICES: prices, PROJECT: f"gcdf-{record}"}
    parent = shared["AidData Parent ID"]
    shared[PARENT] = f"gcdf-{parent}" if parent not in (*NONE, record) else ""
    shared[COMMITTED] = first(shared, *_REACHED["pipeline: commitment"])
    shared[REACHED] = first(shared, *_REACHED.get(shared["Status"].casefold(), ()))
    yield row[ROW], {**shared, ROLE: "project"}
    for link in links(shared["Title"], record):
        yield row[ROW], {**shared, ROLE: "link", LINK: link}
    for column, role in AGENCIES.items():
        for name in agencies(shared[column]):
            agency = {AGENCY: name, AGENCY_KEY: key_of(name), AGENCY_ROLE: role}
            yield row[ROW], {**shared, ROLE: "agency", **agency}

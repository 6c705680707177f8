"""AidData's Global Chinese Development Finance: a line for each record, agencies in cells with |.

One loan may stand in several records; what links them is a parent, or a number in the title. Each
record becomes one row, and each agency and each link of it another.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, Where
from kg.ingest.loaders import geojson
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.gcdf_columns import AGENCIES, COLUMNS, PRICES, known
from kg.ingest.loaders.headers import header_of, load_under
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
)
_NONE = ("", "NA", "N/A")
_LINKED = re.compile(r"\((?:[^()]*\b)?linked to ([^()]*)\)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{4,}")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YEAR = re.compile(r"(\d{4})\.0+")
# The column of a day and that of a year from which a status is known to hold.
_REACHED = {
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
    header = header_of(file, options, _fits)
    if header is None:
        message = "holds no records of AidData: no row has AidData Record ID, Title and Status"
        raise DatasetError(message, where=Where(str(file)))
    table = load_under(file, header, options, report)
    names = {source: known(source)[0] for source in table.columns}
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
    there = {known(name)[0].casefold() for name in names}
    return {"aiddata record id", "title", "status"} <= there


def _rows(
    row: Mapping[str, Any], names: Mapping[str, str], prices: str
) -> Iterator[tuple[int, dict[str, str]]]:
    cells = {name: _cell(row[source]) for source, name in names.items()}
    record = cells["AidData Record ID"]
    shared = {**dict.fromkeys(COLUMNS, ""), **cells, PRICES: prices, PROJECT: f"gcdf-{record}"}
    parent = shared["AidData Parent ID"]
    shared[PARENT] = f"gcdf-{parent}" if parent not in (*_NONE, record) else ""
    shared[COMMITTED] = _first(shared, *_REACHED["pipeline: commitment"])
    shared[REACHED] = _first(shared, *_REACHED.get(shared["Status"].casefold(), ()))
    yield row[ROW], {**shared, ROLE: "project"}
    for link in _links(shared["Title"], record):
        yield row[ROW], {**shared, ROLE: "link", LINK: link}
    for column, role in AGENCIES.items():
        for name in _agencies(shared[column]):
            agency = {AGENCY: name, AGENCY_KEY: _key(name), AGENCY_ROLE: role}
            yield row[ROW], {**shared, ROLE: "agency", **agency}


def _cell(text: str) -> str:
    """A cell; a whole number or day that a spreadsheet wrote is as it was meant.

    >>> _cell("2013.0"), _cell(" 12/25/2001 ")
    ('2013', '2001-12-25')
    """
    text = text.strip()
    if match := _YEAR.fullmatch(text):
        return match[1]
    match = _AMERICAN.fullmatch(text)
    return f"{match[3]}-{int(match[1]):02}-{int(match[2]):02}" if match else text


def _first(cells: Mapping[str, str], *names: str) -> str:
    return next((cells[name] for name in names if cells[name] not in _NONE), "")


def _links(title: str, record: str) -> list[str]:
    """The records to which a title links its own.

    >>> _links("A loan (Linked to Project ID#71664 and #71667)", "71672")
    ['71664', '71667']
    """
    found = [number for part in _LINKED.findall(title) for number in _NUMBER.findall(part)]
    return list(dict.fromkeys(number for number in found if number != record))


def _agencies(text: str) -> list[str]:
    names = (name.strip() for name in text.split("|"))
    return list(dict.fromkeys(name for name in names if name not in _NONE))


def _key(name: str) -> str:
    """A key for an agency that is known by its name in this edition alone.

    >>> _key("Export-Import Bank of China (China Eximbank)")
    'export-import-bank-of-china-china-eximbank'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return key or hashlib.sha256(name.encode()).hexdigest()[:16]

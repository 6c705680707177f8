"""DESTA, the Design of Trade Agreements: a line for each treaty, its members in ninety columns.

An accession or a withdrawal is a line of its own that repeats the members of the treaty; who joins
or leaves is told by the codes beside them (`mc1` …). Each treaty becomes one row, and each member
another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.ingest.loaders.arrow import needed
from kg.ingest.loaders.headers import header_of, load_under, plain_name, wanted_header
from kg.ingest.loaders.placed import placed_batches
from kg.ingest.tables.table import ROW, Report, Table

COLUMNS = (
    "number",
    "base_treaty",
    "name",
    "entry_type",
    "consolidated",
    "year",
    "entryforceyear",
    "language",
    "typememb",
    "regioncon",
    "wto_listed",
    "wto_name",
)
# Made of others: whom the row is of, as what, and under which keys the treaty and its base are.
PARTY, ROLE, TREATY, BASE = "Party", "Role", "Treaty", "Base"
_MADE = (PARTY, ROLE, TREATY, BASE)
_WANTED = {"number", "base_treaty", "name", "entry_type", "year", "c1"}
_MEMBER = re.compile(r"c(\d+)")
_OF_MEMBERS = re.compile(r"m?c\d+")
_NONE = ("", "NA")
_CHANGES = {"accession": "acceding", "withdrawal": "withdrawing"}


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read the list of treaties."""
    needed("pyarrow", "reading tables")
    message = "is no list of treaties of DESTA: no row has number, base_treaty, entry_type, c1"
    header = wanted_header(file, options, _fits, report, message)
    table = load_under(file, header, options, report)
    names = {name: plain_name(name) for name in table.columns}
    members = [name for name in names.values() if _MEMBER.fullmatch(name)]
    others = (name for name in names.values() if not _OF_MEMBERS.fullmatch(name))
    kept = list(dict.fromkeys((*COLUMNS, *others)))
    places = {names[name]: place for name, place in header.places().items() if name in names}
    rows = (_row(row, names) for batch in table.batches for row in batch.to_pylist())
    found = (made for row in rows for made in _rows(row, kept, members, places))
    return Table((*kept, *_MADE), placed_batches((*kept, *_MADE), found))


def _row(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    cells = {name: row[source].strip() for source, name in names.items()}
    return {ROW: row[ROW], **dict.fromkeys(COLUMNS, ""), **cells}


def fits(file: Path) -> bool:
    """Whether a file is such a list."""
    return header_of(file, {}, _fits) is not None


def _fits(names: frozenset[str]) -> bool:
    return names >= _WANTED


def _rows(
    row: Mapping[str, Any], kept: Sequence[str], members: Sequence[str], places: Mapping[str, int]
) -> Iterator[tuple[int, int, list[str]]]:
    """The row of a treaty, and one for each member."""
    kind = row["entry_type"]
    own, base = _key(row["number"]), _key(row["base_treaty"])
    treaty = base if kind in _CHANGES else own
    shared = [row[name] for name in kept]
    yield row[ROW], places["number"], [*shared, "", "treaty", treaty, base]
    there = [name for name in members if row[name] not in _NONE]
    changing = _changing({name: row.get(f"m{name}", "") for name in there})
    for name in there:
        role = "party"
        if kind in _CHANGES:
            role = _CHANGES[kind] if name in changing else "repeated"
        party = row[name].zfill(3)
        yield row[ROW], places[name], [*shared, party, role, treaty, base]


def _changing(codes: Mapping[str, str]) -> set[str]:
    """The members that join or leave: 1 says so; where nobody has it, 2 does, and 3 stays."""
    mark = "1" if "1" in codes.values() else "2"
    return {name for name, code in codes.items() if code == mark}


def _key(number: str) -> str:
    """The number of a treaty as part of a key.

    >>> _key("1040"), _key("108+2"), _key("694a")
    ('desta-1040', 'desta-108-2', 'desta-694a')
    """
    return "desta-" + re.sub(r"[^a-z0-9]+", "-", number.strip().lower()).strip("-")

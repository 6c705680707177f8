"""GPTAD, the Global Preferential Trade Agreements Database: a line for each agreement.

Members stand in one cell, groups with theirs in brackets; dates are of the American order; some
cells end with the written characters \\r\\n, and some agreements stand twice. Each agreement
becomes one row, and each member another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.headers import header_of, load_under, plain_name, wanted_header
from kg.ingest.tables.table import ROW, Report, Table

_MEMBERS = "Member" + "ship"  # the database's own word, which the ontology has for something else
_NEEDED = ("Common Name", _MEMBERS, "Date of Signature", "Date of Entry into Force")
COLUMNS = (*_NEEDED, "Type", "WTO notified", "In force status", "Annexes Available")
PARTY, ROLE, ENTRY, SIGNED, FORCE = "Party", "Role", "Entry", "Signed", "In force"
_MADE = (PARTY, ROLE, ENTRY, SIGNED, FORCE)
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ENDS = re.compile(r"(?:\\r|\\n|\s)+")
_AND = re.compile(r",| and |;|(?<=\))\s")


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read the list of agreements."""
    needed("pyarrow", "reading tables")
    message = "is no list of GPTAD: no row has " + ", ".join(_NEEDED)
    header = wanted_header(file, options, _fits, report, message)
    table = load_under(file, header, options, report)
    known = {_name(name): name for name in COLUMNS}
    names = {source: known.get(_name(source), source) for source in table.columns}
    columns = (*dict.fromkeys((*COLUMNS, *names.values())), *_MADE)
    rows = (row for batch in table.batches for row in batch.to_pylist())
    return Table(columns, text_batches(columns, _rows(rows, names, report)))


def fits(file: Path) -> bool:
    """Whether a file is such a list."""
    return header_of(file, {}, _fits) is not None


def _name(name: str) -> str:
    return plain_name(name.replace(".", " "))


def _fits(names: frozenset[str]) -> bool:
    return {_name(name) for name in _NEEDED} <= set(map(_name, names))


def _rows(
    rows: Iterator[dict[str, Any]], names: Mapping[str, str], report: Report
) -> Iterator[tuple[int, list[str]]]:
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        cells = {name: _ENDS.sub(" ", row[source]).strip() for source, name in names.items()}
        cells = {**dict.fromkeys(COLUMNS, ""), **cells}
        whole = tuple(cells.values())
        if whole in seen:
            report(f"repeats row {seen[whole]}", row=row[ROW], value=cells[_NEEDED[0]])
            continue
        seen[whole] = row[ROW]
        dates = [_date(cells[name]) for name in _NEEDED[2:]]
        entry = f"row-{row[ROW]}"
        yield row[ROW], [*whole, "", "agreement", entry, *dates]
        for party in _members(cells[_MEMBERS]):
            yield row[ROW], [*whole, party, "party", entry, *dates]


def _date(text: str) -> str:
    """A date of the American order as dates are written; another text as it is.

    >>> _date("07/17/2003"), _date("n/a")
    ('2003-07-17', 'n/a')
    """
    match = _AMERICAN.fullmatch(text)
    return f"{match[3]}-{int(match[1]):02}-{int(match[2]):02}" if match else text


def _members(text: str) -> list[str]:
    """The members of a cell; of a group with its members in brackets, these.

    >>> _members("Chile, EFTA (Iceland, Norway and Switzerland),")
    ['Chile', 'Iceland', 'Norway', 'Switzerland']
    """
    opened = re.sub(r"(?:^|(?<=,))[^,(]*\(([^()]*)\)", r"\1", text)
    return list(dict.fromkeys(part.strip(" ().") for part in _AND.split(opened) if part.strip()))

"""Lists of countries with the codes of ISO 3166-1: of datasets, mledoze, lukes, the UN's own.

They name the same columns in their own ways; what is not read of them is told once. A code that
lost its zeros gets them back, and the code of Namibia is NA.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, Where
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.headers import header_of, load_under, plain_name
from kg.ingest.tables.table import ROW, Report, Table

# By what is read: what each list calls it, the best first.
_READ: dict[str, Sequence[str]] = {
    "Alpha-2": ("iso3166-1-alpha-2", "alpha-2", "cca2", "iso-alpha2 code"),
    "Alpha-3": ("iso3166-1-alpha-3", "alpha-3", "cca3", "iso-alpha3 code"),
    "Numeric": ("m49", "iso3166-1-numeric", "country-code", "ccn3", "m49 code"),
    "Name": ("country or area", "name"),
    "Name en": (
        "cldr display name",
        "name.common",
        "unterm english short",
        "official_name_en",
    ),
    "Name ru": ("official_name_ru", "unterm russian short", "translations.rus.common"),
    "Name zh": ("official_name_cn", "unterm chinese short", "translations.zho.common"),
    "Formal name en": ("unterm english formal", "name.official"),
    "Independent": ("is_independent", "independent"),
    "Capital": ("capital",),
    "Item": ("wikidata_id",),
}
COLUMNS = tuple(_READ)
_ITEM = re.compile(r"(?:https?://www\.wikidata\.org/\w+/)?(Q\d+)")


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read a list of countries."""
    needed("pyarrow", "reading tables")
    header = header_of(file, options, _fits)
    if header is None:
        message = "is no list of countries: no row has columns of alpha-2 and alpha-3 codes"
        raise DatasetError(message, where=Where(str(file)))
    table = load_under(file, header, options, report)
    there = {plain_name(name): name for name in table.columns}
    sources = {name: [there[one] for one in some if one in there] for name, some in _READ.items()}
    read = {name for some in sources.values() for name in some}
    if others := [name for name in table.columns if name not in read]:
        report(f"{len(others)} columns are not read: {', '.join(others[:10])}", row=header.row)
    rows = (row for batch in table.batches for row in batch.to_pylist())
    return Table(COLUMNS, text_batches(COLUMNS, _rows(rows, sources)))


def fits(file: Path) -> bool:
    """Whether a file is such a list."""
    return header_of(file, {}, _fits) is not None


def _fits(names: frozenset[str]) -> bool:
    wanted = (_READ["Alpha-2"], _READ["Alpha-3"], _READ["Numeric"])
    return all(any(one in names for one in some) for some in wanted)


def _rows(
    rows: Iterator[Mapping[str, Any]], sources: Mapping[str, Sequence[str]]
) -> Iterator[tuple[int, list[str]]]:
    for row in rows:
        cells = {
            name: next((row[one].strip() for one in some if row[one].strip()), "")
            for name, some in sources.items()
        }
        cells["Numeric"] = cells["Numeric"].zfill(3) if cells["Numeric"] else ""
        match = _ITEM.fullmatch(cells["Item"])
        cells["Item"] = f"http://www.wikidata.org/entity/{match[1]}" if match else cells["Item"]
        yield row[ROW], [cells[name] for name in COLUMNS]

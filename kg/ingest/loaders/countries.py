"""Lists of countries with the codes of ISO 3166-1: of datasets, mledoze, lukes, the UN's own.

They are tables or JSON and name the same columns in their own ways; what is not read of them is
told once. A code that lost its zeros gets them back, and the code of Namibia is NA. Where JSON has
a list, such as borders, a table of the same list has commas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.ingest.loaders import jsontable
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.headers import header_of, load_under, plain_name, wanted_header
from kg.ingest.loaders.kinds import is_json, read_head
from kg.ingest.tables.table import ROW, Report, Table

# By what is read: what each list calls it, the best first.
_READ: dict[str, Sequence[str]] = {
    "Alpha-2": ("iso3166-1-alpha-2", "alpha-2", "cca2", "iso-alpha2 code", "alpha_2", "iso2"),
    "Alpha-3": ("iso3166-1-alpha-3", "alpha-3", "cca3", "iso-alpha3 code", "alpha_3", "iso3"),
    "Numeric": (
        *("m49", "iso3166-1-numeric", "country-code", "ccn3", "m49 code", "numeric"),
        "isonumeric",
    ),
    "Name": ("country or area", "name"),
    "Name en": (
        "cldr display name",
        "name.common",
        "unterm english short",
        "official_name_en",
        "name_short",
    ),
    "Name ru": ("official_name_ru", "unterm russian short", "translations.rus.common"),
    "Name zh": ("official_name_cn", "unterm chinese short", "translations.zho.common"),
    "Formal name en": (
        *("unterm english formal", "name.official", "official_name", "name_official"),
    ),
    "Independent": ("is_independent", "independent"),
    "Capital": ("capital",),
    "Item": ("wikidata_id",),
    "Borders": ("borders",),
    "Point": ("latlng",),
    "Area": ("area",),
}
COLUMNS = tuple(_READ)
_CODES = ("Alpha-2", "Alpha-3", "Numeric")
_LISTS = ("Borders", "Capital", "Point")
# A name that only the lists have whose cells hold several values, and one of codes withdrawn.
_SEVERAL, _WITHDRAWN = "name.common", "withdrawal_date"
_POINT = re.compile(r"^(-?[\d.]+);\s*(-?[\d.]+)$")  # latitude, longitude
_ITEM = re.compile(r"(?:https?://www\.wikidata\.org/\w+/)?(Q\d+)")


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read a list of countries."""
    needed("pyarrow", "reading tables")
    table, header = _table(file, options, report)
    there = {plain_name(name): name for name in table.columns}
    sources = {name: [there[one] for one in some if one in there] for name, some in _READ.items()}
    read = {name for some in sources.values() for name in some}
    if others := [name for name in table.columns if name not in read]:
        report(f"{len(others)} columns are not read: {', '.join(others[:10])}", row=header)
    mark = "," if _SEVERAL in there and header else ";"
    rows = (row for batch in table.batches for row in batch.to_pylist())
    return Table(COLUMNS, text_batches(COLUMNS, _rows(rows, sources, mark)))


def fits(file: Path) -> bool:
    """Whether a file is such a list."""
    if is_json(file):
        names = frozenset(
            re.findall(r'"([^"\\]*)"\s*:', read_head(file).decode("utf-8", "replace"))
        )
        return _fits(names)
    return header_of(file, {}, _fits) is not None


def _table(file: Path, options: Mapping[str, str], report: Report) -> tuple[Table, int]:
    """The list as it stands, and the row of its header; JSON has none."""
    if is_json(file):
        return jsontable.load(file, options, report), 0
    message = "is no list of countries: no row has columns of alpha-2 and alpha-3 codes"
    header = wanted_header(file, options, _fits, report, message)
    return load_under(file, header, options, report), header.row


def _fits(names: frozenset[str]) -> bool:
    wanted = [_READ[name] for name in _CODES]
    found = all(any(one in names for one in some) for some in wanted)
    return found and _WITHDRAWN not in names


def _rows(
    rows: Iterator[Mapping[str, Any]], sources: Mapping[str, Sequence[str]], mark: str
) -> Iterator[tuple[int, list[str]]]:
    for row in rows:
        cells = {
            name: next((row[one].strip() for one in some if row[one].strip()), "")
            for name, some in sources.items()
        }
        cells["Numeric"] = cells["Numeric"].zfill(3) if cells["Numeric"] else ""
        match = _ITEM.fullmatch(cells["Item"])
        cells["Item"] = f"http://www.wikidata.org/entity/{match[1]}" if match else cells["Item"]
        cells |= {name: cells[name].replace(mark, ";") for name in _LISTS}
        cells["Point"] = _POINT.sub(r"POINT(\2 \1)", cells["Point"])
        yield row[ROW], [cells[name] for name in COLUMNS]

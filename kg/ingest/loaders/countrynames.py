"""Lists of countries under the two letters of ISO 3166-1 alone: i18n-iso-countries, countries-list.

The first is a file for each language, which it names; the second is in English, as JSON or as a
table. Whatever language a list is in, its names stand in a column for that language, and in one of
none if the languages of the region have not it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, Where
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.headers import header_of, load_under, wanted_header
from kg.ingest.loaders.jsontext import cell, read_json
from kg.ingest.loaders.kinds import is_json, read_head
from kg.ingest.loaders.wikidata import LANGUAGES
from kg.ingest.tables.table import ROW, Report, Table

CODE, NAME, OTHERS = "Alpha-2", "Name", "Other names"
COLUMNS = (
    CODE,
    *(f"{NAME} {language}" for language in LANGUAGES),
    *(f"{OTHERS} {language}" for language in LANGUAGES),
    NAME,
    OTHERS,
)
_ENGLISH = "en"
_TABLE = frozenset({"code", "name", "native", "continent"})
_LANGUAGE, _LIST = (b'"locale"', b'"countries"'), (b'"native"', b'"continent"', b'"languages"')
_Named = Iterator[tuple[int, str, Sequence[Any]]]


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read a list; a row of JSON is the number of a country in it, from 1.

    Raises:
        DatasetError: it is no such list.
    """
    needed("pyarrow", "reading tables")
    if is_json(file):
        if options:
            message = f'read: has no option "{next(iter(options))}": JSON of countries has none'
            raise DatasetError(message, where=Where(str(file)))
        named, language = _listed(file)
        return Table(COLUMNS, text_batches(COLUMNS, _rows(_of_json(named), language)))
    message = "is no list of countries: no row has columns of a code, a name and a continent"
    header = wanted_header(file, options, _TABLE.issubset, report, message)
    table = load_under(file, header, options, report)
    return Table(COLUMNS, text_batches(COLUMNS, _rows(_of_table(table), _ENGLISH)))


def _listed(file: Path) -> tuple[Mapping[str, Any], str]:
    """What a file says under each code, and in which language."""
    found = read_json(file)
    named = found.get("countries", found) if isinstance(found, dict) else None
    if not isinstance(named, dict):
        raise DatasetError("is no list of countries by their codes", where=Where(str(file)))
    return named, cell(found.get("locale")) or _ENGLISH


def fits(file: Path) -> bool:
    """Whether a file is such a list."""
    head = read_head(file)
    if is_json(file):
        return any(all(sign in head for sign in some) for some in (_LANGUAGE, _LIST))
    return header_of(file, {}, _TABLE.issubset) is not None


def _of_table(table: Table) -> _Named:
    columns = {name.strip().casefold(): name for name in table.columns}
    for batch in table.batches:
        for row in batch.to_pylist():
            yield row[ROW], row[columns["code"]].strip(), [row[columns["name"]].strip()]


def _of_json(named: Mapping[str, Any]) -> _Named:
    """A name alone, several of which the first is the usual one, or an object that has them."""
    for number, (code, said) in enumerate(named.items(), 1):
        if isinstance(said, dict):
            said = [said.get("name"), *(said.get("alias") or [])]
        yield number, code, said if isinstance(said, list) else [said]


def _rows(named: _Named, language: str) -> Iterator[tuple[int, list[str]]]:
    suffix = f" {language}" if language in LANGUAGES else ""
    for row, code, names in named:
        first, *others = [cell(name) for name in names] or [""]
        cells = {CODE: code, NAME + suffix: first, OTHERS + suffix: "|".join(others)}
        yield row, [cells.get(name, "") for name in COLUMNS]

"""Entities of Wikidata in JSON: one document, an answer of Special:EntityData, a dump, JSON lines.

Each item becomes a row: its labels and aliases in the languages of the region, the identifiers by
which it can be found elsewhere, its coordinates. A statement of deprecated rank says nothing, nor
one that has ended, and a preferred one stands before the others. With `property: P1082` each
statement of that property is a row. Broken lines of a dump are told; the rest is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from kg.errors import DatasetError, Where, did_you_mean
from kg.ingest.loaders import wikidata_statements as statements
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.faults import Faults
from kg.ingest.loaders.jsontext import cell
from kg.ingest.loaders.kinds import read_head
from kg.ingest.loaders.placed import placed_batches
from kg.ingest.loaders.wikidata_entities import Entity, entities
from kg.ingest.loaders.wikidata_values import best, text
from kg.ingest.tables.table import Report, Table

Made = TypeVar("Made")

LANGUAGES = ("en", "ru", "zh", "kk", "ky", "tg", "tk", "uz", "az", "ka", "mn", "fa", "tr")
# What is read of the statements, by what it is called here.
_READ = {
    "P297": "ISO 3166-1 alpha-2",
    "P298": "ISO 3166-1 alpha-3",
    "P1937": "UN/LOCODE",
    "P1566": "GeoNames",
    "P625": "Point",
}
_LABEL, _ALIAS = "label", "aliases"
_KEYS = ("Item", "Entity", *_READ.values())
COLUMNS = (
    *_KEYS,
    *(f"{_LABEL} {language}" for language in LANGUAGES),
    *(f"{_ALIAS} {language}" for language in LANGUAGES),
)
_PROPERTY = "property"
_ID = re.compile(r"P[1-9]\d*")
_URL = "http://www.wikidata.org/entity/"


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read items; a row is the line of a dump, or the number of an entity, from 1.

    Raises:
        DatasetError: there are no entities, or an option is wrong.
    """
    needed("pyarrow", "reading tables")
    for option in options:
        if option != _PROPERTY:
            hint = did_you_mean(option, [_PROPERTY])
            raise DatasetError(f'read: has no option "{option}": {hint}', where=Where(str(file)))
    name = options.get(_PROPERTY, "")
    if not name:
        return Table(COLUMNS, text_batches(COLUMNS, _rows(file, report)))
    if not _ID.fullmatch(name):
        message = f'read: property: "{name}" is no property: one is written P1082'
        raise DatasetError(message, where=Where(str(file)))
    columns = (*_KEYS, *statements.COLUMNS)
    return Table(columns, placed_batches(columns, _stated(file, name, report)))


def fits(file: Path) -> bool:
    """Whether a file begins as entities do."""
    head = read_head(file).lstrip(b"\xef\xbb\xbf \r\n\t")
    signs = (b'"labels"', b'"language"', b'"type"')
    return head.startswith((b"{", b"[")) and b'"item"' in head and all(s in head for s in signs)


def _rows(file: Path, report: Report) -> Iterator[tuple[int, list[str]]]:
    others: Counter[str] = Counter()

    def row(_: int, entity: Entity, claims: Entity) -> list[str]:
        labels, aliases = (_texts(entity.get(name)) for name in ("labels", "aliases"))
        cells = _keys(entity, claims)
        cells += [next(iter(labels.get(language, [])), "") for language in LANGUAGES]
        cells += ["|".join(aliases.get(language, [])) for language in LANGUAGES]
        others.update(name for name in claims if name not in _READ)
        return cells

    yield from _made(file, report, row)
    if others:
        most = ", ".join(name for name, _ in others.most_common(10))
        report(f"statements of {len(others):,} other properties are not read, most often {most}")


def _stated(file: Path, name: str, report: Report) -> Iterator[tuple[int, int, list[str]]]:
    told = statements.Statements(name, report)

    def rows(number: int, entity: Entity, claims: Entity) -> list[tuple[int, list[str]]]:
        keys = _keys(entity, claims)
        return [(column, [*keys, *cells]) for column, cells in told.rows(claims, number)]

    for number, some in _made(file, report, rows):
        yield from ((number, column, cells) for column, cells in some)
    told.finish()


def _made(
    file: Path, report: Report, make: Callable[[int, Entity, Entity], Made]
) -> Iterator[tuple[int, Made]]:
    """What is made of each item and its statements; what has not their form is told."""
    faults = Faults(report)
    for number, entity in entities(file, faults):
        if entity.get("type") != "item" or not entity.get("id"):
            faults.tell("are no items", "is no item, and is not read", row=number)
            continue
        try:
            made = make(number, entity, entity.get("claims") or {})
        except (AttributeError, LookupError, TypeError):
            faults.tell("have another form", "has not the form of an item", row=number)
        else:
            yield number, made
    faults.end()


def _keys(entity: Entity, claims: Entity) -> list[str]:
    """By what an item is known."""
    found = [_value(claims.get(name) or []) for name in _READ]
    return [cell(entity["id"]), _URL + cell(entity["id"]), *found]


def _texts(found: Any) -> dict[str, list[str]]:
    """Texts by language; where there are none, dumps have a list."""
    if not isinstance(found, dict):
        return {}
    many = {name: one if isinstance(one, list) else [one] for name, one in found.items()}
    return {name: [cell(one.get("value")) for one in some] for name, some in many.items()}


def _value(some: list[Any]) -> str:
    """The value of the best statement, if only one is best."""
    values = {text(one.get("mainsnak") or {}) for one in best(some)} - {""}
    return values.pop() if len(values) == 1 else ""

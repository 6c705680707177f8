"""Entities of Wikidata in JSON: one document, an answer of Special:EntityData, or a dump.

Each item becomes a row: its labels and aliases in the languages of the region, the identifiers by
which it can be found elsewhere, its coordinates. A statement of deprecated rank says nothing, and a
preferred one stands before the others. Broken lines of a dump are told; the rest is read.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, Where
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.faults import Faults
from kg.ingest.loaders.jsontext import cell
from kg.ingest.loaders.kinds import opening, read_head
from kg.ingest.tables.table import Report, Table

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
COLUMNS = (
    "Item",
    "Entity",
    *_READ.values(),
    *(f"{_LABEL} {language}" for language in LANGUAGES),
    *(f"{_ALIAS} {language}" for language in LANGUAGES),
)
_DUMP = re.compile(rb'\s*\[\s*\n\{"')  # an entity on each line
_EARTH = "http://www.wikidata.org/entity/Q2"
_URL = "http://www.wikidata.org/entity/"


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read items; a row is the line of a dump, or the number of an entity, from 1.

    Raises:
        DatasetError: there are no entities.
    """
    needed("pyarrow", "reading tables")
    if options:
        message = f'read: has no option "{next(iter(options))}": it has none'
        raise DatasetError(message, where=Where(str(file)))
    return Table(COLUMNS, text_batches(COLUMNS, _rows(file, report)))


def fits(file: Path) -> bool:
    """Whether a file begins as entities do."""
    head = read_head(file).lstrip(b"\xef\xbb\xbf \r\n\t")
    signs = (b'"labels"', b'"language"', b'"type"')
    return head.startswith((b"{", b"[")) and b'"item"' in head and all(s in head for s in signs)


def _rows(file: Path, report: Report) -> Iterator[tuple[int, list[str]]]:
    others: Counter[str] = Counter()
    faults = Faults(report)
    for number, entity in _entities(file, faults):
        if entity.get("type") != "item" or not entity.get("id"):
            faults.tell("are no items", "is no item, and is not read", row=number)
            continue
        claims = entity.get("claims") or {}
        try:
            row = _row(entity, claims)
        except (AttributeError, LookupError, TypeError):
            faults.tell("have another form", "has not the form of an item", row=number)
            continue
        others.update(name for name in claims if name not in _READ)
        yield number, row
    faults.end()
    if others:
        most = ", ".join(name for name, _ in others.most_common(10))
        report(f"statements of {len(others):,} other properties are not read, most often {most}")


def _entities(file: Path, faults: Faults) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The entities of a file: a dump line by line, all else at once."""
    if not _DUMP.match(read_head(file)):
        with opening(file):
            text = file.read_text(encoding="utf-8-sig", errors="replace")
        found = _read(text, 1, faults) or {}
        yield from ((number, one) for number, one in enumerate(_inner(found), 1))
        return
    with opening(file), file.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            text = line.strip().rstrip(",")
            if text not in ("", "[", "]") and isinstance(
                entity := _read(text, number, faults), dict
            ):
                yield number, entity


def _inner(found: Any) -> list[dict[str, Any]]:
    """The entities of a list, of an answer, or the one that there is."""
    inner = found.get("entities", found) if isinstance(found, dict) else found
    if isinstance(inner, dict):
        inner = [inner] if "id" in inner else list(inner.values())
    return [one for one in inner if isinstance(one, dict)] if isinstance(inner, list) else []


def _read(text: str, number: int, faults: Faults) -> Any:
    if "\N{REPLACEMENT CHARACTER}" in text:
        faults.tell("are not UTF-8", "is not UTF-8", row=number, value=text[:200])
        return None
    try:
        return json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        faults.tell("are no JSON", f"is no JSON: {error}", row=number, value=text[:200])
        return None


def _row(entity: Mapping[str, Any], claims: Mapping[str, Any]) -> list[str]:
    labels, aliases = (_texts(entity.get(name)) for name in ("labels", "aliases"))
    cells = [cell(entity["id"]), _URL + cell(entity["id"])]
    cells += [_value(claims.get(name) or []) for name in _READ]
    cells += [next(iter(labels.get(language, [])), "") for language in LANGUAGES]
    return cells + ["|".join(aliases.get(language, [])) for language in LANGUAGES]


def _texts(found: Any) -> dict[str, list[str]]:
    """Texts by language; where there are none, dumps have a list."""
    if not isinstance(found, dict):
        return {}
    many = {name: one if isinstance(one, list) else [one] for name, one in found.items()}
    return {name: [cell(one.get("value")) for one in some] for name, some in many.items()}


def _value(statements: list[Any]) -> str:
    """The value of the best statement, if only one is best."""
    good = [one for one in statements if one.get("rank") != "deprecated"]
    best = [one for one in good if one.get("rank") == "preferred"] or good
    values = {_text(one.get("mainsnak") or {}) for one in best} - {""}
    return values.pop() if len(values) == 1 else ""


def _text(snak: Mapping[str, Any]) -> str:
    value = (snak.get("datavalue") or {}).get("value")
    if not isinstance(value, dict):
        return cell(value)
    if value.get("globe", _EARTH) != _EARTH or "longitude" not in value:
        return ""
    return f"POINT({cell(value['longitude'])} {cell(value['latitude'])})"

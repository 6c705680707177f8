"""GeoJSON: a row for each feature, with its properties, and its geometry as well-known text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, Where
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.faults import Faults
from kg.ingest.loaders.geometry import features, wkt
from kg.ingest.loaders.jsontext import cell, read_json
from kg.ingest.loaders.kinds import read_head
from kg.ingest.tables.table import Report, Table

KEY, NAME, GEOMETRY = "#key", "#name", "#geometry"
_START = re.compile(rb'\s*\{[^{\[]*"type"\s*:\s*"Feature(Collection)?"')
_NAMES = ("name:en", "name_en", "NAME_EN", "name", "Name", "NAME", "title", "Title", "shapeName")
_PLAIN = re.compile(r"[^a-z0-9]+")


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read a collection; a row is the number of the feature, from 1.

    Raises:
        DatasetError: it is no GeoJSON in longitude and latitude.
    """
    needed("pyarrow", "reading tables")
    if options:
        message = f'read: has no option "{next(iter(options))}": it has none'
        raise DatasetError(message, where=Where(str(file)))
    try:
        found = list(features(read_json(file)))
    except ValueError as error:
        raise DatasetError(str(error), where=Where(str(file))) from None
    columns = [KEY, NAME, GEOMETRY]
    for feature in found:
        columns += [name for name in feature.get("properties") or {} if name not in columns]
    rows = _rows(found, columns, Faults(report))
    return Table(tuple(columns), text_batches(columns, rows))


def fits(file: Path) -> bool:
    """Whether a file begins as GeoJSON does."""
    head = read_head(file)
    return bool(_START.match(head.removeprefix(b"\xef\xbb\xbf"))) and b'"geometry"' in head


def _rows(
    found: list[Mapping[str, Any]], columns: list[str], faults: Faults
) -> Iterator[tuple[int, list[str]]]:
    for number, feature in enumerate(found, 1):
        cells = {name: cell(value) for name, value in (feature.get("properties") or {}).items()}
        identity = cell(feature.get("id")) or cells.get("id", "")
        cells[KEY] = _PLAIN.sub("-", identity.lower()).strip("-") or f"feature-{number}"
        cells[NAME] = next((cells[name] for name in _NAMES if cells.get(name)), "")
        try:
            cells[GEOMETRY] = wkt(feature["geometry"]) if feature.get("geometry") else ""
        except ValueError as error:
            faults.tell("have such geometries", str(error), row=number, column=GEOMETRY)
        yield number, [cells.get(name, "") for name in columns]
    faults.end()

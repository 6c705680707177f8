"""A Data Package (https://datapackage.org): every file of a release, the CSV files with schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from kg.model import vocab as v
from kg.publish.exports.csv import FOLDER
from kg.publish.exports.export import Export, Material, Target, Written
from kg.publish.exports.registry import HOMES, export_named
from kg.publish.exports.selection import chosen
from kg.publish.release import latest_day
from kg.publish.tables.arrow import kind
from kg.publish.tables.columns import Column
from kg.publish.tables.survey import survey
from kg.publish.tables.words import DEFINITION, LABEL, Source, english, place, sources, title

if TYPE_CHECKING:
    from kg.publish.tables.survey import Table
    from kg.store.view import View

FILE = "datapackage.json"
# The types of Table Schema; any other is a text.
_TYPES = {"boolean": "boolean", "date": "date", "decimal": "number", "integer": "integer"}
_YEARS = {f"{v.XSD}gYear": "year", f"{v.XSD}gYearMonth": "yearmonth"}
_DATES = r"^-?[0-9]{4,}(-[0-9]{2}(-[0-9]{2})?)?(Z|[+-][0-9]{2}:[0-9]{2})?$"


def write(material: Material, target: Target) -> None:
    """Describe the tables, and whatever else a release holds already."""
    whole, tables = material.view, survey(material)
    with chosen(material) as view:
        found = sources(view)
        version = latest_day(view)
    licensed = list(_licenses(found))
    paths = {f"{FOLDER}{table.stem}.csv": table for table in tables}
    others = (path for path in sorted(material.written) if path not in paths)
    package = {
        "name": place(whole) or "graph",
        "id": f"{whole.base}release/{material.build}",
        "title": title(whole),
        "homepage": whole.base,
        **({"version": version} if version else {}),
        **({"licenses": licensed} if licensed else {}),
        "sources": [{"title": source.title, "path": source.iri} for source in found],
        "resources": [
            *(_of_table(whole, path, one, material.written) for path, one in paths.items()),
            *(_of_file(path, material.written[path]) for path in others),
        ],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    target.open(FILE).write(f"{text}\n".encode())


def _licenses(found: list[Source]) -> Iterator[dict[str, str]]:
    """Each licence, and of which datasets it is."""
    for path in sorted({one for source in found for one in source.licenses}):
        under = [source.title for source in found if path in source.licenses]
        yield {"path": path, "title": f"Licence of: {'; '.join(under)}"}


def _of_table(
    whole: View, path: str, table: Table, written: Mapping[str, Written]
) -> dict[str, Any]:
    cls = table.sort.iri
    described = english(whole, cls, DEFINITION)
    return {
        "name": _name(path),
        "type": "table",
        "path": path,
        "title": english(whole, cls, LABEL) or v.local_name(cls),
        **({"description": described} if described else {}),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_digest(written.get(path)),
        "schema": {
            "fields": [_field(whole, column) for column in table.columns],
            "primaryKey": [table.columns[0].header],
            "foreignKeys": [
                {
                    "fields": [header],
                    "reference": {"resource": _name(f"{FOLDER}{stem}.csv"), "fields": ["iri"]},
                }
                for header, stem in table.keys.items()
            ],
            "missingValues": [""],
        },
    }


def _field(whole: View, column: Column) -> dict[str, Any]:
    plain = column.seen.plain and column.role == "value"
    of_year = _YEARS.get(column.datatype) if plain else None
    one = of_year or _TYPES.get(kind(column), "string")
    made: dict[str, Any] = {"name": column.header, "type": one}
    if column.several and one in ("year", "yearmonth"):
        one = "string"  # lists have no years
    if column.several:
        made |= {"type": "list", "delimiter": column.separator, "itemType": one}
    elif column.dated:
        made["constraints"] = {"pattern": _DATES}
    if column.role == "iri":
        made["constraints"] = {"required": True, "unique": True}
    if column.role in ("value", "mixed"):
        made["title"] = english(whole, column.prop, LABEL) or v.local_name(column.prop)
        made["rdfType"] = column.prop
    return made


def _of_file(path: str, written: Written) -> dict[str, Any]:
    export = export_named(written.export) if written.export in HOMES else None
    return {
        "name": _name(path),
        "type": "file",
        "path": path,
        **({"title": export.title} if export else {}),
        "format": PurePosixPath(path).suffix.lstrip("."),
        "mediatype": written.media_type,
        **_digest(written),
    }


def _digest(written: Written | None) -> dict[str, Any]:
    return {"bytes": written.size, "hash": f"sha256:{written.sha256}"} if written else {}


def _name(path: str) -> str:
    """The name of a resource: small letters, and the folder in front.

    >>> _name("csv/SeaPort.csv"), _name("flat.ttl")
    ('csv-seaport.csv', 'flat.ttl')
    """
    plain = (sign if sign.isascii() else f"{ord(sign):x}" for sign in path.lower())
    return "".join(sign if sign.isalnum() or sign in "._-" else "-" for sign in plain)


EXPORT = Export(
    "datapackage",
    FILE,
    "application/vnd.datapackage+json",
    "A Data Package: every file, and the schemas of the tables",
    write,
)

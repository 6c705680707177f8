"""Formats of tables by name: which loader reads each, which one a file is, what was found in it.

A loader's own module is imported when it is asked for, so that a format costs nothing unused.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, KgError, did_you_mean
from kg.ingest.loaders.kinds import kind_of, read_head
from kg.ingest.tables.table import Loader
from kg.ingest.yamltext import read_yaml

_HERE = __name__
# Formats of one publisher, each with what its tables say; their loaders tell by `fits` what is one.
KNOWN = (
    "worldbank",
    "comtrade",
    "unlocode",
    "statkg",
    "statkz",
    "statuz",
    "eurostat",
    "imfdots",
    "imfweo",
    "desta",
    "gptad",
    "gcdf",
    "geojson",
    "wikidata",
    "countries",
    "countrynames",
)
# Formats of which a YAML tells all that is known; another one needs no Python.
HEADED = ("destadyads", "treaties", "agreements", "portindex", "airports", "geonames", "geocoded")
FORMATS: dict[str, str] = {
    "csv": f"{_HERE}.delimited:load",
    "tsv": f"{_HERE}.delimited:load_tabs",
    "xlsx": f"{_HERE}.sheets:load",
    "xls": f"{_HERE}.sheets:load",
    "ods": f"{_HERE}.sheets:load",
    "parquet": f"{_HERE}.columns:load",
    "json": f"{_HERE}.jsontable:load",
    "jsonl": f"{_HERE}.jsontable:load_lines",
    "sdmx-csv": f"{_HERE}.sdmxcsv:load",
    "sdmx-json": f"{_HERE}.sdmx:load_json",
    "sdmx-ml": f"{_HERE}.sdmx:load_xml",
    **{name: f"{_HERE}.{name}:load" for name in KNOWN},
    **dict.fromkeys(HEADED, f"{_HERE}.headed:load"),
}
# What a file that says nothing else by its first octets is, by the ending of its name.
_ENDINGS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".json": "json",
    ".geojson": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xml": "xml",
}
# Formats within these formats, by what stands in their first octets.
_SDMX = (
    (
        "sdmx-csv",
        "csv",
        re.compile(rb'\A(?:\xef\xbb\xbf)?"?(?:DATAFLOW|STRUCTURE)(?:\[.\])?"?[,;\t]'),
    ),
    (
        "sdmx-json",
        "json",
        re.compile(rb'"dataSets"|"dimensions"\s*:\s*\{\s*"(?:dataSet|series|obs)'),
    ),
    ("sdmx-ml", "xml", re.compile(rb"(?i)sdmx\.org/resources/sdmxml/")),
)


def loader(name: str) -> Loader:
    """The loader of a format.

    Raises:
        DatasetError: there is no such format; the message names the nearest.
    """
    load: Any = _part(name)
    found: Loader = partial(load, name) if name in HEADED else load
    return found


def defaults(name: str) -> dict[str, Any]:
    """What `tables:` may leave out for a format: the mapping that stands beside its loader.

    Raises:
        DatasetError: there is no such format.
    """
    if name not in FORMATS:
        raise DatasetError(f'there is no format "{name}": {did_you_mean(name, FORMATS)}')
    file = Path(__file__).parent / f"{name}.yaml"
    if not file.is_file():
        return {}
    found: dict[str, Any] = {**read_yaml(file).data}
    found.pop("table", None)
    return found


def found(name: str, file: Path, options: Mapping[str, str]) -> dict[str, str]:
    """What a loader would take a file for, as options: stated ones and those it found itself.

    Written to `read:` they state what was found, and then nothing is left to be found.
    """
    module, _, _ = FORMATS[name].partition(":") if name in FORMATS else ("", "", "")
    look = getattr(importlib.import_module(module), "found", None) if module else None
    return dict(options) if look is None else look(file, options, tabs=name == "tsv")


def recognise(file: Path) -> str:
    """The name of the format of a file: that of its publisher if it is known, else its kind."""
    return _publisher(file) or generic(file)


def is_known(file: Path) -> bool:
    """Whether a file is a table of a publisher whose format is known."""
    return bool(_publisher(file))


def _publisher(file: Path) -> str:
    return next((name for name in (*KNOWN, *HEADED) if _fits(name, file)), "")


def _fits(name: str, file: Path) -> bool:
    module, _, _ = FORMATS[name].partition(":")
    try:
        known = importlib.import_module(module)
        return bool(known.fits(name, file) if name in HEADED else known.fits(file))
    except KgError:
        return False


def generic(file: Path) -> str:
    """The name of the format that a file has by its first octets or its ending; "" if none."""
    head = read_head(file)
    if kind := kind_of(head):
        return kind if kind in FORMATS else ""
    ending = _ENDINGS.get(file.suffix.lower(), "")
    sdmx = next((name for name, of, sign in _SDMX if ending == of and sign.search(head)), "")
    return sdmx or ending.removesuffix("xml")


def _part(name: str) -> Any:
    if name not in FORMATS:
        raise DatasetError(f'there is no format "{name}": {did_you_mean(name, FORMATS)}')
    module, _, function = FORMATS[name].partition(":")
    return getattr(importlib.import_module(module), function)

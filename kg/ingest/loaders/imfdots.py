"""The IMF's Direction of Trade (now IMTS): answers of its JSON service, and SDMX of any kind.

All become rows of the same columns under the names of the older service. A series of an answer may
have no observation at all, or one that stands without a list around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import DatasetError, Where
from kg.ingest.loaders import sdmx, sdmxcsv
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.headers import header_of, plain_name
from kg.ingest.loaders.jsontext import cell, read_json
from kg.ingest.loaders.kinds import read_head
from kg.ingest.tables.table import ROW, Report, Table

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = (
    "FREQ",
    "REF_AREA",
    "INDICATOR",
    "COUNTERPART_AREA",
    "UNIT_MULT",
    "TIME_PERIOD",
    "OBS_VALUE",
    "OBS_STATUS",
)
# What the newer service calls the same columns.
_NEW = {
    "FREQUENCY": "FREQ",
    "COUNTRY": "REF_AREA",
    "COUNTERPART_COUNTRY": "COUNTERPART_AREA",
    "SCALE": "UNIT_MULT",
    "STATUS": "OBS_STATUS",
}
# Columns that name the message, not what is observed in it.
_MESSAGE = ("TIME_FORMAT", "DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION")
_PARTNERS = ("COUNTERPART_AREA", "COUNTERPART_COUNTRY")
_SIGNS = (b"COUNTERPART_AREA", b"COUNTERPART_COUNTRY")
# Codes of its indicators; other databases of the IMF have counterpart areas too.
_TRADE = re.compile(rb"\b[TX]?[XM]G_(?:FOB|CIF)_USD\b|\bTBG_")
_OBSERVATIONS = "Obs"


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read observations of trade by partner; a row is the number of the observation, from 1."""
    needed("pyarrow", "reading tables")
    head = read_head(file).lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"<"):
        return _renamed(sdmx.load_xml(file, options, report), file)
    if not head.startswith((b"{", b"[")):
        return _renamed(sdmxcsv.load(file, options, report), file)
    found = read_json(file)
    series = _series(found)
    if series is None:
        return _renamed(sdmx.load_json(file, options, report), file)
    rows = list(_observations(series, report))
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    cells = ([row.get(name, "") for name in columns] for row in rows)
    return _renamed(Table(columns, text_batches(columns, enumerate(cells, 1))), file)


def fits(file: Path) -> bool:
    """Whether a file is such a message: it has a counterpart area and an indicator."""
    head = read_head(file)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"[", b"<")):
        return any(sign in head for sign in _SIGNS) and bool(_TRADE.search(head))
    return header_of(file, {}, _fits) is not None


def _fits(names: frozenset[str]) -> bool:
    first = any(plain_name(name) in names for name in ("DATAFLOW", "STRUCTURE"))
    partner = any(plain_name(name) in names for name in _PARTNERS)
    return first and partner and plain_name("INDICATOR") in names


def _series(found: Any) -> list[Any] | None:
    """The series of an answer, or None if it is none."""
    if isinstance(found, dict):
        inner = found.get("CompactData", found)
        inner = inner.get("DataSet", inner) if isinstance(inner, dict) else inner
        found = inner.get("Series") if isinstance(inner, dict) else None
        found = [found] if isinstance(found, dict) else found
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return None
    return found if any("@REF_AREA" in one for one in found) else None


def _observations(series: list[Any], report: Report) -> Iterator[dict[str, str]]:
    silent = [one for one in series if not one.get(_OBSERVATIONS)]
    if silent:
        areas = ", ".join(cell(one.get("@REF_AREA")) for one in silent[:10])
        report(f"{len(silent):,} series have no observations: {areas}")
    for one in series:
        shared = _plain(one)
        found = one.get(_OBSERVATIONS) or []
        some = [found] if isinstance(found, dict) else found
        if not isinstance(some, list) or not all(isinstance(one, dict) for one in some):
            raise DatasetError("holds observations of another form than such answers have")
        for observation in some:
            yield shared | _plain(observation)


def _plain(node: Mapping[str, Any]) -> dict[str, str]:
    """The attributes of a node, whose names have a sign before them."""
    return {name[1:]: cell(value) for name, value in node.items() if name.startswith("@")}


def _renamed(table: Table, file: Path) -> Table:
    names = {name: _NEW.get(name, name) for name in table.columns if name not in _MESSAGE}
    if not {"REF_AREA", "COUNTERPART_AREA", "OBS_VALUE"} <= set(names.values()):
        message = "is no message of trade by partner: it has no areas or no values"
        raise DatasetError(message, where=Where(str(file)))
    columns = (*COLUMNS, *(name for name in names.values() if name not in COLUMNS))
    return Table(columns, (_batch(batch, names, columns) for batch in table.batches))


def _batch(
    batch: pa.RecordBatch, names: Mapping[str, str], columns: tuple[str, ...]
) -> pa.RecordBatch:
    import pyarrow as pa
    import pyarrow.compute as pc

    empty = pa.array([""] * batch.num_rows, pa.string())
    there = {name: batch.column(source) for source, name in names.items()}
    cells = {name: there.get(name, empty) for name in columns}
    periods = pc.replace_substring_regex(cells["TIME_PERIOD"], r"^(\d{4})-?M(\d)$", r"\1-0\2")
    cells["TIME_PERIOD"] = pc.replace_substring_regex(periods, r"^(\d{4})-?M(\d\d)$", r"\1-\2")
    return pa.record_batch([batch.column(ROW), *cells.values()], names=[ROW, *cells])

"""The IMF's Direction of Trade (now IMTS): its services' answers, SDMX, and tables for download.

All become rows of the same columns under the names of the older service, with one more that tells
groups of areas, whose codes have digits. The older service and the tables count in what their
column of scale says; the newer service's messages give dollars, and their SCALE says only how the
portal shows them, so that it must not be multiplied.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, Where
from kg.ingest.loaders import sdmx, sdmxcsv
from kg.ingest.loaders.arrow import needed
from kg.ingest.loaders.headers import header_of, tell_others
from kg.ingest.loaders.imf_answers import load_answer
from kg.ingest.loaders.imf_columns import is_download, period_of
from kg.ingest.loaders.imf_tables import NUMBERED, load_download
from kg.ingest.loaders.kinds import is_json, read_head
from kg.ingest.loaders.renamed import Cells, each, renamed
from kg.ingest.tables.table import Report, Table

COLUMNS = tuple(
    "FREQ REF_AREA INDICATOR COUNTERPART_AREA UNIT_MULT TIME_PERIOD OBS_VALUE OBS_STATUS".split()  # noqa: SIM905
)
AREAS, GROUP = "areas", "group"
# What the newer service calls the same columns.
_NEW = {
    "FREQUENCY": "FREQ",
    "COUNTRY": "REF_AREA",
    "COUNTERPART_COUNTRY": "COUNTERPART_AREA",
    "STATUS": "OBS_STATUS",
}
# Columns that name the message, not what is observed in it, and how it is to be shown.
_MESSAGE = ("TIME_FORMAT", "DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION")
_SHOWN = "SCALE"
_PARTNERS = {"counterpart_area", "counterpart_country"}
_SIGNS = (b"COUNTERPART_AREA", b"COUNTERPART_COUNTRY")
# Codes of its indicators; other databases of the IMF have counterpart areas too.
_TRADE = re.compile(rb"\bT?[XM]G_(?:FOB|CIF)_[A-Z]+\b|\bTBG_")
_SCALES = {"units": "0", "thousands": "3", "millions": "6", "billions": "9"}
_WORLD = ("W00", "G001")
_MULTIPLIER = "multiplier"


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read observations of trade by partner; `multiplier` states the power of ten they count in.

    A row of a message is the number of the observation, from 1.
    """
    needed("pyarrow", "reading tables")
    stated = {name: text for name, text in options.items() if name != _MULTIPLIER}
    multiplier = options.get(_MULTIPLIER, "")
    return _finished(_table(file, stated, report, told=bool(multiplier)), file, multiplier)


def fits(file: Path) -> bool:
    """Whether a file is such a message or table: it has a counterpart area and an indicator."""
    head = read_head(file)
    if is_json(file) or head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return any(sign in head for sign in _SIGNS) and bool(_TRADE.search(head))
    header = header_of(file, {}, _fits)
    return header is not None and (bool(_TRADE.search(head)) or bool(header.sheet))


def _table(file: Path, options: Mapping[str, str], report: Report, *, told: bool) -> Table:
    if read_head(file).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return sdmx.load_xml(file, options, report)
    if is_json(file):
        return load_answer(file, report) or sdmx.load_json(file, options, report)
    header = header_of(file, options, is_download)
    if header is not None:
        tell_others(file, header, options, is_download, report)
        return load_download(file, header, options, report, told=told)
    return sdmxcsv.load(file, options, report)


def _fits(names: frozenset[str]) -> bool:
    message = bool({"dataflow", "structure"} & names) and "indicator" in names
    return is_download(names) or (message and bool(_PARTNERS & names))


def _finished(table: Table, file: Path, multiplier: str) -> Table:
    names = {name: _NEW.get(name, name) for name in table.columns if name not in _MESSAGE}
    if not {"REF_AREA", "COUNTERPART_AREA", "OBS_VALUE"} <= set(names.values()):
        message = "is no message of trade by partner: it has no areas or no values"
        raise DatasetError(message, where=Where(str(file)))
    names.pop(_SHOWN, None)

    def change(cells: Cells) -> Cells:
        return {**_plainly(cells), **({"UNIT_MULT": _all(cells, multiplier)} if multiplier else {})}

    return renamed(table, names, COLUMNS, change, made=(AREAS,))


def _plainly(cells: Cells) -> Cells:
    import pyarrow.compute as pc

    groups = [each(cells[name], _kind) for name in ("REF_AREA", "COUNTERPART_AREA")]
    return {
        "TIME_PERIOD": each(cells["TIME_PERIOD"], period_of),
        "UNIT_MULT": each(cells["UNIT_MULT"], lambda text: _SCALES.get(text.casefold(), text)),
        "OBS_STATUS": each(cells["OBS_STATUS"], str.upper),
        AREAS: pc.if_else(pc.equal(groups[0], GROUP), *groups),
    }


def _all(cells: Cells, text: str) -> Any:
    """The same text in every row."""
    return each(cells["UNIT_MULT"], lambda _: text)


def _kind(code: str) -> str:
    """Whether a code of an area is that of a group; numbers of the IMF's own do not say it."""
    own = code in _WORLD or code.startswith(NUMBERED)
    return GROUP if any(map(str.isdecimal, code)) and not own else ""

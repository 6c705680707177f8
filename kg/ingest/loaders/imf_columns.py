"""The columns of the IMF's tables for download, by what they hold: keys, periods, indicators."""

from __future__ import annotations

import re

from kg.ingest.loaders.headers import Header, plain_name
from kg.ingest.loaders.imf_status import ATTRIBUTE, STATUS
from kg.ingest.loaders.wide import Unfolding, ValueColumn
from kg.ingest.tables.table import Table

AREA, PARTNER, INDICATOR = "REF_AREA", "COUNTERPART_AREA", "INDICATOR"
PERIOD, VALUE = "TIME_PERIOD", "OBS_VALUE"
FREQUENCY, SCALE, SERIES = "FREQ", "UNIT_MULT", "SERIES_CODE"
_BULK = {
    "country code": AREA,
    "indicator code": INDICATOR,
    "counterpart country code": PARTNER,
    "attribute": ATTRIBUTE,
    "time period": PERIOD,
    "status": STATUS,
}
_PORTAL = {
    "series_code": SERIES,
    "country": AREA,
    "indicator": INDICATOR,
    "counterpart_country": PARTNER,
    "frequency": FREQUENCY,
    "scale": SCALE,
    "time_period": PERIOD,
    "obs_value": VALUE,
    "status": STATUS,
    "obs_status": STATUS,
}
# What else stands in these files: names of what has a code, and what all rows share.
_BESIDE = re.compile(
    r"(counterpart )?country name|indicator name|dataset|obs_measure|unit(\.id|\.name)?"
    r"|derivation_type.*|publication_date|update_date|\w+\.name|.*_note|full_description"
)
SERIES_KEY = (AREA, INDICATOR, PARTNER, FREQUENCY)
_PERIODS = re.compile(
    r"(?P<year>\d{4})(?:-?(?P<kind>[MQSH])(?P<number>\d{1,2}))?", re.ASCII | re.IGNORECASE
)
_INDICATORS = re.compile(r".*\((?P<code>[A-Z]+_[A-Z_]+)\)")


def is_download(names: frozenset[str]) -> bool:
    """Whether a row of plain names is the header of such a table."""
    if "counterpart country code" in names:
        return "country code" in names and bool({"indicator code", "time period"} & names)
    partner = {"counterpart_country", "counterpart_country.id"} & names
    columns = any(map(_PERIODS.fullmatch, names)) or {"time_period", "obs_value"} <= names
    return bool(partner) and bool(columns) and not {"dataflow", "structure"} & names


def unfolding_of(table: Table, header: Header, plain: set[str]) -> Unfolding:
    """How the columns of the file become those of observations."""
    places = header.places()
    keys: dict[str, str] = {}
    values: list[ValueColumn] = []
    for name in table.columns:
        says = _says(name, panel="time period" in plain)
        known = _known(plain_name(name), plain)
        if says:
            values.append(ValueColumn(name, places[name], says))
        elif known is None or (known and known not in keys.values()):
            keys[name] = known or name
    if not values:
        return Unfolding(keys, [ValueColumn(VALUE, 0, {})], VALUE, {})
    return Unfolding(
        {source: name for source, name in keys.items() if name not in values[0].says},
        values, VALUE, {},
    )  # fmt: skip


def _says(name: str, *, panel: bool) -> dict[str, str]:
    """What the name of a column of values says of them; nothing if it is none."""
    if panel:
        indicator = _INDICATORS.fullmatch(name)
        return {INDICATOR: indicator["code"]} if indicator else {}
    period = _PERIODS.fullmatch(name.strip())
    return (
        {PERIOD: period_of(name.strip()), FREQUENCY: (period["kind"] or "A").upper()}
        if period
        else {}
    )


def _known(name: str, names: set[str]) -> str | None:
    """What a column is called here: "" if it is not read, None if it is unknown."""
    if f"{name}.id" in names or _BESIDE.fullmatch(name):
        return ""
    return _PORTAL.get(name.removesuffix(".id")) or _BULK.get(name)


def period_of(text: str) -> str:
    """A period as periods are written: a year, 2025-03, 2025-Q1, 2025-H1.

    >>> period_of("1960M1"), period_of("1997-S1"), period_of("2024Q3"), period_of("1948")
    ('1960-01', '1997-H1', '2024-Q3', '1948')
    """
    match = _PERIODS.fullmatch(text)
    if not match or not match["kind"]:
        return text
    kind, number = match["kind"].upper().replace("S", "H"), match["number"]
    return f"{match['year']}-{number.zfill(2) if kind == 'M' else kind + number}"

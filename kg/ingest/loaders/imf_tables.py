"""Tables that the IMF's data portals give for download: the older bulk files, the newer portal's.

A bulk file has a row for each series and a column for each period, years, quarters and months
beside each other; the status of its values stands in a row of its own, under the same keys. Its
panel has a row for each period and a column for each indicator. Areas have numbers of the IMF's own
in both, which are no ISO numbers: `IMF 917`. The newer portal's files have a column for each
period, or one of periods; where the codes have no columns of their own, `SERIES_CODE` holds them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import DatasetError, Where
from kg.ingest.loaders.headers import Header, load_under, plain_name
from kg.ingest.loaders.imf_columns import AREA, PARTNER, SCALE, SERIES, SERIES_KEY, unfolding_of
from kg.ingest.loaders.imf_scale import scale_of
from kg.ingest.loaders.imf_status import ATTRIBUTE, STATUS, Statuses
from kg.ingest.loaders.renamed import Cells, each, renamed
from kg.ingest.loaders.wide import Unfolding
from kg.ingest.tables.table import Report, Table

if TYPE_CHECKING:
    import pyarrow as pa

NUMBERED = "IMF "


def load_download(
    file: Path, header: Header, options: Mapping[str, str], report: Report, *, told: bool
) -> Table:
    """The observations of such a table, a row for each cell of one; `told`: the scale is stated.

    Raises:
        DatasetError: it has no values.
    """
    table = load_under(file, header, options, report)
    plain = {plain_name(name) for name in table.columns}
    if "country code" not in plain:
        return _of_portal(table, unfolding_of(table, header, plain))

    def again() -> Table:
        return load_under(file, header, options, lambda *_, **__: None)

    unfolding = unfolding_of(table, header, plain)
    if not unfolding.values[0].place:
        raise DatasetError("has no column of a period or an indicator", where=Where(str(file)))
    if not told:
        columns = [one.name for one in unfolding.values]
        unfolding = replace(
            unfolding, constants={SCALE: scale_of(again().batches, columns, report)}
        )
    names = {name: name for name in unfolding.columns if name != ATTRIBUTE}
    if ATTRIBUTE in unfolding.keys.values():
        joined = Statuses(unfolding, again(), report).joined(table)
        table, names = Table(unfolding.columns, joined), {**names, STATUS: STATUS}
    else:
        table = Table(unfolding.columns, _unfolded(table, unfolding))
    return renamed(table, names, (), _numbered)


def _of_portal(table: Table, unfolding: Unfolding) -> Table:
    if unfolding.values[0].place:
        names = {name: name for name in unfolding.columns}
        table = Table(unfolding.columns, _unfolded(table, unfolding))
    else:
        names = dict(unfolding.keys)
    found = renamed(table, names, SERIES_KEY, _of_series)
    rest = {name: name for name in found.columns if name != SERIES}
    return renamed(found, rest, (), lambda _: {})


def _unfolded(table: Table, unfolding: Unfolding) -> Iterator[pa.RecordBatch]:
    for batch in table.batches:
        yield from unfolding.unfold(batch)


def _numbered(cells: Cells) -> Cells:
    """Areas by the numbers of the IMF's own, which must not be taken for those of ISO."""
    return {name: each(cells[name], _number) for name in (AREA, PARTNER)}


def _part(place: int, code: str) -> str:
    return [*code.split("."), *[""] * len(SERIES_KEY)][place]


def _number(code: str) -> str:
    return f"{NUMBERED}{code.strip().lstrip('0')}" if code.strip() else ""


def _of_series(cells: Cells) -> Cells:
    """Codes out of the code of the series, where the table has names only."""
    import pyarrow.compute as pc

    if SERIES not in cells:
        return {}
    taken = {}
    for place, name in enumerate(SERIES_KEY):
        code = each(cells[SERIES], partial(_part, place))
        taken[name] = pc.if_else(pc.equal(code, ""), cells[name], code)
    return taken

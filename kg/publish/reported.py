"""Reports as rows that can be cited: each line as its table or file has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.publish.disputes import disputes_sheet
from kg.publish.histories import history_sheet
from kg.query.results import Rows

if TYPE_CHECKING:
    from kg.publish.sheets import Sheet


def rows_of(command: str, found: Any) -> Rows:
    """What a report has found, as rows."""
    if isinstance(found, Rows):
        return found
    if command == "contradictions":
        return _rows(disputes_sheet(found))
    if command == "history":
        return _rows(history_sheet(found))
    rows: Rows = found.rows()
    return rows


def documents_of(command: str, found: Any) -> frozenset[str]:
    """The documents on which a report rests."""
    if command == "contradictions":
        return frozenset(who.document for one in found for who in one.attributions) - {""}
    if command == "history":
        return frozenset(one.attribution.document for one in found) - {""}
    return frozenset(found.documents)


def _rows(sheet: Sheet) -> Rows:
    return Rows(sheet.columns, ([ox.Literal(cell) for cell in row] for row in sheet.rows))

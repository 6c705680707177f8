"""SDMX messages as tables: a row for each observation, a column for each dimension and attribute.

Rows count the observations from 1, in the order of the message. A message that deletes
observations says nothing of their values; what its sender writes in it (the file will be ready in
an hour) is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from kg.errors import DatasetError, Where
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.jsontable import parsed
from kg.ingest.loaders.kinds import kind_of, read_head, refuse
from kg.ingest.loaders.sdmxjson import data_sets
from kg.ingest.loaders.sdmxml import Message, observations
from kg.ingest.tables.table import Report, Table

_Row = Mapping[str, str]
_DELETED = "observations to be deleted, which are not read: {:,}"


def load_xml(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read SDMX-ML, generic or structure-specific; it is streamed, once for its columns."""
    needed("pyarrow", "reading SDMX")
    _check(file, options, "SDMX-ML")
    first, count = Message(), 0
    columns: dict[str, None] = {}
    for count, cells in enumerate(observations(file, first), 1):  # noqa: B007
        columns |= dict.fromkeys(cells)
    for note in first.notes if count else ():
        report(f"the message says: {note}")
    if first.deleted and count:
        report(_DELETED.format(count), row=1)
        return _table(columns, iter(()))
    if not count:
        says = " ".join(first.notes) or "is it a structure message?"
        raise DatasetError(f"holds no observations: {says}", where=Where(str(file)))
    return _table(columns, observations(file, Message()))


def load_json(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read SDMX-JSON; it is read whole."""
    needed("pyarrow", "reading SDMX")
    _check(file, options, "SDMX-JSON")
    message, rows, deleted = parsed(file), list[_Row](), 0
    try:
        for action, observations_ in data_sets(message):
            found = list(observations_)
            deleted += len(found) if action == "delete" else 0
            rows += found if action != "delete" else []
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        why = (
            str(error) if isinstance(error, ValueError) else "its parts are not where they must be"
        )
        what = f"is no SDMX-JSON that can be read: {why}"
        raise DatasetError(what, where=Where(str(file))) from error
    if deleted:
        report(_DELETED.format(deleted))
    if not (rows or deleted):
        raise DatasetError("holds no observations", where=Where(str(file)))
    return _table(dict.fromkeys(name for row in rows for name in row), iter(rows))


def _check(file: Path, options: Mapping[str, str], wanted: str) -> None:
    if options:
        option = next(iter(options))
        message = f'read: {wanted} has no option "{option}": it has none'
        raise DatasetError(message, where=Where(str(file)))
    if kind_of(head := read_head(file)):
        raise refuse(file, wanted, head)


def _table(columns: Mapping[str, None], rows: Iterator[_Row]) -> Table:
    names = tuple(columns)
    cells = ((at, [row.get(name, "") for name in names]) for at, row in enumerate(rows, 1))
    return Table(names, text_batches(names, cells))

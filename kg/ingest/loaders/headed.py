"""Known formats that need no loader of their own: a table under a header, told by its names.

What is known of such a format stands in its YAML alone. Under `table` it gives each column the
names that files have for it, the best first, and `needs`, the columns by which a file is told;
`order` names those of files without a header, told by what the cells look `like`. Columns that are
not named are told once. `key` makes a key of a column, `days` are written in ISO 8601, `degrees`
with a point, `whole` are numbers that a spreadsheet gave one, `tight` have no blanks, `numeric` are
codes of areas in three figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, Where
from kg.ingest.loaders import jsontable
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.forms import Known, key_of, known
from kg.ingest.loaders.headers import (
    WORKBOOKS,
    Header,
    first_rows,
    header_of,
    load_under,
    plain_name,
    tell_others,
)
from kg.ingest.loaders.kinds import kind_of, read_head
from kg.ingest.loaders.naming import nameless
from kg.ingest.tables.table import ROW, Report, Table

KEY = "Key"
_SHOWN = 10
_NAME = re.compile(r'"([^"\\]{1,80})"\s*:')


def load(name: str, file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read a table of a format.

    Raises:
        DatasetError: it is none.
    """
    needed("pyarrow", "reading tables")
    form = known(name)
    table, sources = _opened(form, file, options, report)
    read = {one for some in sources.values() for one in some}
    if others := [one for one in table.columns if one not in read]:
        shown = ", ".join(others[:_SHOWN]) + (", …" if len(others) > _SHOWN else "")
        report(f"is not read: {len(others)} of the columns: {shown}", row=1)
    columns = (*form.columns, KEY)
    rows = (row for batch in table.batches for row in batch.to_pylist())
    return Table(columns, text_batches(columns, _rows(form, rows, sources)))


def fits(name: str, file: Path) -> bool:
    """Whether a file is a table of a format."""
    form = known(name)
    if _is_json(form, file) or header_of(file, {}, form.fit) is not None:
        return True
    return bool(form.order) and _ordered(form, file, {})


def _opened(
    form: Known, file: Path, options: Mapping[str, str], report: Report
) -> tuple[Table, dict[str, list[str]]]:
    """The table, and by what is read: the columns of the file that hold it."""
    if _is_json(form, file):
        table = jsontable.load(file, jsontable.found(file, options), report)
        return table, _named(form, table)
    if (header := header_of(file, options, form.fit)) is not None:
        tell_others(file, header, options, form.fit, report)
        table = load_under(file, header, options, report)
        return table, _named(form, table)
    if not (form.order and _ordered(form, file, options)):
        needs = " or ".join(", ".join(some) for some in form.needs)
        message = f"is no table of the format {form.name}: no row names {needs}"
        raise DatasetError(message, where=Where(str(file)))
    table = load_under(file, Header(0, (), ()), {**(form.read or {}), **options}, report)
    places = {name: nameless(at) for at, name in enumerate(form.order, 1)}
    there = [name for name, place in places.items() if place in table.columns]
    return table, {name: [places[name]] if name in there else [] for name in places}


def _named(form: Known, table: Table) -> dict[str, list[str]]:
    has = {plain_name(name): name for name in reversed(table.columns)}
    return {name: [has[one] for one in some if one in has] for name, some in form.columns.items()}


def _is_json(form: Known, file: Path) -> bool:
    """Whether a file is JSON whose first objects have the names of the format."""
    head = read_head(file).removeprefix(b"\xef\xbb\xbf").lstrip()
    names = _NAME.findall(head.decode("utf-8", "ignore")) if head[:1] in (b"{", b"[") else []
    return form.fit(frozenset(map(plain_name, names)))


def _ordered(form: Known, file: Path, options: Mapping[str, str]) -> bool:
    """Whether the cells of the first rows look as those of files without a header do."""
    if kind_of(read_head(file)) in WORKBOOKS:
        return False
    rows = first_rows(file, {**(form.read or {}), "header": "0", **options})
    tests = [(form.order.index(name), re.compile(sign)) for name, sign in (form.like or {}).items()]
    least = max(at for at, _ in tests)
    return bool(rows) and all(
        least < len(row) <= len(form.order)
        and all(sign.fullmatch(row[at].strip()) for at, sign in tests)
        for row in rows
    )


def _rows(
    form: Known, rows: Iterator[Mapping[str, Any]], sources: Mapping[str, Sequence[str]]
) -> Iterator[tuple[int, list[str]]]:
    for row in rows:
        cells = form.written(
            {
                name: next((row[one].strip() for one in some if row[one].strip()), "")
                for name, some in sources.items()
            }
        )
        cells[KEY] = key_of(cells.get(form.key, "")) or f"row-{row[ROW]}"
        yield row[ROW], [cells.get(name, "") for name in (*form.columns, KEY)]

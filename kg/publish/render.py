"""Results for people: a table drawn on a terminal, plain lines in a pipe, a Markdown table.

In a pipe there is one line of column names, then one line for each row, cells parted by tabs, so
that `cut`, `grep` and `sort` work. Cells hold labels; machine formats are in `formats.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from kg.query.cells import Cells, is_number
from kg.query.results import Result, Rows, Truth

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from kg.store.view import Term, View


class Style(NamedTuple):
    """How terms are shown: where labels come from, in which language, or whole IRIs."""

    view: View | None = None
    language: str = "en"
    whole_iris: bool = False

    def cells(self, rows: Rows) -> Cells:
        """The texts of all cells of some rows."""
        return Cells(self.view, rows.terms, self.language, whole_iris=self.whole_iris)


def rows_of(result: Result) -> Rows:
    """A result as rows: triples have three columns; a truth value has none."""
    if isinstance(result, Truth):
        return Rows((), ())
    return result if isinstance(result, Rows) else result.rows()


def shortened(result: Result) -> str:
    """Say that a limit shortened a result; nothing if it is whole."""
    what = "triples" if result.kind == "triples" else "rows"
    return "" if result.limit is None else f"only the first {result.limit} {what} (--limit)"


def lines(result: Result, style: Style) -> Iterator[str]:
    """The lines for a pipe."""
    if isinstance(result, Truth):
        yield repr(result)
        return
    rows = rows_of(result)
    cells = style.cells(rows)
    yield "\t".join(rows.columns)
    for row in rows.terms:
        yield "\t".join(map(cells.text, row))


def markdown(result: Result, style: Style) -> str:
    """A Markdown table whose cells link to their IRIs."""
    if isinstance(result, Truth):
        return f"{result!r}\n"
    from kg.publish.sheets import Linked, Sheet, as_markdown

    rows = rows_of(result)
    cells = style.cells(rows)
    linked = [[Linked(cells.text(term), cells.link(term)) for term in row] for row in rows.terms]
    note = shortened(result)
    return as_markdown(Sheet(rows.columns, linked)) + (f"\n*{note}*\n" if note else "")


def table(result: Result, style: Style) -> RenderableType:
    """A table for rich: columns in which no row has anything are named below, not drawn."""
    from rich import box
    from rich.table import Table

    if isinstance(result, Truth):
        return repr(result)
    rows = rows_of(result)
    if not rows.terms:
        return _below(result, 0, [])
    cells = style.cells(rows)
    used = [n for n in range(len(rows.columns)) if any(row[n] is not None for row in rows.terms)]
    empty = [name for n, name in enumerate(rows.columns) if n not in used]
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for number in used:
        right = all(is_number(row[number]) or row[number] is None for row in rows.terms)
        drawn.add_column(
            rows.columns[number], justify="right" if right else "left", overflow="fold"
        )
    for row in rows.terms:
        drawn.add_row(*(_cell(cells, row[number]) for number in used))
    drawn.caption = _below(result, len(rows), empty)
    drawn.caption_justify = "left"
    return drawn


def _cell(cells: Cells, term: Term | None) -> Text:
    from rich.style import Style as TextStyle
    from rich.text import Text

    text = _thousands(cells.text(term)) if is_number(term) else cells.text(term)
    link = cells.link(term)
    return Text(text, style=TextStyle(link=link)) if link else Text(text)


def _thousands(text: str) -> str:
    from kg.query.values import number_text

    return number_text(text)


def _below(result: Result, count: int, empty: list[str]) -> str:
    counted = "1 row" if count == 1 else f"{count:,} rows"
    nothing = f"nothing in {', '.join(empty)}" if empty else ""
    return "; ".join(filter(None, [shortened(result) or counted, nothing]))

"""Results for people without a terminal: plain lines in a pipe, a Markdown table.

In a pipe there is one line of column names, then one line for each row, cells parted by tabs, so
that `cut`, `grep` and `sort` work. Cells hold labels; what a terminal shows is drawn in
`drawing.py`, and what machines read is written in `formats.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from kg.query.cells import Cells
from kg.query.results import Result, Rows, Truth

if TYPE_CHECKING:
    from kg.store.view import View


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
    from kg.publish import noted
    from kg.publish.sheets import Linked, Sheet, as_markdown

    rows = rows_of(result)
    cells = style.cells(rows)
    linked = [[Linked(cells.text(term), cells.link(term)) for term in row] for row in rows.terms]
    said = noted.closing((shortened(result), *noted.lines(result)))
    return as_markdown(Sheet(rows.columns, linked)) + said

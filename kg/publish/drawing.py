"""Results as a person at a terminal sees them: a table where it fits, else a card for each row.

A column is squeezed no further than its longest word; where that is too wide for the terminal, rows
become lines of `column: value`, under the value of the first column where it stays the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.console import Group
from rich.style import Style as TextStyle
from rich.table import Table
from rich.text import Text

from kg.publish.render import Style, rows_of, shortened
from kg.query.cells import is_number
from kg.query.results import Result, Rows, Truth
from kg.query.values import number_text

if TYPE_CHECKING:
    from rich.console import RenderableType

_GAP = 3  # between two columns of a table
_EASY = 24  # a column wider than this may be folded, between words


class Drawing:
    """The texts of a result's rows; columns in which no row has anything are left out."""

    def __init__(self, rows: Rows, style: Style) -> None:
        cells = style.cells(rows)
        self.used = [
            number
            for number in range(len(rows.columns))
            if any(row[number] is not None for row in rows.terms)
        ]
        self.names = [rows.columns[number] for number in self.used]
        self.numbers = [
            all(is_number(row[number]) or row[number] is None for row in rows.terms)
            for number in self.used
        ]
        self.empty = [name for name in rows.columns if name not in self.names]
        self.rows = [
            [_text(cells.text(row[n]), cells.link(row[n]), is_number(row[n])) for n in self.used]
            for row in rows.terms
        ]

    def fits(self, width: int) -> bool:
        """Whether a table of this width would break no word and squeeze no column hard."""
        columns = (
            [name, *(row[n].plain for row in self.rows)] for n, name in enumerate(self.names)
        )
        return sum(map(_needed, columns)) + _GAP * len(self.names) <= width

    def table(self) -> Table:
        """The rows as a table; numbers to the right."""
        drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
        for name, number in zip(self.names, self.numbers, strict=True):
            drawn.add_column(name, justify="right" if number else "left", overflow="fold")
        for row in self.rows:
            drawn.add_row(*row)
        return drawn

    def cards(self) -> Iterator[RenderableType]:
        """The rows as lines of `column: value`, under the first column's values."""
        before = None
        for first, *others in self.rows:
            if first.plain != before:
                yield Text()
                yield Text(style="bold").append_text(first) if first else Text("–")
                before = first.plain
            pairs = [
                Text(f"{name}: ", style="dim").append_text(_undimmed(value))
                for name, value in zip(self.names[1:], others, strict=True)
                if value
            ]
            card = Table.grid(padding=(0, 1))
            card.add_column(no_wrap=True)
            card.add_column(overflow="fold")  # a word longer than the line is broken, never cut
            card.add_row("  •", Text(" · ", style="dim").join(pairs))
            yield card


def drawn(result: Result, style: Style, width: int) -> RenderableType:
    """A result for a terminal of a width, with the number of its rows below."""
    if isinstance(result, Truth):
        return repr(result)
    rows = rows_of(result)
    if not rows.terms:
        return _below(result, 0, [])
    drawing = Drawing(rows, style)
    below = Text(_below(result, len(rows), drawing.empty), style="dim")
    if drawing.fits(width):
        return Group(drawing.table(), below)
    return Group(*drawing.cards(), Text(), below)


def _text(text: str, link: str, is_numeric: bool) -> Text:
    shown = number_text(text) if is_numeric else text
    return Text(shown, style=TextStyle(link=link)) if link else Text(shown)


def _undimmed(value: Text) -> Text:
    return Text(style=TextStyle(dim=False)).append_text(value)


def _needed(texts: Sequence[str]) -> int:
    """The columns that a column of a table needs: its longest word, and more where it is easy."""
    widest = max(map(_wide, texts))
    longest_word = max(_wide(word) for text in texts for word in text.split() or [""])
    return min(widest, max(longest_word, _EASY))


def _wide(text: str) -> int:
    """The columns that a text takes, of which a Chinese character needs two."""
    return len(text) if text.isascii() else cell_len(text)


def _below(result: Result, count: int, empty: Sequence[str]) -> str:
    counted = "1 row" if count == 1 else f"{count:,} rows"
    nothing = f"nothing in {', '.join(empty)}" if empty else ""
    return "; ".join(filter(None, [shortened(result) or counted, nothing]))

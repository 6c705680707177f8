"""A list of rows: a table for a person, one line of tab-separated text per row in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.cli import terminal


def show(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under their headers; a pipe gets no headers, so that `cut` and `sort` work."""
    if terminal.interactive():
        _draw(headers, rows)
        return
    for row in rows:
        print("\t".join(map(flat, row)))


def flat(cell: str) -> str:
    """A cell on one line.

    >>> flat("two\\nlines")
    'two lines'
    """
    return " ".join(cell.split())


def _draw(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich import box
    from rich.table import Table

    from kg.cli.page import cell

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for header in headers:
        table.add_column(header, overflow="fold")
    for row in rows:
        table.add_row(*map(cell, row))
    terminal.console().print(table)

"""Lists in the formats that every command which makes one can write."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli import terminal

if TYPE_CHECKING:
    from kg.publish.sheets import Sheet


class Format(StrEnum):
    """How a list is written; a table is for people, the others are for files and programs."""

    TABLE = "table"
    CSV = "csv"
    MD = "md"
    JSON = "json"


HOW = typer.Option("--format", "-f", help="How the answer is written.")
Form = Annotated[Format, HOW]


def write(form: Format, sheet: Sheet, plain: Any) -> None:
    """Write a sheet in a format; `plain` is the same as data for JSON."""
    if form is Format.JSON:
        import json

        print(json.dumps(plain, ensure_ascii=False, indent=2))
    elif form is Format.TABLE:
        from kg.cli import tables

        tables.show(*_full_columns(sheet))
    else:
        from kg.publish.sheets import as_csv, as_markdown

        print(as_csv(sheet) if form is Format.CSV else as_markdown(sheet), end="")


def _full_columns(sheet: Sheet) -> tuple[list[str], list[list[str]]]:
    """The sheet for a person: columns that hold nothing are left out on a terminal."""
    keep = [
        index
        for index, _ in enumerate(sheet.columns)
        if not terminal.interactive() or any(row[index] for row in sheet.rows)
    ]
    return [sheet.columns[i] for i in keep], [[row[i] for i in keep] for row in sheet.rows]

"""Lists in the formats that every command which makes one can write."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli import citing, tables, terminal
from kg.cli.output import whole_file
from kg.errors import FormatError

if TYPE_CHECKING:
    from pathlib import Path

    from kg.publish.sheets import Sheet
    from kg.query.citing.notes import Notes


class Format(StrEnum):
    """How a list is written; a table is for people, the others are for files and programs."""

    TABLE = "table"
    CSV = "csv"
    MD = "md"
    JSON = "json"


_ENDINGS = {"csv": Format.CSV, "md": Format.MD, "json": Format.JSON, "txt": Format.TABLE}
HOW = typer.Option("--format", "-f", help="How the answer is written.")
Form = Annotated[Format, HOW]


def form_of(form: Format, path: Path | None) -> Format:
    """The format that is named, else that of the file's ending.

    Raises:
        FormatError: the ending means none.
    """
    if path is None or form is not Format.TABLE:
        return form
    ending = path.suffix.lstrip(".").lower()
    if ending not in _ENDINGS:
        known = " ".join(f".{one}" for one in _ENDINGS)
        raise FormatError(f"the ending of {path.name} means no format; known are {known}")
    return _ENDINGS[ending]


def write(
    form: Format, sheet: Sheet, plain: Any, notes: Notes | None = None, path: Path | None = None
) -> None:
    """Write a sheet in a format; `plain` is the same as data for JSON.

    What must be known of it goes into JSON and Markdown, and beside a file of another format.
    """
    if form is Format.TABLE and path is None:
        tables.show(*_full_columns(sheet))
        return
    text = _text(form, sheet, plain, notes)
    if path is None:
        print(text, end="")
        return
    with whole_file(path) as file:
        file.write(text.encode())
    if notes is not None and form in (Format.CSV, Format.TABLE):
        citing.describe(path, form.value, sheet.columns, notes)


def _text(form: Format, sheet: Sheet, plain: Any, notes: Notes | None) -> str:
    from kg.publish import noted, sheets

    if form is Format.JSON:
        import json

        told = plain if notes is None else noted.enclosed(plain, notes)
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    if form is Format.CSV:
        return sheets.as_csv(sheet)
    if form is Format.MD:
        return sheets.as_markdown(sheet) + noted.closing(notes.lines() if notes else ())
    return "".join("\t".join(map(tables.flat, row)) + "\n" for row in (sheet.columns, *sheet.rows))


def _full_columns(sheet: Sheet) -> tuple[list[str], list[list[str]]]:
    """The sheet for a person: columns that hold nothing are left out on a terminal."""
    keep = [
        index
        for index, _ in enumerate(sheet.columns)
        if not terminal.interactive() or any(row[index] for row in sheet.rows)
    ]
    return [sheet.columns[i] for i in keep], [[row[i] for i in keep] for row in sheet.rows]

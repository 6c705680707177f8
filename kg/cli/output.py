"""Where a result goes: drawn on a terminal, as lines into a pipe, in a format to a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kg.cli import terminal
from kg.cli.interrupt import interruptible
from kg.errors import FormatError, KgError

if TYPE_CHECKING:
    from kg.publish.formats import Format
    from kg.publish.render import Style
    from kg.query.citing.passing import Passing
    from kg.query.results import Result
    from kg.store.view import View


_PIECE = 1 << 16  # octets


def chosen(form: str | None, path: Path | None) -> Format | None:
    """The format that is named, else that of the file's ending, if one of them is given."""
    if form is None and path is None:
        return None
    from kg.publish.formats import by_name, by_path

    return by_name(form) if form is not None else by_path(path or Path())


def chosen_for_rows(form: str | None, path: Path | None) -> Format | None:
    """The format that is wanted, if one is, for what has rows.

    Raises:
        FormatError: there is no such format, or it does not fit.
    """
    made = chosen(form, path)
    if made is not None:
        from kg.publish.formats import require_fit

        require_fit(made, "rows")
        require_place(made, path)
    return made


def require_place(made: Format, path: Path | None) -> None:
    """Refuse to write what is no text to a terminal.

    Raises:
        FormatError: so it is.
    """
    if made.binary and path is None and terminal.interactive():
        raise FormatError(f"{made.name} is no text; write it to a file with -o FILE")


def show(result: Result, style: Style) -> None:
    """A table for whoever sits at a terminal; tab-separated lines for whatever reads a pipe."""
    if terminal.interactive():
        from kg.publish.drawing import drawn

        console = terminal.console()
        console.print(drawn(result, style, console.width))
        return
    from kg.publish import render

    with _stdout() as output:
        for line in render.lines(result, style):
            output.write(line.encode() + b"\n")
    _say_limit(result)


def write(result: Result, made: Format, style: Style, path: Path | None) -> None:
    """Write a result in a format, to a file or to standard output."""
    from kg.publish import formats

    content = formats.write(result, made, style)
    with whole_file(path) if path else _stdout() as output:
        for at in range(0, len(content), _PIECE):  # so that a reader who has gone is met early
            output.write(content[at : at + _PIECE])
    _say_limit(result)


def stream(view: View, text: str, made: Format, path: Path | None, passing: Passing) -> None:
    """Write an answer while it comes, past who looks at it; a file appears when it is whole."""
    from kg.query.results import stream as write_to

    form = made.engine
    assert form is not None
    with whole_file(path) if path else _stdout() as output:
        leaving = _draft(path).unlink if path else output.flush
        interruptible(lambda: write_to(view, text, passing.to(output), form), leaving)
        output.write(made.end)


def _say_limit(result: Result) -> None:
    from kg.publish.render import shortened

    if note := shortened(result):
        terminal.note(f"Note: {note}.")


@contextmanager
def _stdout() -> Iterator[IO[bytes]]:
    """Standard output as UTF-8, whatever the terminal's own encoding."""
    sys.stdout.flush()
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that replaces `path` when all of it is written."""
    draft = _draft(path)
    try:
        with draft.open("wb") as output:
            yield output
        draft.replace(path)
    except OSError as error:
        _forget(draft)
        if isinstance(error, BrokenPipeError):
            raise
        raise KgError(f"{path} cannot be written: {error.strerror or error}") from None
    except BaseException:
        _forget(draft)
        raise


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}")


def _forget(draft: Path) -> None:
    with suppress(OSError):
        draft.unlink()

"""A progress bar on the terminal's error stream; nothing in a pipe, nothing in a log."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kg.cli import terminal

if TYPE_CHECKING:
    from rich.progress import Progress


class Bar:
    """A bar that appears, and imports rich, with the first step that it is told of."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.shown: Progress | None = None
        self.wanted = terminal.interactive(sys.stderr)

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show the step, how much of it is done, and of how much."""
        if self.wanted:
            self.shown = self.shown or self._start()
            text = f"{self.title}: {step}"
            self.shown.update(
                self.shown.task_ids[0], description=text, completed=done, total=total or None
            )

    def stop(self) -> None:
        """Take the bar away."""
        if self.shown is not None:
            self.shown.stop()

    def _start(self) -> Progress:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        bar = Progress(*columns, console=terminal.console(stderr=True), transient=True)
        bar.add_task(self.title)
        bar.start()
        return bar


@contextmanager
def progress(title: str) -> Iterator[Bar]:
    """Give a function that is told the step, how much of it is done, and of how much."""
    bar = Bar(title)
    try:
        yield bar
    finally:
        bar.stop()

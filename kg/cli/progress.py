"""A progress bar on the terminal's error stream; nothing in a pipe, nothing in a log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kg.cli import terminal

Step = Callable[[str, int, int], None]


@contextmanager
def progress(title: str) -> Iterator[Step]:
    """Give a function that is told the step, how much of it is done, and of how much."""
    if not terminal.interactive(sys.stderr):
        yield lambda step, done, total: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal.console(stderr=True), transient=True) as bar:
        task = bar.add_task(title)

        def tell(step: str, done: int, total: int) -> None:
            bar.update(task, description=f"{title}: {step}", completed=done, total=total or None)

        yield tell

"""Keeps Ctrl-C alive while the engine works.

The engine cannot be stopped and Python handles a signal only between two of its own steps, so a
question runs in a thread while the main one waits for it or for Ctrl-C. The whole answer is read in
that thread, because pyoxigraph's results may be touched in no other.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

from kg.model.scratch import forget_scratch

Found = TypeVar("Found")

# The engine's parser descends by recursion: long chains of operators need more than 8 MB. Pages
# that are not touched cost nothing.
_STACK = 256 * 1024 * 1024
_INTERRUPTED = 130


def _nothing() -> None:
    """Leave nothing behind that would have to be removed."""


def interruptible(work: Callable[[], Found], leaving: Callable[[], None] = _nothing) -> Found:
    """Run the work and return what it returns, or raise what it raises; Ctrl-C ends `kg`.

    Before it ends, `leaving` removes what the work would leave behind.
    """
    found: list[Found] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as error:
            failed.append(error)

    try:
        thread = _started(run)
        while thread.is_alive():
            thread.join(1)
    except KeyboardInterrupt:
        # Leaving the usual way would wait for the engine.
        leaving()
        forget_scratch()
        sys.stderr.flush()
        os._exit(_INTERRUPTED)
    if failed:
        raise failed[0]
    return found[0]


def _started(run: Callable[[], None]) -> threading.Thread:
    """Start a thread with a large stack, or with a usual one where memory is limited."""
    before = threading.stack_size(_STACK)
    try:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
    except RuntimeError:
        threading.stack_size(before)
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
    finally:
        threading.stack_size(before)
    return thread

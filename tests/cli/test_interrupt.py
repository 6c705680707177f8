from __future__ import annotations

import threading
from _thread import interrupt_main
from pathlib import Path

import pytest

from kg.cli.interrupt import interruptible
from kg.model.scratch import scratch


def deep(levels: int) -> int:
    return 0 if levels == 0 else 1 + deep(levels - 1)


def test_what_the_work_returns_or_raises_comes_back() -> None:
    assert interruptible(lambda: 17) == 17
    with pytest.raises(ValueError, match="no"):
        interruptible(lambda: int("no"))


def test_the_work_runs_beside_the_main_thread() -> None:
    assert interruptible(threading.get_ident) != threading.get_ident()
    assert interruptible(lambda: deep(500)) == 500


def test_where_memory_is_short_the_usual_stack_does(monkeypatch: pytest.MonkeyPatch) -> None:
    class Short(threading.Thread):
        def start(self) -> None:
            if threading.stack_size() != 0:
                raise RuntimeError("can't start new thread")
            super().start()

    monkeypatch.setattr("kg.cli.interrupt.threading.Thread", Short)
    assert interruptible(lambda: 17) == 17


def test_what_is_interrupted_leaves_no_scratch(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[Path] = []
    left = threading.Event()

    def work() -> None:
        with scratch() as folder:
            (folder / "x").touch()
            used.append(folder)
            interrupt_main()
            left.wait()

    def leave(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr("kg.cli.interrupt.os._exit", leave)
    with pytest.raises(SystemExit, match="130"):
        interruptible(work)
    assert not used[0].exists()
    left.set()

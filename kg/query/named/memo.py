"""Remembers what was read of query files, because reading them costs more than a small question.

Importing PyYAML takes 9 ms and compiling the tokenizer 2. What they found is kept in a file under
the query's whole text: a changed query is another key, so nothing goes stale.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

_MOST = 500  # texts; a memo that grew beyond is started anew


def recall(memo: Path | None, text: str, read: Callable[[str], Any]) -> Any:
    """What `read` finds in a text, in the plain types of JSON: from the memo, else by reading."""
    if memo is None:
        return read(text)
    known = _known(memo)
    if text not in known:
        known[text] = read(text)
        _keep(memo, known)
    return known[text]


def _known(memo: Path) -> dict[str, Any]:
    """What the memo holds; a damaged one is as good as none."""
    try:
        known = json.loads(memo.read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) and len(known) < _MOST else {}


def _keep(memo: Path, known: dict[str, Any]) -> None:
    """Write the memo in one step; where that is not allowed, the next question reads again."""
    draft = memo.with_suffix(f".{os.getpid()}")
    try:
        draft.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
        draft.replace(memo)
    except OSError:
        return

"""The entities of a file of Wikidata's: one document, an answer, a dump, JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.ingest.loaders.faults import Faults
from kg.ingest.loaders.kinds import opening

Entity = Mapping[str, Any]


def entities(file: Path, faults: Faults) -> Iterator[tuple[int, Entity]]:
    """The entities of a file: a dump or JSON lines line by line, all else at once."""
    if not _has_lines(file):
        with opening(file):
            text = file.read_text(encoding="utf-8-sig", errors="replace")
        found = _read(text, 1, faults) or {}
        yield from ((number, one) for number, one in enumerate(_inner(found), 1))
        return
    with opening(file), file.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            text = line.strip().rstrip(",")
            if text not in ("", "[", "]") and isinstance(
                entity := _read(text, number, faults), dict
            ):
                yield from ((number, one) for one in _inner(entity))


def _has_lines(file: Path) -> bool:
    """Whether an entity stands on each line: after a bracket, or one line after another."""
    with opening(file), file.open(encoding="utf-8-sig", errors="replace") as stream:
        filled = (line.strip() for line in stream if line.strip())
        first, second = next(filled, ""), next(filled, "")
    return second.startswith('{"') and (first == "[" or first.startswith('{"'))


def _inner(found: Any) -> list[dict[str, Any]]:
    """The entities of a list, of an answer, or the one that there is."""
    inner = found.get("entities", found) if isinstance(found, dict) else found
    if isinstance(inner, dict):
        inner = [inner] if "id" in inner else list(inner.values())
    return [one for one in inner if isinstance(one, dict)] if isinstance(inner, list) else []


def _read(text: str, number: int, faults: Faults) -> Any:
    if "\N{REPLACEMENT CHARACTER}" in text:
        faults.tell("are not UTF-8", "is not UTF-8", row=number, value=text[:200])
        return None
    try:
        return json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        faults.tell("are no JSON", f"is no JSON: {error}", row=number, value=text[:200])
        return None

"""JSON as text: numbers stay as they are written, and what is missing is the empty text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, Where
from kg.ingest.loaders.kinds import opening


def read_json(file: Path) -> Any:
    """What a file holds; numbers are text.

    Raises:
        DatasetError: it cannot be read, or is no JSON in UTF-8.
    """
    try:
        with opening(file):
            text = file.read_text(encoding="utf-8-sig")
        return json.loads(text, parse_float=str, parse_int=str)
    except RecursionError:
        raise DatasetError("is JSON nested too deeply", where=Where(str(file))) from None
    except ValueError as error:
        raise DatasetError(f"is no JSON: {error}", where=Where(str(file))) from None


def cell(value: Any) -> str:
    """A value as the text of a cell.

    >>> cell(None), cell(True), cell("1.50"), cell(["a"])
    ('', 'true', '1.50', '["a"]')
    """
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)

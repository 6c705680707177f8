"""JSON that somebody sent: read strictly, so that nothing behind it meets what is no text."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from kg.errors import ParameterError


def read_json(text: str | bytes, name: str) -> dict[str, Any]:
    """Read an object; `name` is what it was sent as.

    >>> read_json('{"a": 1}', "queries")
    {'a': 1}

    Raises:
        ParameterError: it is no JSON, no object, or has what cannot be written as UTF-8.
    """
    try:
        found = json.loads(text, parse_constant=_no_number)
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ParameterError(f"{name} has half of a surrogate pair") from None
    except ValueError as error:
        raise ParameterError(f"{name} is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise ParameterError(f"{name} must be a JSON object")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")

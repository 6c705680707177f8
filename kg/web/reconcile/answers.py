"""How the service answers: JSON, or a call of a function for pages that came before CORS."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Mapping
from typing import Any

from kg.errors import ParameterError
from kg.web.actions import Reply

_NAME = r"[A-Za-z_$][A-Za-z0-9_$]*"
_CALLBACK = re.compile(rf"{_NAME}(\.{_NAME})*")
_LONGEST = 128


def given(pairs: Iterable[tuple[str, str]], known: Container[str]) -> dict[str, str]:
    """The fields of a request that are known; clients send others, against caches and such.

    Raises:
        ParameterError: one stands twice.
    """
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found and name in known:
            raise ParameterError(f'"{name}" is given twice')
        if name in known:
            found[name] = value
    return found


def said(answer: Mapping[str, Any], given: Mapping[str, str]) -> Reply:
    """An answer as JSON; with a `callback`, as JSONP.

    Raises:
        ParameterError: the callback is no name of a function.
    """
    callback = given.get("callback")
    if callback is None:
        return Reply(json.dumps(answer, ensure_ascii=False).encode(), "application/json")
    if len(callback) > _LONGEST or not _CALLBACK.fullmatch(callback):
        raise ParameterError("callback must be the name of a function, such as jQuery.show")
    # the comment keeps what comes first from being read as the head of another kind of file
    written = f"/**/{callback}({json.dumps(answer)});"
    return Reply(written.encode("ascii"), "text/javascript; charset=utf-8")

r"""What may not reach the engine: calls to other servers, updates, and what would crash it.

What may be a call under any reading is found by `calls.py`. What is refused in error (a triple
without its full stop, as in `?a ex:service ?b { … }`) is told how to pass.
"""

from __future__ import annotations

import re

from kg.errors import ForbiddenError, SyntaxQueryError
from kg.query.named.calls import calls
from kg.query.sparql import form, place, verb

_DEEPEST = 128  # nested some thousand deep, a query overflows the stack of the engine's parser

_CODE_POINT = r"\\u([0-9A-Fa-f]{4})|\\U(00[01][0-9A-Fa-f]{5})"


def forbid(text: str) -> None:
    """Refuse what is no plain question to the store.

    Raises:
        ForbiddenError: it is an update, or may call another server.
        SyntaxQueryError: it is nested so deeply that the engine would crash.
    """
    forbid_updates(text)
    forbid_calls(text)


def forbid_updates(text: str) -> None:
    """Refuse an update, which an engine asked a question would only fail to parse.

    Raises:
        ForbiddenError: it is one.
    """
    if form(text) == "update":
        first = verb(text)
        raise ForbiddenError(
            f"{first.word if first else 'an update'} would change the store, which is only read",
            where=place(text, first.start if first else 0),
        )


def forbid_calls(text: str) -> None:
    """Refuse what would leave this process, or end it.

    Raises:
        ForbiddenError: it may call another server.
        SyntaxQueryError: it is nested so deeply that the engine would crash.
    """
    for offset in calls(text):
        raise ForbiddenError(
            "SERVICE asks another server, which is not allowed"
            ' (if "service" ends a name here, put a full stop before the brace)',
            where=place(text, offset),
        )
    for _ in calls(_unescaped(text)) if "\\" in text else ():
        raise ForbiddenError("SERVICE, written with \\u escapes, is not allowed")
    if sum(map(text.count, "([{")) > _DEEPEST:
        _require_shallow(text)


def _unescaped(text: str) -> str:
    """The text as engines read it that resolve code points before anything else, as SPARQL 1.1."""
    return re.sub(_CODE_POINT, lambda found: chr(int(found[1] or found[2], 16)), text)


def _require_shallow(text: str) -> None:
    depth = 0
    for bracket in re.finditer(r"[(\[{]|[)\]}]", text):
        depth = depth + 1 if bracket[0] in "([{" else max(0, depth - 1)
        if depth > _DEEPEST:
            raise SyntaxQueryError(
                f"nested more than {_DEEPEST} brackets deep", where=place(text, bracket.start())
            )

r"""What may not reach the engine: calls to other servers, updates, and what would crash it.

Tokens alone do not tell a call of SERVICE, for three reasons, each tried on pyoxigraph 0.5.13:

- `?a<?b` is a comparison, but in `FILTER(?a<?b)SERVICE#>` a `<?b)SERVICE#>` looks like an IRI;
- the engine has no tokens: it splits `SERVICEex:a`, and reads `ex:a.b.SERVICE` as a name, a full
  stop and a keyword;
- where a long string holds half a surrogate pair, it reads the three quotes as an empty string and
  the begin of a short one, behind which a call may stand, and the rest of the string as a comment.

So the text of a call is looked for everywhere, and passes only where every reading of what stands
before it has it inside a string, a comment or an IRI. What is refused in error (a triple without
its full stop, as in `?a ex:service ?b { … }`) is told how to pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import ForbiddenError, SyntaxQueryError
from kg.query.sparql import ESCAPED, FIRST, IRI, LONG, SHORT, form, place, verb

_DEEPEST = 128  # nested some thousand deep, a query overflows the stack of the engine's parser

_GAP = r"(?:[ \t\r\n]|\#[^\r\n]*+)*+"
_NAME = rf"(?:{FIRST}|[.-])*+:(?:{FIRST}|[.:-]|{ESCAPED})*+"
_CALL = rf"(?=SERVICE{_GAP}(?:SILENT{_GAP})?(?:<[^>]*+>|[?$]{FIRST}++|{_NAME}){_GAP}\{{)"
_OPENER = r"[\"'\#<\\]"
_OPENED = (LONG, SHORT, r"\#[^\r\n]*", IRI, r"\\.", "<")
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
    for offset in _calls(text):
        raise ForbiddenError(
            "SERVICE asks another server, which is not allowed"
            ' (if "service" ends a name here, put a full stop before the brace)',
            where=place(text, offset),
        )
    for _ in _calls(_unescaped(text)) if "\\" in text else ():
        raise ForbiddenError("SERVICE, written with \\u escapes, is not allowed")
    if sum(map(text.count, "([{")) > _DEEPEST:
        _require_shallow(text)


def _calls(text: str) -> Iterator[int]:
    """The offsets at which an engine may read a call."""
    if "service" not in text.casefold():
        return
    found = [call.start() for call in re.finditer(_CALL, text, re.IGNORECASE | re.ASCII)]
    if found:
        code = list(_code(text))
        yield from (at for at in found if any(start <= at < end for start, end in code))


def _code(text: str) -> Iterator[tuple[int, int]]:
    """The stretches that stand outside of strings, comments and IRIs under at least one reading."""
    todo, seen = [0], set[int]()
    opened = [re.compile(part, re.DOTALL) for part in _OPENED]
    openers = re.compile(_OPENER)
    while todo:
        start = todo.pop()
        if start not in seen:
            seen.add(start)
            opener = openers.search(text, start)
            end = opener.start() if opener else len(text)
            yield start, end
            if opener:
                ends = [found.end() for part in opened if (found := part.match(text, end))]
                todo += ends or [end + 1]


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

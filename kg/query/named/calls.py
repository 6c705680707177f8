r"""Where a text may call another server, under any reading of it.

Tokens alone do not tell a call of SERVICE, for three reasons, each tried on pyoxigraph 0.5.13:

- `?a<?b` is a comparison, but in `FILTER(?a<?b)SERVICE#>` a `<?b)SERVICE#>` looks like an IRI;
- the engine has no tokens: it splits `SERVICEex:a`, and reads `ex:a.b.SERVICE` as a name, a full
  stop and a keyword;
- where a long string holds half a surrogate pair, it reads the three quotes as an empty string and
  the begin of a short one, behind which a call may stand, and the rest of the string as a comment.

So the text of a call is looked for everywhere, and passes only where every reading of what stands
before it has it inside a string, a comment or an IRI. Whoever sends a query chooses how often that
is looked at, so nothing here looks at a stretch of the text again for each word before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from kg.query.sparql import ESCAPED, FIRST, IRI, LONG, SHORT

_SPACE = frozenset(" \t\r\n")
_OPENER = r"[\"'\#<\\]"
_OPENED = (LONG, SHORT, IRI, r"\\.", "<")


def calls(text: str) -> Iterator[int]:
    """The offsets at which an engine may read a call.

    >>> list(calls("ASK { ?s ex:service ?o } # SERVICE <a:b> {")), list(calls("ASK{SERVICE ?a{"))
    ([], [4])
    """
    if "service" not in text.casefold():
        return
    words = re.finditer("SERVICE", text, re.IGNORECASE | re.ASCII)
    shapes = _Shapes(text)
    if found := [word.start() for word in words if shapes.is_call(word.end())]:
        code = sorted(_code(text, shapes.lines))
        for at in found:
            before = bisect_right(code, (at, len(text))) - 1  # ends rise with the starts
            if before >= 0 and at < code[before][1]:
                yield at


class _Runs:
    """The longest runs of what a pattern matches, each found once."""

    def __init__(self, pattern: str, text: str) -> None:
        spans = [found.span() for found in re.finditer(pattern, text)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def end(self, at: int) -> int:
        """Where the run ends that holds an offset; the offset itself, if none does."""
        before = bisect_right(self._starts, at) - 1
        return max(at, self._ends[before]) if before >= 0 else at


class _Shapes:
    """What stands behind the word: the end of each thing that may."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spaces, self.lines = _Runs(r"[ \t\r\n]++", text), _Runs(r"[^\r\n]++", text)
        self._words, self._iris = _Runs(rf"{FIRST}++", text), _Runs(r"[^>]++", text)
        self._prefixes = _Runs(rf"(?:{FIRST}|[.-])++", text)
        self._names = _Runs(rf"(?:{FIRST}|[.:-]|{ESCAPED})++", text)
        self._gaps: dict[int, int] = {}

    def is_call(self, at: int) -> bool:
        """Whether it is a call, if the word ends here."""
        at = self._gap(at)
        silent = self._text[at : at + 6].upper() == "SILENT"
        return self._is_target(at) or (silent and self._is_target(self._gap(at + 6)))

    def _gap(self, at: int) -> int:
        """The end of the spaces and comments that begin here."""
        passed = []
        while at not in self._gaps:
            passed.append(at)
            first = self._text[at : at + 1]
            if first in _SPACE:
                at = self._spaces.end(at)
            elif first == "#":
                at = self.lines.end(at)
            else:
                break
        end = self._gaps.get(at, at)
        self._gaps.update(dict.fromkeys(passed, end))
        return end

    def _is_target(self, at: int) -> bool:
        """Whether a name of a server stands here, and a brace behind it."""
        first = self._text[at : at + 1]
        if first == "<":
            end = self._iris.end(at + 1)
            found, end = self._text[end : end + 1] == ">", end + 1
        elif first in ("?", "$"):
            end = self._words.end(at + 1)
            found = end > at + 1
        else:
            colon = self._prefixes.end(at)
            found, end = self._text[colon : colon + 1] == ":", self._names.end(colon + 1)
        if not found:
            return False
        brace = self._gap(end)
        return self._text[brace : brace + 1] == "{"


def _code(text: str, lines: _Runs) -> Iterator[tuple[int, int]]:
    """The stretches that stand outside of strings, comments and IRIs under at least one reading."""
    todo, seen = [0], set[int]()
    opened = [re.compile(part, re.DOTALL) for part in _OPENED]
    openers = [found.start() for found in re.finditer(_OPENER, text)]
    while todo:
        start = todo.pop()
        if start not in seen:
            seen.add(start)
            at = bisect_left(openers, start)
            end = openers[at] if at < len(openers) else len(text)
            yield start, end
            if text[end : end + 1] == "#":
                todo.append(lines.end(end))
            elif end < len(text):
                ends = [found.end() for part in opened if (found := part.match(text, end))]
                todo += ends or [end + 1]

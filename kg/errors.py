"""The error tree: every failure that a user can meet, named after what was wrong.

    KgError
    ├── ProjectError        a project folder is missing or not one
    ├── OntologyError       ontology/*.ttl says what cannot be read or does not fit
    ├── DatasetError        dataset.yaml, a lookup or a data file
    │   ├── MappingError    which column feeds which property
    │   └── RecordError     one record of a facts file
    ├── QueryError
    │   ├── SyntaxQueryError     the query does not parse
    │   ├── EngineError          the query is one, but asks what the engine does not have
    │   ├── ParameterError       a parameter is unknown, missing or has a wrong value
    │   │   └── ConflictError    two parameters that cannot both be meant
    │   ├── LimitError           a query passed a time, memory or row limit
    │   └── ForbiddenError       SERVICE, LOAD or an update where only reading is allowed
    ├── StoreError          a build or store is missing, locked, half written or newer
    ├── FormatError         a result cannot be written in the format asked for
    └── ExtraError          an optional dependency is not installed

Each carries `where`, completed on the way up by whoever knows more. A message says what is wrong
and what would be right; foreign exceptions become one of these at the boundary module.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Where(NamedTuple):
    """A place in a source file; lines, columns and rows count from 1, 0 means unknown."""

    file: str = ""
    line: int = 0
    column: int = 0
    record: str = ""
    property: str = ""

    def __str__(self) -> str:
        """Write the place as editors read it.

        >>> str(Where("data/x/facts.yaml", 12, 3, "r1", "party"))
        'data/x/facts.yaml:12:3: record r1, party'
        """
        numbers = [str(n) for n in (self.line, self.column) if n]
        place = ":".join([self.file, *numbers] if self.file else numbers)
        inside = ", ".join(
            part for part in (self.record and f"record {self.record}", self.property) if part
        )
        return ": ".join(part for part in (place, inside) if part)

    def under(self, outer: Where) -> Where:
        """Fill what this place leaves open from `outer`, the place around it.

        Lines are those of one file: a place in another file takes none from around it.
        """
        own = {name: value for name, value in self._asdict().items() if value}
        if self.file and outer.file and self.file != outer.file:
            outer = outer._replace(line=0, column=0)
        return outer._replace(**own)


class KgError(Exception):
    """What is wrong, where, and what would be right; `exit_code` is what the shell is told."""

    exit_code = 1

    def __init__(self, message: str, *, where: Where | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where or Where()

    def __str__(self) -> str:
        place = str(self.where)
        return f"{place}: {self.message}" if place else self.message

    def at(self, outer: Where) -> KgError:
        """Complete the place with what the caller knows and return the same error."""
        self.where = self.where.under(outer)
        return self


class ProjectError(KgError):
    """A project folder is missing or not one."""


class OntologyError(KgError):
    """The ontology cannot be read, or says what does not fit together."""


class DatasetError(KgError):
    """A dataset's own files cannot be read or do not fit."""


class MappingError(DatasetError):
    """A mapping names what the table or the ontology does not have."""


class RecordError(DatasetError):
    """One record does not fit the ontology or refers to what is not there."""


class QueryError(KgError):
    """A query cannot be answered."""


class SyntaxQueryError(QueryError):
    """The query does not parse."""


class EngineError(QueryError):
    """The query is one, but calls a function that the engine does not have, or the like."""


class ParameterError(QueryError):
    """A parameter is unknown, missing or has a wrong value."""

    exit_code = 2


class ConflictError(ParameterError):
    """Two parameters contradict each other, or one of them needs another."""


class LimitError(QueryError):
    """A query passed a limit; there are no rows."""


class ForbiddenError(QueryError):
    """SERVICE, LOAD or an update where only reading is allowed."""


class StoreError(KgError):
    """A build or store is missing, locked, half written or of a newer version."""


class FormatError(KgError):
    """A result cannot be written in the format asked for."""

    exit_code = 2


class CitationError(KgError):
    """A file is no citation, or one of another project."""

    exit_code = 2


class ExtraError(KgError):
    """An optional dependency is not installed."""


def shown(text: object, *, most: int = 80) -> str:
    """A value in quotes, as a message shows it: on one line, and never longer than a line.

    >>> shown("2025-13"), shown("x" * 500, most=9)
    ('"2025-13"', '"xxxxxxxx…"')
    """
    line = " ".join(str(text)[: 2 * most].split())
    return f'"{line}"' if len(line) <= most else f'"{line[: most - 1]}…"'


def a(name: str) -> str:
    """A name with its article.

    >>> a("Ship"), a("Inspection")
    ('a Ship', 'an Inspection')
    """
    return f"an {name}" if name[:1] in "AEIOU" else f"a {name}"


_SHORTEST = 3  # words shorter than this are like too many others
_LONGEST_NAME = 40  # a list of whole titles cannot be read


class Choices:
    """Known values, put in order once, so that many words can be held against them."""

    def __init__(self, choices: Iterable[str]) -> None:
        self.known = sorted(set(choices))
        self._folded: dict[bool, dict[str, str]] = {}

    def folded(self, *, upper: bool) -> dict[str, str]:
        """The values by their folded forms.

        Agreement is a class and agreement a property: the one written like the word is meant.
        """
        if upper not in self._folded:
            alike = sorted(self.known, key=lambda choice: choice[:1].isupper() == upper)
            self._folded[upper] = {choice.casefold(): choice for choice in alike}
        return self._folded[upper]


def did_you_mean(
    word: str, choices: Iterable[str] | Choices, *, most: int = 6, see: str = ""
) -> str:
    """Say which known value was probably meant, or list the known ones: of many, the nearest.

    `see` names what lists them all.

    >>> did_you_mean("ratificaton", ["ratification", "signature"])
    'did you mean "ratification"?'
    >>> did_you_mean("zzz", ["b", "a"])
    'known are: a, b'
    >>> did_you_mean("UDS", ["USD", "EUR"])
    'did you mean "USD"?'
    >>> did_you_mean("Treety", ["treaty", "Treaty"])
    'did you mean "Treaty"?'
    >>> did_you_mean("zzz", [])
    'none is known'
    >>> did_you_mean("mare", ["sea", "river", "mart and fair", "sky"], most=2, see="kg list")
    'known are: river, mart and fair … (4 in all: `kg list`)'
    """
    choices = choices if isinstance(choices, Choices) else Choices(choices)
    if not choices.known:
        return "none is known"
    if near := _near(word, choices):
        return "did you mean " + " or ".join(f'"{choice}"' for choice in near) + "?"
    known = sorted(choices.known, key=str.isdigit)  # a numeric code helps least
    nearest = _nearest(word, known, most) if len(known) > most else known
    return f"known are: {some(nearest, len(known), see)}"


def some(names: list[str], count: int, see: str = "") -> str:
    """A few names of `count`, and what lists the others.

    >>> some(["a", "b"], 2), some(["a", "b"], 1200, "kg list")
    ('a, b', 'a, b … (1,200 in all: `kg list`)')
    """
    listed = ", ".join(map(_short, names))
    if len(names) == count:
        return listed
    return f"{listed} … ({count:,} in all{f': `{see}`' if see else ''})"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _nearest(word: str, known: list[str], most: int) -> list[str]:
    """The few that are written most like a word, none of them alike enough to be meant."""
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import extract

    folded = [choice.casefold() for choice in known]
    found = extract(word.casefold()[:200], folded, scorer=ratio, limit=most)
    return [known[at] for _, _, at in found]


def _near(word: str, choices: Choices) -> list[str]:
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import extract

    folded = choices.folded(upper=word[:1].isupper())
    word = word.casefold()
    found = extract(word[:200], folded.keys(), scorer=ratio, limit=3, score_cutoff=72)
    near = [folded[match] for match, _, _ in found]
    if near or len(word) < _SHORTEST:
        return near
    from rapidfuzz.distance.OSA import distance

    # Of a short word, one letter is much: what is left are letters that changed places.
    swapped = (one for one in folded if len(one) == len(word) and sorted(one) == sorted(word))
    return [folded[one] for one in swapped if distance(word, one) == 1][:3]

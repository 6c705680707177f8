"""Rules of arithmetic: `ontology/rules/*.rq`, which find figures that belong together.

A rule is one SELECT with a header. Each row names statements, a column for each part of the
formula; a column may hold several, with spaces between (`GROUP_CONCAT`). Where the formula cannot
be true of what a row names, that row is a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.errors import QueryError, Where, did_you_mean, shown
from kg.query.contradictions.formula import Formula, read_formula
from kg.query.named.headers import only, read_header, read_text, text_at

if TYPE_CHECKING:
    from kg.store.view import View

_KEYS = ("summary", "description", "holds", "kind", "within")
_ONE, _ANY = "document", "any"


class Rule(NamedTuple):
    """One rule, read: `one_source` if only figures of one document are set against each other."""

    path: Path
    text: str
    summary: str
    formula: Formula
    kind: str
    one_source: bool

    def rows(self, view: View) -> list[dict[str, list[str]]]:
        """The IRIs in each column of each row.

        Raises:
            QueryError: the query is wrong, or has no column for a part of the formula.
        """
        try:
            variables, rows = _asked(view, self.text)
        except QueryError as error:
            raise error.at(Where(str(self.path))) from None
        self._require(variables)
        columns = sorted({column for column, _ in self.formula.names})
        chosen = ({column: row[column] for column in columns} for row in rows)
        found = [row for row in chosen if all(row.values())]
        self._require_nodes(found)
        return found

    def _require_nodes(self, rows: Iterable[dict[str, list[str]]]) -> None:
        for column, text in {(name, one) for row in rows for name in row for one in row[name]}:
            try:
                ox.NamedNode(text)
            except ValueError:
                hint = "name the statement, observation or entity, not its value"
                raise self.wrong(f"?{column} holds {shown(text)}; {hint}") from None

    def _require(self, variables: Iterable[str]) -> None:
        for column, _ in self.formula.names:
            if column not in variables:
                hint = did_you_mean(column, variables)
                raise self.wrong(f"the query has no column ?{column}; {hint}")

    def wrong(self, message: str, key: str = "holds") -> QueryError:
        """An error at the line of the formula, or of another key of the header."""
        return _wrong(self.path, self.text, key, message)


def read_rules(folder: Path | None) -> list[Rule]:
    """Every rule of a folder.

    Raises:
        QueryError: one of them cannot be read.
    """
    return [read_rule(path) for path in sorted(folder.glob("*.rq"))] if folder else []


def read_rule(path: Path) -> Rule:
    """Read one rule.

    Raises:
        QueryError: it cannot be read, or its header is wrong.
    """
    text = read_text(path)
    try:
        header = read_header(text)
        only(header, _KEYS, "a rule's header")
        for key in ("summary", "holds"):
            if not text_at(header, key):
                raise QueryError(f'the header needs a line "#+ {key}: …"', where=Where("", 1))
    except QueryError as error:
        raise error.at(Where(str(path))) from None
    within = text_at(header, "within") or _ONE
    if within not in (_ONE, _ANY):
        raise _wrong(path, text, "within", f"it is {_ONE} or {_ANY}, not {shown(within)}")
    try:
        formula = read_formula(text_at(header, "holds"))
    except QueryError as error:
        raise _wrong(path, text, "holds", error.message) from None
    kind = text_at(header, "kind") or "arithmetic"
    return Rule(path, text, text_at(header, "summary"), formula, kind, within == _ONE)


def _asked(view: View, query: str) -> tuple[list[str], list[dict[str, list[str]]]]:
    """The columns and rows of a SELECT; what the engine holds is let go before anything fails."""
    found = view.query(query)
    if not isinstance(found, ox.QuerySolutions):
        raise QueryError("a rule is a SELECT", where=Where("", 1))
    variables = [variable.value for variable in found.variables]
    return variables, [{name: _iris(row[name]) for name in variables} for row in found]


def _iris(value: ox.NamedNode | ox.Literal | None) -> list[str]:
    return [] if value is None else sorted(set(value.value.split()))


def _wrong(path: Path, text: str, key: str, message: str) -> QueryError:
    """An error at the line of the header in which a key stands."""
    lines = (line.removeprefix("#+").strip() for line in text.splitlines())
    number = next((at for at, line in enumerate(lines, 1) if line.startswith(f"{key}:")), 1)
    return QueryError(f'"{key}": {message}', where=Where(str(path), number))

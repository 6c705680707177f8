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
from kg.query.headers import only, read_header, text_at
from kg.store.embedded import open_files

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
            found = view.query(self.text)
        except QueryError as error:
            raise error.at(Where(str(self.path))) from None
        if not isinstance(found, ox.QuerySolutions):
            raise QueryError("a rule is a SELECT", where=Where(str(self.path), 1))
        self._require([variable.value for variable in found.variables])
        columns = sorted({column for column, _ in self.formula.names})
        rows = ({column: _iris(row[column]) for column in columns} for row in found)
        return [row for row in rows if all(row.values())]

    def _require(self, variables: Iterable[str]) -> None:
        for column, _ in self.formula.names:
            if column not in variables:
                hint = did_you_mean(column, variables)
                raise self.wrong(f"the query has no column ?{column}; {hint}")

    def wrong(self, message: str) -> QueryError:
        """An error at the line of the formula."""
        return QueryError(f'"holds": {message}', where=_where(self.path, self.text, "holds"))


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
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise QueryError("not UTF-8; save the file as UTF-8", where=Where(str(path))) from None
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
        message = f'"within" is {_ONE} or {_ANY}, not {shown(within)}'
        raise QueryError(message, where=_where(path, text, "within"))
    try:
        formula = read_formula(text_at(header, "holds"))
    except QueryError as error:
        message = f'"holds": {error.message}'
        raise QueryError(message, where=_where(path, text, "holds")) from None
    kind = text_at(header, "kind") or "arithmetic"
    return Rule(path, text, text_at(header, "summary"), formula, kind, within == _ONE)


def check_rule(path: Path, kinds: Iterable[str], properties: Iterable[str]) -> None:
    """Try a rule on nothing.

    Raises:
        QueryError: it is wrong; with its file and line.
    """
    rule = read_rule(path)
    if rule.kind not in kinds:
        message = f"no kind of disagreement {shown(rule.kind)}; {did_you_mean(rule.kind, kinds)}"
        raise QueryError(message, where=_where(path, rule.text, "kind"))
    for _, prop in rule.formula.names:
        if prop not in properties:
            raise rule.wrong(f"no property {shown(prop)}; {did_you_mean(prop, properties)}")
    rule.rows(open_files([], prefixes={}))


def _iris(value: ox.NamedNode | ox.Literal | None) -> list[str]:
    return [] if value is None else sorted(set(value.value.split()))


def _where(path: Path, text: str, key: str) -> Where:
    """The line of the header in which a key stands."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.removeprefix("#+").strip().startswith(f"{key}:"):
            return Where(str(path), number)
    return Where(str(path), 1)

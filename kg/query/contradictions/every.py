"""Every disagreement of a view, compared once: what is asked for is chosen among them afterwards.

To compare takes most of the time, and has the same outcome whoever asks, about whatever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg.query.contradictions import figures, statements, things
from kg.query.contradictions.arithmetic import disagreeing
from kg.query.contradictions.checked import read_rules
from kg.query.contradictions.groups import Dispute, disputes, spellings
from kg.query.contradictions.rules import Rules
from kg.query.looking.schema import Schema

if TYPE_CHECKING:
    from kg.store.view import View


_MOST = 8  # choices of rules


class Every:
    """The disagreements of one view, those that rules of arithmetic find among them."""

    def __init__(self, view: View, schema: Schema, rules: Rules) -> None:
        self._view, self._schema, self._rules = view, schema, rules
        self._compared: tuple[Dispute, ...] | None = None
        self._checked: dict[tuple[tuple[Path, str], ...], tuple[Dispute, ...]] = {}

    def compared(self) -> tuple[Dispute, ...]:
        """What two say differently of the same.

        Raises:
            QueryError: the store cannot answer.
        """
        if self._compared is None:
            self._compared = tuple(_all(self._view, self._rules, self._schema))
        return self._compared

    def checked(self, folder: Path | None, kinds: Collection[str]) -> tuple[Dispute, ...]:
        """What fails the rules of a folder, only those of some kinds, if any are named.

        Raises:
            QueryError: a rule is wrong, or the store cannot answer.
        """
        chosen = [rule for rule in read_rules(folder) if not kinds or rule.kind in kinds]
        texts = tuple((rule.path, rule.text) for rule in chosen)
        if texts not in self._checked:
            if len(self._checked) >= _MOST:
                self._checked.clear()  # the rules were edited under a server that runs
            found = tuple(disagreeing(self._view, self._rules, self._schema, chosen))
            self._checked[texts] = found
        return self._checked[texts]


@lru_cache(maxsize=1)
def every(view: View) -> Every:
    """The disagreements of a view, kept for all the questions that are about them."""
    schema = Schema(view)
    return Every(view, schema, Rules(view, schema))


def _all(view: View, rules: Rules, schema: Schema) -> Iterator[Dispute]:
    for rivals in statements.rivals(view, rules, schema):
        yield from disputes(rules, rivals)
    for rivals in figures.rivals(view, rules):
        yield from disputes(rules, rivals)
    for rivals in things.rivals(view, schema):
        yield from disputes(rules, rivals)
    for rivals in things.denials(view):
        yield from disputes(rules, rivals)
    for rivals in things.names(view):
        yield from spellings(rules, rivals)

"""Rules of the ontology are SPARQL updates that only add: nothing else may reach the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.errors import ForbiddenError, KgError, Where
from kg.issues import Issue
from kg.model.ontology import Rule
from kg.query.named.guard import forbid_calls
from kg.query.sparql import place, significant
from kg.store.embedded import try_update

_OTHERS = frozenset({"DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"})


def check_rules(rules: Iterable[Rule]) -> Iterator[Issue]:
    """Every rule that does not parse or does more than insert, with its file and line."""
    for rule in rules:
        try:
            _only_inserts(rule.text)
            forbid_calls(rule.text)
            try_update(rule.text)
        except KgError as error:
            yield Issue.of(error.at(Where(str(rule.path))))


def _only_inserts(text: str) -> None:
    for token in significant(text):
        if token.word in _OTHERS:
            message = f"a rule only inserts; {token.word} is not allowed"
            raise ForbiddenError(message, where=place(text, token.start))

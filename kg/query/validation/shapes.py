"""What breaks the property shapes of an ontology: each rule is one question to the store.

What the engine cannot read as the ontology's readers do (a regular expression of Python's, a date
as precise as its source) is looked at again here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import shown
from kg.model.dates import parse_date
from kg.model.terms import iri_text, literal_text
from kg.model.vocab import TYPE, XSD, local_name
from kg.query.validation import asking
from kg.query.validation.finding import Finding, Value
from kg.query.validation.rules import Rule, rules

if TYPE_CHECKING:
    from kg.model.ontology import Ontology
    from kg.store.view import View

_DATES = {f"{XSD}{name}" for name in ("date", "gYear", "gYearMonth")}
_BOUNDS = ("minInclusive", "maxInclusive")
_TYPE = ox.NamedNode(iri_text(TYPE))


def broken_shapes(view: View, ontology: Ontology) -> Iterator[Finding]:
    """What breaks the property shapes of an ontology, rule by rule, in a lasting order.

    A dimension whose value the source does not state has `code:not-stated`, whatever its class is.

    Raises:
        QueryError: the store cannot answer.
    """
    members = _Members(view, ontology)
    for rule in rules(ontology):
        if targets := members.there(cls for cls, _ in rule.shapes):
            yield from sorted(_broken(view, rule, targets, members), key=_order)


def _order(one: Finding) -> tuple[str, str]:
    return one.focus, str(one.value)


class _Members:
    """Which classes have members in a store, and of which classes a node is."""

    def __init__(self, view: View, ontology: Ontology) -> None:
        self._view = view
        self._ontology = ontology
        self._known: dict[str, bool] = {}

    def below(self, cls: str) -> set[str]:
        """A class and those below it."""
        return {cls, *self._ontology.subclasses.get(cls, ())}

    def there(self, classes: Iterable[str]) -> list[str]:
        """Those of these classes, and of those below them, that have members."""
        return sorted(filter(self._has, {one for cls in classes for one in self.below(cls)}))

    def of(self, node: ox.NamedNode | ox.BlankNode) -> set[str]:
        """The classes of a node."""
        quads = self._view.quads(node, _TYPE)
        return {one.object.value for one in quads if isinstance(one.object, ox.NamedNode)}

    def _has(self, cls: str) -> bool:
        if cls not in self._known:
            found = self._view.quads(None, _TYPE, ox.NamedNode(cls))
            self._known[cls] = next(iter(found), None) is not None
        return self._known[cls]


def _broken(view: View, rule: Rule, targets: list[str], members: _Members) -> Iterator[Finding]:
    counted = rule.name == "minCount"
    kinds = members.there([iri_text(rule.values[0])]) if rule.name == "class" else ()
    query = asking.fewer(rule, targets) if counted else asking.wrong(rule, targets, kinds)
    answer: Any = view.query(query)
    for row in answer:
        value: Value = None if counted else row["value"]
        if counted or _confirmed(rule, value):
            yield _finding(rule, row["this"], value, members)


def _finding(rule: Rule, focus: Any, value: Value, members: _Members) -> Finding:
    """What a solution means, by the first shape whose class the node is a member of."""
    types = members.of(focus)
    shape = next((by for cls, by in rule.shapes if types & members.below(cls)), "")
    name = focus.value if isinstance(focus, ox.NamedNode) else str(focus)
    path = iri_text(rule.path)
    return Finding("error", f"sh:{rule.name}", _message(rule, value), name, path, value, shape)


def _confirmed(rule: Rule, value: Value) -> bool:
    """Whether what the engine took for wrong is wrong for the readers of records, too."""
    if rule.name == "pattern" and isinstance(value, ox.NamedNode | ox.Literal):
        return not re.search(literal_text(rule.values[0]), value.value)
    dated = isinstance(value, ox.Literal) and value.datatype.value in _DATES
    return not (dated and rule.name in _BOUNDS) or _outside(rule, value)


def _outside(rule: Rule, value: Any) -> bool:
    """Whether a date, as precise as it was said, lies outside a bound as a whole."""
    try:
        said, bound = parse_date(value.value), parse_date(literal_text(rule.values[0]))
    except ValueError:
        return True
    if rule.name == "minInclusive":
        return said.latest < bound.earliest
    return said.earliest > bound.latest


def _message(rule: Rule, value: Value) -> str:
    """What is wrong, and what would be right."""
    said = [_said(one) for one in rule.values]
    name = local_name(iri_text(rule.path))
    if rule.name == "minCount":
        return f"`{name}` is missing: there are to be at least {said[0]}"
    wanted = {
        "class": f"is no {said[0]}" if said else "",
        "datatype": f"is no {said[0]}" if said else "",
        "nodeKind": f"is to be of the kind {said[0]}" if said else "",
        "in": f"is none of: {', '.join(said)}",
        "languageIn": f"is in none of the languages: {', '.join(said)}",
        "pattern": f"does not have the form {said[0]}" if said else "",
        "minInclusive": f"is less than {said[0]}" if said else "",
        "maxInclusive": f"is more than {said[0]}" if said else "",
        "minLength": f"is shorter than {said[0]} characters" if said else "",
        "maxLength": f"is longer than {said[0]} characters" if said else "",
    }
    return f"`{name}` {_shown(value)} {wanted[rule.name]}"


def _said(term: str) -> str:
    return literal_text(term) if term.startswith('"') else local_name(iri_text(term))


def _shown(value: Value) -> str:
    if isinstance(value, ox.Literal):
        kind = f"@{value.language}" if value.language else ""
        return f"{shown(value.value)}{kind}"
    return local_name(value.value) if isinstance(value, ox.NamedNode) else str(value)

"""The values that things have for some properties, and who says so, to stand beside a column.

Each value is one cell; asked for its sources instead, the cells come in the same order, so that
two columns fetched one after the other stand beside each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from kg.errors import ParameterError, did_you_mean, shown
from kg.model.vocab import XSD
from kg.query.jsonable import plain
from kg.query.labels import long_iri
from kg.query.looking.attribution import Attribution, attribute
from kg.query.looking.facts import Fact, facts_of
from kg.query.looking.nodes import Nodes
from kg.query.python import value_of
from kg.query.reconciling.terms import ranges, term, terms

if TYPE_CHECKING:
    from kg.store.view import View

Cell: TypeAlias = dict[str, Any]
CONTENTS = {
    "values": "the values: things as reconciled cells, numbers and days as such",
    "names": "the values as text",
    "cited": "each value as text, with who says it and when",
    "sources": "who says it and when",
    "links": "the addresses of the documents that say it",
    "claims": "the IRIs of the claims that say it",
}
_DAY = len("2025-11-23")


class Choice(NamedTuple):
    """One property, and how its values are wanted; a limit of 0 is none."""

    property: str
    content: str = "values"
    limit: int = 0
    language: str = ""


def read(view: View, sent: object) -> tuple[list[str], list[tuple[str, Choice]]]:
    """Read a data extension query: the ids as sent, and each property as sent and as chosen.

    Raises:
        ParameterError: it is none, or a property or setting is not known.
    """
    if not isinstance(sent, Mapping):
        raise ParameterError('"extend" must be an object with "ids" and "properties"')
    ids, props = sent.get("ids"), sent.get("properties")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise ParameterError('"ids" must be a list of identifiers')
    if not isinstance(props, list):
        raise ParameterError('"properties" must be a list such as [{"id": "a property"}]')
    choices: dict[str, Choice] = {}
    for one in props:
        name, choice = _choice(view, one)
        if choices.setdefault(name, choice) != choice:  # the answer has one list of cells for it
            raise ParameterError(f"{shown(name)} is asked for twice, with other settings")
    return ids, list(choices.items())


def _choice(view: View, sent: object) -> tuple[str, Choice]:
    if not isinstance(sent, Mapping) or not isinstance(sent.get("id"), str):
        raise ParameterError('each of "properties" needs an "id"')
    settings = sent.get("settings") or {}
    if not isinstance(settings, Mapping):
        raise ParameterError('"settings" must be an object such as {"content": "names"}')
    content = str(settings.get("content") or "values")
    if content not in CONTENTS:
        raise ParameterError(
            f"there is no content {shown(content)}; {did_you_mean(content, CONTENTS)}"
        )
    prop = term(view, sent["id"], "property")
    language = str(settings.get("language") or "")
    return sent["id"], Choice(prop, content, _limit(settings.get("limit")), language)


def _limit(sent: object) -> int:
    try:
        limit = int(float(sent or 0))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        limit = -1
    if limit < 0:
        raise ParameterError('"limit" must be a whole number; 0 is none')
    return limit


def extended(view: View, ids: Sequence[str], choices: Sequence[tuple[str, Choice]]) -> Cell:
    """Answer a data extension query, with the ids and properties as they were sent."""
    known = {one: long_iri(view, one) for one in ids}
    wanted = {choice.property for _, choice in choices}
    iris = {iri for iri in known.values() if iri}
    facts = [fact for fact in facts_of(view, iris) if fact.predicate in wanted]
    cells = _Cells(view, facts)
    held: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        held.setdefault((fact.subject, fact.predicate), []).append(fact)
    rows = {
        one: {
            sent: cells.of(held.get((iri or "", choice.property), ()), choice)
            for sent, choice in choices
        }
        for one, iri in known.items()
    }
    return {"meta": _meta(view, choices), "rows": rows}


def _meta(view: View, choices: Sequence[tuple[str, Choice]]) -> list[Cell]:
    props = {one.iri: one.name for one in terms(view, {choice.property for _, choice in choices})}
    targets = ranges(view, props)
    names = {one.iri: one.name for one in terms(view, set(targets.values()))}
    found = []
    for sent, choice in choices:
        meta: Cell = {"id": sent, "name": props[choice.property]}
        target = targets.get(choice.property)
        if target and choice.content == "values":
            meta["type"] = {"id": target, "name": names[target]}
        found.append(meta)
    return found


class _Cells:
    """Writes facts as cells."""

    def __init__(self, view: View, facts: Sequence[Fact]) -> None:
        self._nodes = Nodes(view)
        targets = {fact.target for fact in facts} - {""}
        self._nodes.admit(targets)  # statement nodes are told by what they say
        self._nodes.look_ahead()
        claims = {claim for fact in facts for claim in fact.claims}
        self._who = attribute(view, claims, self._nodes.labels)
        self._writers: Mapping[str, Callable[[Fact], Cell]] = {
            "values": self._value,
            "names": lambda fact: {"str": self._text(fact)},
            "cited": lambda fact: {"str": f"{self._text(fact)} – {self._sources(fact)}"},
            "sources": lambda fact: {"str": self._sources(fact)},
            "links": lambda fact: {"str": " ".join(dict.fromkeys(self._links(fact)))},
            "claims": lambda fact: {"str": " ".join(fact.claims)},
        }

    def of(self, facts: Iterable[Fact], choice: Choice) -> list[Cell]:
        """The cells of one property of one thing."""
        spoken = [fact for fact in facts if _spoken(fact, choice.language)]
        return [self._writers[choice.content](fact) for fact in spoken[: choice.limit or None]]

    def _text(self, fact: Fact) -> str:
        return self._nodes.text(fact.value) if fact.target else str(value_of(fact.value))

    def _value(self, fact: Fact) -> Cell:
        if fact.target:
            return {"id": fact.target, "name": self._nodes.text(fact.value)}
        return _literal(fact.value)

    def _said(self, fact: Fact) -> list[Attribution]:
        return sorted((self._who[one] for one in fact.claims), key=lambda one: (one.date, one.who))

    def _sources(self, fact: Fact) -> str:
        said = [", ".join(part for part in (one.who, one.when) if part) for one in self._said(fact)]
        return "; ".join(dict.fromkeys(said)) or ("inferred" if fact.inferred else "the catalogue")

    def _links(self, fact: Fact) -> list[str]:
        return [one.url or one.document for one in self._said(fact) if one.url or one.document]


def _spoken(fact: Fact, language: str) -> bool:
    """Whether a text is in the language that is wanted, if one is; what is no text always is."""
    said = getattr(fact.value, "language", None)
    return not language or not said or said.lower() == language.lower()


def _literal(value: Any) -> Cell:
    """A literal as the API has it: a month or a year is text, for it is not padded to a day."""
    number = plain(value)
    if isinstance(number, int | float) and not isinstance(number, bool):
        return {"int" if isinstance(value_of(value), int) else "float": number}
    if value.datatype.value == f"{XSD}date" and len(value.value) == _DAY:
        return {"date": f"{value.value}T00:00:00Z"}
    return {"str": value.value}

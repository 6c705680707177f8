"""Everything the graph says of an entity: by property, both ways, with who says it and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from kg.errors import QueryError
from kg.model.vocab import CLAIM
from kg.query.attribution import Attribution, attribute
from kg.query.differences import disagree, nodes_that_differ, question
from kg.query.drafts import TYPE, Draft, drafts
from kg.query.labels import short_iri
from kg.query.nodes import Nodes
from kg.query.observations import Observed, observed

if TYPE_CHECKING:
    from kg.query.find import Found
    from kg.store.view import View


class Line(NamedTuple):
    """One value or statement node, and who says it."""

    text: str
    value: Any
    claims: tuple[Attribution, ...] = ()
    language: str = ""
    inferred: bool = False
    denied: bool = False
    differs: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """The IRI that is the value, or the empty string."""
        return self.value.value if isinstance(self.value, ox.NamedNode) else ""

    def to_dict(self) -> dict[str, Any]:
        """The fields that hold something, for JSON; the value as IRI or text."""
        fields = self._asdict() | {"claims": [claim.to_dict() for claim in self.claims]}
        fields["value"] = getattr(self.value, "value", str(self.value))
        return {name: value for name, value in fields.items() if value or name == "claims"}


class Group(NamedTuple):
    """The lines of one property, forwards, or of one class of things that point here by it."""

    property: str
    label: str
    backwards: bool
    lines: tuple[Line, ...]
    more: int = 0

    def to_dict(self) -> dict[str, Any]:
        return self._asdict() | {"lines": [line.to_dict() for line in self.lines]}


class Shown(NamedTuple):
    """Everything the graph says of one entity."""

    iri: str
    short: str
    label: str
    classes: tuple[str, ...]
    groups: tuple[Group, ...]
    also: tuple[Found, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data, for JSON."""
        groups = [group.to_dict() for group in self.groups]
        return self._asdict() | {"groups": groups, "also": [one.to_dict() for one in self.also]}

    def _repr_html_(self) -> str:
        from kg.query.html import shown_html

        return shown_html(self)


def show(
    view: View,
    iri: str,
    *,
    language: str = "en",
    observations: int = 20,
    also: Sequence[Found] = (),
) -> Shown:
    """Gather everything that is said of an entity.

    Args:
        view: the graph.
        iri: the entity; `kg.query.resolve` finds it by name.
        language: of the labels.
        observations: how many observations of each kind are listed; the others are counted.
        also: other things of the same name, to be mentioned.

    Raises:
        QueryError: nothing is said of it.
    """
    nodes = Nodes(view, language)
    nodes.grow(iri)
    found = drafts(nodes, iri)
    figures = observed(nodes, iri, observations)
    if not found and not figures:
        raise QueryError(f"the graph says nothing of <{iri}>; `kg find` looks for what was meant")
    claims = {claim for draft in found if draft.cls != _CLAIM for claim in draft.claims}
    claims |= {line.value.value for figure in figures for line in figure.drafts}
    who = attribute(view, claims, nodes.labels)
    groups = (*_groups(nodes, iri, found, who), *(_figures(nodes, one, who) for one in figures))
    classes = tuple(nodes.labels.of(cls) for cls in nodes.classes(iri))
    return Shown(iri, short_iri(view, iri), nodes.labels.of(iri), classes, groups, tuple(also))


def _groups(
    nodes: Nodes, iri: str, found: Iterable[Draft], who: Mapping[str, Attribution]
) -> list[Group]:
    held: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    for draft in found:
        held[draft.predicate, draft.cls].append(draft)
    nodes.labels.load({term for key in held for term in key} - {""})
    classes = nodes.classes(iri) if nodes.facts[iri] else []

    def order(key: tuple[str, str]) -> tuple[Any, ...]:
        prop, cls = key
        return (bool(cls), nodes.labels.of(cls) if cls else "", nodes.schema.place(prop, classes))

    return [_group(nodes, key, held[key], who) for key in sorted(held, key=order)]


def _group(
    nodes: Nodes, key: tuple[str, str], held: Sequence[Draft], who: Mapping[str, Attribution]
) -> Group:
    prop, cls = key
    label = "is a" if prop == TYPE else nodes.labels.of(prop)
    if cls == _CLAIM:
        return Group(prop, f"claim ({label})", True, (), len(held))
    if cls:
        label = f"{nodes.labels.of(cls)} ({label})"
    differs = _differing(nodes, held)
    lines = [_line(draft, who, differs[index]) for index, draft in enumerate(held)]
    order = _order(nodes, held)
    ordered = tuple(lines[index] for index in sorted(range(len(lines)), key=order.__getitem__))
    return Group(prop, label, bool(cls), ordered)


def _order(nodes: Nodes, held: Sequence[Draft]) -> list[tuple[str, ...]]:
    """Sort keys that put answers to one question side by side."""
    first: dict[Any, str] = {}
    asked = []
    for draft in held:
        iri = getattr(draft.value, "value", "")
        asked.append(question(nodes, iri) if nodes.is_node(iri) else (draft.language, draft.text))
        first[asked[-1]] = min(first.get(asked[-1], draft.text), draft.text)
    return [
        (draft.language, first[key], draft.text) for draft, key in zip(held, asked, strict=True)
    ]


def _differing(nodes: Nodes, held: Sequence[Draft]) -> list[tuple[str, ...]]:
    """For each line, the labels of that in which it disagrees with another."""
    iris = [getattr(draft.value, "value", "") for draft in held]
    apart = nodes_that_differ(nodes, [iri for iri in iris if nodes.is_node(iri)])
    nodes.labels.load({prop for props in apart.values() for prop in props})
    found = []
    for draft, iri in zip(held, iris, strict=True):
        names = tuple(nodes.labels.of(prop) for prop in apart.get(iri, ()))
        if not names and any(_contradict(nodes, draft, other) for other in held):
            names = (nodes.labels.of(draft.predicate),)
        found.append(names)
    return found


def _contradict(nodes: Nodes, one: Draft, other: Draft) -> bool:
    """Whether one denies what the other says, or two give the one value that there can be."""
    if one.claims & other.claims or one.inferred or other.inferred:
        return False
    if one.denied or other.denied:
        return one.value == other.value and one.denied != other.denied
    if one.backwards or not nodes.schema.functional(one.predicate):
        return False
    return one.language == other.language and disagree([one.text], [other.text])


def _line(draft: Draft, who: Mapping[str, Attribution], differs: tuple[str, ...]) -> Line:
    claims = sorted((who[claim] for claim in draft.claims), key=lambda one: (one.date, one.who))
    return Line(
        draft.text,
        draft.value,
        tuple(claims),
        draft.language,
        draft.inferred,
        draft.denied,
        differs,
    )


def _figures(nodes: Nodes, figure: Observed, who: Mapping[str, Attribution]) -> Group:
    differs = _differing(nodes, figure.drafts)
    order = _order(nodes, figure.drafts)
    lines = sorted(
        zip(order, figure.drafts, differs, strict=True), key=lambda item: (item[0], item[1].text)
    )
    return Group(
        figure.property,
        figure.label,
        True,
        tuple(_line(draft, who, apart) for _, draft, apart in lines),
        figure.total - len(figure.drafts),
    )


_CLAIM = CLAIM.strip("<>")

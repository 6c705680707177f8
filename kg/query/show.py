"""Everything the graph says of an entity: by property, both ways, with who says it and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError
from kg.model.vocab import CLAIM
from kg.query.attribution import attribute
from kg.query.differences import disputes, side_by_side
from kg.query.drafts import TYPE, Draft, drafts
from kg.query.labels import short_iri
from kg.query.nodes import Nodes
from kg.query.observations import Observed, observed
from kg.query.shown import Group, Line, Shown

if TYPE_CHECKING:
    from kg.query.attribution import Attribution
    from kg.query.find import Found
    from kg.store.view import View

_CLAIM = CLAIM.strip("<>")


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

    return [_group(nodes, key, held[key], who, classes) for key in sorted(held, key=order)]


def _group(
    nodes: Nodes,
    key: tuple[str, str],
    held: Sequence[Draft],
    who: Mapping[str, Attribution],
    classes: Sequence[str],
) -> Group:
    prop, cls = key
    label = "is a" if prop == TYPE else nodes.labels.of(prop)
    if cls == _CLAIM:
        return Group(prop, f"claim ({label})", True, (), len(held))
    if cls:
        label = f"{nodes.labels.of(cls)} ({label})"
    return Group(prop, label, bool(cls), _lines(nodes, held, who, classes))


def _figures(nodes: Nodes, figure: Observed, who: Mapping[str, Attribution]) -> Group:
    lines = _lines(nodes, figure.drafts, who)
    return Group(figure.property, figure.label, True, lines, figure.total - len(lines))


def _lines(
    nodes: Nodes,
    held: Sequence[Draft],
    who: Mapping[str, Attribution],
    classes: Sequence[str] = (),
) -> tuple[Line, ...]:
    """The lines of one property, answers to one question side by side."""
    lines = {
        draft: _line(draft, who, differs)
        for draft, differs in zip(held, disputes(nodes, held, classes), strict=True)
    }
    return tuple(lines[draft] for draft in side_by_side(nodes, held))


def _line(draft: Draft, who: Mapping[str, Attribution], differs: tuple[str, ...]) -> Line:
    claims = sorted((who[claim] for claim in draft.claims), key=lambda one: (one.date, one.who))
    said = (draft.language, draft.inferred, draft.denied)
    return Line(draft.text, draft.value, tuple(claims), *said, differs)

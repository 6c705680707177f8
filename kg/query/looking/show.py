"""Everything the graph says of an entity: by property, both ways, with who says it and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError
from kg.model.vocab import CLAIM
from kg.query.labels import short_iri
from kg.query.looking.attribution import attribute
from kg.query.looking.differences import Differences, Differs
from kg.query.looking.drafts import TYPE, Draft, drafts
from kg.query.looking.independence import Origins
from kg.query.looking.nodes import Nodes
from kg.query.looking.observations import Observed, observed
from kg.query.looking.shown import Group, Line, Shown

if TYPE_CHECKING:
    from kg.query.looking.attribution import Attribution
    from kg.query.looking.find import Found
    from kg.store.view import View

_CLAIM = CLAIM.strip("<>")


def show(
    view: View,
    iri: str,
    *,
    language: str = "en",
    observations: int = 20,
    also: Sequence[Found] = (),
    most: int | None = None,
) -> Shown:
    """Gather everything that is said of an entity.

    Args:
        view: the graph.
        iri: the entity; `kg.query.resolve` finds it by name.
        language: of the labels.
        observations: how many observations of each kind are listed; the others are counted.
        also: other things of the same name, to be mentioned.
        most: how many things that point here by one property are listed; the others are counted.

    Raises:
        QueryError: nothing is said of it.
    """
    nodes = Nodes(view, language)
    nodes.grow(iri, most)
    found = drafts(nodes, iri)
    figures = observed(nodes, iri, observations)
    if not found and not figures:
        raise QueryError(f"the graph says nothing of <{iri}>; `kg find` looks for what was meant")
    claims = {claim for draft in found if draft.cls != _CLAIM for claim in draft.claims}
    claims |= {line.value.value for figure in figures for line in figure.drafts}
    who = attribute(view, claims, nodes.labels)
    kinds = nodes.classes(iri) if nodes.facts[iri] else []
    told = [*found, *(line for figure in figures for line in figure.drafts)]
    apart = Differences(nodes, iri, [one for one in told if one.cls != _CLAIM], kinds)
    groups = (
        *_groups(nodes, kinds, found, who, apart),
        *_left_out(nodes),
        *(_figures(one, who, apart) for one in figures),
    )
    sources = Origins(view).count({one.document for one in who.values()} - {""})
    classes = tuple(nodes.labels.of(cls) for cls in nodes.classes(iri))
    return Shown(
        iri, short_iri(view, iri), nodes.labels.of(iri), classes, groups, tuple(also), sources
    )


def _groups(
    nodes: Nodes,
    classes: list[str],
    found: Iterable[Draft],
    who: Mapping[str, Attribution],
    apart: Differences,
) -> list[Group]:
    held: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    for draft in found:
        held[draft.predicate, draft.cls].append(draft)
    nodes.labels.load({term for key in held for term in key} - {""})

    def order(key: tuple[str, str]) -> tuple[Any, ...]:
        prop, cls = key
        return (bool(cls), nodes.labels.of(cls) if cls else "", nodes.schema.place(prop, classes))

    return [_group(nodes, key, held[key], who, apart) for key in sorted(held, key=order)]


def _left_out(nodes: Nodes) -> list[Group]:
    """What points here and is not listed, by property."""
    nodes.labels.load(nodes.left_out)
    labelled = sorted((nodes.labels.of(prop), prop) for prop in nodes.left_out)
    return [Group(prop, label, True, (), nodes.left_out[prop]) for label, prop in labelled]


def _group(
    nodes: Nodes,
    key: tuple[str, str],
    held: Sequence[Draft],
    who: Mapping[str, Attribution],
    apart: Differences,
) -> Group:
    prop, cls = key
    label = "is a" if prop == TYPE else nodes.labels.of(prop)
    if cls == _CLAIM:
        return Group(prop, f"claim ({label})", True, (), len(held))
    if cls:
        label = f"{nodes.labels.of(cls)} ({label})"
    return Group(prop, label, bool(cls), _lines(held, who, apart))


def _figures(figure: Observed, who: Mapping[str, Attribution], apart: Differences) -> Group:
    lines = _lines(figure.drafts, who, apart)
    return Group(figure.property, figure.label, True, lines, figure.total - len(lines))


def _lines(
    held: Iterable[Draft], who: Mapping[str, Attribution], apart: Differences
) -> tuple[Line, ...]:
    """The lines of one property, answers to one question side by side."""
    return tuple(_line(draft, who, apart.of(draft)) for draft in apart.side_by_side(held))


def _line(draft: Draft, who: Mapping[str, Attribution], differs: Differs) -> Line:
    claims = sorted((who[claim] for claim in draft.claims), key=lambda one: (one.date, one.who))
    said = (draft.language, draft.inferred, draft.denied)
    return Line(draft.text, draft.value, tuple(claims), *said, *differs)

"""Which one entity a text on the command line names: by IRI, short IRI, key, code or name.

Here nothing is guessed: a typing error is answered with what was probably meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.errors import QueryError, did_you_mean
from kg.model.names import fold
from kg.model.vocab import local_name
from kg.query.ask import ask
from kg.query.labels import Labels, long_iri, short_iri
from kg.query.looking.find import Found, class_order, class_orders, described, find, names
from kg.query.looking.match import WHOLE

if TYPE_CHECKING:
    from kg.store.names import Names
    from kg.store.view import Label, View

_MOST_NAMED = 5

_KNOWN = """
SELECT ?iri WHERE {
  VALUES ?iri { <https://example.org/> }
  { ?iri ?property ?value } UNION { ?subject ?property ?iri }
} LIMIT 1
"""

_CLASSES = """
SELECT ?iri ?class WHERE {
  VALUES ?iri { <https://example.org/> }
  ?iri a ?class
}
"""

Rank = tuple[bool, tuple[int, float]]


def resolve(view: View, text: str, class_name: str | None = None) -> str:
    """Return the IRI of the one entity that a text names.

    Raises:
        QueryError: nothing is named so, or several things are; the message lists what is near.
    """
    return candidates(view, text, class_name)[0].iri


def candidates(
    view: View, text: str, class_name: str | None = None, language: str = "en"
) -> list[Found]:
    """Return what a text names exactly: first the one that is meant, then its namesakes.

    A key or code in its own case goes before a name, and a class whose shape has the lower
    `sh:order` before another; `class_name` is the local name or IRI of a class.

    Raises:
        QueryError: nothing is named so, or the first is not to be told from the second.
    """
    if iri := written_out(view, text):
        return [_by_iri(view, iri, text, language)]
    labels = names(view)
    named = _named(view, labels, text, class_name)
    if not named:
        raise QueryError(_unknown(view, labels, text, class_name))
    ordered = sorted(named, key=lambda iri: (named[iri][0], iri))
    rivals = [iri for iri in ordered if named[iri][0] == named[ordered[0]][0]]
    if rivals[1:]:
        raise QueryError(f'"{text}" can mean {_list(view, labels, rivals)}; name one of them')
    return described(view, labels, [(named[iri][1], WHOLE) for iri in ordered], language)


def written_out(view: View, text: str) -> str:
    """The IRI that a text is, in short or whole, if the graph knows it; else the empty string."""
    iri = long_iri(view, text)
    return iri if iri and next(ask(view, _KNOWN, iri={iri}), None) else ""


def _by_iri(view: View, iri: str, text: str, language: str) -> Found:
    labels = Labels(view, language)
    labels.load({iri})
    return Found(iri, short_iri(view, iri), labels.of(iri), "", "iri", "", text, WHOLE)


def _named(
    view: View, labels: Names, text: str, class_name: str | None
) -> dict[str, tuple[Rank, Label]]:
    """The IRIs that a text names, by which label, and whether only as a name of which class."""
    wanted = fold(text)
    matching = labels.called(wanted) if wanted else []
    members = _members(view, {label.iri for label in matching}, class_name)
    orders = class_orders(view) if matching else {}
    named: dict[str, tuple[Rank, Label]] = {}
    for label in matching:
        if label.iri in members:
            is_code = label.kind in ("key", "code") and label.text == text.strip()
            rank = (not is_code, class_order(orders, label.class_name))
            named[label.iri] = min((rank, label), named.get(label.iri, (rank, label)))
    return named


def _members(view: View, iris: set[str], class_name: str | None) -> set[str]:
    """Those of the IRIs that are of a class; its members by inference count."""
    if class_name is None:
        return iris
    wanted = local_name(class_name)
    return {
        iri.value for iri, cls in ask(view, _CLASSES, iri=iris) if local_name(cls.value) == wanted
    }


def _unknown(view: View, labels: Names, text: str, class_name: str | None) -> str:
    kind = f"no {local_name(class_name)}" if class_name else "nothing"
    near = find(view, text, limit=None)
    members = _members(view, {one.iri for one in near}, class_name)
    meant = [f"{one.short} ({one.label})" for one in near if one.iri in members][:_MOST_NAMED]
    if meant:
        return f'{kind} is called "{text}"; did you mean {", ".join(meant)}?'
    if class_name is None:
        return f'{kind} is called "{text}"'
    keys = [label for label in labels if label.kind == "key"]
    members = _members(view, {label.iri for label in keys}, class_name)
    known = (label.text for label in keys if label.iri in members)
    return f'{kind} is called "{text}"; {did_you_mean(text, known, see="kg find")}'


def _list(view: View, labels: Names, iris: Iterable[str]) -> str:
    found = described(view, labels, [(labels.about(iri)[0], WHOLE) for iri in sorted(iris)], "en")
    return ", ".join(f"{one.short} ({one.label})" for one in found)

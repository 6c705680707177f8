"""Find entities by any name, alias, code or key, in any script, with typing errors forgiven."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.model.names import fold
from kg.model.vocab import local_name
from kg.query.ask import ask
from kg.query.html import escape
from kg.query.labels import Labels, all_labels, short_iri
from kg.query.listing import Listing
from kg.query.looking.match import Scores, alike, containing
from kg.store.names import Names

if TYPE_CHECKING:
    from kg.store.view import Label, View

_KINDS = {"name": 0, "alias": 1, "code": 2, "key": 3}
_TERMS = frozenset({"Concept", "ConceptScheme", "Class", "Property"})
_CATALOGUE = frozenset({"Document", "Dataset"})
_ORDER = 10.0
_STEP = 10  # scores are compared by tens first, so that entities come before codes named nearly so

_ORDERS = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?class ?order WHERE { ?shape sh:targetClass ?class ; sh:order ?order }
"""


class Found(NamedTuple):
    """One thing that a text may mean, and which of its names matched how well."""

    iri: str
    short: str
    label: str
    class_name: str
    kind: str
    language: str
    text: str
    score: float

    def to_dict(self) -> dict[str, Any]:
        """The fields by name, for JSON."""
        return self._asdict()

    def _repr_html_(self) -> str:
        return (
            f'<a href="{escape(self.iri)}">{escape(self.label)}</a> '
            f"<i>{escape(self.class_name)}</i> "
            f"({escape(self.kind)} {escape(self.text)}, {self.score:.0f})"
        )


def find(view: View, text: str, *, limit: int | None = 10, language: str = "en") -> Listing[Found]:
    """Return the entities, codes, classes and properties that a text may mean, best first."""
    labels = names(view)
    best = ranked(view, *matching(labels, fold(text)), language)[:limit]
    return Listing(described(view, labels, best, language))


def matching(labels: Names, wanted: str) -> tuple[Names, Scores]:
    """The names among which a folded text was found, and which of them it may mean how well."""
    if not wanted:
        return labels, {}
    few = labels.holding(max(wanted.split(), key=len))
    if found := containing(wanted, few.folded()):
        return few, found
    return labels, alike(wanted, labels.folded())


def names(view: View) -> Names:
    """Every name of the view; a store that no build of ours wrote is asked for its labels."""
    labels = view.labels()
    known = labels if isinstance(labels, Names) else Names.of(labels)
    return known or Names.of(all_labels(view))


def class_orders(view: View) -> dict[str, float]:
    """The order in which classes are meant, by local name, where their shapes say so."""
    return {local_name(cls.value): float(order.value) for cls, order in ask(view, _ORDERS)}


def class_order(orders: Mapping[str, float], class_name: str) -> tuple[int, float]:
    """The place of a class among those that share a name: a title after what it is about.

    The ontology's own terms come last.
    """
    kind = 2 if class_name in _TERMS else int(class_name in _CATALOGUE)
    return (kind, orders.get(class_name, _ORDER))


def preferred(labels: Names, iri: str, language: str) -> str:
    """The name to show for an IRI, if it has one: in `language`, else English, else any."""
    order = {"name": 0, "alias": 10}
    choices = [
        (order[label.kind] + _distance(label.language, language), label.text)
        for label in labels.about(iri)
        if label.kind in order
    ]
    return min(choices)[1] if choices else ""


def _distance(language: str, wanted: str) -> int:
    return 0 if language == wanted else 1 if language == "en" else 2


def described(
    view: View, labels: Names, best: Iterable[tuple[Label, float]], language: str
) -> list[Found]:
    """Say of each match what it is called."""
    best = list(best)
    shown = {label.iri: preferred(labels, label.iri, language) for label, _ in best}
    titles = Labels(view, language)
    titles.load(iri for iri, name in shown.items() if not name)

    def one(label: Label, score: float) -> Found:
        iri, class_name, kind, matched, text = label
        called = shown[iri] or titles.of(iri)
        return Found(iri, short_iri(view, iri), called, class_name, kind, matched, text, score)

    return [one(label, score) for label, score in best]


def ranked(view: View, labels: Names, found: Scores, language: str) -> list[tuple[Label, float]]:
    """Keep the best name of each IRI, in the order of score, class and kind of name."""
    orders = class_orders(view) if found else {}

    def order(index: int) -> tuple[Any, ...]:
        label, score = labels[index], found[index]
        late, place = class_order(orders, label.class_name)
        kind = _KINDS.get(label.kind, len(_KINDS))
        foreign = label.language not in (language, "")
        return (-(score // _STEP), late, -score, place, kind, foreign, label)

    best: dict[str, tuple[Label, float]] = {}
    for index in sorted(found, key=order):
        label = labels[index]
        best.setdefault(label.iri, (label, found[index]))
    return list(best.values())

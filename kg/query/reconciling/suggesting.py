"""Completing what is typed: names that begin with it, then those that have it, then near ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.names import fold
from kg.query.labels import short_iri
from kg.query.looking.find import matching, names, preferred, ranked
from kg.query.reconciling.candidates import APART
from kg.query.reconciling.terms import Term, terms
from kg.query.resolve import written_out

if TYPE_CHECKING:
    from kg.store.view import Label, View

THINGS: tuple[str, ...] = ()
"""Stands for the classes of everything but terms of the ontology and titles of sources."""


def suggested(
    view: View, prefix: str, classes: tuple[str, ...], first: int, most: int, language: str = "en"
) -> list[Term]:
    """What of some classes the text may become, without those that came before `first`.

    What is called exactly so comes before what begins so; an identifier completes to itself.
    """
    labels = names(view)
    if iri := written_out(view, prefix):
        known = labels.about(iri) if classes else []
        is_other = known and not any(_is_meant(label, classes) for label in known)
        return terms(view, [] if is_other else [iri], language)[first:]
    found = ranked(view, *matching(labels, fold(prefix)), language)
    chosen = [label for label, _ in found if _is_meant(label, classes)][first : first + most]
    told = terms(view, [label.iri for label in chosen], language)
    return [
        Term(
            one.iri,
            preferred(labels, one.iri, language) or one.name,
            "; ".join(part for part in (short_iri(view, one.iri), one.description) if part),
        )
        for one in told
    ]


def _is_meant(label: Label, classes: tuple[str, ...]) -> bool:
    return label.class_name in classes if classes else label.class_name not in APART

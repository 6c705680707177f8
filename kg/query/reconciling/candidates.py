"""Which things a row may mean, best first, and whether there can be no doubt about it.

A *match* is a candidate that one may take without looking: its name, code or key is the row's,
letter for letter but for case, accents and punctuation; no given property says otherwise; and no
other thing is named so. Everything else is for a person to judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kg.model.names import fold
from kg.query.labels import Labels, long_iri, short_iri
from kg.query.looking.find import matching, names, preferred, ranked
from kg.query.looking.match import WHOLE, Scores, alike, within
from kg.query.looking.schema import Schema
from kg.query.reconciling.agreement import Agreement, Fit
from kg.query.reconciling.asked import Asked
from kg.query.reconciling.terms import PROPERTIES, TYPES, Term, term, terms, told, types_of
from kg.query.resolve import written_out

if TYPE_CHECKING:
    from kg.store.names import Names
    from kg.store.view import View

# What a row means only where it says so: the ontology's own terms, and titles of sources.
APART = frozenset({*TYPES, *PROPERTIES, "Document", "Dataset"})
_CHUNK = 200
_COMPARED = 200  # candidates whose values are looked at
_NAMED = 0.7  # how much of a score the name is, where there are properties, too
_OTHER_TYPE = 0.8


class Named(NamedTuple):
    """A thing, the name of it that matched, and how well."""

    iri: str
    text: str
    score: float
    fits: bool = True


class Candidate(NamedTuple):
    """A thing that a row may mean; scores go from 0 to 100, `properties` is None without any."""

    iri: str
    name: str
    description: str
    types: tuple[Term, ...]
    score: float
    match: bool
    name_score: float
    properties: float | None = None


class Reconciler:
    """Finds the things that rows mean; each row for itself."""

    def __init__(self, view: View, language: str = "en") -> None:
        self._view, self._language = view, language
        self._labels = names(view)
        self._schema = Schema(view)
        self._terms: dict[tuple[str, str], str] = {}

    def candidates(self, asked: Asked) -> list[Candidate]:
        """The things that a row may mean.

        Raises:
            ParameterError: a type or property is not known.
        """
        types = [self._term(name, "type") for name in asked.types]
        conditions = [
            one._replace(property=self._term(one.property, "property")) for one in asked.conditions
        ]
        agreement = Agreement(self._view, self._labels, conditions)
        most = _COMPARED if conditions else asked.limit + 1
        found = self._first(asked, types, agreement, most)
        agreement.load(one.iri for one in found)
        fits = {one.iri: agreement.of(one.iri) for one in found}
        scored = sorted(found, key=lambda one: -_score(one, fits[one.iri], conditions))
        certain = _certain(found, fits)
        return self._told(scored[: asked.limit], fits, conditions, certain)

    def _term(self, name: str, what: str) -> str:
        if (name, what) not in self._terms:
            self._terms[name, what] = term(self._view, name, what)
        return self._terms[name, what]

    def _first(
        self, asked: Asked, types: Sequence[str], agreement: Agreement, most: int
    ) -> list[Named]:
        """The best things of the types, those of one score together.

        Types that a thing *should* have give way to all others where nothing has them.
        """
        found = self._best(self._stages(asked, agreement), types, asked.strict, most)
        if not found and types and asked.strict == "should":
            others = self._best(self._stages(asked, agreement), (), asked.strict, most)
            found = [one._replace(fits=False) for one in others]
        return found

    def _best(
        self,
        stages: Iterable[Sequence[Named]],
        types: Sequence[str],
        strict: str,
        most: int,
    ) -> list[Named]:
        found: list[Named] = []
        for stage in stages:
            for one in self._of_types(stage, types, strict):
                if len(found) >= most and one.score < WHOLE:
                    break
                found.append(one)
            if found:
                break
        return found

    def _stages(self, asked: Asked, agreement: Agreement) -> Iterator[list[Named]]:
        """What the text means, else what is called nearly so, else what it speaks of."""
        if not asked.text:
            yield [Named(iri, "", WHOLE) for iri in sorted(agreement.having())]
        elif iri := written_out(self._view, asked.text):
            yield [Named(iri, asked.text, WHOLE)]
        else:
            every, wanted = bool(asked.types), fold(asked.text)
            yield self._ranked(*matching(self._labels, wanted), every)
            if wanted:
                folded = self._labels.folded()
                yield self._ranked(self._labels, alike(wanted, folded), every)
                yield self._ranked(self._labels, within(wanted, folded), every)

    def _ranked(self, labels: Names, scores: Scores, every: bool) -> list[Named]:
        return [
            Named(label.iri, label.text, score)
            for label, score in ranked(self._view, labels, scores, self._language)
            if every or label.class_name not in APART
        ]

    def _of_types(
        self, found: Sequence[Named], types: Sequence[str], strict: str
    ) -> Iterator[Named]:
        if not types:
            yield from found
            return
        for start in range(0, len(found), _CHUNK):
            some = found[start : start + _CHUNK]
            known = types_of(self._view, (one.iri for one in some))
            for one in some:
                has = [cls in known.get(one.iri, ()) for cls in types]
                if all(has) if strict == "all" else any(has):
                    yield one

    def _told(
        self, found: Sequence[Named], fits: dict[str, Fit], conditions: Sequence[object], match: str
    ) -> list[Candidate]:
        known = types_of(self._view, (one.iri for one in found))
        lowest = {iri: self._schema.lowest(classes) for iri, classes in known.items()}
        classes = {cls for some in lowest.values() for cls in some}
        kinds = {one.iri: one for one in terms(self._view, classes, self._language)}
        said = told(self._view, (one.iri for one in found), self._language)
        titles = Labels(self._view, self._language)
        titles.load(one.iri for one in found)
        made = []
        for place, one in enumerate(found):
            types = tuple(kinds[cls] for cls in lowest.get(one.iri, ()))
            name = preferred(self._labels, one.iri, self._language) or titles.of(one.iri)
            fit = fits[one.iri]
            made.append(
                Candidate(
                    one.iri,
                    name,
                    _description(self._view, one, name, types, said.get(one.iri, "")),
                    types,
                    round(_score(one, fit, conditions), 1),
                    place == 0 and one.iri == match,
                    one.score,
                    round(fit.share, 3) if conditions else None,
                )
            )
        return made


def _score(one: Named, fit: Fit, conditions: Sequence[object]) -> float:
    score = one.score * (1 if one.fits else _OTHER_TYPE)
    if not conditions:
        return score
    if not one.text:
        return 100 * fit.share
    return score * _NAMED + 100 * fit.share * (1 - _NAMED)


def _certain(found: Iterable[Named], fits: dict[str, Fit]) -> str:
    """The one thing that is named so and that nothing speaks against, if there is one."""
    whole = [
        one for one in found if one.score >= WHOLE and one.fits and not fits[one.iri].contradicted
    ]
    if any(not one.text for one in whole) or len(whole) > 1:
        whole = [one for one in whole if fits[one.iri].agreed]
    return whole[0].iri if len(whole) == 1 else ""


def _description(view: View, one: Named, name: str, types: Sequence[Term], said: str) -> str:
    """What tells a thing from its namesakes: its class, its short form, the name that matched."""
    short = short_iri(view, one.iri)
    called = (kind.name for kind in types if kind.name != short_iri(view, kind.iri))
    parts = [", ".join(called), short if short != one.iri else ""]
    if one.text and fold(one.text) != fold(name) and long_iri(view, one.text) is None:
        parts.append(f"also called {one.text}")
    return "; ".join(part for part in (*parts, said) if part)

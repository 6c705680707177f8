"""Tells disputes in words: labels, circumstances, who says it, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.model import vocab as v
from kg.query.contradictions.compare import is_number, upper_ends
from kg.query.contradictions.found import Answer, Contradiction, Voice
from kg.query.contradictions.groups import EXPLAINED, Dispute
from kg.query.looking.attribution import Attribution, Record, attribution, people, records
from kg.query.looking.independence import Origins
from kg.query.looking.nodes import Nodes
from kg.query.looking.places import place, rows

if TYPE_CHECKING:
    from kg.query.contradictions.compare import Contrast
    from kg.query.contradictions.rules import Rules
    from kg.query.contradictions.said import Said, Source, Term

_CODE = "/code/"
_ROLES = (v.DERIVED_FROM, v.ATTRIBUTED_TO, v.QUOTED_SOURCE, v.REPORTER, v.STATUS)


class Teller:
    """Tells the disputes of one view; everything that they name is looked up at once."""

    def __init__(self, nodes: Nodes, rules: Rules, disputes: Sequence[Dispute]) -> None:
        self._nodes, self._rules = nodes, rules
        self._origins = Origins(nodes.view)
        said = [one for dispute in disputes for one in dispute.said]
        self._load_labels(said)
        self._voices = _voices(nodes, {c: who for one in said for c, who in one.sources.items()})

    def _load_labels(self, said: Iterable[Said]) -> None:
        iris = {kind.iri for kind in self._rules.kinds.values()}
        for one in said:
            iris.update((*one.classes, *one.hedges))
            for part in (one.asks, one.circumstances, one.answers):
                iris.update(part)
                values = (value for values in part.values() for value in values)
                iris.update(value.value for value in values if isinstance(value, ox.NamedNode))
        self._nodes.labels.load(iris)
        self._nodes.admit(iris)
        self._nodes.look_ahead()

    def tell(self, dispute: Dispute) -> Contradiction:
        """Tell one dispute."""
        first = dispute.said[0]
        documents = {document for one in dispute.said for document in one.documents}
        kinds = sorted(dispute.kinds, key=lambda name: self._rules.kind(name).rank)
        answers = [self._answer(one, first) for one in dispute.said]
        if not any(contrast.told for contrast in dispute.contrasts):
            answers.sort(key=_age)
        return Contradiction(
            about=self._about(first),
            respect=self._respect(first, dispute.respect),
            kinds=tuple(kinds),
            reasons=tuple(self._reasons(dispute)),
            answers=tuple(answers),
            documents=len(documents),
            independent=self._origins.independent(documents),
            reconciled=all(self._rules.kind(name).reconciles for name in kinds),
            spread=dispute.spread,
        )

    def _about(self, said: Said) -> str:
        things = [value for value in _values(said.asks.values()) if not _is_code(value)]
        return " – ".join(dict.fromkeys(map(self._nodes.text, things)))

    def _respect(self, said: Said, prop: str) -> str:
        codes = [value for value in _values(said.asks.values()) if _is_code(value)]
        words = [*map(self._nodes.text, codes)]
        words += map(self._nodes.labels.of, said.classes if not codes else ())
        return ", ".join(dict.fromkeys([*words, self._nodes.labels.of(prop)]))

    def _reasons(self, dispute: Dispute) -> Iterator[str]:
        """Each kind with the first pair of values in which it was seen."""
        told = set()
        for contrast in dispute.contrasts:
            key = contrast.kind, contrast.property, contrast.told
            if contrast.kind != EXPLAINED and key not in told:
                told.add(key)
                yield self._reason(contrast)

    def _reason(self, contrast: Contrast) -> str:
        kind = self._nodes.labels.of(self._rules.kind(contrast.kind).iri)
        if contrast.kind == "denial":
            return kind
        if contrast.told:
            return f"{kind}: {contrast.told}"
        sides = zip((contrast.one, contrast.other), contrast.ends, contrast.units, strict=True)
        same = contrast.units[0] == contrast.units[1]
        one, other = (
            " ".join([self._ranged(values, ends), *([] if same else self._texts(units))])
            for values, ends, units in sides
        )
        return f"{kind}: {self._nodes.labels.of(contrast.property)} {one} | {other}"

    def _texts(self, values: Iterable[Term]) -> list[str]:
        return [self._nodes.text(value) for value in _values([values])]

    def _ranged(self, values: Iterable[Term], ends: Iterable[Term]) -> str:
        """Values, and the upper end where they are the lower one of a range."""
        told = ", ".join(self._texts(values)) or "not stated"
        return " – ".join([told, *self._texts(ends)])

    def _answer(self, said: Said, first: Said) -> Answer:
        """One answer; what is seen from the other side tells what it asks itself."""
        hedged = [self._nodes.labels.of(hedge) for hedge in sorted(said.hedges)]
        numbers = [text for prop in said.answers for text in self._numbers(said, prop)]
        others = [
            self._nodes.text(one) for one in _values(said.answers.values()) if not is_number(one)
        ]
        return Answer(
            " ".join([*hedged, *numbers, *self._units(said), *others]) or "stated",
            (*self._turned(said, first), *self._circumstances(said)),
            tuple(self._voices[claim] for claim in sorted(said.sources)),
            said.node,
            said.denied,
        )

    def _numbers(self, said: Said, prop: str) -> list[str]:
        """The numbers of a property; a range is told where its lower end is."""
        if self._rules.lower_end(prop) in said.answers:
            return []
        numbers = [one for one in said.answers[prop] if is_number(one)]
        ends = upper_ends(self._rules, said, prop)
        return [self._ranged(numbers, ends)] if ends else self._texts(numbers)

    def _turned(self, said: Said, first: Said) -> Iterator[tuple[str, str]]:
        for prop, values in said.asks.items():
            if prop in first.asks and values != first.asks[prop]:
                yield self._nodes.labels.of(prop), ", ".join(map(self._nodes.text, values))

    def _units(self, said: Said) -> list[str]:
        """The unit of a number, which is told beside it."""
        return [
            self._nodes.text(value)
            for prop, values in sorted(said.circumstances.items())
            if self._rules.circumstance(prop) == "unit" and said.answers
            for value in _values([values])
            if not _unstated(value)
        ][:1]

    def _circumstances(self, said: Said) -> Iterator[tuple[str, str]]:
        for prop, values in sorted(said.circumstances.items()):
            texts = [self._nodes.text(one) for one in _values([values]) if not _unstated(one)]
            if texts and not (said.answers and self._rules.circumstance(prop) == "unit"):
                yield self._nodes.labels.of(prop), ", ".join(texts)


def _values(groups: Iterable[Iterable[Term]]) -> list[Term]:
    return [value for group in groups for value in sorted(group, key=lambda one: one.value)]


def _is_code(value: Term) -> bool:
    return isinstance(value, ox.NamedNode) and _CODE in value.value


def _unstated(value: Term) -> bool:
    return f"<{value.value}>" == v.NOT_STATED


def _age(answer: Answer) -> tuple[str, str]:
    return min((voice.attribution.date for voice in answer.voices), default=""), answer.iri


def _voices(nodes: Nodes, sources: Mapping[str, Source]) -> dict[str, Voice]:
    """Who makes each claim, and where it stands in the document; most differ in the claim alone."""
    described = {claim: source.record or Record() for claim, source in sources.items()}
    documents = records(nodes.view, {source.document for source in sources.values()})
    selectors = records(nodes.view, {s for c in described.values() for s in c.all(v.SELECTOR)})
    nodes.labels.load(people(described, documents))
    known: dict[tuple[str, ...], Attribution] = {}
    found: dict[str, Voice] = {}
    for claim, record in described.items():
        said = tuple(part for role in _ROLES for part in (role, *record.all(role)))
        if said not in known:
            known[said] = attribution(claim, record, documents, nodes.labels)
        who = known[said]._replace(claim=claim)
        found[claim] = Voice(who, record.first(v.RECORD_ID), _places(record, selectors, who.url))
    return found


def _places(record: Record, selectors: dict[str, Record], url: str) -> tuple[str, ...]:
    found = [place(selectors[one], url) for one in record.all(v.SELECTOR)]
    return tuple(str(one) for one in [*found, *rows(record, url)] if str(one))

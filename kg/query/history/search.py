"""The history of a thing: every claim about it in the order of their documents' dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from kg.query.ask import ask
from kg.query.contradictions.asked import asked
from kg.query.contradictions.groups import Dispute
from kg.query.contradictions.rules import Rules
from kg.query.contradictions.said import Said
from kg.query.contradictions.telling import Teller
from kg.query.history import found as f
from kg.query.history.found import Change
from kg.query.history.threads import threads
from kg.query.listing import Listing
from kg.query.looking.attribution import Attribution, attribute
from kg.query.looking.nodes import Nodes

if TYPE_CHECKING:
    from kg.query.contradictions.found import Answer, Contradiction, Voice
    from kg.query.looking.schema import Schema
    from kg.store.view import View

_REVISIONS = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?claim ?old ?on ?why WHERE {
  VALUES ?claim { <https://example.org/> }
  ?claim prov:wasRevisionOf ?old
  OPTIONAL { ?old prov:invalidatedAtTime ?on }
  OPTIONAL { ?old kg:retractionReason ?why }
}
"""
_UNDATED = "9999"


class Revision(NamedTuple):
    """What a claim came in the place of: that claim, when it was taken back, and why."""

    old: str
    on: str
    why: str


def history(
    view: View, entity: str, property: str | None = None, *, language: str = "en"
) -> Listing[Change]:
    """How what is said of a thing has changed, the earliest document first.

    Raises:
        QueryError: nothing is named so.
        ParameterError: there is no such property.
    """
    wanted = asked(view, about=entity, properties=[] if property is None else [property])
    nodes = Nodes(view, language)
    rules = Rules(view, nodes.schema)
    told = [
        Dispute(tuple(thread), (), _respect(thread))
        for thread in threads(nodes, rules, wanted.about)
        if thread
        and (not wanted.properties or set(wanted.properties) & _used(nodes.schema, thread))
    ]
    revisions = _revisions(view, {c for one in told for said in one.said for c in said.sources})
    gone = attribute(view, {one.old for one in revisions.values()}, nodes.labels)
    teller = Teller(nodes, rules, told)
    lines = [
        change
        for one in told
        for change in _changes(teller.tell(one), _states(nodes, rules, one.said), revisions, gone)
    ]
    return Listing(sorted(lines, key=_place))


def _respect(thread: Iterable[Said]) -> str:
    """The property that a thread is about: the first that answers, else the first that asks."""
    props = [prop for one in thread for prop in (*sorted(one.answers), *sorted(one.asks))]
    return props[0] if props else ""


def _used(schema: Schema, thread: Iterable[Said]) -> set[str]:
    """By which properties and codes a thread is meant."""
    props, codes = set[str](), set[str]()
    for one in thread:
        props |= {*one.answers, *one.asks, *one.circumstances}
        codes |= {value.value for values in one.asks.values() for value in values}
    return codes | {up for prop in props for up in schema.above(prop)}


def _revisions(view: View, claims: Iterable[str]) -> dict[str, Revision]:
    """What was revised, and what that had revised before."""
    found: dict[str, Revision] = {}
    level = set(claims)
    while level:
        rows = list(ask(view, _REVISIONS, claim=level))
        for claim, old, on, why in rows:
            found[claim.value] = Revision(
                old.value, on.value if on else "", why.value if why else ""
            )
        level = {old.value for _, old, _, _ in rows} - found.keys()
    return found


def _states(nodes: Nodes, rules: Rules, said: Iterable[Said]) -> dict[tuple[str, bool], str]:
    """What is added to an answer's text so that a plan is another answer than what was done."""
    return {
        (one.node, one.denied): ", ".join(
            nodes.text(value)
            for prop, values in sorted(one.circumstances.items())
            if rules.circumstance(prop) == "status"
            for value in sorted(values, key=str)
            if not rules.is_unmarked(value.value)
        )
        for one in said
    }


def _changes(
    told: Contradiction,
    states: Mapping[tuple[str, bool], str],
    revisions: Mapping[str, Revision],
    gone: Mapping[str, Attribution],
) -> Iterator[Change]:
    """The lines of one thread: each claim beside the answer that stood before it."""
    voices = [(answer, voice) for answer in told.answers for voice in answer.voices]
    before, seen = "", False
    for answer, voice in sorted(voices, key=lambda pair: _when(pair[1], revisions)):
        state = states.get((answer.iri, answer.denied), "")
        after = f"{answer.text} ({state})" if state else answer.text
        revision = revisions.get(voice.attribution.claim)
        if revision:
            yield from _retracted(told, answer, voice, revision, revisions, gone)
        how = _how(answer, bool(revision), seen, after == before)
        yield _line(told, answer, voice, revision, how, "" if how == f.REPEATED else before, after)
        if not answer.denied:
            before, seen = after, True


def _when(voice: Voice, revisions: Mapping[str, Revision]) -> tuple[str, str]:
    revision = revisions.get(voice.attribution.claim)
    date = revision.on if revision and revision.on else voice.attribution.date
    return date or _UNDATED, voice.attribution.claim


def _how(answer: Answer, revised: bool, seen: bool, same: bool) -> str:
    if answer.denied:
        return f.DENIED
    if revised:
        return f.REVISED
    return f.FIRST if not seen else f.REPEATED if same else f.CHANGED


def _line(
    told: Contradiction,
    answer: Answer,
    voice: Voice,
    revision: Revision | None,
    how: str,
    before: str,
    after: str,
) -> Change:
    who = voice.attribution
    dated = bool(revision and revision.on)
    return Change(
        revision.on if revision and dated else who.date,
        how,
        told.about,
        told.respect,
        answer.circumstances,
        before,
        after,
        who,
        "retracted" if dated else who.dated,
        record=voice.record,
        places=voice.places,
    )


def _retracted(
    told: Contradiction,
    answer: Answer,
    voice: Voice,
    revision: Revision,
    revisions: Mapping[str, Revision],
    gone: Mapping[str, Attribution],
) -> Iterator[Change]:
    """What was taken back, the earliest first; what it said is in no build any more."""
    if earlier := revisions.get(revision.old):
        yield from _retracted(told, answer, voice, earlier, revisions, gone)
    who = gone[revision.old]
    yield Change(
        revision.on,
        f.RETRACTED,
        told.about,
        told.respect,
        answer.circumstances,
        "",
        "",
        who,
        "retracted",
        revision.why,
        voice.record,
    )


def _place(change: Change) -> tuple[str, ...]:
    """Lines of one day stand by what they are of; those of one thread stay in their order."""
    return change.date or _UNDATED, change.about, change.respect, change.around

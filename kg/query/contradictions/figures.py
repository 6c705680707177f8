"""Observations that may disagree: of one kind, of the same things, by different editions.

Where a structure marks its reporter, partner and flow, what one side exports is what the other one
imports: both are one question, told by two reporters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.model.keys import NOT_STATED
from kg.model.vocab import KG
from kg.query.ask import ask
from kg.query.contradictions.said import Said, Source, Term
from kg.query.contradictions.sources import sources_of
from kg.query.contradictions.statements import told
from kg.query.figures.cubes import Cube, cubes

if TYPE_CHECKING:
    from kg.query.contradictions.rules import Rules
    from kg.store.view import View

MOST = 100_000

_COUNTS = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?class (COUNT(?observation) AS ?count) WHERE {
  ?structure kg:observationClass ?class . ?observation a ?class
} GROUP BY ?class
"""
_PARTS = """
SELECT ?observation ?property ?value WHERE {
  VALUES ?class { <https://example.org/> }
  VALUES ?property { <https://example.org/> }
  ?observation a ?class ; ?property ?value
}
"""
_KNOWN = """
SELECT ?observation ?class ?property ?value WHERE {
  VALUES ?observation { <https://example.org/> }
  ?observation a ?class ; ?property ?value
}
"""
_NAMING = """
SELECT DISTINCT ?observation WHERE {
  VALUES ?thing { <https://example.org/> }
  VALUES ?class { <https://example.org/> }
  ?observation ?property ?thing ; a ?class
}
"""
_OF = """
SELECT ?observation ?property ?value WHERE {
  VALUES ?observation { <https://example.org/> }
  VALUES ?property { <https://example.org/> }
  ?observation ?property ?value
}
"""
_MARKS = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?class ?viewpoint ?partner ?flow ?here ?opposite WHERE {
  ?structure kg:observationClass ?class ; kg:mirrorViewpoint ?viewpoint ;
    kg:mirrorPartner ?partner ; kg:mirrorFlow ?flow ; kg:mirrorOpposite ?turn .
  ?here ?turn ?opposite
}
"""
_REPORTER = f"{KG}reporter"

Pairs = frozenset[tuple[str, str]]


class Mirror(NamedTuple):
    """The dimensions of a structure that change places when a flow is seen from its other end."""

    area: str
    partner: str
    flow: str
    opposites: dict[str, str]

    def turned(self, asks: Mapping[str, str]) -> dict[str, str] | None:
        """The same question as the other side asks it, if there is one."""
        area, partner, flow = (asks.get(name, "") for name in (self.area, self.partner, self.flow))
        if not area or not partner or flow not in self.opposites:
            return None
        seen = {self.area: partner, self.partner: area, self.flow: self.opposites[flow]}
        return {**asks, **seen}


def counts(view: View) -> dict[str, int]:
    """How many observations there are of each class."""
    return {cls.value: int(count.value) for cls, count in ask(view, _COUNTS)}


def rivals(
    view: View, rules: Rules, known: Mapping[str, int] | None = None
) -> Iterator[list[Said]]:
    """The observations of each question that several of them answer.

    Classes with more than `MOST` observations are left out: `kg mirror` compares their tables.
    """
    known, mirrors = counts(view) if known is None else known, _mirrors(view)
    for cube in cubes(view):
        if 1 < known.get(cube.iri, 0) <= MOST:
            yield from _of_cube(view, rules, cube, mirrors.get(cube.iri))


def said_of(view: View, rules: Rules, observations: Iterable[str]) -> Iterator[Said]:
    """Observations as they are said, each once."""
    known = set(observations)
    of_class = {cube.iri: cube for cube in cubes(view)}
    props = {part.iri for cube in of_class.values() for part in cube.parts}
    held: dict[str, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
    classes: dict[str, set[str]] = defaultdict(set)
    # classes and properties are chosen here: the engine would try each class with each property
    for one, cls, prop, value in ask(view, _KNOWN, observation=known):
        if cls.value in of_class and prop.value in props:
            held[one.value][prop.value].add(value)
            classes[one.value].add(cls.value)
    sources, reporters = sources_of(view, held)
    for one in sorted(held):
        cube = of_class[max(classes[one], key=lambda cls: len(of_class[cls].parts))]
        yield _said(rules, cube, one, held[one], sources, reporters)


def _of_cube(view: View, rules: Rules, cube: Cube, mirror: Mirror | None) -> Iterator[list[Said]]:
    props = [part.iri for part in cube.parts]
    found = ask(view, _PARTS, **{"class": {cube.iri}, "property": props})
    yield from _grouped(view, rules, cube, mirror, found)


def of(view: View, rules: Rules, things: Iterable[str]) -> Iterator[list[Said]]:
    """The observations of each question about some things that several of them answer."""
    mirrors, wanted = _mirrors(view), set(things)
    for cube in cubes(view):
        kind, props = {"class": {cube.iri}}, [part.iri for part in cube.parts]
        named = {one.value for (one,) in ask(view, _NAMING, thing=wanted, **kind)}
        if 1 < len(named) <= MOST:
            found = ask(view, _OF, observation=named, property=props)
            yield from _grouped(view, rules, cube, mirrors.get(cube.iri), found)


def _grouped(
    view: View, rules: Rules, cube: Cube, mirror: Mirror | None, found: Iterable[Any]
) -> Iterator[list[Said]]:
    held: dict[str, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
    for one, prop, value in found:
        held[one.value][prop.value].add(value)
    groups: dict[Pairs, list[str]] = defaultdict(list)
    for one, parts in held.items():
        groups[_question(rules, cube, parts, mirror)].append(one)
    several = [sorted(group) for group in groups.values() if group[1:]]
    sources, reporters = sources_of(view, {one for group in several for one in group})
    for group in sorted(several):
        saids = (_said(rules, cube, one, held[one], sources, reporters) for one in group)
        yield [said for said in saids if said.sources]


def _question(
    rules: Rules, cube: Cube, parts: Mapping[str, set[Term]], mirror: Mirror | None
) -> Pairs:
    """What an observation is of, whichever side of it is seen."""
    asks = {
        part.iri: min(value.value for value in parts[part.iri])
        for part in cube.dimensions
        if part.iri in parts and not rules.circumstance(part.iri)
    }
    turned = mirror.turned(asks) if mirror else None
    ways = [frozenset(way.items()) for way in (asks, turned) if way is not None]
    return min(ways, key=sorted)


def _said(
    rules: Rules,
    cube: Cube,
    observation: str,
    held: Mapping[str, set[Term]],
    sources: Mapping[str, Source],
    reporters: Mapping[str, frozenset[Term]],
) -> Said:
    parts = {prop: frozenset(values) for prop, values in held.items()}
    around = {prop: values for prop, values in parts.items() if rules.circumstance(prop)}
    if observation in reporters and not told(rules, _stated(around), _REPORTER):
        around[_REPORTER] = reporters[observation]
    asked = (part.iri for part in cube.dimensions if part.iri in parts.keys() - around.keys())
    hedges = {
        value.value for values in parts.values() for value in values if rules.is_hedge(value.value)
    }
    return Said(
        observation,
        "",
        (cube.iri,),
        {prop: parts[prop] for prop in asked},
        around,
        {prop: values for prop, values in parts.items() if rules.is_answer(prop)},
        frozenset(hedges),
        {observation: sources[observation]} if observation in sources else {},
        reporters=reporters.get(observation, frozenset()),
    )


def _stated(around: Mapping[str, frozenset[Term]]) -> dict[str, frozenset[Term]]:
    return {
        prop: values
        for prop, values in around.items()
        if not any(value.value.endswith(f"/{NOT_STATED}") for value in values)
    }


def _mirrors(view: View) -> dict[str, Mirror]:
    """How the flows of each class that can be mirrored are seen from their other end."""
    found: dict[str, Mirror] = {}
    for cls, area, partner, flow, here, opposite in ask(view, _MARKS):
        made = Mirror(area.value, partner.value, flow.value, {})
        mirror = found.setdefault(cls.value, made)
        mirror.opposites[here.value] = opposite.value
    return found

"""Which figures have two sides, and what stands against what: as the structure of a cube marks it.

One area's exports to another are the other's imports from it, so both report the same goods. A
structure that marks who reports, with whom, and in which direction can be read as a mirror; by
which code the other side counts, the codes themselves say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import ParameterError, QueryError, shown
from kg.model.keys import NOT_STATED, spoken
from kg.model.vocab import KG, PERIOD, local_name
from kg.query.ask import ask
from kg.query.figures.cubes import Cube, cube_named, cubes

if TYPE_CHECKING:
    from kg.store.view import View

_NEEDED = {
    "mirrorReporter": "who reports",
    "mirrorPartner": "with whom",
    "mirrorFlow": "in which direction",
    "mirrorOpposite": "what the opposite direction is",
}
_OPPOSITES = """
SELECT ?flow ?opposite WHERE {
  VALUES ?property { <https://example.org/> } ?flow ?property ?opposite
}
"""
_KINDS = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?flow ?whole WHERE { VALUES ?whole { <https://example.org/> } ?flow skos:broader ?whole }
"""


class Sides(NamedTuple):
    """How the figures of a cube face each other: its columns by their part in it.

    `methods` say how was counted and may differ, `same` say what and may not. `opposite` gives
    for a flow the one under which the other side counts, `kinds` for a flow what it is a kind of.
    """

    cube: Cube
    viewpoint: str
    reporter: str
    partner: str
    flow: str
    methods: tuple[str, ...]
    same: tuple[str, ...]
    opposite: Mapping[str, str]
    kinds: Mapping[str, str]

    @property
    def whole(self) -> list[str]:
        """The flows that face each other one to one, so that none is but a part of its face."""
        return sorted(flow for flow in self.opposite if self.is_whole(flow))

    def is_whole(self, flow: str) -> bool:
        """Whether what faces this flow faces no more than it."""
        return self.opposite.get(self.opposite.get(flow, "")) == flow

    def require_faced(self, flow: str) -> None:
        """Make sure that the other side counts a flow, too.

        Raises:
            ParameterError: it does not.
        """
        if flow not in self.opposite:
            known = ", ".join(sorted(self.opposite))
            raise ParameterError(
                f"{shown(flow)} has no opposite, so nothing faces it; these have one: {known}"
            )


def sides_of(view: View, name: str) -> Sides:
    """What faces what in the figures of that name.

    Raises:
        QueryError: there are no such figures, or their structure does not say what faces what.
    """
    cube = cube_named(view, name)
    missing = [said for mark, said in _NEEDED.items() if not cube.marked(mark)]
    if missing:
        able = [one.short for one in cubes(view) if can_be_mirrored(one)]
        known = f"{', '.join(able)} can be" if able else "no structure here does"
        raise QueryError(
            f"{cube.label} cannot be mirrored: its structure does not mark {' or '.join(missing)};"
            f" {known}"
        )
    return _sides(view, cube)


def can_be_mirrored(cube: Cube) -> bool:
    """Whether the structure of a cube marks what its two sides are."""
    return all(map(cube.marked, _NEEDED))


def _sides(view: View, cube: Cube) -> Sides:
    reporter, partner, flow = (local_name(cube.marked(mark)[0]) for mark in list(_NEEDED)[:3])
    viewpoint = local_name(next(iter(cube.marked("mirrorViewpoint")), reporter))
    marked = {local_name(iri) for iri in cube.marked("mirrorMethod")}
    methods = tuple(part.name for part in cube.parts if part.name in marked)
    roles = {reporter, partner, flow, viewpoint, *methods}
    same = tuple(
        part.name for part in cube.dimensions if part.name not in roles and part.of != PERIOD
    )
    opposite = {
        called(view, row[0].value): called(view, row[1].value)
        for row in ask(view, _OPPOSITES, property=cube.marked("mirrorOpposite"))
    }
    kinds = _kinds(view, cube.marked("mirrorOpposite"))
    return Sides(cube, viewpoint, reporter, partner, flow, methods, same, opposite, kinds)


def _kinds(view: View, opposites: list[str]) -> dict[str, str]:
    wholes = {row[0].value for row in ask(view, _OPPOSITES, property=opposites)}
    found = ask(view, _KINDS, whole=wholes)
    return {called(view, flow.value): called(view, whole.value) for flow, whole in found}


def called(view: View, iri: str) -> str:
    """What the columns call an IRI."""
    return spoken(iri, [base for base in (view.base, KG.removesuffix("ontology#")) if base]).short


def stated(value: object) -> bool:
    """Whether a source states a value of a dimension or attribute."""
    return value not in (None, "", NOT_STATED)

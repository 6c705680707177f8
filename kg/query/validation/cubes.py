"""The structures of data cubes as the constraints ask about them: components, data sets, values.

The recommendation asks its constraints of a cube that was normalised before (RDF Data Cube, §10).
A store of ours is only read, so the questions reach what may be abbreviated: a component is found
under its short property too, and a value where its component is attached.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.store.view import View

QB = "PREFIX qb: <http://purl.org/linked-data/cube#>"
COMPONENT = "(qb:componentProperty|qb:dimension|qb:measure|qb:attribute)"
MEASURE_TYPE = "http://purl.org/linked-data/cube#measureType"
ROLES = ("dimension", "measure", "attribute")

_COMPONENTS = f"""
{QB}
SELECT DISTINCT ?structure ?property ?role ?required ?attachment WHERE {{
  ?structure qb:component ?component . ?component {COMPONENT} ?property .
  OPTIONAL {{
    {{
      VALUES (?short ?role) {{
        (qb:dimension "dimension") (qb:measure "measure") (qb:attribute "attribute")
      }}
      ?any ?short ?property
    }} UNION {{
      VALUES (?class ?role) {{
        (qb:DimensionProperty "dimension") (qb:MeasureProperty "measure")
        (qb:AttributeProperty "attribute")
      }}
      ?property a ?class
    }}
  }}
  OPTIONAL {{ ?component qb:componentRequired ?required }}
  OPTIONAL {{ ?component qb:componentAttachment ?attachment }}
}} ORDER BY ?structure ?property ?role
"""
_USED = f"{QB} SELECT DISTINCT ?structure WHERE {{ ?set qb:structure ?structure }}"
_SLICED = f"{QB} SELECT ?slice WHERE {{ ?set qb:slice ?slice }} LIMIT 1"
_TRUE = ("true", "1")


class Component(NamedTuple):
    """A component of a structure, as the structure declares it."""

    property: str
    roles: frozenset[str]
    required: str
    """What `qb:componentRequired` says: "true", "false", or "" if nothing."""
    attached: tuple[str, ...] = ()
    """Where its value may stand beside the observation: at its "DataSet" or its "Slice"."""

    def value(self, name: str) -> str:
        """What an observation `?this` has as its value, as a pattern of SPARQL."""
        ways = [f"?this <{self.property}> {name}"]
        if "DataSet" in self.attached:
            ways.append(f"?this qb:dataSet/<{self.property}> {name}")
        if "Slice" in self.attached:
            ways.append(
                f"?slice qb:observation ?this ; <{self.property}> {name} . ?owner qb:slice ?slice"
            )
        return " UNION ".join(f"{{ {way} }}" for way in ways) if ways[1:] else f"{ways[0]} ."


class Structure(NamedTuple):
    """A structure definition and its components."""

    iri: str
    used: bool
    """Whether a data set has it."""
    components: tuple[Component, ...]

    def of(self, role: str) -> list[Component]:
        """The components of a role: dimension, measure or attribute."""
        return [one for one in self.components if role in one.roles]

    @property
    def by_type(self) -> bool:
        """Whether observations name their measure (`qb:measureType`)."""
        return any(one.property == MEASURE_TYPE for one in self.components)


def structures(view: View) -> list[Structure]:
    """The structure definitions of a store, in the order of their IRIs.

    Raises:
        QueryError: the store cannot answer.
    """
    used = {row["structure"].value for row in ask(view, _USED)}
    sliced = any(True for _ in ask(view, _SLICED))
    found: dict[str, dict[str, list[tuple[str, str, str]]]] = {iri: {} for iri in sorted(used)}
    for structure, prop, *rest in ask(view, _COMPONENTS):
        role, required, attachment = ("" if one is None else one.value for one in rest)
        told = found.setdefault(structure.value, {}).setdefault(prop.value, [])
        told.append((role, required, attachment))
    return [
        Structure(iri, iri in used, tuple(_components(components, sliced)))
        for iri, components in sorted(found.items())
    ]


def _components(found: dict[str, list[tuple[str, str, str]]], sliced: bool) -> Iterator[Component]:
    for prop, told in sorted(found.items()):
        roles = frozenset(role for role, _, _ in told if role)
        required = {"true" if one in _TRUE else "false" for _, one, _ in told if one}
        attached = {place.rpartition("#")[2] for _, _, place in told if place}
        if sliced and "dimension" in roles:
            attached.add("Slice")
        yield Component(prop, roles, max(required, default=""), tuple(sorted(attached)))

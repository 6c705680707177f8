"""IC-19 to IC-21: the codes of an observation come from the code list of their dimension.

A list is a concept scheme, a collection, or a hierarchy with its own way from a parent to a child.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.model.vocab import local_name
from kg.query.ask import ask
from kg.query.validation.cubes import QB, Component, Structure
from kg.query.validation.finding import Finding

if TYPE_CHECKING:
    from kg.store.view import View

_PREFIXES = f"""
{QB}
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_LISTS = f"""{_PREFIXES}
SELECT DISTINCT ?list ?kind ?down ?up WHERE {{
  VALUES ?property {{ <https://example.org/> }}
  VALUES ?kind {{ skos:ConceptScheme skos:Collection qb:HierarchicalCodeList }}
  ?property qb:codeList ?list . ?list a ?kind .
  OPTIONAL {{ ?list qb:parentChildProperty ?down FILTER (isIRI(?down)) }}
  OPTIONAL {{
    ?list qb:parentChildProperty ?inverse . ?inverse owl:inverseOf ?up
    FILTER (isBlank(?inverse) && isIRI(?up))
  }}
}} ORDER BY ?list ?kind ?down ?up
"""


class CodeList(NamedTuple):
    """One way in which a value can be on a code list."""

    constraint: str
    iri: str
    member: str
    """What a `?value` on it fulfils, as SPARQL has it."""


def outside_of_lists(view: View, structure: Structure) -> Iterator[Finding]:
    """The values of a structure's dimensions that are not on the code list of their dimension.

    Raises:
        QueryError: the store cannot answer.
    """
    for one in structure.of("dimension"):
        for codes in _code_lists(view, one.property):
            yield from _outside(view, structure, one, codes)


def _code_lists(view: View, prop: str) -> Iterator[CodeList]:
    for row in ask(view, _LISTS, property=[prop]):
        codes, kind = row["list"].value, local_name(row["kind"].value)
        if kind == "ConceptScheme":
            yield CodeList("IC-19", codes, f"?value a skos:Concept ; skos:inScheme <{codes}>")
        elif kind == "Collection":
            yield CodeList("IC-19", codes, f"?value a skos:Concept . <{codes}> skos:member+ ?value")
        for name, way, step in (("IC-20", row["down"], ""), ("IC-21", row["up"], "^")):
            if kind == "HierarchicalCodeList" and way is not None:
                yield CodeList(name, codes, f"<{codes}> qb:hierarchyRoot/({step}{way})* ?value")


def _outside(
    view: View, structure: Structure, dimension: Component, codes: CodeList
) -> Iterator[Finding]:
    observed = f"?set qb:structure <{structure.iri}> . ?this qb:dataSet ?set ."
    query = f"""{_PREFIXES} SELECT ?value WHERE {{
      {{ SELECT DISTINCT ?value WHERE {{ {observed} {dimension.value("?value")} }} }}
      FILTER NOT EXISTS {{ {codes.member} }}
    }}"""
    for value in sorted((row["value"] for row in ask(view, query)), key=str):
        yield from _first(
            view, f"{observed} {dimension.value(str(value))}", value, dimension, codes
        )


def _first(
    view: View, having: str, value: ox.NamedNode, dimension: Component, codes: CodeList
) -> Iterator[Finding]:
    """A value that is not on a list, at the first observation that has it."""
    query = f"""{_PREFIXES} SELECT (MIN(STR(?this)) AS ?one) (COUNT(DISTINCT ?this) AS ?many)
    WHERE {{ {having} }}"""
    for row in ask(view, query):
        shown = local_name(value.value) if isinstance(value, ox.NamedNode) else str(value)
        message = (
            f"`{local_name(dimension.property)}` {shown} is not on the code list <{codes.iri}>"
            f" ({row['many'].value} observations, of which this is the first)"
        )
        name, prop = codes.constraint, dimension.property
        yield Finding("error", name, message, row["one"].value, prop, value)

"""The integrity constraints of data cubes, IC-1 to IC-21 (RDF Data Cube, W3C 2014, §11.1).

The questions are our own, written from the text of the recommendation: one for each structure and
component, so that each is linear in the observations. Where the text compares all pairs of them
(IC-12, IC-17), they are grouped by their dimensions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.model.vocab import local_name
from kg.query.ask import ask
from kg.query.validation.codes import outside_of_lists
from kg.query.validation.cubes import COMPONENT, MEASURE_TYPE, QB, Component, Structure, structures
from kg.query.validation.finding import Finding

if TYPE_CHECKING:
    from kg.store.view import View

_PREFIXES = f"""
{QB}
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_OBSERVATION = """{ ?this a qb:Observation } UNION { ?this qb:dataSet ?in }
        UNION { ?any qb:observation ?this }"""
_SET = "{ ?this a qb:DataSet } UNION { ?any qb:dataSet ?this }"
_SLICE = "{ ?this a qb:Slice } UNION { ?any qb:slice ?this }"
# What the vocabularies of cubes and of SDMX define has its range there.
_DIMENSION = """{ ?this a qb:DimensionProperty } UNION { ?component qb:dimension ?this }
        FILTER (!STRSTARTS(STR(?this), "http://purl.org/linked-data/"))"""
# Of constraints that need no structure: what breaks them, `?this` with a `?value` or without.
_PLAIN: Mapping[str, tuple[str, str]] = {
    "IC-1": (
        "an observation belongs to one data set (qb:dataSet)",
        f"""{{ {_OBSERVATION} FILTER NOT EXISTS {{ ?this qb:dataSet ?set }} }}
        UNION {{ ?this qb:dataSet ?one, ?value FILTER (STR(?one) < STR(?value)) }}""",
    ),
    "IC-2": (
        "a data set has one structure (qb:structure)",
        f"""{{ {_SET} FILTER NOT EXISTS {{ ?this qb:structure ?structure }} }}
        UNION {{ ?this qb:structure ?one, ?value FILTER (STR(?one) < STR(?value)) }}""",
    ),
    "IC-4": (
        "a dimension has a range (rdfs:range)",
        f"{_DIMENSION} FILTER NOT EXISTS {{ ?this rdfs:range ?range }}",
    ),
    "IC-5": (
        "a dimension whose range is skos:Concept has a code list (qb:codeList)",
        f"""{_DIMENSION} ?this rdfs:range skos:Concept
        FILTER NOT EXISTS {{ ?this qb:codeList ?list }}""",
    ),
    "IC-7": (
        "a slice key is declared by a structure (qb:sliceKey)",
        """?this a qb:SliceKey FILTER NOT EXISTS {
          ?structure qb:sliceKey ?this ; a qb:DataStructureDefinition
        }""",
    ),
    "IC-8": (
        "the components of a slice key are components of its structure",
        f"""?structure qb:sliceKey ?this . ?this {COMPONENT} ?value
        FILTER NOT EXISTS {{ ?structure qb:component/{COMPONENT} ?value }}""",
    ),
    "IC-9": (
        "a slice has one slice key (qb:sliceStructure)",
        f"""{{ {_SLICE} FILTER NOT EXISTS {{ ?this qb:sliceStructure ?key }} }}
        UNION {{ ?this qb:sliceStructure ?one, ?value FILTER (STR(?one) < STR(?value)) }}""",
    ),
    "IC-10": (
        "a slice has a value for each dimension of its slice key",
        f"""?this qb:sliceStructure ?key . ?key {COMPONENT} ?value
        FILTER NOT EXISTS {{ ?this ?value ?any }}""",
    ),
    "IC-18": (
        "an observation of a slice belongs to the data set of the slice",
        """?value qb:slice ?slice . ?slice qb:observation ?this
        FILTER NOT EXISTS { ?this qb:dataSet ?value }""",
    ),
}


def broken_cubes(view: View) -> Iterator[Finding]:
    """What breaks the integrity constraints of data cubes, in a lasting order.

    Raises:
        QueryError: the store cannot answer.
    """
    for name, (message, pattern) in _PLAIN.items():
        yield from _plain(view, name, message, pattern)
    for structure in structures(view):
        yield from _of_structure(structure)
        if structure.used:
            yield from _of_observations(view, structure)
            yield from outside_of_lists(view, structure)


def _plain(view: View, name: str, message: str, pattern: str) -> Iterator[Finding]:
    rows = ask(view, f"{_PREFIXES} SELECT DISTINCT ?this ?value WHERE {{ {pattern} }}")
    for this, value in sorted((_text(row["this"]), _text(row["value"])) for row in rows):
        more = f": {local_name(value)}" if value else ""
        yield Finding("error", name, f"{message}{more}", this)


def _text(term: Any) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _of_structure(structure: Structure) -> Iterator[Finding]:
    if structure.components and not structure.of("measure"):
        message = "a structure has a measure (qb:measure)"
        yield Finding("error", "IC-3", message, structure.iri)
    for one in structure.components:
        if one.required == "false" and "attribute" not in one.roles:
            message = f"only an attribute may be optional: {local_name(one.property)} is none"
            yield Finding("error", "IC-6", message, structure.iri, one.property)


def _of_observations(view: View, structure: Structure) -> Iterator[Finding]:
    partial = set[str]()
    for found in _lacking(view, "IC-11", structure, structure.of("dimension")):
        partial.add(found.path)
        yield found
    yield from _alike(view, structure, partial)
    needed = [one for one in structure.of("attribute") if one.required == "true"]
    yield from _lacking(view, "IC-13", structure, needed)
    if not structure.by_type:
        yield from _lacking(view, "IC-14", structure, structure.of("measure"))
        return
    yield from _named_measure(view, structure)
    yield from _combinations(view, structure)


def _observed(structure: Structure) -> str:
    return f"?set qb:structure <{structure.iri}> . ?this qb:dataSet ?set ."


def _lacking(
    view: View, name: str, structure: Structure, components: list[Component]
) -> Iterator[Finding]:
    """The observations without a value of one of these components."""
    for one in components:
        query = f"""{_PREFIXES} SELECT DISTINCT ?this WHERE {{
          {_observed(structure)} FILTER NOT EXISTS {{ {one.value("?value")} }}
        }}"""
        message = f"an observation has a value for `{local_name(one.property)}`, this one none"
        for this in sorted(_text(row["this"]) for row in ask(view, query)):
            yield Finding("error", name, message, this, one.property)


def _alike(view: View, structure: Structure, partial: set[str]) -> Iterator[Finding]:
    """IC-12: observations of one data set with the same values of all dimensions."""
    dimensions = structure.of("dimension")
    names = [f"?d{number}" for number in range(len(dimensions))]
    values = " ".join(
        f"OPTIONAL {{ {one.value(name)} }}" if one.property in partial else one.value(name)
        for one, name in zip(dimensions, names, strict=True)
    )
    query = f"""{_PREFIXES}
    SELECT (COUNT(DISTINCT ?this) AS ?many) (MIN(STR(?this)) AS ?one) (MAX(STR(?this)) AS ?other)
    WHERE {{ {_observed(structure)} {values} }}
    GROUP BY ?set {" ".join(names)} HAVING (COUNT(DISTINCT ?this) > 1)"""
    rows = ((row["other"].value, row["one"].value, row["many"].value) for row in ask(view, query))
    for other, one, many in sorted(rows):
        message = f"{many} observations have the same dimensions, this one and {one} among them"
        yield Finding("error", "IC-12", message, other)


def _named_measure(view: View, structure: Structure) -> Iterator[Finding]:
    """IC-15 and IC-16: an observation has the measure that it names, and no other."""
    query = f"""{_PREFIXES} SELECT DISTINCT ?this ?named WHERE {{
      {_observed(structure)} ?this qb:measureType ?named FILTER NOT EXISTS {{ ?this ?named ?value }}
    }}"""
    for this, named in sorted(
        (_text(row["this"]), _text(row["named"])) for row in ask(view, query)
    ):
        message = f"an observation has the measure that it names, `{local_name(named)}`"
        yield Finding("error", "IC-15", message, this, named)
    for one in structure.of("measure"):
        query = f"""{_PREFIXES} SELECT DISTINCT ?this WHERE {{
          {_observed(structure)} {one.value("?value")} ?this qb:measureType ?named
          FILTER (?named != <{one.property}>)
        }}"""
        message = (
            f"an observation has no measure but the one that it names: `{local_name(one.property)}`"
        )
        for this in sorted(_text(row["this"]) for row in ask(view, query)):
            yield Finding("error", "IC-16", message, this, one.property)


def _combinations(view: View, structure: Structure) -> Iterator[Finding]:
    """IC-17: where a combination of dimensions is observed, it is so for all measures."""
    others = [one for one in structure.of("dimension") if one.property != MEASURE_TYPE]
    measures = [one.property for one in structure.of("measure")]
    names = [f"?d{number}" for number in range(len(others))]
    values = " ".join(one.value(name) for one, name in zip(others, names, strict=True))
    known = ", ".join(f"<{one}>" for one in measures)
    query = f"""{_PREFIXES}
    SELECT (COUNT(DISTINCT ?named) AS ?many) (MIN(STR(?this)) AS ?one) WHERE {{
      {_observed(structure)} {values} ?this qb:measureType ?named FILTER (?named IN ({known}))
    }} GROUP BY ?set {" ".join(names)} HAVING (COUNT(DISTINCT ?named) < {len(measures)})"""
    if measures:
        for row in sorted((row["one"].value, row["many"].value) for row in ask(view, query)):
            message = f"of {len(measures)} measures, only {row[1]} are observed where this one is"
            yield Finding("error", "IC-17", message, row[0])

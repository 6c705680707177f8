"""A rule of a property shape as a question: which nodes do not fit it.

A rule looks at the values of its property first and at classes only where a value is wrong, so that
it costs one pass over what the property says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from kg.model.terms import iri_text, literal_text
from kg.model.vocab import CODES, NOT_STATED, SH, XSD
from kg.query.validation.rules import Rule

_READ_BY_ENGINE = {
    f"{XSD}{name}"
    for name in (
        "boolean",
        "date",
        "dateTime",
        "decimal",
        "double",
        "float",
        "gYear",
        "gYearMonth",
        "integer",
    )
}
_KINDS = {
    "IRI": "isIRI(?value)",
    "Literal": "isLiteral(?value)",
    "BlankNode": "isBlank(?value)",
    "BlankNodeOrIRI": "!isLiteral(?value)",
    "BlankNodeOrLiteral": "!isIRI(?value)",
    "IRIOrLiteral": "!isBlank(?value)",
}
# What builds write by themselves, also those whose ontology does not describe the code.
_ALWAYS = (
    f"sameTerm(?value, {NOT_STATED})"
    f' || (isIRI(?value) && STRSTARTS(STR(?value), "{CODES}claim-status/"))'
)
_NOTHING = "<urn:x-none>"  # an empty list is no list for every engine


def wrong(rule: Rule, targets: Sequence[str], kinds: Iterable[str]) -> str:
    """A query for the nodes `?this` whose `?value` does not fit a rule.

    Args:
        rule: not one of numbers of values.
        targets: the classes of the nodes, with those below them; IRIs.
        kinds: the classes of the values, if it is a rule of classes.
    """
    return f"""
SELECT DISTINCT ?this ?value WHERE {{
  {{
    SELECT ?this ?value WHERE {{
      ?this {rule.path} ?value FILTER (!COALESCE({_good(rule, kinds)}, false))
    }}
  }}
  FILTER EXISTS {{ ?this a ?class FILTER (?class IN ({_listed(targets)})) }}
}}"""


def fewer(rule: Rule, targets: Sequence[str]) -> str:
    """A query for the nodes `?this` that have fewer values than a rule of `sh:minCount` asks."""
    least = int(literal_text(rule.values[0]))
    members = f"VALUES ?class {{ {_listed(targets, ' ')} }} ?this a ?class"
    if least < 2:
        none = f"NOT EXISTS {{ ?this {rule.path} ?any }}" if least else "(false)"
        return f"SELECT DISTINCT ?this WHERE {{ {members} FILTER {none} }}"
    return f"""
SELECT ?this WHERE {{
  {{ SELECT DISTINCT ?this WHERE {{ {members} }} }} OPTIONAL {{ ?this {rule.path} ?any }}
}} GROUP BY ?this HAVING (COUNT(DISTINCT ?any) < {least})"""


def _listed(iris: Iterable[str], between: str = ", ") -> str:
    return between.join(str(ox.NamedNode(iri)) for iri in iris) or _NOTHING


def _good(rule: Rule, kinds: Iterable[str]) -> str:
    """The condition that a value fulfils; where it is an error, the value does not."""
    value = rule.values[0] if rule.values else ""
    match rule.name:
        case "class":
            known = f"EXISTS {{ ?value a ?kind FILTER (?kind IN ({_listed(kinds)})) }}"
            return f"{_ALWAYS} || {known}"
        case "datatype":
            read = f" && {value}(STR(?value)) = {value}(STR(?value))"
            typed = f"DATATYPE(?value) = {value}"
            return typed + (read if iri_text(value) in _READ_BY_ENGINE else "")
        case "nodeKind":
            return _KINDS[iri_text(value).removeprefix(SH)]
        case "in":
            return " || ".join(f"sameTerm(?value, {one})" for one in rule.values) or "false"
        case "languageIn":
            tags = (f"langMatches(LANG(?value), {one})" for one in rule.values)
            return " || ".join(tags) or "false"
        case "pattern":
            return f"!isBlank(?value) && REGEX(STR(?value), {value})"
        case "minInclusive" | "maxInclusive":
            return f"?value {'>=' if rule.name == 'minInclusive' else '<='} {value}"
        case _:
            sign = ">=" if rule.name == "minLength" else "<="
            return f"!isBlank(?value) && STRLEN(STR(?value)) {sign} {literal_text(value)}"

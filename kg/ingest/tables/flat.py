"""Which records with cells are one observation with plain values, so that a plan can hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.ingest.tables.cells import Cell, Joined, Leaf, has_cells
from kg.ingest.tables.choice import UNLESS, WHERE
from kg.model.ontology import Class, Ontology, Property, measures

_VOICES = ("speaker", "quotedSource", "reporter")
_FLAT = ("text", "code", "period", "node", "literal", "iri")
Parts = dict[str, tuple[str | Leaf, str]]


def is_flat(template: Mapping[str, Any], ontology: Ontology) -> bool:
    """Whether a record with cells is one observation with plain values, which a plan can hold."""
    return flat_parts(template, ontology) is not None


def flat_parts(template: Mapping[str, Any], ontology: Ontology) -> tuple[Class, Parts] | None:
    """The class of a flat record and what feeds each of its properties."""
    says = template["says"]
    others = set(template) - {"says", WHERE, UNLESS, *_VOICES}
    if others or any(has_cells(template.get(name)) for name in _VOICES):
        return None
    if not isinstance(says, dict) or len(says) != 1:
        return None
    ((name, body),) = says.items()
    cls = ontology.cls(name)
    if cls.kind != "observation" or not isinstance(body, dict):
        return None
    found = {name: _flat(cls.properties[name], value) for name, value in body.items()}
    parts = {name: part for name, part in found.items() if part is not None}
    measured = [prop.name for prop in measures(cls) if prop.name in parts]
    fed = measured and not any(isinstance(parts[name][0], str) for name in measured)
    return (cls, parts) if fed and len(parts) == len(found) else None


def _flat(prop: Property, value: Any) -> tuple[str | Leaf, str] | None:
    """What feeds a property, and the class of what is meant; None if it is no plain value."""
    cls = prop.cls
    if prop.kind == "node" and isinstance(value, dict) and len(value) == 1:
        cls, value = next(iter(value.items()))
    if prop.kind not in _FLAT or prop.inverse_of or not isinstance(value, str | Cell | Joined):
        return None
    if isinstance(value, Cell) and value.separator:
        return None
    return value, cls

"""Finds units of a row that do not fit, with their row and column, which no constraint knows."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import RecordError
from kg.ingest.entries import Entry
from kg.ingest.nodes import NodeWriter
from kg.model.terms import iri_text
from kg.model.units import Units
from kg.model.vocab import TYPE


def unfit_units(writer: NodeWriter, entry: Entry, units: Units) -> Iterator[RecordError]:
    """What is wrong with the units that the nodes of a row have."""
    ontology = writer.mint.ontology
    for node, kind in [one[::2] for one in writer.said if one.predicate == TYPE]:
        cls = ontology.classes.get(iri_text(kind))
        for prop in cls.properties.values() if cls else ():
            wrong = units.unfit(cls, prop) if cls else {}
            for subject, predicate, term in writer.said if wrong else ():
                if subject == node and predicate == f"<{prop.iri}>" and term in wrong:
                    where = entry.where((*writer.places[node], prop.name))
                    yield RecordError(wrong[term], where=where)

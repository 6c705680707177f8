"""The exports by name; a module is imported when its export is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from kg.errors import FormatError, did_you_mean, shown
from kg.publish.exports.export import Export

# In the order in which a release writes them: what describes the others comes last.
HOMES: Mapping[str, str] = {
    "nquads": "kg.publish.exports.dumps:NQUADS",
    "trig": "kg.publish.exports.dumps:TRIG",
    "turtle": "kg.publish.exports.dumps:TURTLE",
    "ntriples": "kg.publish.exports.dumps:NTRIPLES",
    "rdfxml": "kg.publish.exports.dumps:RDFXML",
    "jsonld": "kg.publish.exports.jsonld:EXPORT",
    "context": "kg.publish.exports.context:EXPORT",
    "rdf12": "kg.publish.exports.rdf12:EXPORT",
    "csv": "kg.publish.exports.csv:EXPORT",
    "parquet": "kg.publish.exports.parquet:EXPORT",
    "nanopubs": "kg.publish.exports.nanopubs:EXPORT",
    "cubes": "kg.publish.exports.cubes:EXPORT",
    "ontology": "kg.publish.exports.ontology:TURTLE",
    "ontology-html": "kg.publish.exports.ontology:PAGE",
    "geojson": "kg.publish.exports.geojson:EXPORT",
    "graphml": "kg.publish.exports.graphml:EXPORT",
    "examples": "kg.publish.exports.sparql_examples:EXPORT",
    "void": "kg.publish.exports.void:EXPORT",
    "datapackage": "kg.publish.exports.datapackage:EXPORT",
    "schemaorg": "kg.publish.exports.schemaorg:EXPORT",
    "dcat": "kg.publish.exports.dcat:EXPORT",
    "rocrate": "kg.publish.exports.rocrate:EXPORT",
}


def require_all() -> None:
    """See that every export can be written here, before the first of them is.

    Raises:
        ExtraError: something that one of them needs is not installed.
    """
    for name in HOMES:
        export_named(name).require()


def export_named(name: str) -> Export:
    """The export of a name.

    Raises:
        FormatError: there is none.
    """
    if name not in HOMES:
        hint = did_you_mean(name, HOMES, most=len(HOMES))
        listed = f"{hint} Known are: {', '.join(HOMES)}" if hint.startswith("did") else hint
        raise FormatError(f"there is no export {shown(name)}; {listed}")
    module, _, attribute = HOMES[name].partition(":")
    found = getattr(import_module(module), attribute)
    assert isinstance(found, Export)
    return found

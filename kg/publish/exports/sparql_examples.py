"""The named queries as examples of SPARQL in SHACL's form, for endpoints' pages and tools.

Each is a `sh:SPARQLExecutable` as https://sib-swiss.github.io/sparql-examples/ has it: the text of
its file, without the header, which runs as it stands.
"""

from __future__ import annotations

from kg.publish.catalogue.statements import Statements, turtle
from kg.publish.exports.export import Export, Material, Target
from kg.query.named.headers import without_header
from kg.query.named.queries import NamedQuery, all_named
from kg.query.sparql import declared, form

_FILE = "sparql-examples.ttl"
_KINDS = {
    "select": ("sh:SPARQLSelectExecutable", "sh:select"),
    "ask": ("sh:SPARQLAskExecutable", "sh:ask"),
    "construct": ("sh:SPARQLConstructExecutable", "sh:construct"),
    "describe": ("spex:DescribeExecutable", "spex:describe"),
}


def write(material: Material, target: Target) -> None:
    """Write every named query of the project."""
    said = Statements()
    for query in all_named(material.project.queries):
        _example(said, material, query)
    target.open(_FILE).write(turtle(said))


def _example(said: Statements, material: Material, query: NamedQuery) -> None:
    base = material.view.base
    me, text = f"{base}queries/{query.name}", without_header(query.text).strip()
    kind, prop = _KINDS[form(text)]
    said.a(me, "sh:SPARQLExecutable", kind)
    said.text(me, "rdfs:label", query.name)
    said.text(me, "rdfs:comment", query.summary or query.name, "en")
    said.text(me, "dcterms:description", query.description, "en")
    said.text(me, prop, f"{text}\n")
    for tag in query.tags:
        said.text(me, "schema:keywords", tag, "en")
    said.link(me, "schema:target", material.catalogue.endpoint)
    for prefix, iri in declared(text).items():
        here = f"{base}queries/{query.name}#prefix-{prefix}"
        said.link(me, "sh:prefixes", f"{me}#prefixes")
        said.link(f"{me}#prefixes", "sh:declare", here)
        said.text(here, "sh:prefix", prefix)
        said.typed(here, "sh:namespace", iri, "anyURI")


EXPORT = Export(
    "examples", _FILE, "text/turtle", "The named queries as SPARQL examples, by SHACL", write
)

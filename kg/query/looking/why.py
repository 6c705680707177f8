"""Who says so: the claims about an entity, with document, speaker, place and words of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import QueryError
from kg.model import vocab as v
from kg.query.ask import ask
from kg.query.labels import short_iri
from kg.query.looking.attribution import Record, attribution, people, records
from kg.query.looking.claims import claims_about
from kg.query.looking.evidence import Evidence, Reasons, Upstream
from kg.query.looking.independence import Origins, Sources
from kg.query.looking.nodes import Nodes
from kg.query.looking.places import place, quoted, rows
from kg.query.looking.statements import statements
from kg.query.resolve import resolve
from kg.query.sparql import bind

if TYPE_CHECKING:
    from kg.query.looking.archive import Archive
    from kg.store.view import View

_UPSTREAM = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?document ?relation ?other WHERE {
  VALUES ?document { <https://example.org/> }
  ?relation rdfs:subPropertyOf kg:upstream .
  ?document ?relation ?other
}
"""

_OF_RECORD = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?claim WHERE {
  VALUES ?record { "an-id" }
  ?claim kg:recordId ?record
}
"""


def why(
    view: View,
    iri: str,
    property: str | None = None,
    archive: Archive | None = None,
    *,
    language: str = "en",
) -> Reasons:
    """Return the claims about an entity (or one claim, or all of a document), with their evidence.

    Args:
        view: the graph.
        iri: an entity, a statement node, a claim, an observation or a document.
        property: only what is said by this property: its name, label or IRI.
        archive: the source texts, to quote the sentences.
        language: of the labels.

    Raises:
        QueryError: nothing is claimed, or nothing by that property.
    """
    nodes = Nodes(view, language)
    nodes.grow(iri)
    claims, label = claims_about(nodes, iri, property)
    if not claims:
        by = f" by {label}" if label else ""
        raise QueryError(f"no claim says anything of <{iri}>{by}")
    evidence = evidence_of(nodes, claims, archive)
    return Reasons(
        iri, short_iri(view, iri), nodes.labels.of(iri), label, evidence, _sources(view, evidence)
    )


def why_named(
    view: View,
    text: str,
    property: str | None = None,
    archive: Archive | None = None,
    *,
    language: str = "en",
) -> Reasons:
    """Return the evidence for what a text names: as `resolve` does, or the id of a record.

    Raises:
        QueryError: it names nothing, or nobody claims anything of it.
    """
    try:
        iri = resolve(view, text)
    except QueryError:
        if property is not None or not _of_record(view, text):
            raise
        return why_record(view, text, archive, language=language)
    return why(view, iri, property, archive, language=language)


def why_record(
    view: View, record: str, archive: Archive | None = None, *, language: str = "en"
) -> Reasons:
    """Return the claims that the records of one id make, in whatever documents.

    Raises:
        QueryError: no record has that id.
    """
    claims = _of_record(view, record)
    if not claims:
        raise QueryError(f'no record has the id "{record}"')
    evidence = evidence_of(Nodes(view, language), claims, archive)
    return Reasons("", record, "", "", evidence, _sources(view, evidence))


def _sources(view: View, evidence: Iterable[Evidence]) -> Sources:
    return Origins(view).count({one.attribution.document for one in evidence} - {""})


def _of_record(view: View, record: str) -> set[str]:
    query = bind(_OF_RECORD, {"record": [ox.Literal(record)]})
    return {claim.value for (claim,) in ask(view, query)}


def evidence_of(
    nodes: Nodes, claims: Iterable[str], archive: Archive | None = None
) -> tuple[Evidence, ...]:
    """Describe claims: what they say, who makes them, and where."""
    described = records(nodes.view, claims)
    documents = records(nodes.view, {d for c in described.values() for d in c.all(v.DERIVED_FROM)})
    selectors = records(nodes.view, {s for c in described.values() for s in c.all(v.SELECTOR)})
    nodes.labels.load(people(described, documents))
    upstream = _upstream(nodes, documents)
    observations = {claim for claim, record in described.items() if record.first(v.QB_DATASET)}
    said = statements(nodes, described, observations)
    found = []
    for claim, record in described.items():
        who = attribution(claim, record, documents, nodes.labels)
        about = documents.get(who.document, Record())
        where = sorted(
            [
                *(place(selectors[one], who.url) for one in record.all(v.SELECTOR)),
                *rows(record, who.url),
            ],
            key=lambda one: (one.start or 0, one.end or 0, one.fragment),
        )
        if archive is not None:
            where = [quoted(one, digest(about), archive, who.url) for one in where]
        found.append(
            Evidence(
                who,
                tuple(record.all(v.RECORD_ID)),
                said.get(claim, ()),
                tuple(where),
                upstream.get(who.document, ()),
                "; ".join([*record.all(v.COMMENT), *record.all(v.SIC)]),
                _valid(record),
                ", ".join(record.all(v.REVISION_OF)),
                _retracted(record, nodes),
            )
        )
    return tuple(sorted(found, key=_age))


def _age(one: Evidence) -> tuple[str, str, int, str]:
    first = one.places[0].start or 0 if one.places else 0
    return (one.attribution.date, one.attribution.document, first, one.claim)


def digest(document: Record) -> str:
    """The SHA-256 that a document records of its normalised text, or the empty string."""
    return document.first(f"{v.KG}sha256")


def _valid(record: Record) -> str:
    since, until = record.first(v.VALID_FROM), record.first(v.VALID_TO)
    return "/".join((since, until)) if since or until else ""


def _retracted(record: Record, nodes: Nodes) -> str:
    on = record.first(v.INVALIDATED)
    by = ", ".join(nodes.labels.of(agent) for agent in record.all(v.RETRACTED_BY))
    parts = (on, by and f"by {by}", record.first(v.RETRACTION_REASON))
    return ": ".join(part for part in (" ".join(parts[:2]).strip(), parts[2]) if part)


def _upstream(nodes: Nodes, documents: Mapping[str, Record]) -> dict[str, tuple[Upstream, ...]]:
    rows = [
        tuple(term.value for term in row) for row in ask(nodes.view, _UPSTREAM, document=documents)
    ]
    nodes.labels.load({iri for _, relation, other in rows for iri in (relation, other)})
    held: dict[str, list[Upstream]] = defaultdict(list)
    for document, relation, other in sorted(rows):
        held[document].append(Upstream(nodes.labels.of(relation), nodes.labels.of(other), other))
    return {document: tuple(found) for document, found in held.items()}

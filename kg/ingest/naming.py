"""The names that a dataset gives: by them records refer to entities, and people find them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.ingest.contents import Dataset
from kg.ingest.entries import Entry
from kg.ingest.graphs.names import names_of_graph
from kg.ingest.minting import Mint
from kg.model import vocab as v
from kg.model.labels import Row
from kg.model.terms import Term, iri_text, literal_text
from kg.model.values import Body, Said, Text, Value
from kg.model.vocab import local_name

RETRACTED = "retracted"  # the kind of a name that only a record gives which was taken back
_LABEL_KINDS = ("key", "code", "name", "alias")


class Name(NamedTuple):
    """One name of an entity; `scope` is the document or dataset that alone knows it."""

    iri: str
    cls: str
    kind: str
    language: str
    text: str
    scope: str = ""


def names_in(dataset: Dataset, mint: Mint) -> Iterator[Name]:
    """Every name that a dataset gives to itself, its documents and the entities of its records."""
    known = iri_text(mint.dataset(dataset.name))
    yield Name(known, v.DATASET, "key", "", dataset.name)
    yield from _sources(dataset.body, known, v.DATASET, "", dataset, mint)
    for key, body in dataset.documents.items():
        known = iri_text(mint.document(key))
        yield Name(known, v.DOCUMENT, "key", "", key)
        yield Name(known, v.DOCUMENT, "key", "", key.partition("/")[2], dataset.name)
        yield from _sources(body, known, v.DOCUMENT, key, dataset, mint)
    for entry in dataset.records():
        document, language = entry.document, dataset.language(entry.document)
        taken_back = entry.record.status == "retracted"
        for node in (node for node in entry.said() if isinstance(node, Body)):
            found = names_of(node, mint, document, language)
            yield from _taken_back(found, document) if taken_back else found
        yield from _voices(entry, dataset, mint)
    for table in dataset.tables:
        for flat in table.flat:
            yield from _voices(flat.voices, dataset, mint)
    for graph in dataset.graphs:
        yield from _voices(graph.voices, dataset, mint)
        yield from (Name(*row) for row in names_of_graph(graph, mint))


def _voices(entry: Entry, dataset: Dataset, mint: Mint) -> Iterator[Name]:
    """The names of who speaks, is quoted or reports in a record."""
    for node in (node for node in entry.voices() if isinstance(node, Body)):
        yield from names_of(node, mint, entry.document, dataset.language(entry.document))


def _sources(
    body: Body | None, known: str, cls: str, document: str, dataset: Dataset, mint: Mint
) -> Iterator[Name]:
    """The titles of a source, and the names of whom it names."""
    if body is None:
        return
    language = dataset.language(document)
    for value in body.values.get("title", []):
        yield Name(known, cls, "name", _language(value, language), _text(value))
    yield from names_of(body, mint, document, language)


def _taken_back(names: Iterable[Name], document: str) -> Iterator[Name]:
    """Names that no other document can mean: what gives them is not in the graph."""
    for name in names:
        yield name._replace(kind=RETRACTED, scope=document)


def entity_labels(names: Iterable[Name]) -> Iterator[Row]:
    """The lines of `labels.tsv` for some names; what only the records call it is left out."""
    for name in names:
        if name.kind in _LABEL_KINDS and not (name.scope and "/" not in name.scope):
            text = " ".join(name.text.split())
            yield name.iri, local_name(name.cls), name.kind, name.language, text


def names_of(body: Body, mint: Mint, document: str, language: str) -> Iterator[Name]:
    """The names that a node and the nodes inside it give to entities."""
    for values in body.values.values():
        for value in values:
            if isinstance(value, Body):
                yield from names_of(value, mint, document, language)
    known = own_iri(body, mint, document)
    if known is None:
        return
    text, cls = iri_text(known), body.cls.iri
    scope = document if body.local else ""
    for key in {body.local} if body.local else _keys(text, body, mint.base):
        yield Name(text, cls, "key", "", key, scope)
    for property_name, values in body.values.items():
        prop = body.cls.properties[property_name]
        kind = prop.names or ("code" if prop.identifies else "")
        for value in values if kind else []:
            yield Name(text, cls, kind, _language(value, language), _text(value), scope)


def own_iri(body: Body, mint: Mint, document: str) -> Term | None:
    """The IRI of an entity whose key holds literals only, or that is local; else None."""
    if body.cls.kind != "entity":
        return None
    if body.local:
        return mint.local(body.cls, document, body.local)
    given = {body.cls.properties[name].iri: values for name, values in body.values.items()}
    parts: list[Term] = []
    for key in body.cls.key:
        values = given.get(key, [])
        if len(values) != 1 or not isinstance(values[0], Said):
            return None
        parts.append(values[0].term)
    return mint.entity(body.cls, parts)


def _keys(text: str, body: Body, base: str) -> set[str]:
    """An entity's key as its IRI has it and, if it is one value, as it was written."""
    known = {text.removeprefix(f"{base}id/").partition("/")[2]}
    if len(body.cls.key) == 1:
        name = next(p.name for p in body.cls.properties.values() if p.iri == body.cls.key[0])
        known |= {_text(value) for value in body.values.get(name, [])}
    return known


def _language(value: Value, document_language: str) -> str:
    return (value.language or document_language).lower() if isinstance(value, Text) else ""


def _text(value: Value) -> str:
    if isinstance(value, Text):
        return value.text
    return literal_text(value.term) if isinstance(value, Said) else ""

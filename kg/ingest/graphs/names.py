"""The names that an RDF file gives its subjects: people find them by these.

A record of the same document refers to them by name too; others write the IRI, since a file of
somebody else must not make a name ambiguous that records have used for long.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.ingest.graphs.literals import parts
from kg.ingest.graphs.opened import GraphFile
from kg.ingest.graphs.own import expected
from kg.ingest.graphs.subjects import Subjects
from kg.ingest.minting import Mint
from kg.model import vocab as v
from kg.model.terms import Term, iri_text
from kg.model.vocab import local_name

_SCHEMA = ("http://schema.org/", "https://schema.org/")
NAMES = {
    v.LABEL: "name",
    f"<{v.SKOS}prefLabel>": "name",
    f"<{v.NAME}>": "name",
    "<http://xmlns.com/foaf/0.1/name>": "name",
    **{f"<{space}name>": "name" for space in _SCHEMA},
    f"<{v.SKOS}altLabel>": "alias",
    f"<{v.ALIAS}>": "alias",
    **{f"<{space}alternateName>": "alias" for space in _SCHEMA},
}
Row = tuple[str, str, str, str, str, str]


def names_of_graph(opened: GraphFile, mint: Mint) -> Iterator[Row]:
    """Every name in a file: IRI, class, kind, language, text, and the document that knows it."""
    found = opened.subjects(mint)
    codes = {f"<{iri}>": "code" for iri in _identifiers(mint)}
    for subject in found.gathered.subjects:
        me = found.name(subject)
        pairs = found.gathered.pairs(subject)
        own = found.own.is_entity(me)
        cls = _class(found, subject, me, mint)
        iri, scope = iri_text(me), "" if own else opened.document
        key = iri.removeprefix(f"{mint.base}id/").partition("/")[2] if own else local_name(iri)
        if key and not (subject.startswith("_:") and not own):
            yield iri, cls, "key", "", key, scope
        for predicate, value in pairs:
            kind = NAMES.get(predicate) or codes.get(predicate)
            if kind and value.startswith('"') and (said := parts(value)).text.strip():
                yield iri, cls, kind, said.language.lower(), said.text, scope


def _identifiers(mint: Mint) -> Iterator[str]:
    for cls in mint.ontology.classes.values():
        yield from (prop.iri for prop in cls.properties.values() if prop.identifies)


def _class(found: Subjects, subject: Term, me: Term, mint: Mint) -> str:
    """The class of a subject, the project's before others; none where its IRI lacks its key."""
    for cls in found.classes(subject):
        pairs = found.gathered.pairs(subject)
        if not found.own.is_entity(me) or expected(mint, cls, pairs) == me:
            return cls.iri
        return ""
    others = [one for one in found.gathered.classes(subject) if one.startswith("<")]
    return iri_text(others[0]) if others and not found.own.is_entity(me) else ""

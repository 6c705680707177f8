"""What things are called and of which class they are, by all documents, of whatever day.

A record of 2020 may speak of a body that a register of 2026 describes. That is what it is called
here, not what somebody had said by then: so it stands beside the claims, as what is inferred does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.ingest import inference
from kg.ingest.naming import RETRACTED, Name
from kg.ingest.staging import Staged
from kg.model import vocab as v
from kg.model.ontology import Ontology
from kg.model.terms import Quad, Triple, iri, literal
from kg.project import AsOf

_PROPERTIES = {"name": v.LABEL, "alias": f"<{v.SKOS}altLabel>"}
_SOURCES = {v.DOCUMENT, v.DATASET}


def names_known(staged: Iterable[Staged], as_of: AsOf | None) -> list[Name]:
    """What things are called by those whose words may be passed on.

    As of a day, it is only what was described or referred to by then.
    """
    known = list(staged)
    names = [name for one in known for name in _told(one)]
    if as_of is None:
        return names
    wanted = {iri for one in known for iri in one.described | one.meant}
    return [name for name in names if name.iri in wanted]


def _told(staged: Staged) -> list[Name]:
    silent = set(staged.silent)
    return [name for name in staged.names if name not in silent] if silent else staged.names


def identities(ontology: Ontology, names: Iterable[Name]) -> Iterator[Quad]:
    """Class and labels of entities, as quads of what is inferred and of the default graph."""
    graph = iri(ontology.base + "graph/inferred")
    for triple in {one for name in names for one in _triples(ontology, name)}:
        yield Quad(*triple)
        yield Quad(*triple, graph)


def _triples(ontology: Ontology, name: Name) -> Iterator[Triple]:
    if name.cls in _SOURCES or name.kind == RETRACTED:
        return
    me = iri(name.iri)
    typed = Triple(me, v.TYPE, iri(name.cls))
    yield typed
    yield from inference.entailed(ontology, [typed])
    if name.kind in _PROPERTIES:
        yield Triple(me, _PROPERTIES[name.kind], literal(name.text, language=name.language))

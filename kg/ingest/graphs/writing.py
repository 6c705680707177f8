"""Writes the claims of an RDF file: one for each subject of each of its graphs.

A claim holds all that the file says of a subject in one graph, the blank nodes that belong to it
included. The lines go to a file as they are made; what is wrong leaves its subject out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from kg.ingest import inference
from kg.ingest.claims import Mapper
from kg.ingest.graphs.checking import Checker
from kg.ingest.graphs.gathered import Pair
from kg.ingest.graphs.opened import GraphFile
from kg.ingest.provenance import Claim
from kg.model import vocab as v
from kg.model.terms import Term, Triple, iri, literal

Nodes = dict[Term, list[Pair]]


@dataclass(slots=True)
class Written:
    """What an RDF file gave."""

    counts: Counter[str] = field(default_factory=Counter)
    resolved: dict[tuple[str, str, str], str] = field(default_factory=dict)


def map_graphs(
    graphs: Sequence[GraphFile], mapper: Mapper, to: Path
) -> tuple[Counter[str], dict[tuple[str, str, str], str]]:
    """Write the claims of the RDF files of a dataset, and return the counts and the references.

    Raises:
        DatasetError: a file cannot be read.
    """
    total = Counter[str]()
    resolved: dict[tuple[str, str, str], str] = {}
    named: dict[Path, set[str]] = {}
    draft = to.with_name(f".{to.name}.draft")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            for opened in graphs:
                taken = named.setdefault(opened.source.file, _taken(opened, graphs))
                written = GraphWriter(opened, mapper, file).write(taken)
                total.update(written.counts)
                resolved |= written.resolved
        draft.replace(to)
    finally:
        draft.unlink(missing_ok=True)
    return total, resolved


def _taken(opened: GraphFile, graphs: Sequence[GraphFile]) -> set[str]:
    """The graphs of a file that any of the dataset's entries names."""
    same = (one.mapping.frame for one in graphs if one.source.file == opened.source.file)
    return {name for frame in same for name in frame.named}


class GraphWriter:
    """Writes the claims of one RDF file."""

    def __init__(self, opened: GraphFile, mapper: Mapper, file: TextIO) -> None:
        self.opened = opened
        self.mapper = mapper
        self.mint = mapper.mint
        self.file = file
        self.found = opened.subjects(self.mint)
        voiced = mapper.described(opened.voices)
        self.document, self.speaker = voiced.document, voiced.speaker
        self.head = list(_head(voiced))
        self.inferred = iri(f"{self.mint.base}graph/inferred")
        self.checker = Checker(
            self.mint,
            mapper.index,
            opened.document,
            self.found.described,
            frozenset(self.found.blank.names.values()),
            opened.problems,
        )
        self.written = Written(resolved=self.checker.resolved)

    def write(self, taken: set[str]) -> Written:
        """Write all claims; see `GraphFile.tell_left_out`."""
        gathered, counts = self.found.gathered, self.written.counts
        counts["skipped"] += self.opened.tell_left_out(gathered, taken)
        for subject, graphs in self.found.claims():
            claims: dict[Term, list[Triple]] = {}
            sources: dict[Term, list[Term]] = {}
            for graph, nodes in graphs.items():
                counts["subjects"] += 1
                if (triples := self._checked(nodes)) is None:
                    counts["faulty"] += 1
                    continue
                counts["statements"] += len(triples)
                lines = [" ".join(triple) for triple in triples]
                claim = self.mint.claim(self.document, self.speaker, lines)
                claims[claim] = triples
                sources.setdefault(claim, []).append(graph)
            for claim, triples in claims.items():
                self._write(claim, subject, triples, sources[claim])
                counts["claims"] += 1
        return self.written

    def _checked(self, nodes: Nodes) -> list[Triple] | None:
        """The triples of a claim, whose consequences are written; none if a node is wrong."""
        checked = [self.checker.node(node, pairs) for node, pairs in nodes.items()]
        if any(one.wrong for one in checked):
            return None
        triples = list(dict.fromkeys(triple for one in checked for triple in one.triples))
        derived = [triple for one in checked for triple in one.derived]
        derived += inference.entailed(self.mint.ontology, triples)
        for triple in dict.fromkeys(derived):
            line = " ".join(triple)
            self._lines(f"{line} .\n{line} {self.inferred} .\n", 2)
        return triples

    def _write(self, claim: Term, subject: Term, triples: list[Triple], graphs: list[Term]) -> None:
        said = sorted(" ".join(triple) for triple in triples)
        about = [*self.head, f"{v.RECORD_ID} {literal(subject[1:-1])}"]
        about += [f"{v.SOURCE_GRAPH} {graph}" for graph in graphs if graph]
        catalogue = "".join(f"{claim} {line} .\n" for line in about)
        content = "".join(f"{line} .\n{line} {claim} .\n" for line in said)
        self._lines(catalogue + content, len(about) + 2 * len(said))

    def _lines(self, text: str, many: int) -> None:
        self.file.write(text)
        self.written.counts["quads"] += many


def _head(voiced: Claim) -> Iterator[str]:
    """What all claims of a file have in common: document, voices, status."""
    yield f"{v.TYPE} {v.CLAIM}"
    yield f"{v.DERIVED_FROM} {voiced.document}"
    if voiced.speaker:
        yield f"{v.ATTRIBUTED_TO} {voiced.speaker}"
    yield from (f"{v.QUOTED_SOURCE} {term}" for term in voiced.quoted)
    yield from (f"{v.REPORTER} {term}" for term in voiced.reporters)
    yield f"{v.STATUS} {iri(f'{v.CODES}claim-status/accepted')}"

"""From records to claims to quads: one record, one claim; the same claim twice is one.

What accepted claims say stands in the default graph and in the claim's own graph; observations,
the catalogue and what is derived stand where DESIGN.md §4 puts them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path as FilePath

from kg.errors import KgError, RecordError, Where
from kg.ingest import inference, provenance
from kg.ingest.dataset import Dataset, Entry, Node, Refusal
from kg.ingest.entities import Index
from kg.ingest.minting import Mint
from kg.ingest.nodes import Context, NodeWriter
from kg.ingest.provenance import Claim, Evidence
from kg.issues import Issue
from kg.model import vocab as v
from kg.model.terms import Quad, Term, Triple, iri
from kg.model.values import Body, Path, Ref, Said


class Mapper:
    """Maps one dataset; `issues` collects what is wrong, `resolved` what its references meant."""

    def __init__(self, dataset: Dataset, mint: Mint, index: Index) -> None:
        self.dataset = dataset
        self.mint = mint
        self.index = index
        self.issues: list[Issue] = []
        self.resolved: dict[tuple[str, str, str], str] = {}
        self.claims: dict[Term, Claim] = {}
        self.cubes: dict[Term, list[Triple]] = {}
        self._catalogue: list[Triple] = []
        self._derived: list[Triple] = []
        self._of_entry: dict[int, Term] = {}
        self._open: set[int] = set()

    def quads(self) -> Iterator[Quad]:
        """Everything that the dataset puts into the graph."""
        self._describe_sources()
        for number in range(len(self.dataset.entries)):
            self._map(number)
        self._link_revisions()
        for claim in self.claims.values():
            yield from self._claim_quads(claim)
        for triples in self.cubes.values():
            self._catalogue += triples
        self._derived += inference.entailed(self.mint.ontology, self._catalogue)
        yield from (Quad(*triple) for triple in self._catalogue)
        yield from self._inferred(self._derived)

    # ---- sources -----------------------------------------------------------------------------

    def _describe_sources(self) -> None:
        me = self.mint.dataset(self.dataset.name)
        if self.dataset.body:
            self._describe(me, self.dataset.body, "")
        for key, body in self.dataset.documents.items():
            document = self.mint.document(key)
            self._describe(document, body, key)
            self._catalogue.append(Triple(document, v.IN_DATASET, me))
            for value in body.values.get("sha256", []):
                if isinstance(value, Said):
                    digest = value.term.strip('"')
                    self._catalogue += provenance.checksum_triples(document, digest)

    def _describe(self, subject: Term, body: Body, document: str) -> None:
        writer = self._writer(document or self.dataset.name, self.dataset.where)
        try:
            writer.describe(subject, body)
        except KgError as error:
            self._issue(error, Where())
        self._keep(writer)

    def _writer(
        self, document: str, where: Callable[[Path], Where], edition: str = ""
    ) -> NodeWriter:
        context = Context(document, self.dataset.language(document), where, self._claim, edition)
        return NodeWriter(self.mint, self.index, context)

    def _keep(self, writer: NodeWriter) -> None:
        """Keep what a writer said as part of the catalogue."""
        self._catalogue += writer.said
        self._derived += writer.derived
        self.resolved |= writer.resolved

    # ---- records -----------------------------------------------------------------------------

    def _map(self, number: int) -> Term | None:
        """The claim of a record, mapped when it is first wanted."""
        if number in self._of_entry:
            return self._of_entry[number]
        entry = self.dataset.entries[number]
        if number in self._open:
            raise RecordError("the record refers to itself", where=entry.where(()))
        self._open.add(number)
        try:
            claim = self._add(self._draft(entry), entry)
        except KgError as error:
            self._issue(error, entry.where(()))
            return None
        self._of_entry[number] = claim
        return claim

    def _claim(self, ref: Ref, document: str) -> Term:
        """The claim that a record of the same dataset makes, named by its id."""
        for number, entry in enumerate(self.dataset.entries):
            short = entry.document.partition("/")[2]
            if ref.text in (f"{short}/{entry.record.id}", entry.record.id) and (
                "/" in ref.text or entry.document == document
            ):
                claim = self._map(number)
                if claim is not None:
                    return claim
        raise RecordError(f'no record "{ref.text}" in this document; write id or document/id')

    def _draft(self, entry: Entry) -> Claim:
        claim = self._described(entry)
        edition = self.mint.edition(entry.document, [claim.speaker, *claim.quoted])
        writer = self._writer(entry.document, entry.where, edition)
        for node in entry.says:
            if isinstance(node, Ref):
                raise RecordError(
                    f'"{node.text}" alone says nothing; write {{Class: {{…}}}}',
                    where=entry.where(node.path),
                )
            writer.node(node)
        for denial in entry.denies:
            self._deny(writer, denial)
        self.resolved |= writer.resolved
        claim.said, claim.derived = writer.said, writer.derived
        lines = [" ".join(triple) for triple in writer.said]
        claim.iri = self.mint.claim(claim.document, claim.speaker, lines)
        if writer.observations:
            self._as_observation(claim, writer, entry, edition)
        return claim

    def _described(self, entry: Entry) -> Claim:
        """A claim with all that its record says about the saying, and nothing of what is said."""
        header = self._writer(entry.document, entry.where)

        def one(node: Node | None) -> Term:
            return header.node(node) if node is not None else ""

        claim = Claim(
            iri="",
            document=self.mint.document(entry.document),
            speaker=one(entry.speaker),
            quoted=[header.node(node) for node in entry.quoted],
            reporters=[header.node(node) for node in entry.reporters],
            evidence=self._evidence(entry),
            records=[entry.record],
            retracted_by=one(entry.retracted_by),
        )
        self._keep(header)
        return claim

    def _evidence(self, entry: Entry) -> list[Evidence]:
        length = self._length(entry.document)
        for place in entry.record.at:
            if place.fragment:
                continue
            if length is None:
                raise RecordError(
                    f"offsets need the sha256 and textLength of the document {entry.document}",
                    where=entry.where((*entry.path, "at")),
                )
            if place.end > length:
                raise RecordError(
                    f"the offset {place.end} is past the end of the text, "
                    f"which has {length} characters",
                    where=entry.where((*entry.path, "at")),
                )
        locator = tuple(entry.record.locator)
        return [
            Evidence(place, locator if n == 0 else ()) for n, place in enumerate(entry.record.at)
        ]

    def _length(self, document: str) -> int | None:
        values = self.dataset.documents[document].values
        found = values.get("textLength", []) if values.get("sha256") else []
        return next((int(x.term.split('"')[1]) for x in found if isinstance(x, Said)), None)

    def _deny(self, writer: NodeWriter, denial: Refusal) -> None:
        target = denial.value.term if isinstance(denial.value, Said) else writer.node(denial.value)
        kind = v.TARGET_VALUE if isinstance(denial.value, Said) else v.TARGET_INDIVIDUAL
        pairs = [
            (v.SOURCE_INDIVIDUAL, writer.node(denial.of)),
            (v.ASSERTION_PROPERTY, iri(denial.property.iri)),
            (kind, target),
        ]
        subject = self.mint.denial(pairs)
        writer.said += [Triple(subject, v.TYPE, v.NEGATIVE)]
        writer.said += [Triple(subject, predicate, value) for predicate, value in pairs]

    def _as_observation(self, claim: Claim, writer: NodeWriter, entry: Entry, edition: str) -> None:
        observation, cls = next(iter(writer.observations.items()))
        if any(triple.subject != observation for triple in writer.said):
            raise RecordError(
                f"a {cls.name} is a claim of its own: its record says nothing else, and what it "
                "refers to is described in another record",
                where=entry.where(entry.path),
            )
        claim.iri, claim.observation = observation, True
        cube = self.mint.cube(cls, edition)
        self.cubes[cube] = list(provenance.cube_triples(cls, claim.document, cube))

    def _add(self, claim: Claim, entry: Entry) -> Term:
        """Keep a claim; said at two places of a document it is one, with both places."""
        known = self.claims.setdefault(claim.iri, claim)
        if known is claim:
            return claim.iri
        if claim.observation and set(known.said) != set(claim.said):
            first = known.records[0].id
            known.records = []
            raise RecordError(
                f"the same key as record {first}, with other values; neither enters the graph",
                where=entry.where(entry.path),
            )
        known.evidence += claim.evidence
        known.records += claim.records
        known.quoted += [term for term in claim.quoted if term not in known.quoted]
        known.reporters += [term for term in claim.reporters if term not in known.reporters]
        return claim.iri

    def _link_revisions(self) -> None:
        """A retracted and an accepted record with one id: the second revises the first."""
        seen: dict[tuple[str, str], int] = {}
        for number, entry in enumerate(self.dataset.entries):
            first = seen.setdefault((entry.document, entry.record.id), number)
            if first == number:
                continue
            old, new = sorted((first, number), key=self._stands)
            if self._stands(old) == self._stands(new):
                error = RecordError(
                    f'the record id "{entry.record.id}" is given twice in a document'
                )
                self._issue(error, entry.where((*entry.path, "id")))
            elif new in self._of_entry and old in self._of_entry:
                self.claims[self._of_entry[new]].revises = self._of_entry[old]

    def _stands(self, number: int) -> bool:
        return self.dataset.entries[number].record.status == "accepted"

    def _issue(self, error: KgError, outer: Where) -> None:
        self.issues.append(Issue.of(error.at(outer), self.dataset.name))

    # ---- quads -------------------------------------------------------------------------------

    def _claim_quads(self, claim: Claim) -> Iterator[Quad]:
        described = provenance.claim_triples(claim)
        yield from (Quad(*triple) for triple in described)
        if not claim.accepted:
            return
        yield from (Quad(*triple) for triple in claim.said)
        self._derived += claim.derived
        if not claim.observation:
            yield from (Quad(*triple, claim.iri) for triple in claim.said)
            self._derived += inference.entailed(self.mint.ontology, claim.said)

    def _inferred(self, triples: Iterable[Triple]) -> Iterator[Quad]:
        graph = iri(self.mint.base + "graph/inferred")
        for triple in triples:
            yield Quad(*triple)
            yield Quad(*triple, graph)


def write_quads(path: FilePath, quads: Iterable[Quad]) -> int:
    """Write quads as sorted N-Quads without duplicates and return how many there are."""
    lines = sorted({quad.line() for quad in quads})
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)
    return len(lines)

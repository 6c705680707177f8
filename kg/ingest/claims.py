"""From records to claims to quads: one record, one claim; the same claim twice is one.

What accepted claims say stands in the default graph and in the claim's own graph; observations,
the catalogue and what is derived stand where DESIGN.md §4 puts them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from kg.errors import KgError, RecordError, Where, a, shown
from kg.ingest import inference, provenance
from kg.ingest.contents import Dataset
from kg.ingest.denials import deny
from kg.ingest.entities import Index
from kg.ingest.entries import Entry, Node, entries_meant, histories
from kg.ingest.evidence import evidence, value
from kg.ingest.minting import Mint
from kg.ingest.nodes import Context, NodeWriter
from kg.ingest.provenance import Claim
from kg.ingest.rowclaims import Named, RowClaims
from kg.ingest.singles import Singles
from kg.ingest.tables.problems import Problems
from kg.ingest.unfit import unfit_units
from kg.ingest.written import claim_lines, inferred_lines
from kg.issues import Issue
from kg.model import vocab as v
from kg.model.facts import Place
from kg.model.ontology import Class
from kg.model.terms import Term, Triple
from kg.model.units import Units
from kg.model.values import Body, Path, Ref


class Mapper:
    """Maps one dataset; `issues` collects what is wrong, `resolved` what its references meant.

    `claims` are those of facts files, and observations; with `hold` also those of rows, which are
    in `rows` otherwise.
    """

    def __init__(self, dataset: Dataset, mint: Mint, index: Index, *, hold: bool = False) -> None:
        self.dataset = dataset
        self.mint = mint
        self.index = index
        self.hold = hold
        self.issues: list[Issue] = []
        self.faulty: set[tuple[str, int]] = set()  # files and rows in which some of them stand
        self.resolved: dict[tuple[str, str, str], str] = {}
        self.claims: dict[Term, Claim] = {}
        self.rows = RowClaims()
        self.cubes: dict[Term, list[Triple]] = {}
        self._catalogue: dict[Triple, None] = {}
        self._derived: dict[Triple, None] = {}
        self._of_entry: dict[int, Term] = {}
        self._of_row: dict[tuple[str, str, Place], Claim | None] = {}  # those that are referred to
        self._meant: dict[tuple[str, str], list[tuple[int, Entry]]] = {}
        self._open: set[tuple[str, str]] = set()
        self._refused: set[Term] = set()  # observations that rows of one table contradict
        self._of_rows: dict[str, Problems] = {}
        self._singles = Singles()
        self._later: Mapper | None = None  # names claims of what the dataset was cut from
        self._units = Units(mint.ontology)

    def lines(self) -> Iterator[str]:
        """Everything that the dataset puts into the graph, once its sources are described."""
        yield from self._records()
        for told in self._of_rows.values():
            self.issues += told.issues()
        for refused in self._refused:
            del self.claims[refused]
        for claim in self.claims.values():
            yield from claim_lines(claim, self.mint)
        for triples in self.cubes.values():
            self._catalogue |= dict.fromkeys(triples)
        self.derive(inference.entailed(self.mint.ontology, self._catalogue))
        yield from (triple.line() for triple in self._catalogue)
        yield from inferred_lines(self._derived, self.mint)

    def _records(self) -> Iterator[str]:
        """Map all records; what is retracted comes last, and rows are written as they come."""
        numbers = range(len(self.dataset.entries))
        for number in numbers:
            if not self._retracted(number):
                self._map(number)
        for entry in self.dataset.row_records():
            yield from self._row(entry)
        for number in filter(self._retracted, numbers):
            self._map(number)
        yield from self._link_revisions()

    # ---- sources -----------------------------------------------------------------------------

    def describe_sources(self) -> None:
        """Say of the dataset and its documents what they are."""
        me = self.mint.dataset(self.dataset.name)
        if self.dataset.body:
            self._describe(me, self.dataset.body, "")
        for key, body in self.dataset.documents.items():
            document = self.mint.document(key)
            self._describe(document, body, key)
            self._catalogue[Triple(document, v.IN_DATASET, me)] = None
            if digest := value(body, "sha256"):
                self._catalogue |= dict.fromkeys(provenance.checksum_triples(document, digest))

        for table in self.dataset.tables:
            document = self.mint.document(f"{self.dataset.name}/{table.mapping.frame.document}")
            self._catalogue |= dict.fromkeys(provenance.file_triples(document, table.source))
        for graph in self.dataset.graphs:
            document = self.mint.document(graph.document)
            self._catalogue |= dict.fromkeys(provenance.file_triples(document, graph.source))

    def catalogued(self, subject: Term, predicate: Term) -> list[Term]:
        """What the catalogue says of a source so far."""
        found = (one for one in self._catalogue if one.subject == subject)
        return [one.object for one in found if one.predicate == predicate]

    def _describe(self, subject: Term, body: Body, document: str) -> None:
        writer = self._writer(document or self.dataset.name, self.dataset.where)
        writer.describe(subject, body)
        for error in writer.errors:
            self._issue(error, Where())
        self._keep(writer)

    def _writer(
        self, document: str, where: Callable[[Path], Where], edition: str = ""
    ) -> NodeWriter:
        context = Context(document, self.dataset.language(document), where, self._claim, edition)
        return NodeWriter(self.mint, self.index, context)

    def _keep(self, writer: NodeWriter) -> None:
        """Keep what a writer said as part of the catalogue."""
        self._catalogue |= dict.fromkeys(writer.said)
        self._derived |= dict.fromkeys(writer.derived)
        self.resolved |= writer.resolved

    # ---- records -----------------------------------------------------------------------------

    def _retracted(self, number: int) -> bool:
        return self.dataset.entries[number].record.status == "retracted"

    def _map(self, number: int) -> Term | None:
        """The claim of a record of a facts file, mapped when it is first wanted."""
        if number in self._of_entry:
            return self._of_entry[number]
        entry = self.dataset.entries[number]
        self._refuse_circle(entry)
        try:
            claim = self._drafted(entry)
            known = self._add(claim, entry) if claim else None
        except KgError as error:
            self._issue(error, entry.at(), entry)
            return None
        if known:
            self._of_entry[number] = known
        return known

    def _drafted(self, entry: Entry) -> Claim | None:
        name = (entry.document, entry.record.id)
        self._open.add(name)
        try:
            return self._draft(entry)
        finally:
            self._open.remove(name)

    def _refuse_circle(self, entry: Entry) -> None:
        """Refuse a record that is being mapped already: what it refers to refers to it.

        Raises:
            RecordError: at the reference that closes the circle.
        """
        if (entry.document, entry.record.id) in self._open:
            raise RecordError("the record refers to itself")

    def _row(self, entry: Entry) -> Iterator[str]:
        """The lines of a row's claim, unless it has to wait for what others say."""
        try:
            claim = self._of_a_row(entry)
            if claim is None:
                return
            self.rows.records += not claim.observation  # figures are counted as what they are
            if not provenance.named_by_place(entry.record):
                self._name(claim, entry)
            if claim.observation or self.hold or claim.iri in self.claims:
                self._add(claim, entry)
                return
            self._agree(claim, entry)
        except KgError as error:
            self._issue(error, entry.at(), entry)
            return
        self.rows.add(claim)
        yield from claim_lines(claim, self.mint)

    def _name(self, claim: Claim, entry: Entry) -> None:
        """Keep a row's own id, which no other row may have."""
        name, where = (entry.document, entry.record.id), entry.at("id")
        if name in self.rows.named:
            self._issue(RecordError(f"the id {shown(name[1])} is given twice"), where)
        self.rows.named[name] = Named(claim.iri, where)

    def _agree(self, claim: Claim, entry: Entry) -> None:
        difference, first = self.rows.differing(claim)
        if difference:
            raise RecordError(f"the same {difference} as record {first}", where=entry.at())

    def _claim(self, ref: Ref, document: str) -> Term:
        """The claim that a record of the same dataset makes, named by its id."""
        whole = self.dataset.whole
        try:
            meant = self._entries_meant(ref, document)
        except RecordError:
            if whole is None:
                raise
            meant = []
        for number, entry in meant:
            if number < len(self.dataset.entries):
                found = self._map(number)
            else:
                self._refuse_circle(entry)
                claim = self._of_a_row(entry, keep=True)
                found = claim.iri if claim else None
            if found:
                return found
        if whole is not None:  # named, and not there yet
            self._later = self._later or Mapper(whole, self.mint, self.index)
            return self._later._claim(ref, document)
        raise RecordError(f'the record "{ref.text}" has an error')

    def _entries_meant(self, ref: Ref, document: str) -> list[tuple[int, Entry]]:
        """The entries that a reference can mean, for which the tables are read once."""
        key = (ref.text, document)
        if key not in self._meant:
            self._meant[key] = entries_meant(self.dataset, ref, document)
        return self._meant[key]

    def _of_a_row(self, entry: Entry, *, keep: bool = False) -> Claim | None:
        """The claim of a row; one that is referred to is kept, so that its faults are told once."""
        key = (entry.document, entry.record.id, entry.record.at[0])
        if key in self._of_row:
            return self._of_row[key]
        claim = self._drafted(entry)
        if keep:
            self._of_row[key] = claim
        return claim

    def _draft(self, entry: Entry) -> Claim | None:
        """The claim of a record, or nothing if it has errors, which are issues then."""
        header = self._writer(entry.document, entry.where)
        claim = self._described(entry, header)
        edition = self.mint.edition(entry.document, [claim.speaker, *sorted(claim.quoted)])
        writer = self._writer(entry.document, entry.where, edition)
        for node in entry.says:
            if isinstance(node, Ref):
                raise RecordError(
                    f'"{node.text}" alone says nothing; write {{Class: {{…}}}}',
                    where=entry.where(node.path),
                )
            writer.node(node)
        namer = self._writer(entry.document, entry.where)
        for denial in entry.denies:
            deny(denial, writer, namer)
        self.resolved |= writer.resolved | namer.resolved
        if entry.is_row:
            writer.errors += unfit_units(writer, entry, self._units)
        if self._refuses(entry, header, writer, namer):
            return None
        claim.said, claim.derived = writer.said, writer.derived
        claim.places = header.places | writer.places
        lines = [" ".join(triple) for triple in writer.said]
        claim.iri = claim.hashed = self.mint.claim(claim.document, claim.speaker, lines)
        if writer.observations:
            self._as_observation(claim, writer, entry, edition)
        return None if self._gives_way(claim, entry, writer) else claim

    def _gives_way(self, claim: Claim, entry: Entry, writer: NodeWriter) -> bool:
        """Whether a claim came in the place of what still stands; other differences are issues."""
        for record, error in self._singles.differing(claim, entry, writer.singles):
            if (entry.document, record) in self.dataset.restored:
                return True
            self._issue(error, entry.at())
        return False

    def described(self, entry: Entry) -> Claim:
        """A claim with all that is said of the saying; what is wrong with it is an issue."""
        header = self._writer(entry.document, entry.where)
        claim = self._described(entry, header)
        self._refuses(entry, header)
        return claim

    def _refuses(self, entry: Entry, *writers: NodeWriter) -> bool:
        """Whether writers found errors in a record; all of them are issues, in file order."""
        errors = [error for writer in writers for error in writer.errors]
        for error in sorted(errors, key=lambda one: (one.where.line, one.where.column)):
            self._issue(error, entry.at(), entry)
        return bool(errors)

    def _described(self, entry: Entry, header: NodeWriter) -> Claim:
        """A claim with all that its record says about the saying, and nothing of what is said."""

        def one(node: Node | None) -> Term:
            return header.node(node) if node is not None else ""

        claim = Claim(
            iri="",
            document=self.mint.document(entry.document),
            where=entry.where,
            at=entry.path,
            speaker=one(entry.speaker),
            quoted=[header.node(node) for node in entry.quoted],
            reporters=[header.node(node) for node in entry.reporters],
            evidence=evidence(entry, self.dataset.documents[entry.document]),
            records=[entry.record],
            language=self.dataset.language(),
            retracted_by=one(entry.retracted_by),
        )
        self._keep(header)
        return claim

    def _as_observation(self, claim: Claim, writer: NodeWriter, entry: Entry, edition: str) -> None:
        observation, cls = next(iter(writer.observations.items()))
        if any(triple.subject != observation for triple in writer.said):
            raise RecordError(
                f"{a(cls.name)} is a claim of its own: its record says nothing else, and what it "
                "refers to is described in another record",
                where=entry.at(),
            )
        claim.iri, claim.observation = observation, True
        self.add_cube(cls, claim.document, self.mint.cube(cls, edition))

    def add_cube(self, cls: Class, document: Term, cube: Term) -> None:
        """Describe a cube in the catalogue, once."""
        self.cubes[cube] = list(provenance.cube_triples(cls, document, cube))

    def derive(self, triples: Iterable[Triple]) -> None:
        """Keep what follows from what was said."""
        self._derived |= dict.fromkeys(triples)

    def _add(self, claim: Claim, entry: Entry) -> Term:
        """Keep a claim; said at two places of a document it is one, with both places."""
        known = self.claims.get(claim.iri)
        if known and claim.observation and known.accepted and not claim.accepted:
            claim.iri = claim.hashed  # what a correction of the same figure has replaced
            known = self.claims.get(claim.iri)
        if known is None:
            self._agree(claim, entry)
            self.claims[claim.iri] = claim
        elif difference := claim.differs(known):
            if (entry.document, known.records[0].id) in self.dataset.restored:
                return claim.iri  # the figure that came in its place is not there yet
            if entry.is_row and claim.observation:
                self._refused.add(claim.iri)
            first = known.records[0].id
            raise RecordError(f"the same {difference} as record {first}", where=entry.at())
        else:
            known.merge(claim)
        return claim.iri

    def _link_revisions(self) -> Iterator[str]:
        """Retracted records and the accepted one with the same id: each revises the one before."""
        entries = self.dataset.entries
        for numbers in histories(entries):
            for old, new in pairwise(numbers):
                before, after = self._of_entry.get(old), self._of_entry.get(new)
                if entries[old].record.status == "accepted":
                    error = RecordError(f"the id {shown(entries[new].record.id)} is given twice")
                    self._issue(error, entries[new].at("id"))
                elif before and after and before != after:
                    self.claims[after].revises = before
            yield from self._revising_row(numbers[-1])

    def _revising_row(self, number: int) -> Iterator[str]:
        """What a row with the id of a record of a facts file says of it."""
        entry, before = self.dataset.entries[number], self._of_entry.get(number)
        row = self.rows.named.get((entry.document, entry.record.id))
        if row is None:
            return
        if entry.record.status == "accepted":
            error = RecordError(f"the id {shown(entry.record.id)} is given twice")
            self._issue(error, row.where)
        elif before and before != row.claim:
            yield Triple(row.claim, v.REVISION_OF, before).line()

    def _issue(self, error: KgError, outer: Where, entry: Entry | None = None) -> None:
        """Record an error; of the rows of a table, those that have the same one are told once."""
        issue = Issue.of(error.at(outer), self.dataset.name)
        if entry is None or not entry.is_row:
            self.issues.append(issue)
            return
        file, row, column = issue.where.file, issue.where.line, issue.where.property
        self.faulty.add((file, row))
        problems = self._of_rows.setdefault(file, Problems(file, self.dataset.name))
        problems.add(issue.message, row=row, column=column, value=entry.cell(column))

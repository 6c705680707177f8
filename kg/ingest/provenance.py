"""Who says it, and where: the catalogue of claims, documents, cubes and datasets.

The terms are those of PROV-O, Web Annotation, DCMI, SPDX and Data Cube, as DESIGN.md §4 draws them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kg.errors import Where
from kg.ingest.evidence import Evidence
from kg.ingest.sources.source import Source
from kg.model import vocab as v
from kg.model.dates import SaidDate
from kg.model.facts import Place, Record
from kg.model.ontology import Class
from kg.model.terms import Term, Triple, iri, literal
from kg.model.values import Path

# The specification of a fragment, by how it begins, as the Web Annotation Data Model names them.
_PDF, _CSV, _HTML = (f"http://tools.ietf.org/rfc/rfc{number}" for number in (3778, 7111, 3236))
_CONFORMS = {"page": _PDF, "row": _CSV, "cell": _CSV}

Validity = tuple[SaidDate | None, SaidDate | None]


@dataclass(slots=True)
class Claim:
    """One claim: its content and all that is known of its saying.

    `at` is its record's path in the file, `places` has those of its nodes; `where` tells lines.
    """

    iri: Term
    document: Term
    where: Callable[[Path], Where]
    at: Path
    places: dict[Term, Path] = field(default_factory=dict)
    said: list[Triple] = field(default_factory=list)
    derived: list[Triple] = field(default_factory=list)
    speaker: Term = ""
    quoted: list[Term] = field(default_factory=list)
    reporters: list[Term] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    retracted_by: Term = ""
    revises: Term = ""
    observation: bool = False
    hashed: Term = ""
    language: str = "en"

    @property
    def accepted(self) -> bool:
        """Whether any of its records still stands."""
        return any(record.status == "accepted" for record in self.records)

    def differs(self, known: Claim) -> str:
        """In what two claims of one IRI do not fit together; the empty text if they do."""
        if set(known.said) != set(self.said):
            return "key with other values"
        if known.accepted != self.accepted:
            return "statement with another status"
        if known.validity != self.validity:
            return "statement with another validity"
        return ""

    @property
    def validity(self) -> Validity:
        """From when and up to when the source says that it holds."""
        return (self.records[0].valid_from, self.records[0].valid_to)

    def merge(self, other: Claim) -> None:
        """Add what another record of the same claim says about the saying."""
        self.records += other.records
        self.evidence += [one for one in other.evidence if one not in self.evidence]
        self.quoted += [term for term in other.quoted if term not in self.quoted]
        self.reporters += [term for term in other.reporters if term not in self.reporters]
        self.retracted_by = self.retracted_by or other.retracted_by


def claim_triples(claim: Claim) -> Iterator[Triple]:
    """The description of a claim, for the default graph."""
    me = claim.iri
    yield Triple(me, v.TYPE, v.CLAIM)
    yield Triple(me, v.DERIVED_FROM, claim.document)
    if claim.speaker:
        yield Triple(me, v.ATTRIBUTED_TO, claim.speaker)
    yield from (Triple(me, v.QUOTED_SOURCE, term) for term in claim.quoted)
    yield from (Triple(me, v.REPORTER, term) for term in claim.reporters)
    status = "accepted" if claim.accepted else "retracted"
    yield Triple(me, v.STATUS, iri(f"{v.CODES}claim-status/{status}"))
    if claim.revises:
        yield Triple(me, v.REVISION_OF, claim.revises)
    for record in claim.records:
        yield from _record(claim, record)
    for number, evidence in enumerate(claim.evidence, 1):
        yield from _selector(me, number, evidence)


def _record(claim: Claim, record: Record) -> Iterator[Triple]:
    me = claim.iri
    if not named_by_place(record):
        yield Triple(me, v.RECORD_ID, literal(record.id))
    if record.valid_from:
        yield Triple(me, v.VALID_FROM, said_date(record.valid_from))
    if record.valid_to:
        yield Triple(me, v.VALID_TO, said_date(record.valid_to))
    if record.note:
        yield Triple(me, v.COMMENT, literal(record.note, language=claim.language))
    if record.sic:
        yield Triple(me, v.SIC, literal(record.sic, language=claim.language))
    if record.retracted:
        yield Triple(me, v.INVALIDATED, said_date(record.retracted.on))
        yield Triple(
            me, v.RETRACTION_REASON, literal(record.retracted.why, language=claim.language)
        )
        if claim.retracted_by:
            yield Triple(me, v.RETRACTED_BY, claim.retracted_by)


def named_by_place(record: Record) -> bool:
    """Whether a record is a row without an id of its own."""
    return any(place.row and record.id.startswith(place.name) for place in record.at)


def said_date(said: SaidDate) -> Term:
    """A date as precise as it was said."""
    return literal(said.text, said.datatype)


def _selector(claim: Term, number: int, evidence: Evidence) -> Iterator[Triple]:
    me = iri(f"{claim[1:-1]}/at/{number}")
    place = evidence.place
    if place.row:
        yield from row_triples(claim, place)
        return
    yield Triple(claim, v.SELECTOR, me)
    if place.fragment:
        kind, _, _ = place.fragment.partition("=")
        yield Triple(me, v.TYPE, v.FRAGMENT)
        yield Triple(me, v.VALUE, literal(place.fragment))
        yield Triple(me, v.CONFORMS_TO, iri(_CONFORMS.get(kind, _HTML)))
    elif place == Place():  # its words alone say where it is
        yield Triple(me, v.TYPE, f"<{v.OA}Selector>")
    else:
        yield Triple(me, v.TYPE, v.TEXT_POSITION)
        yield Triple(me, v.START, literal(str(place.start), v.XSD + "integer"))
        yield Triple(me, v.END, literal(str(place.end), v.XSD + "integer"))
    for predicate, words in zip((v.LOCATOR_START, v.LOCATOR_END), evidence.locator, strict=False):
        yield Triple(me, predicate, literal(words))


def row_triples(claim: Term, place: Place) -> Iterator[Triple]:
    """The row of a table, and the column of a wide one; a selector each would double a cube."""
    yield Triple(claim, v.ROW, literal(str(place.row), v.XSD + "integer"))
    if place.column:
        yield Triple(claim, v.COLUMN, literal(str(place.column), v.XSD + "integer"))


def cube_triples(cls: Class, document: Term, cube: Term) -> Iterator[Triple]:
    """The description of a cube: one observation class in one document."""
    yield Triple(cube, v.TYPE, f"<{v.QB}DataSet>")
    yield Triple(cube, v.QB_STRUCTURE, iri(cls.structure))
    yield Triple(cube, v.DERIVED_FROM, document)
    yield Triple(cube, v.LABEL, literal(cls.label, language="en"))


def file_triples(document: Term, source: Source) -> Iterator[Triple]:
    """The file that a table was read from, and how it was fetched: a distribution of a document."""
    me = iri(f"{document[1:-1]}/file")
    yield Triple(document, f"<{v.DCAT}distribution>", me)
    yield Triple(me, v.TYPE, f"<{v.DCAT}Distribution>")
    packed = source.packed or source.file
    with packed.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size = str(packed.stat().st_size)
    yield Triple(me, f"<{v.DCAT}byteSize>", literal(size, v.XSD + "nonNegativeInteger"))
    yield from checksum_triples(me, sha256)
    if source.fetched is None:
        yield Triple(me, f"<{v.DCTERMS}title>", literal(packed.name))
        return
    fetched = source.fetched
    yield Triple(me, f"<{v.DCTERMS}title>", literal(fetched.name))
    yield Triple(me, f"<{v.DCAT}accessURL>", iri(fetched.address))
    yield Triple(me, f"<{v.DCAT}downloadURL>", iri(fetched.final))
    yield Triple(me, f"<{v.PROV}generatedAtTime>", literal(fetched.time, v.XSD + "dateTime"))
    for name, text in sorted(fetched.headers.items()):
        yield Triple(me, v.HTTP_HEADER, literal(f"{name}: {text}"))


def checksum_triples(document: Term, sha256: str) -> Iterator[Triple]:
    """The digest of a document's normalised text, or of a file, as SPDX has it."""
    me = iri(f"{document[1:-1]}/checksum")
    yield Triple(document, v.CHECKSUM, me)
    yield Triple(me, v.TYPE, f"<{v.SPDX}Checksum>")
    yield Triple(me, f"<{v.SPDX}algorithm>", f"<{v.SPDX}checksumAlgorithm_sha256>")
    yield Triple(me, f"<{v.SPDX}checksumValue>", literal(sha256, v.XSD + "hexBinary"))

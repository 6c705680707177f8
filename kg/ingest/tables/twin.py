"""Writes the columnar twin: the observations of a dataset as Parquet, beside their N-Quads.

The lines of a table and its columns come of the same mapped batches; the observations of facts
files come of their claims. Each table and each dataset's facts are a file for each class, so that
one that changes is written alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from kg.ingest.claims import Mapper
from kg.ingest.provenance import Claim, named_by_place
from kg.ingest.tables import columns as c
from kg.ingest.tables.batches import Mapped
from kg.ingest.tables.columns import Column, Values
from kg.ingest.tables.parquet import Part, types
from kg.ingest.tables.plain import without_arrow
from kg.ingest.tables.plan import ObservationPlan
from kg.model import vocab as v
from kg.model.ontology import Class, Ontology
from kg.model.terms import Term, iri_text, literal_text

_NUMBER_ENDS = {kind: f'"^^<{v.XSD}{kind}>' for kind in ("decimal", "integer")}


class Twin:
    """The columns of one dataset, in files of a folder."""

    def __init__(self, folder: Path, mapper: Mapper) -> None:
        self.folder = folder
        self.mapper = mapper
        self.values = Values(mapper.mint, mapper.index)
        self._sources: dict[tuple[Term, ...], dict[str, Any]] = {}

    def part(self, digest: str, cls: Class, document: str = "") -> Part:
        """A file for the observations of a class, named after what they come from."""
        source = ".".join(filter(None, (self.mapper.dataset.name, document)))
        return Part(self.folder / f"{digest}.columns.{cls.name}.{source}.parquet", cls)

    def source_of(self, plan: ObservationPlan) -> dict[str, Any]:
        """Who says what the rows of a table say."""
        voices = (v.ATTRIBUTED_TO, v.QUOTED_SOURCE, v.REPORTER)
        said = [(p, term) for p, term in plan.pairs if p in voices and isinstance(term, str)]
        return self.source(self.mapper.mint.document(plan.scope.document), said)

    def source(self, document: Term, voices: Iterable[tuple[Term, Term]]) -> dict[str, Any]:
        """Who says it: the columns that all observations of one speaker in a document share."""
        key = (document, *(term for pair in voices for term in pair))
        if key not in self._sources:
            self._sources[key] = self._source(document, list(voices))
        return self._sources[key]

    def _source(self, document: Term, voices: list[tuple[Term, Term]]) -> dict[str, Any]:
        said = self.mapper.catalogued
        dataset = self.mapper.mint.dataset(self.mapper.dataset.name)
        issued, publisher = f"<{v.DCTERMS}issued>", f"<{v.DCTERMS}publisher>"
        heard, quoted, reporters = (
            sorted(term for predicate, term in voices if predicate == name)
            for name in (v.ATTRIBUTED_TO, v.QUOTED_SOURCE, v.REPORTER)
        )
        key = self.values.key(document, "")
        return {
            "document": key,
            "dataset": self.mapper.dataset.name,
            "edition": self.mapper.mint.edition(key, [*heard, *quoted]),
            "issued": next(map(literal_text, said(document, issued)), None),
            "publisher": self.values.agents(said(document, publisher) or said(dataset, publisher)),
            "speaker": self.values.agents(heard),
            "quotedSource": self.values.agents(quoted),
            "reporter": self.values.agents(reporters),
        }

    def claims(self, digest: str, claims: Iterable[Claim]) -> dict[str, str]:
        """Write the observations that stand among some claims, and return the files' digests."""
        if without_arrow():
            return {}
        rows: dict[str, list[dict[str, Any]]] = {}
        ontology = self.mapper.mint.ontology
        for claim in claims:
            if claim.observation and claim.accepted:
                cls = _class_of(claim, ontology)
                rows.setdefault(cls.name, []).append(self._row(claim, cls))
        digests = {}
        for name, found in rows.items():
            part = self.part(digest, ontology.cls(name))
            part.add_rows(found)
            part.close()
            digests[part.path.name] = sha256_of(part.path)
        return digests

    def _row(self, claim: Claim, cls: Class) -> dict[str, Any]:
        pairs = [(one.predicate, one.object) for one in claim.said if one.subject == claim.iri]
        said = dict(c.by_property(pairs))
        voices = [
            *([(v.ATTRIBUTED_TO, claim.speaker)] if claim.speaker else []),
            *((v.QUOTED_SOURCE, term) for term in claim.quoted),
            *((v.REPORTER, term) for term in claim.reporters),
        ]
        row = {
            column.name: self.values.joined(column, said[column.iri])
            for column in c.columns_of(cls)
            if column.iri in said
        }
        time = c.time_of(cls)
        if time and time.iri in said:
            row[c.FIRST], row[c.LAST] = self.values.days(said[time.iri][0])
        places = [one.place for one in claim.evidence if one.place.row]
        for place in places[:1]:
            row |= {c.ROW: place.row, c.COLUMN: place.column or None}
        ids = [record.id for record in claim.records if not named_by_place(record)]
        own = {**self.source(claim.document, voices), "recordId": "; ".join(ids) or None}
        return {**own, **row, c.OBSERVATION: iri_text(claim.iri)}


class NoColumns:
    """What takes the columns of a table where nobody wants them."""

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}

    @property
    def resolved(self) -> dict[tuple[str, str, str], str]:
        """Nothing was named."""
        return {}

    def add(self, mapped: Mapped, twice: Collection[int]) -> None:
        """Take what a batch became."""

    def restart(self) -> None:
        """Forget what was written."""

    def close(self) -> None:
        """Finish."""


class TableColumns(NoColumns):
    """The columns of one table, written with its lines."""

    def __init__(self, twin: Twin, digest: str, document: str) -> None:
        self.twin = twin
        self.digest = digest
        self.document = document
        super().__init__()
        self._parts: dict[str, Part] = {}
        self._seen: set[str] = set()

    def add(self, mapped: Mapped, twice: Collection[int]) -> None:
        """Take what a batch became; of rows that say one thing twice, the first counts."""
        if twice:
            mapped = mapped.filter(self._first(mapped, twice))
        cls = mapped.plan.cls
        if cls.name not in self._parts:
            self._parts[cls.name] = self.twin.part(self.digest, cls, self.document)
        part = self._parts[cls.name]
        part.add({column.name: self._column(column, mapped) for column in part.columns})

    def restart(self) -> None:
        """Forget what was written."""
        for part in self._parts.values():
            part.drop()
        self._parts.clear()

    def close(self) -> None:
        """Finish the files."""
        for part in self._parts.values():
            part.close()
            self.digests[part.path.name] = sha256_of(part.path)

    @property
    def resolved(self) -> dict[tuple[str, str, str], str]:
        """What the keys in the columns mean."""
        return self.twin.values.resolved

    def _first(self, mapped: Mapped, twice: Collection[int]) -> list[bool]:
        found = []
        for subject in mapped.subjects.to_pylist():
            again = hash(subject) in twice and subject in self._seen
            found.append(not again)
            if hash(subject) in twice:
                self._seen.add(subject)
        return found

    def _column(self, column: Column, mapped: Mapped) -> Any:
        """The values of a column: an array, or one value for all rows."""
        if column.iri:
            return self._values(column, dict(mapped.plan.pairs).get(f"<{column.iri}>"), mapped)
        name = column.name.removesuffix("_")
        if name in (c.FIRST, c.LAST):
            return self._days(mapped, (c.FIRST, c.LAST).index(name))
        if name in (c.ROW, c.COLUMN):
            return mapped.rows if name == c.ROW else mapped.columns
        if name == c.OBSERVATION:
            import pyarrow.compute as pc

            return pc.utf8_slice_codeunits(mapped.subjects, 1, -1)
        return self.twin.source_of(mapped.plan).get(name)

    def _values(self, column: Column, fed: Term | int | None, mapped: Mapped) -> Any:
        if not isinstance(fed, int):
            return None if fed is None else self.twin.values.value(column, fed)
        import pyarrow as pa
        import pyarrow.compute as pc

        terms = mapped.terms[fed]
        if end := _NUMBER_ENDS.get(column.kind):
            stated = pc.if_else(pc.starts_with(terms, '"'), terms, None)
            texts = pc.utf8_slice_codeunits(stated, 1, -len(end))
            return texts.cast(types()[column.kind])
        coded = pc.dictionary_encode(terms)
        found = [self.twin.values.value(column, term) for term in coded.dictionary.to_pylist()]
        return pa.array(found, types()[column.kind]).take(coded.indices)

    def _days(self, mapped: Mapped, which: int) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        time = c.time_of(mapped.plan.cls)
        fed = dict(mapped.plan.pairs)[f"<{time.iri}>"] if time else v.NOT_STATED
        if not isinstance(fed, int):
            return self.twin.values.days(fed)[which]
        coded = pc.dictionary_encode(mapped.terms[fed])
        days = [self.twin.values.days(term)[which] for term in coded.dictionary.to_pylist()]
        return pa.array(days, pa.date32()).take(coded.indices)


def whole(folder: Path, digests: Mapping[str, str]) -> bool:
    """Whether files of columns are there, and are those that were written."""
    return all(
        (folder / name).is_file() and sha256_of(folder / name) == digest
        for name, digest in digests.items()
    )


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _class_of(claim: Claim, ontology: Ontology) -> Class:
    """The class of an observation."""
    kinds = [iri_text(one.object) for one in claim.said if one.predicate == v.TYPE]
    return next(
        cls
        for iri in kinds
        if (cls := ontology.classes.get(iri)) and cls.kind == "observation" and cls.dimensions
    )

"""Staged datasets: what was mapped once is not mapped again while its inputs stay the same.

A dataset's names depend on its own files and the ontology alone. Its quads depend on these and on
what its references mean, which other datasets decide; so the meaning of every reference is kept
with the quads, and they are good as long as each reference still means the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import DatasetError, OntologyError, RecordError
from kg.ingest.claims import Mapper
from kg.ingest.dataset import Dataset, dataset_files, read_dataset
from kg.ingest.entities import Index, Name, names_of, read_lookups
from kg.ingest.minting import Mint
from kg.ingest.nquads import write_quads
from kg.issues import Issue
from kg.model import vocab as v
from kg.model.ontology import Ontology
from kg.model.records import Models
from kg.model.terms import iri_text
from kg.model.values import Body


@dataclass(slots=True)
class Staged:
    """One dataset on its way into the store."""

    folder: Path
    digest: str
    names: list[Name] = field(default_factory=list)
    dataset: Dataset | None = None
    quads: Path = Path()
    counts: dict[str, int] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    fresh: bool = False

    @property
    def name(self) -> str:
        """The dataset's name: that of its folder."""
        return self.folder.name


def files_digest(paths: Iterable[Path], start: str = "") -> str:
    """The SHA-256 of some files' names and contents, in the order given."""
    total = hashlib.sha256(start.encode())
    for path in paths:
        total.update(path.name.encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:32]


class Stage:
    """Reads and maps the datasets of one project, with a cache folder."""

    def __init__(self, ontology: Ontology, digest: str, cache: Path) -> None:
        self.mint = Mint(ontology)
        self.models = Models(ontology)
        self.digest = digest
        self.cache = cache

    def read(self, folder: Path) -> Staged:
        """The names that a dataset gives, from the cache or its files."""
        staged = Staged(folder, files_digest(dataset_files(folder), self.digest + folder.name))
        kept = self.cache / f"{staged.digest}.names.json"
        if kept.is_file():
            rows = json.loads(kept.read_bytes())
            staged.names = [Name(*row) for row in rows]
        else:
            self._read(staged)
            if not staged.issues:
                kept.write_text(json.dumps(staged.names, ensure_ascii=False), encoding="utf-8")
        return staged

    def _read(self, staged: Staged) -> None:
        try:
            staged.dataset = read_dataset(staged.folder, self.models)
        except DatasetError as error:
            staged.issues.append(Issue.of(error, staged.name))
            return
        staged.issues += staged.dataset.issues
        staged.names = sorted(set(self._names(staged.dataset)))

    def _names(self, dataset: Dataset) -> Iterator[Name]:
        def inside(body: Body | None, document: str) -> Iterator[Name]:
            if body is not None:
                yield from names_of(body, self.mint, document, dataset.language(document))

        yield from inside(dataset.body, "")
        for key, body in dataset.documents.items():
            yield from inside(body, key)
            known = iri_text(self.mint.document(key))
            yield Name(known, v.DOCUMENT, "key", "", key)
            yield Name(known, v.DOCUMENT, "key", "", key.partition("/")[2], dataset.name)
        for entry in dataset.entries:
            for node in entry.nodes():
                if isinstance(node, Body):
                    yield from inside(node, entry.document)

    def index(self, staged: Iterable[Staged], lookups: Path) -> tuple[Index, list[Issue]]:
        """The index of all names, with the lookups, and what is wrong with these."""
        names = [name for one in staged for name in one.names]
        index = Index(self.mint.ontology, names)
        extra: list[Name] = []
        issues: list[Issue] = []
        try:
            for text, cls, reference, where in read_lookups(lookups):
                try:
                    known = self.mint.ontology.cls(cls)
                    found = index.resolve(reference, known.iri, "")
                    extra.append(Name(found, known.iri, "lookup", "", text))
                except (OntologyError, RecordError) as error:
                    issues.append(Issue.of(error.at(where), "lookups"))
        except DatasetError as error:
            issues.append(Issue.of(error, "lookups"))
        return (Index(self.mint.ontology, [*names, *extra]) if extra else index), issues

    def map(self, staged: Staged, index: Index) -> None:
        """Make the quads of a dataset, or find them in the cache still good."""
        staged.quads = self.cache / f"{staged.digest}.nq"
        kept = self.cache / f"{staged.digest}.json"
        if kept.is_file() and staged.quads.is_file():
            facts = json.loads(kept.read_bytes())
            if _still_means(facts["resolved"], index):
                staged.counts = facts["counts"]
                return
        if staged.dataset is None:
            self._read(staged)
        if staged.dataset is not None and not staged.issues:
            self._map(staged, staged.dataset, index, kept)

    def _map(self, staged: Staged, dataset: Dataset, index: Index, kept: Path) -> None:
        mapper = Mapper(dataset, self.mint, index)
        staged.fresh = True
        quads = write_quads(staged.quads, mapper.quads())
        staged.issues += mapper.issues
        staged.counts = {
            "quads": quads,
            "documents": len(dataset.documents),
            "records": len(dataset.entries),
            "claims": len(mapper.claims),
            "observations": sum(claim.observation for claim in mapper.claims.values()),
        }
        staged.issues += _too_few(dataset, staged.counts)
        if not staged.issues:
            resolved = [[*key, found] for key, found in mapper.resolved.items()]
            facts = {"counts": staged.counts, "resolved": resolved}
            kept.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


def _still_means(resolved: list[list[str]], index: Index) -> bool:
    try:
        return all(
            index.resolve(text, wanted, document) == found
            for text, wanted, document, found in resolved
        )
    except RecordError:
        return False


def _too_few(dataset: Dataset, counts: dict[str, int]) -> Iterator[Issue]:
    for kind, least in dataset.minimum.items():
        where = dataset.where(("minimum", kind))
        if kind not in counts or not least.isdecimal():
            known = ", ".join(sorted(counts))
            message = f"a minimum is a number of one of {known}; here is {kind}: {least}"
            yield Issue("error", message, where, dataset.name)
        elif counts[kind] < int(least):
            message = f"{counts[kind]} {kind}, but at least {least} are asserted"
            yield Issue("error", message, where, dataset.name)

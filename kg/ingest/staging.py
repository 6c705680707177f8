"""Staged datasets: what was mapped once is not mapped again while its inputs stay the same.

A dataset's names depend on its own files and the ontology alone. Its quads depend on these and on
what its references mean, which other datasets decide; so the meaning of every reference is kept
with the quads, and they are good as long as each reference still means the same.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, KgError, OntologyError, RecordError, Where
from kg.ingest.claims import Mapper
from kg.ingest.contents import Dataset
from kg.ingest.dataset import dataset_files, read_dataset
from kg.ingest.entities import Index, Lookup, read_lookups
from kg.ingest.minting import Mint
from kg.ingest.naming import Name, names_in
from kg.ingest.nquads import write_quads, write_whole
from kg.ingest.plain import without_arrow
from kg.ingest.tables import map_tables
from kg.ingest.twin import Twin
from kg.issues import Issue
from kg.model.ontology import Ontology
from kg.model.records import Models

_OF_TABLES = ("rows", "skipped", "empty")
COLUMNS = ".columns."  # stands in the names of files of columns, after the dataset's digest


@dataclass(slots=True)
class Staged:
    """One dataset on its way into the store."""

    folder: Path
    digest: str = ""
    names: list[Name] = field(default_factory=list)
    dataset: Dataset | None = None
    quads: Path = Path()
    tables: Path = Path()
    columns: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    fresh: bool = False

    @property
    def name(self) -> str:
        """The dataset's name: that of its folder."""
        return self.folder.name

    @property
    def failed(self) -> bool:
        """Whether something is wrong that keeps the dataset out of the graph."""
        return any(issue.severity == "error" for issue in self.issues)

    @property
    def files(self) -> list[Path]:
        """The files of N-Quads that it became."""
        return [path for path in (self.quads, self.tables) if path.is_file()]


def files_digest(root: Path, paths: Iterable[Path], start: str = "") -> str:
    """The SHA-256 of some files: of their names under `root` and their contents, in their order.

    Raises:
        DatasetError: a file cannot be read.
    """
    total = hashlib.sha256(start.encode())
    for path in paths:
        total.update(path.relative_to(root).as_posix().encode() + b"\0")
        try:
            with path.open("rb") as file:
                total.update(hashlib.file_digest(file, "sha256").digest())
        except OSError as error:
            message = f"cannot be read: {error.strerror}"
            raise DatasetError(message, where=Where(str(path))) from None
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
        staged = Staged(folder)
        try:
            staged.digest = files_digest(folder.parent, dataset_files(folder), self.digest)
            kept = self.cache / f"{staged.digest}.names.json"
            if cached := _cached(kept):
                staged.names = [Name(*row) for row in cached["names"]]
                return staged
            staged.dataset = read_dataset(folder, self.models)
        except DatasetError as error:
            staged.issues.append(Issue.of(error, staged.name))
            return staged
        staged.issues += staged.dataset.issues
        staged.names = sorted(set(names_in(staged.dataset, self.mint)))
        if not staged.failed:
            write_whole(kept, json.dumps({"names": staged.names}, ensure_ascii=False))
        return staged

    def index(self, staged: Iterable[Staged], lookups: Path) -> tuple[Index, list[Issue]]:
        """The index of all names, with the lookups, and what is wrong with these."""
        names = [name for one in staged for name in one.names]
        index = Index(self.mint.ontology, names)
        issues: list[Issue] = []
        for path in sorted(lookups.glob("*.csv")):
            try:
                rows, wrong = read_lookups(path)
            except DatasetError as error:
                rows, wrong = [], [error]
            issues += [Issue.of(error, "lookups") for error in wrong]
            for row in rows:
                self._look_up(row, index, names, issues)
        return Index(self.mint.ontology, names), issues

    def _look_up(self, row: Lookup, index: Index, names: list[Name], issues: list[Issue]) -> None:
        text, cls, reference, where = row
        try:
            known = self.mint.ontology.cls(cls)
            found = index.resolve(reference, known.iri, "")
            names.append(Name(found, known.iri, "lookup", "", text))
        except (OntologyError, RecordError) as error:
            issues.append(Issue.of(error.at(where), "lookups"))

    def map(self, staged: Staged, index: Index) -> None:
        """Make the quads of a dataset, or find them in the cache still good."""
        staged.quads = self.cache / f"{staged.digest}.nq"
        staged.tables = self.cache / f"{staged.digest}.tables.nq"
        kept = self.cache / f"{staged.digest}.json"
        facts = _cached(kept)
        if facts and self._still_there(staged, facts) and _still_means(facts["resolved"], index):
            staged.counts = facts["counts"]
            staged.columns = facts["columns"]
            staged.issues = [Issue.from_dict(one) for one in facts["issues"]]
            return
        if staged.dataset is None:
            staged.dataset = read_dataset(staged.folder, self.models)
        kept.unlink(missing_ok=True)  # before the quads change, so that it never speaks of others
        self._map(staged, staged.dataset, index, kept)

    def _still_there(self, staged: Staged, facts: Any) -> bool:
        """Whether what was written is there, and whole."""
        return staged.quads.is_file() and self._columns(staged) == facts["columns"]

    def _map(self, staged: Staged, dataset: Dataset, index: Index, kept: Path) -> None:
        mapper = Mapper(dataset, self.mint, index)
        staged.fresh = True
        for old in self.cache.glob(f"{staged.digest}{COLUMNS}*"):
            old.unlink()
        twin = Twin(self.cache, staged.digest + COLUMNS, mapper)
        mapper.describe_sources()
        tables = self._map_tables(staged, twin)
        quads = write_quads(staged.quads, mapper.quads())
        if not without_arrow():
            twin.add_claims(mapper.claims.values())
        mapper.resolved |= twin.values.resolved
        staged.issues += mapper.issues
        staged.counts = {
            "quads": quads,
            "documents": len(dataset.documents),
            "records": len(dataset.entries),
            "claims": len(mapper.claims) + tables["observations"],
            "observations": tables["observations"]
            + sum(claim.observation for claim in mapper.claims.values()),
            **({name: tables[name] for name in _OF_TABLES} if dataset.tables else {}),
        }
        staged.issues += _too_few(dataset, staged.counts)
        if not staged.failed:
            resolved = [[*key, found] for key, found in mapper.resolved.items()]
            issues = [issue.to_dict() for issue in staged.issues]
            staged.columns = self._columns(staged)
            facts = {"counts": staged.counts, "resolved": resolved, "issues": issues}
            facts["columns"] = staged.columns
            write_whole(kept, json.dumps(facts, ensure_ascii=False))

    def _columns(self, staged: Staged) -> dict[str, str]:
        """The digests of the files of columns that a dataset became, by their names."""
        found = sorted(self.cache.glob(f"{staged.digest}{COLUMNS}*"))
        return {path.name: _digest(path) for path in found}

    def _map_tables(self, staged: Staged, twin: Twin) -> Counter[str]:
        """Write the observations of a dataset's tables to a file of their own."""
        dataset = twin.mapper.dataset
        if not dataset.tables:
            return Counter()
        draft = staged.tables.with_name(f".{staged.tables.name}.draft")
        try:
            with draft.open("w+b") as sink:
                counts = map_tables(twin, sink, lambda name, rows: None)
            draft.replace(staged.tables)
        except KgError as error:
            staged.issues.append(Issue.of(error, staged.name))
            return Counter()
        finally:
            draft.unlink(missing_ok=True)
        for table in dataset.tables:
            staged.issues += table.problems.issues()
        return counts


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _cached(path: Path) -> Any:
    """What a cache file holds, or None if there is none that can be read."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


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

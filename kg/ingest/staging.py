"""Staged datasets: what was mapped once is not mapped again while its inputs stay the same.

A dataset's names depend on its own files and the ontology alone. Its quads depend on these and on
what its references mean, which other datasets decide; so the meaning of every reference is kept
with the quads, and they are good as long as each reference still means the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from kg.errors import DatasetError, KgError, OntologyError, RecordError, Where
from kg.ingest import bodies
from kg.ingest.asserted import too_few
from kg.ingest.claims import Mapper
from kg.ingest.contents import Dataset
from kg.ingest.dataset import read_dataset
from kg.ingest.digests import MEMORY, Digests
from kg.ingest.entities import Index, Lookup, read_lookups
from kg.ingest.fingerprint import dataset_files
from kg.ingest.graphs.writing import map_graphs
from kg.ingest.minting import Mint
from kg.ingest.naming import Name, names_in
from kg.ingest.part import ALL, Part
from kg.ingest.permits import Held, Permits
from kg.ingest.published import Counted
from kg.ingest.tables.kept import Facts, FileSink, Keeper, Sink, is_large, table_digest
from kg.ingest.tables.opened import Opened
from kg.ingest.tables.plan import ObservationPlan
from kg.ingest.tables.twin import TableColumns, Twin, whole
from kg.ingest.tables.writing import Writing, map_table, plans_of
from kg.issues import Issue
from kg.model.lines import write_lines, write_whole
from kg.model.ontology import Ontology
from kg.model.records import Models
from kg.model.terms import Triple

Progress = Callable[[str, int], None]

_OF_TABLES = ("rows", "skipped", "empty", "faulty")
_OF_GRAPHS = ("statements", "subjects", "skipped", "faulty")


@dataclass(slots=True)
class Staged:
    """One dataset on its way into the store.

    `described` and `meant` are the IRIs that its records describe and refer to; `past` counts what
    had been published, where a day is given. `held` is what may not leave; where only the rest is
    wanted, `silent` are the names that references find and nobody else is told.
    """

    folder: Path
    digest: str = ""
    names: list[Name] = field(default_factory=list)
    dataset: Dataset | None = None
    quads: Path = Path()
    tables: Path = Path()
    graphs: Path = Path()
    columns: dict[str, str] = field(default_factory=dict)
    large: list[str] = field(default_factory=list)
    work: Work | None = None
    counts: dict[str, int] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    fresh: bool = False
    described: set[str] = field(default_factory=set)
    meant: set[str] = field(default_factory=set)
    past: Counted = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    silent: list[Name] = field(default_factory=list)

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
        return [path for path in (self.quads, self.tables, self.graphs) if path.is_file()]


@dataclass(slots=True)
class Work:
    """What is to be done for a dataset that the cache does not know: its tables as they are mapped.

    A large table has a digest, by which it is held between builds; that of a small one is empty.
    """

    mapper: Mapper
    twin: Twin
    tables: list[tuple[Opened, list[ObservationPlan], str]] = field(default_factory=list)


class Stage:
    """Reads and maps the datasets of one project.

    `cache` holds what was mapped, `sources` what was fetched or unpacked; `writing` maps tables, if
    not this process does. `part` is what of the datasets is wanted.
    """

    def __init__(
        self,
        ontology: Ontology,
        digest: str,
        cache: Path,
        sources: Path,
        writing: Writing | None = None,
        part: Part = ALL,
    ) -> None:
        self.mint = Mint(ontology)
        self.models = Models(ontology)
        self.digest = digest
        self.cache = cache
        self.sources = sources
        self.writing = writing
        self.part = part
        self.digests = Digests(cache / MEMORY)
        self._places: dict[str, dict[tuple[str, str], Where]] = {}

    def read(self, folder: Path) -> Staged:
        """The names that a dataset gives, from the cache or its files."""
        staged = Staged(folder)
        try:
            files = dataset_files(folder)
            staged.digest = self.digests.files(folder.parent, files, self.digest)
            kept = self.cache / f"{staged.digest}.names.json"
            if cached := _cached(kept):
                staged.names = [Name(*row) for row in cached["names"]]
                staged.described, staged.past = set(cached["described"]), cached["past"]
                staged.held = [Held(*row) for row in cached["held"]]
                staged.silent = [Name(*row) for row in cached["silent"]]
                return staged
            staged.dataset = read_dataset(folder, self.models, self.sources)
        except DatasetError as error:
            staged.issues.append(Issue.of(error, staged.name))
            return staged
        try:
            self._name(staged, staged.dataset)
        except DatasetError as error:  # an RDF file that cannot be read to its end
            staged.issues.append(Issue.of(error, staged.name))
        staged.issues += staged.dataset.issues  # those of rows too, which were read for the names
        if not staged.failed:
            said = {name: getattr(staged, name) for name in ("names", "past", "held", "silent")}
            said["described"] = sorted(staged.described)
            write_whole(kept, json.dumps(said, ensure_ascii=False))
        return staged

    def _name(self, staged: Staged, dataset: Dataset) -> None:
        """Note what a dataset calls things, and what stays; of a part, also what it describes."""
        permits = Permits(dataset, self.part.licences)
        staged.held, dataset.issues = permits.held(), [*dataset.issues, *permits.excesses()]
        names = set(names_in(dataset, self.mint))
        staged.dataset, staged.past = self.part.of(dataset)
        if staged.dataset is not dataset:
            then = set(names_in(staged.dataset, self.mint))
            staged.described = {name.iri for name in then}
            staged.silent = sorted(names - self._told(dataset, names) - then)
            names |= then
        staged.names = sorted(names)

    def _told(self, dataset: Dataset, names: set[Name]) -> set[Name]:
        """The names that a dataset may pass on, also those that it gave later than on some day."""
        left = self.part.left(dataset)
        return names if left is dataset else set(names_in(left, self.mint))

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

    def dataset(self, staged: Staged) -> Dataset:
        """A dataset as its files have it, read if only the cache was needed so far."""
        if staged.dataset is None:
            found = read_dataset(staged.folder, self.models, self.sources)
            for rows in found.rows:
                rows.tell()
            staged.dataset = self.part.of(found)[0]
        return staged.dataset

    def place(self, staged: Staged, iri: str, cls: str = "") -> Where:
        """Where a dataset first describes an entity, as a class if one is given; both are IRIs."""
        if staged.name not in self._places:
            self._places[staged.name] = bodies.places(self.dataset(staged), self.mint)
        return self._places[staged.name].get((iri, cls), Where(str(staged.folder)))

    def plan(self, staged: Staged, index: Index) -> None:
        """Find the quads of a dataset in the cache, still good, or plan how they are made."""
        staged.quads = self.cache / f"{staged.digest}.nq"
        staged.tables = self.cache / f"{staged.digest}.tables.nq"
        staged.graphs = self.cache / f"{staged.digest}.graphs.nq"
        facts = _cached(self._kept(staged))
        there = facts and staged.quads.is_file() and whole(self.cache, facts["columns"])
        there = there and staged.graphs.is_file() == facts["graphs"]
        if there and still_means(facts["resolved"], index):
            staged.counts = facts["counts"]
            staged.meant = {row[-1] for row in facts["resolved"]}
            staged.columns = facts["columns"]
            staged.large = facts["large"]
            staged.issues = [Issue.from_dict(one) for one in facts["issues"]]
        else:
            self._plan(staged, index)

    def _plan(self, staged: Staged, index: Index) -> None:
        dataset = self.dataset(staged)
        mapper = Mapper(dataset, self.mint, index)
        mapper.describe_sources()
        staged.work = work = Work(mapper, Twin(self.cache, mapper))
        staged.issues = list(dataset.issues)
        try:
            for opened in dataset.tables:
                plans = plans_of(opened, dataset, work.mapper)
                work.tables.append((opened, plans, self._table_digest(opened, plans, work.twin)))
        except KgError as error:
            staged.issues.append(Issue.of(error, staged.name))
        staged.large = [digest for _, _, digest in work.tables if digest]

    def _table_digest(self, opened: Opened, plans: list[ObservationPlan], twin: Twin) -> str:
        if not is_large(opened):
            return ""
        said = [twin.source_of(plan) for plan in plans]
        return table_digest(self.digest, self.digests.of(opened.file), opened, plans, said)

    def map(self, staged: Staged, index: Index, keeper: Keeper, progress: Progress) -> None:
        """Make the quads of a dataset that were not found; large tables go to the keeper."""
        if staged.work is None and not all(map(keeper.known, staged.large)):
            self._plan(staged, index)
        if staged.work is not None:
            self._kept(staged).unlink(missing_ok=True)  # before the quads, never to speak of others
            good = not staged.failed
            tables = self._map_tables(staged, staged.work, keeper, progress) if good else {}
            self._map(staged, staged.work, tables)
        for digest in staged.large:
            staged.columns |= (keeper.known(digest) or Facts()).columns

    def _kept(self, staged: Staged) -> Path:
        return self.cache / f"{staged.digest}.json"

    def _map(self, staged: Staged, work: Work, tables: dict[str, Facts]) -> None:
        mapper = work.mapper
        dataset = mapper.dataset
        staged.fresh = True
        total = Counter[str]()
        for one in tables.values():
            total.update(one.counts)
            mapper.resolved |= {(row[0], row[1], row[2]): row[3] for row in one.resolved}
            mapper.derive(Triple(*triple) for triple in one.derived)
            staged.issues += map(Issue.from_dict, one.issues)
        total.update(self._map_graphs(staged, mapper))
        quads = write_lines(staged.quads, mapper.lines())
        staged.meant = set(mapper.resolved.values())
        staged.columns = work.twin.claims(staged.digest, mapper.claims.values())
        mapper.resolved |= work.twin.values.resolved
        small = {opened.mapping.frame.document for opened, _, digest in work.tables if not digest}
        for name in small & tables.keys():
            staged.columns |= tables[name].columns
        staged.issues += mapper.issues
        total["faulty"] += len(mapper.faulty)
        total["quads"] += quads
        staged.counts = _counts(mapper, total)
        staged.issues += too_few(dataset, staged.counts, mapper, tables)
        if not staged.failed:
            facts = {
                "counts": staged.counts,
                "large": staged.large,
                "columns": staged.columns,
                "graphs": bool(dataset.graphs),
                "resolved": [[*key, found] for key, found in mapper.resolved.items()],
                "issues": [issue.to_dict() for issue in staged.issues],
            }
            write_whole(self._kept(staged), json.dumps(facts, ensure_ascii=False))

    def _map_graphs(self, staged: Staged, mapper: Mapper) -> Counter[str]:
        """Write the claims of a dataset's RDF files to a file of their own."""
        graphs = mapper.dataset.graphs
        if not graphs or staged.failed:
            return Counter()
        try:
            total, resolved = map_graphs(graphs, mapper, staged.graphs)
        except KgError as error:
            staged.issues.append(Issue.of(error, staged.name))
            return Counter()
        mapper.resolved |= resolved
        staged.issues += (issue for one in graphs for issue in one.problems.issues())
        return total

    def _map_tables(
        self, staged: Staged, work: Work, keeper: Keeper, progress: Progress
    ) -> dict[str, Facts]:
        """Write the observations of a dataset's small tables to a file of their own."""
        if not work.tables:
            return {}
        found: dict[str, Facts] = {}
        draft = staged.tables.with_name(f".{staged.tables.name}.draft")
        try:
            with draft.open("w+b") as file:
                for opened, plans, digest in work.tables:
                    staged.issues += opened.problems.issues()
                    name = f"mapping {staged.name}/{opened.mapping.name}"
                    document = opened.mapping.frame.document
                    columns = TableColumns(work.twin, digest or staged.digest, document)
                    tell = partial(progress, name)
                    write = partial(
                        map_table,
                        opened,
                        plans,
                        progress=tell,
                        columns=columns,
                        writing=self.writing,
                    )
                    known = keeper.known(digest) if digest else None
                    load = partial(keeper.load, digest) if digest else _at_end_of(file)
                    found[document] = known or load(write)
            draft.replace(staged.tables)
        except KgError as error:
            staged.issues.append(Issue.of(error, staged.name))
        finally:
            draft.unlink(missing_ok=True)
        return found


def _at_end_of(file: BinaryIO) -> Callable[[Callable[[Sink], Facts]], Facts]:
    return lambda write: write(FileSink(file))


def _cached(path: Path) -> Any:
    """What a cache file holds, or None if there is none that can be read."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def still_means(resolved: list[list[str]], index: Index) -> bool:
    """Whether each reference still means what it meant, and what meant nothing still does."""
    return all(
        index.means(text, wanted, document) == found for text, wanted, document, found in resolved
    )


def _counts(mapper: Mapper, total: Counter[str]) -> dict[str, int]:
    """How much a dataset holds; `total` has what its tables and RDF files gave."""
    dataset, claims, rows = mapper.dataset, mapper.claims, mapper.rows
    figures = sum(claim.observation for claim in claims.values())
    return {
        "quads": total["quads"],
        "documents": len(dataset.documents),
        "records": len(dataset.entries) + rows.records,
        "claims": len(claims) + len(rows) + total["observations"] + total["claims"],
        "observations": total["observations"] + figures,
        **({name: total[name] for name in _OF_TABLES} if dataset.tables else {}),
        **({name: total[name] for name in _OF_GRAPHS} if dataset.graphs else {}),
    }

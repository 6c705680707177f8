"""Maps the tables of one dataset: opens each file, checks its columns, writes its observations.

Observations whose mapping is flat go through `batches`; whatever else a row says becomes records,
which go the way of all records.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from kg.errors import DatasetError, RecordError
from kg.ingest.claims import Mapper
from kg.ingest.contents import Dataset
from kg.ingest.tables.batches import BatchMapper, Mapped
from kg.ingest.tables.kept import Facts, Sink
from kg.ingest.tables.opened import Flat, Opened
from kg.ingest.tables.plan import ObservationPlan, Scope, compile_plan
from kg.ingest.tables.problems import Problems
from kg.ingest.tables.totals import check_totals
from kg.ingest.tables.twin import NoColumns, TableColumns
from kg.model import vocab as v
from kg.model.terms import Triple

if TYPE_CHECKING:
    import pyarrow as pa

TWICE = "the rows {rows} give one key different values; none of them is taken"
_MOST_TWICE = 100_000


@dataclass(slots=True)
class Written:
    """What a table gave."""

    observations: int = 0
    empty: int = 0
    wrong: int = 0
    keys: array[int] = field(default_factory=lambda: array("q"))

    def twice(self) -> set[int]:
        """The digests of keys that more than one row has (or, very rarely, of two keys)."""
        import numpy as np

        found = np.sort(np.frombuffer(self.keys, dtype=np.int64))
        return set(found[1:][found[1:] == found[:-1]].tolist())


class Found(Protocol):
    """What was found while rows were mapped."""

    @property
    def resolved(self) -> dict[tuple[str, str, str], str]:
        """What the references meant."""

    @property
    def derived(self) -> set[Triple]:
        """What follows from what was said."""


class ObservationWriter:
    """Writes the observations of one table by its plans."""

    def __init__(
        self,
        opened: Opened,
        plans: Sequence[ObservationPlan],
        columns: TableColumns | None = None,
    ) -> None:
        self.opened = opened
        self.plans = plans
        self.columns = columns or NoColumns()
        self.mappers: Sequence[Found] = self._mappers(opened.problems)

    def _mappers(self, problems: Problems) -> list[BatchMapper]:
        missing = self.opened.mapping.frame.missing
        return [BatchMapper(plan, missing, problems) for plan in self.plans]

    def write(self, sink: Sink, progress: Callable[[int], None]) -> Written:
        """Write all lines.

        A key that has several values in one edition gives none of them: then the table is written
        once more, without it.

        Raises:
            DatasetError: so many keys have several values that the mapping must be wrong.
        """
        written = self._write(sink, progress, frozenset())
        if twice := written.twice():
            refused = self._refused(twice)
            if refused:
                wrong = written.wrong + sum(map(len, refused.values()))
                sink.again(refused)
                written = self._write(sink, progress, refused)
                written.wrong = wrong
            written.observations = len(set(written.keys))
            self._once(twice, refused)
        self.columns.close()
        return written

    def _once(self, twice: Collection[int], refused: Collection[str]) -> None:
        """Write the columns anew: lines said twice are one line in a graph, rows are two."""
        self.columns.restart()
        for mapped in self._mapped(self._mappers(Problems("", "")), lambda _: None):
            self.columns.add(without(mapped, refused), twice)

    def _write(
        self, sink: Sink, progress: Callable[[int], None], refused: Collection[str]
    ) -> Written:
        written = Written()
        mappers: Sequence[Any] = self._mappers(Problems("", "")) if refused else self.mappers
        for mapped in self._mapped(mappers, progress):
            written.wrong += len(mapped.wrong)
            if refused:
                mapped = without(mapped, refused)
            sink.write(octets(mapped.lines))
            self.columns.add(mapped, ())
            written.keys.extend(map(hash, mapped.subjects.to_pylist()))
            written.observations += len(mapped.lines)
            written.empty += mapped.empty
        return written

    def _mapped(self, mappers: Sequence[Any], progress: Callable[[int], None]) -> Iterator[Mapped]:
        for batch in self.opened.batches(tell=mappers is self.mappers):
            told: set[int] = set()  # a row that several records cannot read is left out once
            for mapper in mappers:
                for mapped in mapper.map(batch):
                    mapped.wrong = [row for row in mapped.wrong if row not in told]
                    told.update(mapped.wrong)
                    yield mapped
            progress(self.opened.rows)

    def _refused(self, twice: set[int]) -> dict[str, list[int]]:
        """The observations that rows give different values, with the rows; each is a problem."""
        if len(twice) > _MOST_TWICE and (some := self._different(set(islice(twice, 1000)))):
            numbers = ", ".join(map(str, next(iter(some.values()))[:10]))
            raise DatasetError(
                f"{len(twice):,} observations stand in several rows each, as in the rows {numbers},"
                " with different values: no column is mapped that tells these rows apart",
                where=self.opened.where,
            )
        different = self._different(twice)
        for rows in different.values():
            numbers = ", ".join(map(str, rows[:10]))
            self.opened.problems.add(TWICE.format(rows=numbers), row=rows[0])
        return different

    def _different(self, twice: set[int]) -> dict[str, list[int]]:
        found: dict[str, list[tuple[int, tuple[Any, ...]]]] = {}
        for mapped in self._mapped(self._mappers(Problems("", "")), lambda _: None):
            terms = list(zip(*(one.to_pylist() for one in mapped.terms), strict=True))
            for subject, row, said in zip(
                mapped.subjects.to_pylist(), mapped.rows.to_pylist(), terms, strict=True
            ):
                if hash(subject) in twice:
                    found.setdefault(subject, []).append((row, said))
        return {
            subject: [row for row, _ in rows]
            for subject, rows in found.items()
            if len({said for _, said in rows}) > 1
        }


Writing = Callable[[Opened, Sequence[ObservationPlan], TableColumns | None], ObservationWriter]


def octets(lines: pa.StringArray) -> memoryview:
    """The text of all lines as it stands in memory, one after the other."""
    import numpy as np

    _, offsets, data = lines.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[lines.offset : lines.offset + len(lines) + 1]
    return memoryview(data)[int(ends[0]) : int(ends[-1])] if len(lines) else memoryview(b"")


def without(mapped: Mapped, refused: Collection[str]) -> Mapped:
    """Those observations that are not refused."""
    import pyarrow as pa
    import pyarrow.compute as pc

    given = pa.array(sorted(refused), pa.string())
    return mapped.filter(pc.invert(pc.is_in(mapped.subjects, value_set=given)))


def map_table(
    opened: Opened,
    plans: list[ObservationPlan],
    sink: Sink,
    progress: Callable[[int], None],
    columns: TableColumns | None = None,
    writing: Writing | None = None,
) -> Facts:
    """Write the observations of a table, and return all that is to be known of them.

    Args:
        opened: the table.
        plans: what every row says.
        sink: takes the lines.
        progress: is told how many rows were read.
        columns: take the same observations for the twin.
        writing: makes what writes them, if not this process does.
    """
    told = set(opened.problems.issues())
    check_totals(opened, plans)
    writer = (writing or ObservationWriter)(opened, plans, columns)
    written = writer.write(sink, progress) if plans else Written()
    counts = {
        "rows": opened.rows,
        "skipped": opened.skipped,
        "empty": written.empty,
        "faulty": written.wrong + opened.faulty,
        "observations": written.observations,
    }
    means = [*(one.resolved for one in writer.mappers), writer.columns.resolved]
    resolved = [[*key, iri] for one in means for key, iri in one.items()]
    derived = {triple for one in writer.mappers for triple in one.derived}
    issues = [issue.to_dict() for issue in opened.problems.issues() if issue not in told]
    triples = [list(triple) for triple in sorted(derived)]
    return Facts(counts, resolved, triples, issues, writer.columns.digests)


def plans_of(opened: Opened, dataset: Dataset, mapper: Mapper) -> list[ObservationPlan]:
    """The plans of a table, one for each record that its rows give.

    Raises:
        RecordError: a constant of the mapping cannot be read.
    """
    return [_plan(one, opened, dataset, mapper) for one in opened.flat]


def _plan(flat: Flat, opened: Opened, dataset: Dataset, mapper: Mapper) -> ObservationPlan:
    document = f"{dataset.name}/{opened.mapping.frame.document}"
    scope = Scope(mapper.mint, mapper.index, document, dataset.language(document))
    claim = mapper.described(flat.voices)
    voices = [
        *([(v.ATTRIBUTED_TO, claim.speaker)] if claim.speaker else []),
        *((v.QUOTED_SOURCE, term) for term in claim.quoted),
        *((v.REPORTER, term) for term in claim.reporters),
    ]
    try:
        plan = compile_plan(flat.template, scope, voices)
    except RecordError as error:
        raise error.at(opened.where) from None
    mapper.add_cube(plan.cls, claim.document, plan.cube)
    return plan

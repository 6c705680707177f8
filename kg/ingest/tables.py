"""Maps the tables of one dataset: opens each file, checks its columns, writes its observations.

Observations whose mapping is flat go through `batches`; whatever else a row says becomes records,
which go the way of all records.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from kg.errors import RecordError
from kg.ingest.batches import BatchMapper, Mapped
from kg.ingest.claims import Mapper
from kg.ingest.opened import Flat, Opened
from kg.ingest.plan import ObservationPlan, Scope, compile_plan
from kg.ingest.problems import Problems
from kg.ingest.twin import TableColumns, Twin
from kg.model import vocab as v

if TYPE_CHECKING:
    import pyarrow as pa

_TWICE = "the rows {rows} give one key different values; none of them is taken"


@dataclass(slots=True)
class Written:
    """What a table gave."""

    observations: int = 0
    empty: int = 0
    keys: array[int] = field(default_factory=lambda: array("q"))

    def twice(self) -> set[int]:
        """The digests of keys that more than one row has (or, very rarely, of two keys)."""
        import numpy as np

        found = np.sort(np.frombuffer(self.keys, dtype=np.int64))
        return set(found[1:][found[1:] == found[:-1]].tolist())


class ObservationWriter:
    """Writes the observations of one table by its plans."""

    def __init__(
        self, opened: Opened, plans: Sequence[ObservationPlan], columns: TableColumns
    ) -> None:
        self.opened = opened
        self.plans = plans
        self.columns = columns
        self.mappers = self._mappers(opened.problems)

    def _mappers(self, problems: Problems) -> list[BatchMapper]:
        missing = self.opened.mapping.frame.missing
        return [BatchMapper(plan, missing, problems) for plan in self.plans]

    def write(self, sink: BinaryIO, progress: Callable[[int], None]) -> Written:
        """Write all lines at the end of a file that can be written again.

        A key that has several values in one edition gives none of them: then the table is written
        once more, without it.
        """
        start = sink.tell()
        written = self._write(sink, progress, frozenset(), frozenset())
        if twice := written.twice():
            refused = self._refused(twice)
            sink.seek(start)
            sink.truncate()
            self.columns.restart()
            written = self._write(sink, progress, refused, twice)
            written.observations = len(set(written.keys))
        self.columns.close()
        return written

    def _write(
        self,
        sink: BinaryIO,
        progress: Callable[[int], None],
        refused: Collection[str],
        twice: Collection[int],
    ) -> Written:
        written = Written()
        mappers = self._mappers(Problems("", "")) if twice else self.mappers
        for mapped in self._mapped(mappers, progress):
            if refused:
                mapped = _without(mapped, refused)
            sink.write(octets(mapped.lines))
            self.columns.add(mapped, twice)
            written.keys.extend(map(hash, mapped.subjects.to_pylist()))
            written.observations += len(mapped.lines)
            written.empty += mapped.empty
        return written

    def _mapped(
        self, mappers: Sequence[BatchMapper], progress: Callable[[int], None]
    ) -> Iterator[Mapped]:
        for batch in self.opened.batches(tell=mappers is self.mappers):
            for mapper in mappers:
                yield from mapper.map(batch)
            progress(self.opened.rows)

    def _refused(self, twice: set[int]) -> set[str]:
        """The IRIs of the observations that rows give different values; each is one problem."""
        found: dict[str, list[tuple[int, tuple[Any, ...]]]] = {}
        for mapped in self._mapped(self._mappers(Problems("", "")), lambda _: None):
            terms = list(zip(*(one.to_pylist() for one in mapped.terms), strict=True))
            for subject, row, said in zip(
                mapped.subjects.to_pylist(), mapped.rows.to_pylist(), terms, strict=True
            ):
                if hash(subject) in twice:
                    found.setdefault(subject, []).append((row, said))
        return {subject for subject, rows in found.items() if self._differ(rows)}

    def _differ(self, rows: list[tuple[int, tuple[Any, ...]]]) -> bool:
        if len({said for _, said in rows}) == 1:
            return False
        numbers = ", ".join(str(row) for row, _ in rows[:10])
        self.opened.problems.add(_TWICE.format(rows=numbers), row=rows[0][0])
        return True


def octets(lines: pa.StringArray) -> memoryview:
    """The text of all lines as it stands in memory, one after the other."""
    import numpy as np

    _, offsets, data = lines.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[lines.offset : lines.offset + len(lines) + 1]
    return memoryview(data)[int(ends[0]) : int(ends[-1])] if len(lines) else memoryview(b"")


def _without(mapped: Mapped, refused: Collection[str]) -> Mapped:
    import pyarrow as pa
    import pyarrow.compute as pc

    return mapped.filter(pc.invert(pc.is_in(mapped.subjects, value_set=pa.array(sorted(refused)))))


def map_tables(twin: Twin, sink: BinaryIO, progress: Callable[[str, int], None]) -> Counter[str]:
    """Write the observations of all tables of a dataset, and tell what was counted.

    What follows from them, and the description of their cubes, is left to the mapper.
    """
    total = Counter[str]()
    mapper = twin.mapper
    for opened in mapper.dataset.tables:
        name = opened.mapping.name
        plans = [_plan(one, opened, mapper) for one in opened.flat]
        writer = ObservationWriter(opened, plans, TableColumns(twin, opened.mapping.frame.document))
        if plans:
            written = writer.write(sink, partial(progress, name))
            total += Counter(observations=written.observations, empty=written.empty)
        for one in writer.mappers:
            mapper.resolved |= one.resolved
            mapper.derive(one.derived)
        total += Counter({"rows": opened.rows, "skipped": opened.skipped})
    return total


def _plan(flat: Flat, opened: Opened, mapper: Mapper) -> ObservationPlan:
    dataset = mapper.dataset
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

"""Maps large tables on a Spark cluster, with the same function that maps them here.

The loader's batches are laid down as Parquet, Spark hands them to `BatchMapper` through
`mapInArrow`, and writes N-Quads in parts: line for line what one machine writes. Every worker
needs kg with its extra `tables`, and sees the folder of the project.
"""

from __future__ import annotations

import json
import pickle
import shutil
import sys
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import ExtraError, StoreError
from kg.ingest.tables.batches import BatchMapper, Mapped
from kg.ingest.tables.kept import Sink
from kg.ingest.tables.opened import Opened
from kg.ingest.tables.plan import ObservationPlan
from kg.ingest.tables.problems import Problems
from kg.ingest.tables.twin import TableColumns
from kg.ingest.tables.writing import ObservationWriter, Writing, Written, without
from kg.model.terms import Triple

if TYPE_CHECKING:
    import pyarrow as pa

_LINES, _PROBLEM, _COUNTS = "lines", "problem", "counts"
_DERIVED, _RESOLVED = "derived", "resolved"
_ROWS = 32_768
_FILE = 16 << 20  # each of the files that are laid down is a partition of its own
_SCHEMA = (
    "kind string, plan int, subject string, row bigint, column bigint, "
    "terms array<string>, text string"
)


@contextmanager
def session(master: str) -> Iterator[Any]:
    """A Spark session on a cluster.

    Raises:
        ExtraError: pyspark or Java is not installed.
        StoreError: the cluster does not answer.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise ExtraError("this needs pyspark: pip install 'sogdian[spark,tables]'") from None
    builder = SparkSession.builder.master(master).appName("kg").config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    builder = builder.config("spark.sql.files.openCostInBytes", _FILE).config(
        "spark.sql.files.maxPartitionBytes", _FILE
    )
    if master.startswith("local"):  # its workers are processes of this machine
        here = str(Path(__file__).parents[2])
        builder = builder.config("spark.executorEnv.PYTHONPATH", here)
        builder = builder.config("spark.driver.host", "127.0.0.1")
    try:
        spark = builder.getOrCreate()
    except Exception as error:  # whatever Java says of a cluster that is not there
        if "JAVA" in str(error):
            raise ExtraError("Spark needs Java 17 or newer on the PATH, or JAVA_HOME") from None
        raise StoreError(f"the cluster {master} cannot be reached: {_first(error)}") from None
    if master.startswith("local"):
        spark.sparkContext.pythonExec = sys.executable
    spark.sparkContext.setLogLevel("ERROR")
    try:
        with warnings.catch_warnings():  # of pandas, of which nothing here is used
            warnings.filterwarnings("ignore", "PySpark does not yet", FutureWarning)
            yield spark
    finally:
        spark.stop()


@contextmanager
def mapped_on(master: str, folder: Path, mapped: list[Opened]) -> Iterator[Writing | None]:
    """What maps tables: a cluster, asked for when there is one to map; nothing without `master`.

    The lines stand in parts in `folder`; `mapped` takes the tables of which there are some.
    """
    with ExitStack() as stack:
        sessions: list[Any] = []

        def writing(
            opened: Opened, plans: Sequence[ObservationPlan], columns: TableColumns | None
        ) -> ObservationWriter:
            if not sessions:
                sessions.append(stack.enter_context(session(master)))
            mapped.append(opened)
            return SparkWriter(sessions[0], folder, opened, plans, columns)

        yield writing if master else None


class SparkWriter(ObservationWriter):
    """Writes the observations of one table as a cluster maps them.

    The lines are written in parts by the workers, to a folder that every one of them sees; what
    else is wanted of a row, its key and its columns, comes back. The workers sort it, on their
    disks, and it comes one partition after the other, so that memory here does not grow with rows.
    """

    def __init__(
        self,
        spark: Any,
        folder: Path,
        opened: Opened,
        plans: Sequence[ObservationPlan],
        columns: TableColumns | None = None,
    ) -> None:
        super().__init__(opened, plans, columns)
        self.spark = spark
        self.target = folder / opened.problems.dataset / opened.mapping.frame.document
        self._frame: Any = None
        self.found = _Found()

    def write(self, sink: Sink, progress: Callable[[int], None]) -> Written:
        source = self.target.with_name(f".{self.target.name}.source")
        try:
            _lay_down(self.opened.batches(), source, lambda: progress(self.opened.rows))
            read = self.spark.read.parquet(str(source))
            self._frame = read.mapInArrow(_function(self.opened, self.plans), _SCHEMA)
            self._frame = self._frame.persist(_disk())
            self._gather()
            written = super().write(sink, progress)
            self._frame.unpersist()
        finally:
            shutil.rmtree(source, ignore_errors=True)
        return written

    def _gather(self) -> None:
        """Take what the workers found beside lines."""
        others = self._frame.where(self._frame.kind != _LINES).select("kind", "text")
        for kind, text in others.toLocalIterator():
            self.found.take(kind, json.loads(text), self.opened.problems)
        self.mappers = [self.found]

    def _write(
        self, sink: Sink, progress: Callable[[int], None], refused: Collection[str]
    ) -> Written:
        from pyspark.sql import functions as f

        lines = self._frame.where(self._frame.kind == _LINES)
        if refused:
            lines = lines.where(~f.col("subject").isin(sorted(refused)))
        lines.select("text").write.mode("overwrite").text(str(self.target))
        for part in _parts(self.target):
            _pour(part, sink)
        written = Written(empty=self.found.empty, wrong=self.found.wrong)
        for mapped in self._mapped(self.mappers, progress):
            kept = without(mapped, refused) if refused else mapped
            self.columns.add(kept, ())
            written.keys.extend(map(hash, kept.subjects.to_pylist()))
            written.observations += len(kept.subjects)
        return written

    def _mapped(self, mappers: Any, progress: Callable[[int], None]) -> Iterator[Mapped]:
        """The observations as they come back, without their lines."""
        lines = self._frame.where(self._frame.kind == _LINES).drop("kind", "text")
        rows = lines.orderBy("plan", "row").toLocalIterator()
        for number, some in groupby(rows, key=lambda row: row.plan):
            while found := list(islice(some, _ROWS)):
                yield _mapped_of(self.plans[number], found)


@dataclass(slots=True)
class _Found:
    """What the workers found beside lines; it stands for their mappers."""

    resolved: dict[tuple[str, str, str], str] = field(default_factory=dict)
    derived: set[Triple] = field(default_factory=set)
    empty: int = 0
    wrong: int = 0

    def take(self, kind: str, found: Any, problems: Problems) -> None:
        if kind == _COUNTS:
            self.empty += found["empty"]
            self.wrong += found["wrong"]
        elif kind == _PROBLEM:
            problems.add(**found)
        elif kind == _DERIVED:
            self.derived.add(Triple(*found))
        else:
            self.resolved[found[0], found[1], found[2]] = found[3]


def _mapped_of(plan: ObservationPlan, rows: list[Any]) -> Mapped:
    import pyarrow as pa

    subjects = pa.array([row.subject for row in rows], pa.string())
    numbers = pa.array([row.row for row in rows], pa.int64())
    columns = pa.array([row.column for row in rows], pa.int64())
    terms = [
        pa.array([row.terms[slot] for row in rows], pa.string()) for slot in range(len(plan.slots))
    ]
    wide = None if columns.null_count else columns
    return Mapped(plan, subjects, subjects, numbers, wide, terms)


def _disk() -> Any:
    from pyspark import StorageLevel

    return StorageLevel.DISK_ONLY


def _lay_down(
    batches: Iterable[pa.RecordBatch], folder: Path, progress: Callable[[], None]
) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    folder.mkdir(parents=True)
    number = 0
    for batch in batches:
        for start in range(0, batch.num_rows, _ROWS):
            part = pa.Table.from_batches([batch.slice(start, _ROWS)])
            parquet.write_table(part, folder / f"{number:06}.parquet")
            number += 1
        progress()


def _parts(folder: Path) -> Iterator[Path]:
    """The parts that were written, named as N-Quads, and nothing else that Spark leaves."""
    for part in sorted(folder.iterdir()):
        if part.name.startswith("part-"):
            yield part.rename(part.with_suffix(".nq"))
        else:
            part.unlink()


def _pour(part: Path, sink: Sink) -> None:
    with part.open("rb") as file:
        while lines := file.readlines(1 << 24):
            sink.write(memoryview(b"".join(lines)))


# ---- on the workers --------------------------------------------------------------------------


def _function(
    opened: Opened, plans: Sequence[ObservationPlan]
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    packed = pickle.dumps(list(plans))
    missing = list(opened.mapping.frame.missing)
    return lambda batches: mapped_partition(packed, missing, batches)


def mapped_partition(
    packed: bytes, missing: Sequence[str], batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Map the batches of one partition: lines first, and at the end what else was found."""
    problems = Problems("", "")
    mappers = [BatchMapper(plan, missing, problems) for plan in pickle.loads(packed)]
    empty, wrong = 0, 0
    for batch in batches:
        left_out: set[int] = set()
        for number, mapper in enumerate(mappers):
            for mapped in mapper.map(batch):
                empty += mapped.empty
                left_out.update(mapped.wrong)
                yield _of_lines(number, mapped)
        wrong += len(left_out)
    yield _of_others(_COUNTS, [json.dumps({"empty": empty, "wrong": wrong})])
    yield _of_others(_PROBLEM, map(json.dumps, problems.raw()))
    for mapper in mappers:
        yield _of_others(_DERIVED, map(json.dumps, mapper.derived))
        yield _of_others(_RESOLVED, (json.dumps([*k, v]) for k, v in mapper.resolved.items()))


def _of_lines(number: int, mapped: Mapped) -> pa.RecordBatch:
    import pyarrow as pa
    import pyarrow.compute as pc

    count = len(mapped.lines)
    terms = list(map(list, zip(*(one.to_pylist() for one in mapped.terms), strict=True)))
    columns = {
        "kind": pa.array([_LINES] * count, pa.string()),
        "plan": pa.array([number] * count, pa.int32()),
        "subject": mapped.subjects,
        "row": mapped.rows,
        "column": pa.nulls(count, pa.int64()) if mapped.columns is None else mapped.columns,
        "terms": pa.array(terms, pa.list_(pa.string())),
        # Spark writes the last line end itself
        "text": pc.utf8_slice_codeunits(mapped.lines, 0, -1),
    }
    return pa.record_batch(list(columns.values()), names=list(columns))


def _of_others(kind: str, texts: Iterable[str]) -> pa.RecordBatch:
    import pyarrow as pa

    found = list(texts)
    count = len(found)
    columns = {
        "kind": pa.array([kind] * count, pa.string()),
        "plan": pa.nulls(count, pa.int32()),
        "subject": pa.nulls(count, pa.string()),
        "row": pa.nulls(count, pa.int64()),
        "column": pa.nulls(count, pa.int64()),
        "terms": pa.nulls(count, pa.list_(pa.string())),
        "text": pa.array(found, pa.string()),
    }
    return pa.record_batch(list(columns.values()), names=list(columns))


def _first(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]

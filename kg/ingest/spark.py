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
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import ExtraError, StoreError
from kg.ingest.batches import BatchMapper, Mapped
from kg.ingest.opened import Opened
from kg.ingest.plan import ObservationPlan
from kg.ingest.problems import Problems
from kg.ingest.tables import TWICE, Written
from kg.model.terms import Triple

if TYPE_CHECKING:
    import pyarrow as pa

_LINES, _PROBLEM, _EMPTY, _DERIVED, _RESOLVED = "lines", "problem", "empty", "derived", "resolved"
_ROWS = 32_768
_FILE = 16 << 20  # each of the files that are laid down is a partition of its own
_SCHEMA = "kind string, subject string, said string, row bigint, text string"
_NAMES = ["kind", "subject", "said", "row", "text"]


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


def map_on_spark(
    spark: Any, opened: Opened, plans: Sequence[ObservationPlan], target: Path
) -> tuple[Written, set[Triple], dict[tuple[str, str, str], str]]:
    """Map one table on a cluster; `target` becomes a folder of N-Quads in parts.

    Returns:
        What was written, what follows from it, and what the references meant.
    """
    source = target.with_name(f".{target.name}.source")
    try:
        _lay_down(opened.batches(), source)
        mapped = spark.read.parquet(str(source)).mapInArrow(_function(opened, plans), _SCHEMA)
        mapped = mapped.persist(_disk())
        refused = _refused(mapped, opened.problems)
        written = _write(mapped, refused, target)
        told = mapped.where(mapped.kind != _LINES).select("kind", "text").toLocalIterator()
        return _gathered(told, written, opened.problems)
    finally:
        shutil.rmtree(source, ignore_errors=True)


def _disk() -> Any:
    from pyspark import StorageLevel

    return StorageLevel.DISK_ONLY


def _lay_down(batches: Iterable[pa.RecordBatch], folder: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    folder.mkdir(parents=True)
    number = 0
    for batch in batches:
        for start in range(0, batch.num_rows, _ROWS):
            part = pa.Table.from_batches([batch.slice(start, _ROWS)])
            parquet.write_table(part, folder / f"{number:06}.parquet")
            number += 1


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
    empty = 0
    for batch in batches:
        for mapper in mappers:
            for mapped in mapper.map(batch):
                empty += mapped.empty
                yield _of_lines(mapped)
    yield _of_others(_EMPTY, [str(empty)])
    yield _of_others(_PROBLEM, map(json.dumps, problems.raw()))
    for mapper in mappers:
        yield _of_others(_DERIVED, map(json.dumps, mapper.derived))
        yield _of_others(_RESOLVED, (json.dumps([*k, v]) for k, v in mapper.resolved.items()))


def _of_lines(mapped: Mapped) -> pa.RecordBatch:
    import pyarrow as pa
    import pyarrow.compute as pc

    count = len(mapped.lines)
    said = pc.binary_join_element_wise(
        *(pc.fill_null(one, "") for one in mapped.terms), " ", null_handling="skip"
    )
    lines = pc.utf8_slice_codeunits(mapped.lines, 0, -1)  # Spark writes the last line end itself
    kinds = pa.array([_LINES] * count, pa.string())
    return pa.record_batch([kinds, mapped.subjects, said, mapped.rows, lines], names=_NAMES)


def _of_others(kind: str, texts: Iterable[str]) -> pa.RecordBatch:
    import pyarrow as pa

    found = list(texts)
    void = pa.nulls(len(found), pa.string())
    columns = [pa.array([kind] * len(found), pa.string()), void, void]
    columns += [pa.nulls(len(found), pa.int64()), pa.array(found, pa.string())]
    return pa.record_batch(columns, names=_NAMES)


# ---- on the driver ---------------------------------------------------------------------------


def _refused(mapped: Any, problems: Problems) -> Any:
    """The observations that rows give different values; each is one problem."""
    from pyspark.sql import functions as f

    lines = mapped.where(mapped.kind == _LINES)
    keys = lines.groupBy("subject").agg(f.min("said").alias("a"), f.max("said").alias("b"))
    refused = keys.where("a <> b").select("subject").persist(_disk())
    rows = (
        lines.join(refused, "subject").groupBy("subject").agg(f.sort_array(f.collect_list("row")))
    )
    for _, numbers in rows.toLocalIterator():
        problems.add(TWICE.format(rows=", ".join(map(str, numbers[:10]))), row=numbers[0])
    return refused


def _write(mapped: Any, refused: Any, target: Path) -> Written:
    from pyspark.sql import functions as f

    lines = mapped.where(mapped.kind == _LINES)
    lines = lines.join(f.broadcast(refused), "subject", "left_anti")
    lines.select("text").write.mode("overwrite").text(str(target))
    for part in sorted(target.iterdir()):
        if part.name.startswith("part-"):
            part.rename(part.with_suffix(".nq"))
        else:
            part.unlink()
    return Written(observations=lines.select("subject").distinct().count())


def _gathered(
    told: Iterable[tuple[str, str]], written: Written, problems: Problems
) -> tuple[Written, set[Triple], dict[tuple[str, str, str], str]]:
    derived: set[Triple] = set()
    resolved: dict[tuple[str, str, str], str] = {}
    for kind, text in told:
        found = json.loads(text)
        if kind == _EMPTY:
            written.empty += found
        elif kind == _PROBLEM:
            problems.add(**found)
        elif kind == _DERIVED:
            derived.add(Triple(*found))
        else:
            resolved[found[0], found[1], found[2]] = found[3]
    return written, derived, resolved


def _first(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]

"""The function that maps batches is pure: any process gives the same lines for the same rows."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa

from kg.ingest.tables.spark import mapped_partition
from tests.mapping import planned


def mapped(packed: bytes, batches: bytes) -> list[tuple[str, str]]:
    """Map batches as a worker does that has nothing but what it was sent."""
    found = mapped_partition(packed, [], pa.ipc.open_stream(batches))
    return [(row["kind"], row["text"]) for one in found for row in one.to_pylist()]


def sent(batches: list[pa.RecordBatch]) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batches[0].schema) as stream:
        for batch in batches:
            stream.write_batch(batch)
    return bytes(sink.getvalue())


def parts(batch: pa.RecordBatch, size: int) -> Iterator[pa.RecordBatch]:
    for start in range(0, batch.num_rows, size):
        yield batch.slice(start, size)


def test_several_processes_give_the_lines_of_one(tmp_path: Path) -> None:
    table = planned(tmp_path, 3000)
    packed = pickle.dumps(table.plans)
    pieces = [sent([part]) for batch in table.opened.batches() for part in parts(batch, 700)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = [one for each in pool.map(mapped, [packed] * len(pieces), pieces) for one in each]
    lines = {line for kind, text in found if kind == "lines" for line in text.split("\n")}
    twice = {line for line in lines if "/2019-01-01/P1Y>" in line.split(" ")[0]}
    assert sorted(lines - twice) == table.lines()
    assert len(pieces) > 4
    counts = [json.loads(text) for kind, text in found if kind == "counts"]
    assert sum(one["empty"] for one in counts) == 1
    assert sum(one["wrong"] for one in counts) == 2
    assert sum(kind == "problem" for kind, _ in found) == 2

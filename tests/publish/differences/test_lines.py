"""The lines that only one of two files has: whatever they are, and however they come."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from kg.publish.differences.lines import Differing
from kg.publish.differences.patch import write_patch
from tests.publish.differences.applying import applied

_IRIS = st.sampled_from([ox.NamedNode(f"https://example.org/{name}") for name in "abcdé\U0001f6a2"])
_LITERALS = st.builds(ox.Literal, st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
_NODES = _IRIS | st.sampled_from([ox.BlankNode("b1"), ox.BlankNode("b2")])
_QUADS = st.builds(ox.Quad, _NODES, _IRIS, _NODES | _LITERALS, _IRIS | st.just(ox.DefaultGraph()))


def dumped(quads: set[ox.Quad]) -> bytes:
    """The N-Quads of some quads, in an order that is not that of their lines."""
    store = ox.Store()
    store.extend(quads)
    return store.dump(format=ox.RdfFormat.N_QUADS) or b""


def found(folder: Path, a: bytes, b: bytes, step: int, buckets: int = 3) -> Differing:
    def writing(octets: bytes) -> object:
        def write(output: IO[bytes]) -> None:
            for start in range(0, len(octets), step):
                output.write(octets[start : start + step])

        return write

    return Differing(folder, writing(a), writing(b), buckets)  # type: ignore[arg-type]


@given(st.sets(_QUADS), st.sets(_QUADS), st.sets(_QUADS), st.integers(1, 50))
def test_a_patch_makes_b_of_a(
    both: set[ox.Quad], one: set[ox.Quad], other: set[ox.Quad], step: int
) -> None:
    a, b = dumped(both | one), dumped(both | other)
    with TemporaryDirectory() as folder:
        differing = found(Path(folder), a, b, step)
        patch = BytesIO()
        write_patch(patch, differing, "a", "b")
        removed, added = (list(differing.lines(kind)) for kind in ("removed", "added"))
    assert sorted(applied(patch.getvalue(), a)) == sorted(b.splitlines(keepends=True))
    assert removed == sorted(set(a.splitlines(True)) - set(b.splitlines(True)))
    assert added == sorted(set(b.splitlines(True)) - set(a.splitlines(True)))
    assert (differing.removed, differing.added) == (len(removed), len(added))


def test_a_last_line_without_an_end(tmp_path: Path) -> None:
    differing = found(tmp_path, b"<a:a> <a:b> <a:c> .", b"<a:a> <a:b> <a:c> .\n", 7)
    assert (differing.removed, differing.added) == (0, 0)


def test_more_lines_than_are_held(tmp_path: Path) -> None:
    a = b"".join(b"%06d\n" % number for number in range(250_000))
    b = a.replace(b"000100\n", b"").replace(b"000200\n", b"x\n")
    differing = found(tmp_path, a, b, 1 << 16, 8)
    assert list(differing.lines("removed")) == [b"000100\n", b"000200\n"]
    assert list(differing.lines("added")) == [b"x\n"]

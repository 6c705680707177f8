"""The two sides of a difference: a build or a release, as lines of N-Quads and as a view."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

import pyoxigraph as ox

from kg.errors import KgError
from kg.model.scratch import scratch
from kg.publish.release import FORMAT, MANIFEST, SUMS
from kg.store.embedded import hold_dump, open_build
from kg.store.view import View

_CHUNK = 1 << 20
_NQUADS, _CONTEXT = "claims.nq", "context.jsonld"


class Side(NamedTuple):
    """One side: what it is, which build, and how its statements are read."""

    name: str
    kind: str
    build: str
    date: str
    base: str
    lines: Callable[[IO[bytes]], None]
    """Write all of its N-Quads, each once."""
    view: Callable[[Path], View]
    """Read it as a store; the folder is a new one in which that may be written."""

    def to_dict(self) -> dict[str, Any]:
        """What it is, for JSON."""
        told = ("name", "kind", "build", "date")
        return {name: getattr(self, name) for name in told if getattr(self, name)}


def is_release(folder: Path) -> bool:
    """Whether a folder is, or once was, a release."""
    return (folder / MANIFEST).is_file() and (folder / SUMS).is_file()


def of_build(folder: Path, name: str) -> Side:
    """A build as a side.

    Raises:
        StoreError: it is damaged, or of a newer kg.
    """
    view = open_build(folder)

    def lines(output: IO[bytes]) -> None:
        view.dump(output, ox.RdfFormat.N_QUADS)

    return Side(name, "build", folder.name, "", view.base, lines, lambda _: view)


def of_release(folder: Path) -> Side:
    """A release as a side.

    Raises:
        KgError: it is damaged, of a newer kg, or has no N-Quads.
    """
    manifest = read_manifest(folder)
    file, digest = folder / _NQUADS, manifest["files"].get(_NQUADS, {}).get("sha256")
    if digest is None or not file.is_file():
        raise KgError(f"{folder} has no {_NQUADS}, which says what is in a release")

    def lines(output: IO[bytes]) -> None:
        _copy(file, output, digest)

    return Side(
        folder.name,
        "release",
        manifest["build"],
        manifest["date"],
        manifest["base"],
        lines,
        lambda place: hold_dump(file, place, manifest["base"], _prefixes(folder)),
    )


def _prefixes(folder: Path) -> dict[str, str]:
    """The prefixes that a release's JSON-LD context has, if it has one."""
    try:
        terms = json.loads((folder / _CONTEXT).read_bytes())["@context"].items()
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
    return {name: iri for name, iri in terms if isinstance(iri, str) and iri.endswith(("#", "/"))}


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a release.

    Raises:
        KgError: it is damaged, or of a newer kg.
    """
    newer = sound = False
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
        newer = found["format"] > FORMAT
        texts = [found[name] for name in ("build", "date", "base")]
        sound = all(isinstance(one, str) for one in texts) and isinstance(found["files"], dict)
    except OSError as error:
        raise KgError(f"{folder / MANIFEST} cannot be read: {error.strerror}") from None
    except (ValueError, LookupError, TypeError):
        pass  # what a newer one has may be other than what is looked for
    if newer:
        raise KgError(f"{folder} was written by a newer kg: update kg")
    if not sound:
        raise KgError(f"{folder / MANIFEST} is damaged: `kg verify {folder}` says where")
    return dict(found)


def _copy(file: Path, output: IO[bytes], digest: str) -> None:
    """Copy a file, and see that it is the one that was released.

    Raises:
        KgError: it is not.
    """
    seen = hashlib.sha256()
    with file.open("rb") as source:
        while octets := source.read(_CHUNK):
            seen.update(octets)
            output.write(octets)
    if seen.hexdigest() != digest:
        raise KgError(f"{file} is not as it was released: `kg verify {file.parent}` says more")


@contextmanager
def opened(*sides: Side) -> Iterator[list[View]]:
    """The sides as views; what was written for them is removed at the end."""
    with scratch("kg-diff-") as folder:
        yield [one.view(folder / str(number)) for number, one in enumerate(sides)]

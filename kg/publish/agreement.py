"""Whether the forms of a release say the same: statements counted and digested, in any order.

Each statement is digested alone and the digests are added up: two files hold the same statements if
number and sum are the same. So no file is held in memory.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from kg.errors import KgError
from kg.model import vocab as v
from kg.publish.exports.registry import HOMES, export_named
from kg.publish.nanopub import misfits
from kg.publish.twin import from_twin

_WHOLE = ("nquads", "trig", "rdf12")
_FLAT = ("turtle", "ntriples", "rdfxml", "jsonld")
_OCTETS = 16
_CLAIM = f"{v.TYPE} {v.CLAIM}"
_TELL_EVERY = 50_000

Step = Callable[[str, int, int], None]


class Print(NamedTuple):
    """The fingerprint of some statements, whatever their order.

    >>> Print().plus("a").plus("b") == Print().plus("b").plus("a"), Print().plus("a") == Print()
    (True, False)
    """

    number: int = 0
    total: int = 0

    def plus(self, statement: str) -> Print:
        """The fingerprint with one statement more."""
        digest = blake2b(statement.encode(), digest_size=_OCTETS).digest()
        return Print(self.number + 1, (self.total + int.from_bytes(digest)) % (1 << 8 * _OCTETS))


class Form(NamedTuple):
    """What a file holds: quads in named graphs, triples of the default graph, and claims."""

    file: str
    named: Print
    flat: Print
    claims: int


def disagreements(
    folder: Path, manifest: Mapping[str, Any], step: Step
) -> tuple[list[tuple[str, str]], list[str]]:
    """Where the forms do not say the same, or not as much as the manifest says; and remarks."""
    exports = manifest.get("exports", {})
    found: list[tuple[str, str]] = []
    forms: dict[str, Form] = {}
    for name in (*_WHOLE, *_FLAT):
        if name not in exports or name not in HOMES:
            continue
        file = export_named(name).file
        try:
            forms[name] = _read(folder / file, name, step)
        except (SyntaxError, ValueError, OSError) as error:
            found.append((file, f"cannot be read: {error}"))
    if "nanopubs" in exports and "nanopubs" in HOMES:
        found += _pressed(folder / export_named("nanopubs").file, step)
    odd, remarks = _tables(folder)
    remarks += [f"the {len(forms)} forms in RDF say the same"] if forms and not found else []
    differing = [*_compared(forms), *_counted(forms, manifest.get("counts", {}))]
    return [*found, *differing, *odd], remarks if not differing else []


def _pressed(path: Path, step: Step) -> Iterator[tuple[str, str]]:
    """Nanopublications that state something else than their Trusty URIs stand for."""
    step(path.name, 0, 0)
    try:
        for iri in misfits(path):
            yield path.name, f"{iri} does not state what its Trusty URI stands for"
    except (SyntaxError, ValueError, OSError, KgError) as error:
        yield path.name, f"cannot be read: {error}"


def _read(path: Path, name: str, step: Step) -> Form:
    named, flat, claims = Print(), Print(), 0
    for number, quad in enumerate(_quads(path, name)):
        if number % _TELL_EVERY == 0:
            step(f"{path.name}, {number:,} statements", 0, 0)
        text = str(quad)
        if isinstance(quad.graph_name, ox.DefaultGraph):
            flat = flat.plus(text)
            claims += text.endswith(_CLAIM)
        else:
            named = named.plus(text)
    return Form(path.name, named, flat, claims)


def _quads(path: Path, name: str) -> Iterator[ox.Quad]:
    form = ox.RdfFormat.from_extension(path.suffix.lstrip("."))
    quads = ox.parse(path=path, format=form)
    yield from from_twin(quad.triple for quad in quads) if name == "rdf12" else quads


def _compared(forms: Mapping[str, Form]) -> Iterator[tuple[str, str]]:
    """Each form beside the first one that holds as much."""
    for part, names in (("named", _WHOLE), ("flat", (*_WHOLE, *_FLAT))):
        some = [forms[name] for name in names if name in forms]
        for other in some[1:]:
            first, second = getattr(some[0], part), getattr(other, part)
            if first != second:
                what = "in claims" if part == "named" else "outside of them"
                sizes = f"{_sizes(first, second)} statements {what}"
                yield other.file, f"does not say what {some[0].file} says: {sizes}"


def _sizes(first: Print, second: Print) -> str:
    if first.number == second.number:
        return f"as many ({first.number:,}), but other"
    return f"{second.number:,} instead of {first.number:,}"


def _counted(forms: Mapping[str, Form], counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """The manifest's counts beside what is there."""
    if (form := forms.get("nquads")) is not None:
        found = {"quads": form.named.number + form.flat.number, "claims": form.claims}
        yield from _other(form, found, counts)
    if (form := forms.get("ntriples")) is not None:
        yield from _other(form, {"triples": form.flat.number}, counts)


def _other(
    form: Form, found: Mapping[str, int], counts: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    for name, number in found.items():
        if name in counts and counts[name] != number:
            yield form.file, f"holds {number:,} {name}, the manifest says {counts[name]:,}"


def _tables(folder: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """Where a CSV file and the Parquet file of the same name have not as many rows."""
    by_name = {path.stem: path for path in sorted(folder.rglob("*.csv"))}
    both = [(by_name[one.stem], one) for one in sorted(folder.rglob("*.parquet"))
            if one.stem in by_name]  # fmt: skip
    try:
        from pyarrow import parquet
    except ImportError:
        return [], ["rows of Parquet were not counted: that needs pyarrow"] if both else []
    found = []
    for plain, table in both:
        name = table.relative_to(folder).as_posix()
        try:
            rows, others = _rows(plain), parquet.read_metadata(table).num_rows
        except (OSError, ValueError, csv.Error) as error:
            found.append((name, f"it or {plain.name} cannot be read: {error}"))
            continue
        if rows != others:
            found.append((name, f"has {others:,} rows, {plain.name} has {rows:,}"))
    return found, []


def _rows(path: Path) -> int:
    """The rows below the head of a CSV file."""
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as file:
        return max(0, sum(1 for _ in csv.reader(file)) - 1)

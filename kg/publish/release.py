"""A release: every export of a build in one folder, with a manifest, digests and a signature.

Nothing in it tells when, where or by whom it was written: the same build gives the same octets.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from kg.errors import FormatError
from kg.model import vocab as v
from kg.model.terms import iri_text
from kg.publish.exports.export import Export, Material, Written
from kg.publish.exports.places import beside, require_place
from kg.publish.exports.registry import HOMES, export_named
from kg.publish.exports.targets import Filling
from kg.publish.signing import Signer
from kg.publish.tables.spool import Spool
from kg.store.view import View

# What a manifest's "format" says; a release with a larger number was written by a newer kg.
FORMAT = 1
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
SIGNATURE, PUBLIC = f"{SUMS}.sig", f"{SUMS}.pem"

_DATES = (f"{v.DCTERMS}issued", f"{v.DCTERMS}modified", f"{v.KG}retrieved")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

Step = Callable[[str, int, int], None]


class Origin(NamedTuple):
    """What a release is made of, and of which day it is."""

    counts: Mapping[str, int]
    inputs: Mapping[str, str]
    """The files of the project that were read, with their digests."""
    versions: Mapping[str, str]
    as_of: str = ""
    date: str = ""
    """A day; without one, the latest on which something in it was published or retrieved."""


def release(
    material: Material, origin: Origin, folder: Path, signer: Signer | None, step: Step
) -> dict[str, Any]:
    """Write a release into a new folder and return its manifest.

    Raises:
        KgError: the folder is not empty or cannot be written, or an export fails.
    """
    require_place(folder)
    with beside(folder, folder=True) as draft:
        filling = Filling(draft)
        with Spool(draft) as spool:
            left_out = dict(_exported(material._replace(spool=spool), filling, step))
        step("digests", len(HOMES), len(HOMES))
        manifest = _manifest(material, origin, filling, left_out)
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (draft / MANIFEST).write_text(f"{text}\n", encoding="utf-8")
        _seal(draft, filling.written, signer)
    return manifest


def _exported(material: Material, filling: Filling, step: Step) -> Iterable[tuple[str, str]]:
    """Write every export; tell those that cannot hold what the build has, and why."""
    for number, name in enumerate(HOMES):
        step(name, number, len(HOMES))
        export = export_named(name)
        tell = _telling(step, export, number)
        try:
            with filling.of(export) as target:
                known = material._replace(written=dict(filling.written), tell=tell)
                export.write(known, target)
        except FormatError as error:
            yield name, str(error)


def _telling(step: Step, export: Export, number: int) -> Callable[[int, int], None]:
    """Tell how much of an export is done as a part of all of them, in thousandths."""

    def tell(done: int, of: int) -> None:
        part = done * 1000 // of if of else 0
        step(export.name, number * 1000 + part, len(HOMES) * 1000)

    return tell


def _manifest(
    material: Material, origin: Origin, filling: Filling, left_out: dict[str, str]
) -> dict[str, Any]:
    listed = [export_named(name) for name in HOMES if name not in left_out]
    return {
        "format": FORMAT,
        "base": material.view.base,
        "build": material.build,
        **({"as_of": origin.as_of} if origin.as_of else {}),
        "date": origin.date or latest_day(material.view),
        "versions": dict(origin.versions),
        "counts": {**origin.counts, **_counts(material.view, filling)},
        "exports": {
            one.name: {"file": one.file, "media_type": one.media_type, "title": one.title}
            for one in listed
        },
        "left_out": left_out,
        "held_back": [dict(one) for one in material.held_back],
        "files": {
            path: {"size": file.size, "sha256": file.sha256}
            for path, file in sorted(filling.written.items())
        },
        "inputs": dict(sorted(origin.inputs.items())),
    }


def _counts(view: View, filling: Filling) -> dict[str, int]:
    """What can be counted again in the files."""
    claims = view.quads(None, _node(v.TYPE), _node(v.CLAIM), ox.DefaultGraph())
    lines = {"quads": "nquads", "triples": "ntriples"}
    files = {name: export_named(export).file for name, export in lines.items()}
    counted = {name: filling.lines[file] for name, file in files.items() if file in filling.lines}
    return {"claims": sum(1 for _ in claims), **counted}


def _node(term: str) -> ox.NamedNode:
    return ox.NamedNode(iri_text(term))


def latest_day(view: View) -> str:
    """The latest day on which something in the graph was published, changed or retrieved."""
    days = (
        quad.object.value
        for name in _DATES
        for quad in view.quads(None, ox.NamedNode(name), None, ox.DefaultGraph())
        if isinstance(quad.object, ox.Literal) and _DAY.fullmatch(quad.object.value)
    )
    return max(days, default="")


def _seal(draft: Path, written: Mapping[str, Written], signer: Signer | None) -> None:
    """Write the digests of everything, as `sha256sum` reads them, and sign them."""
    digests = {path: file.sha256 for path, file in written.items()}
    digests[MANIFEST] = hashlib.sha256((draft / MANIFEST).read_bytes()).hexdigest()
    sums = "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()
    (draft / SUMS).write_bytes(sums)
    if signer is not None:
        (draft / SIGNATURE).write_bytes(signer.sign(sums))
        (draft / PUBLIC).write_bytes(signer.public)

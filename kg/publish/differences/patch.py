"""A difference as RDF Patch: the statements that one takes away and adds to make B of A.

As https://afs.github.io/rdf-patch has it: a header, one transaction, a statement a line, without
prefixes. What is taken away comes first, each part in the order of its N-Quads.
"""

from __future__ import annotations

import uuid
from typing import IO

from kg.publish.differences.lines import Differing

MEDIA_TYPE = "application/rdf-patch"
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://w3id.org/sogdian/patch")


def write_patch(output: IO[bytes], found: Differing, a: str, b: str) -> None:
    """Write the difference of two builds, which are named by their digests.

    The patch is named by both, so that the same two give the same octets.
    """
    output.write(f"H id <uuid:{_named(a, b)}> .\n".encode())
    output.write(f"H prev <uuid:{_named(a)}> .\nTX .\n".encode())
    for mark, kind in ((b"D ", "removed"), (b"A ", "added")):
        for line in found.lines(kind):
            output.write(mark + line)
    output.write(b"TC .\n")


def _named(*names: str) -> uuid.UUID:
    return uuid.uuid5(_SPACE, " ".join(names))

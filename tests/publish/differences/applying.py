"""Applies an RDF Patch, as its specification says, to lines of N-Quads."""

from __future__ import annotations


def applied(patch: bytes, quads: bytes) -> list[bytes]:
    """The lines that a patch makes of others; it may take away and add no line in vain."""
    held = set(quads.splitlines(keepends=True))
    began = ended = False
    for line in patch.splitlines(keepends=True):
        code, _, rest = line.partition(b" ")
        match code:
            case b"H":
                assert not began, "headers come first"
            case b"TX":
                began = True
            case b"D":
                held.remove(rest)
            case b"A":
                assert rest not in held
                held.add(rest)
            case b"TC":
                ended = True
            case _:
                raise AssertionError(line)
    assert began
    assert ended
    return list(held)

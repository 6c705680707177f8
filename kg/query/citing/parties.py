"""Reads which claims of a build take part in a contradiction, as `contradictions.parties` found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kg.store.view import View

PARTIES = "parties.txt"


class Parties(NamedTuple):
    """Claims that others contradict, and classes with too many observations to be compared."""

    claims: frozenset[str]
    passed_over: frozenset[str] = frozenset()

    def to_bytes(self) -> bytes:
        """A line for the classes, then one for each claim."""
        return "\n".join((" ".join(sorted(self.passed_over)), *sorted(self.claims))).encode()

    def compared(self, observation: str) -> bool:
        """Whether an observation was held against others, by the class that its IRI names."""
        return not any(f"/{name}/" in observation for name in self.passed_over)


def parties(view: View) -> Parties | None:
    """What a build keeps; nothing for other stores.

    >>> Parties(frozenset({"https://e.org/claim/1"}), frozenset({"Visit"})).to_bytes()
    b'Visit\\nhttps://e.org/claim/1'
    """
    data = view.kept(PARTIES)
    if data is None:
        return None
    classes, *claims = data.decode().split("\n")
    return Parties(frozenset(claims), frozenset(classes.split()))

"""The names of a build as lines, parsed only where they are looked at.

A search compares a hundred thousand names and shows ten; to make a `Label` of each would take
longer than the search.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import overload

from kg.store.view import Label


class Names(Sequence[Label]):
    """Labels in the order of their IRIs."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = [line for line in lines if line]

    @classmethod
    def of(cls, labels: Iterable[Label]) -> Names:
        """Take labels that stand in no file; a text holds no tabs and no line ends.

        >>> names = Names.of([Label("http://b", "X", "name", "en", "B"),
        ...                   Label("http://a", "X", "name", "", "a\\tb")])
        >>> names.texts(), names[0].iri, names.about("http://b")[0].text
        (['a b', 'B'], 'http://a', 'B')
        """
        return cls(sorted(map(_line, labels)))

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> Label: ...
    @overload
    def __getitem__(self, index: slice) -> list[Label]: ...
    def __getitem__(self, index: int | slice) -> Label | list[Label]:
        if isinstance(index, slice):
            return [Label(*line.split("\t")) for line in self._lines[index]]
        return Label(*self._lines[index].split("\t"))

    def texts(self) -> list[str]:
        """The names themselves, in order."""
        return [line[line.rfind("\t") + 1 :] for line in self._lines]

    def about(self, iri: str) -> list[Label]:
        """The labels of one IRI."""
        start = f"{iri}\t"
        found = []
        for index in range(bisect_left(self._lines, start), len(self._lines)):
            if not self._lines[index].startswith(start):
                break
            found.append(self[index])
        return found


def _line(label: Label) -> str:
    line = "\t".join(label)
    if line.count("\t") < len(label) and "\n" not in line:
        return line
    return "\t".join(" ".join(part.split()) for part in label)

"""The names of a build, searched as octets and parsed only where they are looked at.

A search compares a hundred thousand names and shows ten; to make a `Label` of each, or to fold each
again, would take longer than the search. So a build writes them folded, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import overload

from kg.model.names import fold_all
from kg.store.view import Label


class Names(Sequence[Label]):
    """Labels in the order of their IRIs."""

    def __init__(self, data: bytes = b"") -> None:
        """Take lines that hold a label and its text as it is compared, in order."""
        self.data = data

    @classmethod
    def read(cls, data: bytes) -> Names:
        """Take the file of a build; those of kg before 2026-11-26 have no folded texts."""
        if data.count(b"\t", 0, data.find(b"\n")) == len(Label._fields):
            return cls(data)
        return cls.of(_label(line) for line in data.decode().split("\n") if line)

    @classmethod
    def of(cls, labels: Iterable[Label]) -> Names:
        """Take labels that stand in no file; a text holds no tabs and no line ends.

        >>> names = Names.of([Label("http://b", "X", "name", "en", "B"),
        ...                   Label("http://a", "X", "name", "", "A\\tb")])
        >>> names.folded(), names[0].iri, names.about("http://b")[0].text
        (['a b', 'b'], 'http://a', 'B')
        """
        lines = sorted(map(_line, labels))
        folded = fold_all([line[line.rfind("\t") + 1 :] for line in lines])
        pairs = zip(lines, folded, strict=True)
        return cls("".join(f"{line}\t{name}\n" for line, name in pairs).encode())

    def __len__(self) -> int:
        return self.data.count(b"\n")

    @overload
    def __getitem__(self, index: int) -> Label: ...
    @overload
    def __getitem__(self, index: slice) -> list[Label]: ...
    def __getitem__(self, index: int | slice) -> Label | list[Label]:
        found = self._lines[index]
        return _label(found) if isinstance(found, str) else [_label(line) for line in found]

    @cached_property
    def _lines(self) -> list[str]:
        return self.data.decode().split("\n")[:-1]

    def folded(self) -> list[str]:
        """The names as they are compared, in order."""
        return [line[line.rfind("\t") + 1 :] for line in self._lines]

    def holding(self, folded: str) -> Names:
        """The labels in whose folded text another one stands.

        >>> names = Names.of([Label("http://a", "X", "name", "en", text) for text in ("Aß", "b")])
        >>> list(names.holding("ss"))
        [Label(iri='http://a', class_name='X', kind='name', language='en', text='Aß')]
        """
        wanted, found, start = folded.encode(), [], 0
        while (hit := self.data.find(wanted, start)) >= 0:
            end = self.data.find(b"\n", hit) + 1
            start = self.data.rfind(b"\t", hit, end) + 1
            if not start:
                found.append(self.data[self.data.rfind(b"\n", 0, hit) + 1 : end])
                start = end
        return Names(b"".join(found))

    def called(self, folded: str) -> list[Label]:
        """The labels whose folded text is this one."""
        few = self.holding(folded)
        return [label for label, name in zip(few, few.folded(), strict=True) if name == folded]

    def about(self, iri: str) -> list[Label]:
        """The labels of one IRI."""
        wanted, found = f"{iri}\t".encode(), []
        start = self._first(wanted)
        while self.data.startswith(wanted, start):
            end = self.data.find(b"\n", start) + 1
            found.append(_label(self.data[start:end].decode()))
            start = end
        return found

    def _first(self, wanted: bytes) -> int:
        """Where the first line begins that does not stand before some octets."""
        low, high = 0, len(self.data)
        while low < high:
            start = self.data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            if self.data[start : start + len(wanted)] < wanted:
                low = self.data.find(b"\n", start) + 1
            else:
                high = start
        return low


def _label(line: str) -> Label:
    return Label(*line.split("\t")[: len(Label._fields)])


def _line(label: Label) -> str:
    line = "\t".join(label)
    if line.count("\t") < len(label) and "\n" not in line:
        return line
    return "\t".join(" ".join(part.split()) for part in label)

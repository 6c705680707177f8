"""Collects what is wrong in an RDF file: one issue for each fault, with its first subject."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import Where
from kg.issues import Issue
from kg.model.terms import Term

MOST = 1_000  # different faults of one file that are listed


class Problems:
    """The problems of one RDF file; a fault of many subjects is one issue."""

    def __init__(self, file: str, dataset: str) -> None:
        self.file = file
        self.dataset = dataset
        self._more = 0
        self._found: dict[tuple[str, str], tuple[str, str, set[str]]] = {}

    def add(
        self, message: str, *, subject: Term = "", predicate: str = "", value: str = ""
    ) -> None:
        """Note a problem; those that differ in subject and value alone are one, with the first."""
        if len(self._found) >= MOST and (message, predicate) not in self._found:
            self._more += 1
            return
        known = self._found.setdefault((message, predicate), (subject.strip("<>"), value, set()))
        known[2].add(subject)

    def issues(self) -> Iterator[Issue]:
        """The problems as warnings, in the order in which they were found."""
        for (message, predicate), (subject, value, subjects) in self._found.items():
            many = len(subjects)
            more = f" ({many:,} subjects, of which this is the first)" if many > 1 else ""
            where = Where(self.file, record=subject, property=predicate)
            yield Issue("warning", message + more, where, self.dataset, value[:200])
        if self._more:
            message = f"{self._more:,} more faults are not listed: mend the first {MOST:,}"
            yield Issue("warning", message, Where(self.file), self.dataset)

    def __len__(self) -> int:
        return len(self._found)

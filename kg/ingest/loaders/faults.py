"""What a loader could not read, told row by row, and never more often than anybody reads it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kg.ingest.tables.table import Report

MOST = 1000


@dataclass(slots=True)
class Faults:
    """Tells faults to `report`: of each kind the first `MOST`, and at the end how many more."""

    report: Report
    counts: Counter[str] = field(default_factory=Counter)

    def tell(self, kind: str, message: str, *, row: int, column: str = "", value: str = "") -> None:
        """Tell one fault, whose like are counted as `kind`."""
        self.counts[kind] += 1
        if self.counts[kind] <= MOST:
            self.report(message, row=row, column=column, value=value)

    def end(self) -> None:
        """Say what was only counted."""
        for kind, count in self.counts.items():
            if count > MOST:
                self.report(f"{count - MOST:,} more rows {kind}; {count:,} in all")

"""What a validation found, as people look for it."""

from __future__ import annotations

from typing import NamedTuple

from kg.errors import Where
from kg.query.validation.finding import Finding


class Located(NamedTuple):
    """A finding as people look for it: the thing by its name, the document, the line."""

    finding: Finding
    label: str
    short: str
    document: str = ""
    """The title of the document, or its short form."""
    record: str = ""
    dataset: str = ""
    where: Where = Where()


class Report(NamedTuple):
    """What was found; a graph is valid if nothing of it is a violation."""

    found: tuple[Located, ...]
    remarks: tuple[str, ...] = ()

    @property
    def violations(self) -> int:
        """How many are violations, and no warnings."""
        return sum(one.finding.severity == "error" for one in self.found)

    @property
    def valid(self) -> bool:
        """Whether nothing is a violation."""
        return not self.violations

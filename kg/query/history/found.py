"""One line of a history: who said what when, and what that changed."""

from __future__ import annotations

from typing import Any, NamedTuple

from kg.query.looking.attribution import Attribution

FIRST, REPEATED, CHANGED = "first said", "repeated", "changed"
DENIED, RETRACTED, REVISED = "denied", "retracted", "revised"


class Change(NamedTuple):
    """What one claim did to an answer: `before` is the one that stood, `after` what it says.

    `date` is that of its document, or the day of a retraction; `dated` says which. `how` is first
    said, repeated, changed, denied, retracted or revised.
    """

    date: str
    how: str
    about: str
    respect: str
    circumstances: tuple[tuple[str, str], ...]
    before: str
    after: str
    attribution: Attribution
    dated: str = ""
    note: str = ""
    record: str = ""
    places: tuple[str, ...] = ()

    @property
    def when(self) -> str:
        """The date, marked where it is none of issue."""
        return f"{self.dated} {self.date}" if self.dated == "retrieved" else self.date

    @property
    def around(self) -> str:
        """The circumstances in one line."""
        return "; ".join(f"{name}: {value}" for name, value in self.circumstances)

    def to_dict(self) -> dict[str, Any]:
        """What is known, for JSON."""
        fields = self._asdict() | {
            "circumstances": dict(self.circumstances),
            "attribution": self.attribution.to_dict(),
            "places": list(self.places),
        }
        return {name: value for name, value in fields.items() if value}

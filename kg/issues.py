"""Issues are data: one JSON line for each recorded problem of the data, with its place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from kg.errors import KgError, Where


class Issue(NamedTuple):
    """One recorded problem. `severity` is "error" (the build fails) or "warning" (it goes on)."""

    severity: str
    message: str
    where: Where
    dataset: str = ""
    value: str = ""

    @classmethod
    def of(cls, error: KgError, dataset: str = "", value: str = "") -> Issue:
        """Record an error that somebody caught."""
        return cls("error", error.message, error.where, dataset, value)

    @classmethod
    def from_dict(cls, flat: dict[str, Any]) -> Issue:
        """Read what `to_dict` wrote."""
        where = Where(**{key: flat[key] for key in Where._fields if key in flat})
        texts = (flat["severity"], flat["message"])
        return cls(*texts, where, flat.get("dataset", ""), flat.get("value", ""))

    def __str__(self) -> str:
        place = str(self.where)
        return f"{place}: {self.message}" if place else self.message

    def to_dict(self) -> dict[str, object]:
        """The flat form of the JSON line; empty fields are left out."""
        flat = {"severity": self.severity, "dataset": self.dataset, **self.where._asdict()}
        flat |= {"value": self.value, "message": self.message}
        return {key: value for key, value in flat.items() if value}


def write_issues(path: Path, issues: Iterable[Issue]) -> None:
    """Write JSON lines, one issue each, in the order given."""
    lines = (json.dumps(issue.to_dict(), ensure_ascii=False) + "\n" for issue in issues)
    path.write_text("".join(lines), encoding="utf-8")


def read_issues(path: Path) -> Iterator[Issue]:
    """Read what `write_issues` wrote."""
    for line in filter(None, path.read_text(encoding="utf-8").split("\n")):
        yield Issue.from_dict(json.loads(line))

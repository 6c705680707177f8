"""Issues are data: one JSON line for each recorded problem of the data, with its place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from kg.errors import KgError, Where
from kg.project import Project

ISSUES = "issues.jsonl"


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

    def concerns(self, dataset: str, file: str) -> bool:
        """Whether it is of a dataset and a file, named in full or by its end; "" is any.

        >>> Issue("warning", "odd", Where("/p/data/x/a.csv"), "x").concerns("x", "x/a.csv")
        True
        """
        near = f"/{self.where.file}".endswith(f"/{file.removeprefix('./').removeprefix('/')}")
        return dataset in ("", self.dataset) and (not file or near)

    def to_line(self) -> str:
        """The JSON line."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    def to_dict(self) -> dict[str, object]:
        """The flat form of the JSON line; empty fields are left out."""
        flat = {"severity": self.severity, "dataset": self.dataset, **self.where._asdict()}
        flat |= {"value": self.value, "message": self.message}
        return {key: value for key, value in flat.items() if value}


def recorded(project: Project) -> list[Issue]:
    """The issues of the build that failed last, else of the current one.

    Raises:
        StoreError: what should be current is missing.
    """
    for folder in (project.home, project.current_build()):
        if folder and (folder / ISSUES).is_file():
            return list(read_issues(folder / ISSUES))
    return []


def write_issues(path: Path, issues: Iterable[Issue]) -> None:
    """Write JSON lines, one issue each, in the order given."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{issue.to_line()}\n" for issue in issues)


def read_issues(path: Path) -> Iterator[Issue]:
    """Read what `write_issues` wrote."""
    for line in filter(None, path.read_text(encoding="utf-8").split("\n")):
        yield Issue.from_dict(json.loads(line))

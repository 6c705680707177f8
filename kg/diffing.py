"""What differs between two builds, releases, projects, or days: `kg.diff(a, b)`.

A side is the folder of a release, a project or a build, the name of a build of the project that is
kept (or how it begins), or a date: what had been published by then.
"""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kg.errors import ParameterError, QueryError, shown
from kg.model.scratch import scratch
from kg.project import Project, find_project, is_project
from kg.publish.differences import sides
from kg.publish.differences.sides import Side
from kg.store.builds import manifest_of

if TYPE_CHECKING:
    from kg.check import Progress
    from kg.publish.differences.difference import Difference
    from kg.query.named.queries import NamedQuery

_LEAST = 6  # so many letters of a build's name tell it from others

AnyPath = str | PathLike[str]


def diff(
    a: AnyPath,
    b: AnyPath | None = None,
    *,
    project: AnyPath | None = None,
    progress: Progress | None = None,
) -> Difference:
    """Find what differs between two sides: claims, sources, and answers of the named queries.

    Args:
        a: a release, a project, a build, or a date.
        b: the same; by default the current build of the project.
        project: the one whose builds and dates are meant; its queries are asked, if `b` is no
            other project. By default the one around the working folder, else the shipped one.
        progress: is told the step, how much of it is done, and of how much.

    Raises:
        ParameterError: a side is none of these.
        KgError: it cannot be read, or is not as it was released.
    """
    from kg.check import quiet
    from kg.publish.differences.answers import unasked
    from kg.publish.differences.difference import difference

    tell = progress or quiet
    here = _Here(project, tell)
    queries, unread = here.queries(b)
    found = difference(here.side(a), here.side(b), queries, tell)
    return found._replace(answers=(*found.answers, *map(unasked, unread)))


def write_patch(
    a: AnyPath,
    b: AnyPath | None,
    output: IO[bytes],
    *,
    project: AnyPath | None = None,
    progress: Progress | None = None,
) -> bool:
    """Write what makes `b` of `a` as RDF Patch, and return whether they are the same.

    Raises:
        ParameterError: a side is none.
        KgError: it cannot be read, or is not as it was released.
    """
    from kg.check import quiet
    from kg.publish.differences.lines import Differing
    from kg.publish.differences.patch import write_patch as write

    here = _Here(project, progress or quiet)
    before, now = here.side(a), here.side(b)
    with scratch("kg-diff-") as folder:
        (progress or quiet)("statements", 0, 1)
        found = Differing(folder, before.lines, now.lines)
        write(output, found, before.build, now.build)
        return not found.removed and not found.added


class _Here:
    """The project whose builds and dates are meant, found when it is wanted."""

    def __init__(self, project: AnyPath | None, tell: Progress) -> None:
        self._given = None if project is None else Path(fspath(project))
        self._tell = tell

    @property
    def project(self) -> Project:
        return find_project(self._given)

    def side(self, given: AnyPath | None) -> Side:
        """What a side means."""
        if given is None:
            return self._of_project(self.project, self.project.root.name)
        text = fspath(given)
        path = Path(text)
        if path.is_dir():
            return self._of_folder(path)
        if text[:4].isdecimal() and (past := self._past(text)):
            return self._of_project(past, f"as of {text}")
        if build := self._kept(text):
            return sides.of_build(build, text)
        known = ", ".join(path.name[:12] for path in self._builds())
        raise ParameterError(
            f"{shown(text)} is no release, project or build (here are {known or 'none'}), and no"
            " date such as 2024-12-31"
        )

    def _of_folder(self, path: Path) -> Side:
        if sides.is_release(path):
            return sides.of_release(path.resolve())
        if is_project(path):
            found = find_project(path)
            return self._of_project(found, found.root.name)
        if (path / "manifest.json").is_file():
            return sides.of_build(path.resolve(), path.resolve().name[:12])
        raise ParameterError(f"{path} is neither a release, nor a project, nor a build")

    def _past(self, text: str) -> Project | None:
        from kg.past import read_as_of

        try:
            return self.project.at(read_as_of(text, tables=True))
        except ParameterError:
            return None

    def _builds(self) -> list[Path]:
        folder = self.project.builds
        found = sorted(folder.iterdir()) if folder.is_dir() else []
        return [path for path in found if path.name.isalnum() and manifest_of(path)]

    def _kept(self, text: str) -> Path | None:
        if len(text) < _LEAST:
            return None
        found = [path for path in self._builds() if path.name.startswith(text)]
        return found[0] if len(found) == 1 else None

    def _of_project(self, project: Project, name: str) -> Side:
        from kg.build import build, require_no_errors
        from kg.past import is_there

        stale = project.is_part and not is_there(project)
        folder = None if stale else project.current_build()
        if folder is None:
            require_no_errors(build(project, self._tell, wait=True))
            folder = project.current_build()
        assert folder is not None
        return sides.of_build(folder, name)

    def queries(self, b: AnyPath | None) -> tuple[list[NamedQuery], list[QueryError]]:
        """The queries that are asked: those of `b`, if it is a project; and why others are not."""
        from kg.query.named.queries import readable

        other = None if b is None else Path(fspath(b))
        own = other is not None and other.is_dir() and is_project(other)
        return readable((find_project(other) if own else self.project).queries)

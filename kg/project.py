"""What a project folder is, and which one is meant.

A project holds `ontology/`, `data/` and `queries/`. Its builds stand in `.kg/` beside them, except
for the project that an installed distribution ships: that folder may be read-only and shared, so
its builds go to the user's data directory.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kg.errors import ProjectError, StoreError, shown

SHIPPED = Path(__file__).parent / "shipped"


class AsOf(NamedTuple):
    """What had been published by a day; tables of figures only where they are asked for."""

    day: date
    tables: bool = False

    @property
    def name(self) -> str:
        """What such a build is told from others by, such as `2025-01-31`."""
        return f"{self.day.isoformat()}{'-tables' if self.tables else ''}"

    @classmethod
    def named(cls, name: str) -> AsOf | None:
        """What a name means; nothing, if it is none."""
        try:
            return cls(date.fromisoformat(name.removesuffix("-tables")), name.endswith("-tables"))
        except ValueError:
            return None


class Project(NamedTuple):
    """A project folder and the folder that holds its builds.

    With `as_of` it is what had been published by then; `released`, what may leave to others: the
    same sources, and builds of their own.
    """

    root: Path
    home: Path
    as_of: AsOf | None = None
    released: bool = False

    def at(self, as_of: AsOf) -> Project:
        """The same project, as of a day."""
        return Project(self.root, self.past / as_of.name, as_of)

    def to_release(self) -> Project:
        """The same project, as of the same day if any, without what may not leave."""
        name = self.as_of.name if self.as_of else "now"
        return Project(self.root, self.leaving / name, self.as_of, released=True)

    @property
    def is_part(self) -> bool:
        """Whether it is less than all of its sources."""
        return self.as_of is not None or self.released

    @property
    def whole(self) -> Project:
        """The project with all of its sources."""
        return Project(self.root, self.home.parent.parent) if self.is_part else self

    @property
    def past(self) -> Path:
        """The folder of what had been published by this day or that, one folder each."""
        return self.whole.home / "as-of"

    @property
    def leaving(self) -> Path:
        """The folder of what may leave, of all and as of this day or that, one folder each."""
        return self.whole.home / "released"

    @property
    def sources(self) -> Path:
        """The folder of what was fetched or unpacked."""
        return self.whole.home / "sources"

    @property
    def ontology(self) -> Path:
        """The folder of `*.ttl` files and of rules: `rules/*.ru` conclude, `rules/*.rq` check."""
        return self.root / "ontology"

    @property
    def data(self) -> Path:
        """The folder of datasets."""
        return self.root / "data"

    @property
    def queries(self) -> Path:
        """The folder of named queries."""
        return self.root / "queries"

    @property
    def builds(self) -> Path:
        """The folder of builds, one folder each."""
        return self.home / "builds"

    @property
    def bases(self) -> Path:
        """The folder of the stores that hold large tables between builds."""
        return self.home / "base"

    @property
    def current(self) -> Path:
        """The file that names the current build."""
        return self.home / "current"

    def current_build(self) -> Path | None:
        """The folder of the current build, or None if nothing was built yet."""
        try:
            name = self.current.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is no text"
            raise StoreError(f"{self.current} cannot be read: {reason}; run `kg build`") from None
        folder = self.builds / name
        if not name or not folder.is_dir():
            raise StoreError(
                f"{self.current} names the build {shown(name)}, which is not there; run `kg build`"
            )
        return folder


def is_project(folder: Path) -> bool:
    """Whether a folder holds an ontology and data."""
    return any((folder / "ontology").glob("*.ttl")) and (folder / "data").is_dir()


def shipped_root() -> Path:
    """The project that comes with `kg`: inside the wheel, or the checkout around the package."""
    return SHIPPED if SHIPPED.is_dir() else Path(__file__).parent.parent


def find_project(path: Path | None = None) -> Project:
    """Return the project at `path`, else the one around the working folder, else the shipped one.

    Raises:
        ProjectError: `path` is given and is no project, or the project here has lost its data.
    """
    if path is not None:
        return _given(path.resolve())
    here = Path.cwd()
    for folder in (here, *here.parents):
        if is_project(folder):
            return Project(folder, folder / ".kg")
        if _lacks_data(folder):
            raise ProjectError(
                f"{folder} has ontology/ and queries/ but no data/; is it moved away?"
            )
    return _shipped()


def _lacks_data(folder: Path) -> bool:
    """Whether a folder was a project, and would be passed over for the shipped one in silence."""
    parts = any((folder / "ontology").glob("*.ttl")) and (folder / "queries").is_dir()
    return parts and not (folder / "data").exists()


def _given(root: Path) -> Project:
    if not root.is_dir():
        raise ProjectError(f"there is no folder {root}")
    if not is_project(root):
        raise ProjectError(
            f"{root} is no project: it needs ontology/*.ttl and data/ (`kg init DIR` makes one)"
        )
    return Project(root, root / ".kg")


def _shipped() -> Project:
    root = shipped_root()
    if not is_project(root):
        raise ProjectError("no project here, and this installation ships none; use --project DIR")
    if root != SHIPPED and os.access(root, os.W_OK):
        return Project(root, root / ".kg")
    import hashlib  # 3 ms that most questions do not need

    from platformdirs import user_data_path

    tag = hashlib.sha256(str(root).encode()).hexdigest()[:12]
    return Project(root, user_data_path("sogdian") / tag)

"""A working project of somebody else's own, to be changed rather than written from nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kg.errors import ProjectError

TEMPLATE = Path(__file__).parent / "template"
_EXAMPLE_BASE = "https://example.org/books/"


def init(folder: Path, *, base: str | None = None) -> list[Path]:
    """Write a small project that builds and answers at once; return the files written.

    Args:
        folder: a new or an empty folder.
        base: what the IRIs of the project start with; an example address if not given.

    Raises:
        ProjectError: the folder holds something, cannot be written, or the base is no such IRI.
    """
    base = _checked(base or f"https://example.org/{_slug(folder)}/")
    _refuse_unless_empty(folder)
    made: list[Path] = []
    try:
        for source in _sources():
            made.append(_target(source, folder))
            _write(source, made[-1], base)
    except OSError as error:
        _take_back(made, folder)
        raise ProjectError(f"{made[-1]} cannot be written: {error.strerror or error}") from error
    return made


def _refuse_unless_empty(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise ProjectError(f"{folder} is a file; name a new or an empty folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise ProjectError(f"{folder} is not empty; name a new or an empty folder")


def _sources() -> Iterator[Path]:
    return (path for path in sorted(TEMPLATE.rglob("*")) if path.is_file())


def _target(source: Path, folder: Path) -> Path:
    relative = source.relative_to(TEMPLATE)
    return folder / (".gitignore" if relative.name == "gitignore" else relative)


def _take_back(made: list[Path], folder: Path) -> None:
    """Remove what was written, so that a second attempt finds the folder empty again."""
    for path in reversed(made):
        with suppress(OSError):
            path.unlink(missing_ok=True)
            for above in path.relative_to(folder).parents[:-1]:
                (folder / above).rmdir()


def _write(source: Path, target: Path, base: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    text = source.read_text(encoding="utf-8").replace(_EXAMPLE_BASE, base)
    target.write_text(text, encoding="utf-8")


def _checked(base: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`#?]+/", base):
        raise ProjectError(f"the base {base!r} must be an http(s) address that ends in /")
    return base


def _slug(folder: Path) -> str:
    """Name the project after its folder, as far as an IRI can.

    >>> _slug(Path("/home/x/My Books")), _slug(Path("/home/x/книги"))
    ('my-books', 'project')
    """
    return re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "project"

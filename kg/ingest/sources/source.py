"""From what a dataset calls its file to a file that a loader can read.

A path inside the dataset's folder, or an address of the web; packed or not. What had to be fetched
or unpacked stands in a cache that the caller names, under names of our own making.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from unicodedata import normalize

from kg.errors import DatasetError, Where, did_you_mean, some
from kg.ingest.loaders import is_known
from kg.ingest.loaders.kinds import kind_of, opening, read_head, state_of
from kg.ingest.sources.addresses import Allowed, Limits, public
from kg.ingest.sources.archives import SINGLE, expand, members, safe_name, unzip
from kg.ingest.sources.fetching import Fetched, fetch, file_name, is_address, partial

_MOST_SHOWN, _MOST_LOOKED_AT = 12, 24
FETCHED = "fetched"  # the folder of a cache in which what was fetched stands


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, what it was unpacked from, and how it was fetched, if it was."""

    file: Path
    packed: Path | None = None
    fetched: Fetched | None = None
    member: str = ""


def source(
    name: str,
    folder: Path,
    cache: Path,
    *,
    member: str = "",
    again: bool = False,
    limits: Limits | None = None,
    allowed: Allowed = public,
) -> Source:
    """The file that `file:` (and `member:`) of a table mean; `folder` is the dataset's.

    Raises:
        DatasetError: there is none, it cannot be had, or it must not be read.
    """
    fetched = None
    if is_address(name):
        file, fetched = fetch(name, cache / FETCHED, again=again, limits=limits, allowed=allowed)
    else:
        file = _inside(name, folder)
    unpacked, member = _unpacked(file, cache / "unpacked", member)
    if unpacked is None:
        return Source(file, fetched=fetched)
    return Source(unpacked, file, fetched, member)


def _inside(name: str, folder: Path) -> Path:
    """A file of the dataset's folder."""
    if "://" in name:
        scheme = name.partition(":")[0]
        message = f"{scheme}: is no address that can be fetched, known are http and https"
        raise DatasetError(message, where=Where(name))
    if not name or not safe_name(name):
        message = "must be a path inside the dataset's folder, or an http or https address"
        raise DatasetError(message, where=Where(name))
    file = _spelled(folder / name)
    if not file.exists():
        near = did_you_mean(
            name, sorted(one.name for one in file.parent.glob("*") if one.is_file())
        )
        raise DatasetError(f"there is no such file: {near}", where=Where(str(file)))
    return file


def _spelled(file: Path) -> Path:
    """The file of that name, however its letters are composed: some systems take й apart."""
    if file.exists():
        return file
    name = normalize("NFC", file.name)
    alike = [one for one in file.parent.glob("*") if normalize("NFC", one.name) == name]
    return alike[0] if alike else file


def _unpacked(file: Path, cache: Path, member: str) -> tuple[Path | None, str]:
    """What is in an archive, and which member of several that is; none if it is no archive."""
    kind = kind_of(read_head(file))
    if kind == "zip":
        return _unzipped(file, cache, member)
    if member:
        raise DatasetError(f'has no member "{member}": it is no zip', where=Where(str(file)))
    if kind in SINGLE:
        name = file.stem if file.suffix.lower() == f".{kind}" else file.name
        return _once(file, cache, name, lambda to: expand(file, kind, to)), ""
    return None, ""


def _unzipped(file: Path, cache: Path, member: str) -> tuple[Path, str]:
    """The member that is meant: the one stated, the only one, or the only one that is known.

    Publishers lay descriptions beside the data: of the World Bank's three files one is a table.

    Raises:
        DatasetError: there is none, several, or one that climbs out of the archive.
    """
    names = members(file)
    if not names:
        raise DatasetError("is an empty archive", where=Where(str(file)))
    if member or len(names) == 1:
        return _taken(file, cache, member or names[0]), member
    known = _known(file, cache, names)
    if len(known) != 1:
        which = f"{some(known or names[:_MOST_SHOWN], len(known or names))}"
        several = "has several tables" if known else "has several members"
        raise DatasetError(f"{several}, say which: member: {which}", where=Where(str(file)))
    return _taken(file, cache, known[0]), known[0]


def _known(file: Path, cache: Path, names: list[str]) -> list[str]:
    """Those members that are tables of a known publisher; of very many, nobody looks."""
    if len(names) > _MOST_LOOKED_AT:
        return []
    return [name for name in names if is_known(_taken(file, cache, name))]


def _taken(file: Path, cache: Path, member: str) -> Path:
    names = members(file)
    if member not in names:
        hint = did_you_mean(member, names)
        raise DatasetError(f'has no member "{member}": {hint}', where=Where(str(file)))
    if not safe_name(member):
        message = f'its member "{member}" would stand outside the archive: it is not unpacked'
        raise DatasetError(message, where=Where(str(file)))
    return _once(file, cache, member, lambda to: unzip(file, member, to))


@lru_cache(maxsize=1)
def _digest(file: Path, _: tuple[int, int]) -> str:
    """The checksum of an archive, found once for all of its members that are looked at."""
    with opening(file), file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _once(file: Path, cache: Path, name: str, unpack: Callable[[Path], None]) -> Path:
    """What an archive unpacks to, in the cache under its checksum, so that it is done once."""
    folder = (
        cache / _digest(file, state_of(file))[:32] / hashlib.sha256(name.encode()).hexdigest()[:8]
    )
    done = folder / file_name(name)
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with partial(folder) as part:
            unpack(part)
            part.replace(done)
    return done

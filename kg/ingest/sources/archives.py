"""Archives, without their traps: a small one that becomes a huge file, a member that climbs.

What an archive says of its own sizes can be a lie, so a member is counted while it is unpacked.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from kg.errors import DatasetError, Where

# The densest table of figures known to us, a million rows of zeros, packs 1 to 400.
GIGABYTE = 1 << 30
LARGEST = 16 * GIGABYTE
RATIO = 500
_FREE = 64 << 20  # what may be unpacked at any ratio
_CHUNK = 1 << 20
_LIMITS = f"at most {LARGEST // GIGABYTE} GB, and {RATIO} times its packed size, are unpacked"


def check_archive(file: Path) -> None:
    """Refuse a zip archive that by its own directory becomes too large.

    Raises:
        DatasetError: it does, or it is no archive.
    """
    with _reading(file), zipfile.ZipFile(file) as archive:
        total = sum(member.file_size for member in archive.infolist())
    _check(file, total, file.stat().st_size)


def members(file: Path) -> list[str]:
    """The names of the files in a zip archive, without what macOS adds."""
    with _reading(file), zipfile.ZipFile(file) as archive:
        names = [member.filename for member in archive.infolist() if not member.is_dir()]
    return [name for name in names if not name.startswith("__MACOSX/")]


def unzip(file: Path, member: str, to: Path) -> None:
    """Unpack one member of a zip archive into a file of our own naming.

    Raises:
        DatasetError: the archive is broken, locked, or too large when unpacked.
    """
    with _reading(file), zipfile.ZipFile(file) as archive:
        packed = archive.getinfo(member).compress_size
        with archive.open(member) as stream:
            _copy(file, stream, to, packed)


# What holds one file, by its kind. Its name ends in a point and the kind.
SINGLE: Mapping[str, Callable[[Path], Any]] = {
    "gz": gzip.open,
    "bz2": bz2.open,
    "xz": lzma.open,
}


def expand(file: Path, kind: str, to: Path) -> None:
    """Unpack a file that holds one; as `unzip`."""
    with _reading(file), SINGLE[kind](file) as stream:
        _copy(file, stream, to, file.stat().st_size)


def safe_name(member: str) -> bool:
    """Whether a member's name stays inside the archive's folder.

    >>> safe_name("data/a.csv"), safe_name("../a.csv"), safe_name("/etc/a"), safe_name("C:\\\\a")
    (True, False, False, False)
    """
    path = PurePosixPath(member.replace("\\", "/"))
    drive = member[1:2] == ":" and member[:1].isalpha()
    return not (path.is_absolute() or drive or ".." in path.parts)


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError) as error:
        raise DatasetError(f"is no archive that can be read: {error}", where=_at(file)) from error
    except (NotImplementedError, RuntimeError) as error:  # an unknown method, a password
        raise DatasetError(f"cannot be unpacked: {error}", where=_at(file)) from error
    except OSError as error:
        message = f"cannot be unpacked: {error.strerror or error}"
        raise DatasetError(message, where=_at(file)) from error


def _copy(file: Path, stream: IO[bytes], to: Path, packed: int) -> None:
    size = 0
    with to.open("wb") as target:
        read: Callable[[], bytes] = lambda: stream.read(_CHUNK)  # noqa: E731
        for chunk in iter(read, b""):
            size += len(chunk)
            _check(file, size, packed)
            target.write(chunk)


def _check(file: Path, size: int, packed: int) -> None:
    if size > LARGEST or size > max(_FREE, RATIO * packed):
        raise DatasetError(f"becomes too large when unpacked: {_LIMITS}", where=_at(file))


def _at(file: Path) -> Where:
    return Where(str(file))

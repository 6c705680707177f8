"""What a file is by its first octets, and files that cannot be read at all, as errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import DatasetError, Where, shown

HEAD = 1 << 16
_ZIP, _OLE = "zip", "xls"
_MAGIC = {
    b"PK\x03\x04": _ZIP,
    b"PK\x05\x06": _ZIP,
    b"\x1f\x8b": "gz",
    b"PAR1": "parquet",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": _OLE,
    b"\x09\x08": _OLE,
    b"%PDF": "pdf",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"BZh": "bz2",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
    b"\xfd7zXZ": "xz",
    b"SQLite format 3": "sqlite",
}
# A page that says "log in first" where a file was expected.
_HTML = re.compile(rb"\s*(?:<!doctype\s+html|<html\b)", re.IGNORECASE)


@contextmanager
def opening(file: Path) -> Iterator[None]:
    """Tell of a file that cannot be opened or read as an error of the dataset.

    >>> with opening(Path("a.csv")):
    ...     raise IsADirectoryError
    Traceback (most recent call last):
        ...
    kg.errors.DatasetError: a.csv: is a folder, not a file
    """
    try:
        yield
    except OSError as error:
        raise DatasetError(_cause(error), where=Where(str(file))) from error


def _cause(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "there is no such file"
        case IsADirectoryError():
            return "is a folder, not a file"
        case PermissionError():
            return "may not be read: permission is denied"
    return f"cannot be read: {error.strerror or error}"


def read_head(file: Path, size: int = HEAD) -> bytes:
    """The first octets of a file.

    Raises:
        DatasetError: the file cannot be read.
    """
    with opening(file), file.open("rb") as stream:
        return stream.read(size)


def state_of(file: Path) -> tuple[int, int]:
    """By what a file that was read is known to be the same still: when it changed, its size.

    Raises:
        DatasetError: there is no such file.
    """
    with opening(file):
        state = file.stat()
    return state.st_mtime_ns, state.st_size


def is_json(file: Path) -> bool:
    """Whether a file begins as JSON of several things does.

    Raises:
        DatasetError: the file cannot be read.
    """
    return read_head(file, 64).lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"["))


def kind_of(head: bytes) -> str:
    """The kind that the first octets of a file state, "" if they state none.

    >>> kind_of(b"PAR1..."), kind_of(b"a,b"), kind_of(b"PK\\x03\\x04..xl/workbook.xml")
    ('parquet', '', 'xlsx')
    """
    kind = next((name for magic, name in _MAGIC.items() if head.startswith(magic)), "")
    if _HTML.match(head):
        return "html"
    if kind == _ZIP and (b"xl/work" in head or b"[Content_Types].xml" in head[:64]):
        return "xlsx"
    if kind == _ZIP and head[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.spread"):
        return "ods"
    return kind


def refuse(file: Path, wanted: str, head: bytes) -> DatasetError:
    """The error for a file that is not of the kind wanted, naming the kind it has."""
    kind = kind_of(head)
    what = f"it is {kind}" if kind else f"it begins with {shown(repr(head[:16])[2:-1])}"
    return DatasetError(f"is not {wanted}: {what}", where=Where(str(file)))

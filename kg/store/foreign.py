"""The engine's exceptions, translated once to what they mean for the person who asked.

pyoxigraph raises built-in classes with RocksDB's messages; which file is missing says more.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import EngineError, KgError, QueryError, StoreError, SyntaxQueryError, Where

_PLACE = r"error at (\d+):(\d+)"
_REASON = r"(?:expected|one of|,) ([A-Z][\w']* (?:[^\s,]+ )+[^\s,]+)"  # a sentence, no keyword


class asking:  # noqa: N801 (it is used as `opening` is, in the way of each query)
    """Translate what parsing a query or consuming its results raises."""

    __slots__ = ("_sparql",)

    def __init__(self, sparql: str) -> None:
        self._sparql = sparql

    def __enter__(self) -> None:
        """There is nothing to prepare."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if error is not None and (said := _asking_error(self._sparql, error)):
            raise said from None


def _asking_error(sparql: str, error: BaseException) -> QueryError | None:
    if isinstance(error, SyntaxError):
        return syntax_error(sparql, error)
    if isinstance(error, UnicodeEncodeError):
        return SyntaxQueryError("the query holds half a surrogate pair, which is no text")
    if isinstance(error, ValueError):
        return QueryError(f"the store cannot answer: {error}")
    if isinstance(error, RuntimeError):
        return EngineError(f"the store cannot answer: {error}")
    return None


def syntax_error(sparql: str, error: SyntaxError) -> SyntaxQueryError:
    """Say near which words a query stops making sense.

    The parser tries keywords on the text ahead, so its place lies up to a word behind the fault.
    Where it gives a reason in words, it has read all of the query, and its place says nothing.
    """
    place = re.match(_PLACE, str(error))
    if not place:
        return SyntaxQueryError(f"the query does not parse: {error}")
    if reason := re.search(_REASON, str(error)):
        return SyntaxQueryError(f"the query means nothing: {_lower(reason[1])}")
    line, column = int(place[1]), int(place[2])
    start = sum(len(one) + 1 for one in sparql.split("\n")[: line - 1]) + column - 1
    around = " ".join(sparql[max(0, start - 30) : start + 10].split())
    near = f'near "{around}"' if start < len(sparql) else f'at its end, after "{around}"'
    return SyntaxQueryError(f"the query does not parse {near}", where=Where("", line, column))


def _lower(reason: str) -> str:
    return reason.replace("The ", "the ", 1) if reason.startswith("The ") else reason


@contextmanager
def opening(folder: Path) -> Iterator[None]:
    """Translate what opening or reading a store raises."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise store_error(folder, error) from None


def store_error(folder: Path, error: OSError | RuntimeError) -> KgError:
    """Say what is wrong with a store's folder."""
    if not folder.exists():
        return StoreError(f"there is no store at {folder}")
    if not folder.is_dir():
        return StoreError(f"{folder} is a file, not the folder of a store")
    if "lock hold" in str(error) or "/LOCK" in str(error):
        return StoreError(f"{folder} is being written by another process; try again when it ends")
    if isinstance(error, PermissionError) or _errno(error) in (errno.EACCES, errno.EROFS):
        return StoreError(f"{folder} cannot be accessed: {_reason(error)}")
    if _errno(error) == errno.ENOSPC or "No space left" in str(error):
        return StoreError(f"{folder}: the disk is full; nothing was made current")
    if isinstance(error, FileNotFoundError) and not _looks_like_store(folder):
        return StoreError(f"{folder} is no store: it has none of an Oxigraph store's files")
    return StoreError(f"{folder} is damaged or half written: {_reason(error)}")


def _looks_like_store(folder: Path) -> bool:
    return any(folder.glob("*.sst")) or any(folder.glob("MANIFEST-*"))


def _errno(error: Exception) -> int:
    return getattr(error, "errno", None) or 0


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)

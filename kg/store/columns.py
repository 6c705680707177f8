"""The observations of a build as columns: files of Parquet, and the one module that asks DuckDB.

A question names columns and the values that some of them may have. The engine passes over the
groups of rows that cannot hold them, so that a million observations take a tenth of a second.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from glob import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from kg.errors import ExtraError, StoreError, shown

COLUMNS = "columns"
FIRST, LAST = "firstDay", "lastDay"
# What it reads it can read itself: nothing is looked for on the network.
_ALONE = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
_NEEDED = ("pyarrow", "duckdb")


class Wanted(NamedTuple):
    """Which rows are wanted: those with one of the values for each of some columns.

    `months` wants periods of so many whole months that begin as calendars do: a year, a quarter, a
    month; with `moments`, single days too, on which something stood. `since` and `until` are the
    first and the last day that may be in a period.
    """

    values: Mapping[str, Collection[str]] = {}
    months: int = 0
    since: date | None = None
    until: date | None = None
    moments: bool = False


class Columns:
    """The observations of one class; `names` are its columns, its dimensions first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, as the ontology has them, and of those of the source."""
        return tuple(name for name, *_ in self._ask(f"DESCRIBE SELECT * FROM {self._files}"))

    def rows(self, select: Sequence[str], wanted: Wanted) -> list[tuple[Any, ...]]:
        """Values of some columns, in their order.

        Raises:
            StoreError: a file is missing or damaged.
        """
        tests, given = _tests(wanted)
        chosen = ", ".join(map(quoted, select))
        return self._ask(f"SELECT {chosen} FROM {self._files}{tests} ORDER BY ALL", given)

    def count(self, wanted: Wanted) -> int:
        """How many rows there are.

        Raises:
            StoreError: as for `rows`.
        """
        tests, given = _tests(wanted)
        return int(self._ask(f"SELECT count(*) FROM {self._files}{tests}", given)[0][0])

    def counts(self, name: str, wanted: Wanted) -> dict[str, int]:
        """How many rows have each value of a column, the most first.

        Raises:
            StoreError: as for `rows`.
        """
        tests, given = _tests(wanted)
        text = f"SELECT {quoted(name)}, count(*) FROM {self._files}{tests}"
        found = self._ask(f"{text} GROUP BY 1 ORDER BY 2 DESC, 1", given)
        return {value: count for value, count in found if value is not None}

    def spans(self, select: Sequence[str], wanted: Wanted) -> list[tuple[Any, ...]]:
        """For all values that some columns have together: in which spans of time, counted from 0.

        The spans are of as many months as are wanted, and stand last, as a list.

        Raises:
            StoreError: as for `rows`.
        """
        tests, given = _tests(wanted)
        chosen = ", ".join(map(quoted, select))
        span = f"(year({FIRST}) * 12 + month({FIRST}) - 1) // {int(wanted.months)}"
        text = f"SELECT {chosen}, list(DISTINCT {span}) FROM {self._files}{tests}"
        return self._ask(f"{text} GROUP BY ALL", given)

    @property
    def _files(self) -> str:
        pattern = str(Path(escape(str(self._folder))) / "*.parquet").replace("'", "''")
        return f"read_parquet('{pattern}')"

    def _ask(self, text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with _asking(self._folder) as duckdb:
            connection = duckdb.connect(config=_ALONE)
            try:
                return connection.execute(text, list(values)).fetchall()  # type: ignore[no-any-return]
            finally:
                connection.close()


def _tests(wanted: Wanted) -> tuple[str, list[Any]]:
    """The condition of a question, and the values of its marks."""
    tests = [f"{quoted(name)} IN ({_marks(values)})" for name, values in wanted.values.items()]
    given: list[Any] = [value for values in wanted.values.values() for value in values]
    if wanted.months:
        months = int(wanted.months)
        begins = f"day({FIRST}) = 1 AND month({FIRST}) % {months} = 1 % {months}"
        whole = f"{begins} AND {LAST} = {FIRST} + INTERVAL {months} MONTH - INTERVAL 1 DAY"
        tests.append(f"({whole}{f' OR {LAST} = {FIRST}' if wanted.moments else ''})")
    for bound, test in ((wanted.since, f"{FIRST} >= ?"), (wanted.until, f"{LAST} <= ?")):
        if bound is not None:
            tests.append(test)
            given.append(bound)
    return f" WHERE {' AND '.join(tests)}" if tests else "", given


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever it holds.

    >>> print(quoted('an "odd" name'))
    "an ""odd"" name"
    """
    return '"' + name.replace('"', '""') + '"'


def _marks(values: Collection[str]) -> str:
    return ", ".join("?" * len(values)) or "NULL"


@contextmanager
def _asking(folder: Path) -> Iterator[Any]:
    """Translate what the engine raises to what it means."""
    try:
        import duckdb
    except ImportError:
        raise _missing() from None
    try:
        yield duckdb
    except duckdb.Error as error:
        reason = shown(str(error).split("\n", 1)[0], most=160)
        raise StoreError(
            f"the columns in {folder} are damaged ({reason}); run `kg build`"
        ) from None


def _missing() -> ExtraError:
    return ExtraError(
        "series of figures need pyarrow and duckdb: pip install 'sogdian[tables]', then `kg build`"
    )


def open_columns(twin: Path | None, cube: str) -> Columns:
    """The columns of a class of observations.

    Args:
        twin: the folder of a build's columns; a store that is no build has none.
        cube: the local name of the class.

    Raises:
        ExtraError: what writes and reads them is not installed.
        StoreError: the build has none.
    """
    if any(find_spec(module) is None for module in _NEEDED):
        raise _missing()
    if twin is None:
        raise StoreError("only a project's build keeps its observations as columns")
    if not twin.is_dir():
        raise StoreError(f"{twin.parent} keeps no observations as columns; run `kg build`")
    if not any((twin / cube).glob("*.parquet")):
        raise StoreError(f"the build holds no observations of the class {cube}")
    return Columns(twin / cube)


def keep(cache: Path, digests: Mapping[str, str], build: Path) -> dict[str, str]:
    """Put files of columns into a new build, and return their digests by their places there.

    A file's name is that of its inputs, `columns`, its class and its source, parted by dots. No
    file is ever written again, so a build and the cache can share it.
    """
    kept = {}
    for name, digest in sorted(digests.items()):
        _, _, cls, source = name.split(".", 3)
        target = build / COLUMNS / cls / source
        target.parent.mkdir(parents=True, exist_ok=True)
        _link(cache / name, target)
        kept[target.relative_to(build).as_posix()] = digest
    if not kept and find_spec(_NEEDED[0]):
        (build / COLUMNS).mkdir()
    return kept


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)


def require_kept(build: Path, digests: Mapping[str, str]) -> None:
    """Compare the files of columns with their digests.

    Raises:
        StoreError: one is missing or was changed.
    """
    import hashlib

    for place, digest in digests.items():
        try:
            with (build / place).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise StoreError(f"{build / place} cannot be read: {error.strerror}") from None
        if found != digest:
            raise StoreError(f"{build / place} is damaged or cut short; run `kg build`")

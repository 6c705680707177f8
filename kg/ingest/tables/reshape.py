"""Reshapes a table before it is mapped: one SELECT of the dataset, run by DuckDB.

Unpivoting, joining and filtering are no mapping. The statement sees the table as `source`, every
column as text, and keeps the row of each line, so that a claim still knows where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import DatasetError, ExtraError, Where, shown
from kg.ingest.tables.table import BATCH_ROWS, COLUMN, ROW, Table

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

# The statement reads the table and nothing else: no file, no network, no setting that undoes this.
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "threads": "1",
    "preserve_insertion_order": "true",
}


def reshape(table: Table, file: Path) -> Table:
    """Run the SELECT of a file on a table.

    Raises:
        DatasetError: the file cannot be read, is no single SELECT, or loses the row.
        ExtraError: DuckDB is not installed.
    """
    connection = _connection()
    statement = _select(connection, file)
    source = _reader(table)
    connection.register("source", source)
    connection.execute("SET lock_configuration = true")
    with _told(file):
        found = connection.sql(statement.query)
        places = [name for name in (ROW, COLUMN) if name in found.columns]
        names = [name for name in found.columns if name not in places]
        if ROW not in found.columns:
            message = f'the SELECT must keep the column "{ROW}", the row of each line'
            raise DatasetError(message, where=Where(str(file)))
        columns = [f'"{name}"::BIGINT AS "{name}"' for name in places]
        columns += [f"coalesce({_quoted(name)}::VARCHAR, '') AS {_quoted(name)}" for name in names]
        result = found.project(", ".join(columns)).to_arrow_reader(BATCH_ROWS)
    return Table(tuple(names), _batches(result, connection, file))


def _batches(result: Any, connection: Any, file: Path) -> Iterator[pa.RecordBatch]:
    with _told(file):
        yield from result
    connection.close()


def _reader(table: Table) -> pa.RecordBatchReader:
    import pyarrow as pa

    first = next(table.batches, None)
    if first is None:
        fields = [(ROW, pa.int64()), *((name, pa.string()) for name in table.columns)]
        return pa.RecordBatchReader.from_batches(pa.schema(fields), iter(()))

    def every() -> Iterator[pa.RecordBatch]:
        yield first
        yield from table.batches

    return pa.RecordBatchReader.from_batches(first.schema, every())


def _connection() -> duckdb.DuckDBPyConnection:
    try:
        import duckdb
    except ImportError:
        raise ExtraError("reshaping needs DuckDB: pip install 'sogdian[tables]'") from None
    return duckdb.connect(":memory:", config=_CLOSED)


def _select(connection: duckdb.DuckDBPyConnection, file: Path) -> Any:
    import duckdb

    with _told(file):
        statements = connection.extract_statements(file.read_text(encoding="utf-8"))
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise DatasetError("one SELECT is wanted here", where=Where(str(file)))
    return statements[0]


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Turn what DuckDB and the system say into one error of the file."""
    import duckdb

    try:
        yield
    except UnicodeDecodeError:
        raise DatasetError("not UTF-8; save the file as UTF-8", where=Where(str(file))) from None
    except OSError as error:
        raise DatasetError(f"cannot be read: {error.strerror}", where=Where(str(file))) from None
    except duckdb.Error as error:
        raise DatasetError(_first_line(error), where=Where(str(file))) from None


def _first_line(error: Exception) -> str:
    return shown(str(error).partition("\n")[0], most=200).strip('"')


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

"""What a loader makes of a file: its own columns as batches of text, each row with its place.

Loaders know neither ontology, store nor network. They say what the file has, as it has it: every
cell is text, an empty one is the empty text, and nothing is guessed. What no loader could read is
told to `report`, with its place; the rest of the file goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

# The columns of a batch that say where in the file a row stands, as RFC 7111 counts: from 1, the
# header being a row too. COLUMN is there where one cell of a wide table became a row.
ROW, COLUMN = "#row", "#column"
BATCH_ROWS = 65_536


class Report(Protocol):
    """Takes what could not be read: what is wrong, where, and the value as it stands."""

    def __call__(
        self, message: str, *, row: int = 0, column: str = "", value: str = ""
    ) -> None: ...


@dataclass(slots=True)
class Table:
    """A table as its file has it; `batches` can be read once.

    Each batch has ROW (int64), perhaps COLUMN (int64), and `columns` (string, without nulls).
    """

    columns: tuple[str, ...]
    batches: Iterator[pa.RecordBatch]


class Loader(Protocol):
    """Reads one kind of file. `options` are those of `read:` in the mapping, as text.

    Raises:
        DatasetError: the file is none of that kind, or an option is unknown.
    """

    def __call__(self, file: Path, options: Mapping[str, str], report: Report) -> Table: ...

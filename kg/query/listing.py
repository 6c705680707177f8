"""A list of results that shows itself as a table in a notebook."""

from __future__ import annotations

from typing import Any, TypeVar

from kg.query.html import cell, table

T = TypeVar("T", bound=tuple[Any, ...])


class Listing(list[T]):
    """A list of named tuples: entities that were found, documents, datasets, issues."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(getattr(self[0], "_fields", ())) if self else ()

    def to_pandas(self) -> Any:
        """A pandas DataFrame with a column for each field."""
        from kg.query.frames import to_pandas

        return to_pandas(self.columns, self)

    def _repr_html_(self) -> str:
        return table(self.columns, (map(cell, row) for row in self))

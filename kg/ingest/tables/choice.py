"""Which rows of a table a record is made of: those whose cells have, or have not, stated values.

One file may hold several kinds of rows, each of which is a record of its own class: goods beside
services, people beside money. `where` and `unless` tell them apart by values written out; rows
that no record takes are told, since nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

WHERE, UNLESS = "where", "unless"
Values = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """Takes the rows in which each column of `where`, and none of `unless`, has a listed value.

    >>> Choice({"type": frozenset({"C"})}).takes({"type": " C"})
    True
    """

    where: Values = field(default_factory=dict)
    unless: Values = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.where or self.unless)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it looks at."""
        return (*self.where, *self.unless)

    def takes(self, row: Mapping[str, Any]) -> bool:
        """Whether a row is taken."""

        def listed(values: Values) -> Iterator[bool]:
            return (str(row[name]).strip() in some for name, some in values.items())

        return all(listed(self.where)) and not any(listed(self.unless))

    def mask(self, batch: pa.RecordBatch) -> pa.BooleanArray:
        """Which rows of a batch are taken."""
        import pyarrow as pa
        import pyarrow.compute as pc

        taken = pa.array([True] * batch.num_rows, pa.bool_())
        for wanted, values in ((True, self.where), (False, self.unless)):
            for name, some in values.items():
                cells = pc.utf8_trim_whitespace(batch.column(name))
                listed = pc.is_in(cells, value_set=pa.array(sorted(some), pa.string()))
                taken = pc.and_(taken, listed if wanted else pc.invert(listed))
        return taken

    def only(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The rows of a batch that are taken."""
        return batch.filter(self.mask(batch)) if self else batch


def choice_of(template: Mapping[str, Any]) -> Choice:
    """What a record with cells says of the rows that it is made of."""
    where, unless = (
        {name: frozenset(values) for name, values in template.get(key, {}).items()}
        for key in (WHERE, UNLESS)
    )
    return Choice(where, unless)


def untaken(batch: pa.RecordBatch, choices: Sequence[Choice]) -> pa.RecordBatch:
    """The rows that none of several records takes."""
    for choice in choices:
        if not choice:
            return batch.slice(0, 0)
        import pyarrow.compute as pc

        batch = batch.filter(pc.invert(choice.mask(batch)))
    return batch

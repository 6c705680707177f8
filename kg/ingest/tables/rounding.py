"""By how much a sum of rounded numbers may differ from the rounded sum.

Each number may be off by half a unit of its last digit, a total as well as its parts. What the last
digit is, the file shows: the finest of the numbers that belong together, since programs leave out
zeros at the end. A count (a whole number by the ontology, as it stands in the file) is exact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.ingest.tables.cells import Cell, Leaf
from kg.ingest.tables.plan import Slot
from kg.model import vocab as v

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Rounding:
    """How one measure of a table is rounded: nothing is, if it is `exact`."""

    factor: Decimal
    exact: bool = False
    within: Decimal | None = None

    @classmethod
    def of(cls, slot: Slot, within: str) -> Rounding:
        """How the cells of a property are rounded, or by how much the mapping says they are."""
        times = slot.leaf.frame.times if isinstance(slot.leaf, Cell) else ""
        exact = slot.prop.datatype == f"{v.XSD}integer" and not times
        stated = Decimal(within) if within else None
        return cls(abs(Decimal(times or 1)), exact, stated)

    def most(self, fine: int, digit: int, coarse: float) -> Decimal:
        """How much a total and its parts may be apart.

        Args:
            fine: how many of the numbers are written to the unit, or behind the point.
            digit: the finest of their last digits, as a power of ten.
            coarse: the sum of the last digits of the others, such as 100000000 of 1.77341E+13.

        >>> Rounding(Decimal(1000)).most(4, -1, 0), Rounding(Decimal(1), exact=True).most(4, 0, 0)
        (Decimal('200'), Decimal('0'))
        >>> Rounding(Decimal(1000), within=Decimal("0.5")).most(4, -1, 0)
        Decimal('500.0')
        """
        if self.within is not None:
            return self.within * self.factor
        if self.exact:
            return Decimal(0)
        most = (fine * Decimal(10) ** min(digit, 0) + Decimal(coarse)) / 2 * self.factor
        return most.to_integral() if most == most.to_integral() else most


def digits(texts: pa.StringArray, leaf: Leaf) -> pa.Int64Array:
    """The last digit of each number, as a power of ten, as its cell writes it."""
    import pyarrow as pa

    coded = texts.dictionary_encode()
    frame = leaf.frame if isinstance(leaf, Cell) else None
    point = frame.decimal if frame else ""
    point = point or ("" if frame and frame.thousands == "." else ".")
    found = [last_digit(text, point) for text in coded.dictionary.to_pylist()]
    return pa.array(found, pa.int64()).take(coded.indices)


def last_digit(text: str, point: str = ".") -> int:
    """The last digit of a number as a power of ten.

    >>> last_digit("166,1", ","), last_digit("1,200"), last_digit("1.77341E+13")
    (-1, 0, 8)
    """
    number, _, power = text.upper().partition("E")
    rest = number.rpartition(point)[2] if point and point in number else ""
    shift = re.search(r"[+-]?\d+", power)
    return (int(shift[0]) if shift else 0) - sum(sign.isdigit() for sign in rest)

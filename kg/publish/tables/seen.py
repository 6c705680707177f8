"""What the values of one column are like, as far as its type and its separator depend on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg.errors import FormatError
from kg.model.vocab import XSD

# The first that no value of a column has is its separator. No IRI holds the first one.
SEPARATORS = "|¦‖␟␞␝␜⸽"
_SEPARATOR = re.compile(f"[{SEPARATORS}]")
_DECIMAL = f"{XSD}decimal"
_PLAIN = {
    f"{XSD}date": re.compile(r"(?!0000)\d{4}-\d\d-\d\d", re.ASCII),
    f"{XSD}gYearMonth": re.compile(r"(?!0000)\d{4}-\d\d", re.ASCII),
    f"{XSD}gYear": re.compile(r"(?!0000)\d{4}", re.ASCII),
    f"{XSD}boolean": re.compile(r"true|false"),
    f"{XSD}integer": re.compile(r"-?\d{1,18}", re.ASCII),
    _DECIMAL: re.compile(r"-?\d{1,38}(\.\d{1,38})?", re.ASCII),
}


class Seen(NamedTuple):
    """`most` are the values in one row; `plain` tells that every reader of tables knows them.

    `whole` and `decimals` are the most digits before and after the point.
    """

    most: int = 0
    plain: bool = True
    whole: int = 1
    decimals: int = 0
    usable: str = SEPARATORS

    @property
    def separator(self) -> str:
        """What parts the values of a cell.

        Raises:
            FormatError: they hold all of the signs that could.
        """
        if not self.usable:
            raise FormatError(f"texts of one property hold all of {SEPARATORS}, so none parts them")
        return self.usable[0]

    @staticmethod
    def joined(some: Iterable[Seen]) -> Seen:
        """What holds of several kinds of values in one column; `most`, of rows with one kind.

        >>> Seen.joined([Seen(1), Seen(2)]).most
        2
        """
        found = [Seen(), *some]
        usable = (mark for mark in SEPARATORS if all(mark in one.usable for one in found))
        return Seen(max(one.most for one in found), False, usable="".join(usable))

    def plus(self, datatype: str, values: Sequence[str]) -> Seen:
        """The same with the values of one more row.

        >>> Seen().plus("", ["a|b", "c"]).separator
        '¦'
        """
        known = _PLAIN.get(datatype)
        if known is None:
            usable = self._usable(values)
            if self.most >= len(values) and usable == self.usable:
                return self
            return self._replace(most=max(self.most, len(values)), usable=usable)
        whole, decimals = self.whole, self.decimals
        if datatype == _DECIMAL:
            for value in values:
                before, _, after = value.lstrip("-").partition(".")
                whole, decimals = max(whole, len(before)), max(decimals, len(after))
        plain = self.plain and all(map(known.fullmatch, values))
        found = (max(self.most, len(values)), plain, whole, decimals, self.usable)
        return self if found == self else Seen(*found)

    def _usable(self, values: Sequence[str]) -> str:
        if not any(map(_SEPARATOR.search, values)):
            return self.usable
        return "".join(mark for mark in self.usable if not any(mark in one for one in values))

"""The closed algebra of what a mapping may write where a value stands.

A constant is text as in a facts file. `{column: name}` is a cell, which may be looked up in
`codes`, taken apart by `pattern` or `split`, read as a number with other marks, or multiplied.
`{template: "{a}-{b}"}` joins cells. There is nothing else: no expression, Python or SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from kg.errors import did_you_mean, shown
from kg.model.datatypes import decimal_text, parse_decimal
from kg.model.facts import Frame

Row = Callable[[str], str]  # the cell of a column, "" if it has no value
_COLUMN = re.compile(r"\{([^{}]+)\}")
_LEAVES = ("column", "template")


def _regex(raw: Any) -> re.Pattern[str]:
    try:
        found = re.compile(raw)
    except (re.error, TypeError) as error:
        raise ValueError(f"{shown(raw)} is no regular expression: {error}") from None
    if found.groups > 1 and "value" not in found.groupindex:
        raise ValueError("a pattern has one group, or one called value: (?P<value>…)")
    return found


def _factor(raw: Any) -> str:
    parse_decimal(raw)
    return str(raw)


class CellFrame(Frame):
    """A cell as it is written in a mapping."""

    column: str
    codes: dict[str, str] = Field(default={})
    pattern: Annotated[re.Pattern[str] | None, BeforeValidator(_regex)] = None
    split: str = ""
    times: Annotated[str, BeforeValidator(_factor)] = ""
    decimal: str = Field(default="", max_length=1)
    thousands: str = Field(default="", max_length=1)

    @model_validator(mode="after")
    def _fits(self) -> CellFrame:
        if self.codes and (self.times or self.decimal or self.thousands):
            raise ValueError("`codes` and numbers do not go together")
        if self.decimal and self.decimal == self.thousands:
            raise ValueError("one mark cannot separate both decimals and thousands")
        return self


class TemplateFrame(Frame):
    """A text joined from cells as it is written in a mapping: `"{year}-{month}"`."""

    template: Annotated[str, Field(pattern=_COLUMN.pattern)]


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, after what the mapping does to it."""

    frame: CellFrame

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return (self.frame.column,)

    @property
    def separator(self) -> str:
        """What separates several values in the cell; the empty text if it has one."""
        return self.frame.split

    @property
    def as_it_is(self) -> bool:
        """Whether its text is that of the cell."""
        frame = self.frame
        marks = frame.decimal or frame.thousands or frame.times
        return not (frame.pattern or frame.codes or frame.split or marks)

    def raw(self, row: Row) -> str:
        """The cell as it stands; the empty text if it has no value."""
        return row(self.frame.column)

    def text(self, raw: str) -> str:
        """What the mapping makes of the text of the cell.

        Raises:
            ValueError: the cell does not fit the mapping.
        """
        frame = self.frame
        if frame.pattern:
            raw = _matched(frame.pattern, raw)
        if frame.codes:
            if raw not in frame.codes:
                hint = did_you_mean(raw, frame.codes, see="codes")
                raise ValueError(f"{shown(raw)} is none of the codes of the mapping; {hint}")
            return frame.codes[raw]
        if frame.decimal or frame.thousands:
            raw = _marked(raw, frame.decimal, frame.thousands)
        if frame.times:
            raw = decimal_text(parse_decimal(raw) * parse_decimal(frame.times))
        return raw


@dataclass(frozen=True, slots=True)
class Joined:
    """A text with cells in it; it has no value if one of them has none."""

    template: str
    separator = ""
    as_it_is = True

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return self.parts[1::2]

    @property
    def parts(self) -> tuple[str, ...]:
        """The template in parts: a text, a column, a text …, a text."""
        return _parts(self.template)

    def raw(self, row: Row) -> str:
        """The joined text; the empty text if a cell has no value."""
        parts = self.parts
        cells = [row(name) for name in parts[1::2]]
        if not all(cells):
            return ""
        mixed = [parts[0], *(t for pair in zip(cells, parts[2::2], strict=True) for t in pair)]
        return "".join(mixed)

    def text(self, raw: str) -> str:
        """The joined text, as it is."""
        return raw


@lru_cache
def _parts(template: str) -> tuple[str, ...]:
    return tuple(_COLUMN.split(template))


Leaf = Cell | Joined


def is_leaf(raw: Any) -> bool:
    """Whether a part of a template stands for cells.

    >>> is_leaf({"column": "a"}), is_leaf({"template": "{a}"}), is_leaf({"en": "a"})
    (True, True, False)
    """
    return isinstance(raw, Mapping) and any(name in raw for name in _LEAVES)


def has_cells(part: Any) -> bool:
    """Whether a part of a template has cells in it."""
    if isinstance(part, dict):
        return any(map(has_cells, part.values()))
    if isinstance(part, list):
        return any(map(has_cells, part))
    return isinstance(part, Cell | Joined)


def values(leaf: Leaf, raw: str) -> Iterator[str]:
    """The texts that a cell gives: one, or several where it is split.

    Raises:
        ValueError: as for `text`.
    """
    if not leaf.separator:
        yield leaf.text(raw)
        return
    for part in raw.split(leaf.separator):
        if part.strip():
            yield leaf.text(part.strip())


def _matched(pattern: re.Pattern[str], raw: str) -> str:
    found = pattern.fullmatch(raw)
    if not found:
        raise ValueError(f"{shown(raw)} does not have the form {pattern.pattern}")
    if "value" in pattern.groupindex:
        return found["value"] or ""
    return found[1] or "" if pattern.groups else raw


def _marked(raw: str, decimal: str, thousands: str) -> str:
    """A number with other marks, as the ontology's reader takes it.

    >>> _marked("1 234,5", ",", " "), _marked("-1.234.567", "", ".")
    ('1234.5', '-1234567')
    """
    point = decimal or ("" if thousands == "." else ".")
    whole, point, rest = raw.strip().partition(point) if point else (raw.strip(), "", "")
    if thousands == " ":
        whole = whole.replace("\u00a0", " ").replace("\u202f", " ")
    if thousands and thousands in whole:
        first, *groups = whole.split(thousands)
        if not 1 <= len(first.lstrip("+-")) <= 3 or any(len(group) != 3 for group in groups):
            raise ValueError(
                f"{shown(raw)} is no number with {shown(thousands)} between the thousands"
            )
        whole = whole.replace(thousands, "")
    if decimal and decimal != "." and "." in whole + rest:
        raise ValueError(f"{shown(raw)} has a point, but {shown(decimal)} separates the decimals")
    return f"{whole}.{rest}" if point else whole

"""What a YAML tells of a format: its columns, how it is told, and how its cells are written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.ingest.yamltext import read_yaml

_TABLE = "table"
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_UNKNOWN = re.compile(r"(?:-00)+\Z")  # the month and day of a date that says the year only
_WHOLE = re.compile(r"(\d+)\.0+")
_COMMA = re.compile(r"\A(-?\d+),(\d+)\Z")
_NEVER = ("9999", "0000")  # the year of an end that is not foreseen, and of what is not known


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a format."""

    name: str
    columns: Mapping[str, Sequence[str]]
    needs: Sequence[Sequence[str]]
    order: Sequence[str] = ()
    like: Mapping[str, str] | None = None
    read: Mapping[str, str] | None = None
    key: str = ""
    days: Sequence[str] = ()
    degrees: Sequence[str] = ()
    whole: Sequence[str] = ()
    tight: Sequence[str] = ()
    numeric: Sequence[str] = ()

    def fit(self, names: frozenset[str]) -> bool:
        """Whether a row of names is a header of the format."""
        there = {name for name, some in self.columns.items() if names & set(some)}
        return any(there >= set(some) for some in self.needs)

    def written(self, cells: Mapping[str, str]) -> dict[str, str]:
        """The cells of a row as they are meant."""
        found = dict(cells)
        for names, write in (
            (self.days, _day),
            (self.degrees, _pointed),
            (self.whole, _whole),
            (self.tight, _tight),
            (self.numeric, _numeric),
        ):
            found |= {name: write(found[name]) for name in names}
        return found


@cache
def known(name: str) -> Known:
    """What the YAML of a format says of its tables."""
    found = read_yaml(Path(__file__).parent / f"{name}.yaml").data[_TABLE]
    return Known(name=name, **found)


def _day(text: str) -> str:
    """A day as ISO 8601 writes it, as far as it is known; an end in the year 9999 is none.

    >>> _day("02.12.1972"), _day("31.12.9999"), _day("1972-00-00"), _day("01.01.1972")
    ('1972-12-02', '', '1972', '1972-01-01')
    """
    text = _whole(text)
    match = _DAY.fullmatch(text)
    text = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}" if match else text
    return "" if text.startswith(_NEVER) else _UNKNOWN.sub("", text)


def key_of(text: str) -> str:
    """A key in letters and figures.

    >>> key_of("ZAF-ZWE[RCU]_1948O"), key_of("32.0"), key_of("NA")
    ('zaf-zwe-rcu-1948o', '32', '')
    """
    return "" if text == "NA" else re.sub(r"[^a-z0-9]+", "-", _whole(text).lower()).strip("-")


def _whole(text: str) -> str:
    match = _WHOLE.fullmatch(text)
    return match[1] if match else text


def _pointed(text: str) -> str:
    return _COMMA.sub(r"\1.\2", text)


def _tight(text: str) -> str:
    return text.replace(" ", "")


def _numeric(text: str) -> str:
    return text.zfill(3) if text.isdigit() else text

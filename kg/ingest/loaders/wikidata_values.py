"""What a snak of Wikidata says, as text: a text, an item, a quantity, a time, a point."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.ingest.loaders.jsontext import cell

END = "P582"
_EARTH = "http://www.wikidata.org/entity/Q2"
_TIME = re.compile(r"\+(\d{4})-(\d\d)-(\d\d)T00:00:00Z", re.ASCII)
_GREGORIAN = "Q1985727"
# What is known of a time by its precision: the year, the month, the day.
_KNOWN = {"9": 1, "10": 2, "11": 3}


def text(snak: Mapping[str, Any]) -> str:
    """The value of a snak; "" if it has none, or none that can be written exactly.

    >>> text({"datavalue": {"value": {"amount": "+19000000.5", "unit": "1"}}})
    '19000000.5'
    """
    value: Any = (snak.get("datavalue") or {}).get("value")
    match value:
        case {"longitude": longitude, "latitude": latitude, **rest}:
            here = rest.get("globe", _EARTH) == _EARTH
            return f"POINT({cell(longitude)} {cell(latitude)})" if here else ""
        case {"amount": amount}:
            return cell(amount).removeprefix("+")
        case {"time": _}:
            return _date(snak["datavalue"]["value"])
        case {"entity-type": "item", **rest}:
            return cell(rest.get("id")) or f"Q{cell(rest.get('numeric-id'))}"
        case {"text": said, "language": _}:
            return cell(said)
        case dict():
            return ""
    return cell(value)


def unit(snak: Mapping[str, Any]) -> str:
    """The unit of a quantity, as an item; "" if it is a number alone."""
    value = (snak.get("datavalue") or {}).get("value")
    found = cell(value.get("unit")) if isinstance(value, dict) else ""
    return found.rpartition("/")[2] if "/" in found else ""


def _date(value: Mapping[str, Any]) -> str:
    """A time as precisely as it is known; one of another calendar, or of a century, is none.

    >>> said = {"time": "+1709-05-09T00:00:00Z", "precision": 11, "calendarmodel": "x/Q1985727"}
    >>> _date(said), _date({**said, "precision": 10}), _date({**said, "precision": 7})
    ('1709-05-09', '1709-05', '')
    >>> _date({**said, "calendarmodel": "x/Q1985786"})  # Julian, eleven days behind
    ''
    """
    match = _TIME.fullmatch(cell(value["time"]))
    parts = _KNOWN.get(cell(value.get("precision")), 0)
    if not match or not cell(value.get("calendarmodel")).endswith(_GREGORIAN):
        return ""
    return "-".join(match.groups()[:parts])


def ended(statement: Mapping[str, Any]) -> bool:
    """Whether a statement says that it has ended; that there is no end is said too."""
    ends = (statement.get("qualifiers") or {}).get(END) or []
    return any(one.get("snaktype") != "novalue" for one in ends)


def best(statements: list[Any]) -> list[Any]:
    """The statements that count: none deprecated or ended, the preferred before the others."""
    good = [one for one in statements if one.get("rank") != "deprecated" and not ended(one)]
    return [one for one in good if one.get("rank") == "preferred"] or good


def of(statement: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """The qualifiers of a statement of one property."""
    found = (statement.get("qualifiers") or {}).get(name)
    yield from found if isinstance(found, list) else ()

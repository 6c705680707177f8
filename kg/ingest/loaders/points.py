"""Coordinates in degrees and minutes, as registers write them, as points."""

from __future__ import annotations

import re

POINT = "Point"
_MINUTES = re.compile(r"(\d{2})(\d{2})([NS]) (\d{3})(\d{2})([EW])", re.ASCII)


def point(text: str) -> str:
    """A point of degrees and minutes, to a hundredth of a minute.

    >>> point("4339N 05109E"), point("0045S 00927W")
    ('POINT(51.15 43.65)', 'POINT(-9.45 -0.75)')

    Raises:
        ValueError: it is none, has 60 minutes or more, or lies beyond the poles or the date line.
    """
    match = _MINUTES.fullmatch(text.strip())
    if not match:
        raise ValueError("is not of the form 4339N 05109E: the point is left out")
    north, south_minutes, south, east, west_minutes, west = match.groups()
    if int(south_minutes) > 59 or int(west_minutes) > 59:
        raise ValueError("has 60 minutes or more: the point is left out")
    if (int(north), int(south_minutes)) > (90, 0) or (int(east), int(west_minutes)) > (180, 0):
        raise ValueError("lies beyond 90 or 180 degrees: the point is left out")
    latitude = _degrees(north, south_minutes, minus=south == "S")
    return f"POINT({_degrees(east, west_minutes, minus=west == 'W')} {latitude})"


def _degrees(degrees: str, minutes: str, *, minus: bool) -> str:
    value = round(int(degrees) + int(minutes) / 60, 4)
    return f"{-value if minus else value:.4f}".rstrip("0").rstrip(".")

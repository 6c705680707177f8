"""Charts of series: pictures by Altair, and drawings for a terminal.

What is drawn is what the answer has: one line or one group of bars for each series, never a sum or
a mean. Numbers of different units have axes of their own. Drawing rounds; the answer does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kg.errors import ExtraError, FormatError
from kg.query.values import number_text

if TYPE_CHECKING:
    from kg.query.figures.runs import Run, Series

KINDS = ("line", "bar")
PICTURES = ("png", "svg")
_FULL, _PARTS = "█", " ▏▎▍▌▋▊▉"
_SMALL = 20  # an axis that goes no further has numbers with a fraction
_MARKERS = "•o+x*#%@"


def picture(series: Series, kind: str, ending: str) -> bytes:
    """A chart as a PNG or SVG file.

    Raises:
        FormatError: there is nothing to draw, or no line through what is no time.
        ExtraError: what draws it is not installed.
    """
    from io import BytesIO, StringIO

    require_drawable(series, kind)
    drawn = chart(series, kind)
    if ending == "svg":
        drawn.save(text := StringIO(), format="svg")
        return text.getvalue().encode()
    drawn.save(buffer := BytesIO(), format="png", scale_factor=2)
    return buffer.getvalue()


def require_drawable(series: Series, kind: str) -> None:
    """Make sure that a chart can be drawn.

    Raises:
        FormatError: there is nothing to draw, or no line through what is no time.
    """
    if not any(run.points for run in series.runs):
        raise FormatError("there is nothing to draw: no figure was found")
    if kind == "line" and not series.in_time:
        raise FormatError(f"a line goes through time; by {series.axis}, draw bars: --chart bar")


def chart(series: Series, kind: str = "line") -> Any:
    """An Altair chart, for notebooks: one layer of lines or bars, a row for each unit.

    Raises:
        ExtraError: Altair is not installed.
    """
    try:
        import altair as alt
        import vl_convert  # noqa: F401 (Altair finds out too late that it cannot save)
    except ImportError:
        raise ExtraError(
            "charts need altair and vl-convert: pip install 'sogdian[plots]'"
        ) from None
    units = sorted({run.unit for run in series.runs})
    rows = [_unit_chart(alt, series, kind, unit) for unit in units]
    together = rows[0] if len(rows) == 1 else alt.vconcat(*rows)
    return together.properties(title=series.title).configure_legend(
        orient="bottom",
        direction="vertical",
        columns=1,
        labelLimit=0,  # a title is never cut
    )


def _unit_chart(alt: Any, series: Series, kind: str, unit: str) -> Any:
    runs = [run for run in series.runs if run.unit == unit]
    values = list(_values(runs))
    colour = alt.Color("series:N", title=None, sort=[run.title for run in runs])
    y = alt.Y("value:Q", title=unit or series.cube.label)
    base = alt.Chart(alt.Data(values=values), width=600, height=300)
    if kind == "line":
        years = {"format": "%Y", "tickCount": "year"} if series.axis == "year" else {}
        x = alt.X("first:T", title=series.axis, scale=alt.Scale(type="utc"), axis=alt.Axis(**years))
        return base.mark_line(point=True).encode(x=x, y=y, color=colour)
    x = alt.X("at:N", title=series.axis, sort=list(dict.fromkeys(one["at"] for one in values)))
    return base.mark_bar().encode(x=x, y=y, color=colour, xOffset="series:N")


def _values(runs: list[Run]) -> Iterator[dict[str, Any]]:
    for run in runs:
        for point in run.points:
            if point.values and point.values[0] is not None:
                first = point.first.isoformat() if point.first else None
                value = float(point.values[0])
                yield {"series": run.title, "at": point.at, "first": first, "value": value}


# ---- in a terminal -------------------------------------------------------------------------------


def text_chart(series: Series, kind: str, width: int) -> str:
    """A chart made of characters, a part for each unit.

    Raises:
        FormatError: there is nothing to draw, or no line through what is no time.
        ExtraError: what draws it is not installed.
    """
    require_drawable(series, kind)
    parts = []
    for unit in sorted({run.unit for run in series.runs}):
        runs = [run for run in series.runs if run.unit == unit]
        drawn = _bars(runs, width) if kind == "bar" else _lines(runs, series.axis, unit, width)
        parts.append(drawn)
    return "\n\n".join([series.title, *parts])


def _bars(runs: list[Run], width: int) -> str:
    points = [(run, point) for run in runs for point in run.points if point.values]
    numbers = [number_text(str(point.values[0])) for _, point in points]
    names = max(len(point.at) for _, point in points)
    room = max(10, width - names - max(map(len, numbers)) - 2)
    largest = max(abs(float(point.values[0])) for _, point in points) or 1.0
    lines, before = [], None
    for (run, point), number in zip(points, numbers, strict=True):
        if run is not before:
            lines += [*([""] if before else []), run.title]
            before = run
        bar = _bar(abs(float(point.values[0])) / largest * room)
        lines.append(f"{point.at.ljust(names)} {bar} {number}")
    return "\n".join(lines)


def _bar(length: float) -> str:
    """A bar of so many characters, to the eighth of one.

    >>> _bar(2.5), _bar(0)
    ('██▌', '')
    """
    whole, rest = divmod(round(length * 8), 8)
    return _FULL * whole + _PARTS[rest].strip()


def _lines(runs: list[Run], axis: str, unit: str, width: int) -> str:
    try:
        import plotille
    except ImportError:
        raise ExtraError(
            "a line in the terminal needs plotille: pip install 'sogdian[plots]'"
        ) from None
    figure = plotille.Figure()
    figure.width, figure.height, figure.with_colors = max(20, width - 30), 15, False
    figure.x_label, figure.y_label = axis, unit
    figure.register_label_formatter(float, _number_label)
    figure.register_label_formatter(datetime, _day_label)
    for number, run in enumerate(runs):
        points = [point for point in run.points if point.values and point.first]
        at = [datetime(*one.first.timetuple()[:3]) for one in points if one.first]
        mark = _MARKERS[number % len(_MARKERS)]
        figure.plot(at, [float(one.values[0]) for one in points], label=run.title, marker=mark)
    lowest = min((float(one.values[0]) for run in runs for one in run.points), default=0.0)
    figure.set_y_limits(min_=min(0.0, lowest))
    return str(figure.show(legend=True))


def _number_label(value: float, chars: int, delta: float, left: bool = False) -> str:
    text = f"{value:,.0f}" if delta >= _SMALL else f"{value:.3g}"
    return text.ljust(chars) if left else text.rjust(chars)


def _day_label(value: datetime, chars: int, delta: Any, left: bool = False) -> str:
    text = f"{value:%Y-%m}"
    return text.ljust(chars) if left else text.rjust(chars)

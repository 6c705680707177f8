"""Figures of the World Economic Outlook: how they are written, and from which year on estimated."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from kg.ingest.loaders.renamed import each

_MARKED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_FISCAL = re.compile(r"(?:FY ?)?(\d{4})(/\d\d(?:\d\d)?)?", re.ASCII)


def unmarked(value: str) -> str:
    """A number without the commas between its thousands.

    >>> unmarked("4,241.50"), unmarked("-12.5"), unmarked("1,5")
    ('4241.50', '-12.5', '1,5')
    """
    return value.replace(",", "") if _MARKED.fullmatch(value) else value


def status(years: Any, last: Any) -> Any:
    """Whether the figures of years are known, or estimated, as far as the file says."""
    import pyarrow.compute as pc

    known = pc.less_equal(years, each(last, partial(_known, half=0)))
    later = pc.greater(years, each(last, partial(_known, half=1)))
    said = pc.if_else(known, "actual", pc.if_else(later, "estimate", ""))
    return pc.if_else(pc.equal(each(last, partial(_known, half=0)), ""), "", said)


def _known(text: str, half: int) -> str:
    """The last year that is known; of a fiscal year the first half, or the second.

    >>> _known("2023", 1), _known("FY2024/25", 0), _known("FY2024/25", 1), _known("", 0)
    ('2023', '2024', '2025', '')
    """
    match = _FISCAL.fullmatch(text.strip())
    return str(int(match[1]) + (half if match[2] else 0)) if match else ""

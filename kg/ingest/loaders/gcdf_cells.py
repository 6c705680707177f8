"""The cells of AidData's records: what each edition writes in its own way, in one way."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping

from kg.ingest.loaders.gcdf_columns import COLUMNS

FLOW, AREA = "Flow", "Area"
NONE = ("", "NA", "N/A")
_LINKED = re.compile(r"\((?:[^()]*\b)?linked to ([^()]*)\)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{4,}")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_WHOLE = re.compile(r"(\d+)\.0+")
_AREA = re.compile(r"[A-Z]{3}")
_TRUTH = {"yes": "Yes", "true": "Yes", "1": "Yes", "no": "No", "false": "No", "0": "No"}
# What the first edition wrote behind each agency, where later ones have a column.
_KINDS = re.compile(
    r",\s*(?:Government Agency|State-Owned Company|Private Sector|Multilateral|Political Party|"
    r"(?:Academic, )?Training and Research|(?:National|International|Regional) NGO|Foundation|"
    r"Public[- ]Private Partnership)\s*$",
    re.IGNORECASE,
)


def canonical(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells of a record, with the words of all editions written in one way."""
    found = {**dict.fromkeys(COLUMNS, ""), **cells}
    for name in ("Recommended For Aggregates", "Umbrella", "Amount Estimated"):
        found[name] = _TRUTH.get(found[name].casefold(), found[name])
    found["Status"] = found["Status"].capitalize()
    sector = re.sub(r"\s*/\s*", "/", found["Sector Name"].upper())
    found["Sector Name"] = "" if sector in NONE else sector
    code = found["Recipient ISO-3"]
    found[AREA] = code if _AREA.fullmatch(code) else found["Recipient"]
    flow = first(found, "Flow Type Simplified", "Flow Type")
    found[FLOW] = re.sub(r"\s*\(.*?\)|-", lambda match: " " * (match[0] == "-"), flow).lower()
    return found


def cell(text: str) -> str:
    """A cell; a whole number or day that a spreadsheet wrote is as it was meant.

    >>> cell("2013.0"), cell(" 12/25/2001 ")
    ('2013', '2001-12-25')
    """
    text = text.strip()
    if match := _WHOLE.fullmatch(text):
        return match[1]
    match = _AMERICAN.fullmatch(text)
    return f"{match[3]}-{int(match[1]):02}-{int(match[2]):02}" if match else text


def first(cells: Mapping[str, str], *names: str) -> str:
    """The first of some cells that has a value."""
    return next((cells[name] for name in names if cells[name] not in NONE), "")


def links(title: str, record: str) -> list[str]:
    """The records to which a title links its own.

    >>> links("A loan (Linked to Project ID#71664 and #71667)", "71672")
    ['71664', '71667']
    """
    found = [number for part in _LINKED.findall(title) for number in _NUMBER.findall(part)]
    return list(dict.fromkeys(number for number in found if number != record))


def agencies(text: str) -> list[str]:
    """The agencies of a cell; the first edition writes what each is behind it.

    >>> agencies("A|B"), agencies("Bank, Ltd., Government Agency; B; C, State-owned Company")
    (['A', 'B'], ['Bank, Ltd.', 'B', 'C'])
    """
    marked = any(_KINDS.search(part) for part in text.split(";"))
    parts = [_KINDS.sub("", part) for part in text.split(";")] if marked else text.split("|")
    names = (part.strip() for part in parts)
    return list(dict.fromkeys(name for name in names if name not in NONE))


def key_of(name: str) -> str:
    """A key for an agency that is known by its name in this edition alone.

    >>> key_of("Export-Import Bank of China (China Eximbank)")
    'export-import-bank-of-china-china-eximbank'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return key or hashlib.sha256(name.encode()).hexdigest()[:16]

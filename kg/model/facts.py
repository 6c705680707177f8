"""What the frame of `facts.yaml` is: records, their place in a document, who speaks.

The frame is the same in every project; what a record says is checked by the models that
`kg.model.records` builds from the ontology.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator

from kg.errors import shown
from kg.model.datatypes import clean_text
from kg.model.dates import SaidDate, parse_date

MOST_WORDS = 5
_SPAN = re.compile(r"(\d{1,12})\s*[-–]\s*(\d{1,12})", re.ASCII)
# How a place that is no offset is written, and the fragment that names it: RFC 8118 (PDF), RFC 7111
# (CSV), RFC 3236 (the id of an HTML element).
FRAGMENTS = {
    "page": (re.compile(r"[1-9]\d*", re.ASCII), "page="),
    "row": (re.compile(r"[1-9]\d*(-[1-9]\d*)?", re.ASCII), "row="),
    "cell": (re.compile(r"[1-9]\d*,[1-9]\d*(-[1-9]\d*,[1-9]\d*)?", re.ASCII), "cell="),
    "section": (re.compile(r"[^\s=]+"), ""),
}
_PLACES = (
    "a place is written 205-291 (code points, end exclusive), {page: 3}, {row: 12}, "
    "{cell: '12,3'} or {section: its-id}"
)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Place(NamedTuple):
    """A place in a document: code points `start` to `end` (exclusive), or a fragment of it.

    A row that a mapping read is a place too: its number, and its column where one cell of a wide
    table became a row.
    """

    start: int = -1
    end: int = -1
    fragment: str = ""
    row: int = 0
    column: int = 0

    @property
    def name(self) -> str:
        """The id of what stands in a row, where the mapping gives it none.

        >>> Place(row=12).name, Place(row=12, column=3).name
        ('row-12', 'row-12-3')
        """
        return f"row-{self.row}" + (f"-{self.column}" if self.column else "")


def identifier(raw: Any) -> str:
    """The id of a record, document or dataset: ASCII letters, digits, dot, dash, underscore.

    >>> identifier("kgz-turnover-2025")
    'kgz-turnover-2025'
    """
    if not isinstance(raw, str) or not _ID.fullmatch(raw):
        raise ValueError(f"{shown(raw)} is no id: ASCII letters and digits, with . _ - inside")
    return raw


def _place(raw: Any) -> Place:
    if isinstance(raw, str):
        return _offsets(raw)
    if isinstance(raw, dict) and len(raw) == 1:
        kind, number = next(iter(raw.items()))
        form, prefix = FRAGMENTS.get(kind, (None, ""))
        if form and isinstance(number, str) and form.fullmatch(number):
            return Place(fragment=prefix + number)
    raise ValueError(_PLACES)


def _offsets(text: str) -> Place:
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError(f"{shown(text)} is no place: {_PLACES}")
    start, end = int(found[1]), int(found[2])
    if end <= start:
        raise ValueError(f"{shown(text)} ends before it begins")
    return Place(start, end)


def _words(raw: Any) -> str:
    text = clean_text(raw) if isinstance(raw, str) else ""
    if not text or len(text.split()) > MOST_WORDS:
        raise ValueError(f"a locator is one to {MOST_WORDS} words, not {shown(raw)}")
    return text


def _many(raw: Any) -> Any:
    return raw if isinstance(raw, list) else [raw]


def _date(raw: Any) -> SaidDate:
    if not isinstance(raw, str):
        raise ValueError("a date is wanted here")
    return parse_date(raw)


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise ValueError("one text is wanted here")
    return clean_text(raw)


def _file_name(raw: Any) -> str:
    """A name as it is: offices write two blanks in one, and without both there is no such file."""
    _text(raw)
    return str(raw)


Id = Annotated[str, BeforeValidator(identifier)]
Said = Annotated[Any, PlainValidator(_date)]
PlainText = Annotated[str, BeforeValidator(_text)]
FileName = Annotated[str, BeforeValidator(_file_name)]
Places = Annotated[list[Annotated[Any, PlainValidator(_place)]], BeforeValidator(_many)]
Nodes = Annotated[list[Any], BeforeValidator(_many)]
Names = Annotated[list[PlainText], BeforeValidator(_many)]


class Frame(BaseModel):
    """What the parts of the frame have in common."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


class Retraction(Frame):
    """When, why and by whom a claim was taken back."""

    on: Said
    why: PlainText
    by: Any = None


class Denial(Frame):
    """What a source says is not so: `of` an entity, a `property` does not have a `value`."""

    of: Any
    property: PlainText
    value: Any


class Record(Frame):
    """One assertion as the source has it, with its place and who speaks."""

    id: Id
    document: PlainText | None = None
    at: Places = Field(default_factory=list)
    locator: Annotated[list[Annotated[str, BeforeValidator(_words)]], Field(max_length=2)] = Field(
        default_factory=list
    )
    speaker: Any = None
    quoted_source: Nodes = Field(default_factory=list, alias="quotedSource")
    reporter: Nodes = Field(default_factory=list)
    status: Literal["accepted", "retracted"] = "accepted"
    retracted: Retraction | None = None
    valid_from: Said | None = Field(default=None, alias="validFrom")
    valid_to: Said | None = Field(default=None, alias="validTo")
    note: PlainText | None = None
    sic: PlainText | None = None
    says: Nodes = Field(default_factory=list)
    denies: Annotated[list[Denial], BeforeValidator(_many)] = Field(default_factory=list)


class FactsFile(Frame):
    """A facts file: an optional default document, and records."""

    document: PlainText | None = None
    records: list[Any]

"""What one value of a record is, once its text was read and before anything is looked up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kg.model.dates import Period
from kg.model.ontology import Class
from kg.model.terms import Term

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A literal or code; `days` are the first and last day that a date as said can mean."""

    term: Term
    days: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a language; the empty language is the document's."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A period."""

    period: Period


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference by key, code, name or alias to an entity of a class (an IRI)."""

    text: str
    cls: str
    path: Path = ()


@dataclass(slots=True)
class Body:
    """A node that a record describes: its class, local id, and values by property name."""

    cls: Class
    values: dict[str, list[Value]] = field(default_factory=dict)
    local: str = ""
    path: Path = ()


Value = Said | Text | Span | Ref | Body

"""A contradiction as it is told: the question, each answer with who gives it, and the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from kg.query.html import escape, linked, table
from kg.query.looking.attribution import Attribution


class Voice(NamedTuple):
    """One claim of an answer: who makes it, and the places in the document where it stands."""

    attribution: Attribution
    record: str = ""
    places: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """What is known, for JSON."""
        fields = {"record": self.record, "places": list(self.places)}
        return self.attribution.to_dict() | {k: value for k, value in fields.items() if value}


class Answer(NamedTuple):
    """One answer, in which circumstances it holds, and the claims that give it."""

    text: str
    circumstances: tuple[tuple[str, str], ...]
    voices: tuple[Voice, ...]
    iri: str = ""
    denied: bool = False

    @property
    def around(self) -> str:
        """The circumstances in one line."""
        return "; ".join(f"{name}: {value}" for name, value in self.circumstances)

    def to_dict(self) -> dict[str, Any]:
        """What is known, for JSON."""
        return {
            "value": self.text,
            "circumstances": dict(self.circumstances),
            "claims": [voice.to_dict() for voice in self.voices],
            "iri": self.iri,
        } | ({"denied": True} if self.denied else {})


class Contradiction(NamedTuple):
    """Answers to one question that disagree.

    `kinds` are the kinds of disagreement, the gravest first; `reconciled` whether all of them leave
    room for both to be right; `spread` how many times the least number the greatest is; `documents`
    how many say something here, `independent` how many of them go back to different ones.
    """

    about: str
    respect: str
    kinds: tuple[str, ...]
    reasons: tuple[str, ...]
    answers: tuple[Answer, ...]
    documents: int
    independent: int
    reconciled: bool
    spread: Decimal | None = None

    @property
    def title(self) -> str:
        """What is disputed, in one line."""
        return ": ".join(part for part in (self.about, self.respect) if part)

    @property
    def attributions(self) -> Iterator[Attribution]:
        """Who makes each claim that takes part."""
        return (voice.attribution for answer in self.answers for voice in answer.voices)

    @property
    def shared(self) -> str:
        """The circumstances that all answers have, such as the year of which they are."""
        common = set(self.answers[0].circumstances).intersection(
            *(answer.circumstances for answer in self.answers)
        )
        return ", ".join(
            value for name, value in self.answers[0].circumstances if (name, value) in common
        )

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data, for JSON."""
        return self._asdict() | {
            "answers": [answer.to_dict() for answer in self.answers],
            "spread": None if self.spread is None else round(float(self.spread), 4),
        }

    def _repr_html_(self) -> str:
        """One table, a row for each claim."""
        rows = (
            (escape(answer.text), escape(answer.around), linked(who.who, who.url), escape(who.when))
            for answer in self.answers
            for who in (voice.attribution for voice in answer.voices)
        )
        reasons = "".join(f"<li>{escape(reason)}</li>" for reason in self.reasons)
        heads = ("value", "circumstances", "who", "when")
        return f"<h4>{escape(self.title)}</h4><ul>{reasons}</ul>{table(heads, rows)}"

"""Contradictions as sheets: a row for each claim, or a line for each group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kg.publish.sheets import Linked, Sheet

if TYPE_CHECKING:
    from decimal import Decimal

    from kg.query.contradictions.found import Answer, Contradiction, Voice

_COLUMNS = (
    *("group", "about", "respect", "kinds", "reasons"),
    *("reconciled", "spread", "documents", "independent"),
    *("value", "circumstances", "speaker", "quoted source", "reporter", "publisher", "document"),
    *("when", "place", "record", "claim"),
)
_OVERVIEW = ("kinds", "about", "respect", "of", "answers", "spread", "sources")


def disputes_sheet(found: Iterable[Contradiction], before: int = 0) -> Sheet:
    """A row for each claim of each answer; rows of one group have its number.

    Args:
        found: the groups.
        before: how many groups there are on the pages before.
    """
    rows = [
        (str(number), *_group(one), *_answer(answer), *_voice(voice))
        for number, one in enumerate(found, before + 1)
        for answer in one.answers
        for voice in answer.voices
    ]
    return Sheet(_COLUMNS, rows)


def overview_sheet(found: Iterable[Contradiction]) -> Sheet:
    """A line for each group: in which ways how many sources disagree about what."""
    rows = [
        (
            ", ".join(one.kinds),
            one.about,
            one.respect,
            one.shared,
            str(len(one.answers)),
            spread_text(one.spread),
            sources_text(one),
        )
        for one in found
    ]
    return Sheet(_OVERVIEW, rows)


def told(one: Contradiction) -> Iterator[str]:
    """A group as lines: the question, how the answers differ, and each with who gives it."""
    spread = f", {spread_text(one.spread)} times" if one.spread else ""
    yield f"{one.title} ({sources_text(one)}{spread})"
    for reason in one.reasons:
        yield f"  {reason}"
    for answer in one.answers:
        around = f" ({answer.around})" if answer.around else ""
        yield f"  - {'denied: ' if answer.denied else ''}{answer.text}{around}"
        for voice in answer.voices:
            yield f"      {_said(voice)}"


def _said(voice: Voice) -> str:
    who = voice.attribution
    places = f" [{', '.join(voice.places)}]" if voice.places else ""
    return f"{who.when or 'undated'}  {who.who}{places}"


def sources_text(one: Contradiction) -> str:
    """How many documents, and how many of them go back to different ones."""
    if one.documents == one.independent:
        return f"{one.documents} source{'s' * (one.documents != 1)}"
    return f"{one.documents} documents, {one.independent} independent"


def spread_text(spread: Decimal | None) -> str:
    """The spread to three digits.

    >>> from decimal import Decimal
    >>> spread_text(Decimal("1.4678")), spread_text(Decimal("999.7")), spread_text(Decimal(25000))
    ('1.47', '1,000', '25,000')
    """
    if spread is None:
        return ""
    return f"{spread:,.0f}" if round(spread) >= 1000 else f"{float(spread):.3g}"


def _group(one: Contradiction) -> Sequence[str]:
    return (
        one.about,
        one.respect,
        ", ".join(one.kinds),
        "; ".join(one.reasons),
        "yes" if one.reconciled else "no",
        "" if one.spread is None else f"{float(one.spread):.4f}",
        str(one.documents),
        str(one.independent),
    )


def _answer(answer: Answer) -> Sequence[str]:
    return (f"{'denied: ' if answer.denied else ''}{answer.text}", answer.around)


def _voice(voice: Voice) -> Sequence[str]:
    who = voice.attribution
    title = Linked(who.title or who.document, who.url)
    where = ", ".join(voice.places)
    voices = (who.speaker, who.quoted_source, who.reporter, who.publisher)
    return (*voices, title, who.when, where, voice.record, who.claim)

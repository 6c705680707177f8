"""A history as a sheet: a line for each claim, or what a person reads first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.publish.sheets import Linked, Sheet

if TYPE_CHECKING:
    from kg.query.history.found import Change

_COLUMNS = (
    *("date", "dated", "how", "about", "respect", "circumstances", "before", "after"),
    *("speaker", "quoted source", "reporter", "publisher", "document", "place", "record"),
    *("note", "claim"),
)
_SHORT = ("date", "how", "about", "respect", "before", "after", "who")


def history_sheet(changes: Iterable[Change]) -> Sheet:
    """A line for each claim, with everything that is known of it."""
    return Sheet(_COLUMNS, [_row(one) for one in changes])


def _row(one: Change) -> tuple[str, ...]:
    who = one.attribution
    return (
        *(one.date, one.dated, one.how, one.about, one.respect, one.around, one.before, one.after),
        *(who.speaker, who.quoted_source, who.reporter, who.publisher),
        Linked(who.title or who.document, who.url),
        *(", ".join(one.places), one.record, one.note, who.claim),
    )


def short_history(changes: Iterable[Change]) -> Sheet:
    """A line for each claim, for a terminal: the circumstances stand beside what they are of."""
    rows = []
    for one in changes:
        respect = f"{one.respect} ({one.around})" if one.around else one.respect
        after = one.after or one.note
        rows.append((one.when, one.how, one.about, respect, one.before, after, one.attribution.who))
    return Sheet(_SHORT, rows)

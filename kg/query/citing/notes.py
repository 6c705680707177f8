"""What must be known beside an answer: how old, how many sources, who contradicts, what is cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.query.citing.disputed import MOST, disputed
from kg.query.citing.grounds import ABOUT, NAMED, NONE, Grounds
from kg.query.citing.parties import parties
from kg.query.citing.periods import told, whole
from kg.query.citing.sources import tally

if TYPE_CHECKING:
    from kg.store.view import View

_OBSERVATION = "/observation/"


class Notes(NamedTuple):
    """What must be known of an answer.

    `contradicted` is how many rows rest on a claim that another one contradicts, or None where
    nobody looked; `uncompared` how many rest on observations that nobody compared: in a store that
    is no build of ours, and of a kind of which there are too many.
    `how` the sources were found: `named` in the rows or read by the query, else they speak `about`
    the things that the rows name. `limit` is what the caller cut the answer to. `as_of` is the day
    of what was asked, if it is not all of it, as `kg.project.AsOf` names it. `first_day` and
    `last_day` bound the periods of series and of a mirror: a document of today may tell of 1994.
    """

    rows: int | None
    limit: int | None = None
    documents: int = 0
    independent: int = 0
    official: int = 0
    undated: int = 0
    newest: str = ""
    oldest: str = ""
    contradicted: int | None = None
    uncompared: int = 0
    how: str = ""
    passed_over: int = 0
    as_of: str = ""
    first_day: str = ""
    last_day: str = ""

    def of(self, spans: Iterable[tuple[date | None, date | None]]) -> Notes:
        """The same with the stretch of time of which the rows are."""
        first, last = whole(spans)
        return self._replace(first_day=first, last_day=last)

    def to_dict(self) -> dict[str, Any]:
        """All of it, for JSON; the share of official documents as well."""
        share = round(self.official / self.documents, 4) if self.documents else None
        return self._asdict() | {"official_share": share}

    def lines(self, today: date | None = None) -> Iterator[str]:
        """The same in a few lines for people; with a day, the age of the newest source."""
        yield f"Sources: {self._sources(today)}"
        if self.first_day:
            yield f"Periods: {told(self.first_day, self.last_day)}"
        if rest := [*self._disputed()]:
            yield "; ".join(rest)
        if self.as_of:
            day = self.as_of.removesuffix("-tables")
            tables = "" if day != self.as_of else ", without tables of figures"
            yield f"As of {day}{tables}"

    def _sources(self, today: date | None) -> str:
        if not self.documents:
            return "the answer names none (no document, claim or thing with claims)"
        count = f"{self.documents:,} document{'s' * (self.documents != 1)}"
        parts = [count, f"{self.independent:,} independent"]
        parts += [f"{round(100 * self.official / self.documents)} % official"]
        parts += [f"newest {self.newest}{_age(self.newest, today)}"] if self.newest else []
        parts += [f"{self.undated:,} undated"] if self.undated else []
        about = " of what is said about the things named" if self.how == ABOUT else ""
        more = f" (without {self.passed_over:,} things more)" if self.passed_over else ""
        return ", ".join(parts) + about + more

    def _disputed(self) -> Iterator[str]:
        if self.contradicted is None:
            yield "Contradictions were not looked for in so long an answer"
        elif self.contradicted:
            yield f"Contradicted: {self.contradicted:,} of {self.rows:,} rows (`kg contradictions`)"
        if self.uncompared:
            are = "row of figures is" if self.uncompared == 1 else "rows of figures are"
            others = "not compared here with those of other sources (`kg mirror` does)"
            yield f"{self.uncompared:,} {are} {others}"


def notes_of(view: View, grounds: Grounds, rows: int, limit: int | None) -> Notes:
    """Look up what must be known of an answer with these grounds."""
    counted = tally(view, grounds.documents)
    claims = frozenset[str]().union(*grounds.claims)
    figures = {claim for claim in claims if _OBSERVATION in claim}
    contradicted = None
    if known := parties(view) if claims else None:
        bad, figures = known.claims, {one for one in figures if not known.compared(one)}
        contradicted = sum(not bad.isdisjoint(mine) for mine in grounds.claims)
    elif len(claims) <= MOST:
        bad = disputed(view, claims - figures)
        contradicted = sum(not bad.isdisjoint(mine) for mine in grounds.claims)
    return Notes(
        rows,
        limit,
        *counted,
        contradicted,
        sum(not figures.isdisjoint(mine) for mine in grounds.claims),
        grounds.how,
        grounds.passed_over,
    )


def notes_of_documents(
    view: View, documents: Iterable[str], rows: int, *, contradicted: int = 0
) -> Notes:
    """What must be known of a list whose documents are known, and which compares by itself."""
    counted = tally(view, set(documents) - {""})
    how = NAMED if counted.documents else NONE
    return Notes(rows, None, *counted, contradicted, 0, how)


def _age(said: str, today: date | None) -> str:
    """How old a date as said is, by its last possible day.

    >>> _age("2025-12-30", date(2026, 1, 2)), _age("2025", date(2026, 1, 2)), _age("?", None)
    (' (3 days ago)', ' (2 days ago)', '')
    """
    from kg.model.dates import parse_date

    if today is None:
        return ""
    try:
        last = parse_date(said).latest
    except ValueError:
        return ""
    days = (today - last).days
    return f" ({days:,} day{'s' * (days != 1)} ago)" if days > 0 else ""

"""Makes the citation of an answer; whatever gives rows of terms can be cited with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from kg.query.citing.citation import Asked, Citation
from kg.query.citing.digest import digest
from kg.query.citing.sources import sources
from kg.query.looking.independence import Origins

if TYPE_CHECKING:
    from kg.query.citing.grounds import Grounds
    from kg.store.view import Term, View


def cited(
    view: View,
    asked: Asked,
    kind: str,
    columns: Sequence[str],
    rows: Sequence[Iterable[Term | None]],
    limit: int | None,
    grounds: Grounds,
    language: str = "en",
) -> Citation:
    """The citation of rows that rest on some grounds, of today."""
    return Citation(
        asked,
        kind,
        len(rows),
        limit,
        digest(columns, rows),
        Origins(view).independent(grounds.documents),
        grounds.how,
        date.today().isoformat(),
        sources(view, grounds.documents, language=language),
    )

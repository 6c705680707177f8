"""What must be known of what is no answer to SPARQL: series, a mirror, contradictions, a history.

Each knows its documents, so nothing is looked for but what the catalogue says of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kg.query.citing.grounds import NAMED, NONE, Grounds
from kg.query.citing.notes import Notes, notes_of, notes_of_documents

if TYPE_CHECKING:
    from kg.query.contradictions.found import Contradiction
    from kg.query.figures.mirrored import Mirror
    from kg.query.figures.runs import Series
    from kg.query.looking.attribution import Attribution
    from kg.query.looking.shown import Shown
    from kg.store.view import View


def of_series(view: View, found: Series) -> Notes:
    """The notes of series, in which each source is one of its own."""
    documents = frozenset(found.documents)
    claims = tuple(frozenset({one}) for one in found.observations())
    grounds = Grounds(claims, documents, NAMED if documents else NONE)
    return notes_of(view, grounds, len(found), None).of(found.spans())


def of_mirror(view: View, found: Mirror) -> Notes:
    """The notes of a mirror: contradicted are the lines whose sides do not say the same."""
    apart = sum(bool(line.difference) for line in found)
    notes = notes_of_documents(view, found.documents, len(found), contradicted=apart)
    return notes.of((line.first, line.last) for line in found)


def of_contradictions(view: View, found: Sequence[Contradiction]) -> Notes:
    """The notes of contradictions, each of which is contradicted."""
    documents = {who.document for one in found for who in one.attributions}
    return notes_of_documents(view, documents, len(found), contradicted=len(found))


def of_claims(view: View, rows: Iterable[Iterable[Attribution]]) -> Notes:
    """The notes of lines that are said by claims, such as those of a history or of a page."""
    said = [tuple(row) for row in rows]
    documents = frozenset(who.document for row in said for who in row) - {""}
    claims = tuple(frozenset(who.claim for who in row) for row in said)
    return notes_of(view, Grounds(claims, documents, NAMED if documents else NONE), len(said), None)


def of_page(view: View, shown: Shown) -> Notes:
    """The notes of an entity's page, which marks what is contradicted line by line."""
    lines = [line for group in shown.groups for line in group.lines]
    documents = {claim.document for line in lines for claim in line.claims}
    apart = sum(bool(line.differs or line.reconciled) for line in lines)
    return notes_of_documents(view, documents, len(lines), contradicted=apart)

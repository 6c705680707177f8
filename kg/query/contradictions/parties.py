"""The claims that take part in a contradiction: a build keeps them, so that an answer can tell.

To hold an answer against them takes no longer than to read their names. To compare anew takes a
tenth of a second for statements, and for figures longer than most questions. The spelling of names
is left out: it says nothing of what else a record has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kg.query.citing.parties import PARTIES, Parties
from kg.query.contradictions import figures, statements, things
from kg.query.contradictions.gathered import gather
from kg.query.contradictions.groups import disputes
from kg.query.contradictions.kept import RIVALS, keep
from kg.query.contradictions.rules import Rules
from kg.query.looking.schema import Schema

if TYPE_CHECKING:
    from kg.query.contradictions.gathered import Gathered
    from kg.query.contradictions.said import Said
    from kg.store.view import View


MOST = 20_000  # observations of a class: to compare these takes a build three seconds


def files(view: View) -> Iterator[tuple[str, bytes]]:
    """The files that a build keeps of what disagrees in its store, each with its name."""
    schema = Schema(view)
    rules = Rules(view, schema)
    found = gather(view, rules, schema)
    yield RIVALS, keep(found)
    counts = figures.counts(view)
    few = {cls: count for cls, count in counts.items() if count <= MOST}
    claims = {
        claim
        for group in _rivals(view, rules, schema, found, few)
        for dispute in disputes(rules, group)
        for said in dispute.said
        for claim in said.sources
    }
    passed_over = (cls.rpartition("#")[2].rpartition("/")[2] for cls in counts.keys() - few)
    yield PARTIES, Parties(frozenset(claims), frozenset(passed_over)).to_bytes()


def _rivals(
    view: View, rules: Rules, schema: Schema, found: Gathered, counts: Mapping[str, int]
) -> Iterator[list[Said]]:
    yield from statements.rivals(view, rules, schema, found)
    yield from figures.rivals(view, rules, counts)
    yield from things.rivals(view, schema)
    yield from things.denials(view)

"""One statement that can be compared: its question, its circumstances, its answers, its sources."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from kg.query.looking.attribution import Record

Term: TypeAlias = ox.NamedNode | ox.Literal
Values: TypeAlias = Mapping[str, frozenset[Term]]


class Source(NamedTuple):
    """Who makes a claim: its document, the publisher of that, the voices in it, and its record."""

    document: str
    publishers: frozenset[str] = frozenset()
    voices: frozenset[str] = frozenset()
    record: Record | None = None


class Said(NamedTuple):
    """A statement by the properties of its node; `question` is what it shares with its rivals.

    `asks` is what it speaks of; `circumstances` and `answers` are what the rules compare; `hedges`
    are the qualifiers of its number. `sources` has who claims it, by claim; `reporters` are those
    whose figures these claims give, by their own word.
    """

    node: str
    question: str
    classes: tuple[str, ...]
    asks: Values
    circumstances: Values
    answers: Values
    hedges: frozenset[str]
    sources: Mapping[str, Source]
    denied: bool = False
    reporters: frozenset[Term] = frozenset()

    @property
    def documents(self) -> frozenset[str]:
        """The documents that say it."""
        return frozenset(source.document for source in self.sources.values())

    @property
    def publishers(self) -> frozenset[str]:
        """Who publishes these documents."""
        return frozenset[str]().union(*(source.publishers for source in self.sources.values()))

    def within(self, documents: Collection[str]) -> Said:
        """The same, as some documents alone say it."""
        sources = {
            claim: source for claim, source in self.sources.items() if source.document in documents
        }
        return self._replace(sources=sources)

    def independent_of(self, other: Said) -> bool:
        """Whether another is said by somebody else: another document, or another voice in it.

        Two statements of one voice are two things that happened, not two answers.
        """
        if self.sources.keys() & other.sources.keys():
            return False
        if self.documents != other.documents:
            return True
        return self._voices != other._voices

    @property
    def _voices(self) -> frozenset[str]:
        return frozenset[str]().union(*(source.voices for source in self.sources.values()))

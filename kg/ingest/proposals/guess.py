"""Guesses which column of a table feeds which property: by what stands in it, and by its name.

A guess is only ever a proposal that somebody reads; nothing is mapped by it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache
from typing import NamedTuple

from rapidfuzz.fuzz import token_set_ratio

from kg.ingest.proposals.sample import Column, Sample
from kg.ingest.tables.plan import Scope
from kg.model.labels import ontology_labels
from kg.model.ontology import Class, Property, measures
from kg.model.readers import Reader, reader
from kg.model.vocab import KG, local_name

_TRIED = 60
# A column is proposed if most of its texts can be read and its name says the same, or nearly all.
_LEAST_READ, _LEAST_SCORE = 0.5, 0.5
_GUESSED = ("code", "period", "node", "literal")
_WHEN = re.compile(r"(?:18|19|20)\d\d\b")
_VOID = re.compile(r"|[-–—.…*]{1,3}|n/?a|nan|null|none|not available|нет данных", re.IGNORECASE)
_YEAR = re.compile(r"(?:18|19|20)\d\d(?:\D.*)?")


class Guess(NamedTuple):
    """A property that a column may feed.

    `unread` are texts of it that the property refuses; `held` are those that look as if they stood
    for no value, and that it reads: NA is Namibia.
    """

    column: Column
    prop: Property
    score: float
    unread: tuple[str, ...]
    held: tuple[str, ...] = ()


class Guesses(NamedTuple):
    """A class, and the columns that its properties may take."""

    cls: Class
    found: tuple[Guess, ...]

    @property
    def score(self) -> float:
        """How much of the class the table has; nothing without what must be measured."""
        fed = {guess.prop.name for guess in self.found}
        whole = all(prop.name in fed for prop in measures(self.cls))
        return sum(guess.score for guess in self.found) if whole else 0.0


class Guesser:
    """Compares tables with the classes of an ontology; `scope` finds what references mean."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.ontology = scope.mint.ontology
        self._names: dict[str, list[str]] = defaultdict(list)
        structures = {cls.structure for cls in self.ontology.classes.values()} - {""}
        for iri, kind, _, _, text in ontology_labels(self.ontology):
            if kind == "Property":
                self._names[iri].append(_words(text))
        for subject, predicate, value in self.ontology.triples:
            if subject.strip("<>") in structures and predicate.startswith(f"<{KG}"):
                self._names[value.strip("<>")].append(_words(local_name(predicate.strip("<>"))))

    def best_class(self, sample: Sample) -> Guesses | None:
        """The class of observations that fits a table best, or None if none does."""
        classes = [
            cls
            for cls in self.ontology.classes.values()
            if cls.kind == "observation" and not cls.abstract and cls.structure
        ]
        fits = [one for cls in classes if (one := self.guess(sample, cls)).score]
        named = set(_words(sample.file.stem).split())
        return max(fits, key=lambda one: one.score + self._told(one.cls, named), default=None)

    def _told(self, cls: Class, named: set[str]) -> float:
        """Whether the name of the file speaks of a class, or of a code that its values have."""
        lists = {prop.code_list for prop in cls.properties.values() if prop.kind == "code"}
        codes = {text for name in lists for text in self.ontology.codes.get(name, ())}
        return 0.5 * bool(named & (codes | set(_words(cls.name).split())))

    def guess(self, sample: Sample, cls: Class) -> Guesses:
        """Give each column of a table the property of a class that it fits best, each one once."""
        nodes = [prop for prop in cls.properties.values() if prop.kind == "node"]
        alone = {prop.name for prop in nodes} if len(nodes) == 1 else set[str]()
        found = [
            one
            for column in sample.columns
            for prop in cls.properties.values()
            if prop.kind in _GUESSED and (one := self._fit(column, prop, alone))
        ]
        taken: list[Guess] = []
        core = {*cls.dimensions, *(prop.iri for prop in measures(cls))}
        for one in sorted(found, key=lambda one: (one.prop.iri not in core, -one.score)):
            columns = {each.column.name for each in taken}
            props = {each.prop.name for each in taken}
            if one.column.name not in columns and one.prop.name not in props:
                taken.append(one)
        order = list(cls.properties)
        return Guesses(cls, tuple(sorted(taken, key=lambda one: order.index(one.prop.name))))

    def _fit(self, column: Column, prop: Property, alone: Collection[str]) -> Guess | None:
        texts = [text for text in column.texts if not _VOID.fullmatch(text)][:_TRIED]
        if not texts:
            return None
        unread = tuple(text for text in texts if not self._reads(text, prop))
        read = 1 - len(unread) / len(texts)
        if read < _LEAST_READ:
            return None
        score = read * self._likely(column, texts, prop, alone)
        held = tuple(text for text in void(column) if self._reads(text, prop))
        return Guess(column, prop, score, unread, held) if score >= _LEAST_SCORE else None

    def _likely(
        self, column: Column, texts: Sequence[str], prop: Property, alone: Collection[str]
    ) -> float:
        """How likely a column is meant by a property that can read it, from 0 to 1.

        A text that is a code or a year says much, and what only one dimension can mean; that it is
        a number, or one of several places, says little.
        """
        alike = self._alike(column.name, prop)
        if prop.kind == "literal" and prop.least:
            return 0.5 * alike + 0.5 * _measured(column, texts)
        when = prop.kind == "period" and all(map(_WHEN.match, texts))
        telling = prop.kind == "code" or when or prop.name in alone
        return 0.7 + 0.3 * alike if telling else alike

    def _reads(self, text: str, prop: Property) -> bool:
        if prop.kind == "node":
            return self.scope.index.knows(text, prop.cls, self.scope.document)
        try:
            self._reader(prop)(text)
        except ValueError:
            return False
        return True

    @cache  # noqa: B019 (a guesser lives as long as one command)
    def _reader(self, prop: Property) -> Reader:
        return reader(prop, self.ontology.codes)

    def _alike(self, name: str, prop: Property) -> float:
        """How much the name of a column is like the names of a property, from 0 to 1."""
        words = _words(name)
        names = [_words(prop.name), *self._names[prop.iri]]
        return max(token_set_ratio(words, one) for one in names) / 100


def _measured(column: Column, texts: Sequence[str]) -> float:
    """How much the texts of a column look measured rather than coded: many, long, different."""
    different = min(1.0, len(column.texts) / max(1, min(column.rows - column.empty, 400)))
    long = min(1.0, sum(map(len, texts)) / len(texts) / 8)
    return different * long


def void(column: Column) -> list[str]:
    """The texts of a column that look as if they stood for no value."""
    return [text for text in column.texts if text and _VOID.fullmatch(text)]


def years(sample: Sample) -> list[str]:
    """The columns whose names are years, so that the table is wide."""
    found = [column.name for column in sample.columns if _YEAR.fullmatch(column.name.strip())]
    return found if len(found) > 1 else []


def _words(name: str) -> str:
    """A name in words.

    >>> _words("reporterISO"), _words("Trade_Value (USD)")
    ('reporter iso', 'trade value usd')
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.findall(r"\w+", apart.replace("_", " "))).casefold()

"""What a build keeps of the statements that share a question, so that they need not be asked for.

To ask a store for a hundred thousand terms takes longer than all comparisons. The file is one JSON
array: first the words (an IRI, or value, datatype and language of a literal), then a row for each
node that names them by their places.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.query.contradictions.gathered import Gathered
from kg.query.contradictions.said import Term
from kg.query.looking.attribution import Record

if TYPE_CHECKING:
    from kg.store.view import View

RIVALS = "rivals.json"

Properties = list[tuple[int, list[int]]]


def keep(found: Gathered) -> bytes:
    """What a build keeps of the statements of its store."""
    words = _Words()
    rows = [
        (
            words.place(question),
            words.place(node),
            [words.place(cls) for cls in found.classes[node]],
            words.properties(found.held[node]),
            [
                (words.place(claim), words.properties(found.records[claim].values()))
                for claim in sorted(found.claims[node])
            ],
        )
        for question, nodes in found.questions.items()
        for node in nodes
    ]
    return json.dumps([words.known, rows], ensure_ascii=False, separators=(",", ":")).encode()


def kept(view: View) -> Gathered | None:
    """What was kept with a store, if anything was."""
    data = view.kept(RIVALS)
    if data is None:
        return None
    words, rows = json.loads(data)
    term = cache(lambda one: _term(words[one]))
    questions: dict[str, list[str]] = {}
    classes: dict[str, list[str]] = {}
    held: dict[str, dict[str, list[Term]]] = {}
    claims: dict[str, list[str]] = {}
    records: dict[str, Record] = {}
    for question, place, its_classes, properties, its_claims in rows:
        node = words[place]
        questions.setdefault(words[question], []).append(node)
        classes[node] = [words[cls] for cls in its_classes]
        held[node] = {words[prop]: [term(one) for one in some] for prop, some in properties}
        claims[node] = [words[claim] for claim, _ in its_claims]
        for claim, said in its_claims:
            records[words[claim]] = _record(words, said)
    return Gathered(questions, classes, held, claims, records)


def _record(words: list[Any], said: Properties) -> Record:
    return Record({words[prop]: [_text(words[one]) for one in some] for prop, some in said})


class _Words:
    """Words by their places."""

    def __init__(self) -> None:
        self.known: list[str | tuple[str, str, str]] = []
        self._places: dict[str | tuple[str, str, str], int] = {}

    def place(self, word: str | tuple[str, str, str]) -> int:
        """Where a word stands, from now on."""
        if word not in self._places:
            self._places[word] = len(self.known)
            self.known.append(word)
        return self._places[word]

    def properties(self, held: Mapping[str, Iterable[Term | str]]) -> Properties:
        """Properties with their values."""
        return [
            (self.place(prop), sorted(self.place(_word(value)) for value in values))
            for prop, values in held.items()
        ]


def _word(value: Term | str) -> str | tuple[str, str, str]:
    if isinstance(value, str):
        return value
    if isinstance(value, ox.NamedNode):
        return value.value
    return value.value, value.datatype.value, value.language or ""


def _term(word: Any) -> Any:
    if isinstance(word, str):
        return ox.NamedNode(word)
    text, datatype, language = word
    if language:
        return ox.Literal(text, language=language)
    return ox.Literal(text, datatype=ox.NamedNode(datatype))


def _text(word: Any) -> str:
    return word if isinstance(word, str) else word[0]

"""What a release lacks: how many claims, and words of documents, its licences hold back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from kg.model import vocab as v
from kg.query.ask import ask
from kg.store.view import View

_CLAIMS = f"""
SELECT ?document (COUNT(?claim) AS ?n) {{ ?claim {v.DERIVED_FROM} ?document ; a {v.CLAIM} }}
GROUP BY ?document
"""
_WORDS = f"""
SELECT ?document (COUNT(?words) AS ?n) {{
  ?claim {v.DERIVED_FROM} ?document ; {v.SELECTOR} ?place .
  ?place {v.LOCATOR_START}|{v.LOCATOR_END} ?words
}} GROUP BY ?document
"""

Held = dict[str, str | int]


def held_back(
    whole: View, left: View, held: Mapping[str, Iterable[Iterable[str]]]
) -> tuple[Held, ...]:
    """Count what is held back: one entry for each document and what of it stays.

    Args:
        whole: the graph with it.
        left: the graph without it.
        held: by dataset, documents, what of them stays, and why.
    """
    claims, words = (_missing(whole, left, query) for query in (_CLAIMS, _WORDS))
    found: list[Held] = []
    for dataset, rows in held.items():
        for document, what, why in rows:
            iri = f"{whole.base}document/{document}"
            counted = {
                "claims": 0 if what == "words" else claims[iri],
                "words": 0 if what == "rows" else words[iri],
            }
            if any(counted.values()):  # as of a day it may not be there
                one = {"dataset": dataset, "document": document, "what": what}
                found.append({**one, **counted, "why": why})
    return tuple(found)


def _missing(whole: View, left: View, query: str) -> Counter[str]:
    return _counted(whole, query) - _counted(left, query)


def _counted(view: View, query: str) -> Counter[str]:
    return Counter({row[0].value: int(row[1].value) for row in ask(view, query)})


def told(held: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What is held back, a dataset and a text for each reason."""
    documents, claims, words = Counter[Any](), Counter[Any](), Counter[Any]()
    for one in held:
        key = (one["dataset"], one["what"], one["why"])
        documents[key] += 1
        claims[key] += one["claims"]
        words[key] += one["words"]
    return [
        (dataset, f"{_much(what, claims[key], words[key])} of {_many(number, 'document')}: {why}")
        for key, number in documents.items()
        for dataset, what, why in [key]
    ]


def _much(what: str, claims: int, words: int) -> str:
    return _many(words, "quotation") if what == "words" else _many(claims, "claim")


def _many(number: int, name: str) -> str:
    """A number of things.

    >>> _many(1, "claim"), _many(2000, "claim")
    ('1 claim', '2,000 claims')
    """
    return f"{number:,} {name}{'s' * (number != 1)}"

"""How well a text matches a name: as a whole, from its beginning, by its words, or nearly.

Names that contain the text are found without rapidfuzz, whose import alone takes as long as the
search; it is asked only where none does.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.model.names import romanise

WHOLE = 100.0
_BEGINNING, _WORDS, _PART = 90.0, 80.0, 70.0
_SHARE = 9.0  # how much of the name the text is may not lift a match above the next kind
_INSIDE = 24.0  # the same for a name that is only a part of the text
_TELLING = 4  # letters below which a name is found in too many texts
_MOST_ALIKE = 200
_NEAR_ENOUGH = 15.0


Scores = dict[int, float]  # up to 100, by the index of a name


def containing(wanted: str, folded: Sequence[str]) -> Scores:
    """Score the names in which every word of a text stands, by how much of the name it is.

    >>> containing("khorgos", ["khorgos", "khorgos gateway", "aktau"])
    {0: 100.0, 1: 94.2}
    """
    found = {}
    words = wanted.split()
    for index, name in enumerate(folded):
        if wanted in name:
            found[index] = _placed(wanted, name)
        elif len(words) > 1 and all(word in name for word in words):
            found[index] = _PART - _SHARE * (1 - min(1.0, len(wanted) / len(name)))
    return _rounded(found)


def _placed(wanted: str, name: str) -> float:
    if wanted == name:
        return WHOLE
    inside = _WORDS if f" {wanted}" in name else _PART
    base = _BEGINNING if name.startswith(wanted) else inside
    return base + _SHARE * len(wanted) / len(name)


def alike(wanted: str, folded: Sequence[str]) -> Scores:
    """Score the names that differ from a text by typing errors or by the script.

    >>> alike("khorgoz", ["khorgos", "хоргос", "aktau"])
    {0: 85.7, 1: 85.7}
    """
    from rapidfuzz import fuzz, process

    wanted = romanise(wanted)
    latin = {index: romanise(name) for index, name in enumerate(folded) if len(name) > 2}
    longer = {index: name for index, name in latin.items() if len(name) > len(wanted)}
    found: dict[int, float] = {}
    for choices, scorer, cutoff, weight in (
        (latin, fuzz.ratio, 75, 1.0),
        (latin, fuzz.token_sort_ratio, 75, 0.95),
        (longer, fuzz.partial_ratio, 82, 0.9),
    ):
        for _, score, index in process.extract(
            wanted, choices, scorer=scorer, score_cutoff=cutoff, limit=_MOST_ALIKE
        ):
            found[index] = max(found.get(index, 0.0), score * weight)
    best = max(found.values(), default=0.0)
    near = {index: score for index, score in found.items() if score > best - _NEAR_ENOUGH}
    return _rounded(near)


def within(wanted: str, folded: Sequence[str]) -> Scores:
    """Score the names that stand whole inside a text, by how much of it they are.

    >>> within("khorgos gateway kazakhstan", ["khorgos gateway", "khorgos", "kazakh"])
    {0: 59.8, 1: 52.5}
    """
    around = f" {wanted} "
    found = {
        index: _PART - _INSIDE * (1 - len(name) / len(wanted))
        for index, name in enumerate(folded)
        if len(name) >= _TELLING and f" {name} " in around
    }
    return _rounded(found)


def _rounded(found: Scores) -> Scores:
    return {index: round(score, 1) for index, score in found.items()}

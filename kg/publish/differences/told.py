"""A difference in words: as text, and as a log of changes in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from kg.publish.differences.answers import AnswerChange, Moved
from kg.publish.differences.claims import MOST_ROWS
from kg.publish.differences.difference import ClaimChange, Difference, SourceChange
from kg.publish.differences.sides import Side

_NOTHING = "nothing"
_MARKS = {
    "added": "+",
    "gone": "-",
    "changed": "~",
    "retracted": "x",
    "restored": "o",
    "described": "=",
}
_WORDS = {
    "added": "added",
    "gone": "gone",
    "changed": "changed",
    "retracted": "retracted",
    "restored": "no longer retracted",
    "described": "described anew",
}


def text(found: Difference) -> Iterator[str]:
    """The lines of a difference, for a terminal or a pipe."""
    yield f"a: {_side(found.a)}"
    yield f"b: {_side(found.b)}"
    if found.same:
        yield "They say the same."
        return
    yield f"{found.removed:,} statements only in a, {found.added:,} only in b"
    yield f"claims: {_counted(found)}"
    for dataset, sources in groupby(found.sources, lambda one: (one.dataset, one.dataset_title)):
        yield ""
        yield _dataset(*dataset)
        for source in sources:
            yield from _source(source)
    names = _names(found)
    for change in found.answers:
        yield ""
        yield from _answer(change, names)


def _names(found: Difference) -> dict[str, str]:
    """The document and record of each claim that is told, also of those that were before."""
    return {
        iri: f"{source.document} {claim.record}"
        for source in found.sources
        for claim in source.claims
        if claim.record
        for iri in (claim.claim, claim.before)
    }


def _side(side: Side) -> str:
    day = f", {side.date}" if side.date else ""
    return f"{side.name} ({side.kind} {side.build[:12]}{day})"


def _counted(found: Difference) -> str:
    kinds = (f"{found.counts[kind]:,} {word}" for kind, word in _WORDS.items() if _has(found, kind))
    return ", ".join(kinds) or "none differs"


def _has(found: Difference, kind: str) -> bool:
    return bool(found.counts.get(kind))


def _dataset(name: str, title: str) -> str:
    return f"{name}: {title}" if title and title != name else name or "no dataset"


def _source(source: SourceChange) -> Iterator[str]:
    yield f"  {_headed(source)}"
    for name, (old, new) in source.properties.items():
        yield f"    {name}: {_values(old)} → {_values(new)}"
    for claim in source.claims:
        yield from (f"    {line}" for line in _claim(claim))
    if more := _more(source):
        yield f"    {more}"


def _headed(source: SourceChange) -> str:
    """What a source is called, and what became of it."""
    what = "document" if source.document else "dataset"
    became = f"{what} {source.change}: " if source.change else ""
    when = f" ({source.date})" if source.date else ""
    by = f", {source.publisher}" if source.publisher else ""
    name = source.document or source.dataset
    return f"{became}{name}: {source.title}{by}{when}"


def _values(values: Iterable[str]) -> str:
    return "; ".join(values) or _NOTHING


def _claim(claim: ClaimChange) -> Iterator[str]:
    mark, record = _MARKS[claim.change], f"{claim.record}: " if claim.record else ""
    said, says = _apart(claim)
    if said and says:
        yield f"{mark} {record}{said}"
        yield f"  → {says}"
    else:
        yield f"{mark} {record}{says or said or claim.claim}"
    if claim.note:
        yield f"  ({claim.note})"


def _apart(claim: ClaimChange) -> tuple[str, str]:
    """What a claim said and what it says, or that before it, without what both do.

    >>> _apart(ClaimChange("changed", "", "", ("X – a: 1; b: 2",), "", ("X – a: 1; b: 3",)))
    ('X – b: 3', 'X – b: 2')
    """
    if not claim.says or not claim.said:
        return "; ".join(claim.said), "; ".join(claim.says)
    said = [line for line in claim.said if line not in claim.says]
    says = [line for line in claim.says if line not in claim.said]
    if len(said) == len(says) == 1:
        about = " – " in said[0]
        return _without(said[0], says[0]) if about else said[0], _without(says[0], said[0])
    return "; ".join(said) or _NOTHING, "; ".join(says) or _NOTHING


def _without(line: str, other: str) -> str:
    """A line without the parts that another one has, too, but for what it is about."""
    about, dash, rest = line.rpartition(" – ")
    known = other.rpartition(" – ")[2].split("; ")
    left = [part for part in rest.split("; ") if part not in known]
    return f"{about}{dash}{'; '.join(left) or _NOTHING}"


def _more(source: SourceChange) -> str:
    """How many claims of rows there are beside those that are told."""
    kinds = [
        f"{number - MOST_ROWS:,} more {_WORDS[kind]}"
        for kind, number in source.rows.items()
        if number > MOST_ROWS
    ]
    return f"… {', '.join(kinds)} (an RDF Patch has them all)" if kinds else ""


def _answer(change: AnswerChange, names: Mapping[str, str]) -> Iterator[str]:
    yield f"query {change.query}: {change.summary}" if change.summary else f"query {change.query}"
    if change.failed:
        yield f"  cannot be asked: {change.failed}"
    for mark, rows in (("-", change.gone), ("+", change.come)):
        for row in rows:
            yield from _moved(mark, row, names)


def _moved(mark: str, row: Moved, names: Mapping[str, str]) -> Iterator[str]:
    yield f"  {mark} {' | '.join(row.cells)}"
    if row.claims:
        yield f"    by {', '.join(dict.fromkeys(names.get(one, one) for one in row.claims))}"


def changelog(found: Difference) -> Iterator[str]:
    """The lines of a log of changes, in Markdown: by dataset and document."""
    day = f" – {found.b.date}" if found.b.date else ""
    yield f"## {found.b.name}{day}"
    yield ""
    if found.same:
        yield f"No change since {found.a.name}."
        return
    yield f"Since {found.a.name}: claims {_counted(found)}."
    for dataset, sources in groupby(found.sources, lambda one: (one.dataset, one.dataset_title)):
        yield ""
        yield f"### {_escaped(_dataset(*dataset))}"
        yield ""
        for source in sources:
            yield from _logged(source)
    if answers := [one for one in found.answers if not one.failed]:
        yield ""
        yield "### Answers"
        yield ""
        for one in answers:
            gone, come = len(one.gone), len(one.come)
            yield f"- `{one.query}`: {_rows(gone)} gone, {_rows(come)} new"


def _rows(number: int) -> str:
    return f"{number:,} row{'s' * (number != 1)}"


def _logged(source: SourceChange) -> Iterator[str]:
    yield f"- {_escaped(_headed(source))}"
    for name, (old, new) in source.properties.items():
        yield f"  - {name}: {_escaped(_values(old))} → {_escaped(_values(new))}"
    for claim in source.claims:
        yield f"  - {_line(claim)}"
    if more := _more(source):
        yield f"  - {more}"


def _line(claim: ClaimChange) -> str:
    record = f" `{claim.record}`" if claim.record else ""
    said, says = map(_escaped, _apart(claim))
    what = f"{said} → {says}" if says and said else says or said or claim.claim
    note = f" ({_escaped(claim.note)})" if claim.note else ""
    return f"{_WORDS[claim.change]}{record}: {what}{note}"


def _escaped(words: str) -> str:
    r"""Words as Markdown shows them, in one line.

    >>> _escaped("a_b * <c>")
    'a\\_b \\* \\<c>'
    """
    for mark in "\\`*_<[":
        words = words.replace(mark, f"\\{mark}")
    return " ".join(words.split())

"""Where in a document a claim stands: characters, a page or a row, a link there, and the words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from kg.model.vocab import COLUMN, END, LOCATOR_END, LOCATOR_START, ROW, START, VALUE

if TYPE_CHECKING:
    from kg.query.looking.archive import Archive
    from kg.query.looking.attribution import Record

_WORDS = 4


class Place(NamedTuple):
    """One place of a document; `start` and `end` are code points of its normalised text."""

    start: int | None = None
    end: int | None = None
    fragment: str = ""
    locator: tuple[str, ...] = ()
    link: str = ""
    sentence: str = ""
    note: str = ""

    def __str__(self) -> str:
        """Write the place as records do.

        >>> str(Place(205, 291)), str(Place(fragment="page=3")), str(Place())
        ('205-291', 'page=3', '')
        """
        if self.start is not None:
            return f"{self.start}-{self.end}"
        return self.fragment

    def to_dict(self) -> dict[str, Any]:
        """What is known of it, for JSON."""
        return {name: value for name, value in self._asdict().items() if value or value == 0}


def place(selector: Record, url: str) -> Place:
    """Read a selector of the catalogue and link to the place it means."""
    start, end = selector.first(START), selector.first(END)
    locator = tuple(filter(None, (selector.first(LOCATOR_START), selector.first(LOCATOR_END))))
    fragment = selector.first(VALUE)
    return Place(
        int(start) if start else None,
        int(end) if end else None,
        fragment,
        locator,
        link(url, fragment, locator),
    )


def rows(claim: Record, url: str) -> Iterator[Place]:
    """The rows of a table from which a claim was read, or the cells of a wide one."""
    column = claim.first(COLUMN)
    for row in sorted(claim.all(ROW), key=int):
        fragment = f"cell={row},{column}" if column else f"row={row}"
        yield Place(fragment=fragment, link=link(url, fragment))


def link(url: str, fragment: str = "", locator: tuple[str, ...] = ()) -> str:
    """An address that opens a document at a place: a page or row, or its first and last words.

    >>> link("https://a.example/x", locator=("China's trade, first", "$23.6 billion"))
    'https://a.example/x#:~:text=China%27s%20trade%2C%20first,%2423.6%20billion'
    >>> link("https://a.example/x.pdf#top", "page=3"), link("https://a.example/x.pdf", "page=3")
    ('https://a.example/x.pdf#top', 'https://a.example/x.pdf#page=3')
    """
    if url and fragment and "#" not in url:
        url = f"{url}#{fragment}"
    if not url or not locator:
        return url
    # In a text fragment the dash marks a context, so that it is escaped as well.
    words = ",".join(quote(part, safe="").replace("-", "%2D") for part in locator)
    return f"{url}{'' if '#' in url else '#'}:~:text={words}"


def quoted(where: Place, digest: str, archive: Archive, url: str) -> Place:
    """Add the words that stand at the place, and a link to them, or say why there are none."""
    if where.start is None or where.end is None:
        return where
    if not digest:
        return where._replace(note="the document records no digest of its text")
    text = archive.text(digest)
    if text is None:
        return where._replace(note=f"no text in {archive.folder} has the document's digest")
    if where.end > len(text):
        return where._replace(note=f"past the end of the text, which has {len(text)} characters")
    sentence = text[where.start : where.end]
    if where.locator:
        return where._replace(sentence=sentence)
    return where._replace(sentence=sentence, link=link(url, locator=_ends(sentence)))


def _ends(sentence: str) -> tuple[str, ...]:
    """The first and last words of a sentence, which a text fragment finds it by.

    >>> _ends("one two"), _ends("a b c d e f g h i j k")
    (('one two',), ('a b c d', 'h i j k'))
    """
    words = sentence.split()
    if len(words) <= 2 * _WORDS:
        return (" ".join(words),)
    return (" ".join(words[:_WORDS]), " ".join(words[-_WORDS:]))

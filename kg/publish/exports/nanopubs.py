"""Nanopublications: one for each claim that is a graph, one for each cube."""

from __future__ import annotations

from itertools import chain

from kg.errors import FormatError
from kg.publish.asserted import claim_contents, cube_contents
from kg.publish.exports.export import Export, Material, Target
from kg.publish.exports.selection import chosen
from kg.publish.nanopub import Press
from kg.publish.sources import Sources

_FILE = "nanopubs.trig"
_SPACE = "np/"


def write(material: Material, target: Target) -> None:
    """Write all that is wanted; of a claim or cube the whole, also where a part is wanted.

    Raises:
        FormatError: there is none, or it holds what a nanopublication cannot.
    """
    count, view = _Count(material), material.view
    own = {name: iri for name, iri in view.prefixes.items() if iri == f"{view.base}ontology#"}
    press = Press(f"{view.base}{_SPACE}", own, material.nanopub_key, count.more)
    sources = Sources(view, press.draft)
    output = target.open(_FILE)
    with chosen(material) as wanted:
        claims = claim_contents(view, wanted, press, sources)
        for content in chain(claims, cube_contents(view, wanted, press, sources)):
            press.write(content, output)
    if not count.done:
        raise FormatError("no claim is a graph, and there is no cube: no nanopublication")


class _Count:
    """Tells how much is done: each statement is read for its digest, then written."""

    def __init__(self, material: Material) -> None:
        self._tell = material.tell
        self._size = material.size * 2
        self.done = 0

    def more(self, number: int) -> None:
        self.done += number
        self._tell(self.done, max(self._size, self.done) if self._size else 0)


EXPORT = Export(
    "nanopubs",
    _FILE,
    "application/trig",
    "A nanopublication with a Trusty URI for each claim that is a graph, and for each cube",
    write,
)

"""Where what a catalogue speaks of stands, or will stand when it is published."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

from kg.model.catalogue import Catalogue


def _nowhere(_: str) -> str:
    return ""


class Addresses(NamedTuple):
    """The addresses of a catalogue; what there is none of is empty."""

    catalogue: str
    """The IRI of the catalogue itself."""
    endpoint: str = ""
    """The SPARQL endpoint."""
    release: str = ""
    """The folder of a release; its files stand below it."""
    page: Callable[[str], str] = _nowhere
    """The page that shows an IRI."""

    def file(self, path: str) -> str:
        """Where a file of the release stands.

        >>> Addresses("https://example.org/catalogue", release="https://example.org/1/").file("a b")
        'https://example.org/1/a%20b'
        """
        return f"{self.release}{quote(path)}"

    def part(self, path: str) -> str:
        """The IRI of something that the release's own catalogue describes."""
        return f"{self.file('catalogue.ttl')}#{quote(path)}"

    def inside(self, path: str) -> str:
        """The IRI of something that only the catalogue knows."""
        return f"{self.catalogue}#{quote(path)}"


def release_name(date: str, build: str) -> str:
    """The name of a release: its day, and the build that it was made of.

    >>> release_name("2026-11-25", "2b528346fa0e0f0f0f0f")
    '2026-11-25-2b528346fa0e'
    """
    return "-".join(filter(None, (date, build[:12])))


def release_folder(said: Catalogue, base: str, name: str) -> str:
    """The address of a release where nobody gives one: as the project says, else below its base."""
    return f"{said.releases or f'{base}release/'}{name}/"

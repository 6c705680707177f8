"""RDF as octets, in the format that was negotiated, with the prefixes that it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import LimitError
from kg.web.actions import Reply
from kg.web.sparql import RDF

if TYPE_CHECKING:
    from kg.web.actions import Asked

_NAMESPACE = re.compile(r".*[/#]")
_TOLD = {"text/plain": "text/plain; charset=utf-8"}


def written(
    quads: Iterable[ox.Quad], media: str, asked: Asked, prefixes: Mapping[str, str]
) -> Reply:
    """Write quads; a format without graphs has each triple once.

    Raises:
        LimitError: there are more octets than an answer may have.
    """
    form = RDF[media]
    assert isinstance(form, ox.RdfFormat)
    held: list[Any] = list(quads)
    if not form.supports_datasets:
        held = list(dict.fromkeys(quad.triple for quad in held))
    body = ox.serialize(held, format=form, prefixes=_used(held, prefixes)) or b""
    if len(body) > asked.limits.result:
        raise LimitError(f"the answer has more than {asked.limits.result:,} octets")
    return Reply(body, _TOLD.get(media, media))


def _used(held: Iterable[Any], prefixes: Mapping[str, str]) -> dict[str, str]:
    """The prefixes whose namespaces occur."""
    found = set()
    for one in held:
        for term in one:
            if isinstance(term, ox.Literal):
                term = term.datatype
            if isinstance(term, ox.NamedNode) and (cut := _NAMESPACE.match(term.value)):
                found.add(cut[0])
    return {name: iri for name, iri in prefixes.items() if iri in found}

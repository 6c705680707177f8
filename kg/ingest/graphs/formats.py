"""The syntaxes of RDF 1.1, and the statements of a file in one of them.

The parser is pyoxigraph's; here its errors get a place and say what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.errors import DatasetError, Where, did_you_mean, shown
from kg.ingest.loaders.kinds import opening, read_head
from kg.model.terms import Term, is_iri

FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "n-triples": ox.RdfFormat.N_TRIPLES,
    "n-quads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdf-xml": ox.RdfFormat.RDF_XML,
    "json-ld": ox.RdfFormat.JSON_LD,
}
ENDINGS = {
    ".ttl": "turtle",
    ".nt": "n-triples",
    ".nq": "n-quads",
    ".trig": "trig",
    ".rdf": "rdf-xml",
    ".owl": "rdf-xml",
    ".jsonld": "json-ld",
}
_ALSO = {".xml": "rdf-xml", ".json": "json-ld", ".n3": "turtle"}  # where RDF is known to be inside
_MARK = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"@\0", b"\0@")
_XML = re.compile(rb"\s*<(\?xml|!DOCTYPE|!--|rdf:RDF)")
_JSON = re.compile(rb"\s*[\[{]\s*[\"{\[}\]]")
_DIRECTIVE = re.compile(rb"(?im)^\s*(@prefix|@base|PREFIX|BASE)\s")
_HINTS = (
    ("No scheme found", "the IRI is relative: state what it is relative to, `base: https://…`"),
    ("No LoadDocumentCallback", "its @context stands elsewhere and is not fetched: write it out"),
    ("has not been declared", "declare the prefix in the file"),
    ("UTF-8", "RDF is UTF-8: convert the file"),
)


class Statement(NamedTuple):
    """One quad of a file, as terms; the empty graph is the default one, `_:` a blank node."""

    subject: Term
    predicate: Term
    object: Term
    graph: Term


def format_of(file: Path, stated: str) -> str:
    """The name of a file's syntax: the one stated, or that of its ending.

    Raises:
        DatasetError: there is none of that name, or the ending says nothing.
    """
    if stated:
        if stated not in FORMATS:
            raise DatasetError(f"{shown(stated)} is no RDF format: {_known(stated)}")
        return stated
    ending = file.suffix.lower()
    found = ENDINGS.get(ending) or _ALSO.get(ending)
    if not found:
        raise DatasetError(f"{shown(file.name)} does not tell its format; say it: {_known('')}")
    return found


def is_rdf(file: Path) -> bool:
    """Whether the name of a file says that it is RDF."""
    return Path(file.name.lower().removesuffix(".gz")).suffix in ENDINGS


def _known(word: str) -> str:
    hint = did_you_mean(word, FORMATS)
    return hint.replace("known are:", "format: one of")


def statements(file: Path, form: str, base: str = "", shown_as: str = "") -> Iterator[Statement]:
    """The statements of a file, in its order.

    Raises:
        DatasetError: it is not what it should be; with its line and column where they are known.
    """
    head = read_head(file)
    where = Where(shown_as or str(file))
    if base and not is_iri(base):
        raise DatasetError(f"the base {shown(base)} is no absolute IRI", where=where)
    if head.startswith(_WIDE):
        raise DatasetError("is UTF-16: RDF is UTF-8, convert the file", where=where)
    try:
        with opening(file):
            yield from _terms(_parsed(file, head, FORMATS[form], base))
    except SyntaxError as error:
        raise _broken(error, head, form, where) from None
    except ValueError as error:  # octets that are no text, in some parsers
        raise DatasetError(f"cannot be read as {form}: {error}", where=where) from None


def _parsed(file: Path, head: bytes, form: ox.RdfFormat, base: str) -> Iterator[ox.Quad]:
    """The quads of a file; without the byte order mark, which Turtle takes for a word."""
    if not head.startswith(_MARK):
        yield from ox.parse(path=file, format=form, base_iri=base or None)
        return
    with file.open("rb") as stream:
        stream.seek(len(_MARK))
        yield from ox.parse(input=stream, format=form, base_iri=base or None)


def _terms(quads: Iterable[ox.Quad]) -> Iterator[Statement]:
    graphs: dict[str, Term] = {"DEFAULT": ""}
    predicates: dict[str, Term] = {}  # one string each, however often it is said
    for subject, predicate, value, graph in quads:
        name, said, prop = str(graph), str(value), str(predicate)
        if isinstance(value, ox.Triple):
            said = f"<<( {said} )>>"
        one = predicates.setdefault(prop, prop)
        yield Statement(str(subject), one, said, graphs.setdefault(name, name))


def _broken(error: SyntaxError, head: bytes, form: str, where: Where) -> DatasetError:
    """What a parser says, with its place, and what would be right where that can be told."""
    text = re.sub(r"^Parser error at [^:]*: ", "", str(error.msg))
    looks = sniffed(head)
    alike = {"n-triples", "n-quads", "trig", "turtle"}
    if looks and looks != form and not (looks in alike and {looks, form} == {"turtle", "trig"}):
        hint = f"it looks like {looks}: say `format: {looks}`"
    else:
        hint = next((hint for sign, hint in _HINTS if sign in text), "")
    place = where._replace(line=error.lineno or 0, column=error.offset or 0)
    told = f"is no {form} that can be read: {text}"
    return DatasetError(f"{told}; {hint}" if hint else told, where=place)


def sniffed(head: bytes) -> str:
    """What a file looks like by its first octets, where they tell.

    >>> sniffed(b'<?xml version="1.0"?>'), sniffed(b'{"@context": {}}'), sniffed(b"<a> <b> 1 .")
    ('rdf-xml', 'json-ld', '')
    """
    head = head.removeprefix(_MARK)
    if _XML.match(head):
        return "rdf-xml"
    if _JSON.match(head):
        return "json-ld"
    return "turtle" if _DIRECTIVE.search(head) else ""

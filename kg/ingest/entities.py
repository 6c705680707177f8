"""The names by which records refer to entities, and the finding of the one that is meant.

A reference is resolved through keys, then codes, then names and aliases, then the lookups of
`data/lookups/*.csv`. What is not found is an issue, never a new entity by accident.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kg.errors import DatasetError, RecordError, Where, did_you_mean
from kg.ingest.minting import Mint
from kg.model.ontology import Ontology
from kg.model.terms import Term, iri_text, is_iri, literal_text
from kg.model.values import Body, Said, Text, Value

_STRENGTH = {"key": 0, "code": 1, "name": 2, "alias": 3, "lookup": 4}


class Name(NamedTuple):
    """One name of an entity; `scope` is the document that alone knows it, or empty."""

    iri: str
    cls: str
    kind: str
    language: str
    text: str
    scope: str = ""


def names_of(body: Body, mint: Mint, document: str, language: str) -> Iterator[Name]:
    """The names that a node and the nodes inside it give to entities."""
    for values in body.values.values():
        for value in values:
            if isinstance(value, Body):
                yield from names_of(value, mint, document, language)
    known = own_iri(body, mint, document)
    if known is None:
        return
    text, cls = iri_text(known), body.cls.iri
    if body.local:
        yield Name(text, cls, "key", "", body.local, document)
    else:
        key = re.sub(rf"^{re.escape(mint.base)}id/[^/]+/", "", text)
        yield Name(text, cls, "key", "", key)
    scope = document if body.local else ""
    for prop in body.cls.properties.values():
        kind = prop.names or ("code" if prop.identifies else "")
        for value in body.values.get(prop.name, []) if kind else []:
            yield Name(text, cls, kind, _language(value, language), _text(value), scope)


def own_iri(body: Body, mint: Mint, document: str) -> Term | None:
    """The IRI of an entity whose key holds literals only, or that is local; else None."""
    if body.cls.kind != "entity":
        return None
    if body.local:
        return mint.local(body.cls, document, body.local)
    named = {prop.iri: prop.name for prop in body.cls.properties.values()}
    parts: list[Term] = []
    for key in body.cls.key:
        values = body.values.get(named.get(key, ""), [])
        if len(values) != 1 or not isinstance(values[0], Said):
            return None
        parts.append(values[0].term)
    return mint.entity(body.cls, parts)


def _language(value: Value, document_language: str) -> str:
    return (value.language or document_language) if isinstance(value, Text) else ""


def _text(value: Value) -> str:
    if isinstance(value, Text):
        return value.text
    return literal_text(value.term) if isinstance(value, Said) else ""


def fold(text: str) -> str:
    """The form in which names are compared: case and the kind of apostrophe do not count.

    >>> fold("Oʻzbekiston") == fold("o'zbekiston")
    True
    """
    return re.sub(r"[ʻʼ‘’`´]", "'", text).casefold()


class Index:
    """Finds the entity that a reference means."""

    def __init__(self, ontology: Ontology, names: Iterable[Name]) -> None:
        self.ontology = ontology
        self._names: dict[str, set[Name]] = defaultdict(set)
        self._classes: dict[str, set[str]] = defaultdict(set)
        for name in names:
            self._names[fold(name.text)].add(name)
            self._classes[name.iri].add(name.cls)

    def resolve(self, text: str, wanted: str, document: str) -> str:
        """The IRI that a text means where an entity of the class `wanted` is expected.

        Raises:
            RecordError: nothing or more than one thing is meant.
        """
        if is_iri(text) and text in self._classes:
            return text
        found = [n for n in self._names.get(fold(text), ()) if self._fits(n, wanted, document)]
        if not found:
            raise RecordError(self._unknown(text, wanted, document))
        best = min(_STRENGTH[name.kind] for name in found)
        iris = sorted({name.iri for name in found if _STRENGTH[name.kind] == best})
        if len(iris) > 1:
            many = ", ".join(f"<{iri}>" for iri in iris)
            raise RecordError(f'"{text}" can mean {many}; use the key of the one that is meant')
        return iris[0]

    def _fits(self, name: Name, wanted: str, document: str) -> bool:
        if name.scope and document != name.scope and not document.startswith(name.scope + "/"):
            return False
        return any(self.ontology.is_a(cls, wanted) for cls in self._classes[name.iri])

    def _unknown(self, text: str, wanted: str, document: str) -> str:
        choices = {
            name.text
            for names in self._names.values()
            for name in names
            if self._fits(name, wanted, document)
        }
        cls = self.ontology.classes.get(wanted)
        kind = cls.name if cls else wanted
        elsewhere = sorted(
            {self.ontology.classes[name.cls].name for name in self._names.get(fold(text), ())}
        )
        if elsewhere:
            return f'"{text}" is known as {", ".join(elsewhere)}, but a {kind} is wanted here'
        return f'no {kind} is known as "{text}"; {did_you_mean(text, choices)}'


def read_lookups(folder: Path) -> Iterator[tuple[str, str, str, Where]]:
    """Rows of `lookups/*.csv`: a text, the class it is looked up in, and the reference it means.

    Raises:
        DatasetError: a file is not UTF-8 CSV with the header text,class,reference.
    """
    for path in sorted(folder.glob("*.csv")):
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = csv.DictReader(file, strict=True)
                if rows.fieldnames != ["text", "class", "reference"]:
                    message = f"the header is {rows.fieldnames}; wanted is text,class,reference"
                    raise DatasetError(message, where=Where(str(path), 1))
                for row in rows:
                    if None in row.values() or None in row:
                        raise DatasetError(
                            "three values are wanted", where=Where(str(path), rows.line_num)
                        )
                    yield (
                        row["text"],
                        row["class"],
                        row["reference"],
                        Where(str(path), rows.line_num),
                    )
        except (UnicodeDecodeError, csv.Error) as error:
            raise DatasetError(f"not UTF-8 CSV: {error}", where=Where(str(path))) from None

"""Finds the entity that a reference means.

A reference is resolved through keys, then codes, then names and aliases, then the lookups of
`data/lookups/*.csv`. What is not found is an issue, never a new entity by accident.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from kg.errors import Choices, DatasetError, RecordError, Where, a, did_you_mean, shown
from kg.ingest.naming import RETRACTED, Name
from kg.ingest.yamltext import read_text
from kg.model.ontology import Ontology

_HEADER = ["text", "class", "reference"]
_APOSTROPHES = str.maketrans(dict.fromkeys("ʻʼ‘’`´", "'"))
_STRENGTH = {"key": 0, "code": 1, "name": 2, "alias": 3, "lookup": 4, RETRACTED: 5}


class Lookup(NamedTuple):
    """A text that stands for a reference to an entity of a class, and where that is said."""

    text: str
    cls: str
    reference: str
    where: Where


def fold(text: str) -> str:
    """The form in which names are compared: case, spacing and the kind of apostrophe do not count.

    >>> fold("Oʻzbekiston ") == fold("o'zbekiston")
    True
    """
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    return tidy.translate(_APOSTROPHES).casefold()


class Index:
    """Finds the entity that a reference means; each reference is looked up once."""

    def __init__(self, ontology: Ontology, names: Iterable[Name]) -> None:
        self.ontology = ontology
        self._names: dict[str, list[Name]] = {}
        self._classes: dict[str, frozenset[str]] = {}
        shared: dict[frozenset[str], frozenset[str]] = {}  # most entities are of one class alone
        for name in names:
            self._names.setdefault(fold(name.text), []).append(name)
            classes = self._classes.get(name.iri, frozenset())
            if name.cls not in classes:
                more = classes | {name.cls}
                self._classes[name.iri] = shared.setdefault(more, more)
        self._meant: dict[tuple[str, str, str], str] = {}
        self._faults: dict[tuple[str, str, str], str] = {}
        self._choices: dict[tuple[str, str], Choices] = {}

    def resolve(self, text: str, wanted: str, document: str) -> str:
        """The IRI that a text means where an entity of the class `wanted` is expected.

        Raises:
            RecordError: nothing or more than one thing is meant.
        """
        if found := self.means(text, wanted, document):
            return found
        key = (text, wanted, document)
        if key not in self._faults:
            self._faults[key] = self._fault(*key)
        raise RecordError(self._faults[key])

    def means(self, text: str, wanted: str, document: str) -> str:
        """As `resolve`; the empty text where nothing or more than one thing is meant."""
        key = (text, wanted, document)
        if key not in self._meant:
            iris = self._candidates(*key)
            self._meant[key] = iris[0] if len(iris) == 1 else ""
        return self._meant[key]

    def _candidates(self, text: str, wanted: str, document: str) -> list[str]:
        """What a text can mean, by the strongest kind of name."""
        if text in self._classes and self._is_a(text, wanted):
            return [text]
        found = [n for n in self._names.get(fold(text), ()) if self._fits(n, wanted, document)]
        best = min((_STRENGTH[name.kind] for name in found), default=0)
        return sorted({name.iri for name in found if _STRENGTH[name.kind] == best})

    def _fault(self, text: str, wanted: str, document: str) -> str:
        """Why a text means nothing, or what it can mean."""
        iris = self._candidates(text, wanted, document)
        if not iris:
            return self._unknown(text, wanted, document)
        many = ", ".join(map(self._introduced, iris))
        return f"{shown(text)} can mean {many}; use the key of the one that is meant"

    def classes(self, iri: str) -> frozenset[str]:
        """The classes that records give an IRI; none if they do not describe it."""
        return frozenset(self._classes.get(iri, ())) - {""}

    def knows(self, text: str, wanted: str, document: str) -> bool:
        """Whether a text means something where an entity of the class `wanted` is expected."""
        return any(self._fits(name, wanted, document) for name in self._names.get(fold(text), ()))

    def _fits(self, name: Name, wanted: str, document: str) -> bool:
        return _known_in(name.scope, document) and self._is_a(name.iri, wanted)

    def _is_a(self, iri: str, wanted: str) -> bool:
        return any(self.ontology.is_a(cls, wanted) for cls in self._classes.get(iri, ()))

    def _unknown(self, text: str, wanted: str, document: str) -> str:
        kind = self._class_name(wanted)
        namesakes = self._names.get(fold(text), [])
        scopes = sorted({n.scope for n in namesakes if n.scope and self._is_a(n.iri, wanted)})
        if scopes:
            return f"{shown(text)} is known in {', '.join(scopes)} alone; give it a key of its own"
        classes = {name.cls for name in namesakes if _known_in(name.scope, document)}
        if classes := classes | self._classes.get(text, frozenset()):
            others = ", ".join(sorted(map(self._class_name, classes)))
            return f"{shown(text)} is known as {others}, but {a(kind)} is wanted here"
        hint = did_you_mean(text, self._known(wanted, document), see="kg find")
        return f"no {kind} is known as {shown(text)}; {hint}"

    def _known(self, wanted: str, document: str) -> Choices:
        """Every name of the entities of a class that a document knows."""
        key = (wanted, document)
        if key not in self._choices:
            names = (name for names in self._names.values() for name in names)
            fits = (name.text for name in names if self._fits(name, wanted, document))
            self._choices[key] = Choices(fits)
        return self._choices[key]

    def _introduced(self, iri: str) -> str:
        """An entity as a message lists it: its class, its first name and its IRI."""
        classes = "/".join(sorted(map(self._class_name, self._classes[iri])))
        named = [n for known in self._names.values() for n in known if n.iri == iri]
        first = min(named, key=lambda n: (n.kind != "name", n.language != "en", n.text))
        return f"the {classes} {shown(first.text)} <{iri}>"

    def _class_name(self, iri: str) -> str:
        cls = self.ontology.classes.get(iri)
        return cls.name if cls else iri


def _known_in(scope: str, document: str) -> bool:
    """Whether a name that `scope` alone knows (a document, a dataset) is known in a document."""
    return not scope or document == scope or document.startswith(scope + "/")


def read_lookups(path: Path) -> tuple[list[Lookup], list[DatasetError]]:
    """The rows of a file of `lookups/`, and what is wrong with the others.

    Raises:
        DatasetError: it is not UTF-8 CSV with the header text,class,reference.
    """
    found, wrong = list[Lookup](), list[DatasetError]()
    rows = csv.DictReader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        if rows.fieldnames != _HEADER:
            here = shown(",".join(rows.fieldnames or []))
            message = f"the header is {here}; wanted is {','.join(_HEADER)}"
            raise DatasetError(message, where=Where(str(path), 1))
        for row in rows:
            where = Where(str(path), rows.line_num)
            if set(row) == set(_HEADER) and all(row.values()):
                found.append(Lookup(row["text"], row["class"], row["reference"], where))
            else:
                wrong.append(RecordError("three values are wanted", where=where))
    except csv.Error as error:
        where = Where(str(path), rows.line_num)
        raise DatasetError(f"not CSV: {error}", where=where) from None
    return found, wrong

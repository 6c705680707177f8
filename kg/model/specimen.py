"""A real record of a class, found in the facts files of a project as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kg.model.ontology import Class, Ontology, Property

_RECORD = re.compile(r"^( *)- id:", re.M)
_MOST = 1200


def specimen(ontology: Ontology, cls: Class, data: Path) -> tuple[Path, str] | None:
    """The file and the text of a short record that describes a node of the class.

    A record with nested nodes is preferred, as nesting is what one cannot guess.
    """
    own = re.compile(rf"\b{cls.name}: *(?:\{{|\n)")
    under = "|".join(sorted(_places(ontology, cls))) or "(?!)"
    implied = re.compile(rf"\b(?:{under}): *(?:\[ *)?\{{ *[a-z]")
    nodes = [prop for prop in cls.properties.values() if prop.kind == "node"]
    nested = [
        _nested({prop.name for prop in nodes if prop.inverse_of}),
        _nested({*map(_name, nodes)}),
    ]
    best: tuple[tuple[int, bool, int], Path, str] | None = None
    for path in sorted(data.glob("*/*facts.yaml")):
        for text in _records(path, cls.name, under):
            said = text.partition("says:")[2]
            match = own.search(said) or implied.search(said)
            if match is None or len(text) > _MOST:
                continue
            shallow = sum(one.search(said, match.start()) is None for one in nested)
            rank = (shallow, not own.match(said.lstrip(" \n-{[")), len(text))
            if best is None or rank < best[0]:
                best = rank, path, text
    return best and best[1:]


def _name(prop: Property) -> str:
    return prop.name


def _nested(names: set[str]) -> re.Pattern[str]:
    """Matches where a node stands under one of the properties."""
    return re.compile(rf"\b(?:{'|'.join(sorted(names)) or '(?!)'}): *(?:\[ *)?(?:\{{|\n)")


def _places(ontology: Ontology, cls: Class) -> set[str]:
    """The properties under which a node of the class stands without its name."""
    return {
        prop.name
        for other in ontology.classes.values()
        for prop in other.properties.values()
        if prop.kind == "node" and prop.cls == cls.iri
    }


def _records(path: Path, name: str, under: str) -> Iterator[str]:
    """The records of a file, as text, without what stands between them."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    if not re.search(rf"\b(?:{name}|{under}):", text):
        return
    starts = [match.start() for match in _RECORD.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        lines = text[start:end].rstrip().split("\n")
        while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
            lines.pop()
        indent = len(lines[0]) - len(lines[0].lstrip())
        yield "\n".join(line[indent:] if not line[:indent].strip() else line for line in lines)

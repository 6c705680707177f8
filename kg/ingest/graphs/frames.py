"""Reads `graphs:` of a `dataset.yaml`: which file, which document it is, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from kg.errors import did_you_mean, shown
from kg.ingest.reading import Reader
from kg.model.facts import FileName, Frame, Names, Nodes, PlainText
from kg.model.terms import Term, is_iri
from kg.model.values import Path

DEFAULT = "default"  # how `named` calls the graph that has no name
_FLAT = ("urn", "tag")  # IRIs that have no // after their scheme
_PREFIXED = re.compile(r"([\w.-]*):([^/].*)?")


class GraphFrame(Frame):
    """One entry of `graphs:`."""

    file: FileName
    member: FileName = ""
    format: PlainText = ""
    base: PlainText = ""
    document: PlainText
    named: Names = Field(default=[])
    ignore: Names = Field(default=[])
    speaker: Any = None
    quoted_source: Nodes = Field(default=[], alias="quotedSource")
    reporter: Nodes = Field(default=[])

    @property
    def voices(self) -> dict[str, Any]:
        """Who speaks, as a record says it."""
        said = {"speaker": self.speaker, "quotedSource": self.quoted_source}
        return {name: raw for name, raw in (said | {"reporter": self.reporter}).items() if raw}


@dataclass(frozen=True, slots=True)
class Ignored:
    """Properties that are left out by name: IRIs in brackets, and the beginnings of namespaces."""

    terms: frozenset[Term] = frozenset()
    spaces: tuple[str, ...] = ()

    def has(self, predicate: Term) -> bool:
        """Whether a property is left out."""
        return predicate in self.terms or predicate.startswith(self.spaces)

    def unused(self, found: Iterable[Term]) -> list[Term]:
        """What is named here and none of the properties `found` is, or begins with."""
        has = list(found)
        spaces = {space for space in self.spaces if any(one.startswith(space) for one in has)}
        used = {*has, *(f"{space}>" for space in spaces)}
        return sorted(self.terms - used)


@dataclass(slots=True)
class GraphMapping:
    """An entry of `graphs:` that was read, and its place in dataset.yaml."""

    frame: GraphFrame
    path: Path
    ignored: Ignored


def read_graph(reader: Reader, raw: Any, path: Path) -> GraphMapping | None:
    """Read one entry; what is wrong with it is an issue of the reader."""
    frame = reader.frame(GraphFrame, raw, path)
    if frame is None:
        return None
    before = len(reader.issues)
    for number, name in enumerate(frame.named):
        if name != DEFAULT and not is_iri(name):
            message = f"{shown(name)} is no IRI of a named graph, and not `{DEFAULT}`"
            reader.problem(message, (*path, "named", number), name)
    ignored = _ignored(reader, frame.ignore, (*path, "ignore"))
    return GraphMapping(frame, path, ignored) if len(reader.issues) == before else None


def _ignored(reader: Reader, names: list[str], path: Path) -> Ignored:
    prefixes = reader.ontology.prefixes
    whole = []
    for number, name in enumerate(names):
        found = _PREFIXED.fullmatch(name)
        if found and found[1] in prefixes:
            whole.append(prefixes[found[1]] + (found[2] or ""))
        elif is_iri(name) and (not found or found[1] in _FLAT):
            whole.append(name)
        else:
            hint = did_you_mean(name.partition(":")[0], prefixes)
            message = f"{shown(name)} is no IRI, and no prefix of the ontology begins it; {hint}"
            reader.problem(message, (*path, number), name)
    spaces = tuple(f"<{iri}" for iri in whole if iri.endswith(("#", "/")))
    return Ignored(frozenset(f"<{iri}>" for iri in whole), spaces)

"""Reads raw records into trees of checked values; every problem found becomes an issue.

A node is written as text (a reference), as `{Class: text}` (a reference of that class), as
`{Class: {…}}`, or as the body alone where the property says the class. Class names begin with a
capital, property names do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kg.errors import OntologyError, Where, a, did_you_mean, shown, some
from kg.ingest.yamltext import Located
from kg.issues import Issue
from kg.model import compiled, records
from kg.model.ontology import Class, Ontology, Property
from kg.model.records import Models
from kg.model.values import Body, Path, Ref, Value

ANY = ""
M = TypeVar("M", bound=BaseModel)
_MOST_KINDS = 12
_WORDS = {
    "list_type": "a list is wanted here",
    "dict_type": "a mapping of keys and values is wanted here",
    "model_type": "a mapping of keys and values is wanted here",
    "string_type": "one text is wanted here",
    "literal_error": "{shown} is none of {expected}",
    "too_long": "at most {max_length} are wanted here, not {actual_length}",
}


class Reader:
    """Reads the nodes of one source file; `issues` collects what is wrong."""

    def __init__(self, models: Models, source: Located, dataset: str) -> None:
        self.models = models
        self.ontology: Ontology = models.ontology
        self.source = source
        self.dataset = dataset
        self.issues: list[Issue] = []
        self.record = ""

    def where(self, path: Path) -> Where:
        """The place of a part of this file."""
        return self.source.where(path, self.record)

    def problem(self, message: str, path: Path, value: object = "") -> None:
        """Record an issue at a place of this file."""
        text = value[:200] if isinstance(value, str) else ""
        self.issues.append(Issue("error", message, self.where(path), self.dataset, text))

    def frame(self, model: type[M], raw: Any, path: Path) -> M | None:
        """Check a part of the frame with its model."""
        if not isinstance(raw, Mapping):
            empty = "the file is empty; " if raw is None else ""
            self.problem(f"{empty}a mapping of keys and values is wanted here", path)
            return None
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            known = [field.alias or name for name, field in model.model_fields.items()]
            self._report(error, raw, path, known, "key")
            return None

    def described(self, wanted: str, raw: Mapping[str, Any], path: Path) -> Body | None:
        """Read the body of a node whose class (an IRI) is known: a dataset or a document."""
        return self._body(self.ontology.cls(wanted), raw, path)

    def node(self, wanted: str, raw: Any, path: Path) -> Ref | Body | None:
        """Read a node whose class is `wanted` (an IRI) or below it; `ANY` takes every class."""
        if isinstance(raw, str):
            return Ref(raw, wanted, path)
        if not isinstance(raw, Mapping) or not raw:
            self.problem("a reference (text) or a node (a mapping) is wanted here", path)
            return None
        name = next(iter(raw))
        if len(raw) == 1 and name[:1].isupper():
            return self._named(wanted, name, raw[name], path)
        if wanted == ANY:
            here = ", ".join(map(str, raw))
            self.problem(
                f"a node is {{Class: {{…}}}}, several a list; here stands {{{here}}}",
                path,
                name,
            )
            return None
        return self._new(self.ontology.cls(wanted), raw, path)

    def _named(self, wanted: str, name: str, raw: Any, path: Path) -> Ref | Body | None:
        inner = (*path, name)
        try:
            cls = self.ontology.cls(name)
        except OntologyError as error:
            self.problem(error.message, inner, name)
            return None
        if wanted != ANY and not self.ontology.is_a(cls.iri, wanted):
            names = [sub.name for sub in self.ontology.instantiable(wanted)]
            above = self.ontology.cls(wanted)
            self.problem(f"{a(name)} is no {above.name}; {did_you_mean(name, names)}", inner, name)
            return None
        if isinstance(raw, str) and raw:
            return Ref(raw, cls.iri, inner)
        if not isinstance(raw, Mapping):
            self.problem(f"{a(name)} is written as a reference or as a mapping", inner)
            return None
        return self._new(cls, raw, inner)

    def _new(self, cls: Class, raw: Mapping[str, Any], path: Path) -> Body | None:
        if cls.abstract:
            kinds = [sub.name for sub in self.ontology.instantiable(cls.iri)]
            names = some(kinds[:_MOST_KINDS], len(kinds), "kg ontology list")
            self.problem(f"which kind of {cls.name}? Write {{Class: …}} with one of {names}", path)
            return None
        if message := _unusable(cls):
            self.problem(message, path)
            return None
        return self._body(cls, raw, path)

    def _body(self, cls: Class, raw: Mapping[str, Any], path: Path) -> Body | None:
        try:
            local, values = self.models.reader(cls).read(raw)
        except ValueError:
            return self._refused(cls, raw, path)
        return self._filled(cls, local, values, path)

    def _filled(
        self, cls: Class, local: str, values: Iterable[tuple[Property, list[Any]]], path: Path
    ) -> Body:
        body = Body(cls, local=local, path=path)
        for prop, found in values:
            if prop.kind == "node":
                found = list(self._node_values(prop, found, (*path, prop.name)))
            body.values[prop.name] = found
        return body

    def _refused(self, cls: Class, raw: Mapping[str, Any], path: Path) -> Body | None:
        """Let the model of the class, whose word counts, tell what is wrong with a node."""
        try:
            checked = self.models.of(cls).model_validate(raw)
        except ValidationError as error:
            see = f"kg ontology show {cls.name}"
            self._report(error, raw, path, compiled.names(cls), f"property of {cls.name}", see)
            return None
        return self._filled(cls, records.local_id(checked), records.values(cls, checked), path)

    def _node_values(self, prop: Property, found: list[Any], path: Path) -> Iterator[Value]:
        for place, value in enumerate(found):
            if node := self.node(prop.cls, value, (*path, place)):
                yield node

    def _report(
        self,
        error: ValidationError,
        raw: Any,
        path: Path,
        known: list[str],
        what: str,
        see: str = "",
    ) -> None:
        for detail in error.errors(include_url=False):
            place, name = (*path, *_inside(raw, detail["loc"])), str(detail["loc"][-1])
            wrong = detail["input"]
            if detail["type"] == "extra_forbidden" and name == compiled.LOCAL:
                self.problem("only entities have a local id", place, name)
            elif detail["type"] == "extra_forbidden":
                hint = did_you_mean(name, known, see=see)
                self.problem(f"{shown(name)} is no {what}; {hint}", place, name)
            elif detail["type"] == "missing":
                self.problem(f'the key "{name}" is missing', place[:-1])
            else:
                message = _WORDS.get(detail["type"], detail["msg"].removeprefix("Value error, "))
                context = {**detail.get("ctx", {}), "shown": shown(wrong)}
                known_form = detail["type"] in _WORDS
                self.problem(message.format(**context) if known_form else message, place, wrong)


def _unusable(cls: Class) -> str:
    """Why no record can describe a node of a class; the empty text if it can."""
    if cls.kind == "machinery":
        return (
            f"{a(cls.name)} is no entity, statement node or observation: a record refers to it "
            "and does not describe it"
        )
    if cls.kind == "entity" and not cls.key:
        return (
            f"the ontology gives {cls.name} no owl:hasKey, so that nothing tells one from another"
        )
    if cls.kind == "observation" and not cls.dimensions:
        return f"the ontology gives {cls.name} no qb:DataStructureDefinition with dimensions"
    return ""


def _inside(raw: Any, loc: tuple[str | int, ...]) -> Path:
    """The path of a fault inside what was checked; the nth text of a mapping has its language."""
    if len(loc) != 2 or not isinstance(raw, Mapping) or not isinstance(loc[1], int):
        return loc
    inner = raw.get(str(loc[0]))
    if not isinstance(inner, Mapping) or loc[1] >= len(spread := compiled.texts(inner)):
        return loc
    return (loc[0], spread[loc[1]][1])

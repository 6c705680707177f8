"""Reads raw records into trees of checked values; every problem found becomes an issue.

A node is written as text (a reference), as `{Class: text}` (a reference of that class), as
`{Class: {…}}`, or as the body alone where the property says the class. Class names begin with a
capital, property names do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kg.errors import OntologyError, Where, did_you_mean
from kg.ingest.yamltext import Source
from kg.issues import Issue
from kg.model.ontology import Class, Ontology, Property
from kg.model.records import LOCAL, Models
from kg.model.values import Body, Path, Ref, Value

ANY = ""
M = TypeVar("M", bound=BaseModel)


class Reader:
    """Reads the nodes of one source file; `issues` collects what is wrong."""

    def __init__(self, models: Models, source: Source, dataset: str) -> None:
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
        text = value if isinstance(value, str) else ""
        self.issues.append(Issue("error", message, self.where(path), self.dataset, text))

    def frame(self, model: type[M], raw: Any, path: Path) -> M | None:
        """Check a part of the frame with its model."""
        if not isinstance(raw, Mapping):
            self.problem("a mapping of keys and values is wanted here", path)
            return None
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            known = [field.alias or name for name, field in model.model_fields.items()]
            self._report(error, path, known, "key")
            return None

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
            self.problem(f"what is said is written {{Class: {{…}}}}, not {name}: …", path, name)
            return None
        return self._body(self.ontology.cls(wanted), raw, path)

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
            self.problem(f"{name} is no {above.name}; {did_you_mean(name, names)}", inner, name)
            return None
        if isinstance(raw, str) and raw:
            return Ref(raw, cls.iri, inner)
        if not isinstance(raw, Mapping):
            self.problem(f"a {name} is written as a reference or as a mapping", inner)
            return None
        return self._body(cls, raw, inner)

    def _body(self, cls: Class, raw: Mapping[str, Any], path: Path) -> Body | None:
        if cls.abstract:
            names = ", ".join(sub.name for sub in self.ontology.instantiable(cls.iri))
            self.problem(f"which kind of {cls.name}? Write {{Class: …}} with one of {names}", path)
            return None
        try:
            checked = self.models.of(cls).model_validate(raw)
        except ValidationError as error:
            self._report(error, path, [*cls.properties, LOCAL], f"property of {cls.name}")
            return None
        body = Body(cls, local=vars(checked)["node_local_id"], path=path)
        for number, prop in enumerate(cls.properties.values()):
            found = vars(checked)[f"p{number}"]
            if found:
                body.values[prop.name] = list(self._values(prop, found, (*path, prop.name)))
        return body

    def _values(self, prop: Property, found: list[Any], path: Path) -> Iterable[Value]:
        for place, value in enumerate(found):
            if prop.kind != "node":
                yield value
            elif node := self.node(prop.cls, value, (*path, place)):
                yield node

    def _report(self, error: ValidationError, path: Path, known: list[str], what: str) -> None:
        for detail in error.errors(include_url=False, include_context=False):
            place = (*path, *detail["loc"])
            if detail["type"] == "extra_forbidden":
                name = str(detail["loc"][-1])
                self.problem(f'"{name}" is no {what}; {did_you_mean(name, known)}', place, name)
            elif detail["type"] == "missing":
                self.problem(f'the key "{detail["loc"][-1]}" is missing', path)
            else:
                message = detail["msg"].removeprefix("Value error, ")
                self.problem(message, place, detail["input"])

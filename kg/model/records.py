"""Pydantic models built from the shapes: they check what one node of a record says.

A model checks one node at a time; nodes inside it stay as they were written, and the reader of
`kg.ingest.reading` checks them with the model of their own class. So an error names the property
by its own path, and the models of a hundred classes need not know each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    create_model,
)

from kg.model.compiled import LOCAL, NodeReader, as_list, texts
from kg.model.facts import Id
from kg.model.ontology import Class, Ontology, Property
from kg.model.readers import reader

_LOCAL_FIELD = "node_local_id"


class Models:
    """The models of an ontology's classes, each made when it is first wanted."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self._made: dict[str, type[BaseModel]] = {}
        self._readers: dict[str, NodeReader] = {}

    def of(self, cls: Class) -> type[BaseModel]:
        """The model of one class: a field for each property, its name as alias."""
        if cls.iri not in self._made:
            self._made[cls.iri] = self._make(cls)
        return self._made[cls.iri]

    def reader(self, cls: Class) -> NodeReader:
        """What reads the nodes of one class as its model would, and faster."""
        if cls.iri not in self._readers:
            self._readers[cls.iri] = NodeReader(cls, self.ontology.codes)
        return self._readers[cls.iri]

    def _make(self, cls: Class) -> type[BaseModel]:
        fields: dict[str, Any] = {
            f"p{number}": (self._values(prop), Field(default_factory=list, alias=prop.name))
            for number, prop in enumerate(cls.properties.values())
        }
        if cls.kind == "entity":
            fields[_LOCAL_FIELD] = (Id, Field(default="", alias=LOCAL))
        config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
        return create_model(cls.name, __config__=config, __doc__=cls.definition, **fields)

    def _values(self, prop: Property) -> Any:
        one = Annotated[Any, PlainValidator(reader(prop, self.ontology.codes))]
        spread = texts if prop.kind == "text" else as_list
        return Annotated[list[one], BeforeValidator(spread), AfterValidator(_at_most(prop))]


def local_id(checked: BaseModel) -> str:
    """The local id of a node that a model has checked, or the empty text."""
    return str(vars(checked).get(_LOCAL_FIELD, ""))


def values(cls: Class, checked: BaseModel) -> Iterator[tuple[Property, list[Any]]]:
    """The values of a node that a model has checked, for the properties that it has."""
    for number, prop in enumerate(cls.properties.values()):
        if found := vars(checked)[f"p{number}"]:
            yield prop, found


def _at_most(prop: Property) -> Callable[[list[Any]], list[Any]]:
    def check(found: list[Any]) -> list[Any]:
        if prop.most is not None and len(found) > prop.most:
            raise ValueError(
                f"at most {prop.most} value{'s' * (prop.most != 1)} in one record, here are "
                f"{len(found)}; what another source says is another record"
            )
        return found

    return check

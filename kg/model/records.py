"""Pydantic models built from the shapes: they check what one node of a record says.

A model checks one node at a time; nodes inside it stay as they were written, and the reader of
`kg.ingest.reading` checks them with the model of their own class. So an error names the property
by its own path, and the models of a hundred classes need not know each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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

from kg.model.facts import Id
from kg.model.ontology import Class, Ontology, Property
from kg.model.readers import reader

LOCAL = "local"
_LOCAL_FIELD = "node_local_id"


class Models:
    """The models of an ontology's classes, each made when it is first wanted."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self._made: dict[str, type[BaseModel]] = {}

    def of(self, cls: Class) -> type[BaseModel]:
        """The model of one class: a field for each property, its name as alias."""
        if cls.iri not in self._made:
            self._made[cls.iri] = self._make(cls)
        return self._made[cls.iri]

    def _make(self, cls: Class) -> type[BaseModel]:
        fields: dict[str, Any] = {
            f"p{number}": (self._values(prop), Field(default=[], alias=prop.name))
            for number, prop in enumerate(cls.properties.values())
        }
        if cls.kind == "entity":
            fields[_LOCAL_FIELD] = (Id, Field(default="", alias=LOCAL))
        config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
        return create_model(cls.name, __config__=config, __doc__=cls.definition, **fields)

    def _values(self, prop: Property) -> Any:
        one = Annotated[Any, PlainValidator(reader(prop, self.ontology.codes))]
        spread = texts if prop.kind == "text" else _as_list
        return Annotated[list[one], BeforeValidator(spread), AfterValidator(_at_most(prop))]


def names(cls: Class) -> list[str]:
    """The keys that a node of the class may have."""
    return [*cls.properties, LOCAL] if cls.kind == "entity" else list(cls.properties)


def local_id(checked: BaseModel) -> str:
    """The local id of a node that a model has checked, or the empty text."""
    return str(vars(checked).get(_LOCAL_FIELD, ""))


def values(cls: Class, checked: BaseModel) -> Iterator[tuple[Property, list[Any]]]:
    """The values of a node that a model has checked, for the properties that it has."""
    for number, prop in enumerate(cls.properties.values()):
        if found := vars(checked)[f"p{number}"]:
            yield prop, found


def texts(raw: Any) -> list[Any]:
    """Spread texts in languages into pairs of text and language.

    >>> texts({"en": ["a", "b"], "ru": "c"}), texts("a")
    ([('a', 'en'), ('b', 'en'), ('c', 'ru')], [('a', '')])
    """
    if not isinstance(raw, Mapping):
        return [(text, "") for text in _as_list(raw)]
    return [(text, language) for language, found in raw.items() for text in _as_list(found)]


def _as_list(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [raw]


def _at_most(prop: Property) -> Callable[[list[Any]], list[Any]]:
    def check(found: list[Any]) -> list[Any]:
        if prop.most is not None and len(found) > prop.most:
            raise ValueError(
                f"at most {prop.most} value{'s' * (prop.most != 1)} in one record, here are "
                f"{len(found)}; what another source says is another record"
            )
        return found

    return check

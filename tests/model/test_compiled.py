"""The compiled reader of a class takes what its model takes, and gives the same values."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from kg.model import records
from kg.model.ontology import Class, Ontology
from kg.model.records import Models
from kg.model.shapes import read_ontology
from kg.project import shipped_root

# What people write where a value stands: of every kind, and wrong in every way.
RAW = [
    "KGZ",
    "2025",
    "2025-11-23",
    "2025-13",
    "2025-01/2025-10",
    "23.6 billion",
    "1e99",
    "not-stated",
    "signature",
    "https://example.org/page",
    "POINT(80.4 44.2)",
    "true",
    "",
    " two  words ",
    "a\x00b",
    [],
    ["a", "b"],
    ["2025", "2025"],
    [["a"]],
    {"en": "Road", "ru": ["Дорога", "Путь"]},
    {"english": "Road"},
    {"en": {"ru": "Road"}},
    {"State": {"iso3": "KGZ"}},
    {},
    None,
    7,
]


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read_ontology(shipped_root() / "ontology", shipped_root() / "ontology")


def by_model(models: Models, cls: Class, raw: dict[str, Any]) -> Any:
    try:
        checked = models.of(cls).model_validate(raw)
    except ValidationError:
        return "refused"
    return records.local_id(checked), list(records.values(cls, checked))


def by_reader(models: Models, cls: Class, raw: dict[str, Any]) -> Any:
    try:
        return models.reader(cls).read(raw)
    except ValueError:
        return "refused"


def test_every_property_is_read_as_its_model_reads_it(ontology: Ontology) -> None:
    models = Models(ontology)
    seen = {prop: cls for cls in ontology.classes.values() for prop in cls.properties.values()}
    assert {prop.kind for prop in seen} >= {"text", "literal", "date", "period", "code", "node"}
    for prop, cls in seen.items():
        for value in RAW:
            raw = {prop.name: value}
            assert by_reader(models, cls, raw) == by_model(models, cls, raw), (cls.name, raw)


@pytest.mark.parametrize("local", ["town", "", "no id", ["town"]])
def test_local_ids_are_read_as_the_model_reads_them(ontology: Ontology, local: Any) -> None:
    models = Models(ontology)
    for cls in ontology.classes.values():
        raw = {"local": local}
        assert by_reader(models, cls, raw) == by_model(models, cls, raw), cls.name


def test_several_properties_come_in_the_order_of_the_class(ontology: Ontology) -> None:
    models = Models(ontology)
    for cls in ontology.classes.values():
        texts = [prop.name for prop in cls.properties.values() if prop.kind == "text"]
        raw = dict.fromkeys(reversed(texts), "a text")
        assert by_reader(models, cls, raw) == by_model(models, cls, raw), cls.name


def test_an_unknown_property_is_refused(ontology: Ontology) -> None:
    models = Models(ontology)
    for cls in ontology.classes.values():
        assert by_reader(models, cls, {"nosuch": "x"}) == "refused"
        assert by_model(models, cls, {"nosuch": "x"}) == "refused"

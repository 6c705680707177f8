"""The JSON Schemas of `facts.yaml` and `dataset.yaml`, made from the ontology.

An editor completes and checks names and codes by them while one types; what needs a look-up
(references, offsets) only `kg check` can know. Dialect: JSON Schema draft 2020-12.
"""

from __future__ import annotations

from typing import Any

from kg.model import vocab as v
from kg.model.compiled import LOCAL
from kg.model.facts import FRAGMENTS, FactsFile, Record
from kg.model.ontology import Class, Ontology, Property
from kg.model.readers import NOT_STATED
from kg.model.terms import iri_text
from kg.model.vocab import local_name

Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_DATE: Schema = {"type": ["string", "number"], "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$"}
_NUMBER: Schema = {
    "type": ["string", "number"],
    "pattern": r"^[+-]?\d[\d_]*(\.\d+)?([eE][+-]?\d+)?( +(thousand|million|billion|trillion))?$",
}
_TRUTH: Schema = {"enum": [True, False, "true", "false", "yes", "no"]}
_LITERALS = {"decimal": _NUMBER, "integer": _NUMBER, "boolean": _TRUTH, "date": _DATE}
_PLACE: Schema = {
    "anyOf": [
        {"type": "string", "pattern": r"^\d+\s*[-–]\s*\d+$"},
        {
            "type": "object",
            "properties": {kind: {"type": ["string", "integer"]} for kind in FRAGMENTS},
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        },
    ]
}
_RELEASE: Schema = {
    "enum": ["metadata", "offsets", "quotations", "data"],
    "description": "What may leave in a release, where that is less than the licence says.",
}
_ONE: Schema = {"type": "string"}
_LIST: Schema = {"anyOf": [_ONE, {"type": "array", "items": _ONE}]}
_ANYBODY: Schema = {"type": ["string", "object", "array"]}
_GRAPH: Schema = {
    "type": "object",
    "description": "An RDF file of somebody else, which is one document of the dataset.",
    "properties": {
        **dict.fromkeys(("file", "member", "base", "document"), _ONE),
        "format": {"enum": ["turtle", "n-triples", "n-quads", "trig", "rdf-xml", "json-ld"]},
        **dict.fromkeys(("named", "ignore"), _LIST),
        **dict.fromkeys(("speaker", "quotedSource", "reporter"), _ANYBODY),
    },
    "required": ["file", "document"],
    "additionalProperties": False,
}
_TABLE: Schema = {
    "type": "object",
    "description": "A table, which is one document of the dataset, and how its columns are read.",
    "properties": {
        **dict.fromkeys(("file", "member", "format", "document", "shape"), _ONE),
        "read": {"type": "object", "additionalProperties": _ONE},
        "rows": {"anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]},
        **dict.fromkeys(("missing", "ignore"), _LIST),
        "skip": {"type": "object", "additionalProperties": _LIST},
        "totals": {"type": "object"},
        "minimum": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
    },
    "required": ["file", "document"],
    "additionalProperties": False,
}
_VOICES = {
    "speaker": v.ATTRIBUTED_TO,
    "quotedSource": v.QUOTED_SOURCE,
    "reporter": v.REPORTER,
}


def json_schema(ontology: Ontology) -> dict[str, Schema]:
    """The schemas of the two files that people write, by name: `facts` and `dataset`."""
    defs: Schema = {}
    for cls in ontology.classes.values():
        defs[f"node.{cls.name}"] = _node(ontology, cls)
        if not cls.abstract:
            defs[f"body.{cls.name}"] = _body(ontology, cls)
    return {"facts": _facts(ontology, defs), "dataset": _dataset(ontology, defs)}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _many(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "array", "items": one}]}


def _node(ontology: Ontology, cls: Class) -> Schema:
    """A reference, `{Class: …}`, or the body alone where the class itself can have instances."""
    kinds = {
        sub.name: {"anyOf": [{"type": "string"}, _ref(f"body.{sub.name}")]}
        for sub in ontology.instantiable(cls.iri)
    }
    named = {
        "type": "object",
        "properties": kinds,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    choices: list[Schema] = [_TEXT, named]
    if not cls.abstract:
        choices.append(_ref(f"body.{cls.name}"))
    return {"description": cls.definition, "anyOf": choices}


def _body(ontology: Ontology, cls: Class) -> Schema:
    properties = {prop.name: _property(ontology, prop) for prop in cls.properties.values()}
    if cls.kind == "entity":
        properties[LOCAL] = {"type": "string", "description": "a name known in this document only"}
    return {
        "type": "object",
        "title": cls.label,
        "description": cls.definition,
        "properties": properties,
        "additionalProperties": False,
        **_needed(ontology, cls),
    }


def _needed(ontology: Ontology, cls: Class) -> Schema:
    """What a node cannot do without; what the node around it may say is not asked for."""
    if cls.kind == "entity":
        keys = [local_name(key) for key in cls.key if key not in ontology.inverses]
        return {"anyOf": [{"required": keys}, {"required": [LOCAL]}]} if keys else {}
    inside = {*ontology.inverses, *cls.dimensions}
    needed = [p.name for p in cls.properties.values() if p.least and p.iri not in inside]
    return {"required": needed} if cls.kind == "statement" and needed else {}


def _property(ontology: Ontology, prop: Property) -> Schema:
    value = _value(ontology, prop)
    whole = value if prop.most == 1 or prop.kind == "text" else _many(value)
    return {"title": prop.label, "description": prop.description, **whole}


def _value(ontology: Ontology, prop: Property) -> Schema:
    if prop.kind == "code":
        codes = ontology.codes.get(prop.code_list, {}).values()
        notations = {code.rpartition("/")[2] for code in codes}
        numbers = [int(code) for code in sorted(notations) if code.isdecimal()]
        texts = sorted({*notations, NOT_STATED})
        return {"enum": [*texts, *numbers]} if numbers else {"enum": texts, "type": "string"}
    if prop.kind == "node":
        cls = ontology.classes.get(prop.cls)
        return _ref(f"node.{cls.name}") if cls else _TEXT
    if prop.kind == "text":
        return {"anyOf": [_many(_TEXT), {"type": "object", "additionalProperties": _many(_TEXT)}]}
    if prop.kind == "date":
        return _DATE
    if prop.kind == "literal" and local_name(prop.datatype) in _LITERALS:
        return _LITERALS[local_name(prop.datatype)]
    return {**_TEXT, "pattern": prop.pattern} if prop.pattern else _TEXT


def _facts(ontology: Ontology, defs: Schema) -> Schema:
    record = Record.model_json_schema(by_alias=True, ref_template="#/$defs/frame.{model}")
    frames = {f"frame.{name}": body for name, body in record.pop("$defs", {}).items()}
    fields = record["properties"]
    said = {"type": "object", "minProperties": 1, "maxProperties": 1}
    said["properties"] = {
        cls.name: _ref(f"body.{cls.name}") for cls in ontology.classes.values() if not cls.abstract
    }
    fields["says"] = _many({**said, "additionalProperties": False})
    fields["at"] = _many(_PLACE)
    fields["denies"] = _many(_ref("frame.Denial"))
    for name, prop in _VOICES.items():
        wanted = ontology.cls(ontology.range_in(iri_text(v.CLAIM), prop))
        fields[name] = _many(_ref(f"node.{wanted.name}"))
    whole = FactsFile.model_json_schema(by_alias=True)
    whole["properties"]["records"] = {"type": "array", "items": _ref("frame.Record")}
    return {
        "$schema": _DIALECT,
        "title": "Records read from documents (facts.yaml)",
        **{key: whole[key] for key in ("type", "properties", "required", "additionalProperties")},
        "$defs": {**defs, **frames, "frame.Record": record},
    }


def _dataset(ontology: Ontology, defs: Schema) -> Schema:
    body = _body(ontology, ontology.cls(v.DATASET))
    document = _body(ontology, ontology.cls(v.DOCUMENT))
    document["properties"] |= {"id": {"type": "string"}, "release": _RELEASE}
    document["required"] = ["id", "title"]
    body["properties"] |= {
        "documents": {"type": "array", "items": document},
        "tables": {"type": "array", "items": _TABLE},
        "graphs": {"type": "array", "items": _GRAPH},
        "files": _many({"type": "string"}),
        "release": _RELEASE,
        "minimum": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
    }
    return {
        "$schema": _DIALECT,
        **body,
        "title": "A dataset and its documents (dataset.yaml)",
        "required": ["title"],
        "$defs": defs,
    }

"""The tools and their arguments: what a model is told of them, and what of a call is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from kg.errors import ParameterError, did_you_mean

MOST = 1000
_KINDS: Mapping[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "texts": {"type": "array", "items": {"type": "string"}},
    "count": {"type": "integer", "minimum": 1, "maximum": MOST},
    "values": {
        "type": "object",
        "additionalProperties": {"type": ["string", "number", "boolean", "array"]},
    },
}
_WANTED = {
    "text": "a text",
    "texts": "a list of texts",
    "count": f"a whole number from 1 to {MOST}",
    "values": "an object of names and values: texts, numbers, truth values or lists of them",
}


class Argument(NamedTuple):
    """One argument of a tool."""

    name: str
    kind: str
    description: str
    default: Any = None
    required: bool = False

    def schema(self) -> dict[str, Any]:
        """What it may be, as JSON Schema."""
        default = {} if self.default is None else {"default": self.default}
        return {**_KINDS[self.kind], "description": self.description, **default}

    def read(self, given: Any) -> Any:
        """The value, or its default.

        Raises:
            ParameterError: it is missing, or of another kind.
        """
        if given is None:
            if self.required:
                raise ParameterError(f'"{self.name}" is missing: {self.description}')
            return self.default
        if not _fits(self.kind, given):
            raise ParameterError(f'"{self.name}" must be {_WANTED[self.kind]}')
        return _READ.get(self.kind, _same)(given)


class Tool(NamedTuple):
    """One tool; its name is that of the command that does the same."""

    name: str
    title: str
    description: str
    arguments: tuple[Argument, ...]

    def schema(self) -> dict[str, Any]:
        """What a call looks like, as JSON Schema."""
        return {
            "type": "object",
            "properties": {one.name: one.schema() for one in self.arguments},
            "required": [one.name for one in self.arguments if one.required],
            "additionalProperties": False,
        }

    def read(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of a call, defaults filled in.

        Raises:
            ParameterError: one is unknown, missing, or of another kind.
        """
        known = [one.name for one in self.arguments]
        for name in given:
            if name not in known:
                raise ParameterError(f'{self.name} has no "{name}"; {did_you_mean(name, known)}')
        return {one.name: one.read(given.get(one.name)) for one in self.arguments}


def _fits(kind: str, given: Any) -> bool:
    if kind == "text":
        return isinstance(given, str)
    if kind == "texts":
        return isinstance(given, list) and all(isinstance(one, str) for one in given)
    if kind == "count":  # for JSON, 5.0 is a whole number
        whole = isinstance(given, int) or (isinstance(given, float) and given.is_integer())
        return whole and not isinstance(given, bool) and 1 <= given <= MOST
    return isinstance(given, dict) and all(map(_is_value, given.values()))


def _is_value(given: Any) -> bool:
    """Whether something can be the value of a parameter; null is none, as if it were left out."""
    if isinstance(given, list):
        return all(isinstance(one, str | int | float) for one in given)
    return given is None or isinstance(given, str | int | float)


def _same(given: Any) -> Any:
    return given


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of parameters as people write them: truth in small letters."""
    return {
        name: [*map(_written, value)] if isinstance(value, list) else _written(value)
        for name, value in given.items()
        if value is not None
    }


def _written(given: Any) -> Any:
    return str(given).lower() if isinstance(given, bool) else given


_READ: Mapping[str, Callable[[Any], Any]] = {"count": int, "values": _values}


def _limit(what: str, default: int) -> Argument:
    return Argument("limit", "count", f"At most so many {what}; the answer says if more.", default)


_ENTITY = Argument(
    "entity", "text", "An IRI, short IRI (State/KAZ), key, code or name.", required=True
)
_LANGUAGE = Argument("language", "text", "Of labels: en, ru, zh.", "en")

TOOLS: Mapping[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool(
            "find",
            "Find things by name",
            "Find entities, codes and terms by any of their names, in any script, forgiving typing"
            " errors. Use it first, to learn the short IRI of what a question is about.",
            (
                Argument("text", "text", "A name, code or key, or part of one.", required=True),
                _limit("things", 10),
                _LANGUAGE,
            ),
        ),
        Tool(
            "show",
            "Show everything said of a thing",
            "Everything that the graph says of one entity: each value with the claims that state it"
            " and their sources. Values marked as disputed are contradicted by another source.",
            (_ENTITY, _limit("values of each property", 5), _LANGUAGE),
        ),
        Tool(
            "why",
            "Who says so",
            "The evidence: for each claim about an entity (or by one property of it), what it says,"
            " in which document, by whom, when, and where in the document.",
            (
                _ENTITY,
                Argument("property", "text", "Only what is said by it: its name or label."),
                _limit("claims", 20),
                _LANGUAGE,
            ),
        ),
        Tool(
            "queries",
            "List the named queries",
            "The questions that have a name, with their parameters. Prefer one of them to SPARQL.",
            (Argument("text", "text", "Only those that have this word."),),
        ),
        Tool(
            "query",
            "Ask a named query",
            "Ask one of the named queries; each row comes with the claims that it rests on.",
            (
                Argument("name", "text", "The query's name, as `queries` lists it.", required=True),
                Argument("parameters", "values", "Values by parameter; names stand for entities."),
                _limit("rows", 100),
                _LANGUAGE,
            ),
        ),
        Tool(
            "sparql",
            "Ask SPARQL",
            "A SPARQL 1.1 query (SELECT, ASK, CONSTRUCT, DESCRIBE) of the graph; it is only read."
            " The default graph holds every triple; GRAPH ?claim { … } ?claim prov:wasDerivedFrom"
            " ?document tells who says it. Prefixes of the ontology need no declaration.",
            (
                Argument("query", "text", "The query.", required=True),
                _limit("rows", 100),
                _LANGUAGE,
            ),
        ),
        Tool(
            "contradictions",
            "Who disagrees with whom",
            "Answers to one question that disagree, each with the claims that give it, and in which"
            " way they differ: a conflict, another scope, a rounding, another reporter.",
            (
                Argument("about", "text", "Only about this entity."),
                Argument("kinds", "texts", "Only these kinds, such as conflict, scope."),
                _limit("disagreements", 20),
                _LANGUAGE,
            ),
        ),
    )
}

"""The parameters of a named query: what its header says each may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kg.errors import QueryError, did_you_mean
from kg.query.named.headers import only, text_at, texts_at

KINDS = ("class", "codes", "property", "type")
TYPES = ("date", "partial-date", "text", "language", "integer", "decimal")
_KEYS = (*KINDS, "description", "default", "required")
_TRUTH = {"true": True, "false": False}


class Parameter(NamedTuple):
    """What a query may be asked about: an entity, a code, a property or a plain value.

    `of` is the class, the list of codes, the property that the wanted one is below, or the type.
    """

    name: str
    kind: str
    of: str
    description: str = ""
    default: tuple[str, ...] = ()
    required: bool = False
    example: str = ""

    @property
    def wanted(self) -> str:
        """What a value has to be, in words.

        >>> Parameter("state", "class", "State").wanted, Parameter("on", "type", "date").wanted
        ('a State', 'a date')
        """
        article = "an" if self.of[:1].lower() in tuple("aeiou") else "a"
        if self.kind == "property":
            return f"a property below {self.of}"
        return f"a code of {self.of}" if self.kind == "codes" else f"{article} {self.of}"


def read_parameters(declared: object, examples: Mapping[str, str]) -> Iterator[Parameter]:
    """Read the `parameters` of a header; the examples stand in the query's blocks, by variable.

    Raises:
        QueryError: one of them is not declared as it should be.
    """
    for name, entry in _entries(declared):
        yield _read(name, entry, examples.get(name, ""))


def _entries(declared: object) -> Iterator[tuple[str, dict[str, Any]]]:
    entries = declared.items() if isinstance(declared, dict) else [("", None)]
    for key, entry in entries:
        if not isinstance(entry, dict):
            raise QueryError(
                "parameters must be a mapping such as state: {class: …, description: …}"
            )
        yield key, entry


def _read(name: str, entry: dict[str, Any], example: str) -> Parameter:
    only(entry, _KEYS, f'the parameter "{name}"')
    kinds = [kind for kind in KINDS if kind in entry]
    if len(kinds) != 1:
        raise QueryError(f'the parameter "{name}" needs one of class, codes, property and type')
    of = text_at(entry, kinds[0])
    if kinds == ["type"] and of not in TYPES:
        raise QueryError(f'the parameter "{name}" has no type "{of}"; {did_you_mean(of, TYPES)}')
    required = _TRUTH.get(text_at(entry, "required") or "false")
    if required is None:
        raise QueryError(f'"required" of the parameter "{name}" must be true or false')
    default = texts_at(entry, "default")
    return Parameter(name, kinds[0], of, text_at(entry, "description"), default, required, example)

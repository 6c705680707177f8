"""Named queries: `queries/*.rq`, each a plain SPARQL file with a header and typed parameters.

A parameter is a `VALUES ?name { … }` block that holds an example. A value that is given takes the
block's place; without one the header's default does, else the block gives way to every value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.errors import KgError, ParameterError, QueryError, Where, did_you_mean
from kg.query.headers import read_header
from kg.query.memo import recall
from kg.query.sparql import Block, bind, blocks

if TYPE_CHECKING:
    from kg.store.view import View

KINDS = ("class", "codes", "type")
TYPES = ("date", "text", "integer", "decimal")
_KEYS = ("summary", "description", "tags", "parameters")
_PARAMETER_KEYS = (*KINDS, "description", "default", "required")
_TRUTH = {"true": True, "false": False}


class Parameter(NamedTuple):
    """What a query may be asked about: an entity of a class, a code of a list, or a plain value."""

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
        return f"a code of {self.of}" if self.kind == "codes" else f"{article} {self.of}"


class NamedQuery(NamedTuple):
    """One query file, read."""

    name: str
    path: Path
    text: str
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    blocks: tuple[Block, ...] = ()

    def parameter(self, name: str) -> Parameter:
        """The parameter of a name, however its words are joined.

        Raises:
            ParameterError: there is none.
        """
        for parameter in self.parameters:
            if _joined(parameter.name) == _joined(name):
                return parameter
        known = [parameter.name for parameter in self.parameters]
        hint = did_you_mean(name, known) if known else "it has none"
        raise ParameterError(f'{self.name} has no parameter "{name}"; {hint}')

    def to_dict(self) -> dict[str, Any]:
        """Everything but the query's text, for JSON."""
        plain = self._asdict() | {"path": str(self.path)}
        del plain["text"], plain["blocks"]
        return plain | {"parameters": [parameter._asdict() for parameter in self.parameters]}


class Queries(list[NamedQuery]):
    """Named queries, which a notebook shows as a table."""

    def _repr_html_(self) -> str:
        from kg.query.html import escape, table

        columns = ("query", "answers", "parameters")
        rows = [
            (one.name, one.summary, ", ".join(parameter.name for parameter in one.parameters))
            for one in self
        ]
        return table(columns, (map(escape, row) for row in rows))


def _joined(name: str) -> str:
    """The form in which `signed-on`, `signed_on` and `signedOn` are one name."""
    return name.replace("-", "").replace("_", "").casefold()


def names(folder: Path) -> list[str]:
    """The names of the queries in a folder."""
    return sorted(path.stem for path in folder.glob("*.rq"))


def all_named(folder: Path, memo: Path | None = None) -> Queries:
    """Every query of a folder.

    Raises:
        QueryError: one of them cannot be read.
    """
    return Queries(read_query(folder / f"{name}.rq", memo) for name in names(folder))


def readable(folder: Path) -> tuple[list[NamedQuery], list[QueryError]]:
    """The queries of a folder that can be read, and why others cannot: none hides another."""
    found, failed = [], []
    for name in names(folder):
        try:
            found.append(read_query(folder / f"{name}.rq"))
        except QueryError as error:
            failed.append(error)
    return found, failed


def named(folder: Path, name: str, memo: Path | None = None) -> NamedQuery:
    """The query of a name.

    Raises:
        QueryError: there is none, or it cannot be read.
    """
    path = folder / f"{name}.rq"
    if Path(name).name != name or not path.is_file():
        raise QueryError(f'there is no query "{name}"; {did_you_mean(name, names(folder))}')
    return read_query(path, memo)


def read_query(path: Path, memo: Path | None = None) -> NamedQuery:
    """Read a query file, with or without a header.

    Raises:
        QueryError: it cannot be read, or its header is wrong.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise QueryError("not UTF-8; save the file as UTF-8", where=Where(str(path))) from None
    except OSError as error:
        raise QueryError(f"cannot be read: {error.strerror}", where=Where(str(path))) from None
    return parse_query(text, path.stem, path, memo)


def parse_query(text: str, name: str, path: Path = Path(), memo: Path | None = None) -> NamedQuery:
    """Read a query's text; `path` is where errors say it stands.

    Raises:
        QueryError: its header is wrong.
    """
    try:
        found = recall(memo, text, _read)
        header, known = found["header"], tuple(Block(*block) for block in found["blocks"])
        _only(header, _KEYS, "a header")
        examples = {block.variable: block.example for block in reversed(known)}
        parameters = _entries(header.get("parameters", {}))
        return NamedQuery(
            name,
            path,
            text,
            _text(header, "summary"),
            _text(header, "description"),
            _texts(header, "tags"),
            tuple(_parameter(key, entry, examples.get(key, "")) for key, entry in parameters),
            known,
        )
    except QueryError as error:
        raise error.at(Where("" if path == Path() else str(path))) from None


def _read(text: str) -> dict[str, Any]:
    return {"header": read_header(text), "blocks": list(blocks(text))}


def _entries(parameters: object) -> Iterable[tuple[str, dict[str, Any]]]:
    entries = parameters.items() if isinstance(parameters, dict) else [("", None)]
    for key, entry in entries:
        if not isinstance(entry, dict):
            raise QueryError(
                "parameters must be a mapping such as state: {class: …, description: …}"
            )
        yield key, entry


def _parameter(name: str, entry: dict[str, Any], example: str) -> Parameter:
    _only(entry, _PARAMETER_KEYS, f'the parameter "{name}"')
    kinds = [kind for kind in KINDS if kind in entry]
    if len(kinds) != 1:
        raise QueryError(f'the parameter "{name}" needs one of class, codes and type')
    of = _text(entry, kinds[0])
    if kinds == ["type"] and of not in TYPES:
        raise QueryError(f'the parameter "{name}" has no type "{of}"; {did_you_mean(of, TYPES)}')
    required = _TRUTH.get(_text(entry, "required") or "false")
    if required is None:
        raise QueryError(f'"required" of the parameter "{name}" must be true or false')
    default = _texts(entry, "default")
    return Parameter(name, kinds[0], of, _text(entry, "description"), default, required, example)


def _only(entry: Mapping[str, Any], known: Iterable[str], what: str) -> None:
    for key in entry:
        if key not in known:
            raise QueryError(f'{what} has no "{key}"; {did_you_mean(key, known)}')


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise QueryError(f'"{key}" must be a text')
    return " ".join(value.split())


def _texts(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = entry.get(key, ())
    listed = [value] if isinstance(value, str) else value
    if isinstance(listed, dict) or not all(isinstance(item, str) for item in listed):
        raise QueryError(f'"{key}" must be a text or a list of texts')
    return tuple(listed)


def bound(query: NamedQuery, view: View, given: Mapping[str, Any]) -> str:
    """The SPARQL of a query with its parameters bound.

    Args:
        query: the query.
        view: where names such as "Kyrgyzstan" are looked up.
        given: one value or a list of values for each parameter that is to be bound.

    Raises:
        ParameterError: a parameter is unknown or missing, or a value is not one of its kind.
    """
    values = {query.parameter(name).name: _listed(value) for name, value in given.items()}
    terms = {}
    for parameter in query.parameters:
        chosen = values.get(parameter.name) or parameter.default
        if parameter.required and not chosen:
            raise ParameterError(
                f"{query.name} needs {parameter.name}, {parameter.wanted}, for example"
                f" {parameter.example}"
            )
        terms[parameter.name] = _terms(parameter, view, chosen)
    return bind(query.text, terms, query.blocks)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


def _terms(parameter: Parameter, view: View, chosen: Iterable[Any]) -> list[Any]:
    if not chosen:
        return []
    from kg.query.parameters import term_of

    try:
        return [term_of(parameter, view, value) for value in chosen]
    except KgError as error:
        raise ParameterError(f"{parameter.name}: {error.message}") from None

"""Named queries: `queries/*.rq`, each a plain SPARQL file with a header and typed parameters.

A parameter is a `VALUES ?name { … }` block that holds an example. A value that is given takes the
block's place; without one the header's default does, else the block gives way to every value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.errors import KgError, ParameterError, QueryError, Where, did_you_mean
from kg.query.named.headers import only, read_header, read_text, text_at, texts_at
from kg.query.named.memo import recall
from kg.query.named.parameters import Parameter, read_parameters
from kg.query.sparql import Block, bind, blocks

if TYPE_CHECKING:
    from kg.store.view import View

_KEYS = ("summary", "description", "tags", "parameters")


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
            if joined(parameter.name) == joined(name):
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

    def __str__(self) -> str:
        """One line for each, as `print` shows them."""
        return "\n".join(f"{one.name}: {one.summary}" for one in self)

    def _repr_html_(self) -> str:
        from kg.query.html import escape, table

        columns = ("query", "answers", "parameters")
        rows = [
            (one.name, one.summary, ", ".join(parameter.name for parameter in one.parameters))
            for one in self
        ]
        return table(columns, (map(escape, row) for row in rows))


def joined(name: str) -> str:
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
    if "/" in name or name in (".", ".."):
        kind = "a folder" if Path(name).is_dir() else "no query"
        raise QueryError(f"{name} is {kind}; name a query, or a file of one that ends in .rq")
    path = folder / f"{name}.rq"
    if not path.is_file():
        raise QueryError(
            f'there is no query "{name}"; {did_you_mean(name, names(folder), see="kg queries")}'
        )
    return read_query(path, memo)


def read_query(path: Path, memo: Path | None = None) -> NamedQuery:
    """Read a query file, with or without a header.

    Raises:
        QueryError: it cannot be read, or its header is wrong.
    """
    return parse_query(read_text(path), path.stem, path, memo)


def parse_query(text: str, name: str, path: Path = Path(), memo: Path | None = None) -> NamedQuery:
    """Read a query's text; `path` is where errors say it stands.

    Raises:
        QueryError: its header is wrong.
    """
    try:
        found = recall(memo, text, _read)
        header, known = found["header"], tuple(Block(*block) for block in found["blocks"])
        only(header, _KEYS, "a header")
        examples = {block.variable: block.example for block in reversed(known)}
        return NamedQuery(
            name,
            path,
            text,
            text_at(header, "summary"),
            text_at(header, "description"),
            texts_at(header, "tags"),
            tuple(read_parameters(header.get("parameters", {}), examples)),
            known,
        )
    except QueryError as error:
        raise error.at(Where("" if path == Path() else str(path))) from None


def _read(text: str) -> dict[str, Any]:
    return {"header": read_header(text), "blocks": list(blocks(text))}


def bound(query: NamedQuery, view: View, given: Mapping[str, Any]) -> str:
    """The SPARQL of a query with its parameters bound.

    Args:
        query: the query.
        view: where names such as "Kyrgyzstan" are looked up.
        given: one value or a list of values for each parameter that is to be bound; None is as
            good as not given.

    Raises:
        ParameterError: a parameter is unknown or missing, a value is not one of its kind, or what
            is asked `since` a day is over `until` an earlier one.
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
    _require_order(query, terms)
    return bind(query.text, terms, query.blocks)


def _require_order(query: NamedQuery, terms: Mapping[str, list[Any]]) -> None:
    """Refuse a span of time that is over before it begins, and so has no answer."""
    dated = {one.name for one in query.parameters if (one.kind, one.of) == ("type", "date")}
    since, until = (terms.get(name, []) if name in dated else [] for name in ("since", "until"))
    if since and until and min(since, key=str).value > max(until, key=str).value:
        first, last = min(since, key=str).value, max(until, key=str).value
        raise ParameterError(f"nothing is both since {first} and until {last}, which is earlier")


def _listed(value: Any) -> list[Any]:
    values = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
    return [one for one in values if one is not None]


def _terms(parameter: Parameter, view: View, chosen: Iterable[Any]) -> list[Any]:
    if not chosen:
        return []
    from kg.query.named.arguments import term_of

    try:
        return [term_of(parameter, view, value) for value in chosen]
    except KgError as error:
        raise ParameterError(f"{parameter.name}: {error.message}") from None

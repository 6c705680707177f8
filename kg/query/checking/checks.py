"""What can be found wrong in `queries/` before anybody asks: the part of `kg check` for queries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError, QueryError, Where, did_you_mean
from kg.issues import Issue
from kg.model.vocab import local_name
from kg.query.checking.faults import fault
from kg.query.named.guard import forbid
from kg.query.named.parameters import Parameter
from kg.query.named.queries import NamedQuery, joined, names, read_query
from kg.query.sparql import blocks
from kg.store.embedded import open_files

if TYPE_CHECKING:
    from kg.model.ontology import Ontology

# Options of `kg query`: a parameter of such a name could not be given there.
RESERVED = frozenset(
    """
    data store project sparql output format lang iris limit cite quiet help as-of tables valid-at
    """.split()  # noqa: SIM905 (a list of words reads better than a list of strings)
)


def check_queries(folder: Path, ontology: Ontology) -> list[Issue]:
    """Every fault of the named queries in a folder, each with its file and line."""
    return [
        Issue.of(error)
        for name in names(folder)
        for error in _faults(folder / f"{name}.rq", ontology)
    ]


def _faults(path: Path, ontology: Ontology) -> Iterator[KgError]:
    try:
        query = read_query(path)
        _parses(query)
    except KgError as error:
        yield error.at(Where(str(path)))
        return
    if not query.summary:
        yield QueryError('the header needs a line "#+ summary: …"', where=Where(str(path), 1))
    bound = {block.variable for block in blocks(query.text)}
    for parameter in query.parameters:
        for message in _parameter_faults(parameter, ontology, bound):
            place = Where(str(path), _line(query.text, parameter.name))
            yield QueryError(f'the parameter "{parameter.name}": {message}', where=place)


def _parses(query: NamedQuery) -> None:
    """Ask an empty store without prefixes of ours, as another tool would.

    Raises:
        QueryError: it does not parse, or is no question.
    """
    forbid(query.text)
    undeclared = fault(query.text)
    if undeclared:
        raise undeclared
    open_files([], prefixes={}).query(query.text)


def _parameter_faults(parameter: Parameter, ontology: Ontology, bound: set[str]) -> Iterator[str]:
    name = parameter.name
    if option := next((one for one in RESERVED if joined(one) == joined(name)), ""):
        yield f"`kg query` has an option --{option}; choose another name"
    if name not in bound or not parameter.example:
        yield f"the query needs a block VALUES ?{name} {{ … }} with an example"
    if not parameter.description:
        yield "it needs a description"
    if parameter.kind == "class" and not _has_class(parameter.of, ontology):
        hint = did_you_mean(parameter.of, ontology.by_name, see="kg ontology list")
        yield f'no class "{parameter.of}"; {hint}'
    if parameter.kind == "property" and not _has_property(parameter.of, ontology):
        yield f'no property "{parameter.of}"; `kg ontology list` has them'
    if parameter.kind == "codes" and not _has_scheme(parameter.of, ontology):
        schemes = [scheme.rpartition("code/")[2] for scheme in ontology.codes]
        hint = did_you_mean(parameter.of, schemes, see="kg ontology codes")
        yield f'no code list "{parameter.of}"; {hint}'


def _has_class(name: str, ontology: Ontology) -> bool:
    return name in ("Class", "Concept") or name in ontology.by_name or name in ontology.classes


def _has_property(name: str, ontology: Ontology) -> bool:
    return any(local_name(iri) == name for iri in ontology.properties)


def _has_scheme(name: str, ontology: Ontology) -> bool:
    return any(scheme == name or scheme.endswith(f"code/{name}") for scheme in ontology.codes)


def _line(text: str, name: str) -> int:
    """The line of the header that begins with the parameter's name."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.removeprefix("#+").strip().startswith(f"{name}:"):
            return number
    return 1

"""All operations of one graph: those that are always there, one for each query and for each figure.

The examples are what the headers of the queries and the figures themselves have.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.errors import ExtraError
from kg.model.vocab import local_name
from kg.query.ask import ask
from kg.query.figures.cubes import Cube
from kg.query.figures.sides import can_be_mirrored
from kg.query.gaps.kinds import is_counted, kinds, what_is_counted
from kg.query.gaps.tables import has_areas
from kg.query.labels import Labels, long_iri, short_iri
from kg.query.named.arguments import values_of
from kg.query.named.queries import readable
from kg.query.sparql import form
from kg.store.columns import Wanted
from kg.web.api import answers, asking, figures, gaps, tables
from kg.web.api.links import LINKS, given_on
from kg.web.api.operations import OPERATIONS, Operation
from kg.web.api.queries import CSVM

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.query.named.parameters import Parameter
    from kg.query.named.queries import NamedQuery
    from kg.store.view import View

_MOST_CODES = 80
_KNOWN = """
SELECT DISTINCT ?iri WHERE { VALUES ?iri { <https://example.org/> } ?iri a ?class }
"""


def operations(graph: Graph) -> Iterator[Operation]:
    """Every operation, in the order of the document."""
    view = graph.view
    found = [one for one in readable(graph.project.queries)[0] if form(one.text) == "select"]
    known = _known(view, found)
    thing = _thing(view, found, known)
    for one in OPERATIONS:
        example = {**one.example, **_examples(view, one, thing)}
        yield one._replace(example=example, links=LINKS.get(one.name, {}))
    for query in found:
        asked = _query(query, view, known)
        notes = _notes(asked)
        names = asked.given.model_json_schema()["properties"]
        yield asked._replace(links={"notes": given_on(notes.name, names)})
        yield notes
    yield from _gaps(graph, found, known)
    for cube in _observed(view):
        yield from _figures(cube, view)


def _observed(view: View) -> list[Cube]:
    """The kinds of figures that can be asked here: none, where what reads them is not installed."""
    try:
        return [cube for cube, _ in figures.observed(view)]
    except ExtraError:
        return []


def _known(view: View, found: list[NamedQuery]) -> set[str]:
    """Those IRIs of the headers' examples that the graph has, too."""
    iris = {_iri(view, one.example) for query in found for one in query.parameters} - {""}
    return {iri.value for (iri,) in ask(view, _KNOWN, iri=iris)}


def _thing(view: View, found: list[NamedQuery], known: set[str]) -> str:
    """Something that there is: what a query has as its example, else whatever has a key."""
    for query in found:
        for one in query.parameters:
            iri = _iri(view, one.example)
            if iri in known and one.kind == "class" and "/id/" in iri:
                return short_iri(view, iri)
    return next((label.iri for label in view.labels() if label.kind == "key"), "none")


def _iri(view: View, example: str) -> str:
    """The first IRI of an example, as the block of the query has it."""
    return long_iri(view, (example.split() or [""])[0]) or ""


def _examples(view: View, one: Operation, thing: str) -> dict[str, str]:
    if one.name == "find":
        labels = Labels(view)
        iri = long_iri(view, thing) or thing
        labels.load({iri})
        return {"q": labels.of(iri)}
    return {"entity": thing, "about": thing}


def _query(query: NamedQuery, view: View, known: set[str]) -> Operation:
    return Operation(
        f"query-{query.name}",
        f"/api/queries/{query.name}",
        "queries",
        query.summary or query.name,
        asking.model_of(query, view),
        answers.QueryTable,
        asking.offered(query, view),
        {one.name: said for one in query.parameters if (said := _said(one, view, known))},
        query.description,
        enums={one.name: enum for one in query.parameters if (enum := _enum(one, view))},
    )


def _said(parameter: Parameter, view: View, known: set[str]) -> str:
    """The example of a parameter as a person would write it."""
    if parameter.kind == "type":
        return parameter.example.partition("^^")[0].strip("\"'").partition('"')[0]
    iri = _iri(view, parameter.example)
    if parameter.kind == "codes":
        return next((code for code, _ in _codes(parameter, view) if iri.endswith(f"/{code}")), "")
    return short_iri(view, iri) if iri in known else ""


def _codes(parameter: Parameter, view: View) -> list[tuple[str, str]]:
    return list(values_of(parameter, view)) if parameter.kind == "codes" else []


def _enum(parameter: Parameter, view: View) -> dict[str, Any]:
    codes = [code for code, _ in _codes(parameter, view)]
    return {"enum": codes} if 0 < len(codes) <= _MOST_CODES else {}


def _notes(query: Operation) -> Operation:
    return query._replace(
        name=f"{query.name}-notes",
        path=f"{query.path}/notes",
        tag="notes",
        summary="What must be known of that answer: its sources, their age, who contradicts",
        answer=answers.Metadata,
        formats=(CSVM,),
        description="",
    )


def _gaps(graph: Graph, found: list[NamedQuery], known: set[str]) -> Iterator[Operation]:
    queries = {one.name.removeprefix("gaps-"): one for one in found}
    for kind in kinds(graph.project.queries):
        if is_counted(kind):
            asked = _counted(what_is_counted(kind))
        elif kind in queries:
            asked = _query(queries[kind], graph.view, known)
        else:
            continue  # its file cannot be read
        yield asked._replace(
            name=f"gaps-{kind}", path=f"/api/gaps/{kind}", tag="gaps", answer=answers.Table
        )


def _counted(summary: str) -> Operation:
    told = f"{summary}: how many, for each kind of figures"
    return Operation("", "", "", told, tables.Tabled, answers.Table, tables.TABLE)


def _figures(cube: Cube, view: View) -> Iterator[Operation]:
    ways: list[tuple[str, type[figures.Spanning], str]] = [
        ("series", figures.Series, "Series of {}, each source a series of its own")
    ]
    if can_be_mirrored(cube):
        ways.append(("mirror", figures.Mirror, "What two sides report of {}"))
    ways.append(("gaps/figures", gaps.Missing, "What series of {} lack"))
    if has_areas(view, cube):
        ways.append(("gaps/coverage", gaps.Coverage, "What sources of {} lack"))
    for path, base, summary in ways:
        is_gap = issubclass(base, gaps.Missing)
        yield Operation(
            f"{path.replace('/', '-')}-{cube.short}",
            f"/api/{path}/{cube.short}",
            "gaps" if is_gap else "figures",
            summary.format(cube.label),
            figures.model_of(cube, base, view),
            answers.Table if is_gap else answers.Figures,
            tables.TABLE,
            (_sides if base is figures.Mirror else _values)(cube, view),
        )


def _values(cube: Cube, view: View) -> dict[str, str]:
    """For the first dimension that is a thing, the value that most figures have."""
    part = next((one for one in cube.dimensions if one.of and not one.codes), None)
    return _most(cube, part.name, view) if part else {}


def _sides(cube: Cube, view: View) -> dict[str, str]:
    return _most(cube, local_name(cube.marked("mirrorReporter")[0]), view)


def _most(cube: Cube, name: str, view: View) -> dict[str, str]:
    """The parameter of a dimension, with the value that most figures have."""
    counts = view.columns(cube.name).counts(name, Wanted())
    part = next(one for one in cube.dimensions if one.name == name)
    return {part.option: next(iter(counts))} if counts else {}

"""What can be asked for under /api: each path with its action, its parameters and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import BaseModel

from kg.web.api import answers, figures, queries, sayings, status, things
from kg.web.api.given import Given
from kg.web.api.links import Link
from kg.web.api.replies import CSV, JSON
from kg.web.api.tables import TABLE, Tabled

LISTS = (JSON, CSV)


class Operation(NamedTuple):
    """One path of the document, as an example asks for it with `example`."""

    name: str
    path: str
    tag: str
    summary: str
    given: type[Given]
    answer: type[BaseModel]
    formats: tuple[str, ...] = (JSON,)
    example: Mapping[str, str] = {}
    description: str = ""
    within: Mapping[str, str] = {}
    """The parameters in the path, each with what it is."""
    enums: Mapping[str, dict[str, list[str]]] = {}
    """The values of parameters that have few."""
    links: Mapping[str, Link] = {}
    """The operations that take what the answer names."""


OPERATIONS = (
    Operation(
        "status",
        "/api/status",
        "catalogue",
        "Which build is served, and what it holds",
        status.Status,
        answers.Status,
    ),
    Operation(
        "queries",
        "/api/queries",
        "queries",
        "The named queries, each with its parameters",
        queries.Listed,
        answers.Queries,
    ),
    Operation(
        "find",
        "/api/find",
        "things",
        "Things, codes and terms by any of their names, in any script, forgiving errors",
        things.Find,
        sayings.FoundList,
        LISTS,
    ),
    Operation(
        "entity",
        "/api/entity/{entity}",
        "things",
        "Everything that the graph says of a thing, with who says it and when",
        things.Show,
        sayings.Shown,
        LISTS,
        within={"entity": things.NAMED},
    ),
    Operation(
        "why",
        "/api/why",
        "things",
        "Who says so: the claims about a thing, with document, place and words",
        things.Why,
        sayings.Reasons,
        LISTS,
    ),
    Operation(
        "history",
        "/api/history",
        "compare",
        "How what is said of a thing has changed, and which document changed it",
        things.History,
        sayings.Changes,
        LISTS,
    ),
    Operation(
        "contradictions",
        "/api/contradictions",
        "compare",
        "Who disagrees with whom: all answers to one question, and in which way they differ",
        things.Contradictions,
        sayings.Contradictions,
        LISTS,
    ),
    Operation(
        "documents",
        "/api/documents",
        "catalogue",
        "The documents, with how many claims come from each",
        things.Listed,
        answers.Documents,
        LISTS,
    ),
    Operation(
        "datasets",
        "/api/datasets",
        "catalogue",
        "The datasets, with how many documents and claims each has",
        things.Listed,
        answers.Datasets,
        LISTS,
    ),
    Operation(
        "gaps",
        "/api/gaps",
        "gaps",
        "How many gaps there are of each kind",
        Tabled,
        answers.Table,
        TABLE,
    ),
    Operation(
        "series",
        "/api/series",
        "figures",
        "What figures there are, and by which dimensions they can be asked for",
        figures.Listed,
        answers.FiguresList,
    ),
    Operation(
        "mirror",
        "/api/mirror",
        "figures",
        "What figures two sides report of the same",
        figures.Listed,
        answers.FiguresList,
    ),
)

"""The answers of the API as models, from which the document has their schemas.

The answers themselves are made by `to_dict` of what the library finds; a test holds each of them
against its model. Optional members are left out where nothing is stated.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

Cell = str | int | float | bool | None


class Answer(BaseModel):
    """Something that an answer holds; it has no members but these."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """What went wrong, as RFC 9457 has it; some kinds of problems have further members."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="The kind of problem, an IRI that stays the same")
    title: str
    status: int
    detail: str | None = None
    parameter: str | None = Field(None, description="The parameter that is meant")
    known: list[str] | None = Field(None, description="The names that there are")


class Notes(Answer):
    """What must be known of an answer: how old and how many its sources are, who contradicts."""

    rows: int | None
    limit: int | None
    documents: int
    independent: int = Field(description="How many of the documents go back to different ones")
    official: int
    undated: int
    newest: str
    oldest: str
    contradicted: int | None = Field(
        description="How many rows rest on a claim that another one contradicts"
    )
    uncompared: int
    how: str
    passed_over: int
    as_of: str
    first_day: str = Field(description="From when the figures are, of figures in time")
    last_day: str
    official_share: float | None


class Paged(Answer):
    """A page of an answer; `next` is the address of the one behind it."""

    build: str = Field(description="The build that was asked, empty where a store is served")
    total: int = Field(description="The rows of the whole answer")
    offset: int
    limit: int | None
    next: str | None


class Table(Paged):
    """Rows, each an object with a member for each column."""

    columns: list[str]
    notes: Notes | None
    labels: dict[str, str] = Field(description="What people call the IRIs in the rows")
    rows: list[dict[str, Cell]]


class QueryTable(Table):
    """The answer of a named query."""

    query: str


class Figures(Table):
    """Figures, and what was left out of them."""

    title: str
    remarks: list[str]


class Parameter(Answer):
    """A parameter of a named query."""

    name: str
    kind: str
    of: str
    description: str
    default: list[str]
    required: bool
    example: str


class Query(Answer):
    """A named query."""

    name: str
    summary: str
    description: str
    tags: list[str]
    parameters: list[Parameter]
    formats: list[str]
    url: str


class Unreadable(Answer):
    """A query whose file cannot be read, and why."""

    name: str
    detail: str


class Queries(Answer):
    """The named queries."""

    queries: list[Query]
    unreadable: list[Unreadable]


class Metadata(BaseModel):
    """What must be known of an answer, beside its CSV ("CSV on the Web")."""

    model_config = ConfigDict(extra="allow")

    url: str
    notes: list[Notes]


class Document(Answer):
    """One citable thing, and how many claims come from it."""

    iri: str
    short: str
    title: str
    publisher: str
    issued: str
    retrieved: str
    language: str
    type: str
    dataset: str
    url: str
    claims: int
    upstream: list[str]


class Documents(Paged):
    """The documents."""

    results: list[Document]


class Dataset(Answer):
    """One source under one licence."""

    iri: str
    short: str
    title: str
    publisher: str
    license: str
    issued: str
    documents: int
    claims: int
    independent: int


class Datasets(Paged):
    """The datasets."""

    results: list[Dataset]


class FiguresKind(Answer):
    """A kind of figures."""

    figures: str
    label: str
    observations: int
    dimensions: list[str]
    url: str


class FiguresList(Answer):
    """What figures there are."""

    build: str
    results: list[FiguresKind]


class Limits(Answer):
    """What a request may take."""

    seconds: float
    octets: int


class Status(Answer):
    """What is served."""

    build: str
    built: str | None
    kg: str
    base: str
    counts: dict[str, int]
    limits: Limits


class FeatureCollection(BaseModel):
    """Rows as GeoJSON, with the members of a page."""

    model_config = ConfigDict(extra="allow")

    type: str
    features: list[dict[str, Any]]
    notes: Notes | None

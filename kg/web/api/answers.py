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


class Sources(Answer):
    """How many documents, and how many of them go back to different ones."""

    documents: int
    independent: int


class Found(Answer):
    """One thing that a text may mean, and the name that matched."""

    iri: str
    short: str
    label: str
    class_name: str
    kind: str
    language: str
    text: str
    score: float


class FoundList(Answer):
    """What a text may mean, best first."""

    build: str
    results: list[Found]


class Attribution(Answer):
    """Who makes a claim, where and when."""

    claim: str | None = None
    document: str | None = None
    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    dated: str | None = None
    speaker: str | None = None
    quoted_source: str | None = None
    reporter: str | None = None
    status: str | None = None
    url: str | None = None


class Line(Answer):
    """One value, and who says it."""

    text: str | None = None
    value: str | None = None
    claims: list[Attribution]
    language: str | None = None
    inferred: bool | None = None
    denied: bool | None = None
    differs: list[str] | None = None
    reconciled: list[str] | None = None


class Group(Answer):
    """The values of one property, or the things of one class that point here by it."""

    property: str
    label: str
    backwards: bool
    lines: list[Line]
    more: int


class Shown(Answer):
    """Everything that the graph says of one thing."""

    iri: str
    short: str
    label: str
    classes: list[str]
    groups: list[Group]
    also: list[Found]
    sources: Sources


class Place(Answer):
    """One place of a document."""

    start: int | None = None
    end: int | None = None
    fragment: str | None = None
    locator: list[str] | None = None
    link: str | None = None
    sentence: str | None = None
    note: str | None = None


class Upstream(Answer):
    """A document on which another one rests."""

    relation: str
    title: str
    document: str


class Evidence(Answer):
    """One claim: what it says, who makes it, and where."""

    attribution: Attribution
    records: list[str] | None = None
    says: list[str]
    places: list[Place] | None = None
    upstream: list[Upstream] | None = None
    note: str | None = None
    valid: str | None = None
    revises: str | None = None
    retracted: str | None = None


class Reasons(Answer):
    """The claims about a thing, oldest document first."""

    iri: str
    short: str
    label: str
    property: str
    evidence: list[Evidence]
    sources: Sources
    passed_over: list[str]


class Change(Answer):
    """What one claim did to an answer."""

    date: str | None = None
    how: str
    about: str | None = None
    respect: str | None = None
    circumstances: dict[str, str] | None = None
    before: str | None = None
    after: str | None = None
    attribution: Attribution
    dated: str | None = None
    note: str | None = None
    record: str | None = None
    places: list[str] | None = None


class Changes(Paged):
    """The history of a thing."""

    notes: Notes | None
    results: list[Change]


class Voice(Attribution):
    """One claim of an answer, and where it stands."""

    record: str | None = None
    places: list[str] | None = None


class Answered(Answer):
    """One of several answers to a question."""

    value: str
    circumstances: dict[str, str]
    claims: list[Voice]
    iri: str
    denied: bool | None = None


class Contradiction(Answer):
    """Answers to one question that disagree."""

    about: str
    respect: str
    kinds: list[str]
    reasons: list[str]
    answers: list[Answered]
    documents: int
    independent: int
    reconciled: bool
    spread: float | None


class Contradictions(Paged):
    """Who disagrees with whom."""

    notes: Notes | None
    results: list[Contradiction]


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

"""The models of answers about things: what is said of them, by whom, and who disagrees."""

from __future__ import annotations

from pydantic import Field

from kg.web.api.answers import Answer, Notes, Paged


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
    complete: bool = Field(description="Whether there is no more than `limit` let through")
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

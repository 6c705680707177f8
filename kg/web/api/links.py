"""What an answer names that another operation takes: the `links` of the document.

Each says in words what is gone on with, and names the member of the answer (a pointer into its
JSON) or the parameter of the request that is given on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Link(NamedTuple):
    """A way from one answer to the next: the operation, its parameters, and what it tells."""

    to: str
    parameters: Mapping[str, str]
    description: str

    def to_dict(self) -> dict[str, Any]:
        """As OpenAPI has it."""
        return {
            "operationId": self.to,
            "parameters": dict(self.parameters),
            "description": self.description,
        }


def _member(pointer: str) -> str:
    return f"$response.body#/{pointer}"


def _thing(pointer: str, what: str) -> dict[str, Link]:
    """To whatever can be asked of a thing that an answer names."""
    iri = _member(pointer)
    return {
        "entity": Link("entity", {"entity": iri}, f"Everything that is said of {what}"),
        "why": Link("why", {"entity": iri}, f"Who says what is said of {what}"),
        "history": Link("history", {"entity": iri}, f"How what is said of {what} has changed"),
        "contradictions": Link(
            "contradictions", {"about": iri}, f"Who disagrees with whom about {what}"
        ),
    }


def _claim(pointer: str) -> dict[str, Link]:
    return {"why": Link("why", {"entity": _member(pointer)}, "The claim, and where it stands")}


def _document(pointer: str) -> dict[str, Link]:
    iri = _member(pointer)
    return {
        "document": Link("why", {"entity": iri}, "What the document says"),
        "disputed": Link("contradictions", {"document": iri}, "Who disagrees with the document"),
    }


LINKS: Mapping[str, Mapping[str, Link]] = {
    "status": {
        name: Link(name, {"build": _member("build")}, f"The {name} of this build")
        for name in ("documents", "datasets", "gaps")
    },
    "find": _thing("results/0/iri", "the best of what was found"),
    "entity": {name: one for name, one in _thing("iri", "the thing").items() if name != "entity"},
    "why": _document("evidence/0/attribution/document"),
    "history": _claim("results/0/attribution/claim"),
    "contradictions": _claim("results/0/answers/0/claims/0/claim"),
    "documents": _document("results/0/iri"),
    "datasets": {
        "entity": Link("entity", {"entity": _member("results/0/iri")}, "What is said of a dataset")
    },
}
"""The links of each operation that is always there, by its name."""


def given_on(to: str, names: Mapping[str, Any]) -> Link:
    """From an answer to another one that takes the same parameters."""
    same = {name: f"$request.query.{name}" for name in names}
    return Link(to, same, "What must be known of this answer")

"""What the service says of itself: its spaces, its default types, and where its parts are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.query.ask import ask
from kg.query.reconciling.extending import CONTENTS
from kg.query.reconciling.terms import Term, terms
from kg.version import __version__

if TYPE_CHECKING:
    from kg.store.view import View

PATH = "/reconcile"
BATCH = 50  # queries that a client should send at once; each takes some hundredths of a second
WIDTH, HEIGHT = 430, 300
_DOCUMENTATION = "https://reconciliation-api.github.io/specs/0.2/"
_OWL = "http://www.w3.org/2002/07/owl#"

_TITLE = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?title WHERE { ?ontology a owl:Ontology ; dcterms:title ?title }
ORDER BY (LANG(?title) != "en") ?title LIMIT 1
"""
_TOPMOST = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT DISTINCT ?class WHERE {
  ?keyed owl:hasKey ?key . ?class rdfs:subClassOf* ?keyed
  FILTER NOT EXISTS { ?class kg:abstract true }
  FILTER NOT EXISTS {
    ?class rdfs:subClassOf+ ?above . ?above rdfs:subClassOf* ?keyed
    FILTER NOT EXISTS { ?above kg:abstract true }
  }
  FILTER EXISTS { ?one a ?class }
}
"""


def manifest(view: View, base: str) -> dict[str, Any]:
    """The manifest, for a server at an address."""
    here = base + PATH
    return {
        "versions": ["0.2"],
        "name": _name(view),
        "identifierSpace": view.base or f"{base}/",
        "schemaSpace": f"{view.base}ontology#" if view.base else f"{_OWL}Class",
        "documentation": _DOCUMENTATION,
        "serviceVersion": __version__,
        "defaultTypes": [type_of(one) for one in default_types(view)],
        "view": {"url": f"{here}/view?id={{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {what: _suggest(here, what) for what in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": base, "service_path": f"{PATH}/properties"},
            "property_settings": _settings(),
        },
        "batchSize": BATCH,
    }


def type_of(one: Term) -> dict[str, str]:
    """A type as the API has it."""
    said = {"description": one.description} if one.description else {}
    return {"id": one.iri, "name": one.name, **said}


def default_types(view: View) -> list[Term]:
    """The topmost classes whose members have keys of their own: what tables have columns of."""
    found = sorted(cls.value for (cls,) in ask(view, _TOPMOST))
    return sorted(terms(view, found or [f"{_OWL}Thing"]), key=lambda one: one.name)


def _name(view: View) -> str:
    title = next((title.value for (title,) in ask(view, _TITLE)), "")
    return title if view.base and title else "A store served by kg"


def _suggest(here: str, what: str) -> dict[str, str]:
    return {
        "service_url": here,
        "service_path": f"/suggest/{what}",
        "flyout_service_url": here,
        "flyout_service_path": "/flyout?id=${id}",
    }


def _settings() -> list[dict[str, Any]]:
    return [
        {
            "name": "content",
            "label": "Content",
            "type": "select",
            "default": "values",
            "help_text": "What the cells hold: the values, or who says so",
            "choices": [{"value": name, "name": told} for name, told in CONTENTS.items()],
        },
        {
            "name": "language",
            "label": "Language",
            "type": "text",
            "default": "",
            "help_text": "Only texts in this language, such as en, ru or zh; empty for all",
        },
        {
            "name": "limit",
            "label": "Limit",
            "type": "number",
            "default": 0,
            "help_text": "At most so many values for each row; 0 for all",
        },
    ]

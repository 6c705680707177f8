"""What the classes, properties and datasets of a build are called, for those who describe it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.model import vocab as v
from kg.publish.tables.nodes import DEFAULT, objects
from kg.publish.tables.sorts import DOCUMENT_OF, EDITION
from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.publish.tables.columns import Column
    from kg.store.view import View

LANGUAGES = ("en", "ru", "zh")
LABEL, DEFINITION = f"{v.RDFS}label", f"{v.SKOS}definition"
_TITLE, _LICENSE = f"{v.DCTERMS}title", f"{v.DCTERMS}license"
_ONTOLOGY = f"{v.OWL}Ontology"

# What the columns are called that are no property's, in English, Russian and Chinese.
_OWN = {
    "iri": ("IRI", "IRI", "IRI"),
    "class": ("classes", "классы", "类"),
    "otherAnswers": ("other answers", "другие ответы", "其他答案"),
    "disputed": ("disputed properties", "спорные свойства", "有争议的属性"),
    "claims": ("claims", "утверждения", "主张"),
    "documents": ("documents", "документы", "文献"),
    "datasets": ("datasets", "наборы данных", "数据集"),
    "independentSources": ("independent sources", "независимые источники", "独立来源"),
    DOCUMENT_OF: ("document", "документ", "文献"),
    EDITION: ("edition", "издание", "版次"),
}
_NAMED = ("{} (name)", "{} (название)", "{}（名称）")

_DATASETS = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?dataset WHERE { ?dataset a kg:Dataset FILTER(isIRI(?dataset)) } ORDER BY ?dataset
"""


class Source(NamedTuple):
    """A dataset, and under which licences it may be used."""

    iri: str
    titles: Mapping[str, str]
    licenses: tuple[str, ...]

    @property
    def title(self) -> str:
        """Its title, the English one if there is one."""
        return self.titles.get("en") or next(iter(self.titles.values()), self.iri)


def texts(view: View, iri: str, prop: str) -> dict[str, str]:
    """The texts of a property by their languages, those of `LANGUAGES` first."""
    found: dict[str, list[str]] = {}
    for quad in view.quads(ox.NamedNode(iri), ox.NamedNode(prop), None, DEFAULT):
        if isinstance(quad.object, ox.Literal):
            found.setdefault(quad.object.language or "", []).append(quad.object.value)
    order = [*LANGUAGES, *sorted(found.keys() - set(LANGUAGES))]
    return {language: min(found[language]) for language in order if language in found}


def titles(view: View, column: Column) -> dict[str, str]:
    """What a column is called, by languages."""
    own = _OWN.get(column.prop or column.role)
    known = texts(view, column.prop, LABEL) if column.prop and not own else {}
    known = known or dict(zip(LANGUAGES, own or (), strict=False))
    if column.role != "label":
        return known
    forms = zip(LANGUAGES, _NAMED, strict=True)
    return {lang: form.format(known[lang]) for lang, form in forms if lang in known}


def english(view: View, iri: str, prop: str) -> str:
    """The English text of a property, or one without language, or nothing."""
    found = texts(view, iri, prop)
    return found.get("en") or found.get("", "")


def sources(view: View) -> list[Source]:
    """The datasets of a build or of a part, in the order of their IRIs."""
    return [
        Source(one.value, texts(view, one.value, _TITLE), tuple(objects(view, one.value, _LICENSE)))
        for (one,) in ask(view, _DATASETS)
    ]


def licenses(found: list[Source]) -> list[str]:
    """The licences of some datasets, each once."""
    return sorted({one for source in found for one in source.licenses})


def title(whole: View) -> str:
    """What all of it is called: as its ontology is, else by where its IRIs begin."""
    header = f"{whole.base}ontology"
    return english(whole, header, _TITLE) or english(whole, header, LABEL) or place(whole)


def place(whole: View) -> str:
    """Where the IRIs begin, as a name: letters, digits, points and hyphens.

    >>> from types import SimpleNamespace
    >>> place(SimpleNamespace(base="https://w3id.org/sogdian/"))
    'w3id.org-sogdian'
    """
    return re.sub(r"[^a-z0-9.]+", "-", whole.base.lower().partition("://")[2]).strip("-.")

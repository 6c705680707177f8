"""The description that search engines read: a schema.org Dataset in JSON-LD.

Its keys are those of https://developers.google.com/search/docs/appearance/structured-data/dataset,
which wants a description of 50 to 5,000 characters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from kg.model.vocab import local_name
from kg.publish.catalogue.described import Agent, Described, Texts, Whole
from kg.publish.catalogue.made import Made, made
from kg.publish.catalogue.tables import form_of
from kg.publish.exports.export import Export, Material, Target
from kg.query.ask import ask
from kg.store.view import View

_FILE = "dataset.jsonld"
_SHORTEST, _LONGEST = 50, 5000
# Written out, so that no reader needs the network for it.
_CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    **{name: {"@type": "@id"} for name in ("license", "url", "contentUrl")},
    **{name: {"@type": "Date"} for name in ("datePublished", "dateModified")},
}
_WHERE = local_name("https://schema.org/Place")
_MEASURED = """
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?label WHERE { ?cube a qb:DataSet ; rdfs:label ?label } ORDER BY ?label
"""


def write(material: Material, target: Target) -> None:
    """Describe the whole, with each dataset as a part of it."""
    with made(material) as found:
        page = {"@context": _CONTEXT, **_whole(found)}
    text = json.dumps(page, ensure_ascii=False, indent=1)
    target.open(_FILE).write(f"{text}\n".encode())


def _whole(found: Made) -> dict[str, Any]:
    whole, where = found.whole, found.where
    places = {place.iri: place.names for one in whole.datasets for place in one.places}
    spans = [one.span for one in whole.datasets if one.span]
    first = min((span.first for span in spans), default="")
    last = max((span.last for span in spans), default="")
    return _filled(
        {
            "@type": "Dataset",
            "@id": found.me,
            "name": english(whole.title),
            "alternateName": _others(whole.title),
            "description": _long(whole.description, _origin(whole)),
            "url": whole.said.homepage or whole.base,
            "identifier": found.me,
            "version": found.version,
            "datePublished": whole.date,
            **_rights(whole.publisher, whole.license),
            "isAccessibleForFree": all(_free(one) for one in whole.datasets) or None,
            "keywords": sorted({text for one in whole.datasets for _, text in one.keywords}),
            "inLanguage": sorted({tag for one in whole.datasets for tag in one.languages}),
            "spatialCoverage": _places(places[iri] for iri in sorted(places)),
            "temporalCoverage": f"{first}/{last}" if first else "",
            "variableMeasured": measured(found.view),
            "distribution": _downloads(found),
            "includedInDataCatalog": {
                "@type": "DataCatalog",
                "@id": where.catalogue,
                "name": english(whole.title),
                "url": where.catalogue,
            },
            "hasPart": [_part(one, where.catalogue) for one in whole.datasets],
        }
    )


def _part(dataset: Described, catalogue: str) -> dict[str, Any]:
    return _filled(
        {
            "@type": "Dataset",
            "@id": dataset.iri,
            "name": english(dataset.title),
            "alternateName": _others(dataset.title),
            "description": _long(dataset.description, dataset.origin),
            "url": dataset.iri,
            "identifier": dataset.iri,
            "version": dataset.version,
            "datePublished": dataset.issued,
            "dateModified": dataset.modified,
            **_rights(dataset.publisher, dataset.license),
            "isAccessibleForFree": _free(dataset) or None,
            "keywords": [text for _, text in dataset.keywords],
            "inLanguage": list(dataset.languages),
            "spatialCoverage": _places(place.names for place in dataset.places),
            "temporalCoverage": "/".join(dataset.span or ()),
            "includedInDataCatalog": {"@id": catalogue},
        }
    )


def english(texts: Texts) -> str:
    """The English one of texts, else the first.

    >>> english((("de", "Schiff"), ("en", "ship"))), english(())
    ('ship', '')
    """
    known = dict(texts)
    return known.get("en") or next(iter(known.values()), "")


def _others(texts: Texts) -> list[str]:
    return [text for _, text in texts if text != english(texts)]


def _long(texts: Texts, more: str) -> str:
    """A description that is neither too short nor too long for search engines."""
    text = english(texts)
    enough = len(text) >= _SHORTEST
    return (text if enough else f"{text} {more}".strip())[:_LONGEST]


def _origin(whole: Whole) -> str:
    return " ".join(f"{english(one.title)}: {one.origin}" for one in whole.datasets)


def _free(dataset: Described) -> bool:
    return dataset.rights.endswith("/PUBLIC")


def _rights(publisher: Agent | None, licence: str) -> dict[str, Any]:
    agent = publisher and {
        "@type": "Organization",
        "@id": publisher.iri,
        "name": english(publisher.names),
    }
    return {"creator": agent, "publisher": agent, "license": licence}


def _places(places: Iterable[Texts]) -> list[dict[str, str]]:
    return [{"@type": _WHERE, "name": english(names)} for names in places]


def measured(view: View) -> list[str]:
    """What the cubes of a build measure."""
    return sorted({label.value for (label,) in ask(view, _MEASURED) if label.language == "en"})


def _downloads(found: Made) -> list[dict[str, Any]]:
    return [
        {
            "@type": "DataDownload",
            "name": path,
            "description": file.title,
            "contentUrl": found.where.file(path),
            "encodingFormat": form_of(path).media_type,
            "contentSize": f"{file.size} B",
            "sha256": file.sha256,
        }
        for path, file in sorted(found.files.items())
    ]


def _filled(entry: dict[str, Any]) -> dict[str, Any]:
    """What is empty nobody said."""
    return {key: value for key, value in entry.items() if value not in ("", None, [])}


EXPORT = Export(
    "schemaorg",
    _FILE,
    "application/ld+json",
    "What search engines read of the datasets, by schema.org",
    write,
)

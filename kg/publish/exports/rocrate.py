"""The release as an archive reads it: RO-Crate 1.1, https://w3id.org/ro/crate/1.1."""

from __future__ import annotations

import json
from typing import Any

from kg.publish.catalogue.described import Described
from kg.publish.catalogue.made import Made, made
from kg.publish.catalogue.tables import form_of
from kg.publish.exports.export import Export, Material, Target
from kg.publish.exports.schemaorg import english

_FILE = "ro-crate-metadata.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
# What a release writes when every export is written.
_LATER = {"manifest.json": "What the release is made of, with counts, versions and digests"}


def write(material: Material, target: Target) -> None:
    """Describe every file that was written, and what they are together."""
    with made(material) as found:
        graph = [_descriptor(), _root(found), *_files(found), *_around(found)]
    page = {"@context": f"{_SPECIFICATION}/context", "@graph": graph}
    text = json.dumps(page, ensure_ascii=False, indent=1)
    target.open(_FILE).write(f"{text}\n".encode())


def _descriptor() -> dict[str, Any]:
    return {
        "@id": _FILE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _SPECIFICATION},
        "about": {"@id": "./"},
    }


def _root(found: Made) -> dict[str, Any]:
    whole = found.whole
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": english(whole.title),
        "description": english(whole.description) or english(whole.title),
        "datePublished": whole.date,
        "license": whole.license and {"@id": whole.license},
        "author": whole.publisher and {"@id": whole.publisher.iri},
        "publisher": whole.publisher and {"@id": whole.publisher.iri},
        "contactPoint": whole.said.contact and {"@id": found.where.inside("contact")},
        "identifier": found.me,
        "version": found.version,
        "keywords": sorted({text for one in whole.datasets for _, text in one.keywords}),
        "url": whole.said.homepage,
        "isBasedOn": [{"@id": one.iri} for one in whole.datasets],
        "hasPart": [{"@id": one["@id"]} for one in _files(found)],
    }
    return {key: value for key, value in root.items() if value}


def _files(found: Made) -> list[dict[str, Any]]:
    written = [
        {
            "@id": path,
            "@type": "File",
            "name": path,
            "description": file.title,
            "encodingFormat": form_of(path).media_type,
            "contentSize": str(file.size),
            "sha256": file.sha256,
        }
        for path, file in sorted(found.files.items())
    ]
    later = [
        {
            "@id": path,
            "@type": "File",
            "name": path,
            "description": title,
            "encodingFormat": form_of(path).media_type,
        }
        for path, title in _LATER.items()
    ]
    return written + later if written else []


def _around(found: Made) -> list[dict[str, Any]]:
    """Who publishes, under which licence, and what the files were made of."""
    whole = found.whole
    entities: list[dict[str, Any]] = []
    if whole.publisher:
        named = {"@type": "Organization", "name": english(whole.publisher.names)}
        entities.append({"@id": whole.publisher.iri, **named})
    if whole.said.contact:
        entities.append(_contact(found))
    licences = {one.license: None for one in whole.datasets} | {whole.license: None}
    entities += [
        {"@id": one, "@type": "CreativeWork", "name": one} for one in sorted(licences) if one
    ]
    return entities + [_dataset(one) for one in whole.datasets]


def _dataset(dataset: Described) -> dict[str, Any]:
    """A source of the files: it is no part of them, so it is no Dataset of the crate."""
    named = {"@id": dataset.iri, "@type": "CreativeWork", "name": english(dataset.title)}
    return {**named, "license": {"@id": dataset.license}} if dataset.license else {**named}


def _contact(found: Made) -> dict[str, Any]:
    said = found.whole.said
    mail = said.contact.startswith("mailto:")
    reached = {"email": said.contact.removeprefix("mailto:")} if mail else {"url": said.contact}
    return {
        "@id": found.where.inside("contact"),
        "@type": "ContactPoint",
        "contactType": "questions about the data",
        **({"name": said.contactName} if said.contactName else {}),
        **reached,
    }


EXPORT = Export(
    "rocrate",
    _FILE,
    "application/ld+json",
    "What the files are and who made them, for archives, by RO-Crate 1.1",
    write,
)

"""How the datasets of a catalogue can be had: as files of a release, and by asking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kg.model.catalogue import EU
from kg.publish.catalogue import parts
from kg.publish.catalogue.addresses import Addresses
from kg.publish.catalogue.described import Described, Whole
from kg.publish.catalogue.statements import Statements
from kg.publish.catalogue.tables import IANA, Form, form_of

_SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
# The form of answers that IANA has registered; JSON, CSV and TSV are answered, too.
_ASKED = Form("application/sparql-results+xml", "SPARQLQRES")
CLAIMS, CATALOGUE = "claims.nq", "catalogue.ttl"


class Listed(NamedTuple):
    """A file of a release as a catalogue lists it."""

    title: str
    size: int
    sha256: str


def downloads(
    said: Statements, whole: Whole, where: Addresses, files: Mapping[str, Listed]
) -> None:
    """Every file of a release, as a distribution of it."""
    for path, file in sorted(files.items()):
        me = where.part(path)
        said.link(where.release, "dcat:distribution", me)
        _distribution(said, whole, me, whole.license, form_of(path))
        said.text(me, "dcterms:title", path)
        said.text(me, "dcterms:description", f"{file.title}.", "en")
        said.link(me, "dcat:accessURL", where.file(path))
        said.link(me, "dcat:downloadURL", where.file(path))
        said.typed(me, "dcat:byteSize", str(file.size), "nonNegativeInteger")
        said.link(me, "spdx:checksum", f"{me}/checksum")
        said.a(f"{me}/checksum", "spdx:Checksum")
        said.link(f"{me}/checksum", "spdx:algorithm", _SHA256)
        said.typed(f"{me}/checksum", "spdx:checksumValue", file.sha256, "hexBinary")
    said.a(_SHA256, "spdx:ChecksumAlgorithm")


def itself(said: Statements, whole: Whole, where: Addresses) -> None:
    """The catalogue as a file; its own size and digest it cannot know."""
    me = where.part(CATALOGUE) if where.release else where.inside(CATALOGUE)
    said.link(where.catalogue, "dcat:distribution", me)
    _distribution(said, whole, me, whole.said.license or whole.license, form_of(CATALOGUE))
    said.texts(me, "dcterms:title", ((tag, f"{text}: {CATALOGUE}") for tag, text in whole.title))
    said.text(me, "dcterms:description", "This catalogue.", "en")
    said.link(me, "dcat:accessURL", where.file(CATALOGUE) if where.release else where.catalogue)


def released(said: Statements, whole: Whole, where: Addresses, dataset: Described) -> None:
    """One dataset as part of the file that holds the claims of all of them."""
    me = where.part(f"dataset/{dataset.name}")
    said.link(dataset.iri, "dcat:distribution", me)
    _distribution(said, whole, me, dataset.license, form_of(CLAIMS))
    said.texts(me, "dcterms:title", ((tag, f"{text}: {CLAIMS}") for tag, text in dataset.title))
    said.text(
        me,
        "dcterms:description",
        f"Its claims stand in {CLAIMS}, each as a named graph, with those of the other datasets; "
        "each claim names its document, and each document its dataset.",
        "en",
    )
    said.link(me, "dcat:accessURL", where.file(CLAIMS))


def queried(said: Statements, whole: Whole, where: Addresses, dataset: Described) -> None:
    """One dataset by way of the SPARQL endpoint."""
    me = where.inside(f"sparql/{dataset.name}")
    said.link(dataset.iri, "dcat:distribution", me)
    _distribution(said, whole, me, dataset.license, _ASKED)
    said.texts(me, "dcterms:title", ((tag, f"{text}: SPARQL") for tag, text in dataset.title))
    said.text(
        me,
        "dcterms:description",
        "What a query asks for; each claim names its document, and each document its dataset.",
        "en",
    )
    said.link(me, "dcat:accessURL", where.endpoint)
    said.link(me, "dcat:accessService", where.endpoint)


def _distribution(said: Statements, whole: Whole, me: str, licence: str, form: Form) -> None:
    said.a(me, "dcat:Distribution")
    parts.licensed(said, me, licence)
    parts.available(said, me, whole)
    said.link(me, "dcat:mediaType", f"{IANA}{form.media_type}")
    said.link(me, "dcterms:format", f"{EU}file-type/{form.code}")

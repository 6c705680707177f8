"""The IRIs that the machinery itself writes and reads; the domain's stand in `ontology/` alone."""

from __future__ import annotations

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
DCTERMS = "http://purl.org/dc/terms/"
QB = "http://purl.org/linked-data/cube#"
DCAT = "http://www.w3.org/ns/dcat#"
SPDX = "http://spdx.org/rdf/terms#"
GEO = "http://www.opengis.net/ont/geosparql#"
KG = "https://w3id.org/sogdian/ontology#"

CODES = "https://w3id.org/sogdian/code/"
NOT_STATED = f"<{CODES}not-stated>"

TYPE = f"<{RDF}type>"
LABEL = f"<{RDFS}label>"
COMMENT = f"<{RDFS}comment>"
VALUE = f"<{RDF}value>"

CLAIM = f"<{KG}Claim>"
DOCUMENT = f"{KG}Document"
DATASET = f"{KG}Dataset"
NODE = f"{KG}Node"
ENTITY = f"{KG}Entity"
STATEMENT_NODE = f"{KG}StatementNode"
PERIOD = f"{KG}Period"
OBSERVATION = "http://purl.org/linked-data/cube#Observation"
CONCEPT = f"{SKOS}Concept"

DERIVED_FROM = f"<{PROV}wasDerivedFrom>"
ATTRIBUTED_TO = f"<{PROV}wasAttributedTo>"
REVISION_OF = f"<{PROV}wasRevisionOf>"
INVALIDATED = f"<{PROV}invalidatedAtTime>"
RETRACTED_BY = f"<{KG}retractedBy>"
RETRACTION_REASON = f"<{KG}retractionReason>"
QUOTED_SOURCE = f"<{KG}quotedSource>"
REPORTER = f"<{KG}reporter>"
STATUS = f"<{KG}status>"
RECORD_ID = f"<{KG}recordId>"
VALID_FROM = f"<{KG}validFrom>"
VALID_TO = f"<{KG}validTo>"
SIC = f"<{KG}sic>"
SELECTOR = f"<{OA}hasSelector>"
TEXT_POSITION = f"<{OA}TextPositionSelector>"
FRAGMENT = f"<{OA}FragmentSelector>"
START = f"<{OA}start>"
END = f"<{OA}end>"
CONFORMS_TO = f"<{DCTERMS}conformsTo>"
ROW = f"<{KG}row>"
COLUMN = f"<{KG}column>"
SOURCE_GRAPH = f"<{KG}sourceGraph>"
LOCATOR_START = f"<{KG}locatorStart>"
LOCATOR_END = f"<{KG}locatorEnd>"

IN_DATASET = f"<{KG}dataset>"
LOCAL_ID = f"<{KG}localId>"
NAME = f"{KG}name"
ALIAS = f"{KG}alias"
IDENTIFIER = f"{KG}identifier"
PARTIAL_DATE = f"{KG}partialDate"
EARLIEST = f"<{KG}earliest>"
LATEST = f"<{KG}latest>"
FIRST_DAY = f"<{KG}firstDay>"
LAST_DAY = f"<{KG}lastDay>"

CHECKSUM = f"<{SPDX}checksum>"
HTTP_HEADER = f"<{KG}httpHeader>"
QB_DATASET = f"<{QB}dataSet>"
QB_STRUCTURE = f"<{QB}structure>"

NEGATIVE = f"<{OWL}NegativePropertyAssertion>"
SOURCE_INDIVIDUAL = f"<{OWL}sourceIndividual>"
ASSERTION_PROPERTY = f"<{OWL}assertionProperty>"
TARGET_INDIVIDUAL = f"<{OWL}targetIndividual>"
TARGET_VALUE = f"<{OWL}targetValue>"


def local_name(iri: str) -> str:
    """The last part of an IRI.

    >>> local_name("https://w3id.org/sogdian/ontology#name"), local_name("https://schema.org/url")
    ('name', 'url')
    """
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]

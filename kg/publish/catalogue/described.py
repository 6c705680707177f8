"""What a build says of its datasets and of itself, as every kind of catalogue needs it.

Nothing is made up here: a value comes from `dataset.yaml`, from `catalogue.yaml`, from the
ontology's header, or is counted in the build.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from kg.errors import DatasetError
from kg.model import vocab as v
from kg.model.catalogue import Catalogue
from kg.publish.catalogue.coverage import Span, coverage, day
from kg.query.ask import ask
from kg.query.labels import long_iri
from kg.query.looking.documents import Dataset, datasets
from kg.query.looking.facts import facts_of

if TYPE_CHECKING:
    from kg.store.view import View

Texts = tuple[tuple[str, str], ...]  # languages and texts, in a fixed order

_DOCUMENTS = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?dataset ?retrieved ?license WHERE {
  ?document kg:dataset ?dataset .
  OPTIONAL { ?document kg:retrieved ?retrieved }
  OPTIONAL { ?document dcterms:license ?license }
}
"""
_PLACES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
SELECT DISTINCT ?place ?table ?code ?wkt WHERE {
  ?dataset a kg:Dataset ; dcterms:spatial ?place
  OPTIONAL { ?property kg:authorityTable ?table . ?place ?property ?code }
  OPTIONAL { ?place ?located ?wkt FILTER(DATATYPE(?wkt) = geo:wktLiteral) }
} ORDER BY ?place ?table ?code ?wkt
"""
_NAMES = f"{v.RDFS}label"


class Place(NamedTuple):
    """A place that a dataset speaks of; `code` is its IRI in a table that portals know."""

    iri: str
    names: Texts
    code: str = ""
    wkt: str = ""


class Agent(NamedTuple):
    """Who publishes something."""

    iri: str
    names: Texts


class Described(NamedTuple):
    """A dataset; days are those of ISO 8601, and what nobody says is empty."""

    iri: str
    name: str
    title: Texts
    description: Texts
    publisher: Agent | None
    license: str
    languages: tuple[str, ...]
    issued: str
    modified: str
    version: str
    themes: tuple[str, ...]
    keywords: Texts
    places: tuple[Place, ...]
    span: Span | None
    frequency: str
    rights: str
    contact: str
    documents: int
    claims: int
    source_licences: tuple[str, ...]

    @property
    def origin(self) -> str:
        """Where it comes from, in a sentence."""
        return origin(self.documents, self.claims)

    def lacking(self, much: Iterable[str]) -> Described:
        """The same, whose description in English says what of it a release lacks, and why."""
        known = dict(self.description)
        texts = [known.get("en", ""), *(f"This release lacks {one}." for one in much)]
        known["en"] = " ".join(filter(None, texts))
        return self._replace(description=_sorted(known.items())) if len(texts) > 1 else self


def origin(documents: int, claims: int) -> str:
    """Where claims come from, in a sentence.

    >>> origin(2, 1200)
    'Documents that were read: 2; claims of them that are here: 1,200.'
    """
    return f"Documents that were read: {documents:,}; claims of them that are here: {claims:,}."


class Whole(NamedTuple):
    """The datasets of a build, and what the project says of all of them together."""

    base: str
    said: Catalogue
    title: Texts
    description: Texts
    publisher: Agent | None
    license: str
    """The one that all datasets have; else that of the project, if it names one."""
    date: str
    datasets: tuple[Described, ...]

    def lacking(self, held: Iterable[tuple[str, str]]) -> Whole:
        """The same, of whose datasets a release lacks something: names, and how much and why."""
        much: dict[str, list[str]] = defaultdict(list)
        for name, text in held:
            much[name].append(text)
        datasets = tuple(one.lacking(much[one.name]) for one in self.datasets)
        return self._replace(datasets=datasets)

    @property
    def ontology(self) -> str:
        """What the data conform to."""
        return f"{self.base}ontology"


def whole(view: View, said: Catalogue, date: str, build: View | None = None) -> Whole:
    """Everything that a build says of its datasets.

    Args:
        view: the build, or a part of it.
        said: what the project says of itself.
        date: the day of which the whole is.
        build: the whole build, if the view is a part of it; it knows who publishers are.

    Raises:
        DatasetError: the project names a publisher of whom the build knows nothing.
    """
    build = build or view
    found = _datasets(view, build)
    title, description = _header(build)
    publishers = {one.publisher for one in found if one.publisher}
    licences = {one.license for one in found}
    return Whole(
        view.base,
        said,
        _sorted(said.title.items()) or title or (("en", view.base or "An RDF store"),),
        _sorted(said.description.items()) or description,
        _publisher(build, said) or (publishers.pop() if len(publishers) == 1 else None),
        licences.pop() if len(licences) == 1 else said.license,
        date,
        found,
    )


def _sorted(texts: Iterable[tuple[str, str]]) -> Texts:
    return tuple(sorted(texts))


def _header(view: View) -> tuple[Texts, Texts]:
    values = _values(view, {f"{view.base}ontology"}) if view.base else {}
    header = values.get(f"{view.base}ontology", _Values())
    return header.texts(f"{v.DCTERMS}title"), header.texts(f"{v.DCTERMS}description")


def _publisher(view: View, said: Catalogue) -> Agent | None:
    if not said.publisher:
        return None
    iri = long_iri(view, said.publisher)
    names = _values(view, {iri})[iri].texts(_NAMES) if iri else ()
    if not iri or not names:
        raise DatasetError(
            f"catalogue.yaml names the publisher {said.publisher}, of whom the build knows nothing;"
            " write it as `kg show` does, such as Organisation/port-office"
        )
    return Agent(iri, names)


class _Values:
    """The values of one subject by property, in a fixed order."""

    def __init__(self) -> None:
        self._held: dict[str, list[Any]] = defaultdict(list)

    def add(self, prop: str, value: Any) -> None:
        self._held[prop].append(value)

    def all(self, prop: str) -> tuple[str, ...]:
        return tuple(sorted({one.value for one in self._held.get(prop, ())}))

    def one(self, prop: str) -> str:
        return next(iter(self.all(prop)), "")

    def texts(self, prop: str) -> Texts:
        found = (one for one in self._held.get(prop, ()) if isinstance(one, ox.Literal))
        return _sorted({(one.language or "", one.value) for one in found})


def _values(view: View, subjects: Iterable[str]) -> dict[str, _Values]:
    found: dict[str, _Values] = defaultdict(_Values)
    for fact in facts_of(view, subjects):
        found[fact.subject].add(fact.predicate, fact.value)
    return found


class _Around(NamedTuple):
    """What stands around the datasets of a build, by IRI."""

    agents: Mapping[str, Agent]
    places: Mapping[str, Place]
    spans: Mapping[str, Span]
    read: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]


def _datasets(view: View, build: View) -> tuple[Described, ...]:
    if not view.base:
        return ()
    counted = datasets(view)
    values = _values(build, [one.iri for one in counted])
    publishers = {iri for one in values.values() for iri in one.all(f"{v.DCTERMS}publisher")}
    agents = {iri: Agent(iri, one.texts(_NAMES)) for iri, one in _values(build, publishers).items()}
    spans = {iri: span for iri in values if (span := _span(build, values[iri]))}
    around = _Around(agents, _places(build), {**coverage(view), **spans}, _read(view))
    return tuple(_described(one, values[one.iri], around) for one in counted)


def _described(counted: Dataset, own: _Values, around: _Around) -> Described:
    retrieved, licences = around.read.get(counted.iri, ((), ()))
    issued, modified = own.one(f"{v.DCTERMS}issued"), own.one(f"{v.DCTERMS}modified")
    first = day(issued) if issued else ""
    last = day(modified, last=True) if modified else max((first, *retrieved))
    return Described(
        iri=counted.iri,
        name=v.local_name(counted.iri),
        title=own.texts(f"{v.DCTERMS}title"),
        description=own.texts(f"{v.DCTERMS}description"),
        publisher=around.agents.get(own.one(f"{v.DCTERMS}publisher")),
        license=own.one(f"{v.DCTERMS}license"),
        languages=own.all(f"{v.DCTERMS}language"),
        issued=first,
        modified=last,
        version=own.one(f"{v.DCAT}version") or last,
        themes=own.all(f"{v.DCAT}theme"),
        keywords=own.texts(f"{v.DCAT}keyword"),
        places=tuple(around.places[place] for place in own.all(f"{v.DCTERMS}spatial")),
        span=around.spans.get(counted.iri),
        frequency=own.one(f"{v.DCTERMS}accrualPeriodicity"),
        rights=own.one(f"{v.DCTERMS}accessRights"),
        contact=own.one(f"{v.KG}contact"),
        documents=counted.documents,
        claims=counted.claims,
        source_licences=licences,
    )


def _span(view: View, own: _Values) -> Span | None:
    """The time that a dataset says it speaks of."""
    iri = own.one(f"{v.DCTERMS}temporal")
    if not iri:
        return None
    period = _values(view, {iri})[iri]
    return Span(period.one(v.FIRST_DAY.strip("<>")), period.one(v.LAST_DAY.strip("<>")))


def _read(view: View) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """When the documents of each dataset were read, and under which licences they stand."""
    found: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for dataset, retrieved, licence in ask(view, _DOCUMENTS):
        days, licences = found[dataset.value]
        if retrieved is not None:
            days.add(day(retrieved.value, last=True))
        if licence is not None:
            licences.add(licence.value)
    return {iri: (tuple(sorted(days)), tuple(sorted(some))) for iri, (days, some) in found.items()}


def _places(view: View) -> Mapping[str, Place]:
    rows = list(ask(view, _PLACES))
    names = _values(view, {place.value for place, *_ in rows})
    found: dict[str, Place] = {}
    for place, table, code, wkt in rows:
        known = found.get(place.value) or Place(place.value, names[place.value].texts(_NAMES))
        iri = f"{table.value}{code.value}" if table and code else ""
        text = wkt.value if wkt is not None else ""
        found[place.value] = known._replace(code=known.code or iri, wkt=known.wkt or text)
    return found

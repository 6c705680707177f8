"""What lies somewhere, as GeoJSON (RFC 7946): places by their geometries, and what lies at places.

A feature is an entity that claims give a geometry, or that the ontology locates by others: a route
by the places that it touches, a project by where it is carried out (`kg:locates`). Such a feature
has the points of these places and no line between them, since nobody said where that runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pyoxigraph as ox

from kg.model.vocab import CONCEPT, GEO, KG, local_name
from kg.publish.exports.export import Export, Material, Target
from kg.publish.exports.passing import Passing
from kg.publish.exports.selection import chosen
from kg.publish.exports.things import LANGUAGES, Said, Things
from kg.publish.geojson import geometry, together
from kg.query.ask import ask
from kg.store.view import View

_FILE = "places.geojson"
_WKT = f"{GEO}wktLiteral"
_DEEP = 3  # an entity, its parts, their places
_LOCATING = f"""
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT DISTINCT ?property ?inverse WHERE {{
  ?property <{KG}locates> true OPTIONAL {{ ?property owl:inverseOf ?inverse }}
}} ORDER BY ?property ?inverse
"""


class _Located(NamedTuple):
    """A geometry, whose it is, and the claims by which a thing has it."""

    wkt: str
    place: str
    property: str
    claims: tuple[str, ...]


def write(material: Material, target: Target) -> None:
    """Write the features, one by one.

    Raises:
        FormatError: a geometry is of a kind or reference system that GeoJSON does not have.
    """
    with (
        chosen(material) as view,
        Passing(target.open(_FILE), material.tell, mark=b'"Feature"') as out,
    ):
        places = _Places(material.view, view)
        out.write(b'{"type": "FeatureCollection", "features": [')
        before = "\n"
        for feature in places.features():
            line = json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
            out.write(f"{before}{line}".encode())
            before = ",\n"
        out.write(b"\n]}\n")


class _Places:
    """The features of a part of a build."""

    def __init__(self, whole: View, part: View) -> None:
        self._things = Things(whole, part)
        self._locating: dict[str, list[str]] = {}
        for prop, inverse in ask(whole, _LOCATING):
            turned = self._locating.setdefault(prop.value, [])
            turned += [inverse.value] if inverse is not None else []

    def features(self) -> Iterator[dict[str, Any]]:
        for node in self._things.entities():
            said = self._things.said(node)
            if located := self._own(node, said, "", ()) or self._by_places(node, said):
                yield self._feature(node, said, located)

    def _own(
        self, node: ox.NamedNode, said: Said, prop: str, way: tuple[str, ...]
    ) -> list[_Located]:
        """The geometries that claims give a node, for a thing that is led to it by a property."""
        return [
            _Located(value.value, node.value, prop, tuple(sorted({*way, *claims})))
            for (_, value), claims in said.items()
            if isinstance(value, ox.Literal) and value.datatype.value == _WKT
        ]

    def _by_places(self, node: ox.NamedNode, said: Said, deep: int = _DEEP) -> list[_Located]:
        found = []
        for prop, value, way in self._led(node, said):
            about = self._things.said(value)
            own = self._own(value, about, prop, way)
            if not own and deep > 1:
                own = [
                    one._replace(claims=tuple(sorted({*way, *one.claims})))
                    for one in self._by_places(value, about, deep - 1)
                ]
            found += own
        return found

    def _led(
        self, node: ox.NamedNode, said: Said
    ) -> Iterator[tuple[str, ox.NamedNode, tuple[str, ...]]]:
        """Where the properties that locate lead, as they are said or turned round."""
        for prop, inverses in self._locating.items():
            for (name, value), claims in said.items():
                if name == prop and isinstance(value, ox.NamedNode):
                    yield prop, value, claims
            for inverse in inverses:
                for value in sorted(self._things.pointing(node, inverse), key=str):
                    way = self._things.said(value).get((inverse, node), ())
                    if way:
                        yield prop, value, way

    def _feature(self, node: ox.NamedNode, said: Said, located: list[_Located]) -> dict[str, Any]:
        claims = sorted({claim for one in located for claim in one.claims})
        shapes = [geometry(wkt) for wkt in sorted({one.wkt for one in located})]
        return {
            "type": "Feature",
            "id": node.value,
            "geometry": together([shape for shape in shapes if shape]),
            "properties": {
                **self._named(node),
                **self._values(said),
                **self._where(node, located),
                "claims": claims,
                "documents": self._things.documents_of(claims),
            },
        }

    def _named(self, node: ox.NamedNode) -> dict[str, Any]:
        names = self._things.names(node)
        labels = {f"label_{tag}": names[tag] for tag in LANGUAGES if tag in names}
        classes = self._things.classes(node)
        return {"label": names[""], **labels, "class": "; ".join(classes)}

    def _values(self, said: Said) -> dict[str, Any]:
        """The codes and plain values of a thing, such as how precisely its place is known."""
        found: dict[str, list[str]] = {}
        for prop, value in said:
            if isinstance(value, ox.Literal):
                if not value.language and value.datatype.value != _WKT:
                    found.setdefault(local_name(prop), []).append(value.value)
            elif isinstance(value, ox.NamedNode) and CONCEPT in self._things.types(value):
                found.setdefault(local_name(prop), []).append(local_name(value.value))
        return {name: "; ".join(values) for name, values in found.items()}

    def _where(self, node: ox.NamedNode, located: list[_Located]) -> dict[str, Any]:
        """Whose geometry it is: the thing's own, with who says which, or that of places."""
        if all(one.place == node.value for one in located):
            several = [{"wkt": one.wkt, "claims": list(one.claims)} for one in located]
            return {"located": "itself"} | ({"geometries": several} if several[1:] else {})
        places = sorted({(one.place, one.property) for one in located})
        named = [
            {
                "id": place,
                "label": self._things.names(ox.NamedNode(place))[""],
                "property": local_name(prop),
            }
            for place, prop in places
        ]
        return {"located": "by places", "places": named}


EXPORT = Export(
    "geojson",
    _FILE,
    "application/geo+json",
    "Places, and routes and projects by their places, with claims and documents, as GeoJSON",
    write,
)

"""GeoJSON and GraphML have what claims say, and readers that are not ours find it there."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import networkx
import pyogrio
import pyoxigraph as ox
import pytest
import shapely.geometry

import kg
from kg.errors import FormatError
from kg.publish.exports.export import Material
from kg.query.ask import ask
from tests.publish.exports.test_dumps import exported, material, written
from tests.views import PROLOGUE

EX = "http://example.org/"
TRIG = (Path(__file__).parent / "things.trig").read_text(encoding="utf-8")
SUPER = "https://w3id.org/sogdian/ontology#"


def whole(trig: str = TRIG) -> Material:
    """What a build has: the claims' triples in the default graph too, and the superclasses."""
    quads = list(ox.parse((PROLOGUE + trig).encode(), ox.RdfFormat.TRIG))
    lines = [f"{ox.Triple(one.subject, one.predicate, one.object)} ." for one in quads]
    for one in quads:
        kind = "StatementNode" if one.object == ox.NamedNode(f"{EX}Leg") else "Entity"
        if one.predicate.value.endswith("#type") and "Concept" not in str(one.object):
            lines.append(f"{one.subject} a <{SUPER}{kind}> .")
    return material(trig + "\n".join(lines))


def features(made: Material) -> dict[str, Any]:
    page = json.loads(written("geojson", made))
    assert page["type"] == "FeatureCollection"
    return {one["id"].removeprefix(EX): one for one in page["features"]}


def read(octets: bytes) -> Any:
    return networkx.read_graphml(io.BytesIO(octets))


def test_a_place_has_names_codes_class_and_sources() -> None:
    one = features(whole())["a"]
    assert one["geometry"] == {"type": "Point", "coordinates": [51.2, 43.6]}
    assert one["properties"] == {
        "label": "Aktau & <bell>",
        "label_en": "Aktau & <bell>",
        "label_ru": "Актау",
        "class": "Port",
        "portCode": "AAU",
        "precision": "final",
        "located": "itself",
        "claims": [f"{EX}c1"],
        "documents": [f"{EX}doc1"],
    }


def test_two_sources_of_one_place_are_both_told() -> None:
    one = features(whole())["b"]
    assert one["geometry"]["type"] == "MultiPoint"
    assert sorted(one["geometry"]["coordinates"]) == [[49.9, 40.4], [50, 40.5]]
    assert {(row["wkt"], *row["claims"]) for row in one["properties"]["geometries"]} == {
        ("POINT(49.9 40.4)", f"{EX}c1"),
        ("POINT(50 40.5)", f"{EX}c2"),
    }


def test_what_has_no_geometry_lies_at_its_places() -> None:
    found = features(whole())
    assert found["project"]["geometry"] == found["a"]["geometry"]
    assert found["project"]["properties"]["places"] == [
        {"id": f"{EX}a", "label": "Aktau & <bell>", "property": "at"}
    ]
    assert found["route"]["geometry"]["type"] == "MultiPoint"
    assert len(found["route"]["geometry"]["coordinates"]) == 3
    assert found["route"]["properties"]["located"] == "by places"
    assert "leg" not in found


def test_rings_follow_the_right_hand_rule() -> None:
    outer, hole = features(whole())["zone"]["geometry"]["coordinates"]
    assert shapely.geometry.LinearRing(outer).is_ccw
    assert not shapely.geometry.LinearRing(hole).is_ccw


def test_gdal_and_shapely_read_what_is_written(tmp_path: Path) -> None:
    file = tmp_path / "places.geojson"
    file.write_bytes(written("geojson", whole()))
    info = pyogrio.read_info(file)
    assert (info["features"], info["crs"]) == (5, "EPSG:4326")
    for one in features(whole()).values():
        assert shapely.geometry.shape(one["geometry"]).is_valid


def test_a_geometry_of_another_reference_system_is_refused() -> None:
    other = "<http://www.opengis.net/def/crs/EPSG/0/3857> POINT(51.2 43.6)"
    with pytest.raises(FormatError, match="3857"):
        features(whole(TRIG.replace("POINT(51.2 43.6)", other)))


def test_nodes_have_labels_and_classes() -> None:
    graph = read(written("graphml", whole()))
    assert {name.removeprefix(EX) for name in graph} == {"a", "b", "zone", "route", "project"}
    assert graph.nodes[f"{EX}a"] == {
        "label": "Aktau & <bell>",
        "label_en": "Aktau & <bell>",
        "label_ru": "Актау",
        "class": "Port",
        "portCode": "AAU",
    }
    assert graph.nodes[f"{EX}zone"]["label"] == "ex:zone"


def test_what_others_name_by_skos_has_that_label() -> None:
    said = "ex:zone a ex:Port ;"
    named = TRIG.replace(said, f'{said} skos:prefLabel "Zone"@en ;')
    assert read(written("graphml", whole(named))).nodes[f"{EX}zone"]["label_en"] == "Zone"


def test_edges_are_what_claims_say_and_what_statements_join() -> None:
    graph = read(written("graphml", whole()))
    found = {
        (one.removeprefix(EX), other.removeprefix(EX), data["label"])
        for one, other, data in graph.edges(data=True)
    }
    assert found == {
        ("b", "a", "sisterOf"),
        ("project", "a", "at"),
        ("route", "a", "Leg: of – from"),
        ("route", "b", "Leg: of – to"),
        ("a", "b", "Leg: from – to"),
    }


def test_an_edge_has_its_claims_documents_and_dates() -> None:
    graph = read(written("graphml", whole()))
    by_label = {data["label"]: data for *_, data in graph.edges(data=True)}
    assert by_label["sisterOf"].pop("id").startswith("e")  # the only thing that is its own
    assert by_label["sisterOf"] == {
        "label": "sisterOf",
        "property": f"{EX}sisterOf",
        "kind": "direct",
        "claims": f"{EX}c2 {EX}c3",
        "documents": f"{EX}doc2",
        "weight": 1,
        "dates": "validFrom 2001",
        "start": "2001-01-01",
        "end": "2001-12-31",
    }
    leg = by_label["Leg: of – to"]
    assert (leg["class"], leg["statement"], leg["dates"]) == ("Leg", f"{EX}leg", "date 2024-02")
    assert (leg["start"], leg["end"]) == ("2024-02-01", "2024-02-29")


def test_what_xml_cannot_hold_is_marked() -> None:
    trig = TRIG.replace('"Baku"@en', '"Ba\\u0007ku\\uFFFF"@en')
    assert read(written("graphml", whole(trig))).nodes[f"{EX}b"]["label"] == "Ba\ufffdku\ufffd"


@pytest.mark.parametrize("name", ["geojson", "graphml"])
def test_the_same_graph_gives_the_same_octets(name: str, small: kg.Graph) -> None:
    assert written(name, whole()) == written(name, whole())
    assert exported(small, name) == exported(small, name)


def test_a_part_has_no_edge_to_what_it_does_not_name(small: kg.Graph) -> None:
    output = io.BytesIO()
    small.export("graphml", output, documents=["register/letter"])
    part, everything = read(output.getvalue()), read(exported(small, "graphml"))
    assert 0 < len(part) < len(everything)
    assert set(part) < set(everything)
    assert all("label" in data for _, data in part.nodes(data=True))


def test_the_shipped_graph_has_the_nodes_and_edges_of_a_query(graph: kg.Graph) -> None:
    read_back = read(exported(graph, "graphml"))
    nodes = ask(graph.view, "SELECT ?e { ?e a kg:Entity }")
    assert set(read_back) == {row["e"].value for row in nodes}
    direct = ask(
        graph.view,
        """PREFIX prov: <http://www.w3.org/ns/prov#> SELECT DISTINCT ?s ?p ?o {
        GRAPH ?claim { ?s ?p ?o } ?claim prov:wasDerivedFrom ?document .
        ?s a kg:Entity . ?o a kg:Entity }""",
    )
    joined = ask(
        graph.view,
        """PREFIX prov: <http://www.w3.org/ns/prov#> SELECT DISTINCT ?s ?p ?q ?a ?b {
        GRAPH ?claim { ?s ?p ?a } ?claim prov:wasDerivedFrom ?document .
        GRAPH ?other { ?s ?q ?b } ?other prov:wasDerivedFrom ?source .
        ?s a kg:StatementNode . ?a a kg:Entity . ?b a kg:Entity
        FILTER (STR(?a) < STR(?b)) }""",
    )
    kinds = [data["kind"] for *_, data in read_back.edges(data=True)]
    assert kinds.count("direct") == len(list(direct))
    assert kinds.count("statement") == len(list(joined))

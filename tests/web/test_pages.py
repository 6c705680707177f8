"""Linked data of a project: every IRI answers, as a page and as RDF."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest

import kg
from kg.build import build
from kg.web.pages.site import named
from tests.projects import add_facts, mini
from tests.web.page_server import BROWSER, page, serving

BASE = "https://mini.example/"
SHIP = f"{BASE}id/Ship/"
_FORMATS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "trig": ("application/trig", ox.RdfFormat.TRIG),
    "nq": ("application/n-quads", ox.RdfFormat.N_QUADS),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
}
_WITH_GRAPHS = ("trig", "nq", "jsonld")
_FLEET = 110

FACTS = """
document: bare
records:
  - {id: renamed, says: {Ship: {slug: old-aurora, name: The old Aurora, isReplacedBy: aurora}}}
  - {id: before, says: {Ship: {slug: older-aurora, name: Older, isReplacedBy: old-aurora}}}
  - {id: round-one, says: {Ship: {slug: round-one, name: One, isReplacedBy: round-two}}}
  - {id: round-two, says: {Ship: {slug: round-two, name: Two, isReplacedBy: round-one}}}
  - {id: again-one, says: {Ship: {slug: again, name: Again}}}
  - {id: again-two, says: {Ship: {slug: again, length: 5}}}
  - {id: again-three, says: {Ship: {slug: again, launched: 1999}}}
  - id: hostile
    says: {Ship: {slug: hostile, name: "<script>alert('1')</script>\\" onload=\\"x", length: 7}}
  - id: ghost
    status: retracted
    retracted: {on: 2026-01-02, why: misread, by: Port office}
    says: {Ship: {slug: ghost, name: Ghost}}
""" + "".join(
    f"  - {{id: f{n}, says: {{Ship: {{slug: f{n:03}, name: F{n:03}, sisterOf: boreas}}}}}}\n"
    for n in range(_FLEET)
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = mini(tmp_path_factory.mktemp("pages") / "project")
    add_facts(made, "harbour", FACTS)
    assert [str(issue) for issue in build(made).issues] == []
    return made.root


@pytest.fixture(scope="module")
def client(project: Path) -> Iterator[httpx.Client]:
    with serving(cwd=project) as made:
        yield made


@pytest.fixture(scope="module")
def graph(project: Path) -> kg.Graph:
    return kg.open(project)


def parsed(answer: httpx.Response, form: ox.RdfFormat) -> set[ox.Quad]:
    return set(ox.parse(answer.content, format=form))


def triples(quads: set[ox.Quad]) -> set[ox.Triple]:
    return {quad.triple for quad in quads}


def iris(graph: kg.Graph) -> set[str]:
    """Every IRI of the build below its base, wherever it stands."""
    found = set()
    for query in (
        "SELECT DISTINCT ?iri { ?iri ?p ?o FILTER(isIRI(?iri)) }",
        "SELECT DISTINCT ?iri { ?s ?p ?iri FILTER(isIRI(?iri)) }",
        "SELECT DISTINCT ?iri { GRAPH ?iri { ?s ?p ?o } }",
    ):
        found |= {term.value for (term,) in solutions(graph, query)}
    return {iri for iri in found if iri.startswith(BASE) and iri != BASE}


def first(graph: kg.Graph, pattern: str) -> str:
    rows = solutions(graph, f"SELECT ?iri {{ {pattern} }} ORDER BY ?iri")
    return str(rows[0][0].value)


def solutions(graph: kg.Graph, query: str) -> Sequence[Sequence[Any]]:
    return graph.sparql(query).solutions()[1]


def below(iri: str) -> str:
    return "/" + iri.removeprefix(BASE)


def test_every_iri_of_a_build_answers_both_as_page_and_as_rdf(
    client: httpx.Client, graph: kg.Graph
) -> None:
    asked = {below(iri).partition("#")[0] for iri in iris(graph)}
    kinds = {path.split("/")[1] for path in asked}
    assert kinds >= {"id", "claim", "document", "dataset", "observation", "code", "period", "graph"}
    gone = {below(first(graph, "?iri prov:invalidatedAtTime ?day"))}
    moved = {f"/id/Ship/{slug}" for slug in ("old-aurora", "older-aurora")}
    for path in asked:
        want = 410 if path in gone else 308 if path in moved else 200
        shown, data = page(client, path), client.get(path)
        assert (shown.status_code, data.status_code) == (want, want), path
        if want != 308:
            assert shown.headers["content-type"] == "text/html; charset=utf-8"
            assert data.headers["content-type"] == "text/turtle"
            assert parsed(data, ox.RdfFormat.TURTLE)


def test_terms_of_the_ontology_stand_on_its_page(client: httpx.Client, graph: kg.Graph) -> None:
    text = page(client, "/ontology").text
    for name in ("Ship", "registeredIn"):
        assert f'id="{name}"' in text
    data = parsed(client.get("/ontology.ttl"), ox.RdfFormat.TURTLE)
    subjects = {str(quad.subject) for quad in data}
    for name in ("ontology", "ontology#Ship", "ontology#ShipShape"):
        assert f"<{BASE}{name}>" in subjects
    assert f"{BASE}ontology#length" in {getattr(quad.object, "value", "") for quad in data}


def test_a_term_is_described_alone(client: httpx.Client) -> None:
    answer = page(client, f"/describe?iri={quote(BASE + 'ontology#Ship', safe='')}")
    assert "A vessel." in answer.text
    data = client.get(f"/describe.nt?iri={quote(BASE + 'ontology#Ship', safe='')}")
    assert f"<{BASE}ontology#Ship>" in data.text


@pytest.mark.parametrize("ending", _FORMATS)
def test_all_formats_say_the_same_by_ending_and_by_accept(
    client: httpx.Client, ending: str
) -> None:
    media, form = _FORMATS[ending]
    by_ending = client.get(f"/id/Ship/aurora.{ending}")
    by_accept = client.get("/id/Ship/aurora", headers={"Accept": media})
    assert by_ending.headers["content-type"] == by_accept.headers["content-type"] == media
    assert by_ending.content == by_accept.content
    assert by_accept.headers["content-location"] == f"/id/Ship/aurora.{ending}"
    whole = parsed(client.get("/id/Ship/aurora.nq"), ox.RdfFormat.N_QUADS)
    if ending in _WITH_GRAPHS:
        assert parsed(by_ending, form) == whole
    else:
        assert triples(parsed(by_ending, form)) == triples(whole)


def test_a_description_holds_what_belongs_to_a_thing_and_who_says_it(
    client: httpx.Client, graph: kg.Graph
) -> None:
    quads = parsed(client.get("/id/Ship/aurora.nq"), ox.RdfFormat.N_QUADS)
    texts = {str(quad.triple) for quad in quads}
    claim = first(graph, f"GRAPH ?iri {{ <{SHIP}aurora> kg:name ?name }}")
    inspection = first(graph, "?iri <https://mini.example/ontology#inspectedOn> ?day")
    document = f"{BASE}document/register/list-2020"
    assert any(text.startswith(f"<{inspection}>") for text in texts)
    assert f"<{claim}> <http://www.w3.org/ns/prov#wasDerivedFrom> <{document}>" in texts
    assert any("List of ships" in text for text in texts)
    named_graphs = {getattr(quad.graph_name, "value", "") for quad in quads}
    assert claim in named_graphs
    assert f"{BASE}graph/inferred" in named_graphs


def test_a_claim_has_its_graph_and_its_evidence(client: httpx.Client, graph: kg.Graph) -> None:
    claim = first(graph, f"GRAPH ?iri {{ <{SHIP}boreas> kg:name ?name }}")
    quads = parsed(client.get(f"{below(claim)}.trig"), ox.RdfFormat.TRIG)
    stated = {quad for quad in quads if quad.graph_name == ox.NamedNode(claim)}
    want = solutions(graph, f"SELECT ?s ?p ?o {{ GRAPH <{claim}> {{ ?s ?p ?o }} }}")
    assert triples(stated) == {ox.Triple(*row) for row in want}
    text = "\n".join(map(str, quads))
    assert "the first words" in text
    assert "wasDerivedFrom" in text
    shown = page(client, below(claim)).text
    for word in ("капитан", "A letter", "the first words", "60-90", "Port office"):
        assert word in shown


def test_a_page_says_who_says_it_and_leads_to_neighbours(
    client: httpx.Client, graph: kg.Graph
) -> None:
    text = page(client, "/id/Ship/aurora").text
    claim = first(graph, f"GRAPH ?iri {{ <{SHIP}aurora> kg:name ?name }}")
    assert f'href="{below(claim)}"' in text
    assert "List of ships" in text
    assert "2020-03" in text
    assert 'href="/id/Flag/NOR"' in text
    assert '<a href="/ontology#length"' in text


def test_a_document_says_what_is_claimed_in_it(client: httpx.Client) -> None:
    text = page(client, "/document/register/letter").text
    assert "What it says" in text
    assert "Борей" in text


def test_claims_of_one_source_are_one_line(client: httpx.Client, graph: kg.Graph) -> None:
    text = page(client, "/id/Ship/again").text
    is_a = text[text.index("is a</a>") : text.index("name</a>")]
    assert is_a.count("A document without its text") == 1
    claims = solutions(graph, f"SELECT ?c {{ GRAPH ?c {{ <{SHIP}again> a m:Ship }} }}")
    assert len(claims) == 3
    for (claim,) in claims:
        assert f'href="{below(claim.value)}"' in is_a


def test_a_renamed_entity_leads_to_the_last_that_replaced_it(client: httpx.Client) -> None:
    for slug in ("old-aurora", "older-aurora"):
        answer = client.get(f"/id/Ship/{slug}")
        assert answer.status_code == 308
        assert answer.headers["location"] == "/id/Ship/aurora"
        assert client.get(f"/id/Ship/{slug}.ttl").headers["location"] == "/id/Ship/aurora.ttl"
    kept = page(client, f"/describe?iri={SHIP}old-aurora")
    assert kept.status_code == 200
    assert "The old Aurora" in kept.text


def test_a_circle_of_renamings_leads_nowhere(client: httpx.Client) -> None:
    assert page(client, "/id/Ship/round-one").status_code == 200


def test_a_retracted_claim_is_gone_and_has_its_record(
    client: httpx.Client, graph: kg.Graph
) -> None:
    claim = first(graph, "?iri prov:invalidatedAtTime ?day")
    shown = page(client, below(claim))
    assert shown.status_code == 410
    assert "2026-01-02" in shown.text
    assert "misread" in shown.text
    data = client.get(below(claim), headers={"Accept": "application/n-quads"})
    assert data.status_code == 410
    assert "misread" in data.text
    assert "Ghost" not in data.text
    assert client.get("/id/Ship/ghost").status_code == 404


def test_an_unknown_iri_has_suggestions_for_programs_and_for_people(client: httpx.Client) -> None:
    told = client.get("/id/Ship/aurorra")
    assert told.status_code == 404
    assert told.headers["content-type"] == "application/problem+json"
    suggested = told.json()["suggestions"]
    assert suggested[0]["iri"] == f"{SHIP}aurora"
    assert suggested[0]["url"] == "/id/Ship/aurora"
    shown = page(client, "/id/Ship/aurorra")
    assert shown.status_code == 404
    assert 'href="/id/Ship/aurora"' in shown.text
    assert client.get("/wp-login.php").status_code == 404


def test_links_lead_to_other_formats_and_say_the_iri(client: httpx.Client) -> None:
    links = client.get("/id/Ship/aurora").headers["link"]
    assert f'<{SHIP}aurora>; rel="canonical"' in links
    assert '</id/Ship/aurora.trig>; rel="alternate"; type="application/trig"' in links
    assert '</id/Ship/aurora.html>; rel="alternate"; type="text/html"' in links
    assert '</.well-known/void>; rel="describedby"' in links


def test_what_a_program_does_not_name_is_turtle_and_what_a_browser_does_is_a_page(
    client: httpx.Client,
) -> None:
    for accept, want in {
        "*/*": "text/turtle",
        BROWSER: "text/html; charset=utf-8",
        "application/ld+json;q=0.5, text/html;q=0.2": "application/ld+json",
        "text/html;q=0.5, */*;q=0.1": "text/html; charset=utf-8",
        "application/json": "application/json",
    }.items():
        answer = client.get("/id/Ship/aurora", headers={"Accept": accept})
        assert answer.headers["content-type"] == want, accept
        assert "Accept" in answer.headers["vary"]
    assert client.get("/id/Ship/aurora", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/id/Ship/aurora", headers={"Accept": "]["}).status_code == 400


def test_a_page_that_did_not_change_is_not_sent_again(client: httpx.Client) -> None:
    tag = page(client, "/id/Ship/aurora").headers["etag"]
    again = client.get("/id/Ship/aurora", headers={"Accept": BROWSER, "If-None-Match": tag})
    assert again.status_code == 304
    other = client.get("/id/Ship/aurora", headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_head_and_methods(client: httpx.Client) -> None:
    head = client.head("/id/Ship/aurora")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == client.get("/id/Ship/aurora").headers["content-length"]
    assert client.post("/id/Ship/aurora").status_code == 405
    assert client.delete("/").status_code == 405


def test_what_is_cut_is_told_and_can_be_reached(client: httpx.Client) -> None:
    text = page(client, "/id/Ship/boreas").text
    more = re.search(r'href="(/list\?to=[^"]+)">(\d+) more', text)
    assert more is not None
    listed, address = "", more[1].replace("&amp;", "&")
    for number in (1, 2, 3):
        listed += page(client, f"{address}&page={number}").text
    assert {f"F{n:03}" for n in range(_FLEET)} <= set(re.findall(r">(F\d\d\d)<", listed))
    assert page(client, f"{address}&page=9").status_code == 404


def test_data_says_what_it_leaves_out(client: httpx.Client) -> None:
    answer = client.get(f"/describe.nt?iri={quote(BASE + 'ontology#Ship', safe='')}")
    left_out = re.search(r'"not here: (\d+) more point here by', answer.text)
    assert left_out is not None
    assert int(left_out[1]) > 50
    assert "not here:" not in client.get("/id/Ship/aurora.nt").text


def test_nothing_from_data_becomes_markup(client: httpx.Client) -> None:
    for path in ("/id/Ship/hostile", "/find?q=hostile", f"/describe?iri={SHIP}hostile"):
        text = page(client, path).text
        assert "<script>alert" not in text
        assert '" onload=' not in text
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize(
    "path",
    [
        "/find?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/id/%3Cscript%3Ealert(1)%3C/script%3E",
        "/%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/describe?iri=urn:x:%22%3E%3Cscript%3Ealert(1)",
        "/sparql?query=%3C/textarea%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/queries/registered?flag=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/list?to=urn:x:%3Cscript%3E&by=urn:y",
    ],
)
def test_nothing_from_a_request_becomes_markup(client: httpx.Client, path: str) -> None:
    answer = page(client, path)
    if answer.headers["content-type"].startswith("text/html"):
        assert "<script" not in answer.text
        assert "script-src 'none'" in answer.headers["content-security-policy"]
    else:
        assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code < 500


def test_headers_hold_no_line_of_a_request(client: httpx.Client) -> None:
    for path in ("/describe?iri=urn:x%0d%0aX-Evil:1", "/id/a%0d%0aX-Evil:1", "/find?q=a%0d%0ab"):
        answer = page(client, path)
        assert "x-evil" not in answer.headers
        assert answer.status_code < 500


def test_a_host_that_is_none_is_refused(client: httpx.Client) -> None:
    for host in ('a"><script>', "a/b", "a b", "a,b"):
        answer = client.get("/id/Ship/aurora", headers={"Host": host})
        assert answer.status_code == 400, host
    assert client.get("/", headers={"Host": "[::1]:80"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/static/../worker.py",
        "/static/%2e%2e/worker.py",
        "/static/..%2fworker.py",
        "/static/%2fetc%2fpasswd",
        "/id/../../../etc/passwd",
        "/queries/..%2f..%2fpyproject",
        "/queries/%2e%2e%2fontology%2fcore.ttl",
        "//etc/passwd",
    ],
)
def test_no_path_leads_out(client: httpx.Client, path: str) -> None:
    answer = client.get(client.base_url.copy_with(raw_path=path.encode()))
    assert answer.status_code == 404
    assert b"root:" not in answer.content
    assert b"import" not in answer.content


def test_the_style_is_served_and_kept(client: httpx.Client) -> None:
    answer = client.get("/static/style.css")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "max-age" in answer.headers["cache-control"]
    tag = answer.headers["etag"]
    again = client.get("/static/style.css", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert client.post("/static/style.css").status_code == 405


def test_paths_are_read_as_the_iris_of_a_build_are_written() -> None:
    assert named(BASE, "id/Ship/%61urora") == [f"{SHIP}aurora"]
    assert named(BASE, "id/X/a%2fb") == [f"{BASE}id/X/a%2Fb"]
    assert named(BASE, "id/X/%d0%b0") == [f"{BASE}id/X/%D0%B0", f"{BASE}id/X/а"]
    assert named(BASE, "id/X/\xd0\xb0") == [f"{BASE}id/X/%D0%B0", f"{BASE}id/X/а"]
    assert named(BASE, "id/%ff") == [f"{BASE}id/%FF"]
    assert named(BASE, "x" * 5000) == named("", "id/x") == []


def test_json_ld_has_the_graphs(client: httpx.Client, graph: kg.Graph) -> None:
    claim = first(graph, f"GRAPH ?iri {{ <{SHIP}aurora> kg:name ?name }}")
    found = json.loads(client.get("/id/Ship/aurora.jsonld").content)
    assert claim in {node["@id"] for node in found if "@graph" in node}

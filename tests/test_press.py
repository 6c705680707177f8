"""What the press says beside the article: agreement and contradiction stand, nothing merges."""

from __future__ import annotations

import kg
from tests.asking import BASE, rows


def column(graph: kg.Graph, query: str) -> list[str]:
    """The first column of a question, with IRIs shortened to their last part, in order."""
    return sorted(str(row[0]).rpartition("/")[2] for row in rows(graph, query))


PRESS = f'FILTER (STRSTARTS(STR(?document), "{BASE}document/press/"))'


def test_a_report_that_is_not_at_hand_gives_no_places(graph: kg.Graph) -> None:
    claims = f"SELECT ?claim {{ ?claim a kg:Claim ; prov:wasDerivedFrom ?document . {PRESS} %s }}"
    assert len(column(graph, claims % "")) > 100
    assert column(graph, claims % "?claim oa:hasSelector ?at") == []


def test_a_document_without_a_date_says_why(graph: kg.Graph) -> None:
    undated = f"""SELECT ?document {{ ?document a kg:Document . {PRESS}
        FILTER NOT EXISTS {{ ?document dcterms:issued ?date }} %s }}"""
    assert len(column(graph, undated % "")) > 5
    assert column(graph, undated % "FILTER NOT EXISTS { ?document kg:dateNote ?why }") == []


def test_two_reports_differ_on_who_signed_in_2022(graph: kg.Graph) -> None:
    said = """SELECT ?who {
        GRAPH ?claim { agreement:central-asia-xxi-century-2022 kg:signatory ?who }
        ?claim prov:wasDerivedFrom document:press\\/%s }"""
    denied = """SELECT ?who { GRAPH ?claim { ?n a owl:NegativePropertyAssertion ;
        owl:sourceIndividual agreement:central-asia-xxi-century-2022 ;
        owl:assertionProperty kg:signatory ; owl:targetIndividual ?who }
        ?claim prov:wasDerivedFrom document:press\\/%s }"""
    assert column(graph, said % "asianews-treaty-2022") == ["KAZ", "KGZ", "TJK", "UZB"]
    assert column(graph, denied % "asianews-treaty-2022") == ["TKM"]
    assert column(graph, said % "nca-treaty-2022-07-26") == ["KAZ", "KGZ", "UZB"]
    assert column(graph, denied % "nca-treaty-2022-07-26") == []


def test_who_is_to_join_later_takes_no_part_yet(graph: kg.Graph) -> None:
    parties = "SELECT DISTINCT ?who { agreement:central-asia-xxi-century-2022 kg:participant ?who }"
    assert column(graph, parties) == ["KAZ", "KGZ", "TJK", "UZB"]


def test_the_treaty_of_2025_is_one_under_its_names(graph: kg.Graph) -> None:
    treaty = "agreement:treaty-eternal-good-neighbourliness-2025"
    signed = column(graph, f"SELECT DISTINCT ?who {{ {treaty} kg:signatory ?who }}")
    assert signed == ["CHN", "KAZ", "KGZ", "TJK", "TKM", "UZB"]
    ratified = f"SELECT DISTINCT ?who {{ {treaty} kg:ratifiedBy ?who }}"
    assert column(graph, ratified) == ["KGZ", "TKM"]
    assert len(column(graph, f"SELECT DISTINCT ?name {{ {treaty} kg:alias ?name }}")) >= 4


def test_adoption_by_parliament_is_no_ratification(graph: kg.Graph) -> None:
    claims = """SELECT ?claim { GRAPH ?claim { ?act kg:actionType action:adopted-by-parliament }
        FILTER EXISTS { GRAPH ?claim { ?agreement kg:ratifiedBy ?who } } }"""
    assert column(graph, claims) == []


def test_an_agreement_that_is_not_signed_has_no_signatory(graph: kg.Graph) -> None:
    signed = "SELECT ?who { agreement:aktau-seaport-investment kg:signatory ?who }"
    assert column(graph, signed) == []
    status = """SELECT ?status { ?change kg:statusOf agreement:aktau-seaport-investment ;
        kg:newStatus ?status }"""
    assert column(graph, status) == ["under-negotiation"]


def test_one_partner_under_three_spellings(graph: kg.Graph) -> None:
    partners = """SELECT DISTINCT ?who { ?role a kg:PartnerRole ;
        kg:project project:aktau-new-seaport ; kg:agent ?who }"""
    assert column(graph, partners) == ["zhongyun-international"]
    for spelling in ("Zhongyun International", "Zhongyong International", "Чжонъюн Интернешнл"):
        assert graph.find(spelling)[0].iri == f"{BASE}id/Agent/zhongyun-international"


def test_two_agreements_of_the_same_six_are_two(graph: kg.Graph) -> None:
    six = ["CHN", "IRN", "KAZ", "TKM", "TUR", "UZB"]
    for where in ("istanbul", "tehran"):
        agreement = f"agreement:six-country-rail-{where}-2025"
        assert column(graph, f"SELECT DISTINCT ?who {{ {agreement} kg:signatory ?who }}") == six
        places = f"""SELECT DISTINCT ?place {{ ?act kg:actionType action:signature ;
            kg:place ?place ; kg:participation/kg:agreement {agreement} }}"""
        assert column(graph, places) == [where]


def test_round_the_clock_is_planned_here_and_introduced_there(graph: kg.Graph) -> None:
    modes = """SELECT ?modality { ?mode kg:operatingModeOf place:%s ;
        kg:regime regime:round-the-clock ; kg:modality ?modality }"""
    assert column(graph, modes % "khorgos-gateway") == ["planned"]
    assert column(graph, modes % "nur-zholy") == ["actual"]


def test_figures_of_both_sides_stand_side_by_side(graph: kg.Graph) -> None:
    values = """SELECT (STR(?number) AS ?n) { ?o a kg:TradeObservation ; kg:flow flow:turnover ;
        kg:tradingArea|kg:partnerArea territory:KGZ ; kg:reportingArea territory:%s ;
        kg:product product:total ;
        kg:period <https://w3id.org/sogdian/period/2024-01-01/P1Y> ; kg:number ?number }"""
    chinese = column(graph, values % "CHN")
    assert chinese == ["22071000000", "22700000000", "22700000000", "22710000000"]
    assert column(graph, values % "KGZ") == ["5300000000"]


def test_a_report_and_the_article_are_not_independent(graph: kg.Graph) -> None:
    shared = """SELECT ?original { document:caspianpost\\/trade-jumps kg:upstream ?original .
        document:press\\/bne-trade-surplus-2025 kg:upstream ?original }"""
    assert column(graph, shared) == ["eurasianet-china-monitor-2025-11"]

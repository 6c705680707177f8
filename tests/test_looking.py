"""find, show and why on the graph that the repository's own data builds."""

from __future__ import annotations

import json

import pytest

import kg
from kg.errors import QueryError
from kg.query.looking.shown import Group, Shown
from kg.query.results import Rows
from tests.command import Run

TREATY = "Treaty on Eternal Good-Neighbourliness, Friendship and Cooperation"
ARTICLE = "document/caspianpost/trade-jumps"


def group(shown: Shown, label: str) -> Group:
    return next(one for one in shown.groups if one.label == label)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Kazakhstan", "State/KAZ"),
        ("Kazahstan", "State/KAZ"),
        ("Казахстан", "State/KAZ"),
        ("Қазақстан", "State/KAZ"),
        ("哈萨克斯坦", "State/KAZ"),
        ("Qozogiston", "State/KAZ"),
        ("KAZ", "State/KAZ"),
        ("khorgos gateway", "Place/khorgos-gateway"),
        ("Сухой порт Хоргос", "Place/khorgos-gateway"),
        ("Wenzou", "Place/wenzhou"),
        ("ratificaton", "action:ratification"),
        ("rail tranist", "topic:rail-transit"),
        ("Krasnovodsk", "Place/turkmenbashi"),
        ("Шевченко", "Place/aktau"),
        ("Zhongyong", "Agent/zhongyun-international"),
        ("Чжонъюн", "Agent/zhongyun-international"),
        ("烏魯木齊", "Place/urumqi"),
        ("上海合作組織", "Agent/shanghai-cooperation-organisation"),
        ("تركمانستان", "State/TKM"),
        ("COSCO", "Agent/cosco-shipping"),
        ("Central Asia-China gas pipeline", "Place/central-asia-china-gas-pipeline"),
    ],
)
def test_what_is_meant_comes_first(graph: kg.Graph, text: str, short: str) -> None:
    assert graph.find(text)[0].short == short


def test_the_state_is_meant_before_its_territory(graph: kg.Graph) -> None:
    shown = graph.show("KAZ")
    assert shown.short == "State/KAZ"
    assert [one.short for one in shown.also] == ["Territory/KAZ"]


def test_the_twins_of_a_border_are_told_apart_by_class_and_place(graph: kg.Graph) -> None:
    found = {one.label: one.class_name for one in graph.find("Khorgos") if one.score == 100}
    assert found["Horgos (China)"] == found["Khorgos (Kazakhstan)"] == "Settlement"
    assert found["Khorgos crossing (Kazakhstan)"] == "BorderCrossing"
    assert found["Horgos port of entry (China)"] == "BorderCrossing"


def test_a_history_of_statuses_is_no_dispute(graph: kg.Graph) -> None:
    statuses = group(graph.show("tapi-pipeline-project"), "has status").lines
    assert len(statuses) > 2
    assert not any(line.differs for line in statuses)


def test_a_word_of_a_property_means_all_that_have_it(graph: kg.Graph) -> None:
    said = "\n".join(str(one) for one in graph.why("aktau-container-hub", "status").evidence)
    assert "new status: operating; date: 2025-06-09" in said


def test_what_is_only_inferred_says_so(graph: kg.Graph) -> None:
    with pytest.raises(QueryError, match='nobody says "passesThrough" of it: a rule infers it'):
        graph.why("kashgar-azerbaijan-multimodal", "passesThrough")


def test_a_planned_segment_takes_a_way_through_no_state(graph: kg.Graph) -> None:
    ways = graph.sparql("SELECT ?w { ?w kg:passesThrough <https://w3id.org/sogdian/id/State/UZB> }")
    assert isinstance(ways, Rows)
    assert "gas-pipeline-line-c" in str(list(ways))
    assert "gas-pipeline-line-d" not in str(list(ways))


def test_names_in_many_languages_have_their_sources(graph: kg.Graph) -> None:
    names = {line.language: line for line in group(graph.show("KAZ"), "name").lines}
    assert {"en", "ru", "zh", "kk", "ky", "uz", "tg", "tk"} <= names.keys()
    assert all(line.claims for line in names.values())


def test_a_treaty_shows_who_did_what_when_and_who_says_so(graph: kg.Graph) -> None:
    actions = group(graph.show(TREATY), "action (agreement)").lines
    ratified = [line for line in actions if "Turkmenistan; action type: ratification" in line.text]
    publishers = {claim.publisher for line in ratified for claim in line.claims}
    assert {"The Caspian Post", "TurkicWorld"} <= publishers


def test_a_denial_makes_nobody_a_signatory(graph: kg.Graph) -> None:
    lines = group(graph.show("TKM"), "agreement (signatory)").lines
    denied = [line.text for line in lines if line.denied]
    assert denied
    assert not [line for line in lines if line.text in denied and not line.denied]


def test_every_claim_of_the_article_has_its_place_and_a_link_there(graph: kg.Graph) -> None:
    evidence = graph.why(ARTICLE).evidence
    assert len(evidence) > 50
    for one in evidence:
        assert one.says, one.records
        assert one.places, one.records
        assert "#:~:text=" in one.places[0].link, one.records
        assert one.upstream[0].relation == "condenses"
        assert one.attribution.when == "retrieved 2026-11-25"


def test_evidence_by_property_agrees_with_the_page(graph: kg.Graph) -> None:
    shown = {c.claim for line in group(graph.show("TKM"), "agreement (ratified by)").lines
             for c in line.claims}  # fmt: skip
    assert shown == {one.claim for one in graph.why("TKM", "ratified by").evidence}


def test_every_entity_can_be_shown_and_its_evidence_told(graph: kg.Graph) -> None:
    seen = set()
    for label in graph.view.labels():
        if label.kind == "key" and label.class_name not in seen:
            seen.add(label.class_name)
            shown = graph.show(label.iri)
            assert shown.label
            assert json.dumps(shown.to_dict())
            assert shown._repr_html_()
    assert len(seen) > 20


def test_every_claim_can_be_told(graph: kg.Graph) -> None:
    for dataset in ("caspianpost", "press"):
        for document in graph.documents():
            if document.short.startswith(f"document/{dataset}/") and document.claims:
                reasons = graph.why(document.iri)
                assert len(reasons.evidence) == document.claims
                assert all(one.says for one in reasons.evidence)


def test_lists_agree_with_each_other(graph: kg.Graph) -> None:
    documents, datasets = graph.documents(), graph.datasets()
    assert sum(one.claims for one in documents) == sum(one.claims for one in datasets)
    assert sum(one.documents for one in datasets) == len(documents)


def test_the_commands_say_the_same(kg: Run) -> None:
    done = kg("find", "Khorgos Gateway")
    assert done.stdout.splitlines()[0].split("\t")[-1] == "Place/khorgos-gateway"
    done = kg("show", "KAZ")
    assert "official name\tRepublic of Kazakhstan @en\t" in done.stdout
    assert "also: Territory/KAZ (Kazakhstan, Territory)\nSources: " in done.stderr
    assert " independent, " in done.stderr
    assert "TurkicWorld" in kg("why", "TKM", "ratified by").stdout

"""What the rules conclude of the shipped data: a bid or an agreement is not yet business."""

from __future__ import annotations

import kg

BUILDER = "<https://w3id.org/sogdian/id/Agent/china-energy-international-group>"


def holds(graph: kg.Graph, pattern: str) -> bool:
    return bool(graph.sparql(f"ASK {{ {pattern} }}"))


def test_a_bidder_is_no_partner(graph: kg.Graph) -> None:
    bids = "?role kg:project ?project ; kg:agent ?agent ; kg:projectRole partner-role:bidder ."
    assert holds(graph, bids)
    other = (
        "FILTER NOT EXISTS { ?more kg:project ?project ; kg:agent ?agent FILTER (?more != ?role) }"
    )
    assert not holds(graph, f"{bids} ?project kg:partner ?agent . {other}")


def test_the_partner_of_an_agreed_project_is_not_active_by_it(graph: kg.Graph) -> None:
    agreed = "<https://w3id.org/sogdian/id/Project/peshku-wind-farm-project>"
    assert holds(graph, f"{agreed} kg:hasStatus status:agreed ; kg:partner {BUILDER}")
    assert not holds(graph, f"{BUILDER} kg:activeIn ?state")


def test_who_builds_is_active(graph: kg.Graph) -> None:
    built = (
        "?project kg:hasStatus status:under-construction ; kg:partner ?company ; kg:state ?state ."
    )
    assert holds(graph, f"{built} ?company kg:activeIn ?state")

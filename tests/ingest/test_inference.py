"""What follows from one triple: it stands in the graph of what is inferred, and is told apart."""

from __future__ import annotations

from pathlib import Path

from tests.projects import add_facts, mini, quads

GRAPH = "<https://mini.example/graph/inferred>"
ID = "https://mini.example/id"
M = "https://mini.example/ontology#"
KG = "https://w3id.org/sogdian/ontology#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
DAY = "^^<http://www.w3.org/2001/XMLSchema#date>"


def inferred(facts: str, tmp_path: Path) -> set[str]:
    project = mini(tmp_path / "project")
    add_facts(project, "x", f"document: doc\nrecords:\n  - id: a\n    says: {facts}\n")
    lines = quads(project, "x", tmp_path / "cache")
    found = {line.removesuffix(f" {GRAPH} .") for line in lines if line.endswith(f"{GRAPH} .")}
    assert {f"{line} ." for line in found} <= set(lines)
    return {line for line in found if "/document/" not in line and "/dataset/" not in line}


def test_superclasses_and_superproperties(tmp_path: Path) -> None:
    star = f"<{ID}/Ship/star>"
    assert inferred("{Ferry: {slug: star, name: Star}}", tmp_path) == {
        f"{star} {TYPE} <{M}Ship>",
        f"{star} {TYPE} <{KG}Entity>",
        f"{star} {TYPE} <{KG}Node>",
        f'{star} <http://www.w3.org/2000/01/rdf-schema#label> "Star"@en',
    }


def test_inverse_and_symmetric_properties(tmp_path: Path) -> None:
    facts = "{Ship: {slug: star, sisterOf: aurora, registrations: {flag: NOR}}}"
    star, aurora = f"<{ID}/Ship/star>", f"<{ID}/Ship/aurora>"
    registration = f"<{ID}/Registration/star/NOR>"
    found = inferred(facts, tmp_path)
    assert f"{aurora} <{M}sisterOf> {star}" in found
    assert f"{star} <{M}registrations> {registration}" in found
    assert f"{registration} <{M}ship> {star}" not in found, "this is said, not inferred"


def test_the_days_that_dates_can_mean(tmp_path: Path) -> None:
    star = f"<{ID}/Ship/star>"
    found = inferred("{Ship: {slug: star, launched: 2024-02}}", tmp_path)
    assert f'{star} <{KG}earliest> "2024-02-01"{DAY}' in found
    assert f'{star} <{KG}latest> "2024-02-29"{DAY}' in found


def test_a_period_has_its_first_and_last_day(tmp_path: Path) -> None:
    period = "<https://mini.example/period/2024-01-01/P3M>"
    found = inferred("{CallObservation: {callFlag: NOR, period: 2024-Q1, calls: 1}}", tmp_path)
    assert found == {
        f"{period} {TYPE} <{KG}Period>",
        f'{period} <{KG}firstDay> "2024-01-01"{DAY}',
        f'{period} <{KG}lastDay> "2024-03-31"{DAY}',
    }, "nothing is inferred over observations"

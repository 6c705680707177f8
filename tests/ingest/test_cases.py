"""Records and the quads that they become: a case's `expected.nq` asserts every IRI.

IRIs are a public contract, so a change here is a change for everybody who cites one. What is
inferred stands in test_inference.py.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.projects import CASES, quads, said, with_case

GOOD = sorted((CASES / "ingest").iterdir())


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_a_case_gives_exactly_these_quads(case: Path, tmp_path: Path) -> None:
    project = with_case(case, tmp_path / "project")
    lines = quads(project, case.name, tmp_path / "cache")
    own_sources = (case / "dataset.yaml").exists()
    expected = (case / "expected.nq").read_text(encoding="utf-8").splitlines()
    assert said(lines, sources=own_sources) == expected


def sha256(*lines: str) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def test_hashed_iris_are_what_the_design_says() -> None:
    """Work out the IRIs of one case by hand."""
    rdf_type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    m, base = "https://mini.example/ontology#", "https://mini.example/"
    registration = f"<{base}id/Registration/aurora/NOR>"
    own = [
        f"<{m}outcome> <{base}code/outcome/passed>",
        f"<{m}registration> {registration}",
    ]
    inspection = f"<{base}id/Inspection/{sha256(f'{m}Inspection', *own)}>"
    content = [
        f"{registration} {rdf_type} <{m}Registration>",
        f"{registration} <{m}ship> <{base}id/Ship/aurora>",
        f"{registration} <{m}flag> <{base}id/Flag/NOR>",
        f"{inspection} {rdf_type} <{m}Inspection>",
        *(f"{inspection} {line}" for line in own),
    ]
    claims = [
        f"<{base}claim/{sha256(f'<{base}document/two-documents/{name}>', '', *sorted(content))}>"
        for name in ("doc", "bare")
    ]
    expected = (CASES / "ingest" / "two-documents" / "expected.nq").read_text(encoding="utf-8")
    for line in content:
        assert f"{line} .\n" in expected
        for claim in claims:
            assert f"{line} {claim} .\n" in expected

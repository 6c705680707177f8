"""Claims as lines of N-Quads: what is said, in its graph and the default one, and who says it."""

from __future__ import annotations

from collections.abc import Iterable

from kg.ingest import inference, provenance
from kg.ingest.minting import Mint
from kg.ingest.provenance import Claim
from kg.model.terms import Quad, Triple


def claim_lines(claim: Claim, mint: Mint) -> list[str]:
    """Everything that a claim puts into the graph; one that is not accepted says nothing."""
    lines = [triple.line() for triple in provenance.claim_triples(claim)]
    if not claim.accepted:
        return lines
    lines += [triple.line() for triple in claim.said]
    lines += inferred_lines(claim.derived, mint)
    if not claim.observation:
        lines += [Quad(*triple, claim.iri).line() for triple in claim.said]
        lines += inferred_lines(inference.entailed(mint.ontology, claim.said), mint)
    return lines


def inferred_lines(triples: Iterable[Triple], mint: Mint) -> list[str]:
    """What follows, in the default graph and in the one that tells it from what was said."""
    graph = f"<{mint.base}graph/inferred>"
    found = list(triples)
    return [*(one.line() for one in found), *(Quad(*one, graph).line() for one in found)]

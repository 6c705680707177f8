"""What can be found wrong in rules of arithmetic before they run: their part of `kg check`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError, Where, did_you_mean, shown
from kg.issues import Issue
from kg.model.terms import iri_text
from kg.model.vocab import RANK, local_name
from kg.query.checking.faults import fault
from kg.query.contradictions.checked import read_rule
from kg.query.named.guard import forbid
from kg.store.embedded import open_files

if TYPE_CHECKING:
    from kg.model.ontology import Ontology


def check_arithmetic(folder: Path, ontology: Ontology) -> Iterator[Issue]:
    """Every fault of the rules of a folder, each with its file and line."""
    kinds = {local_name(iri_text(kind)) for kind, mark, _ in ontology.triples if mark == RANK}
    names = {local_name(iri) for iri in ontology.properties}
    for path in sorted(folder.glob("*.rq")):
        try:
            _try(path, kinds, names)
        except KgError as error:
            yield Issue.of(error.at(Where(str(path))))


def _try(path: Path, kinds: set[str], names: set[str]) -> None:
    """Read a rule, and ask an empty store.

    Raises:
        QueryError: it is wrong.
    """
    rule = read_rule(path)
    if rule.kind not in kinds:
        hint = did_you_mean(rule.kind, kinds)
        raise rule.wrong(f"no kind of disagreement {shown(rule.kind)}; {hint}", "kind")
    for _, name in rule.formula.names:
        if name not in names:
            raise rule.wrong(f"no property {shown(name)}; {did_you_mean(name, names)}")
    forbid(rule.text)
    undeclared = fault(rule.text)
    if undeclared:
        raise undeclared
    rule.rows(open_files([], prefixes={}))

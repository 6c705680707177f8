"""The statements of one RDF file by subject and graph, once it was read through.

What is left out by name is counted. The parent's side of a nesting is turned, as records do, so
that a node says itself to what it belongs. All of a file's statements are held in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from kg.errors import DatasetError
from kg.ingest.graphs.formats import Statement
from kg.ingest.graphs.frames import DEFAULT, Ignored
from kg.model import vocab as v
from kg.model.terms import Term

Pair = tuple[Term, Term]
BLANK = "_:"
_EXPORT = (
    "this is a graph with the claims of its sources (kg:Claim): read as a file it would say anew, "
    "in the name of one document, what others said; copy the datasets that it was built from to "
    "data/, or export the statements without the catalogue of claims"
)


@dataclass(slots=True)
class Gathered:
    """What a file says: the pairs of each subject in each graph, and what was left out."""

    subjects: dict[Term, dict[Term, list[Pair]]] = field(default_factory=dict)
    statements: int = 0
    ignored: Counter[Term] = field(default_factory=Counter)
    unnamed: Counter[Term] = field(default_factory=Counter)

    def pairs(self, subject: Term) -> list[Pair]:
        """All that the file says of a subject, in whatever graph."""
        return [pair for pairs in self.subjects.get(subject, {}).values() for pair in pairs]

    def classes(self, subject: Term) -> list[Term]:
        """The classes that the file gives a subject, in its order."""
        found = (value for predicate, value in self.pairs(subject) if predicate == v.TYPE)
        return list(dict.fromkeys(found))


def gather(
    statements: Iterable[Statement],
    ignored: Ignored,
    named: Collection[str],
    turned: Mapping[Term, Term],
) -> Gathered:
    """Gather the statements of a file.

    Args:
        statements: of the file.
        ignored: the properties that are left out.
        named: the graphs that are read, by IRI or `default`; none of them is all.
        turned: properties of the parent's side of a nesting, with that of the other side.

    Raises:
        DatasetError: the file says nothing, or holds claims.
    """
    found = Gathered()
    wanted = {"" if name == DEFAULT else f"<{name}>" for name in named}
    out: dict[Term, bool] = {}
    for subject, predicate, value, graph in statements:
        found.statements += 1
        if wanted and graph not in wanted:
            found.unnamed[graph] += 1
            continue
        if predicate not in out:
            out[predicate] = ignored.has(predicate)
        if out[predicate]:
            found.ignored[predicate] += 1
            continue
        if predicate == v.TYPE and value == v.CLAIM:
            raise DatasetError(_EXPORT)
        if predicate in turned and not value.startswith('"'):
            subject, predicate, value = value, turned[predicate], subject
        of = found.subjects.setdefault(subject, {})
        of.setdefault(graph, []).append((predicate, value))
    if not found.statements:
        raise DatasetError("holds no statement: is it the right file?")
    return found

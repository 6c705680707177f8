"""What a dataset asserts of its own size: too few rows, records or observations fail the build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from kg.ingest.claims import Mapper
from kg.ingest.contents import Dataset
from kg.ingest.tables.kept import Facts
from kg.issues import Issue
from kg.model.terms import Term
from kg.model.values import Path


def too_few(
    dataset: Dataset, counts: Mapping[str, int], mapper: Mapper, tables: Mapping[str, Facts]
) -> Iterator[Issue]:
    """What is missing to the minima of a dataset, and of its tables by the documents they are."""
    yield from _compared(dataset, dataset.minimum, counts, ("minimum",))
    claimed = _claimed(mapper)
    for opened in dataset.tables:
        frame = opened.mapping.frame
        if frame.document not in tables:
            continue  # what is wrong with it was told
        facts = tables[frame.document].counts
        document = mapper.mint.document(f"{dataset.name}/{frame.document}")
        found = {
            "rows": facts.get("rows", 0),
            "observations": facts.get("observations", 0) + claimed[document],
        }
        yield from _compared(dataset, frame.minimum, found, (*opened.mapping.path, "minimum"))


def _claimed(mapper: Mapper) -> Counter[Term]:
    """How many observations each document has that were mapped row by row."""
    return Counter(
        claim.document
        for claim in mapper.claims.values()
        if claim.observation and any(evidence.place.row for evidence in claim.evidence)
    )


def _compared(
    dataset: Dataset, minimum: Mapping[str, str], counts: Mapping[str, int], path: Path
) -> Iterator[Issue]:
    for kind, least in minimum.items():
        where = dataset.where((*path, kind))
        if kind not in counts or not least.isdecimal():
            known = ", ".join(sorted(counts))
            message = f"a minimum is a number of one of {known}; here is {kind}: {least}"
            yield Issue("error", message, where, dataset.name)
        elif counts[kind] < int(least):
            message = f"{counts[kind]} {kind}, but at least {least} are asserted"
            yield Issue("error", message, where, dataset.name)

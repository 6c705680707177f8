"""One key, two things: what would become one node although nothing can be both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.errors import a
from kg.ingest.naming import RETRACTED
from kg.ingest.staging import Stage, Staged
from kg.issues import Issue
from kg.model.ontology import Class, Ontology


def clashes(stage: Stage, staged: Iterable[Staged]) -> Iterator[Issue]:
    """Entities that records describe as of two classes, neither of which is or shares the other."""
    ontology = stage.mint.ontology
    named: dict[str, dict[str, Staged]] = defaultdict(dict)
    for one in staged:
        for name in one.names:
            if name.kind != RETRACTED and name.cls in ontology.classes:
                named[name.iri].setdefault(name.cls, one)
    for iri, classes in named.items():
        if len(classes) > 1:
            described = [(ontology.classes[cls], one) for cls, one in classes.items()]
            yield from _clashing(stage, iri, described)


def _clashing(stage: Stage, iri: str, described: list[tuple[Class, Staged]]) -> Iterator[Issue]:
    """One issue for each class that does not go with one before it."""
    for number, (cls, here) in enumerate(described):
        for known, there in described[:number]:
            if not _can_be_both(stage.mint.ontology, known, cls):
                yield _clash(stage, iri, (known, there), (cls, here))
                break


def _can_be_both(ontology: Ontology, first: Class, second: Class) -> bool:
    """Whether one class is the other, or some class lies below both."""
    return any(
        first.iri in cls.supers and second.iri in cls.supers for cls in ontology.classes.values()
    )


def _clash(
    stage: Stage, iri: str, first: tuple[Class, Staged], second: tuple[Class, Staged]
) -> Issue:
    known, there = first
    cls, here = second
    key = iri.removeprefix(f"{stage.mint.base}id/").partition("/")[2]
    message = (
        f'"{key}" is {a(cls.name)} here and {a(known.name)} in {_other(stage, there, iri, known)}; '
        "nothing is both, so that one key would merge two things: give one of them another key, or "
        "both the same class"
    )
    return Issue("error", message, stage.place(here, iri, cls.iri), here.name, key)


def _other(stage: Stage, there: Staged, iri: str, cls: Class) -> str:
    record = stage.place(there, iri, cls.iri).record
    return f"the record {record} of {there.name}" if record else f"dataset.yaml of {there.name}"

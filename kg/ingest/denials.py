"""What a source says is not so: a negative property assertion, which states nothing positive."""

from __future__ import annotations

from kg.ingest.entries import Refusal
from kg.ingest.nodes import NodeWriter
from kg.model import vocab as v
from kg.model.terms import Term, iri
from kg.model.values import Body, Ref, Value


def deny(denial: Refusal, writer: NodeWriter, namer: NodeWriter) -> None:
    """Write a denial; what `namer` collects is never said."""
    target = _named(denial.value, writer, namer)
    kind = v.TARGET_INDIVIDUAL if target.startswith("<") else v.TARGET_VALUE
    pairs = [
        (v.SOURCE_INDIVIDUAL, _named(denial.of, writer, namer)),
        (v.ASSERTION_PROPERTY, iri(denial.property)),
        (kind, target),
    ]
    subject = writer.mint.denial(pairs)
    for predicate, value in [(v.TYPE, v.NEGATIVE), *pairs]:
        writer.say(subject, predicate, value)


def _named(value: Value, writer: NodeWriter, namer: NodeWriter) -> Term:
    """A term of a denial.

    What has a key of references (who takes part in what) is only named: to describe it would state
    that it is so.
    """
    parts = value.values.values() if isinstance(value, Body) else ()
    referring = any(isinstance(part, Ref) for found in parts for part in found)
    return namer.term(value) if referring else writer.term(value)

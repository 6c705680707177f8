"""Reads facts files: each record with the nodes that it says, denies and names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from kg.errors import OntologyError, a, did_you_mean, shown
from kg.ingest.entries import Entry, Node, Refusal
from kg.ingest.reading import ANY, Reader
from kg.ingest.yamltext import Located
from kg.model import vocab as v
from kg.model.compiled import texts
from kg.model.facts import Denial, FactsFile, Record
from kg.model.ontology import Property
from kg.model.readers import reader as value_reader
from kg.model.records import Models
from kg.model.terms import Term, iri_text
from kg.model.values import Body, Path, Ref, Value

_NO_DOCUMENT = "the record names no document, and the file no default"


class FactsReader:
    """Reads one facts file.

    `documents` are the keys of the dataset's documents, `refused` those of which an issue tells.
    """

    def __init__(
        self,
        models: Models,
        source: Located,
        dataset: str,
        documents: list[str],
        refused: Collection[str] = (),
    ) -> None:
        self.reader = Reader(models, source, dataset)
        self.source = source
        self.dataset = dataset
        self.documents = documents
        self.refused = refused
        self.issues = self.reader.issues

    def entries(self) -> list[Entry]:
        """The records of the file that have a document; `issues` holds what is wrong."""
        frame = self.reader.frame(FactsFile, self.source.data, ())
        if frame is None:
            return []
        if frame.document and self._document(frame.document, ("document",)) is None:
            return []
        return [
            entry
            for number, raw in enumerate(frame.records)
            if (entry := self.entry(raw, ("records", number), frame.document))
        ]

    def entry(self, raw: Any, at: Path, default: str | None) -> Entry | None:
        """Read one record of a document, which it names itself or `default` does."""
        name = raw.get("id", "") if isinstance(raw, dict) else ""
        self.reader.record = name if isinstance(name, str) else ""
        record = self.reader.frame(Record, raw, at)
        if record is None:
            return None
        document = self._document(record.document or default, (*at, "document"))
        entry = Entry(record, document or "", lambda path: self.source.where(path, name), at)
        self._voices(entry)
        entry.says = list(self._nodes(ANY, record.says, (*at, "says")))
        for number, denial in enumerate(record.denies):
            if refusal := self._denial(denial, (*at, "denies", number)):
                entry.denies.append(refusal)
        self._check(record, at)
        return entry if document else None

    def voices(self, raw: dict[str, Any], at: Path, document: str) -> Entry | None:
        """Read who speaks in a record, and nothing of what it says."""
        record = self.reader.frame(Record, {"id": "voices", **raw}, at)
        if record is None:
            return None
        entry = Entry(record, document, lambda path: self.source.where(path), at)
        self._voices(entry)
        return entry

    def _document(self, name: str | None, path: Path) -> str | None:
        key = f"{self.dataset}/{name}"
        if key in self.documents:
            return key
        if key in self.refused:
            return None
        known = [document.partition("/")[2] for document in self.documents]
        wrong = f"there is no document {shown(name)} in dataset.yaml" if name else _NO_DOCUMENT
        self.reader.problem(f"{wrong}; {did_you_mean(name or '', known)}", path, name or "")
        return None

    def _voices(self, entry: Entry) -> None:
        """Read who speaks, who is quoted, whose figures they are, and who took it back."""
        record, at = entry.record, entry.path

        def voice(prop: Term) -> str:
            return self.reader.ontology.range_in(iri_text(v.CLAIM), prop)

        if record.quoted_source:
            quoted = (*at, "quotedSource")
            entry.quoted = list(self._nodes(voice(v.QUOTED_SOURCE), record.quoted_source, quoted))
        if record.reporter:
            reporters = (*at, "reporter")
            entry.reporters = list(self._nodes(voice(v.REPORTER), record.reporter, reporters))
        if record.speaker is not None:
            speaker = (*at, "speaker")
            entry.speaker = self.reader.node(voice(v.ATTRIBUTED_TO), record.speaker, speaker)
        if record.retracted is not None and record.retracted.by is not None:
            by = (*at, "retracted", "by")
            wanted = voice(v.RETRACTED_BY)
            entry.retracted_by = self.reader.node(wanted, record.retracted.by, by)

    def _nodes(self, wanted: str, raws: list[Any], path: Path) -> Iterator[Node]:
        for number, raw in enumerate(raws):
            if node := self.reader.node(wanted, raw, (*path, number)):
                yield node

    def _check(self, record: Record, at: Path) -> None:
        if not record.says and not record.denies:
            self.reader.problem("a record needs `says` or `denies`", at)
        if (record.status == "retracted") != (record.retracted is not None):
            self.reader.problem(
                "a retracted record says `status: retracted` and `retracted: {on: …, why: …}`",
                (*at, "status"),
            )

    def _denial(self, denial: Denial, path: Path) -> Refusal | None:
        of = self._deniable(v.ENTITY, denial.of, (*path, "of"))
        known = of.cls if isinstance(of, Ref) else of.cls.iri if of else ""
        try:
            prop = self.reader.ontology.use(denial.property, known)
        except OntologyError as error:
            self.reader.problem(error.message, (*path, "property"), denial.property)
            return None
        value = self._denied(prop, denial.value, (*path, "value"))
        return Refusal(of, prop.iri, value) if of and value else None

    def _denied(self, prop: Property, raw: Any, path: Path) -> Value | None:
        if prop.kind == "node":
            return self._deniable(prop.cls, raw, path)
        read = value_reader(prop, self.reader.ontology.codes)
        spread = texts(raw) if prop.kind == "text" else [raw]
        try:
            if len(spread) != 1:
                raise ValueError("one value is denied at a time")
            value: Value = read(spread[0])
        except ValueError as error:
            self.reader.problem(str(error), path, raw)
            return None
        return value

    def _deniable(self, wanted: str, raw: Any, path: Path) -> Node | None:
        """What a denial speaks of it must not state: references, or entities by name."""
        node = self.reader.node(wanted, raw, path)
        if isinstance(node, Body) and (more := _stated(node)):
            self.reader.problem(f"a denial names entities and states nothing of them; {more}", path)
            return None
        return node


def _stated(body: Body) -> str:
    """What a node of a denial would state beside who it is; the empty text if nothing."""
    if body.cls.kind != "entity":
        return f"{a(body.cls.name)} written here would be stated"
    for name, found in body.values.items():
        prop = body.cls.properties[name]
        if prop.iri not in body.cls.key and not prop.names:
            return f"`{name}` would be stated"
        if any(isinstance(value, Body) for value in found):
            return f"refer to the `{name}`"
    return ""

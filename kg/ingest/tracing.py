"""From what stands in the store back to the line of the file that says it.

A build keeps no places: where something is found to be wrong, the dataset is read and mapped again,
which takes less than keeping the places of everything that is right.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.errors import Where
from kg.ingest.claims import Mapper
from kg.ingest.entities import Index
from kg.ingest.staging import Stage, Staged
from kg.model.vocab import local_name


class Tracer:
    """Finds the places of claims, documents and entities of the datasets of one project."""

    def __init__(self, stage: Stage, staged: Iterable[Staged], index: Index) -> None:
        self.stage = stage
        self.staged = {one.name: one for one in staged}
        self.index = index
        self._mapped: dict[str, Mapper] = {}

    def place(
        self, focus: str, path: str = "", claim: str = "", document: str = "", row: int = 0
    ) -> tuple[str, Where]:
        """The dataset and the place of a node, and of its property `path`; all are IRIs.

        Args:
            focus: the node.
            path: the property of it that is meant, if one is.
            claim: what says it, if a claim does.
            document: the document of the claim.
            row: the row of a table that the claim was read from, if it was; its line is that row.
        """
        inner = (local_name(path),) if path else ()
        sources = self.stage.mint.base + "document/"
        if claim:
            name = self._dataset(document)
            said = self._mapper(name).claims.get(f"<{claim}>")
            if said is None:  # the row of a table or a subject of RDF, which no mapper keeps
                return name, self._table(name, document, row)
            return name, said.where((*said.places.get(f"<{focus}>", said.at), *inner))
        if focus.startswith(sources):
            name = self._dataset(focus)
            dataset = self.stage.dataset(self.staged[name])
            body = dataset.documents[focus.removeprefix(sources)]
            return name, dataset.where((*body.path, *inner))
        return self._described(focus)

    def _described(self, focus: str) -> tuple[str, Where]:
        """The place of what no claim describes: whom a document names as its publisher."""
        for one in self.staged.values():
            if any(name.iri == focus for name in one.names):
                return one.name, self.stage.place(one, focus)
        return "", Where()

    def _table(self, name: str, document: str, row: int) -> Where:
        dataset = self.stage.dataset(self.staged[name])
        key = document.rpartition("/")[2]
        for one in dataset.tables if row else ():
            if one.mapping.frame.document == key:
                return Where(one.problems.file, row)
        places = {one.mapping.frame.document: one.where for one in dataset.tables}
        places |= {one.mapping.frame.document: one.where for one in dataset.graphs}
        return places[key]

    def _dataset(self, document: str) -> str:
        return document.removeprefix(self.stage.mint.base + "document/").partition("/")[0]

    def _mapper(self, name: str) -> Mapper:
        if name not in self._mapped:
            dataset = self.stage.dataset(self.staged[name])
            mapper = Mapper(dataset, self.stage.mint, self.index, hold=True)
            for _ in mapper.lines():
                pass
            self._mapped[name] = mapper
        return self._mapped[name]

"""The rows of a table, each a list of texts for each column, in an order that never changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.model import vocab as v
from kg.publish.tables.naming import Naming
from kg.publish.tables.nodes import DEFAULT, Node, Place, Slot, objects, some
from kg.publish.tables.sorts import DATASET_OF, DOCUMENT_OF
from kg.publish.tables.spool import Spool, nodes
from kg.publish.tables.survey import Table
from kg.query.looking.independence import Origins
from kg.query.looking.schema import schema_of

if TYPE_CHECKING:
    from kg.store.view import View

Row = list[list[str]]

_AT_ONCE = 500
_REMEMBERED = 1 << 14
_TYPE = v.TYPE.strip("<>")
_QUESTION = ox.NamedNode(v.QUESTION.strip("<>"))


class Rows:
    """Reads the rows of the tables of one view.

    Args:
        whole: the build, whose ontology names and orders things.
        view: it, or the part of it that is wanted.
        spool: where it is kept what was read, for those who read it again.
    """

    def __init__(self, whole: View, view: View, spool: Spool | None = None) -> None:
        self._whole, self._view, self._spool = whole, view, spool
        self._schema = schema_of(whole)
        self._naming = Naming(whole)
        remember = lru_cache(_REMEMBERED)
        self._documents = remember(lambda claim: objects(view, claim, DOCUMENT_OF))
        self._datasets = remember(lambda document: objects(view, document, DATASET_OF))
        self._independent = remember(Origins(view).independent)

    def of(self, table: Table) -> Iterator[Row]:
        """The rows of a table: by IRI, observations by dimensions and then by edition.

        Raises:
            FormatError: something has no place in a table.
        """
        rows = self._rows(table)
        return self._facing(table, rows) if table.sort.kind == "cube" else rows

    def _rows(self, table: Table) -> Iterator[Row]:
        filler = Filler(table)
        for group in some(nodes(self._view, table.sort, self._spool), _AT_ONCE):
            rows: list[Row] = [filler.row(node) for node in group]
            self._naming.load(iri for row in rows for at in filler.labelled for iri in row[at])
            for node, row in zip(group, rows, strict=True):
                for at in filler.labelled:
                    row[at + 1] = [self._naming.of(iri) for iri in row[at]]
                self._end(table, filler, node, row)
                yield row

    def _end(self, table: Table, filler: Filler, node: Node, row: Row) -> None:
        """Say who says what stands in a row, and where they do not agree."""
        at, kind = filler.own, table.sort.kind
        if kind == "catalogue":
            return
        if kind == "cube":
            said = (text for prop, _, text in node.values if prop == DOCUMENT_OF)
            row[at["datasets"]] = self._of_all(self._datasets, said)
            return
        documents = self._of_all(self._documents, node.claims)
        row[filler.classes] = self._classes(node)
        row[at["disputed"]] = filler.disputed(node)
        row[at["claims"]], row[at["documents"]] = node.claims, documents
        row[at["datasets"]] = self._of_all(self._datasets, documents)
        row[at["independentSources"]] = [str(self._independent(tuple(documents)))]
        if kind == "statement":
            row[at["otherAnswers"]] = self._others(node.iri)

    def _of_all(self, found: Callable[[str], list[str]], iris: Iterable[str]) -> list[str]:
        return sorted({one for iri in iris for one in found(iri)})

    def _classes(self, node: Node) -> list[str]:
        stated = {text for prop, _, text in node.values if prop == _TYPE}
        return [v.local_name(cls) for cls in self._schema.lowest(stated)]

    def _others(self, iri: str) -> list[str]:
        """The other statements that answer the same question, as far as they are written."""
        node = ox.NamedNode(iri)
        found = {
            quad.subject
            for asked in self._whole.quads(node, _QUESTION, None, DEFAULT)
            for quad in self._whole.quads(None, _QUESTION, asked.object, DEFAULT)
            if isinstance(quad.subject, ox.NamedNode) and quad.subject != node
        }
        held = (one for one in found if any(True for _ in self._view.quads(one)))
        return sorted(one.value for one in held)

    def _facing(self, table: Table, rows: Iterable[Row]) -> Iterator[Row]:
        """Name in each observation those of the same dimensions that have another measure."""
        place = Place(self._view, table.sort.iri)
        measures = [at for at, one in enumerate(table.columns) if one.part == "measure"]
        other = Filler(table).own["otherAnswers"]
        for _, some_rows in groupby(rows, lambda row: place.of(row[0][0])):
            group = list(some_rows)
            for row in group if len(group) > 1 else ():
                mine = [row[at] for at in measures]
                row[other] = [one[0][0] for one in group if [one[at] for at in measures] != mine]
            yield from group


class Filler:
    """Knows which value goes into which columns of a table."""

    def __init__(self, table: Table) -> None:
        self._columns = table.columns
        self._places: dict[tuple[str, Slot], list[int]] = {}
        for at, column in enumerate(table.columns):
            for slot in _slots(column.role, column.slot, column.kinds):
                self._places.setdefault((column.prop, slot), []).append(at)
        roles = [column.role for column in table.columns]
        self.labelled = [at - 1 for at, role in enumerate(roles) if role == "label"]
        self.classes = roles.index("class") if "class" in roles else -1
        self.own: Mapping[str, int] = {
            column.prop: at for at, column in enumerate(table.columns) if column.role == "source"
        }
        self._most = {prop.iri: prop.most for prop in table.sort.properties if prop.most}

    def row(self, node: Node) -> Row:
        """The values of a node in their columns; what labels and sources there are is left open."""
        row: Row = [[] for _ in self._columns]
        row[0] = [node.iri]
        for prop, slot, text in node.values:
            for at in self._places.get((prop, slot), ()):
                row[at].append(text)
        for cell in row:
            if len(cell) > 1:
                cell.sort()
        return row

    def disputed(self, node: Node) -> list[str]:
        """The properties of which there are more values than one claim may give."""
        counts = Counter(
            (prop, slot[1] if slot[0] == "lang" else "")
            for prop, slot, _ in node.values
            if prop in self._most
        )
        return sorted(
            {v.local_name(prop) for (prop, _), n in counts.items() if n > self._most[prop]}
        )


def _slots(role: str, slot: Slot, kinds: tuple[str, ...]) -> list[Slot]:
    if role == "mixed":
        return [("type", kind) for kind in kinds]
    return [slot] if role == "value" else []

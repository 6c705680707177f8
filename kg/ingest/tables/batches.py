"""Maps whole batches of a table to N-Quads lines: the plan's other interpreter, for any size.

The same scalar reader as for rows is applied once to each distinct text of a column; what is left
is joining, which Arrow does. The function is pure, so that any engine can call it on any batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kg.errors import RecordError
from kg.ingest.tables.cells import Joined, Leaf
from kg.ingest.tables.plan import ObservationPlan, Read, ScalarReader
from kg.ingest.tables.problems import Problems
from kg.ingest.tables.table import COLUMN, ROW
from kg.model import vocab as v
from kg.model.terms import Triple, key_path

if TYPE_CHECKING:
    import pyarrow as pa

# As many rows at once as keep a batch's lines within the processor's cache.
ROWS_AT_ONCE = 4096
_MOST_REMEMBERED = 200_000
_LONGEST_PATH = 120
_INTEGER = f'"^^<{v.XSD}integer> .\n'


@dataclass(slots=True)
class Mapped:
    """What a batch became by a plan: the lines of each observation, its IRI, row and terms."""

    plan: ObservationPlan
    lines: pa.StringArray
    subjects: pa.StringArray
    rows: pa.Int64Array
    columns: pa.Int64Array | None = None
    terms: list[pa.StringArray] = field(default_factory=list)
    empty: int = 0
    wrong: list[int] = field(default_factory=list)

    def filter(self, keep: Any) -> Mapped:
        """Those observations for which `keep` is true."""
        import pyarrow as pa

        mask = pa.array(keep, pa.bool_()) if isinstance(keep, list) else keep
        return replace(
            self,
            lines=self.lines.filter(mask),
            subjects=self.subjects.filter(mask),
            rows=self.rows.filter(mask),
            columns=None if self.columns is None else self.columns.filter(mask),
            terms=[one.filter(mask) for one in self.terms],
        )


class BatchMapper:
    """Applies one plan to batches; it remembers what texts mean, and what follows from them."""

    def __init__(self, plan: ObservationPlan, missing: Iterable[str], problems: Problems) -> None:
        self.plan = plan
        self.missing = sorted({*missing, ""})
        self.problems = problems
        self.derived: set[Triple] = set(plan.derived)
        self._columns = [_Column(one) for one in plan.readers()]

    @property
    def resolved(self) -> dict[tuple[str, str, str], str]:
        """What the references meant."""
        return {key: iri for one in self._columns for key, iri in one.reader.resolved.items()}

    def map(self, batch: pa.RecordBatch) -> Iterator[Mapped]:
        """The observations of a batch, some thousand rows at a time."""
        batch = self.plan.choice.only(batch)
        for start in range(0, batch.num_rows, ROWS_AT_ONCE):
            yield self._map(batch.slice(start, ROWS_AT_ONCE))

    def _map(self, batch: pa.RecordBatch) -> Mapped:
        import pyarrow.compute as pc

        texts = [self._texts(batch, one.reader.slot.leaf) for one in self._columns]
        rows = batch.column(ROW)
        keep = None
        for needed in self.plan.needed:
            there = pc.is_valid(texts[needed])
            keep = there if keep is None else pc.and_(keep, there)
        empty = batch.num_rows - (pc.sum(keep).as_py() or 0)
        if empty:
            texts, rows = [one.filter(keep) for one in texts], rows.filter(keep)
            batch = batch.filter(keep)
        good = None
        read = []
        for column, found in zip(self._columns, texts, strict=True):
            terms, parts, bad = column.read(found, rows, self.problems)
            self.derived |= column.derived
            column.derived.clear()
            read.append((terms, parts))
            if bad is not None:
                good = pc.invert(bad) if good is None else pc.and_not(good, bad)
        wrong = [] if good is None else rows.filter(pc.invert(good)).to_pylist()
        if good is not None:
            read = [(terms.filter(good), parts.filter(good)) for terms, parts in read]
            rows, batch = rows.filter(good), batch.filter(good)
        mapped = self._lines(read, rows, batch, empty)
        mapped.wrong = wrong
        return mapped

    def column(self, batch: pa.RecordBatch, slot: int) -> Any:
        """The terms and key parts that one slot has in a batch, and which could not be read."""
        one = self._columns[slot]
        texts = self._texts(batch, one.reader.slot.leaf)
        return one.read(texts, batch.column(ROW), self.problems)

    def texts(self, batch: pa.RecordBatch, slot: int) -> pa.StringArray:
        """The texts that one slot reads in a batch, null where there is no value."""
        return self._texts(batch, self._columns[slot].reader.slot.leaf)

    def _texts(self, batch: pa.RecordBatch, leaf: Leaf) -> pa.StringArray:
        """The texts of a cell or of joined cells, null where there is no value."""
        cells = [self._cells(batch.column(name)) for name in leaf.columns]
        if not isinstance(leaf, Joined):
            return cells[0]
        import pyarrow.compute as pc

        parts: list[Any] = list(leaf.parts)
        parts[1::2] = cells
        return pc.binary_join_element_wise(*parts, "")

    def _cells(self, column: pa.StringArray) -> pa.StringArray:
        import pyarrow as pa
        import pyarrow.compute as pc

        texts = pc.utf8_trim_whitespace(column)
        void = pc.is_in(texts, value_set=pa.array(self.missing, pa.string()))
        return pc.if_else(void, pa.scalar(None, pa.string()), texts)

    # ---- lines -------------------------------------------------------------------------------

    def _lines(
        self,
        read: Sequence[tuple[Any, Any]],
        rows: pa.Int64Array,
        batch: pa.RecordBatch,
        empty: int,
    ) -> Mapped:
        import pyarrow as pa
        import pyarrow.compute as pc

        subjects = self._subjects([parts for _, parts in read])
        if isinstance(subjects, str):
            subjects = pa.array([subjects] * len(rows), pa.string())
        pieces: list[Any] = []
        fixed = ""
        for predicate, term in self.plan.pairs:
            if isinstance(term, str):
                pieces += [fixed, subjects]
                fixed = f" {predicate} {term} .\n"
            elif read[term][0].null_count:
                pieces.append(fixed)
                fixed = ""
                line = pc.binary_join_element_wise(
                    subjects, f" {predicate} ", read[term][0], " .\n", ""
                )
                pieces.append(pc.fill_null(line, ""))
            else:
                pieces += [fixed, subjects, f" {predicate} ", read[term][0]]
                fixed = " .\n"
        for name, predicate in ((ROW, v.ROW), (COLUMN, v.COLUMN)):
            if name in batch.schema.names:
                numbers = batch.column(name).cast(pa.string())
                pieces += [fixed, subjects, f' {predicate} "', numbers]
                fixed = _INTEGER
        pieces.append(fixed)
        lines = pc.binary_join_element_wise(*pieces, "")
        columns = batch.column(COLUMN) if COLUMN in batch.schema.names else None
        terms = [terms for terms, _ in read]
        return Mapped(self.plan, lines, subjects, rows, columns, terms, empty)

    def _subjects(self, parts: Sequence[Any]) -> Any:
        """The IRIs of the observations, as terms."""
        import pyarrow as pa
        import pyarrow.compute as pc

        pieces: list[Any] = []
        for one in self.plan.path:
            found = parts[one] if isinstance(one, int) else one
            pieces += ["/", found] if pieces else [found]
        if not any(isinstance(piece, pa.Array) for piece in pieces):
            return f"<{self.plan.start}{key_path([''.join(pieces)])}>"
        paths = pc.binary_join_element_wise(*pieces, "")
        if (pc.max(pc.binary_length(paths)).as_py() or 0) > _LONGEST_PATH:
            paths = pa.array([key_path([path]) for path in paths.to_pylist()], pa.string())
        return pc.binary_join_element_wise(f"<{self.plan.start}", paths, ">", "")


class _Column:
    """The texts of one column that were read so far."""

    def __init__(self, reader: ScalarReader) -> None:
        self.reader = reader
        self.derived: set[Triple] = set()
        self.unstated = reader.scope.mint.part(v.NOT_STATED)
        self._known: dict[str, Read | str] = {}

    def read(self, texts: pa.StringArray, rows: pa.Int64Array, problems: Problems) -> Any:
        """The terms and key parts of some texts, and which could not be read (None: all could)."""
        import pyarrow as pa
        import pyarrow.compute as pc

        coded = pc.dictionary_encode(texts)
        found = [self._one(text) for text in coded.dictionary.to_pylist()]
        wrong = [isinstance(one, str) for one in found]
        terms = pa.array(["" if isinstance(one, str) else one.term for one in found], pa.string())
        parts = pa.array(["" if isinstance(one, str) else one.part for one in found], pa.string())
        terms, parts = terms.take(coded.indices), parts.take(coded.indices)
        if self.reader.slot.dimension:  # what is left open takes part in the key
            terms, parts = pc.fill_null(terms, v.NOT_STATED), pc.fill_null(parts, self.unstated)
        bad = None
        if any(wrong):
            bad = pc.fill_null(pc.take(pa.array(wrong, pa.bool_()), coded.indices), False)
            self._tell(coded, found, rows, problems)
        return terms, parts, bad

    def _one(self, text: str) -> Read | str:
        known = self._known.get(text)
        if known is None:
            try:
                known = self.reader.read(text)
                self.derived.update(known.derived)
            except (ValueError, RecordError) as error:
                known = str(error) if isinstance(error, ValueError) else error.message
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[text] = known
        return known

    def _tell(
        self, coded: Any, found: list[Read | str], rows: pa.Int64Array, problems: Problems
    ) -> None:
        import pyarrow.compute as pc

        for number, one in enumerate(found):
            if isinstance(one, str):
                hit = rows.filter(pc.fill_null(pc.equal(coded.indices, number), False))
                text = coded.dictionary[number].as_py()
                columns = self.reader.slot.columns
                first = pc.min(hit).as_py()
                problems.add(one, row=first, column=columns, value=text, rows=len(hit))

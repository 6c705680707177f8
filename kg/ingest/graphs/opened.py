"""One RDF file of a dataset: found, and read through whenever its statements are wanted.

Reading takes a second or two for a million statements, holding them a gigabyte; so they are read
once for the names that they give and once for the claims, and not held between.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.errors import DatasetError, Where
from kg.ingest.entries import Entry
from kg.ingest.graphs.formats import format_of, statements
from kg.ingest.graphs.frames import DEFAULT, GraphMapping
from kg.ingest.graphs.gathered import Gathered, gather
from kg.ingest.graphs.own import OwnTerms
from kg.ingest.graphs.problems import Problems
from kg.ingest.graphs.subjects import Subjects, subjects_of
from kg.ingest.minting import Mint
from kg.ingest.sources.source import Source


@dataclass(slots=True)
class GraphFile:
    """One entry of `graphs:` with its file and who is said to speak in it."""

    mapping: GraphMapping
    source: Source
    shown: str
    where: Where
    voices: Entry
    problems: Problems = field(init=False)

    def __post_init__(self) -> None:
        self.problems = Problems(self.shown, self.voices.document.partition("/")[0])

    @property
    def document(self) -> str:
        """The document that it is, as `<dataset>/<id>`."""
        return self.voices.document

    def subjects(self, mint: Mint) -> Subjects:
        """Read the file and name its subjects.

        Raises:
            DatasetError: it cannot be read, says nothing, or holds the claims of others.
        """
        own = OwnTerms(mint.ontology)
        frame = self.mapping.frame
        form = format_of(self.source.file, frame.format)
        lines = statements(self.source.file, form, frame.base, self.shown)
        try:
            gathered = gather(lines, self.mapping.ignored, frame.named, own.turned)
        except DatasetError as error:
            raise error.at(Where(self.shown)) from None
        return subjects_of(gathered, mint.document(self.document), mint, own)

    def tell_left_out(self, gathered: Gathered, taken: set[str]) -> int:
        """Tell of what is not read: graphs that no entry names, names that nothing has.

        `taken` are the graphs that any entry of the same file names, or that were told before;
        those that are told now join them. Returns how many statements are left out.
        """
        left = gathered.ignored.total()
        for graph, many in gathered.unnamed.items():
            name = graph.strip("<>") or DEFAULT
            if name not in taken:
                taken.add(name)
                left += many
                self.problems.add(
                    f"{many:,} statements of the graph {name} are not read: no entry of `graphs` "
                    "for this file names it (`named`)",
                    value=name,
                )
        known = {graph for graphs in gathered.subjects.values() for graph in graphs}
        for name in self.mapping.frame.named:
            if ("" if name == DEFAULT else f"<{name}>") not in known:
                self.problems.add(f"the file has no graph {name}", value=name)
        for name in self.mapping.ignored.unused(gathered.ignored):
            self.problems.add(f"nothing in the file has {name}, which `ignore` names", value=name)
        return left

"""The subjects of a file under the IRIs that they have in the graph, and their classes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from kg.ingest.graphs.blank import Blank, name_blank
from kg.ingest.graphs.gathered import BLANK, Gathered, Pair
from kg.ingest.graphs.literals import kept
from kg.ingest.graphs.own import OwnTerms, expected
from kg.ingest.graphs.values import ValueReader
from kg.ingest.minting import Mint
from kg.model.ontology import Class
from kg.model.terms import Term, iri_text


@dataclass(slots=True)
class Subjects:
    """What a file says without a blank node: claims by owner and graph, and the own classes."""

    gathered: Gathered
    blank: Blank
    own: OwnTerms
    mint: Mint
    values: ValueReader
    described: dict[Term, list[Class]] = field(default_factory=dict)
    _done: set[Term] = field(default_factory=set)

    def claims(self) -> Iterator[tuple[Term, dict[Term, dict[Term, list[Pair]]]]]:
        """Each subject with what its claims say: by graph, and by node in it."""
        held: dict[Term, list[Term]] = defaultdict(list)
        for node, owner in self.blank.owners.items():
            if node in self.gathered.subjects:
                held[owner].append(node)
        for subject in self.gathered.subjects:
            if not subject.startswith(BLANK):
                yield subject, self._claim([subject, *held.pop(subject, ())])
        for owner, nodes in held.items():
            yield self.blank.names[owner], self._claim(nodes)

    def _claim(self, nodes: list[Term]) -> dict[Term, dict[Term, list[Pair]]]:
        found: dict[Term, dict[Term, list[Pair]]] = defaultdict(lambda: defaultdict(list))
        for node in nodes:
            for graph, pairs in self.gathered.subjects[node].items():
                named = [(predicate, self.name(value)) for predicate, value in pairs]
                found[self.name(graph)][self.name(node)] += named
        return found

    def name(self, term: Term) -> Term:
        """The IRI of a blank node; any other term is its own name."""
        return self.blank.names[term] if term.startswith(BLANK) else term

    def classes(self, subject: Term) -> list[Class]:
        """The classes of the project that a file gives a subject, the narrowest of each line."""
        known = self.own.ontology.classes
        terms = filter(self.own.is_term, self.gathered.classes(subject))
        found = [known[name] for term in terms if (name := iri_text(term)) in known]
        found = [cls for cls in found if cls.kind in ("entity", "statement")]
        above = {name for cls in found for name in cls.supers[1:]}
        return [cls for cls in found if cls.iri not in above]

    def mint_own(self, node: Term) -> None:
        """Give a blank node of a class of the project the IRI that the ontology gives it.

        Those inside it come first, since its own can be made of theirs; in a circle none can, and
        one of them stays as it was named.
        """
        stack, entered = [node], set[Term]()
        while stack:
            node = stack[-1]
            inside = [] if node in entered else self._inside(node)
            entered.add(node)
            if inside:
                stack += inside
                continue
            stack.pop()
            if node not in self._done:
                self._done.add(node)
                self._mint(node)

    def _inside(self, node: Term) -> list[Term]:
        """The nodes without a name that one of a class of the project refers to."""
        if node in self._done or not self.classes(node):
            return []
        values = (value for _, value in self.gathered.pairs(node) if value.startswith(BLANK))
        return [value for value in values if value not in self._done]

    def _mint(self, node: Term) -> None:
        for cls in self.classes(node)[:1]:
            pairs = [
                (name, self._read(cls, name, value)) for name, value in self.gathered.pairs(node)
            ]
            if made := expected(self.mint, cls, list(dict.fromkeys(pairs))):
                self.blank.names[node] = made

    def _read(self, cls: Class, predicate: Term, value: Term) -> Term:
        """An object as the checks will read it, so that the hash of a node is that of a record."""
        if not value.startswith('"'):
            return self.name(value)
        for prop in cls.properties.values():
            if f"<{prop.iri}>" == predicate:
                with suppress(ValueError):
                    return self.values.read(prop, value).term
        return kept(value)[0]


def subjects_of(gathered: Gathered, document: Term, mint: Mint, own: OwnTerms) -> Subjects:
    """Name all subjects of a file, and note the classes that it gives them."""
    blank = name_blank(gathered, document, mint.base)
    values = ValueReader(mint, own, lambda term, wanted: None)
    found = Subjects(gathered, blank, own, mint, values)
    for node in list(blank.names):
        found.mint_own(node)
    for subject in gathered.subjects:
        if classes := found.classes(subject):
            found.described.setdefault(found.name(subject), []).extend(classes)
    return found

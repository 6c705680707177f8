"""Names for blank nodes: the same file gives the same IRIs, whatever order it is written in.

Nodes that hang together are told apart by colour refinement: a node's colour is what it says, what
named things say of it, and the colours around it. What stays alike is alike in all that is said
(or, in rare regular graphs, to this test), and is numbered in the order of the file. RDFC-1.0 finds
the same in theory; its time grows with the factorial of nodes that are alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.ingest.graphs.gathered import BLANK, Gathered
from kg.model.terms import Term, digest

_ROUNDS = 100  # a longer chain of nodes that are alike is numbered in the order of the file
_MOST_WORK = 50_000  # so are many nodes that are alike among many

Link = tuple[Term, Term]


@dataclass(slots=True)
class _Web:
    """The blank nodes of a file, and what connects them."""

    out: dict[Term, list[Link]] = field(default_factory=lambda: defaultdict(list))
    back: dict[Term, list[Link]] = field(default_factory=lambda: defaultdict(list))
    plain: dict[Term, list[str]] = field(default_factory=lambda: defaultdict(list))
    parents: dict[Term, set[Term]] = field(default_factory=lambda: defaultdict(set))
    nodes: dict[Term, None] = field(default_factory=dict)


@dataclass(slots=True)
class Blank:
    """The IRI of each blank node, and the subject in whose claim it stands."""

    names: dict[Term, Term] = field(default_factory=dict)
    owners: dict[Term, Term] = field(default_factory=dict)


def name_blank(gathered: Gathered, document: Term, base: str) -> Blank:
    """Name the blank nodes of a file.

    One that is reached from a single named subject, directly or through others, belongs to it;
    those that several share, or none, are a subject of their own together.
    """
    web = _web(gathered)
    blank, seen = Blank(), Counter[str]()
    for group in _groups(web):
        colours = _colours(web, group)
        whole = digest(sorted(colours.values()))
        seen[whole] += 1
        for node, colour in colours.items():
            hashed = digest([document, colour, whole, str(seen[whole])])
            blank.names[node] = f"<{base}.well-known/genid/{hashed}>"
        named = {parent for node in group for parent in web.parents[node]}
        first = min(group, key=lambda node: (len(web.back[node]), colours[node]))
        owner = next(iter(named)) if len(named) == 1 else first
        blank.owners |= dict.fromkeys(group, owner)
    return blank


def _web(gathered: Gathered) -> _Web:
    web = _Web()
    for subject, graphs in gathered.subjects.items():
        for graph, pairs in graphs.items():
            web.nodes |= dict.fromkeys(one for one in (subject, graph) if one.startswith(BLANK))
            for predicate, value in pairs:
                _connect(web, subject, predicate, value)
    return web


def _connect(web: _Web, subject: Term, predicate: Term, value: Term) -> None:
    inside = subject.startswith(BLANK)
    if not value.startswith(BLANK):
        if inside:
            web.plain[subject].append(f"> {predicate} {value}")
        return
    web.nodes[value] = None
    if inside:
        web.out[subject].append((predicate, value))
        web.back[value].append((predicate, subject))
    else:
        web.parents[value].add(subject)
        web.plain[value].append(f"< {subject} {predicate}")


def _groups(web: _Web) -> Iterator[list[Term]]:
    """The nodes that hang together, in the order of the file."""
    told: set[Term] = set()
    for start in web.nodes:
        if start in told:
            continue
        group, queue = [start], [start]
        told.add(start)
        while queue:
            node = queue.pop()
            for _, other in (*web.out.get(node, ()), *web.back.get(node, ())):
                if other not in told:
                    told.add(other)
                    group.append(other)
                    queue.append(other)
        yield group


def _colours(web: _Web, group: list[Term]) -> dict[Term, str]:
    """A colour of its own for each node of a group."""
    colours = {node: digest(sorted(web.plain.get(node, ()))) for node in group}
    colours = _refined(web, colours)
    while alike := _alike(colours):
        if len(alike) * len(group) > _MOST_WORK:
            return {node: digest([colours[node], str(n)]) for n, node in enumerate(group)}
        colours[alike[0]] = digest([colours[alike[0]], "first"])
        colours = _refined(web, colours)
    return colours


def _refined(web: _Web, colours: dict[Term, str]) -> dict[Term, str]:
    """Let each node know the colours around it, until that tells no more of them apart."""
    count = 0
    for _ in range(_ROUNDS):
        colours = {node: _seen_from(web, node, colours) for node in colours}
        before, count = count, len(set(colours.values()))
        if count in (before, len(colours)):
            break
    return colours


def _seen_from(web: _Web, node: Term, colours: dict[Term, str]) -> str:
    out = sorted(f"> {name} {colours[other]}" for name, other in web.out.get(node, ()))
    back = sorted(f"< {name} {colours[other]}" for name, other in web.back.get(node, ()))
    return digest([colours[node], *out, *back])


def _alike(colours: dict[Term, str]) -> list[Term]:
    """The nodes of the least colour that several have, in the order of the file."""
    shared: dict[str, list[Term]] = defaultdict(list)
    for node, colour in colours.items():
        shared[colour].append(node)
    several: Iterable[str] = (colour for colour, nodes in shared.items() if len(nodes) > 1)
    least = min(several, default="")
    return shared[least] if least else []

"""How an IRI stands in the graph: described, only mentioned, a graph, renamed, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.store.view import View

_HOW = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?how ?other WHERE {
  VALUES ?iri { <https://example.org/> }
  {
    ?iri dcterms:isReplacedBy ?other BIND("replaced" AS ?how)
  } UNION {
    ?iri prov:invalidatedAtTime ?other BIND("retracted" AS ?how)
  } UNION {
    ?other prov:wasRevisionOf ?iri BIND("revised" AS ?how)
  } UNION {
    { SELECT ?iri WHERE { VALUES ?iri { <https://example.org/> } ?iri ?property ?value } LIMIT 1 }
    BIND("described" AS ?how)
  } UNION {
    { SELECT ?iri WHERE { VALUES ?iri { <https://example.org/> } ?one ?property ?iri } LIMIT 1 }
    BIND("mentioned" AS ?how)
  } UNION {
    {
      SELECT ?iri WHERE {
        VALUES ?iri { <https://example.org/> } GRAPH ?iri { ?one ?property ?value }
      } LIMIT 1
    }
    BIND("graph" AS ?how)
  } UNION {
    {
      SELECT ?iri WHERE {
        VALUES ?iri { <https://example.org/> }
        GRAPH ?graph { { ?iri ?property ?value } UNION { ?one ?property ?iri } }
      } LIMIT 1
    }
    BIND("within" AS ?how)
  }
}
"""

_STEPS = 20  # of renaming, after which it goes in a circle


class Standing(NamedTuple):
    """What is known of an IRI; `successor` is the last of those that replaced it."""

    iri: str
    described: bool = False
    known: bool = False
    is_graph: bool = False
    retracted: str = ""
    successor: str = ""
    revision: str = ""

    @property
    def gone(self) -> bool:
        """Whether it was taken back, or belongs to a claim that another one replaced."""
        return bool(self.retracted) or (bool(self.revision) and not self.described)

    @property
    def only_graph(self) -> bool:
        """Whether it names a graph and nothing is said of it."""
        return self.is_graph and not self.described


def standing_of(view: View, iri: str) -> Standing:
    """Look an IRI up."""
    how = _looked_up(view, iri)
    return Standing(
        iri,
        described="described" in how,
        known=bool(how),
        is_graph="graph" in how,
        retracted=how.get("retracted", ""),
        successor=_last(view, how.get("replaced", ""), iri),
        revision=how.get("revised", ""),
    )


def _looked_up(view: View, iri: str) -> dict[str, str]:
    """How it stands, each with what it leads to; of several the first."""
    found: dict[str, str] = {}
    rows = ((how.value, getattr(other, "value", "")) for how, other in ask(view, _HOW, iri={iri}))
    for how, other in sorted(rows):
        found.setdefault(how, other)
    return found


def _last(view: View, successor: str, first: str) -> str:
    """Follow renamings to their end; those that go in a circle lead nowhere."""
    seen = {first}
    while successor and successor not in seen and len(seen) < _STEPS:
        seen.add(successor)
        following = _looked_up(view, successor).get("replaced", "")
        if not following:
            return successor
        successor = following
    return ""

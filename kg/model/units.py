"""Which units fit what a class measures, by the quantity kinds of both.

Facts are held against the ontology's constraints, which are questions to the store. Rows may be
millions: each unit that a table names is looked at once, while it is read.
"""

from __future__ import annotations

from collections import defaultdict

from kg.model.ontology import Class, Ontology, Property
from kg.model.terms import Term
from kg.model.vocab import RDFS, SKOS, local_name

_QUDT = "http://qudt.org/schema/qudt/"
_KIND = f"<{_QUDT}hasQuantityKind>"
_UNIT = f"<{_QUDT}hasUnit>"
_SAME = {f"<{SKOS}closeMatch>", f"<{SKOS}exactMatch>", f"<{RDFS}subPropertyOf>"}


class Units:
    """Which units do not fit, for each class and property that was asked for."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self._found: dict[tuple[str, str], dict[Term, str]] = {}

    def unfit(self, cls: Class, prop: Property) -> dict[Term, str]:
        """The units that do not fit a class, each with what is wrong; none if `prop` is no unit.

        What has no quantity kind fits: nobody has said what it measures.
        """
        if prop.kind != "code":
            return {}
        key = cls.iri, prop.iri
        if key not in self._found:
            self._found[key] = self._unfit(cls) if self._is_unit(prop) else {}
        return self._found[key]

    def _unfit(self, cls: Class) -> dict[Term, str]:
        kinds = defaultdict[Term, set[Term]](set)
        for subject, predicate, kind in self.ontology.triples:
            if predicate == _KIND:
                kinds[subject].add(kind)
        found: dict[Term, str] = {}
        for above in cls.supers:
            wanted = kinds.get(f"<{above}>", set())
            for unit, has in kinds.items() if wanted else ():
                if not has & wanted:
                    found.setdefault(unit, _message(unit, above, has, wanted))
        return found

    def _is_unit(self, prop: Property) -> bool:
        return any(
            subject == f"<{prop.iri}>" and predicate in _SAME and found == _UNIT
            for subject, predicate, found in self.ontology.triples
        )


def _message(unit: Term, cls: str, has: set[Term], wanted: set[Term]) -> str:
    return (
        f"{_name(unit)} is no unit of {local_name(cls)}: it measures {_either(has)}, and a unit of "
        f"{_either(wanted)} is wanted"
    )


def _either(terms: set[Term]) -> str:
    return " or ".join(sorted(map(_name, terms)))


def _name(term: Term) -> str:
    return local_name(term.strip("<>"))

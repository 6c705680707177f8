"""The ontology's constraints in SPARQL: whether they can be asked, and what breaks them.

SHACL binds `$this` to each node of the shape's classes in turn. Here it stands bound at the head of
the query's pattern, which asks all nodes at once. A record whose source really says so has `sic`,
and is let be. So is what no document breaks by itself: sources that disagree are no error. Only
what the project itself decides, which key a thing has, is held across documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import pyoxigraph as ox

from kg.errors import KgError, QueryError, Where
from kg.issues import Issue
from kg.model.vocab import DERIVED_FROM, RECORD_ID, SIC, local_name
from kg.query.ask import ask
from kg.query.checking.alone import Alone
from kg.query.checking.faults import fault
from kg.query.named.guard import forbid
from kg.query.sparql import bind, form, significant, verb
from kg.store.embedded import open_files

if TYPE_CHECKING:
    from kg.model.ontology import Constraint, Ontology
    from kg.store.view import View

FOCUS = "this"
_CLAIMS = f"""
SELECT ?claim ?document ?record WHERE {{
  VALUES ?this {{ <https://w3id.org/sogdian/id/x> }}
  {{ GRAPH ?claim {{ ?this a ?class }} }}
  UNION {{ ?this {RECORD_ID} ?itself BIND (?this AS ?claim) }}
  ?claim {DERIVED_FROM} ?document ; {RECORD_ID} ?record .
}}
"""
_SAYING = f"""
SELECT ?claim ?document ?record WHERE {{
  VALUES ?this {{ <https://w3id.org/sogdian/id/x> }}
  VALUES ?path {{ <https://w3id.org/sogdian/ontology#x> }}
  VALUES ?value {{ "x" }}
  GRAPH ?claim {{ ?this ?path ?value }}
  ?claim {DERIVED_FROM} ?document ; {RECORD_ID} ?record .
}}
"""
_CLAIM = f"""
SELECT ?document ?record WHERE {{
  VALUES ?claim {{ <https://w3id.org/sogdian/claim/x> }}
  ?claim {DERIVED_FROM} ?document ; {RECORD_ID} ?record .
}}
"""
Solution: TypeAlias = Mapping[str, Any]
Claim: TypeAlias = tuple[str, str, str]  # and its document, and its record
_SIC = f"SELECT ?claim WHERE {{ ?claim {SIC} ?why }}"


class Violation(NamedTuple):
    """A node that breaks a constraint, and what says it; IRIs, empty where there is none."""

    severity: str
    message: str
    focus: str
    path: str = ""
    claim: str = ""
    document: str = ""
    value: Any = None
    """The term that is wrong, if the query selects one."""


def check_constraints(constraints: Iterable[Constraint]) -> Iterator[Issue]:
    """Every constraint that is no question about `$this`, with its file and line."""
    for constraint in constraints:
        try:
            _require_question(constraint.select)
            _require_variables(constraint)
        except KgError as error:
            yield Issue.of(_placed(error, constraint.where))


def violations(view: View, ontology: Ontology) -> Iterator[Violation]:
    """What breaks the ontology's constraints, in a lasting order.

    One is told for each claim, node and property: what else is wrong with that may be so no more
    when the first is mended.

    Raises:
        QueryError: the store cannot answer.
    """
    asked = _Asked(view, ontology)
    told = set[tuple[str, str, str]]()
    for constraint in ontology.constraints:
        for row, claims in asked.broken(constraint):
            broken = _violation(constraint, row, claims, ontology.base)
            if (where := (broken.claim, broken.focus, broken.path)) not in told:
                told.add(where)
                yield broken


class _Asked:
    """Who breaks a constraint: one document by itself, the project as a whole, or nobody known."""

    def __init__(self, view: View, ontology: Ontology) -> None:
        self._view = view
        self._alone = Alone(view, ontology)
        self._sic = {row["claim"].value for row in ask(view, _SIC)}

    def broken(self, constraint: Constraint) -> Iterator[tuple[Solution, list[Claim]]]:
        """What is wrong, and the claims that say it, if any do; none of them has `sic`."""
        own: dict[str, list[Solution]] = {}
        for row in _solutions(self._view, constraint):
            claims = list(_claims(self._view, row))
            known = [claim for claim in claims if claim[0] not in self._sic]
            if constraint.across or not claims:
                yield from [(row, known)] if known or not claims else []
                continue
            for document in sorted({document for _, document, _ in known}):
                if document not in own:
                    own[document] = _solutions(self._alone.view(document), constraint)
                said = [claim for claim in known if claim[1] == document]
                yield from ((one, said) for one in own[document] if _same(one, row))


def _same(one: Solution, other: Solution) -> bool:
    """Whether two solutions find one fault; what else they tell of it may differ."""
    return all(one.get(name) == other.get(name) for name in (FOCUS, "path", "value", "claim"))


def focused(select: str, target: str) -> str:
    """The query with `$this` bound to the nodes of a class.

    >>> focused("SELECT $this { ?this ?p 1 }", "http://x/C")
    'SELECT $this { $this a <http://x/C> .  ?this ?p 1 }'
    """
    first = verb(select)
    braces = (token.end for token in significant(select) if token.text == "{")
    end = next(at for at in braces if first and at > first.start)
    return f"{select[:end]} ${FOCUS} a <{target}> . {select[end:]}"


def _require_question(select: str) -> None:
    forbid(select)
    if form(select) != "select":
        raise QueryError(f"a constraint is SELECT ${FOCUS} …, whose solutions are what is wrong")
    if undeclared := fault(select):
        raise undeclared


def _require_variables(constraint: Constraint) -> None:
    """Refuse a query without `$this`, or a message with what the query does not select.

    Raises:
        QueryError: so it is, or it does not parse.
    """
    empty = open_files([], prefixes={})
    selected = {one.value for one in empty.query(constraint.select).variables}  # type: ignore[union-attr]
    if FOCUS not in selected:
        raise QueryError(f"a constraint selects ${FOCUS}, the node that is wrong")
    empty.query(focused(constraint.select, "http://www.w3.org/2002/07/owl#Thing"))
    for name in re.findall(_VARIABLE, constraint.message):
        if name not in selected:
            raise QueryError(f"sh:message shows ?{name}, which the query does not select")


def _placed(error: KgError, where: Where) -> KgError:
    """An error of a query with its place in the file around it."""
    line, column = error.where.line, error.where.column
    error.where = where
    if line > 1:
        error.where = where._replace(line=where.line + line - 1, column=column)
    return error


def _solutions(view: View, constraint: Constraint) -> list[Solution]:
    rows = []
    for target in constraint.targets:
        answer = view.query(focused(constraint.select, target))
        names = [one.value for one in answer.variables]  # type: ignore[union-attr]
        rows += [{name: row[name] for name in names} for row in answer]  # type: ignore[union-attr]
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


def _violation(constraint: Constraint, row: Solution, claims: list[Claim], base: str) -> Violation:
    """What a solution means; of several claims that say it, the first by document and record."""
    claim, document, _ = min(claims, key=lambda one: one[1:], default=("", "", ""))
    return Violation(
        constraint.severity,
        re.sub(_VARIABLE, lambda found: _spoken(row[found[1]], base), constraint.message),
        row[FOCUS].value,
        row["path"].value if row.get("path") else "",
        claim,
        document,
        row.get("value"),
    )


_VARIABLE = r"\{[?$](\w+)\}"


def _claims(view: View, row: Solution) -> Iterator[Claim]:
    """Claims that say it, with document and record.

    That is the one selected, or what gives the node the value, or what describes the node.
    """
    if (claim := row.get("claim")) is not None:
        for one in ask(view, _CLAIM, claim=[claim.value]):
            yield claim.value, one["document"].value, one["record"].value
        return
    given = {name: row.get(name) for name in (FOCUS, "path", "value")}
    found = [] if None in given.values() else _ask(view, _SAYING, given)
    for one in found or _ask(view, _CLAIMS, {FOCUS: given[FOCUS]}):
        yield one["claim"].value, one["document"].value, one["record"].value


def _ask(view: View, query: str, terms: Mapping[str, Any]) -> list[Any]:
    if any(isinstance(term, ox.BlankNode) for term in terms.values()):
        return []  # nothing that is said has one
    answer: Any = view.query(bind(query, {name: [term] for name, term in terms.items()}))
    return list(answer)


def _spoken(term: Any, base: str) -> str:
    """A term as a message shows it: an entity by class and key, another IRI by its last part."""
    if term is None:
        return "?"
    text = str(term.value)
    for kind in ("id/", "document/"):
        if text.startswith(base + kind):
            return text.removeprefix(base + kind)
    return local_name(text) if isinstance(term, ox.NamedNode) else text

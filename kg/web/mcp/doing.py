"""What the tools do, in a worker: the library function of the same name, told twice.

Each answer is text for a model to read and data for a program; both name the claims that stand
behind each value, and the documents in which they were made.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from kg.errors import LimitError, ParameterError, did_you_mean, shown
from kg.query.looking.facts import facts_of
from kg.query.named.guard import forbid
from kg.query.named.queries import names
from kg.web.actions import Asked, Reply
from kg.web.mcp import results
from kg.web.mcp.tools import TOOLS
from kg.web.mcp.voices import Voices, lines
from kg.web.problems import Problem
from kg.web.sent import read_json

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.query.contradictions.found import Answer, Contradiction
    from kg.query.looking.evidence import Evidence
    from kg.query.looking.find import Found
    from kg.query.looking.shown import Group, Line
    from kg.query.named.queries import NamedQuery

Given: TypeAlias = Mapping[str, Any]
Told: TypeAlias = tuple[list[str], dict[str, Any]]


def tool(graph: Graph, asked: Asked) -> Reply:
    """Call the tool `path` with the arguments in the body.

    Raises:
        KgError: it cannot be answered; LimitError: the answer is too large.
        Problem: there is no such tool.
    """
    name = asked.text("path")
    if name not in _DO:
        raise Problem(404, "not-found", "There is no such tool", did_you_mean(name, _DO))
    text, data = _DO[name](graph, TOOLS[name].read(read_json(asked.body, "the call")))
    told = {"text": "\n".join([*text, *lines(data["sources"])]), "data": data}
    body = json.dumps(told, ensure_ascii=False).encode(errors="replace")
    if len(body) > asked.limits.result:
        raise LimitError(
            f"the answer has more than {asked.limits.result:,} octets; ask for less with limit"
        )
    return Reply(body, "application/json")


def _find(graph: Graph, given: Given) -> Told:
    most, view = given["limit"], graph.view
    every = graph.find(given["text"], limit=most + 1, language=given["language"])
    found = every[:most]
    saying = _claims_of_names(graph, found)
    voices = Voices(view, given["language"])
    voices.load(claim for claims in saying.values() for claim in claims)
    text = [
        f"{one.short} · {one.label} · {one.class_name} ({one.kind} {one.text}, {one.score:.0f})"
        f" {voices.text(saying[one.iri])}".rstrip()
        for one in found
    ]
    data = [one.to_dict() | {"claims": voices.data(saying[one.iri])} for one in found]
    text = text or [f'Nothing is called "{given["text"]}", or nearly so.']
    return text, _whole({"found": data}, voices, len(every) <= most)


def _claims_of_names(graph: Graph, found: list[Found]) -> dict[str, list[str]]:
    """The claims that give each thing the name by which it was found."""
    named = {one.iri: one.text for one in found}
    saying: dict[str, list[str]] = {one.iri: [] for one in found}
    for fact in facts_of(graph.view, named):
        if getattr(fact.value, "value", "") == named[fact.subject]:
            saying[fact.subject] += fact.claims
    return saying


def _show(graph: Graph, given: Given) -> Told:
    most = given["limit"]
    shown = graph.show(given["entity"], language=given["language"], observations=most)
    voices = Voices(graph.view, given["language"])
    text, groups = [f"{shown.label} · {', '.join(shown.classes)} · {shown.short}"], []
    for group in shown.groups:
        written = [_line(line, voices) for line in group.lines[:most]]
        more = group.more + max(0, len(group.lines) - most)
        text += [f"{group.label}: {said}" for said, _ in written]
        text += [f"{group.label}: {more:,} more"] if more else []
        groups.append(_group(group, more) | {"values": [data for _, data in written]})
    also = [f"also: {one.short} ({one.label}, {one.class_name})" for one in shown.also]
    about = {
        "iri": shown.iri,
        "short": shown.short,
        "label": shown.label,
        "classes": list(shown.classes),
        "groups": groups,
        "also": [one.to_dict() for one in shown.also],
    }
    return text + also, _whole(about, voices, not any(group["more"] for group in groups))


def _group(group: Group, more: int) -> dict[str, Any]:
    return {
        "property": group.property,
        "label": group.label,
        "backwards": group.backwards,
        "more": more,
    }


def _line(line: Line, voices: Voices) -> tuple[str, dict[str, Any]]:
    claims = voices.add(line.claims)
    data = line.to_dict() | {"claims": voices.data(claims)}
    marks = ["not"] if line.denied else []
    marks += ["inferred"] if line.inferred else []
    marks += [f"disputed: {', '.join(line.differs)}"] if line.differs else []
    told = f" ({'; '.join(marks)})" if marks else ""
    return f"{line.text}{told} {voices.text(claims)}".rstrip(), data


def _why(graph: Graph, given: Given) -> Told:
    reasons = graph.why(given["entity"], given["property"], language=given["language"])
    voices = Voices(graph.view, given["language"])
    chosen = reasons.evidence[: given["limit"]]
    text, data = [str(reasons.sources)], []
    for one in chosen:
        said, plain = _evidence(one, voices)
        text += said
        data.append(plain)
    more = len(reasons.evidence) - len(chosen)
    text += [f"{more:,} more claims"] if more else []
    about = {"iri": reasons.iri, "label": reasons.label, "property": reasons.property}
    return text, _whole(about | {"evidence": data}, voices, not more)


def _evidence(one: Evidence, voices: Voices) -> tuple[list[str], dict[str, Any]]:
    claims = voices.add([one.attribution])
    said = [*one.says, f"  {one.attribution.who}, {one.attribution.when}"]
    said += [f"  at {', '.join(map(str, one.places))}"] if one.places else []
    said += [f"  retracted: {one.retracted}"] if one.retracted else []
    said += [f"  note: {one.note}"] if one.note else []
    plain = one.to_dict()
    del plain["attribution"]
    (claim,) = voices.data(claims)
    return [*said, f"  {voices.text(claims)}"], plain | claim


def _queries(graph: Graph, given: Given) -> Told:
    word = (given["text"] or "").casefold()
    chosen = [one for one in graph.queries() if word in f"{one.name} {one.summary}".casefold()]
    text = [line for one in chosen for line in _described(one)]
    data: list[dict[str, Any]] = [one.to_dict() for one in chosen]
    for one in data:
        del one["path"]
    return text or ["No query has that word."], {"queries": data, "complete": True, "sources": []}


def _described(query: NamedQuery) -> list[str]:
    return [
        f"{query.name}: {query.summary}",
        *(
            f"  {one.name}: {one.wanted}{', required' * one.required}; {one.description}"
            f" (example: {one.example})"
            for one in query.parameters
        ),
    ]


def _query(graph: Graph, given: Given) -> Told:
    known = names(graph.project.queries)
    if given["name"] not in known:  # a file is none
        hint = did_you_mean(given["name"], known)
        raise ParameterError(f"there is no query {shown(given['name'])}; {hint}")
    query = graph.named(given["name"])
    text = graph.bound(query, given["parameters"] or {})
    result = graph.answer(query, text, limit=given["limit"])
    return results.told(graph.view, result, given["language"])


def _sparql(graph: Graph, given: Given) -> Told:
    from kg.query.named.queries import parse_query

    text = given["query"]
    forbid(text)
    result = graph.answer(parse_query(text, "SPARQL"), text, limit=given["limit"])
    return results.told(graph.view, result, given["language"])


def _contradictions(graph: Graph, given: Given) -> Told:
    found = graph.contradictions(
        given["about"], kinds=given["kinds"] or (), language=given["language"]
    )
    voices = Voices(graph.view, given["language"])
    text, data = [f"{len(found):,} disagreements"], []
    for one in found[: given["limit"]]:
        said, plain = _contradiction(one, voices)
        text += said
        data.append(plain)
    complete = len(found) <= given["limit"]
    text += [] if complete else [f"{len(found) - given['limit']:,} more"]
    return text, _whole({"total": len(found), "contradictions": data}, voices, complete)


def _contradiction(one: Contradiction, voices: Voices) -> tuple[list[str], dict[str, Any]]:
    text = [f"{one.title} ({', '.join(one.kinds)})", *(f"  {reason}" for reason in one.reasons)]
    answers = []
    for answer in one.answers:
        said, plain = _answer(answer, voices)
        text.append(said)
        answers.append(plain)
    return text, one.to_dict() | {"answers": answers}


def _answer(answer: Answer, voices: Voices) -> tuple[str, dict[str, Any]]:
    claims = voices.add(voice.attribution for voice in answer.voices)
    around = f" ({answer.around})" if answer.around else ""
    denied = "denied: " if answer.denied else ""
    said = f"  - {denied}{answer.text}{around} {voices.text(claims)}"
    return said, answer.to_dict() | {"claims": voices.data(claims)}


def _whole(data: dict[str, Any], voices: Voices, complete: bool) -> dict[str, Any]:
    return data | {"complete": complete, "sources": voices.sources()}


_DO: Mapping[str, Callable[[Graph, Given], Told]] = {
    "find": _find,
    "show": _show,
    "why": _why,
    "queries": _queries,
    "query": _query,
    "sparql": _sparql,
    "contradictions": _contradictions,
}

"""What an answer rests on, its digest, its citation in three forms, and verifying it."""

from __future__ import annotations

import io
import json
import random
import re
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.api import Graph
from kg.errors import CitationError
from kg.publish.citations import bibtex, csl_json, text
from kg.query.citing.citation import Citation, read_citation
from kg.query.citing.digest import digest
from kg.query.citing.grounds import ABOUT, NAMED, grounds_of
from kg.query.citing.notes import Notes
from kg.query.citing.parties import PARTIES, Parties
from kg.query.citing.passing import Passing
from kg.query.citing.reported import of_series
from kg.query.citing.sources import Source
from kg.query.citing.widening import widened
from kg.query.contradictions import parties
from kg.query.results import Rows, answer
from kg.version import __version__

SHOWN = (
    "SELECT DISTINCT ?port ?document {"
    " GRAPH ?c { ?port a kg:SeaPort } ?c prov:wasDerivedFrom ?document }"
)
HIDDEN = "SELECT ?port { GRAPH ?claim { ?port a kg:SeaPort } } ORDER BY ?port"
THINGS = "SELECT ?port { ?port a kg:SeaPort }"

# What the schema of CSL 1.0.2 lets stand in an item, of what is written here.
CSL = {"id", "type", "title", "publisher", "version", "issued", "accessed", "URL", "note"}
CSL |= {"custom", "language", "genre"}


def rows(found: object) -> Rows:
    assert isinstance(found, Rows)
    return found


def cited(graph: Graph, sparql: str = HIDDEN) -> Citation:
    return graph.sparql(sparql).cite()


@pytest.mark.parametrize(
    ("query", "hidden"),
    [
        ("SELECT ?s { GRAPH ?c { ?s ?p ?o } }", ["c"]),
        ("SELECT ?s WHERE { ?o prov:wasDerivedFrom ?d . GRAPH ?c { ?s ?p ?o } }", ["o", "c"]),
        ("SELECT ?s ?c { GRAPH ?c { ?s ?p ?o } }", []),
        ("SELECT * { GRAPH ?c { ?s ?p ?o } }", []),
        ("SELECT (STR(?s) AS ?t) { GRAPH ?c { ?s ?p ?o } }", []),
        ("SELECT ?s { GRAPH ?c { ?s ?p ?o } } GROUP BY ?s", []),
        ("SELECT DISTINCT ?s { GRAPH ?c { ?s ?p ?o } } LIMIT 1", []),
        ("SELECT ?s { GRAPH ?c { ?s ?p ?o } } LIMIT 1", ["c"]),
        ("ASK { GRAPH ?c { ?s ?p ?o } }", []),
        ("CONSTRUCT { ?s ?p ?o } { { SELECT ?s { GRAPH ?c { ?s ?p ?o } } } }", []),
        ("SELECT ?s FROM <http://e.org/> { GRAPH ?c { ?s ?p ?o } }", []),
        ("SELECT ?s { ?s ?p 'GRAPH ?c' } # GRAPH ?c", []),
    ],
)
def test_claims_are_read_beside_where_the_rows_stay_the_same(query: str, hidden: list[str]) -> None:
    wider = widened(query)
    if wider is None:
        assert hidden == []
        return
    more = " ".join(f"?{name}" for name in hidden)
    assert wider.hidden == len(hidden) > 0
    assert " ".join(wider.text.split()) in (
        " ".join(query.replace(mark, f"{more} {mark}", 1).split()) for mark in ("{", "WHERE")
    )


@pytest.mark.parametrize("query", [SHOWN, HIDDEN, SHOWN.replace("?document {", "{", 1)])
def test_reading_the_claims_beside_leaves_the_answer_as_it_is(graph: Graph, query: str) -> None:
    plain = rows(answer(graph.view, query))
    found = rows(graph.sparql(query))
    assert sorted(map(str, found.terms)) == sorted(map(str, plain.terms))
    assert plain.claims is None
    assert all(found.claims or [False])


def test_documents_are_those_of_the_claims_that_were_read(graph: Graph) -> None:
    hidden, shown = rows(graph.sparql(HIDDEN)).grounds, rows(graph.sparql(SHOWN)).grounds
    assert hidden.how == shown.how == NAMED
    assert hidden.documents == shown.documents
    assert len(hidden.documents) > 3


def test_without_claims_it_is_what_is_said_about_the_things(graph: Graph) -> None:
    found = rows(graph.sparql(THINGS))
    assert found.grounds.how == ABOUT
    assert found.notes.documents >= rows(graph.sparql(HIDDEN)).notes.documents
    assert "about the things named" in next(found.notes.lines())


def test_a_limit_counts_rows_not_claims(graph: Graph) -> None:
    query = graph.named("signatories")
    found = rows(graph.answer(query, graph.bound(query, {}), limit=5))
    assert (len(found), found.limit, len(found.claims or ())) == (5, 5, 5)
    assert found.notes.limit == 5


def test_rows_that_others_contradict_are_counted(graph: Graph) -> None:
    groups = graph.contradictions(properties=["date"])
    claim = groups[0].answers[0].voices[0].attribution.claim
    found = graph.sparql(f"SELECT ?c ?d {{ VALUES ?c {{ <{claim}> }} ?c prov:wasDerivedFrom ?d }}")
    assert found.notes.contradicted == 1
    assert list(found.notes.lines())[1] == "Contradicted: 1 of 1 rows (`kg contradictions`)"


def test_a_place_in_a_claim_is_that_claim(graph: Graph) -> None:
    claim = rows(graph.sparql("SELECT ?c { GRAPH ?c { ?s a kg:SeaPort } } LIMIT 1")).terms[0][0]
    assert isinstance(claim, ox.NamedNode)
    found = grounds_of(graph.view, [[ox.NamedNode(f"{claim.value}/at/1")]], None)
    assert found.claims == (frozenset({claim.value}),)
    assert len(found.documents) == 1


def test_a_document_that_two_pieces_part_is_seen(graph: Graph) -> None:
    document = rows(graph.sparql("SELECT ?d { ?d a kg:Document } LIMIT 1")).terms[0][0]
    assert isinstance(document, ox.NamedNode)
    passing, written = Passing(graph.view), io.BytesIO()
    output = passing.to(written)
    for piece in ("document\n", document.value[:-4], document.value[-4:], "\n"):
        output.write(piece.encode())
    assert written.getvalue().decode() == f"document\n{document.value}\n"
    assert passing.notes().documents == 1
    assert passing.notes().undated + bool(passing.notes().newest) == 1


def test_what_must_be_known_is_looked_up_once(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = rows(graph.sparql(HIDDEN))
    first = found.notes
    monkeypatch.setattr("kg.query.citing.notes.tally", None)
    assert found.notes == first


YEARS = (
    (date(2022, 1, 1), date(2022, 12, 31)),
    (None, None),
    (date(2024, 1, 1), date(2024, 12, 31)),
)


def test_figures_are_compared_in_a_build(graph: Graph) -> None:
    found = rows(graph.query("trade", area="KGZ", partner="CHN", since="2022-01-01"))
    assert 0 < (found.notes.contradicted or 0) < len(found)
    assert found.notes.uncompared == 0
    some = Parties(frozenset(), frozenset({"Visit"}))
    assert not some.compared("https://e.org/observation/data/2025/Visit/KGZ")
    assert some.compared("https://e.org/observation/data/2025/Stay/KGZ")


def test_series_tell_of_which_time_they_are(graph: Graph) -> None:
    found = graph.series("trade", reporter="KGZ", partner="CHN", by="year", since="2022")
    notes = of_series(graph.view, found)
    assert (notes.first_day, notes.uncompared) == ("2022-01-01", 0)
    assert f"Periods: 2022 to {notes.last_day[:4]}" in notes.lines()


def test_what_must_be_known_in_words() -> None:
    notes = Notes(9, None, 4, 3, 1, 2, "2025-12-30", "2020", 0, 2, NAMED)
    assert list(notes.lines(date(2026, 1, 2))) == [
        "Sources: 4 documents, 3 independent, 25 % official, newest 2025-12-30 (3 days ago),"
        " 2 undated",
        "2 rows of figures are not compared here with those of other sources (`kg mirror` does)",
    ]
    assert notes.to_dict()["official_share"] == 0.25
    assert "Periods: 2022 to 2024" in notes.of(YEARS).lines()
    assert next(Notes(1).lines()).startswith("Sources: the answer names none")


def test_a_notebook_shows_it(graph: Graph) -> None:
    assert "Sources: " in rows(graph.sparql(HIDDEN))._repr_html_()
    assert "Sources: " not in rows(graph.sparql('SELECT * { ?s kg:name "x" }'))._repr_html_()


def test_the_digest_is_that_of_the_set_of_rows() -> None:
    terms = [[ox.Literal(str(n)), ox.NamedNode("http://e.org/"), None] for n in range(50)]
    shuffled = random.Random(7).sample(terms, len(terms))
    columns = ("n", "x", "y")
    assert shuffled != terms
    assert digest(columns, terms) == digest(columns, shuffled)
    assert digest(columns, terms) != digest(columns, terms[1:])
    assert digest(columns, terms) != digest(("n", "x", "z"), terms)
    assert digest(columns, [*terms, terms[0]]) != digest(columns, terms)
    blank = [[ox.BlankNode()], [ox.BlankNode()]]
    assert digest(["b"], blank) == digest(["b"], [[ox.BlankNode()], [ox.BlankNode()]])


def test_the_digest_is_that_of_the_lines_in_the_manual() -> None:
    import hashlib

    lines = 'a\tb\n"1"\t\n<http://e.org/>\t"x"@en\n'
    one = (ox.NamedNode("http://e.org/"), ox.Literal("x", language="en"))
    assert (
        digest(["a", "b"], [one, (ox.Literal("1"), None)])
        == hashlib.sha256(lines.encode()).hexdigest()
    )


def test_a_citation_says_what_was_asked(graph: Graph) -> None:
    found = graph.query("signatories", party="Uzbekistan").cite()
    assert found.asked.parameters == {"party": "<https://w3id.org/sogdian/id/State/UZB>"}
    assert found.asked.build == graph.status().manifest["id"]
    assert found.rows == len(graph.query("signatories", party="Uzbekistan"))
    assert {source.iri for source in found.sources} == graph.query(
        "signatories", party="Uzbekistan"
    ).grounds.documents
    assert all(source.title and source.license for source in found.sources)
    assert found.digest == graph.query("signatories", party="UZB").cite(language="ru").digest


def test_a_truth_and_triples_can_be_cited(graph: Graph) -> None:
    truth = cited(graph, "ASK { ?x a kg:SeaPort }")
    assert (truth.kind, truth.rows, truth.sources) == ("truth", 1, ())
    triples = cited(graph, "CONSTRUCT { ?x a kg:SeaPort } { ?x a kg:SeaPort }")
    assert (triples.kind, triples.how) == ("triples", ABOUT)
    assert "Sources: none are known" in text(truth)


def test_a_part_of_an_answer_cannot_be_cited() -> None:
    with pytest.raises(CitationError, match=r"only an answer of graph\.query"):
        Rows(["a"], [[None]]).cite()


ODD = Source(
    "https://e.org/d", "50 % of {A} & B_1 #2 \\ $~^ “ש”", "A and B", "2025-11", "2025-12-01"
)


def test_bibtex_is_closed_and_escaped(graph: Graph) -> None:
    written = bibtex(cited(graph)._replace(sources=(ODD, ODD._replace(issued="spring"))))
    entries = re.findall(r"^@misc\{([^,\s]+),\n((?:  \w+ = .*,\n)+)\}$", written, re.MULTILINE)
    assert len(entries) == written.count("@misc{") == 3
    assert len({key for key, _ in entries}) == 3
    assert (
        r"50 \% of \{A\} \& B\_1 \#2 \textbackslash{} \$\textasciitilde{}\textasciicircum{}"
        in written
    )
    assert "month = nov" in written
    bare = re.sub(r"\\[{}]", "", written)
    assert bare.count("{") == bare.count("}")


def test_csl_json_has_what_its_schema_lets_stand(graph: Graph) -> None:
    items = json.loads(csl_json(cited(graph)._replace(sources=(ODD,))))
    assert [item["type"] for item in items] == ["dataset", "document"]
    assert all(item.keys() <= CSL and item["id"] for item in items)
    assert items[1]["issued"] == {"date-parts": [[2025, 11]]}
    assert items[1]["accessed"] == {"date-parts": [[2025, 12, 1]]}


def test_a_citation_is_read_as_it_was_written(graph: Graph) -> None:
    found = cited(graph)
    assert read_citation(csl_json(found), "x") == found
    assert read_citation(json.dumps(found.to_dict()), "x") == found


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is damaged JSON"),
        ("", "no citation in CSL JSON"),
        ("@misc{a,}", "is BibTeX"),
        ("“signatories”. Sogdian", "no citation in CSL JSON"),
        ("[]", "no citation of an answer"),
        ("3", "no citation of an answer"),
        ('[{"id": "a", "type": "book"}]', "no citation of an answer"),
        ('{"custom": {"sogdian": {"asked": 3}}}', "no citation of an answer"),
        ('{"custom": {"sogdian": {"asked": {"name": "a"}, "sources": [], "rows": "3"}}}', "no cit"),
    ],
)
def test_what_is_no_citation_is_told(content: str, said: str) -> None:
    with pytest.raises(CitationError, match=said) as caught:
        read_citation(content, "file.json")
    assert caught.value.exit_code == 2
    assert str(caught.value).startswith("file.json: ")


@pytest.mark.parametrize(
    ("member", "value"), [("limit", "9"), ("limit", -1), ("rows", None), ("digest", 3)]
)
def test_a_member_of_a_wrong_type_is_told(graph: Graph, member: str, value: object) -> None:
    damaged = json.dumps(cited(graph).to_dict() | {member: value})
    with pytest.raises(CitationError, match="no citation of an answer"):
        read_citation(damaged, "file.json")


@pytest.mark.parametrize("member", ["name", "sparql", "build", "base", "file", "as_of"])
def test_what_was_asked_is_text(graph: Graph, member: str) -> None:
    plain = cited(graph).to_dict()
    damaged = json.dumps(plain | {"asked": plain["asked"] | {member: 5}})
    with pytest.raises(CitationError, match="no citation of an answer"):
        read_citation(damaged, "file.json")


def write(path: Path, citation: Citation) -> Path:
    path.write_text(csl_json(citation), encoding="utf-8")
    return path


def test_the_same_build_gives_the_same(graph: Graph, tmp_path: Path) -> None:
    verdict = graph.cite_verify(write(tmp_path / "a.json", cited(graph)))
    assert (verdict.same, verdict.differences, verdict.remarks) == (True, (), ())


def test_what_is_asked_again_is_asked_by_this_program(graph: Graph, tmp_path: Path) -> None:
    old = cited(graph)
    old = old._replace(asked=old.asked._replace(version="0.0.1"))
    assert graph.cite_verify(write(tmp_path / "a.json", old)).now.asked.version == __version__


def test_what_differs_is_told(graph: Graph, tmp_path: Path) -> None:
    found = graph.query("signatories", party="UZB").cite()
    asked = found.asked._replace(build="gone", file="0" * 64)
    changed = found._replace(rows=3, digest="1" * 64, asked=asked)
    verdict = graph.cite_verify(write(tmp_path / "a.json", changed))
    assert not verdict.same
    assert len(verdict.differences) == 2
    assert "3 rows were cited" in verdict.differences[0]
    assert "the build gone is gone" in verdict.remarks[0]
    assert "has changed since" in verdict.remarks[1]


@pytest.mark.parametrize("build", ["../..", "", "..", "/"])
def test_a_build_that_is_none_is_not_opened(graph: Graph, tmp_path: Path, build: str) -> None:
    found = cited(graph)
    odd = found._replace(asked=found.asked._replace(build=build))
    verdict = graph.cite_verify(write(tmp_path / "a.json", odd))
    assert verdict.same
    assert verdict.now.asked.build == graph.status().manifest["id"]


def test_a_citation_cannot_call_out_or_write(graph: Graph, tmp_path: Path) -> None:
    found = cited(graph)
    for query in ("SELECT * { SERVICE <http://e.org/> { } }", "INSERT DATA { <a> <b> 1 }", "?"):
        odd = found._replace(asked=found.asked._replace(sparql=query))
        with pytest.raises(CitationError, match="the cited query cannot be asked"):
            graph.cite_verify(write(tmp_path / "a.json", odd))


def test_a_citation_of_another_project_is_refused(graph: Graph, tmp_path: Path) -> None:
    found = cited(graph)
    other = found._replace(asked=found.asked._replace(base="https://example.org/"))
    with pytest.raises(CitationError, match="cites an answer of the project"):
        graph.cite_verify(write(tmp_path / "a.json", other))


def test_files_are_cited_by_their_digest(tmp_path: Path) -> None:
    data = tmp_path / "a.ttl"
    data.write_text("<http://e.org/a> <http://e.org/b> 1, [] .", encoding="utf-8")
    graph = kg.open(data=data)
    found = cited(graph, "SELECT * { ?s ?p ?o }")
    assert len(found.asked.data["a.ttl"]) == 64
    path = write(tmp_path / "c.json", found)
    assert kg.open(data=data).cite_verify(path).same
    data.write_text("<http://e.org/a> <http://e.org/b> 2 .", encoding="utf-8")
    verdict = kg.open(data=data).cite_verify(path)
    assert not verdict.same
    assert "data files" in verdict.remarks[0]


def test_a_build_passes_over_what_is_too_much(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = dict(parties.files(graph.view))[PARTIES]
    monkeypatch.setattr(parties, "MOST", 100)
    some = dict(parties.files(graph.view))[PARTIES]
    assert whole.startswith(b"\n")
    assert some.split(b"\n")[0]
    assert set(some.split(b"\n")[1:]) < set(whole.split(b"\n"))

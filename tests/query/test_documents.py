"""The catalogue as lists, with counts of claims; observations count as claims."""

from __future__ import annotations

from kg.query.citing.notes import notes_of_documents
from kg.query.looking.documents import datasets, documents
from kg.store.view import View


def test_documents_with_their_counts(world: View) -> None:
    found = {one.short: one for one in documents(world)}
    assert list(found) == ["document/lists/lands", "document/news/jumps", "document/news/long"]
    jumps = found["document/news/jumps"]
    assert (jumps.title, jumps.publisher, jumps.dataset) == ("Trade jumps", "The Post", "News")
    assert (jumps.issued, jumps.retrieved, jumps.language) == ("", "2026-11-25", "en")
    assert [one.claims for one in found.values()] == [1, 3, 5]


def test_what_a_document_goes_back_to(world: View) -> None:
    found = documents(world)
    assert [one.upstream for one in found] == [(), ("document/news/long",), ()]
    known = notes_of_documents(world, [one.iri for one in found], len(found))
    assert (known.documents, known.independent) == (3, 2)
    assert [(one.documents, one.independent) for one in datasets(world)] == [(1, 1), (2, 1)]


def test_datasets_with_their_counts(world: View) -> None:
    lists, news = datasets(world)
    assert (news.short, news.title, news.publisher) == ("dataset/news", "News", "The Post")
    assert (lists.documents, lists.claims, news.documents, news.claims) == (1, 1, 2, 8)
    assert news.to_dict()["claims"] == 8

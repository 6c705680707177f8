"""What the library finds, as sheets of text: columns and rows that any table or file can take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kg.issues import Issue
    from kg.query.looking.documents import Dataset, Document
    from kg.query.looking.evidence import Evidence, Reasons
    from kg.query.looking.find import Found
    from kg.query.looking.shown import Group, Line, Shown


class Linked(str):
    """A text that leads somewhere, where the medium can."""

    url: str

    def __new__(cls, text: str, url: str) -> Linked:
        made = super().__new__(cls, text)
        made.url = url if url.startswith(("http://", "https://")) else ""
        return made


class Sheet(NamedTuple):
    """Columns and rows of text."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def as_csv(sheet: Sheet) -> str:
    """The sheet as RFC 4180 has it, with a header.

    >>> as_csv(Sheet(("a", "b"), [("1", 'say "x", y')]))
    'a,b\\r\\n1,"say ""x"", y"\\r\\n'
    """
    import csv
    import io

    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([sheet.columns, *sheet.rows])
    return buffer.getvalue()


def as_markdown(sheet: Sheet) -> str:
    """The sheet as a Markdown table, with its links.

    >>> as_markdown(Sheet(("a",), [(Linked("z", "https://e.org/"),)]))
    '| a |\\n| --- |\\n| [z](<https://e.org/>) |\\n'
    """
    rows = [sheet.columns, ["---"] * len(sheet.columns)]
    rows += [[_markdown(cell) for cell in row] for row in sheet.rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _markdown(cell: str) -> str:
    text = " ".join(cell.split())
    for sign in "\\|[]*_`<>":
        text = text.replace(sign, f"\\{sign}")
    link = cell.url.replace("(", "%28").replace(")", "%29") if isinstance(cell, Linked) else ""
    return f"[{text}](<{link}>)" if link else text


def found_sheet(found: Iterable[Found], *, iris: bool = False) -> Sheet:
    """What a text may mean, best first, and by which name."""
    columns = ("name", "class", "matched", "kind", "language", "score", "iri")
    rows = [
        (
            one.label,
            one.class_name,
            one.text,
            one.kind,
            one.language,
            f"{one.score:.0f}",
            Linked(one.iri if iris else one.short, one.iri),
        )
        for one in found
    ]
    return Sheet(columns, rows)


def shown_sheet(shown: Shown, *, iris: bool = False) -> Sheet:
    """An entity's page: a row for each value."""
    rows = [row for group in shown.groups for row in _group_rows(group, iris)]
    return Sheet(("property", "value", "remark", "who says it", "when"), rows)


def _group_rows(group: Group, iris: bool) -> Iterator[Sequence[str]]:
    label = group.property if iris else group.label
    for line in group.lines:
        urls = {claim.url for claim in line.claims}
        said = dict.fromkeys((claim.who, claim.when or "undated") for claim in line.claims)
        who, when = ("; ".join(part) for part in zip(*said, strict=True)) if said else ("", "")
        yield (
            label,
            value_cell(line, iris=iris),
            remark(line),
            Linked(who, urls.pop()) if len(urls) == 1 else who,
            when,
        )
    if group.more:
        yield (label, f"{group.more:,}{' more' if group.lines else ''}", "", "", "")


def value_cell(line: Line, *, iris: bool = False) -> str:
    """What a line says, with its language, leading to the IRI that it is."""
    iri = line.iri
    if iris and iri:
        return Linked(iri, iri)
    text = f"{line.text} @{line.language}" if line.language else line.text
    return Linked(text, iri) if iri else text


def remark(line: Line) -> str:
    """What must be known of a line beside what it says: denied, disputed, inferred …"""
    parts = [
        "denied" if line.denied else "",
        f"disputed: {', '.join(line.differs)}" if line.differs else "",
        f"differs: {', '.join(line.reconciled)}" if line.reconciled else "",
        "inferred" if line.inferred else "",
    ]
    return ", ".join(part for part in parts if part)


_EVIDENCE = (
    "says speaker quoted_source reporter publisher document when place sentence link upstream"
    " status note record claim"
)


def reasons_sheet(reasons: Reasons) -> Sheet:
    """The evidence for what is said of a thing: a row for each place of each claim."""
    rows = [row for one in reasons.evidence for row in _evidence_rows(one)]
    return Sheet(tuple(_EVIDENCE.split()), rows)


def _evidence_rows(one: Evidence) -> Iterator[Sequence[str]]:
    who = one.attribution
    upstream = "; ".join(f"{other.relation} {other.title}" for other in one.upstream)
    status = f"{who.status}: {one.retracted}" if one.retracted else who.status
    for place in one.places or (None,):
        note = "; ".join(filter(None, (one.note, place.note if place else "")))
        yield (
            " | ".join(one.says),
            *(who.speaker, who.quoted_source, who.reporter, who.publisher),
            *(who.title, who.when, str(place) if place else ""),
            place.sentence if place else "",
            (place.link if place else "") or who.url,
            *(upstream, status, note, ", ".join(one.records), who.claim),
        )


def documents_sheet(documents: Iterable[Document], *, iris: bool = False) -> Sheet:
    """The documents, with how many claims come from each."""
    fields = "document title publisher issued language type claims upstream"
    rows = [
        (
            one.iri if iris else one.short,
            Linked(one.title, one.url),
            one.publisher,
            one.issued or (f"retrieved {one.retrieved}" if one.retrieved else ""),
            one.language,
            one.type,
            str(one.claims),
            ", ".join(one.upstream),
        )
        for one in documents
    ]
    return Sheet(tuple(fields.split()), rows)


def datasets_sheet(datasets: Iterable[Dataset], *, iris: bool = False) -> Sheet:
    """The datasets, with how many documents and claims each has."""
    fields = "dataset title publisher license issued documents independent claims"
    rows = [
        (
            one.iri if iris else one.short,
            one.title,
            one.publisher,
            Linked(one.license, one.license),
            one.issued,
            str(one.documents),
            str(one.independent),
            str(one.claims),
        )
        for one in datasets
    ]
    return Sheet(tuple(fields.split()), rows)


def issues_sheet(issues: Iterable[Issue]) -> Sheet:
    """The recorded problems of the data, with their places."""
    rows = [
        (issue.severity, issue.dataset, str(issue.where), issue.value, issue.message)
        for issue in issues
    ]
    return Sheet(("severity", "dataset", "where", "value", "message"), rows)


def evidence_fields(one: Evidence) -> Iterator[tuple[str, str]]:
    """What is known of a claim beside what it says, with a name for each, for people."""
    who = one.attribution
    title = Linked(who.title, who.url)
    yield from _stated(
        ("speaker", who.speaker),
        ("quoting", who.quoted_source),
        ("figures of", who.reporter),
        ("document", title),
        ("publisher", who.publisher),
        ("date", who.when),
    )
    for place in one.places:
        yield from _stated(
            ("place", Linked(str(place), place.link)),
            ("link", Linked(place.link, place.link) if place.locator else ""),
            ("sentence", place.sentence and f"“{place.sentence}”"),
            ("problem", place.note),
        )
    yield from _stated(
        *((other.relation, other.title) for other in one.upstream),
        ("valid", one.valid),
        ("note", one.note),
        ("revises", one.revises),
        ("retracted", one.retracted),
        ("record", ", ".join(one.records)),
        ("claim", who.claim),
    )


def _stated(*fields: tuple[str, str]) -> Iterator[tuple[str, str]]:
    return (field for field in fields if field[1])

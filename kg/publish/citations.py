"""Citations as people and reference managers read them: text, BibTeX, CSL JSON.

CSL JSON has the whole citation in its member `custom`, so that it can be verified.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from kg.query.citing.citation import MARK, Citation
from kg.query.citing.sources import Source

_ESCAPES = {sign: rf"\{sign}" for sign in "{}%$&#_"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_ADDRESS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in '{}\\^"<>|` '})
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def text(citation: Citation) -> str:
    """The citation as lines: what was asked, what came, each source.

    A control character of the data is shown as a space.
    """
    return "".join(f"{' '.join(line.split())}\n" for line in _lines(citation))


def _lines(citation: Citation) -> Iterator[str]:
    asked = citation.asked
    yield f"“{citation.title}”. {_of(citation)}. {_counted(citation)}. Retrieved {citation.day}."
    if asked.file:
        yield f"Query file SHA-256: {asked.file}"
    yield f"Result SHA-256: {citation.digest}"
    count = len(citation.sources)
    if not count:
        yield "Sources: none are known of this answer."
        return
    yield f"Sources ({count:,}, {citation.independent:,} independent; {_how(citation)}):"
    for source in citation.sources:
        terms = f"records under {source.license}" if source.license else ""
        parts = (source.publisher, source.title, source.when, source.url, terms, source.iri)
        yield f"- {'. '.join(part.rstrip('.') for part in parts if part)}"


def bibtex(citation: Citation) -> str:
    """An entry for the answer and one for each source.

    The answer's own fields stand in `note`; `&` and the like are escaped, Unicode is kept.
    """
    entries = [("misc", _key(citation), _answer_fields(citation))]
    entries += [
        ("misc", f"{_key(citation)}-{number}", _source_fields(source))
        for number, source in enumerate(citation.sources, 1)
    ]
    return "\n".join(_entry(*entry) for entry in entries)


def csl_json(citation: Citation) -> str:
    """A list of CSL items: the answer, which holds the citation itself, and its sources."""
    key = _key(citation)
    items = [_answer_item(citation, key)]
    items += [_item(source, f"{key}-{at}") for at, source in enumerate(citation.sources, 1)]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


class Form(NamedTuple):
    """One way to write a citation, and the ending of its file."""

    ending: str
    write: Callable[[Citation], str]


FORMS: Mapping[str, Form] = {
    "text": Form("txt", text),
    "bibtex": Form("bib", bibtex),
    "csl-json": Form("json", csl_json),
}


def _key(citation: Citation) -> str:
    return f"sogdian-{citation.digest[:12]}"


def _of(citation: Citation) -> str:
    asked = citation.asked
    if asked.build:
        past = f" as of {asked.as_of.replace('-tables', ' with tables')}" if asked.as_of else ""
        return f"Sogdian {asked.version}, {asked.base}, build {asked.build}{past}"
    files = ", ".join(f"{name} ({digest[:12]})" for name, digest in asked.data.items())
    return f"Sogdian {asked.version}" + (f", data {files}" if files else "")


def _counted(citation: Citation) -> str:
    what = {"rows": "row", "triples": "triple"}.get(citation.kind, "answer")
    cut = f"the first {citation.rows:,} {what}s" if citation.limit is not None else ""
    return cut or f"{citation.rows:,} {what}{'s' * (citation.rows != 1)}"


def _how(citation: Citation) -> str:
    if citation.how == "about":
        return "documents of the claims about the things named"
    return "documents of the rows and their claims"


def _note(citation: Citation) -> str:
    counts = f"{len(citation.sources):,} sources, {citation.independent:,} independent"
    query = f"; query SHA-256 {citation.asked.file}" if citation.asked.file else ""
    digests = f"result SHA-256 {citation.digest}{query}"
    return f"{_of(citation)}; {_counted(citation)}; {digests}; {counts}"


def _answer_fields(citation: Citation) -> dict[str, str]:
    return {
        "title": citation.title,
        "publisher": "Sogdian",
        **_day_fields(citation.day),
        "url": citation.asked.base,
        "urldate": citation.day,
        "version": citation.asked.build,
        "note": _note(citation),
    }


def _source_fields(source: Source) -> dict[str, str]:
    terms = f"records under {source.license}" if source.license else ""
    return {
        "title": source.title,
        "publisher": source.publisher,
        **_day_fields(source.issued),
        "url": source.url,
        "urldate": source.retrieved,
        "language": source.language,
        "note": "; ".join(part for part in (source.iri, terms) if part),
    }


def _day_fields(said: str) -> dict[str, str]:
    """Year and month of a date as said; BibLaTeX reads `date` too."""
    found = _DATE.fullmatch(said)
    if not found:
        return {}
    month = found[2] and int(found[2])
    named = {"month": _MONTHS[month - 1]} if month and month <= len(_MONTHS) else {}
    return {"year": found[1], **named, "date": said}


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    lines = [f"  {name} = {_field(name, value)},\n" for name, value in fields.items() if value]
    return f"@{kind}{{{key},\n{''.join(lines)}}}\n"


def _field(name: str, value: str) -> str:
    if name == "month":
        return value  # a macro, which every style knows
    if name == "url":
        return f"{{{value.translate(_ADDRESS)}}}"
    escaped = escape(value)
    return f"{{{{{escaped}}}}}" if name in ("title", "publisher") else f"{{{escaped}}}"


def escape(value: str) -> str:
    r"""A value on one line as BibTeX reads it: no brace is open, no sign commands.

    >>> escape("50 % of {A} & B_1 \\ x")
    '50 \\% of \\{A\\} \\& B\\_1 \\textbackslash{} x'
    """
    return "".join(_ESCAPES.get(sign, sign) for sign in " ".join(value.split()))


def _answer_item(citation: Citation, key: str) -> dict[str, Any]:
    return _stated(
        id=key,
        type="dataset",
        title=citation.title,
        publisher="Sogdian",
        version=citation.asked.build,
        issued=_date(citation.day),
        accessed=_date(citation.day),
        URL=citation.asked.base,
        note=_note(citation),
        custom={MARK: citation.to_dict()},
    )


def _item(source: Source, key: str) -> dict[str, Any]:
    terms = f"records under {source.license}" if source.license else ""
    return _stated(
        id=key,
        type="document",
        title=source.title,
        publisher=source.publisher,
        issued=_date(source.issued),
        accessed=_date(source.retrieved),
        language=source.language,
        genre=source.type,
        URL=source.url,
        note="; ".join(part for part in (source.iri, terms) if part),
    )


def _stated(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def _date(said: str) -> dict[str, Any] | None:
    """A date as CSL has it; what is no plain date stays as it was said.

    >>> _date("2025-11"), _date("spring"), _date("")
    ({'date-parts': [[2025, 11]]}, {'literal': 'spring'}, None)
    """
    if found := _DATE.fullmatch(said):
        return {"date-parts": [[int(part) for part in found.groups() if part]]}
    return {"literal": said} if said else None

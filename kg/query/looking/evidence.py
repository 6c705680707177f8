"""What evidence is: a claim, what it says, who makes it, and the places where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kg.query.html import escape, linked, table
from kg.query.looking.independence import Sources

if TYPE_CHECKING:
    from kg.query.looking.attribution import Attribution
    from kg.query.looking.places import Place


class Upstream(NamedTuple):
    """A document on which another one rests, and how: it condenses, reprints or quotes it."""

    relation: str
    title: str
    document: str


class Evidence(NamedTuple):
    """One claim: what it says, who makes it, and where in which document it stands."""

    attribution: Attribution
    records: tuple[str, ...]
    says: tuple[str, ...]
    places: tuple[Place, ...]
    upstream: tuple[Upstream, ...] = ()
    note: str = ""
    valid: str = ""
    revises: str = ""
    retracted: str = ""

    @property
    def claim(self) -> str:
        """The IRI of the claim."""
        return self.attribution.claim

    def to_dict(self) -> dict[str, Any]:
        """What is known of it, for JSON."""
        fields = self._asdict() | {
            "attribution": self.attribution.to_dict(),
            "places": [where.to_dict() for where in self.places],
            "upstream": [other._asdict() for other in self.upstream],
        }
        return {name: value for name, value in fields.items() if value or name == "says"}


class Reasons(NamedTuple):
    """The evidence for what is said of one thing, oldest document first."""

    iri: str
    short: str
    label: str
    property: str
    evidence: tuple[Evidence, ...]
    sources: Sources = Sources()
    passed_over: tuple[str, ...] = ()  # files of the archive that cannot be read, and why

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data, for JSON."""
        evidence = [one.to_dict() for one in self.evidence]
        return self._asdict() | {"evidence": evidence, "sources": self.sources._asdict()}

    def _repr_html_(self) -> str:
        """One table, a row for each claim."""
        about = " – ".join(part for part in (self.label, self.property) if part)
        rows = (_row(one) for one in self.evidence)
        return (
            f"<h3>{escape(about)}</h3>"
            + table(("says", "who", "when", "where"), rows)
            + (f"<p>{self.sources}</p>")
        )


def _row(one: Evidence) -> tuple[str, str, str, str]:
    who = one.attribution
    says = "<br>".join(map(escape, one.says))
    places = "<br>".join(map(_place, one.places))
    return says, linked(who.who, who.url), escape(who.when), places


def _place(where: Place) -> str:
    said = f"“{escape(where.sentence)}” " if where.sentence else ""
    return said + linked(str(where), where.link) + escape(where.note)

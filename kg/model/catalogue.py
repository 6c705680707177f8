"""What a project says of itself to those who list it: `data/catalogue.yaml`.

All of it may be left out: a catalogue then says what the ontology and the datasets say.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kg.errors import did_you_mean, shown
from kg.model.datatypes import clean_text
from kg.model.terms import is_iri

EU = "http://publications.europa.eu/resource/authority/"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ADDRESS = re.compile(r"https?://[^/]+(/.*)?")
_CONTACT = re.compile(r"mailto:[^@ ]+@[^@ ]+|https?://[^/]+(/.*)?")
# The kinds of publishers that ADMS lists, which DCAT-AP asks for.
PUBLISHER_TYPES = tuple(
    """
    Academia-ScientificOrganisation Company IndustryConsortium LocalAuthority NationalAuthority
    NonGovernmentalOrganisation NonProfitOrganisation PrivateIndividual(s) RegionalAuthority
    StandardisationBody SupraNationalAuthority
    """.split()  # noqa: SIM905 (a list of words reads better than a list of strings)
)


def _texts(raw: Any) -> dict[str, str]:
    """Texts by their languages; one without a language is English.

    >>> _texts("Ships"), _texts({"ru": "Суда"})
    ({'en': 'Ships'}, {'ru': 'Суда'})
    """
    found = raw if isinstance(raw, dict) else {"en": raw}
    for language, text in found.items():
        if not _LANGUAGE.fullmatch(language):
            raise ValueError(f"{shown(language)} is no language tag such as en, ru or zh-Hant")
        if not isinstance(text, str):
            raise ValueError("one text for each language is wanted here")
    return {language: clean_text(text) for language, text in found.items()}


def _address(raw: Any) -> str:
    if not isinstance(raw, str) or not _ADDRESS.fullmatch(raw) or not is_iri(raw):
        raise ValueError(f"{shown(raw)} is no address that begins with http:// or https://")
    return raw


def _contact(raw: Any) -> str:
    if not isinstance(raw, str) or not _CONTACT.fullmatch(raw) or not is_iri(raw):
        raise ValueError(f"{shown(raw)} is neither mailto:NAME@HOST nor the address of a page")
    return raw


def _of(table: str) -> BeforeValidator:
    form = re.compile(re.escape(f"{EU}{table}/") + "[A-Z0-9_]+")

    def read(raw: Any) -> str:
        if not isinstance(raw, str) or not form.fullmatch(raw):
            raise ValueError(f"{shown(raw)} is no code of the table; write {EU}{table}/CODE")
        return raw

    return BeforeValidator(read)


def _publisher_type(raw: Any) -> str:
    if not isinstance(raw, str) or raw not in PUBLISHER_TYPES:
        hint = did_you_mean(str(raw), PUBLISHER_TYPES, most=len(PUBLISHER_TYPES))
        raise ValueError(f"{shown(raw)} is no kind of publisher; {hint}")
    return raw


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise ValueError("one text is wanted here")
    return clean_text(raw)


def folder_address(raw: Any) -> str:
    """The address of a folder, which ends in a slash.

    >>> folder_address("https://example.org/releases")
    'https://example.org/releases/'

    Raises:
        ValueError: it is none.
    """
    address = _address(raw)
    if "?" in address or "#" in address:
        raise ValueError(f"{shown(raw)} is no folder: files are to stand below it")
    return address if address.endswith("/") else f"{address}/"


_Texts = Annotated[dict[str, str], BeforeValidator(_texts)]
_Text = Annotated[str, BeforeValidator(_text)]
_Address = Annotated[str, BeforeValidator(_address)]


class Catalogue(BaseModel):
    """What a project says of itself; what it leaves out is empty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: _Texts = Field(default={}, description="what the whole is called")
    description: _Texts = Field(default={}, description="what it holds, in some sentences")
    publisher: _Text = Field(default="", description="who publishes it, as `kg show` names them")
    publisherType: Annotated[str, BeforeValidator(_publisher_type)] = Field(  # noqa: N815 (as people write it)
        default="", description="what kind of publisher that is, as ADMS lists them"
    )
    contact: Annotated[str, BeforeValidator(_contact)] = Field(
        default="", description="where questions are answered: mailto:… or a page"
    )
    contactName: _Text = Field(default="", description="who answers there")  # noqa: N815
    homepage: _Address = Field(default="", description="the page of the project")
    license: _Address = Field(default="", description="the licence of the catalogue, by its IRI")
    frequency: Annotated[str, _of("frequency")] = Field(
        default="", description="how often there is a release, from the EU's table"
    )
    availability: Annotated[str, _of("planned-availability")] = Field(
        default="", description="how long files are meant to stay, from the EU's table"
    )
    endpoint: _Address = Field(default="", description="the address of the SPARQL endpoint")
    releases: Annotated[str, BeforeValidator(folder_address)] = Field(
        default="", description="the address below which each release has a folder of its name"
    )

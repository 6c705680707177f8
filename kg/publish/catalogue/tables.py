"""The tables of codes that portals read: IANA's media types and the EU's authority tables.

The EU's are those that DCAT-AP 3 names; their codes stand under one address. Nothing is fetched:
what has no code here is left as it was said.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.model.catalogue import EU

IANA = "https://www.iana.org/assignments/media-types/"
THEMES = f"{EU}data-theme"
ADMS_LICENCE = "http://purl.org/adms/licencetype/"


class Form(NamedTuple):
    """A file format: its registered media type, and its code in the EU's table of file types."""

    media_type: str
    code: str


# By the end of a file's name, the longest first where one end is the end of another.
_FORMS = {
    ".nq": Form("application/n-quads", "RDF_N_QUADS"),
    ".nt": Form("application/n-triples", "RDF_N_TRIPLES"),
    ".trig": Form("application/trig", "RDF_TRIG"),
    ".ttl": Form("text/turtle", "RDF_TURTLE"),
    ".rdf": Form("application/rdf+xml", "RDF_XML"),
    ".jsonld": Form("application/ld+json", "JSON_LD"),
    "csv-metadata.json": Form("application/csvm+json", "JSON"),
    "datapackage.json": Form("application/vnd.datapackage+json", "JSON"),
    ".json": Form("application/json", "JSON"),
    ".geojson": Form("application/geo+json", "GEOJSON"),
    ".csv": Form("text/csv", "CSV"),
    ".parquet": Form("application/vnd.apache.parquet", "PARQUET"),
    ".graphml": Form("application/xml", "XML"),
    ".html": Form("text/html", "HTML"),
    ".svg": Form("image/svg+xml", "SVG"),
    ".txt": Form("text/plain", "TXT"),
}
_UNKNOWN = Form("application/octet-stream", "BIN")


def form_of(path: str) -> Form:
    """The format of a file by its name; octets, if the name does not tell.

    >>> form_of("csv/State.csv"), form_of("csv/csv-metadata.json").media_type
    (Form(media_type='text/csv', code='CSV'), 'application/csvm+json')
    """
    return next((form for end, form in _FORMS.items() if path.endswith(end)), _UNKNOWN)


# ISO 639-1 and, in capitals, ISO 639-3, by which the EU's table names languages.
_LANGUAGES = """
aaAAR abABK aeAVE afAFR akAKA amAMH anARG arARA asASM avAVA ayAYM azAZE baBAK beBEL bgBUL biBIS
bmBAM bnBEN boBOD brBRE bsBOS caCAT ceCHE chCHA coCOS crCRE csCES cuCHU cvCHV cyCYM daDAN deDEU
dvDIV dzDZO eeEWE elELL enENG eoEPO esSPA etEST euEUS faFAS ffFUL fiFIN fjFIJ foFAO frFRA fyFRY
gaGLE gdGLA glGLG gnGRN guGUJ gvGLV haHAU heHEB hiHIN hoHMO hrHRV htHAT huHUN hyHYE hzHER iaINA
idIND ieILE igIBO iiIII ikIPK ioIDO isISL itITA iuIKU jaJPN jvJAV kaKAT kgKON kiKIK kjKUA kkKAZ
klKAL kmKHM knKAN koKOR krKAU ksKAS kuKUR kvKOM kwCOR kyKIR laLAT lbLTZ lgLUG liLIM lnLIN loLAO
ltLIT luLUB lvLAV mgMLG mhMAH miMRI mkMKD mlMAL mnMON mrMAR msMSA mtMLT myMYA naNAU nbNOB ndNDE
neNEP ngNDO nlNLD nnNNO noNOR nrNBL nvNAV nyNYA ocOCI ojOJI omORM orORI osOSS paPAN piPLI plPOL
psPUS ptPOR quQUE rmROH rnRUN roRON ruRUS rwKIN saSAN scSRD sdSND seSME sgSAG shHBS siSIN skSLK
slSLV smSMO snSNA soSOM sqSQI srSRP ssSSW stSOT suSUN svSWE swSWA taTAM teTEL tgTGK thTHA tiTIR
tkTUK tlTGL tnTSN toTON trTUR tsTSO ttTAT twTWI tyTAH ugUIG ukUKR urURD uzUZB veVEN viVIE voVOL
waWLN woWOL xhXHO yiYID yoYOR zaZHA zhZHO zuZUL
"""
_CODES = {pair[:2]: pair[2:] for pair in _LANGUAGES.split()}


def language(tag: str) -> str:
    """The IRI of a language in the EU's table, by its BCP 47 tag; or the empty text.

    >>> language("zh-Hant")
    'http://publications.europa.eu/resource/authority/language/ZHO'
    >>> language("x-klingon")
    ''
    """
    primary = tag.partition("-")[0].lower()
    code = _CODES.get(primary, primary.upper() if len(primary) == 3 else "")
    return f"{EU}language/{code}" if code else ""


class Licence(NamedTuple):
    """A licence as catalogues name it: its IRI there, and what kind it is by ADMS."""

    iri: str
    kind: str


_CREATIVE_COMMONS = re.compile(
    r"https?://creativecommons[.]org/licenses/(by(?:-nc)?(?:-sa|-nd)?)/4[.]0/?"
)
_KINDS = {
    "by": "Attribution",
    "by-sa": "ViralEffect-ShareAlike",
    "by-nc": "NonCommercialUseOnly",
    "by-nc-sa": "NonCommercialUseOnly",
    "by-nd": "NoDerivativeWork",
    "by-nc-nd": "NoDerivativeWork",
}
_OTHERS = {
    "creativecommons.org/publicdomain/zero/1.0": Licence("CC0", "PublicDomain"),
    "creativecommons.org/publicdomain/mark/1.0": Licence("CC_PDM_1_0", "PublicDomain"),
    "opendatacommons.org/licenses/by/1-0": Licence("ODC_BY", "Attribution"),
    "opendatacommons.org/licenses/odbl/1-0": Licence("ODC_BL", "ViralEffect-ShareAlike"),
    "opendatacommons.org/licenses/pddl/1-0": Licence("ODC_PDDL", "PublicDomain"),
}


def licence(said: str) -> Licence:
    """A licence in the EU's table, by the IRI of its text; one that is not there is as it is said.

    >>> licence("https://creativecommons.org/licenses/by-sa/4.0/").iri.removeprefix(EU)
    'licence/CC_BYSA_4_0'
    >>> licence("https://example.org/terms")
    Licence(iri='https://example.org/terms', kind='')
    """
    if found := _CREATIVE_COMMONS.fullmatch(said):
        attribution, _, rest = found[1].partition("-")
        code = f"CC_{attribution}{rest.replace('-', '')}_4_0".upper()
        return Licence(f"{EU}licence/{code}", ADMS_LICENCE + _KINDS[found[1]])
    other = _OTHERS.get(re.sub("^https?://", "", said).rstrip("/"))
    if other:
        return Licence(f"{EU}licence/{other.iri}", ADMS_LICENCE + other.kind)
    return Licence(said, "")

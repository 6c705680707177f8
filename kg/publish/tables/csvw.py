"""What the columns of the CSV files mean, as CSV on the Web says it.

A converter to RDF (https://www.w3.org/TR/csv2rdf/) gives the triples back, but for cells of several
IRIs, for which the standard has no way: such columns, labels and sources are left out of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.model import vocab as v
from kg.publish.tables.columns import Column, variable
from kg.publish.tables.words import (
    DEFINITION,
    LABEL,
    english,
    licenses,
    sources,
    texts,
    title,
    titles,
)

if TYPE_CHECKING:
    from kg.publish.tables.survey import Table
    from kg.store.view import View

METADATA = "csv-metadata.json"

# The datatypes of CSVW that stand for those of XML Schema.
_KNOWN = frozenset(
    """
    anyURI base64Binary boolean date dateTime dateTimeStamp dayTimeDuration decimal double duration
    float gDay gMonth gMonthDay gYear gYearMonth hexBinary integer long int short byte
    nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger normalizedString string
    time token yearMonthDuration
    """.split()  # noqa: SIM905 (a list of words reads better than a list of strings)
)
DATE = r"-?[0-9]{4,}(-[0-9]{2}(-[0-9]{2})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
_IRI, _VALUE = "anyURI", "string"
_TYPE = v.TYPE.strip("<>")

Words = Mapping[str, str]


def metadata(whole: View, part: View, tables: Sequence[Table]) -> dict[str, Any]:
    """The metadata of all tables.

    Args:
        whole: the build, whose ontology names classes and properties.
        part: what is written of it, with the datasets that it comes from.
        tables: what is written.
    """
    found = sources(part)
    under = licenses(found)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": title(whole),
        **({"dc:license": [{"@id": one} for one in under]} if under else {}),
        "dc:source": [{"@id": source.iri} for source in found],
        "tables": [_table(whole, table) for table in tables],
    }


def _table(whole: View, table: Table) -> dict[str, Any]:
    sort = table.sort
    return {
        "url": f"{table.stem}.csv",
        "dc:title": _said(texts(whole, sort.iri, LABEL)) or v.local_name(sort.iri),
        "dc:description": _said(texts(whole, sort.iri, DEFINITION)) or sort.iri,
        "tableSchema": {
            "aboutUrl": "{+iri}",
            "primaryKey": variable(table.columns[0].header),
            "foreignKeys": [
                {
                    "columnReference": variable(header),
                    "reference": {"resource": f"{stem}.csv", "columnReference": "iri"},
                }
                for header, stem in table.keys.items()
            ],
            "columns": [*(_column(whole, one) for one in table.columns), _class(sort.iri)],
        },
    }


def _class(iri: str) -> dict[str, Any]:
    """The column that no file has, which says what each row is."""
    return {"name": "type_", "virtual": True, "propertyUrl": _TYPE, "valueUrl": iri}


def _said(found: Words) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in found.items() if language]


def _column(whole: View, column: Column) -> dict[str, Any]:
    name = variable(column.header)
    made: dict[str, Any] = {"name": name, "titles": _titles(whole, column)}
    if column.role in ("value", "mixed") and (told := english(whole, column.prop, DEFINITION)):
        made["dc:description"] = told
    made["datatype"] = _datatype(column)
    if column.role == "iri":
        made |= {"required": True, "suppressOutput": True}
    elif column.role != "value" or (column.refers and column.several):
        made["suppressOutput"] = True
    else:
        made["propertyUrl"] = column.prop
        if column.refers:
            made["valueUrl"] = f"{{+{name}}}"
    if column.language:
        made["lang"] = column.language
    return made | ({"separator": column.separator} if column.several else {})


def _datatype(column: Column) -> Any:
    if column.refers and column.role != "label":
        return _IRI
    if column.dated:
        return {"base": _VALUE, "format": DATE}
    datatype = column.datatype
    name = datatype.removeprefix(v.XSD)
    if datatype.startswith(v.XSD) and name in _KNOWN:
        return name
    return {"@id": datatype, "base": _VALUE} if datatype else _VALUE


def _titles(whole: View, column: Column) -> dict[str, Any]:
    """The header, and what the column is called in the languages of the ontology."""
    known = titles(whole, column)
    return {"und": column.header, **{lang: text for lang, text in known.items() if lang}}

"""UN Comtrade: the download of comtradeplus, the API's JSON, and the older site's CSV.

All become rows of the same columns under comtradeplus' names, with three more that the format
means but writes in several ways: the areas, by ISO code or by number; the period, in which month
52 is the whole year; and by which of its two values a flow is valued.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, Where
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.comtrade_names import COLUMNS, NAMES, REPEATS
from kg.ingest.loaders.headers import (
    Header,
    first_rows,
    header_of,
    load_under,
    plain_name,
    wanted_header,
)
from kg.ingest.loaders.jsontext import cell, read_json
from kg.ingest.loaders.kinds import is_json, read_head
from kg.ingest.loaders.renamed import Cells, renamed
from kg.ingest.tables.table import Report, Table

REPORTER, PARTNER, VALUED = "reporter area", "partner area", "valued"
_VALUE, _FLOWS = "primaryValue", {"flowCode", "flowDesc"}
_INWARD = r"^(?i)(R?M|MIP|MOP|FM|1|4|(re-|foreign )?imports?)$"
_PREVIEW = 500
# What an answer of the interface has in its first octets: of today's, of that before.
_SIGNS = ((b'"primaryValue"', b'"reporterCode"'), (b'"TradeValue"', b'"rtTitle"'))
# A commodity of the Harmonized System has 2, 4 or 6 digits; a spreadsheet drops a zero before them.
_SHORT = r"^(\d|\d{3}|\d{5})$"


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read a table of UN Comtrade, whatever its shape."""
    needed("pyarrow", "reading tables")
    if is_json(file):
        return _finished(_answer(file, report))
    message = "is no table of UN Comtrade: no row has its names of flows, areas and values"
    header = wanted_header(file, options, _fits, report, message)
    comma = {} if header.sheet else _trailing_comma(header, first_rows(file, options))
    return _finished(load_under(file, header, {**comma, **options}, report))


def _trailing_comma(header: Header, rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """The width of rows that all end in a comma which the header has not: nothing is over."""
    below, width = rows[header.row :], len(header.names)
    odd = bool(below) and all(len(row) == width + 1 and not row[-1] for row in below if row)
    return {"width": str(width + 1)} if odd else {}


def fits(file: Path) -> bool:
    """Whether a file is such a table."""
    if is_json(file):
        head = read_head(file)
        return any(all(sign in head for sign in signs) for signs in _SIGNS)
    return header_of(file, {}, _fits) is not None


def _fits(names: frozenset[str]) -> bool:
    known = {NAMES[name] for name in names if name in NAMES}
    areas = [any(name.startswith(role) for name in known) for role in ("reporter", "partner")]
    return _VALUE in known and all(areas) and bool(known & _FLOWS)


def _answer(file: Path, report: Report) -> Table:
    """The rows of an answer of the API; a row is the number of an entry, from 1."""
    found = read_json(file)
    if isinstance(found, dict) and (fault := found.get("error")):
        raise DatasetError(f"is an error of the API: {cell(fault)}", where=Where(str(file)))
    rows = found.get("data", found.get("dataset")) if isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DatasetError("is no answer of UN Comtrade: it has no data", where=Where(str(file)))
    if len(rows) == _PREVIEW:
        report(f"has {_PREVIEW} rows, the most that the preview gives: others may be missing")
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    cells = ([cell(row.get(name)) for name in columns] for row in rows)
    return Table(columns, text_batches(columns, enumerate(cells, 1)))


def _finished(table: Table) -> Table:
    """A table under comtradeplus' names, with what is written in several ways."""
    kept = [name for name in table.columns if plain_name(name) not in REPEATS]
    names = {source: NAMES.get(plain_name(source), source) for source in kept}
    return renamed(table, names, COLUMNS, _plainly, made=(REPORTER, PARTNER, VALUED))


def _plainly(cells: Cells) -> Cells:
    return {
        "period": _period(cells),
        "flowCode": _or(_unless(cells["flowCode"], "0"), cells["flowDesc"]),
        "cmdCode": _whole(cells),
        "netWgt": _unless(cells["netWgt"], "0"),
        REPORTER: _area(cells, "reporter"),
        PARTNER: _area(cells, "partner"),
        VALUED: _valued(cells),
    }


def _or(cells: Any, others: Any) -> Any:
    """Some cells, and where one is empty another."""
    import pyarrow.compute as pc

    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(cells), ""), others, cells)


def _unless(cells: Any, nothing: str) -> Any:
    """Some cells without those that only stand for none: a net weight of 0 was not weighed."""
    import pyarrow.compute as pc

    return pc.if_else(pc.equal(cells, nothing), "", cells)


def _whole(cells: Cells) -> Any:
    """The codes of commodities, with the zero that a spreadsheet dropped where it is certain."""
    import pyarrow.compute as pc

    code = cells["cmdCode"]
    harmonized = pc.match_substring_regex(cells["classificationCode"], r"^H(S|\d)$")
    short = pc.and_(harmonized, pc.match_substring_regex(code, _SHORT))
    return pc.if_else(short, pc.binary_join_element_wise("0", code, ""), code)


def _area(cells: Cells, role: str) -> Any:
    """An area by its ISO code, else by its number, else by its name."""
    import pyarrow.compute as pc

    number = cells[f"{role}Code"]
    padded = pc.if_else(pc.equal(number, ""), "", pc.utf8_lpad(number, 3, "0"))
    iso = pc.replace_substring_regex(cells[f"{role}ISO"], r"^(N/A|None|null)$", "")
    return _or(_or(iso, padded), cells[f"{role}Desc"])


def _period(cells: Cells) -> Any:
    """The period as periods are written, from one of the columns that say it."""
    import pyarrow.compute as pc

    annual = pc.or_(pc.equal(cells["refMonth"], "52"), pc.equal(cells["freqCode"], "A"))
    start = pc.utf8_slice_codeunits(cells["refPeriodId"], 0, 6)
    start = pc.if_else(annual, pc.utf8_slice_codeunits(start, 0, 4), start)
    found = _or(_or(cells["period"], start), cells["refYear"])
    return pc.replace_substring_regex(found, r"^(\d{4})(\d{2})$", r"\1-\2")


def _valued(cells: Cells) -> Any:
    """Which of the two values the primary one is; where both are, imports count with freight."""
    import pyarrow.compute as pc

    value, cif, fob = (cells[name] for name in (_VALUE, "cifvalue", "fobvalue"))
    imports = pc.match_substring_regex(cells["flowCode"], _INWARD)
    with_freight = pc.and_(pc.equal(value, cif), pc.or_(imports, pc.not_equal(value, fob)))
    at_border = pc.and_(pc.equal(value, fob), pc.not_equal(value, ""))
    with_freight = pc.and_(with_freight, pc.not_equal(value, ""))
    return pc.if_else(with_freight, "CIF", pc.if_else(at_border, "FOB", ""))

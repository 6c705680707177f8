"""The least XLSX workbook that holds given cells, so that a test shows what is in its file."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""
ROOT = f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
# Style 1 is a date, style 2 a time that may pass 24 hours.
STYLES = f"""<styleSheet xmlns="{MAIN}"><cellXfs count="3">
<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="46"/></cellXfs></styleSheet>"""


def workbook(file: Path, sheets: Mapping[str, str], hidden: str = "") -> Path:
    """Write a workbook; a sheet is lines of cells as `B5 n 1.5`, or `A1:C1` for merged ones."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", ROOT)
        archive.writestr("xl/styles.xml", STYLES)
        names, targets = "", f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
        for at, (name, lines) in enumerate(sheets.items(), 1):
            state = 'state="hidden" ' if name == hidden else ""
            names += f'<sheet name="{name}" sheetId="{at}" {state}r:id="r{at}"/>'
            target = f'Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"'
            targets += f'<Relationship Id="r{at}" {target}/>'
            archive.writestr(f"xl/worksheets/sheet{at}.xml", sheet(lines.strip().splitlines()))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        )
        relations = f'<Relationships xmlns="{PACKAGE}/relationships">{targets}</Relationships>'
        archive.writestr("xl/_rels/workbook.xml.rels", relations)
    return file


def sheet(lines: list[str]) -> str:
    rows: dict[str, str] = {}
    merged = ""
    for line in lines:
        place, kind, value = [*line.strip().split(" ", 2), "", ""][:3]
        if ":" in place:
            merged += f'<mergeCell ref="{place}"/>'
            continue
        row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        rows[row] = rows.get(row, "") + cell(place, kind, value)
    data = "".join(f'<row r="{row}">{cells}</row>' for row, cells in rows.items())
    merged = merged and f"<mergeCells>{merged}</mergeCells>"
    return f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{merged}</worksheet>'


def cell(place: str, kind: str, value: str) -> str:
    if kind == "t":
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
    style = {"date": ' s="1"', "hours": ' s="2"', "error": ' t="e"', "truth": ' t="b"'}
    return f'<c r="{place}"{style.get(kind, "")}><v>{value}</v></c>'

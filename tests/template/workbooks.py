"""Small template workbooks for tests, written as a person would type them, and read back."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

import openpyxl
from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
Cells = Mapping[str, object]


def workbook(
    sheets: Mapping[str, Cells] | Cells, prepare: Callable[[Workbook], None] | None = None
) -> bytes:
    """A workbook with these cells; one sheet 自评表 if no sheets are named."""
    named = sheets if all(isinstance(value, Mapping) for value in sheets.values()) else None
    book = Workbook()
    book.remove(book.active)
    for name, cells in (named or {"自评表": sheets}).items():
        sheet = book.create_sheet(name)
        for address, value in cells.items():
            sheet[address] = value
    if prepare:
        prepare(book)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The file as Excel writes it: with its texts as shared strings."""
    out = BytesIO()
    book.save(out)
    data = out.getvalue()
    strings: list[str] = []

    def shared(match: re.Match[str]) -> str:
        strings.append(f"<si>{match[2]}</si>")
        return f'{match[1]} t="s"><v>{len(strings) - 1}</v></c>'

    inline = re.compile(r'(<c [^>]*?) t="inlineStr"><is>(.*?)</is></c>', re.DOTALL)
    sheets = {
        name: inline.sub(shared, content.decode())
        for name, content in parts(data).items()
        if name.startswith("xl/worksheets/sheet")
    }
    items = "".join(strings)
    table = f'<sst xmlns="{MAIN}" count="{len(strings)}">{items}</sst>'
    types = part(data, "[Content_Types].xml").replace(
        "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{STRINGS}"/></Types>'
    )
    links = part(data, "xl/_rels/workbook.xml.rels").replace(
        "</Relationships>",
        f'<Relationship Type="{LINKS}/sharedStrings" Target="sharedStrings.xml" Id="strings"/>'
        "</Relationships>",
    )
    changed = {"[Content_Types].xml": types, "xl/_rels/workbook.xml.rels": links}
    return with_parts(data, {**sheets, **changed, "xl/sharedStrings.xml": table})


def with_inline_strings(book: Workbook) -> bytes:
    """The file as openpyxl writes it: with its texts in the sheets."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, *, cached: bool = False) -> Workbook:
    """The workbook as openpyxl reads it; formulas, or their cached values."""
    return openpyxl.load_workbook(BytesIO(data), data_only=cached, rich_text=True)


def cells(data: bytes, sheet: str = "自评表", *, cached: bool = False) -> dict[str, object]:
    """Every filled cell of a sheet by address."""
    return {
        cell.coordinate: cell.value
        for row in read(data, cached=cached)[sheet].iter_rows()
        for cell in row
        if cell.value is not None
    }


def merges(data: bytes, sheet: str = "自评表") -> list[str]:
    return sorted(str(area) for area in read(data)[sheet].merged_cells.ranges)


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name).decode()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(data: bytes, changed: Mapping[str, str | bytes]) -> bytes:
    """The same workbook with some parts written by hand."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts(data), **changed}.items():
            archive.writestr(name, content)
    return out.getvalue()

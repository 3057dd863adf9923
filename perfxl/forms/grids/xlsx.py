""".xlsx and .xlsm → grids.

An own reader rather than a library, for three reasons: number formats decide what a
person reads in a cell (0.95 or 95%), fast readers drop them, and some abort the whole
process on a forged file.  Formulas are never evaluated: their saved result is read.
Rule source: ECMA-376 part 1, 18.3 (worksheets), 18.4 (shared strings), 18.8 (styles).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from perfxl.errors import InputError, LimitError
from perfxl.forms.grid import Grid, cell_address, make_grid, refuse_many_merges
from perfxl.forms.grids.archive import Archive
from perfxl.forms.grids.formats import BUILT_IN
from perfxl.forms.grids.hidden_lines import hidden_columns, hidden_rows
from perfxl.forms.grids.last_rows import last_rows
from perfxl.forms.grids.shared_strings import MAX_STRINGS, SharedStrings, read_shared_strings
from perfxl.forms.grids.sheet_part import Frame, SheetPart
from perfxl.forms.grids.sheet_rows import (
    CellTexts,
    Kept,
    SheetRow,
    parsed_rows,
    position,
    refuse_other_root,
    scanned_rows,
    streamed,
)
from perfxl.forms.table import Groups, Merge, Table
from perfxl.sheet.xml import parse

MAX_CELLS = 4_000_000  # a bundle of ten thousand forms has 2.2 million
MAX_TABLE_CELLS = 16_000_000  # of a master: those of 34,000 live projects
MAX_TABLE_STRINGS = 10_000_000

_HELD = 32 << 20  # bytes: a larger sheet is unpacked each time that it is gone through
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ID = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


class _Book:
    """What all sheets share; ``cells_left`` is how many more cells may be read."""

    def __init__(self, archive: Archive, texts: CellTexts, limit: int) -> None:
        self.archive = archive
        self.texts = texts
        self.limit = self.cells_left = limit


class _Sheet(NamedTuple):
    """An entry of the workbook's list of sheets."""

    name: str
    part: str
    hidden: bool


class _Part:
    """The XML of a sheet, unpacked when it is needed."""

    def __init__(self, book: _Book, sheet: _Sheet) -> None:
        self.book = book
        self.sheet = sheet

    @cached_property
    def xml(self) -> SheetPart:
        """How it is written, and its rows."""
        archive, name = self.book.archive, self.sheet.part
        large = archive.size(name) > _HELD
        chunks = archive.chunks(name) if large else (archive.read(name),)
        left = self.book.cells_left
        found = SheetPart(chunks, part=name, sheet=self.sheet.name, file=archive.file, most=left)
        if found.cells > left:  # before any of them is read
            raise _too_many_cells(self.book, self.sheet)
        return found

    def groups(self, column: int, below: int) -> Groups | None:
        """As :func:`perfxl.forms.grids.last_rows.last_rows`."""
        try:
            return last_rows(self.xml, column=column, below=below, texts=self.book.texts)
        except InputError as error:
            error.sheet = self.sheet.name
            raise


def read_xlsx(archive: Archive) -> Iterator[Grid]:
    """The worksheets of a workbook in their order; chart sheets are left out.

    Raises:
        InputError: a part is missing or broken.
        LimitError: more than :data:`MAX_CELLS` cells, or another limit is exceeded.
    """
    book = _book(archive, MAX_CELLS, MAX_STRINGS)
    for sheet in _sheets(archive):
        yield _grid(book, sheet)


def read_tables(archive: Archive) -> Iterator[Table]:
    """The worksheets as rows of texts, read while they are asked for.

    Raises:
        InputError: a part is missing or broken.
        LimitError: more than :data:`MAX_TABLE_CELLS` cells, or another limit is exceeded.
    """
    book = _book(archive, MAX_TABLE_CELLS, MAX_TABLE_STRINGS)
    for sheet in _sheets(archive):
        yield _table(book, sheet)


def sheet_names(archive: Archive) -> tuple[str, ...]:
    """What the worksheets of a workbook are called, in their order.

    Raises:
        InputError: a part is missing or broken.
        LimitError: a limit is exceeded.
    """
    return tuple(sheet.name for sheet in _sheets(archive))


def _book(archive: Archive, limit: int, strings: int) -> _Book:
    path = _main_part(archive)
    targets = _relationships(archive, path)
    properties = _xml(archive, path).find("{*}workbookPr")
    texts = CellTexts(
        _strings(archive, _part_of_type(targets, "/sharedStrings"), strings),
        _formats(archive, _part_of_type(targets, "/styles")),
        properties is not None and properties.get("date1904") in ("1", "true"),
        archive.file,
    )
    return _Book(archive, texts, limit)


def _sheets(archive: Archive) -> Iterator[_Sheet]:
    path = _main_part(archive)
    targets = _relationships(archive, path)
    parts: set[str] = set()
    for sheet in _xml(archive, path).iterfind("{*}sheets/{*}sheet"):
        kind, part = targets.get(
            next((sheet.get(key, "") for key in _ID if key in sheet.attrib), ""), ("", "")
        )
        if kind.endswith("/worksheet"):
            if part in parts:
                raise InputError(
                    "两个工作表指向同一个部件，文件已损坏；请用Excel或WPS打开后另存",
                    file=archive.file,
                    sheet=sheet.get("name", ""),
                )
            parts.add(part)
            hidden = sheet.get("state", "visible") != "visible"
            yield _Sheet(sheet.get("name", ""), part, hidden)


def _xml(archive: Archive, part: str) -> etree._Element:
    return parse(archive.read(part), part=part, file=archive.file)


def _main_part(archive: Archive) -> str:
    if "_rels/.rels" in archive:
        for kind, part in _relationships(archive, "").values():
            if kind.endswith("/officeDocument"):
                return part
    return "xl/workbook.xml"


def _relationships(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Type and part name of every internal relationship of ``part``, by id."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in archive:
        return {}
    found = {}
    for item in _xml(archive, rels).iterfind(_RELATIONSHIP):
        if item.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, item.get("Target", "")))
            found[item.get("Id", "")] = item.get("Type", ""), target.lstrip("/")
    return found


def _part_of_type(targets: dict[str, tuple[str, str]], ending: str) -> str:
    return next((part for kind, part in targets.values() if kind.endswith(ending)), "")


def _strings(archive: Archive, part: str, most: int) -> SharedStrings | list[str]:
    if not part or part not in archive:
        return []
    return read_shared_strings(archive.read(part), part=part, file=archive.file, most=most)


def _formats(archive: Archive, part: str) -> dict[str, str]:
    """The number format code of every cell style."""
    if not part or part not in archive:
        return {}
    root = _xml(archive, part)
    codes = dict(BUILT_IN)
    for item in root.iterfind("{*}numFmts/{*}numFmt"):
        number = item.get("numFmtId", "")
        if number.isascii() and number.isdigit():
            codes[int(number)] = item.get("formatCode", "")
    styles = {}
    for index, item in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        number = item.get("numFmtId", "0")
        usual = number.isascii() and number.isdigit()
        styles[str(index)] = codes.get(int(number), "") if usual else ""
    return styles


def _grid(book: _Book, sheet: _Sheet) -> Grid:
    texts: dict[tuple[int, int], str] = {}
    uncached, formulas = [], []
    merges: list[Merge] = []
    part = _Part(book, sheet)
    for row in _rows(part, merges, Kept()):
        formulas += [cell_address(row.number, column) for column in row.formulas]
        for column, text in row.texts.items():
            if text:
                texts[row.number, column] = text
            elif text is None:
                uncached.append(cell_address(row.number, column))
    data = b"".join(part.xml.chunks)
    return make_grid(
        sheet.name,
        texts,
        merges,
        uncached=tuple(uncached),
        formulas=formulas,
        hidden=sheet.hidden,
        hidden_rows=hidden_rows(data),
        hidden_columns=hidden_columns(data),
        file=book.archive.file,
    )


def _table(book: _Book, sheet: _Sheet) -> Table:
    merges: list[Merge] = []
    part, kept = _Part(book, sheet), Kept()
    rows = ((row.number, row.texts) for row in _rows(part, merges, kept) if row.texts)
    return Table(sheet.name, rows, merges, part.groups, kept.only)


def _rows(part: _Part, merges: list[Merge], kept: Kept) -> Iterator[SheetRow]:
    """The rows of a sheet; ``merges`` is complete when they have come to their end."""
    book, sheet, file = part.book, part.sheet, part.book.archive.file
    xml = part.xml
    try:
        if xml.frame is None:
            elements = streamed(xml.chunks, ("{*}row", "{*}mergeCell"), file=file)
            rows = parsed_rows(_without_merges(elements, merges, file), book.texts)
        else:
            around = _around(xml.frame, part=sheet.part, file=file)
            list(_without_merges(around.iterfind("*/{*}mergeCell"), merges, file))
            rows = scanned_rows(xml.rows(), root=xml.frame.root, texts=book.texts, kept=kept)
        for row in rows:
            book.cells_left -= row.declared
            if book.cells_left < 0:
                raise _too_many_cells(book, sheet)
            yield row
    except InputError as error:
        error.sheet = sheet.name
        raise


def _around(frame: Frame, *, part: str, file: str) -> etree._Element:
    """A sheet without its rows, as a parser reads it."""
    root = parse(b"%b<row/>%b" % (frame.before, frame.behind), part=part, file=file)
    refuse_other_root(root, file=file)
    if len(root.findall("{*}sheetData/{*}row")) != 1:
        raise InputError(
            "工作表的行不在应在的位置，文件已损坏；请用Excel或WPS打开后另存", file=file
        )
    return root


def _too_many_cells(book: _Book, sheet: _Sheet) -> LimitError:
    return LimitError(
        f"单元格超过{book.limit}个，无法读取；请删去空行空列和无关的工作表后重试",
        file=book.archive.file,
        sheet=sheet.name,
    )


def _without_merges(
    elements: Iterable[etree._Element], merges: list[Merge], file: str
) -> Iterator[etree._Element]:
    """The rows among ``elements``; merged ranges go into ``merges``."""
    for item in elements:
        if not item.tag.endswith("}mergeCell"):
            yield item
            continue
        merges += _merge(item.get("ref", ""))
        refuse_many_merges(len(merges), file=file)


def _merge(reference: str) -> list[tuple[int, int, int, int]]:
    first, _, last = reference.partition(":")
    start, end = position(first), position(last or first)
    if 0 <= start[0] <= end[0] and 0 <= start[1] <= end[1]:
        return [(*start, *end)]
    return []

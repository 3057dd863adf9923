""".xlsx and .xlsm → grids.

An own reader rather than a library, for three reasons: number formats decide what a
person reads in a cell (0.95 or 95%), fast readers drop them, and some abort the whole
process on a forged file.  Formulas are never evaluated: their saved result is read.
Rule source: ECMA-376 part 1, 18.3 (worksheets), 18.4 (shared strings), 18.8 (styles).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from lxml import etree

from perfxl.errors import InputError, LimitError
from perfxl.forms.grid import Grid, cell_address, cell_text, make_grid
from perfxl.forms.grids.archive import Archive
from perfxl.forms.grids.formats import BUILT_IN, text_affixes
from perfxl.forms.grids.numbers import shown
from perfxl.sheet.xml import parse, refuse_dtd, unescape

MAX_CELLS = 2_000_000
MAX_STRINGS = 2_000_000
MAX_MERGES = 100_000
MAX_TEXT = 32_767  # what a cell can hold

_SMALL = 1024 * 1024  # a sheet of this size may stand in memory as a whole
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ID = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


@dataclass(slots=True)
class _Book:
    """What the cells of all sheets refer to."""

    archive: Archive
    strings: list[str]
    formats: list[str]
    from_1904: bool
    cells_left: int


def read_xlsx(archive: Archive) -> Iterator[Grid]:
    """The worksheets of a workbook in their order; chart sheets are left out.

    Raises:
        InputError: a part is missing or broken.
        LimitError: more than :data:`MAX_CELLS` cells, or another limit is exceeded.
    """
    path = _main_part(archive)
    root = _xml(archive, path)
    targets = _relationships(archive, path)
    properties = root.find("{*}workbookPr")
    book = _Book(
        archive,
        _strings(archive, _part_of_type(targets, "/sharedStrings")),
        _formats(archive, _part_of_type(targets, "/styles")),
        properties is not None and properties.get("date1904") in ("1", "true"),
        MAX_CELLS,
    )
    for sheet in root.iterfind("{*}sheets/{*}sheet"):
        name = sheet.get("name", "")
        kind, part = targets.get(
            next((sheet.get(key, "") for key in _ID if key in sheet.attrib), ""), ("", "")
        )
        if not kind.endswith("/worksheet"):
            continue
        yield _grid(book, part, name, hidden=sheet.get("state", "visible") != "visible")


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


def _strings(archive: Archive, part: str) -> list[str]:
    if not part or part not in archive:
        return []
    strings: list[str] = []
    for item in _xml(archive, part).iterfind("{*}si"):
        if len(strings) >= MAX_STRINGS:
            raise LimitError(f"文字超过{MAX_STRINGS}条，无法读取", file=archive.file)
        strings.append(_rich_text(item, archive.file))
    return strings


def _rich_text(item: etree._Element, file: str) -> str:
    """The text of all runs; phonetic guides (rPh) are no part of it."""
    pieces = []
    for child in item:
        tag = etree.QName(child).localname
        if tag == "t":
            pieces.append(child.text or "")
        elif tag == "r":
            pieces.extend(text.text or "" for text in child.iterfind("{*}t"))
    text = "".join(pieces)
    if len(text) > MAX_TEXT:
        raise LimitError(f"有一格文字超过{MAX_TEXT}字，超出Excel的上限，无法读取", file=file)
    return cell_text(unescape(text))


def _formats(archive: Archive, part: str) -> list[str]:
    """The number format code of every cell style."""
    if not part or part not in archive:
        return []
    root = _xml(archive, part)
    codes = dict(BUILT_IN)
    for item in root.iterfind("{*}numFmts/{*}numFmt"):
        number = item.get("numFmtId", "")
        if number.isascii() and number.isdigit():
            codes[int(number)] = item.get("formatCode", "")
    styles = []
    for item in root.iterfind("{*}cellXfs/{*}xf"):
        number = item.get("numFmtId", "0")
        styles.append(codes.get(int(number), "") if number.isascii() and number.isdigit() else "")
    return styles


def _grid(book: _Book, part: str, name: str, *, hidden: bool) -> Grid:
    """One sheet, streamed: a million declared cells must not become a million elements."""
    file = book.archive.file
    texts: dict[tuple[int, int], str] = {}
    merges: list[tuple[int, int, int, int]] = []
    uncached = []
    formulas = []
    at = (-1, -1)
    for item in _elements(book.archive, part):
        if item.tag.endswith("}mergeCell"):
            merges += _merge(item.get("ref", ""))
            if len(merges) > MAX_MERGES:
                raise LimitError(f"合并区域超过{MAX_MERGES}个，无法读取", file=file, sheet=name)
            continue
        position = _next_position(item, at)
        if position is None:
            raise InputError(
                f"有一格的地址“{item.get('r', '')[:20]}”不合法，文件已损坏；"
                "请用Excel或WPS打开后另存",
                file=file,
                sheet=name,
            )
        at = position
        book.cells_left -= 1
        if book.cells_left < 0:
            raise LimitError(f"单元格超过{MAX_CELLS}个，无法读取", file=file, sheet=name)
        if item.find("{*}f") is not None:
            formulas.append(cell_address(*at))
        text = _text(book, item)
        if text:
            texts[at] = text
        elif text is None:
            uncached.append(cell_address(*at))
    return make_grid(
        name,
        texts,
        merges,
        uncached=tuple(uncached),
        formulas=formulas,
        hidden=hidden,
        file=file,
    )


def _elements(archive: Archive, part: str) -> Iterator[etree._Element]:
    """The cells and merged ranges of a sheet, each forgotten after its use."""
    data = archive.read(part)
    if len(data) <= _SMALL:
        yield from parse(data, part=part, file=archive.file).iter("{*}c", "{*}mergeCell")
        return
    refuse_dtd(data, part=part, file=archive.file)
    stream = etree.iterparse(
        BytesIO(data),
        tag=("{*}c", "{*}mergeCell"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, item in stream:
            yield item
            item.clear()
            for done in (item, item.getparent()):
                parent = None if done is None else done.getparent()
                while parent is not None and done is not None and done.getprevious() is not None:
                    del parent[0]
    except (etree.XMLSyntaxError, LookupError) as error:
        raise InputError(
            f"部件{part}已损坏；请用Excel或WPS打开后另存，或重新向填报单位索取",
            file=archive.file,
        ) from error


def _next_position(cell: etree._Element, before: tuple[int, int]) -> tuple[int, int] | None:
    """Where a cell stands; without an address it follows the cell before it."""
    reference = cell.get("r")
    if reference:
        return _position(reference)
    row = cell.getparent()
    number = row.get("r") if row is not None else None
    first = cell.getprevious() is None
    if number and number.isascii() and number.isdigit() and 0 < int(number[:8]) <= _LAST_ROW:
        row_number = int(number) - 1
    else:
        row_number = before[0] + 1 if first else before[0]
    column = 0 if first else before[1] + 1
    return (row_number, column) if column < _LAST_COLUMN and row_number < _LAST_ROW else None


@lru_cache(maxsize=16384)
def _position(reference: str) -> tuple[int, int] | None:
    match = _REFERENCE.fullmatch(reference)
    if match is None or int(match[2]) > _LAST_ROW:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return (int(match[2]) - 1, column - 1) if column <= _LAST_COLUMN else None


def _text(book: _Book, cell: etree._Element) -> str | None:
    """The text a cell shows; ``None`` for a formula without a saved result."""
    value: str | None = None
    formula = False
    for child in cell:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag.endswith("}v"):
            value = child.text
        elif tag.endswith("}is"):
            return _rich_text(child, book.archive.file)
        elif tag.endswith("}f"):
            formula = True
    kind = cell.get("t", "n")
    if value is None:
        return None if formula and kind != "str" else ""
    style = cell.get("s", "0")
    code = ""
    if style.isascii() and style.isdigit() and int(style[:6]) < len(book.formats):
        code = book.formats[int(style[:6])]
    if kind == "s":
        return _affixed(_shared(book, value), code)
    if kind == "n":
        return _number(value, code, from_1904=book.from_1904)
    if kind == "b":
        return "TRUE" if value.strip() == "1" else "FALSE"
    if kind == "d":
        return cell_text(value.replace("T00:00:00", "").replace("T", " "))
    if len(value) > MAX_TEXT:
        raise LimitError(f"有一格文字超过{MAX_TEXT}字，无法读取", file=book.archive.file)
    return cell_text(unescape(value))


def _shared(book: _Book, value: str) -> str:
    index = value.strip()
    if index.isascii() and index.isdigit() and int(index[:9]) < len(book.strings):
        return book.strings[int(index)]
    raise InputError(
        "有一格指向不存在的文字，文件已损坏；请用Excel或WPS打开后另存", file=book.archive.file
    )


def _affixed(text: str, code: str) -> str:
    if "@" in code and text:
        before, after = text_affixes(code)
        return f"{before}{text}{after}"
    return text


def _number(value: str, code: str, *, from_1904: bool) -> str:
    try:
        number = float(value)
    except ValueError:
        return cell_text(value[:MAX_TEXT])
    return shown(number, code, from_1904=from_1904)


def _merge(reference: str) -> list[tuple[int, int, int, int]]:
    first, _, last = reference.partition(":")
    start, end = _position(first), _position(last or first)
    if start and end and start[0] <= end[0] and start[1] <= end[1]:
        return [(*start, *end)]
    return []

""".ods and .odt → grids.

An OpenDocument cell carries both its value and the text it shows; the value gives the
digits, the shown text the unit around them (60人) and how much of a date is meant.
Rule source: OpenDocument 1.3 part 3, 9 (tables), 19.385 (office:value-type).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from perfxl.errors import InputError, LimitError
from perfxl.forms.grid import Grid, cell_address, cell_text, make_grid, refuse_many_merges
from perfxl.forms.grids.archive import Archive
from perfxl.forms.grids.document import Block, Table, TableCell, document_grid
from perfxl.forms.grids.numbers import plain
from perfxl.regex import regex
from perfxl.sheet.xml import parse

MAX_CELLS = 1_000_000
_TOO_MANY = f"单元格超过{MAX_CELLS}个，无法读取；请删去空行空列后重试"
MAX_REPEAT = 1_048_576
MAX_DEPTH = 20
_LAST_COLUMN = 16_383
_MOST_SPACES = 20  # of one element that stands for many: it is as long itself

_PARTIAL_DATE = regex(r"\d{4}年(\d{1,2}月)?|\d{1,2}月(\d{1,2}日)?")
_DIGITS = regex(r"[-−]?[\d,.]+(?:E[+-]?\d+)?")
_CURRENCY = regex(r"[¥￥$€£\s()]|CNY|RMB")
_NOT_TEXT = frozenset({"annotation", "shapes", "tracked-changes", "ruby-text", "note", "frame"})

_Merge = tuple[int, int, int, int]


def read_ods(archive: Archive) -> Iterator[Grid]:
    """The sheets of a spreadsheet in their order.

    Raises:
        InputError: the file is damaged or encrypted.
        LimitError: more than :data:`MAX_CELLS` cells.
    """
    root = _content(archive)
    hidden_styles = {
        style.get(_key(style, "name"), "")
        for style in root.iter("{*}style")
        if any(_attribute(item, "display") == "false" for item in style)
    }
    left = MAX_CELLS
    for table in root.iterfind("{*}body/{*}spreadsheet/{*}table"):
        texts, merges, formulas = _sheet(table, left, archive.file)
        left -= len(texts)
        last = max((row for row, _ in texts), default=0)
        yield make_grid(
            _attribute(table, "name"),
            texts,
            merges,
            formulas=formulas,
            hidden=_attribute(table, "style-name") in hidden_styles,
            hidden_rows=_hidden(_rows(table), "number-rows-repeated", last),
            hidden_columns=_hidden(_columns(table), "number-columns-repeated", _LAST_COLUMN),
            file=archive.file,
        )


def read_odt(archive: Archive) -> Iterator[Grid]:
    """The body of a text document as one grid; errors as :func:`read_ods`."""
    root = _content(archive)
    body = root.find("{*}body/{*}text")
    if body is None:
        raise InputError("文档没有正文，文件已损坏；请打开后另存", file=archive.file)
    yield document_grid(_blocks(body, archive.file, 0), file=archive.file)


def _content(archive: Archive) -> etree._Element:
    if "META-INF/manifest.xml" in archive:
        manifest = archive.read("META-INF/manifest.xml")
        if b"encryption-data" in manifest:
            raise InputError("文件有密码保护，无法读取；请去掉密码后重试", file=archive.file)
    return parse(archive.read("content.xml"), part="content.xml", file=archive.file)


def _sheet(
    table: etree._Element, left: int, file: str
) -> tuple[dict[tuple[int, int], str], list[_Merge], list[str]]:
    """Texts by position, merged ranges, and the addresses of formulas."""
    texts: dict[tuple[int, int], str] = {}
    merges: list[_Merge] = []
    formulas: list[str] = []
    row = 0
    for line in _rows(table):
        repeat = _count(line, "number-rows-repeated")
        filled = list(_cells(line))
        for index in range(repeat if filled else 0):
            for column, count, text, rows, columns, formula in filled:
                if len(texts) + count > left:
                    raise LimitError(_TOO_MANY, file=file)
                texts.update(((row + index, column + at), text) for at in range(count))
                if formula:
                    formulas += [cell_address(row + index, column + at) for at in range(count)]
                if rows > 1 or columns > 1:
                    merges.append(
                        (row + index, column, row + index + rows - 1, column + columns - 1)
                    )
                    refuse_many_merges(len(merges), file=file)
        row += repeat
    return texts, merges, formulas


def _rows(parent: etree._Element) -> Iterator[etree._Element]:
    """The rows, also those in groups and heading rows."""
    for child in parent:
        name = _name(child)
        if name == "table-row":
            yield child
        elif name in ("table-header-rows", "table-row-group", "table-rows"):
            yield from _rows(child)


def _columns(parent: etree._Element) -> Iterator[etree._Element]:
    """The columns, also those in groups and heading columns."""
    for child in parent:
        name = _name(child)
        if name == "table-column":
            yield child
        elif name in ("table-header-columns", "table-column-group", "table-columns"):
            yield from _columns(child)


def _hidden(lines: Iterable[etree._Element], repeated: str, last: int) -> frozenset[int]:
    """The numbers up to ``last`` of the rows or columns among ``lines`` that are not shown."""
    found: list[int] = []
    number = 0
    for line in lines:
        after = number + _count(line, repeated)
        if _attribute(line, "visibility") in ("collapse", "filter"):
            found += range(number, min(after, last + 1))
        number = after
    return frozenset(found)


def _cells(line: etree._Element) -> Iterator[tuple[int, int, str, int, int, bool]]:
    """Of every cell with text: column, repetition, text, rows and columns spanned, formula."""
    column = 0
    for cell in line:
        if _name(cell) not in ("table-cell", "covered-table-cell"):
            continue
        count = _count(cell, "number-columns-repeated")
        text = _shown(cell)
        if text:
            rows = _count(cell, "number-rows-spanned")
            columns = _count(cell, "number-columns-spanned")
            yield column, count, text, rows, columns, bool(_attribute(cell, "formula"))
        column += count


def _shown(cell: etree._Element) -> str:
    text = cell_text("\n".join(_text(item) for item in cell if _name(item) in ("p", "h")))
    kind = _attribute(cell, "value-type")
    if kind in ("float", "percentage", "currency"):
        try:
            value = float(_attribute(cell, "value"))
        except ValueError:
            return text
        before, after = _around(text)
        if kind == "percentage":
            return f"{before}{_percent(value)}%{after.lstrip(' ').removeprefix('%')}"
        return f"{before}{plain(value)}{after}"
    if kind == "date" and text and not _PARTIAL_DATE.fullmatch(text):
        date, _, clock = _attribute(cell, "date-value").partition("T")
        return f"{date} {clock[:5]}" if clock and clock[:5] != "00:00" else date or text
    if kind == "boolean":
        return "TRUE" if _attribute(cell, "boolean-value") == "true" else "FALSE"
    return text


def _percent(value: float) -> str:
    return plain(float(f"{value * 100:.13g}"))


def _around(text: str) -> tuple[str, str]:
    """What a number format puts before and after the digits."""
    found = _DIGITS.search(text)
    if found is None:
        return "", ""
    before, after = text[: found.start()], text[found.end() :]
    return _CURRENCY.sub("", before), _CURRENCY.sub("", after)


def _blocks(parent: etree._Element, file: str, depth: int) -> Iterator[Block]:
    for child in parent:
        name = _name(child)
        if name in ("p", "h"):
            yield _text(child)
        elif name == "table":
            yield from _table(child, file, depth)
        elif name not in _NOT_TEXT and depth < MAX_DEPTH:
            yield from _blocks(child, file, depth + 1)


def _table(table: etree._Element, file: str, depth: int) -> Iterator[Block]:
    cells: list[TableCell] = []
    nested: list[etree._Element] = []
    count = 0
    for line in _rows(table):
        column = 0
        for cell in line:
            span = min(_count(cell, "number-columns-spanned"), 1000)
            name = _name(cell)
            if name == "covered-table-cell":
                column += min(_count(cell, "number-columns-repeated"), 1000)
            elif name == "table-cell":
                rows = min(_count(cell, "number-rows-spanned"), MAX_CELLS)
                text = "\n".join(_lines(cell))
                cells.append(TableCell(count, count + rows, column, column + span, text))
                nested += [item for item in cell if _name(item) == "table"]
                column += 1
            if len(cells) > MAX_CELLS:
                raise LimitError(_TOO_MANY, file=file)
        count += 1
    last = [
        TableCell(cell.top, min(cell.bottom, count), cell.left, cell.right, cell.text)
        for cell in cells
    ]
    yield Table(tuple(last), count)
    for inner in nested:
        if depth < MAX_DEPTH:
            yield from _table(inner, file, depth + 1)


def _lines(cell: etree._Element) -> Iterator[str]:
    for item in cell:
        if _name(item) in ("p", "h"):
            yield _text(item)
        elif _name(item) in ("list", "list-item", "section"):
            yield from _lines(item)


def _text(element: etree._Element) -> str:
    pieces = [element.text or ""]
    for child in element:
        name = _name(child)
        if name == "s":
            pieces.append(" " * min(_count(child, "c"), _MOST_SPACES))
        elif name == "tab":
            pieces.append("\t")
        elif name == "line-break":
            pieces.append("\n")
        elif name not in _NOT_TEXT:
            pieces.append(_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _key(element: etree._Element, name: str) -> str:
    return next((str(key) for key in element.attrib if str(key).endswith(f"}}{name}")), "")


def _attribute(element: etree._Element, name: str) -> str:
    key = _key(element, name)
    return element.get(key, "") if key else ""


def _count(element: etree._Element, name: str) -> int:
    text = _attribute(element, name)
    return max(1, min(int(text[:9]), MAX_REPEAT)) if text.isascii() and text.isdigit() else 1

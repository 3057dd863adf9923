""".docx → a grid: paragraphs, tables, tables in tables, content controls, text boxes.

Word's tables are read from their XML: a library that walks paragraphs and tables only
misses what stands in content controls, and believes the grid spans that Word itself does
not keep in order.  Deleted text (tracked changes) is left out, inserted text is read.
Rule source: ECMA-376 part 1, 17.4 (tables), 17.3.3 (run content).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from perfxl.errors import InputError, LimitError
from perfxl.forms.grid import Grid
from perfxl.forms.grids.archive import Archive
from perfxl.forms.grids.document import Block, Table, TableCell, document_grid
from perfxl.sheet.xml import parse

MAX_SPAN = 1_000
MAX_DEPTH = 20
MAX_COLUMNS = 1_000
"""Word itself draws 63 in a table."""

_SKIPPED = frozenset(
    {
        "del", "moveFrom", "delText", "instrText", "rPr", "pPr", "tblPr", "tblGrid", "sectPr",
        "sdtPr", "sdtEndPr", "Fallback", "rt", "footnoteReference", "commentReference",
    }
)  # fmt: skip
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_TICKS = {"F052": "☑", "F0FE": "☑", "F0FC": "√", "F050": "√", "F0A8": "□", "F06F": "□", "F0A3": "□"}


def read_docx(archive: Archive) -> Iterator[Grid]:
    """The document's body as one grid; headers, footers and comments are no part of it.

    Raises:
        InputError: the document has no body or is broken.
        LimitError: it is too large or nested too deep.
    """
    root = parse(archive.read("word/document.xml"), part="word/document.xml", file=archive.file)
    body = root.find("{*}body")
    if body is None:
        raise InputError("文档没有正文，文件已损坏；请用Word或WPS打开后另存", file=archive.file)
    try:
        yield document_grid(_blocks(body, 0), file=archive.file)
    except _TooWideError:
        raise LimitError(
            f"有一个表格的一行超过{MAX_COLUMNS}格，无法读取；请删去多余的列后重试",
            file=archive.file,
        ) from None


class _TooWideError(Exception):
    """A table with more columns than a table has."""


def _blocks(parent: etree._Element, depth: int) -> Iterator[Block]:
    if depth > MAX_DEPTH:
        return
    for child in parent:
        name = _name(child)
        if name == "p":
            yield _text(child)
            for inner in child.iter("{*}tbl"):
                if _holder(inner) is child and not _fallback(inner):
                    yield from _table(inner, depth + 1)
        elif name == "tbl":
            yield from _table(child, depth + 1)
        elif name not in _SKIPPED:
            yield from _blocks(child, depth + 1)


def _holder(table: etree._Element) -> etree._Element | None:
    """The outermost paragraph around a table in a text box, unless a table is nearer."""
    holder = None
    for parent in table.iterancestors():
        if _name(parent) == "tbl":
            return None
        if _name(parent) == "p":
            holder = parent
    return holder


def _fallback(element: etree._Element) -> bool:
    return any(_name(parent) == "Fallback" for parent in element.iterancestors())


def _table(table: etree._Element, depth: int) -> Iterator[Block]:
    """The table, then the tables nested in its cells."""
    widths = [_measure(column, "w") for column in table.iterfind("{*}tblGrid/{*}gridCol")]
    if len(widths) > MAX_COLUMNS:
        raise _TooWideError
    cells: list[TableCell] = []
    open_merges: dict[float, int] = {}  # by left edge: index of the cell being continued
    nested: list[etree._Element] = []
    count = 0
    for row in _children(table, "tr"):
        column = _property(row, "trPr", "gridBefore")
        for index, cell in enumerate(_children(row, "tc")):
            if index >= MAX_COLUMNS:
                raise _TooWideError
            span = max(1, _property(cell, "tcPr", "gridSpan"))
            left, right = _edge(widths, column), _edge(widths, column + span)
            column += span
            merge = cell.find("{*}tcPr/{*}vMerge")
            going_on = merge is not None and _value(merge) != "restart"
            text = _cell_text(cell)
            if going_on and left in open_merges and not text.strip():
                at = open_merges[left]
                first = cells[at]
                cells[at] = TableCell(first.top, count + 1, first.left, first.right, first.text)
            else:
                open_merges.pop(left, None)
                if merge is not None:
                    open_merges[left] = len(cells)
                cells.append(TableCell(count, count + 1, left, right, text))
            nested += _nested(cell)
        count += 1
    yield Table(tuple(cells), count)
    for inner in nested:
        if depth < MAX_DEPTH:
            yield from _table(inner, depth + 1)


def _nested(cell: etree._Element) -> list[etree._Element]:
    """The tables directly inside a cell, not those inside them."""
    found = []
    for table in cell.iter("{*}tbl"):
        around = next(parent for parent in table.iterancestors() if _name(parent) in ("tc", "tbl"))
        if around is cell and not _fallback(table):
            found.append(table)
    return found


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Children of one name, also those inside content controls and tracked insertions."""
    for child in parent:
        if _name(child) == name:
            yield child
        elif _name(child) in ("sdt", "sdtContent", "customXml", "ins", "smartTag"):
            yield from _children(child, name)


def _cell_text(cell: etree._Element) -> str:
    """The paragraphs of a cell, those of nested tables left out."""
    lines = []
    for paragraph in cell.iter("{*}p"):
        around = next(
            (p for p in paragraph.iterancestors() if _name(p) in ("p", "tc", "tbl")), None
        )
        if around is cell:
            lines.append(_text(paragraph))
    return "\n".join(lines).strip("\n")


def _text(element: etree._Element) -> str:
    """The text of a paragraph as it is read on paper."""
    pieces: list[str] = []
    _collect(element, pieces, 0)
    return "".join(pieces)


def _collect(element: etree._Element, pieces: list[str], depth: int) -> None:
    if depth > 8 * MAX_DEPTH:
        return
    for child in element:
        name = _name(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name in _BREAKS:
            pieces.append(_BREAKS[name])
        elif name == "sym":
            pieces.append(_TICKS.get(_attribute(child, "char").upper(), ""))
        elif name == "p":  # a paragraph of a text box
            if pieces:
                pieces.append("\n")
            _collect(child, pieces, depth + 1)
        elif name not in _SKIPPED and name != "tbl":
            _collect(child, pieces, depth + 1)


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _attribute(element: etree._Element, name: str) -> str:
    return next(
        (str(value) for key, value in element.attrib.items() if str(key).endswith(f"}}{name}")), ""
    )


def _value(element: etree._Element) -> str:
    return _attribute(element, "val") or "continue"


def _property(element: etree._Element, properties: str, name: str) -> int:
    found = element.find(f"{{*}}{properties}/{{*}}{name}")
    text = "" if found is None else _attribute(found, "val")
    return min(int(text[:9]), MAX_SPAN) if text.isascii() and text.isdigit() else 0


def _measure(element: etree._Element, name: str) -> float:
    text = _attribute(element, name)
    return float(text[:9]) if text.isascii() and text.isdigit() else 0.0


def _edge(widths: list[float], column: int) -> float:
    """Where a grid column begins; columns the grid does not declare are of average width."""
    known = sum(widths[:column])
    missing = max(0, column - len(widths))
    average = sum(widths) / len(widths) if widths and sum(widths) else 1000.0
    if not any(widths):
        return column * average
    return known + missing * average

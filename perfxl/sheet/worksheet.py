"""A worksheet part ⇄ its rows, and the frame around them.

The rows are read into plain values; the *frame* is the rest of the part as an XML tree
with two marks in it, where the rows and the merges will be put back as text.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from perfxl.errors import InputError, LimitError
from perfxl.sheet.address import MAX_ROW, Area, cell_name, split_cell
from perfxl.sheet.formula import shift
from perfxl.sheet.strings import SharedString, plain_string, read_string
from perfxl.sheet.xml import escape_attribute, in_default_namespace, is_true, main_tag

ROWS_MARK = "perfxl:rows"
MERGES_MARK = "perfxl:merges"

# What may stand between the rows and the merges (ECMA-376 part 1, 18.3.1.99).
_BEFORE_MERGES = {
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
}
_KINDS = ("", "n", "s", "b", "e", "str")
MAX_FORMULA = 8_192  # of Excel
MAX_MERGES = 10_000
_DEFAULT_HEIGHT = 15.0


class Formula(NamedTuple):
    """A formula without ``=``; ``area`` is the range of an array formula."""

    text: str
    area: Area | None = None
    attributes: str = ""


class Cell(NamedTuple):
    """One cell; ``kind`` and ``value`` are its ``t`` and ``<v>`` as they stand in the file."""

    row: int
    column: int
    style: int = 0
    kind: str = ""
    value: str = ""
    formula: Formula | None = None
    string: SharedString | None = None
    attributes: str = ""

    @property
    def name(self) -> str:
        """Its address, ``"G12"``."""
        return cell_name(self.column, self.row)

    @property
    def area(self) -> Area:
        """The cell as a range."""
        return Area(self.row, self.column, self.row, self.column)

    @property
    def text(self) -> str:
        """The text a person reads if it is a text cell, else ``""``."""
        return self.string.text if self.string else ""


class Row(NamedTuple):
    """One row; ``height`` in points, ``None`` if the application is to find it.

    ``fixed``: a person chose the height; else it is what fitted the template's texts.
    """

    number: int
    cells: tuple[Cell, ...] = ()
    height: float | None = None
    fixed: bool = False
    hidden: bool = False
    attributes: str = ""


class Column(NamedTuple):
    """Columns ``first`` to ``last``; ``width`` in characters, 0 when hidden."""

    first: int
    last: int
    width: float


class Worksheet(NamedTuple):
    """A sheet of a template: rows by number, merges, columns, and the frame."""

    name: str
    part: str
    rows: Mapping[int, Row]
    merges: tuple[Area, ...]
    columns: tuple[Column, ...]
    default_width: float | None
    default_height: float
    frame: etree._Element

    def cells(self) -> Iterator[Cell]:
        """All cells, row by row."""
        for row in self.rows.values():
            yield from row.cells

    def width(self, column: int) -> float | None:
        """The width of a column in characters; 0 when hidden, ``None`` when nobody set one."""
        for entry in self.columns:
            if entry.first <= column <= entry.last:
                return entry.width
        return self.default_width

    def merge_at(self, column: int, row: int) -> Area | None:
        """The merged range that the cell belongs to."""
        return next((area for area in self.merges if area.holds(column, row)), None)


class _DamageError(ValueError):
    """What is wrong in a sheet, for its user."""


def read_worksheet(
    root: etree._Element, *, name: str, part: str, strings: list[SharedString]
) -> Worksheet:
    """Read a worksheet part; its tree is taken over as the frame.

    Texts that stand in the sheet itself (inline strings) are appended to ``strings``, so that
    afterwards every text cell is of kind ``s``.

    Raises:
        InputError: an address, a number or a string index makes no sense.
        LimitError: there are more than :data:`MAX_MERGES` merged ranges.
    """
    root = in_default_namespace(root)
    data = root.find(main_tag("sheetData"))
    if data is None or root.tag != main_tag("worksheet"):
        message = "不是普通工作表（应为带 sheetData 的 worksheet），请检查是否选错了文件"
        raise InputError(message, sheet=name)
    try:
        rows = _read_rows(data, strings)
        merges = _merges(root, name)
        columns = _columns(root)
        width, height = _defaults(root)
    except (ValueError, IndexError) as error:
        found = f"（{error}）" if isinstance(error, _DamageError) else ""
        problem = f"工作表内容已损坏{found}，请用 Excel 打开修复后另存"
        raise InputError(problem, sheet=name) from None
    _mark(root, data)
    return Worksheet(name, part, rows, merges, columns, width, height, root)


def _merges(root: etree._Element, name: str) -> tuple[Area, ...]:
    items = tuple(root.iter(main_tag("mergeCell")))
    if len(items) > MAX_MERGES:
        message = f"合并区域超过{MAX_MERGES}个，不像是模板；请取消多余的合并后重试"
        raise LimitError(message, sheet=name)
    return tuple(Area.parse(item.get("ref", "")) for item in items)


def _mark(root: etree._Element, data: etree._Element) -> None:
    last = data
    for child in root.iterchildren(tag=etree.Element):
        if etree.QName(child).localname in _BEFORE_MERGES:
            last = child
    merges = root.find(main_tag("mergeCells"))
    if merges is None:
        last.addnext(etree.Comment(MERGES_MARK))
    else:
        root.replace(merges, etree.Comment(MERGES_MARK))
    root.replace(data, etree.Comment(ROWS_MARK))


def _defaults(root: etree._Element) -> tuple[float | None, float]:
    found = root.find(main_tag("sheetFormatPr"))
    if found is None:
        return None, _DEFAULT_HEIGHT
    width = found.get("defaultColWidth")
    return float(width) if width else None, float(found.get("defaultRowHeight", _DEFAULT_HEIGHT))


def _columns(root: etree._Element) -> tuple[Column, ...]:
    found = []
    for item in root.iter(main_tag("col")):
        width = "0" if is_true(item, "hidden") else item.get("width")
        if width:
            first, last = int(item.get("min", "1")), int(item.get("max", "1"))
            found.append(Column(first, last, float(width)))
    return tuple(found)


def _read_rows(data: etree._Element, strings: list[SharedString]) -> dict[int, Row]:
    rows: dict[int, Row] = {}
    shared: dict[str, tuple[str, int, int]] = {}
    number = 0
    for item in data.iterchildren(main_tag("row")):
        before, number = number, int(item.get("r", number + 1))
        if not before < number <= MAX_ROW:
            raise _DamageError(f"第 {before} 行之后是第 {number} 行")
        cells = []
        column = 0
        for element in item.iterchildren(main_tag("c")):
            address = element.get("r")
            column = split_cell(address)[0] if address else column + 1
            cell = _read_cell(element, column, number, strings)
            cells.append(cell._replace(formula=_unshared(element, cell, shared)))
        height = item.get("ht")
        rows[number] = Row(
            number,
            tuple(cells),
            float(height) if height else None,
            is_true(item, "customHeight"),
            is_true(item, "hidden"),
            _attributes(item, without={"r", "spans", "ht", "customHeight"}),
        )
    return rows


def _read_cell(element: etree._Element, column: int, row: int, strings: list[SharedString]) -> Cell:
    kind = element.get("t", "")
    value = element.findtext(main_tag("v")) or ""
    inline = element.find(main_tag("is"))
    written = kind == "str" and element.find(main_tag("f")) is None
    if inline is not None or written:
        strings.append(read_string(inline) if inline is not None else plain_string(value))
        kind, value = "s", str(len(strings) - 1)
    elif kind not in _KINDS:
        raise _DamageError(f"{cell_name(column, row)} 的类型 {kind[:20]} 不支持")
    elif kind in ("", "n") and value and not _is_finite(value):
        raise _DamageError(f"{cell_name(column, row)} 的数值 {value[:20]} 不是有限的数")
    return Cell(
        row=row,
        column=column,
        style=int(element.get("s", "0")),
        kind=kind,
        value=value,
        string=strings[int(value)] if kind == "s" else None,
        attributes=_attributes(element, without={"r", "t"}),
    )


def _is_finite(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _unshared(
    element: etree._Element, cell: Cell, shared: dict[str, tuple[str, int, int]]
) -> Formula | None:
    """The cell's own formula; a shared one is written out as if it had been copied."""
    item = element.find(main_tag("f"))
    if item is None:
        return None
    text, kind = item.text or "", item.get("t", "normal")
    if len(text) > MAX_FORMULA:
        raise _DamageError(f"{cell.name} 的公式超过 {MAX_FORMULA} 个字符")
    if kind == "shared":
        index = item.get("si", "")
        if text:
            shared[index] = (text, cell.row, cell.column)
        elif index not in shared:
            raise _DamageError(f"{cell.name} 的共享公式没有主公式")
        text, row, column = shared[index]
        return Formula(shift(text, rows=cell.row - row, columns=cell.column - column))
    if kind == "dataTable":
        raise _DamageError(f"{cell.name} 是模拟运算表，不支持")
    area = Area.parse(item.get("ref", cell.name)) if kind == "array" else None
    return Formula(text, area, _attributes(item, without={"t", "ref", "si"}))


def _attributes(element: etree._Element, *, without: set[str]) -> str:
    """Attributes as text to stand in a start tag, with the prefixes of the document."""
    written = []
    for key, value in element.attrib.items():
        uri, _, name = str(key).removeprefix("{").rpartition("}")
        if name in without:
            continue
        if uri:
            prefixes = {uri: prefix for prefix, uri in element.nsmap.items() if prefix}
            name = f"{prefixes[uri]}:{name}"
        written.append(f' {name}="{escape_attribute(str(value))}"')
    return "".join(written)

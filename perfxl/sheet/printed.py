"""A template reduced to what it prints: for workbooks that are published.

Of the first sheet stays what stands in its print area, with formats, merges and page set-up;
columns outside (helper columns, hints) go, and with them what only those need who fill a form
in: validations, conditional formats, comments, protection, pictures, other sheets.
"""

from __future__ import annotations

import posixpath
from pathlib import Path

from lxml import etree

from perfxl.errors import TemplateError
from perfxl.sheet.address import MAX_COLUMN, MAX_ROW, Area, column_number, split_cell
from perfxl.sheet.archive import Bundle, pack_xml
from perfxl.sheet.formula import Reference, references
from perfxl.sheet.package import Package
from perfxl.sheet.workbook import read_workbook, relations_part
from perfxl.sheet.xml import RELATIONS, main_tag

PRINT_TITLES = "_xlnm.Print_Titles"
_PRINT_AREA = "_xlnm.Print_Area"
# Children of <worksheet> that stay (ECMA-376 part 1, 18.3.1.99), in their order.
_KEPT = (
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "mergeCells",
    "phoneticPr",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
)
_BEFORE_LINKS = _KEPT[: _KEPT.index("phoneticPr") + 1]
_CONTROL = "{%"  # a row with such a mark vanishes, wherever the mark stands


def printed_only(source: Path, *, back: str, tip: str) -> bytes:
    """The template at ``source`` with its first sheet alone, and of that the print area.

    Args:
        source: the .xlsx file.
        back: where a click on the first cell leads, ``"'目录'!A1"``.
        tip: what is shown before the click.

    Raises:
        TemplateError: a formula of the print area needs a cell outside.
        InputError: the file is no workbook, or exceeds a safety limit.
    """
    package = Package.read(source)
    book = read_workbook(package)
    name, part = book.sheets[0]
    names = {
        item.get("name"): item
        for item in book.root.iter(main_tag("definedName"))
        if item.get("localSheetId") == "0"
    }
    root = package.xml(part)
    _reduce(root, _area(names.get(_PRINT_AREA)), source.name, name)
    _add_link(root, back, tip)
    for item in list(book.root.iter(main_tag("sheet")))[1:]:
        _remove(item)
    for item in list(book.root.iter(main_tag("definedName"))):
        if item is not names.get(PRINT_TITLES):
            _remove(item)
    listed = book.root.find(main_tag("definedNames"))
    if listed is not None and not len(listed):
        _remove(listed)
    made = {part: root, book.part: book.root}
    dropped = {relations_part(part), posixpath.join(posixpath.dirname(book.part), "calcChain.xml")}
    parts = [
        pack_xml(each, made[each]) if each in made else package.part(each)
        for each in package.names()
        if each not in dropped
    ]
    return Bundle.of(parts).file()


def _area(name: etree._Element | None) -> Area:
    """The cells between the outer edges of a print area; without one, the whole sheet."""
    found = references(name.text or "") if name is not None else ()
    ends = [end for each in found for end in (each.first, each.second or each.first)]
    if not ends:
        return Area(1, 1, MAX_ROW, MAX_COLUMN)
    rows = [end.row for end in ends]
    columns = [column_number(end.column) for end in ends]
    return Area(min(rows) or 1, min(columns) or 1, max(rows) or MAX_ROW, max(columns) or MAX_COLUMN)


def _reduce(root: etree._Element, area: Area, file: str, sheet: str) -> None:
    for child in list(root):
        if etree.QName(child).localname not in _KEPT:
            root.remove(child)
    for view in root.iter(main_tag("sheetView")):
        _forget(view, "tabSelected")
    for setup in root.iter(main_tag("pageSetup")):  # settings of a printer in another part
        _forget(setup, f"{{{RELATIONS}}}id")
    for columns in list(root.iter(main_tag("col"))):
        if int(columns.get("min", "0")) > area.right:
            _remove(columns)
        elif int(columns.get("max", "0")) > area.right:
            columns.set("max", str(area.right))
    for merge in list(root.iter(main_tag("mergeCell"))):
        if not _inside(Area.parse(merge.get("ref", "")), area):
            _remove(merge)
    for cell in list(root.iter(main_tag("c"))):
        column, row = split_cell(cell.get("r", ""))
        if not area.holds(column, row):
            if not any(_CONTROL in str(text) for text in cell.itertext()):
                _remove(cell)
            continue
        formula = cell.findtext(main_tag("f"))
        if formula and not all(_refers_inside(each, area) for each in references(formula)):
            raise TemplateError(
                f"公式 ={formula} 用到打印区域以外的单元格，公开用的合订本里没有那些单元格；"
                "请改成只用打印区域之内的单元格，或改用 {{ 字段 }}",
                file=file,
                sheet=sheet,
                cell=cell.get("r", ""),
            )


def _inside(inner: Area, outer: Area) -> bool:
    return outer.holds(inner.left, inner.top) and outer.holds(inner.right, inner.bottom)


def _refers_inside(reference: Reference, area: Area) -> bool:
    """Whether a reference is to the same sheet and the area; the sheet has another name there."""
    ends = [end for end in (reference.first, reference.second) if end is not None]
    return not reference.prefix and all(
        end.row and end.column and area.holds(column_number(end.column), end.row) for end in ends
    )


def _add_link(root: etree._Element, back: str, tip: str) -> None:
    links = etree.Element(main_tag("hyperlinks"))
    etree.SubElement(links, main_tag("hyperlink"), ref="A1", location=back, tooltip=tip)
    before = [child for child in root if etree.QName(child).localname in _BEFORE_LINKS]
    before[-1].addnext(links)


def _forget(element: etree._Element, attribute: str) -> None:
    if attribute in element.attrib:
        del element.attrib[attribute]


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)

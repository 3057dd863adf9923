"""A template reduced to what it prints: for workbooks that are published.

Of the first sheet stays what stands in its print area, with formats, merges and page set-up;
columns outside (helper columns, hints) go, and with them what only those need who fill a form
in: validations, conditional formats, comments, protection, pictures, other sheets.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from perfxl.errors import TemplateError
from perfxl.sheet.address import Area, cell_name, column_name, column_number, split_cell
from perfxl.sheet.archive import Bundle, pack_xml
from perfxl.sheet.formula import Reference, quote_sheet, references
from perfxl.sheet.package import Package
from perfxl.sheet.workbook import read_workbook, relations_part
from perfxl.sheet.xml import RELATIONS, main_tag, remove

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


class Link(NamedTuple):
    """A cell to click on, right of what is printed: its text, and where it leads.

    ``look`` puts the format of the cell into a styles part and says its index.
    """

    text: str
    location: str
    look: Callable[[etree._Element], int]


def printed_only(source: Path, link: Link) -> bytes:
    """The template at ``source`` with its first sheet alone, and of that the print area.

    Args:
        source: the .xlsx file.
        link: stands beside the first row.

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
    root, styles = package.xml(part), package.xml(book.styles)
    area = _area(names.get(_PRINT_AREA)) or _used(root)
    _reduce(root, area, source.name, name)
    _add_link(root, link, link.look(styles), area)
    for item in list(book.root.iter(main_tag("sheet")))[1:]:
        remove(item)
    kept = [names[PRINT_TITLES]] if PRINT_TITLES in names else []
    _set_names(book.root, [*kept, _print_area(name, area)])
    made = {part: root, book.part: book.root, book.styles: styles}
    dropped = {relations_part(part), posixpath.join(posixpath.dirname(book.part), "calcChain.xml")}
    parts = [
        pack_xml(each, made[each]) if each in made else package.part(each)
        for each in package.names()
        if each not in dropped
    ]
    return Bundle.of(parts).file()


def _area(name: etree._Element | None) -> Area | None:
    """The cells between the outer edges of a print area."""
    found = references(name.text or "") if name is not None else ()
    ends = [end for each in found for end in (each.first, each.second or each.first)]
    rows = [end.row for end in ends]
    columns = [column_number(end.column) for end in ends]
    if not all((*rows, *columns, ends)):  # none, or whole rows or columns
        return None
    return Area(min(rows), min(columns), max(rows), max(columns))


def _used(root: etree._Element) -> Area:
    """Every cell of a sheet that has no print area."""
    places = [split_cell(cell.get("r", "")) for cell in root.iter(main_tag("c"))] or [(1, 1)]
    return Area(1, 1, max(row for _, row in places), max(column for column, _ in places))


def _print_area(sheet: str, area: Area) -> etree._Element:
    name = etree.Element(main_tag("definedName"), name=_PRINT_AREA, localSheetId="0")
    left, right = column_name(area.left), column_name(area.right)
    name.text = f"{quote_sheet(sheet)}${left}${area.top}:${right}${area.bottom}"
    return name


def _set_names(root: etree._Element, names: Sequence[etree._Element]) -> None:
    for item in list(root.iter(main_tag("definedNames"))):
        remove(item)
    listed = etree.Element(main_tag("definedNames"))
    listed.extend(names)
    next(root.iter(main_tag("sheets"))).addnext(listed)


def _reduce(root: etree._Element, area: Area, file: str, sheet: str) -> None:
    for child in list(root):
        if etree.QName(child).localname not in _KEPT:
            root.remove(child)
    for view in root.iter(main_tag("sheetView")):
        view.attrib.pop("tabSelected", "")
    for setup in root.iter(main_tag("pageSetup")):  # settings of a printer in another part
        setup.attrib.pop(f"{{{RELATIONS}}}id", "")
    for columns in list(root.iter(main_tag("col"))):
        if int(columns.get("min", "0")) > area.right:
            remove(columns)
        elif int(columns.get("max", "0")) > area.right:
            columns.set("max", str(area.right))
    for merge in list(root.iter(main_tag("mergeCell"))):
        if not _inside(Area.parse(merge.get("ref", "")), area):
            remove(merge)
    for cell in list(root.iter(main_tag("c"))):
        column, row = split_cell(cell.get("r", ""))
        if not area.holds(column, row):
            if not any(_CONTROL in str(text) for text in cell.itertext()):
                remove(cell)
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


def _add_link(root: etree._Element, link: Link, style: int, area: Area) -> None:
    column = area.right + 2
    place = cell_name(column, area.top)
    row = next(each for each in root.iter(main_tag("row")) if each.get("r") == str(area.top))
    cell = etree.SubElement(row, main_tag("c"), r=place, s=str(style), t="inlineStr")
    text = etree.SubElement(etree.SubElement(cell, main_tag("is")), main_tag("t"))
    text.text = link.text
    columns = root.find(main_tag("cols"))
    if columns is not None:
        etree.SubElement(
            columns, main_tag("col"), min=str(column), max=str(column), width="10", customWidth="1"
        )
    links = etree.Element(main_tag("hyperlinks"))
    etree.SubElement(links, main_tag("hyperlink"), ref=place, location=link.location)
    before = [child for child in root if etree.QName(child).localname in _BEFORE_LINKS]
    before[-1].addnext(links)

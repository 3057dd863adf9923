"""Parts beside a sheet that name its rows: tables, comments, drawings, charts.

Every mover takes the root of a part, the sheet it belongs to and what happens to the
rows of all sheets, and gives a moved copy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy

from lxml import etree

from perfxl.regex import regex
from perfxl.sheet.address import Area, cell_name, split_cell
from perfxl.sheet.expand import IDENTITY, CutError, RowMap, copies
from perfxl.sheet.formula import Home, move, references
from perfxl.sheet.xml import remove

_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_VML = "{urn:schemas-microsoft-com:vml}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_CACHES = {"numCache", "strCache", "multiLvlStrCache"}
_SHAPE_NUMBER = regex(r"(\d+)$")

Mover = Callable[[etree._Element, str, Mapping[str, RowMap]], etree._Element]


def move_table(root: etree._Element, sheet: str, maps: Mapping[str, RowMap]) -> etree._Element:
    """An Excel table with its filter; it grows over the blocks inside it.

    Raises:
        CutError: the table lies inside a block, or a block cuts it.
    """
    moved = deepcopy(root)
    rows = maps.get(sheet, IDENTITY)
    for element in moved.iter(etree.Element):
        name = etree.QName(element).localname
        reference = element.get("ref")
        if reference and name in ("table", "autoFilter", "sortState", "sortCondition"):
            element.set("ref", str(_one(Area.parse(reference), rows)))
        elif name in ("calculatedColumnFormula", "totalsRowFormula"):
            element.text = move(element.text or "", Home(sheet), maps)
    return moved


def _one(area: Area, rows: RowMap) -> Area:
    if rows.block(area.top) and rows.block(area.top) == rows.block(area.bottom):
        raise CutError(str(area))
    moved = copies(area, rows)
    if not moved:
        raise CutError(str(area))
    return moved[0]


def move_comments(root: etree._Element, sheet: str, maps: Mapping[str, RowMap]) -> etree._Element:
    """Comments (old and threaded); those in a block are copied with their row."""
    moved = deepcopy(root)
    rows = maps.get(sheet, IDENTITY)
    for comment in [item for item in moved.iter(etree.Element) if item.get("ref")]:
        column, row = split_cell(comment.get("ref", ""))
        for index, target in enumerate(rows.instances(row)):
            twin = deepcopy(comment)
            twin.set("ref", cell_name(column, target))
            if index:
                for key in [key for key in twin.attrib if str(key).endswith("uid")]:
                    del twin.attrib[key]
            comment.addprevious(twin)
        remove(comment)
    return moved


def move_vml(root: etree._Element, sheet: str, maps: Mapping[str, RowMap]) -> etree._Element:
    """The boxes of comments, and form controls (which stay one and follow their row)."""
    moved = deepcopy(root)
    rows = maps.get(sheet, IDENTITY)
    shapes = list(moved.iter(f"{_VML}shape"))
    number = max((_shape_number(shape) for shape in shapes), default=0)
    for shape in shapes:
        place = shape.find(f".//{_EXCEL}Row")
        anchor = shape.find(f".//{_EXCEL}Anchor")
        if place is None:
            _shift_vml_anchor(anchor, rows)
            continue
        row = int(place.text or "0") + 1
        for index, target in enumerate(rows.instances(row)):
            twin = deepcopy(shape)
            if index:
                number += 1
                twin.set("id", f"_x0000_s{number}")
            _set(twin, f"{_EXCEL}Row", str(target - 1))
            for box in twin.iter(f"{_EXCEL}Anchor"):
                box.text = _vml_anchor(box.text or "", target - row)
            shape.addprevious(twin)
        remove(shape)
    return moved


def _shape_number(shape: etree._Element) -> int:
    match = _SHAPE_NUMBER.search(shape.get("id", ""))
    return int(match[1]) if match else 0


def _set(shape: etree._Element, tag: str, text: str) -> None:
    for element in shape.iter(tag):
        element.text = text


def _shift_vml_anchor(anchor: etree._Element | None, rows: RowMap) -> None:
    if anchor is not None and anchor.text:
        top = int(anchor.text.split(",")[2]) + 1
        anchor.text = _vml_anchor(anchor.text, rows.start(top) - top)


def _vml_anchor(text: str, shift: int) -> str:
    """Column, offset, row, offset, twice; the rows are the third and the seventh."""
    numbers = [int(part) for part in text.split(",")]
    for index in (2, 6):
        numbers[index] = max(0, numbers[index] + shift)
    return ", ".join(map(str, numbers))


def move_drawing(root: etree._Element, sheet: str, maps: Mapping[str, RowMap]) -> etree._Element:
    """Pictures and charts follow the row of their top edge.

    One that sizes with its cells grows over a block between its edges; the others keep
    their number of rows.
    """
    moved = deepcopy(root)
    rows = maps.get(sheet, IDENTITY)
    for anchor in moved.iterchildren(etree.Element):
        top = anchor.find(f"{_XDR}from/{_XDR}row")
        bottom = anchor.find(f"{_XDR}to/{_XDR}row")
        if top is None:
            continue
        first = int(top.text or "0") + 1
        top.text = str(rows.start(first) - 1)
        if bottom is None:
            continue
        last = int(bottom.text or "0") + 1
        keeps_size = anchor.get("editAs", "twoCell") != "twoCell"
        shift = rows.start(first) - first
        bottom.text = str((last + shift if keeps_size else rows.start(last)) - 1)
    return moved


def move_chart(root: etree._Element, sheet: str, maps: Mapping[str, RowMap]) -> etree._Element:
    """The ranges of a chart; remembered values of cells that now differ are forgotten."""
    moved = deepcopy(root)
    for element in list(moved.iter(etree.Element)):
        if etree.QName(element).localname != "f" or not element.text:
            continue
        named = {reference.sheet for reference in references(element.text)}
        element.text = move(element.text, Home(sheet), maps)
        if named & set(maps):
            for cache in list(element.itersiblings(etree.Element)):
                if etree.QName(cache).localname in _CACHES:
                    remove(cache)
    return moved


# By the last part of the relationship's type.
MOVERS: Mapping[str, Mover] = {
    "table": move_table,
    "comments": move_comments,
    "threadedComment": move_comments,
    "vmlDrawing": move_vml,
    "drawing": move_drawing,
    "chart": move_chart,
    "chartEx": move_chart,
}

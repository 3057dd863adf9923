"""What surrounds the rows of a sheet and names them: views, formats, validations, breaks.

Each kind of thing moves as Excel moves it when rows are inserted; what loses all its
cells disappears.  Element names are those of ECMA-376 part 1, 18.3.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy

from lxml import etree

from perfxl.sheet.address import Area, cell_name, parse_areas, split_cell
from perfxl.sheet.expand import IDENTITY, RowMap, copies, grown, moved_areas
from perfxl.sheet.formula import Home, move, shift
from perfxl.sheet.xml import main_tag, remove

_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_X14_SPARKLINE = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}sparkline"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"

# Ranges that grow, by the attribute that holds them.
_RANGES = {
    main_tag("autoFilter"): "ref",
    main_tag("sortState"): "ref",
    main_tag("sortCondition"): "ref",
    main_tag("dataRef"): "ref",
    main_tag("protectedRange"): "sqref",
    main_tag("ignoredError"): "sqref",
    main_tag("cellWatch"): "r",
    main_tag("inputCells"): "r",
}
_FORMULAS_OF_RULES = ("formula", "formula1", "formula2")
_COUNTED = ("dataValidations", "hyperlinks", "rowBreaks", "mergeCells")


def move_frame(frame: etree._Element, sheet: str, maps: Mapping[str, RowMap]) -> etree._Element:
    """A copy of a sheet's frame with everything in it where the rows went.

    Raises:
        CutError: a block cuts something that cannot be cut (a hyperlink).
    """
    moved = deepcopy(frame)
    rows = maps.get(sheet, IDENTITY)
    for element in list(moved.iter(etree.Element)):
        tag = str(element.tag)
        if tag in _RANGES:
            _move_list(element, _RANGES[tag], rows)
        elif tag in _MOVERS:
            _MOVERS[tag](element, sheet, maps)
    _drop_empty(moved)
    return moved


def _drop_empty(root: etree._Element) -> None:
    for name in (*_COUNTED, "protectedRanges", "ignoredErrors", "cellWatches", "colBreaks"):
        for element in list(root.iter(main_tag(name))):
            if len(element) == 0:
                remove(element)
            elif element.get("count"):
                element.set("count", str(len(element)))


def _areas_text(areas: tuple[Area, ...]) -> str:
    return " ".join(str(area) for area in areas)


def _move_list(element: etree._Element, attribute: str, rows: RowMap) -> None:
    areas = moved_areas(parse_areas(element.get(attribute, "")), rows)
    if areas:
        element.set(attribute, _areas_text(areas))
    else:
        remove(element)


def _top_left(address: str, rows: RowMap) -> str:
    column, row = split_cell(address)
    return cell_name(column, rows.start(row))


def _move_view(element: etree._Element, sheet: str, maps: Mapping[str, RowMap]) -> None:
    rows = maps.get(sheet, IDENTITY)
    for attribute in ("topLeftCell", "activeCell"):
        address = element.get(attribute)
        if address:
            element.set(attribute, _top_left(address, rows))
    if element.get("sqref"):
        area = grown(parse_areas(element.get("sqref", ""))[0], rows)
        element.set("sqref", str(area) if area else element.get("activeCell", "A1"))
    if element.get("ySplit") and element.get("state", "").startswith("frozen"):
        frozen = int(float(element.get("ySplit", "0")))
        element.set("ySplit", str(rows.end(frozen)))


def _move_rule(element: etree._Element, sheet: str, maps: Mapping[str, RowMap]) -> None:
    """A conditional format or a validation: its cells, and formulas seen from their top."""
    areas = parse_areas(element.get("sqref", ""))
    rows = maps.get(sheet, IDENTITY)
    moved = moved_areas(areas, rows)
    if not moved:
        remove(element)
        return
    element.set("sqref", _areas_text(moved))
    for formula in element.iter(*(main_tag(name) for name in _FORMULAS_OF_RULES)):
        formula.text = _moved_rule_formula(formula.text or "", areas, sheet, maps)
    for threshold in element.iter(main_tag("cfvo")):
        value = threshold.get("val")
        if value:
            threshold.set("val", _moved_rule_formula(value, areas, sheet, maps))


def _moved_rule_formula(
    formula: str, areas: tuple[Area, ...], sheet: str, maps: Mapping[str, RowMap]
) -> str:
    rows = maps.get(sheet, IDENTITY)
    top = min(area.top for area in areas)
    base = rows.below(top)  # the top row may be one that vanishes
    if base != top:
        formula = shift(formula, rows=base - top)
    return move(formula, Home(sheet, base), maps)


def _move_extension(element: etree._Element, sheet: str, maps: Mapping[str, RowMap]) -> None:
    """``<xm:sqref>`` of Excel 2010: formats, validations and sparklines kept in ``extLst``."""
    owner = element.getparent()
    if owner is None:
        return
    rows = maps.get(sheet, IDENTITY)
    areas = parse_areas(element.text or "")
    if owner.tag == _X14_SPARKLINE:
        _copy_sparkline(owner, areas[0], sheet, maps)
        return
    moved = moved_areas(areas, rows)
    if not moved:
        remove(owner)
        return
    element.text = _areas_text(moved)
    for formula in owner.iter(f"{_XM}f"):
        formula.text = _moved_rule_formula(formula.text or "", areas, sheet, maps)


def _copy_sparkline(
    owner: etree._Element, area: Area, sheet: str, maps: Mapping[str, RowMap]
) -> None:
    rows = maps.get(sheet, IDENTITY)
    for index, copy in enumerate(copies(area, rows)):
        twin = deepcopy(owner)
        for formula in twin.iter(f"{_XM}f"):
            formula.text = move(formula.text or "", Home(sheet, area.top, index), maps)
        for place in twin.iter(f"{_XM}sqref"):
            place.text = str(copy)
        owner.addprevious(twin)
    remove(owner)


def _copy_hyperlink(element: etree._Element, sheet: str, maps: Mapping[str, RowMap]) -> None:
    area = Area.parse(element.get("ref", ""))
    location = element.get("location")
    for index, copy in enumerate(copies(area, maps.get(sheet, IDENTITY))):
        twin = deepcopy(element)
        twin.set("ref", str(copy))
        if location:
            twin.set("location", move(location, Home(sheet, area.top, index), maps))
        element.addprevious(twin)
    remove(element)


def _move_break(element: etree._Element, sheet: str, maps: Mapping[str, RowMap]) -> None:
    parent = element.getparent()
    if parent is None or etree.QName(parent).localname != "rowBreaks":
        return
    row = str(maps.get(sheet, IDENTITY).end(int(element.get("id", "0"))))
    taken = any(other.get("id") == row for other in element.itersiblings(preceding=True))
    if row == "0" or taken:
        parent.remove(element)
        return
    element.set("id", row)
    for name in ("count", "manualBreakCount"):
        parent.set(name, str(len(parent)))


def _move_anchor_row(element: etree._Element, sheet: str, maps: Mapping[str, RowMap]) -> None:
    """The row of a form control's or object's anchor, counted from 0."""
    row = int(element.text or "0") + 1
    element.text = str(maps.get(sheet, IDENTITY).start(row) - 1)


_MOVERS: dict[str, Callable[[etree._Element, str, Mapping[str, RowMap]], None]] = {
    main_tag("sheetView"): _move_view,
    main_tag("customSheetView"): _move_view,
    main_tag("pane"): _move_view,
    main_tag("selection"): _move_view,
    main_tag("conditionalFormatting"): _move_rule,
    main_tag("dataValidation"): _move_rule,
    main_tag("hyperlink"): _copy_hyperlink,
    main_tag("brk"): _move_break,
    f"{_XM}sqref": _move_extension,
    f"{_DRAWING}row": _move_anchor_row,
}

"""Faults of a template that lie between cells: what a block cuts, what refers to nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from perfxl.sheet.address import Area
from perfxl.sheet.companions import MOVERS
from perfxl.sheet.expand import CutError, RowMap, copies
from perfxl.sheet.formula import Reference, references
from perfxl.sheet.frame import move_frame
from perfxl.sheet.package import Package
from perfxl.sheet.workbook import Companion
from perfxl.sheet.worksheet import Cell, Worksheet
from perfxl.sheet.xml import main_tag
from perfxl.template.outside import reaches_outside
from perfxl.template.plan import SheetPlan
from perfxl.template.reading import Faults
from perfxl.template.syntax import has_placeholder

_HEADERS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_CORNER = Area(1, 1, 1, 1)


def trial_maps(sheets: Sequence[SheetPlan]) -> dict[str, RowMap]:
    """Every block twice: enough to show what cannot be repeated."""
    return {sheet.name: sheet.row_map(2 for _ in sheet.blocks) for sheet in sheets if sheet.blocks}


def inspect(
    sheets: Sequence[SheetPlan],
    package: Package,
    companions: Sequence[Companion],
    faults: Faults,
) -> None:
    """Look for faults between cells; they go to ``faults``."""
    maps = trial_maps(sheets)
    for sheet in sheets:
        _inspect_places(sheet.worksheet, faults)
        rows = maps.get(sheet.name)
        if rows:
            _inspect_merges(sheet, rows, faults)
        for cell in sheet.worksheet.cells():
            if cell.formula and reaches_outside(cell.formula.text):
                message = f"公式 ={cell.formula.text[:60]} 会调用外部程序或网络，请改掉"
                faults.add(sheet.name, cell, message)
            if cell.formula and maps:
                _inspect_formula(sheet, cell, maps, faults)
        try:
            move_frame(sheet.worksheet.frame, sheet.name, maps)
        except CutError as error:
            message = f"{error} 上的超链接或迷你图被循环块切断，请让它整个在循环行内或循环行外"
            faults.add(sheet.name, Area.parse(str(error)), message)
    _inspect_companions(package, companions, maps, faults)


def _inspect_places(worksheet: Worksheet, faults: Faults) -> None:
    if has_placeholder(worksheet.name):
        faults.add(worksheet.name, _CORNER, "工作表名称里不能写占位符")
    for name in _HEADERS:
        for element in worksheet.frame.iter(main_tag(name)):
            if has_placeholder(element.text or ""):
                faults.add(worksheet.name, _CORNER, "页眉页脚里不能写占位符")


def _inspect_merges(sheet: SheetPlan, rows: RowMap, faults: Faults) -> None:
    for area in sheet.worksheet.merges:
        try:
            copies(area, rows)
        except CutError:
            block = next(
                block
                for block in rows.blocks
                if block.first <= area.bottom <= block.last or block.first <= area.top <= block.last
            )
            faults.add(
                sheet.name,
                area,
                f"合并单元格 {area} 被循环块（第 {block.first}–{block.last} 行）切断；"
                "请让它整个在循环行内，或包住整个循环",
            )


def _inspect_formula(
    sheet: SheetPlan, cell: Cell, maps: Mapping[str, RowMap], faults: Faults
) -> None:
    if cell.formula is None:
        return
    for reference in references(cell.formula.text):
        problem = _reference_problem(reference, sheet.name, maps)
        if problem:
            faults.add(sheet.name, cell, f"公式 ={cell.formula.text} 引用了 {reference}：{problem}")
    if cell.formula.area is not None and sheet.name in maps:
        try:
            copies(cell.formula.area, maps[sheet.name])
        except CutError:
            faults.add(sheet.name, cell, f"数组公式的区域 {cell.formula.area} 被循环块切断")


def _reference_problem(reference: Reference, sheet: str, maps: Mapping[str, RowMap]) -> str:
    if reference.sheet is None:
        several = ":" in reference.prefix and "[" not in reference.prefix
        return "跨多张工作表的引用不能随循环移动，请逐表引用" if several else ""
    rows = maps.get(reference.sheet or sheet)
    if rows is None or not reference.first.row:
        return ""
    if reference.second is None:
        vanishes = rows.first(reference.first.row) is None
    else:
        top, bottom = sorted((reference.first.row, reference.second.row))
        vanishes = rows.span(top, bottom) is None
    return "那是控制行，生成时会去掉，请改为引用其他行" if vanishes else ""


def _inspect_companions(
    package: Package,
    companions: Sequence[Companion],
    maps: Mapping[str, RowMap],
    faults: Faults,
) -> None:
    for companion in companions:
        if not maps:
            return
        root: etree._Element = package.xml(companion.part)
        try:
            MOVERS[companion.kind](root, companion.sheet, maps)
        except CutError as error:
            message = f"表格（Ctrl+T）{error} 被循环块切断，或整个在循环行内；请让它包住整个循环"
            faults.add(companion.sheet, Area.parse(str(error)), message)

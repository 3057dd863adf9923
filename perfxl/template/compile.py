"""A workbook with placeholders → a Program, once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from perfxl.errors import InputError, LimitError, TemplateError
from perfxl.sheet.address import cell_name
from perfxl.sheet.package import Package, read_file
from perfxl.sheet.strings import BLANK_ITEM, SharedString, read_strings
from perfxl.sheet.styles import Styles, read_styles
from perfxl.sheet.workbook import Workbook, companions, read_workbook, skeleton
from perfxl.sheet.worksheet import Worksheet, read_worksheet
from perfxl.template.cells import CellCompiler, Constants, stands
from perfxl.template.inspection import inspect
from perfxl.template.jinja import Jinja
from perfxl.template.live import all_aliases
from perfxl.template.names import Names
from perfxl.template.outside import refuse_links
from perfxl.template.plan import BlockPlan, Dynamic, Plan, SheetPlan
from perfxl.template.reading import Faults, SheetReading, read_sheet
from perfxl.template.render import Program
from perfxl.template.syntax import has_placeholder

# What refers to cells from outside the rows.
_REFERRING = {"formula", "formula1", "formula2", "f"}


def compile_template(
    source: Path | bytes,
    *,
    formulas: Mapping[str, str] | None = None,
    fields: Collection[str] | None = None,
    constants: Mapping[str, object] | None = None,
    live: bool = True,
    name: str = "",
) -> Program:
    """Compile a template workbook.

    Args:
        source: the .xlsx file, or its bytes.
        formulas: native formulas by name, for ``live("name")``; without ``=``; they refer to
            cells by field: ``[i.target]`` (own row, or the whole block from outside),
            ``[[i.score]]`` (the whole block from inside), ``[funding.total.executed]``.
        fields: every field a template may use, by full name: ``"year"``,
            ``"funding.total.executed"``, ``"indicators.actual"`` (list, dot, field of one
            element, whatever the loop variable is called).  ``None``: anything goes.
        constants: fields whose values are the same in every rendering, by full name; they are
            written when the template is laid out, whatever the context says.
        live: ``False`` turns ``live(...)`` cells into plain values.
        name: what messages call the template; the file name by default.

    Raises:
        TemplateError: the template has a fault; sheet, cell, and what is allowed.
        InputError: the file is no workbook, or exceeds a safety limit.
    """
    order = _order(source, formulas, fields, constants, name, live=live)
    plan, faults = _compiled(order)
    if faults:
        first, more = faults[0], len(faults) - 1
        if more:
            first.message += f"（另有 {more} 处问题，用 perfxl template check 可一次列出）"
        raise first
    return Program(plan, order.rebuild)


def check_template(
    source: Path | bytes,
    *,
    formulas: Mapping[str, str] | None = None,
    fields: Collection[str] | None = None,
    name: str = "",
) -> tuple[TemplateError, ...]:
    """Every fault of a template at once, in sheet and row order; empty when there is none.

    Args:
        source: the .xlsx file, or its bytes.
        formulas: as for :func:`compile_template`.
        fields: as for :func:`compile_template`.
        name: what messages call the template; the file name by default.

    Raises:
        InputError: the file is no workbook, or exceeds a safety limit.
    """
    order = _order(source, formulas, fields, None, name, live=True)
    return _compiled(order)[1]


class _Order(NamedTuple):
    """What was asked for; enough to compile again in another process."""

    source: bytes
    formulas: Mapping[str, str]
    fields: frozenset[str] | None
    constants: Mapping[str, object]
    live: bool
    name: str

    def rebuild(self) -> Program:
        """The same program anew."""
        return compile_template(
            self.source,
            formulas=self.formulas,
            fields=self.fields,
            constants=self.constants,
            live=self.live,
            name=self.name,
        )


def _order(
    source: Path | bytes,
    formulas: Mapping[str, str] | None,
    fields: Collection[str] | None,
    constants: Mapping[str, object] | None,
    name: str,
    *,
    live: bool,
) -> _Order:
    if isinstance(source, Path):
        name, source = name or source.name, read_file(source)
    allowed = None if fields is None else frozenset(fields)
    return _Order(source, dict(formulas or {}), allowed, dict(constants or {}), live, name)


def _compiled(order: _Order) -> tuple[Plan, tuple[TemplateError, ...]]:
    package = Package.read(order.source, name=order.name)
    try:
        return _read(order, package)
    except LimitError as error:
        error.file = order.name
        raise
    except (ValueError, LookupError) as error:  # an address or a number that is none
        raise InputError(
            f"模板内部结构已损坏（{error}），请用 Excel 打开后另存为 .xlsx", file=order.name
        ) from None


def _read(order: _Order, package: Package) -> tuple[Plan, tuple[TemplateError, ...]]:
    refuse_links(package)
    workbook = read_workbook(package)
    strings = _strings(package, workbook)
    worksheets = _worksheets(package, workbook, strings)
    jinja, names, faults = Jinja(), Names(order.fields), Faults()
    readings = [read_sheet(sheet, jinja, names, faults) for sheet in worksheets]
    constants = Constants(order.constants, len(strings))
    compiler = CellCompiler(
        jinja,
        order.formulas if order.live else None,
        stands(readings),
        all_aliases(repeat for reading in readings for repeat in reading.repeats),
        constants,
    )
    sheets = [
        _sheet_plan(reading, tuple(compiler.compiled(reading, faults))) for reading in readings
    ]
    beside = tuple(companions(package, workbook))
    inspect(sheets, package, beside, faults)
    plan = Plan(
        name=order.name,
        package=package,
        workbook=workbook,
        skeleton=skeleton(package, workbook),
        worksheets=tuple(worksheets),
        sheets=tuple(sheet for sheet in sheets if _is_written(sheet)),
        companions=beside,
        strings="".join(_kept_strings(strings, readings)) + constants.strings,
        string_count=len(strings) + constants.string_count,
        styles=read_styles(package.xml(workbook.styles)) if workbook.styles else Styles(),
    )
    return plan, _errors(order.name, worksheets, faults)


def _strings(package: Package, workbook: Workbook) -> list[SharedString]:
    return list(read_strings(package.xml(workbook.strings))) if workbook.strings else []


def _worksheets(
    package: Package, workbook: Workbook, strings: list[SharedString]
) -> list[Worksheet]:
    sheets = []
    for name, part in workbook.sheets:
        try:
            root = package.xml(part)
            sheets.append(read_worksheet(root, name=name, part=part, strings=strings))
        except InputError as error:
            error.file = package.file
            raise
    return sheets


def _sheet_plan(reading: SheetReading, dynamics: Sequence[Dynamic]) -> SheetPlan:
    blocks = tuple(
        BlockPlan(repeat, tuple(item for item in dynamics if item.cell.row in repeat.block))
        for repeat in reading.repeats
    )
    repeated = {id(item) for block in blocks for item in block.cells}
    outside = tuple(item for item in dynamics if id(item) not in repeated)
    return SheetPlan(reading.worksheet, outside, blocks)


def _is_written(sheet: SheetPlan) -> bool:
    """Whether a sheet differs between files: it has values, blocks, formulas or references."""
    if sheet.blocks or any(sheet.dynamics()):
        return True
    if any(cell.formula for cell in sheet.worksheet.cells()):
        return True
    frame = sheet.worksheet.frame
    return any(
        etree.QName(element).localname in _REFERRING or element.get("location")
        for element in frame.iter(etree.Element)
    )


def _kept_strings(
    strings: Sequence[SharedString], readings: Sequence[SheetReading]
) -> Iterator[str]:
    """The template's strings as XML; those that only placeholders used are blank."""
    used = {
        int(cell.value)
        for reading in readings
        for cell in reading.worksheet.cells()
        if cell.string and not has_placeholder(cell.text)
    }
    for index, string in enumerate(strings):
        yield string.xml if index in used else BLANK_ITEM


def _errors(
    name: str, worksheets: Sequence[Worksheet], faults: Faults
) -> tuple[TemplateError, ...]:
    order = {sheet.name: index for index, sheet in enumerate(worksheets)}
    found = sorted(faults.found, key=lambda fault: (order.get(fault[0], -1), *fault[1:]))
    return tuple(
        TemplateError(message, file=name, sheet=sheet, cell=cell_name(column, row))
        for sheet, row, column, message in found
    )

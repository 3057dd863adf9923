"""Values for the formulas that stand in a template, from the values of one rendering."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from perfxl.sheet.cell import is_canonical_number, serial
from perfxl.sheet.evaluate import Computable, computable, results
from perfxl.sheet.expand import IDENTITY, RowMap
from perfxl.sheet.formula_values import CellKey, ErrorValue, Unknown, Value
from perfxl.sheet.worksheet import Cell, Worksheet
from perfxl.template.fitting import OUTSIDE
from perfxl.template.getters import RichText
from perfxl.template.layout import SheetLayout
from perfxl.template.painting import SheetValues


class Spot(NamedTuple):
    """Where a cell's value stands among the values of a rendering.

    ``block`` is its number or ``OUTSIDE``, ``cell`` that of the cell in it; ``live``: the cell is
    a native formula.
    """

    sheet: int
    block: int
    cell: int
    instance: int
    live: bool


class Calculation(NamedTuple):
    """The formulas of a laid-out workbook, and where the values they read come from."""

    formulas: Mapping[CellKey, Computable | None]
    fixed: Mapping[CellKey, Value]
    spots: Mapping[CellKey, Spot]
    sheets: frozenset[str]
    date1904: bool

    def results(self, sheets: Sequence[SheetValues]) -> dict[CellKey, object]:
        """The values of those formulas that can be computed, as they are to be cached."""
        if not self.formulas:
            return {}

        def lookup(cell: CellKey) -> Value:
            if cell in self.spots:
                return self._value(self.spots[cell], sheets)
            if cell[0] not in self.sheets:
                raise Unknown
            return self.fixed.get(cell)

        found = results(self.formulas, lookup)
        return {
            cell: value.text if isinstance(value, ErrorValue) else value
            for cell, value in found.items()
        }

    def _value(self, spot: Spot, sheets: Sequence[SheetValues]) -> Value:
        values = sheets[spot.sheet]
        if spot.block == OUTSIDE:
            return self._plain(values.single[spot.cell], live=spot.live)
        columns, groups = values.blocks[spot.block], values.groups[spot.block]
        hidden = any(first < spot.instance <= last for first, last in groups.get(spot.cell, ()))
        if columns is None or hidden:
            return None
        return self._plain(columns[spot.cell][spot.instance], live=spot.live)

    def _plain(self, value: object, *, live: bool) -> Value:
        """A value as the cell holds it."""
        if isinstance(value, RichText):
            return value.text or None
        if isinstance(value, str):
            if live:
                return value
            return Decimal(value) if is_canonical_number(value) else value or None
        if value is None:
            return "" if live else None
        if isinstance(value, bool | Decimal):
            return value
        if isinstance(value, int | float):
            return Decimal(repr(value))
        if isinstance(value, date):
            return Decimal(serial(value, date1904=self.date1904))
        raise Unknown


def calculation(
    layouts: Sequence[SheetLayout],
    worksheets: Sequence[Worksheet],
    maps: Mapping[str, RowMap],
    *,
    date1904: bool,
) -> Calculation:
    """Prepare the formulas of a workbook.

    Args:
        layouts: the sheets that are written anew.
        worksheets: all sheets of the template.
        maps: what happens to the rows of each sheet with blocks.
        date1904: whether days count from 1904.
    """
    formulas = {
        (formula.sheet, formula.column, formula.row): computable(formula.text, formula.sheet)
        for layout in layouts
        for formula in layout.formulas
    }
    if not formulas:
        return Calculation({}, {}, {}, frozenset(), date1904)
    needed = {cell for formula in formulas.values() if formula for cell in formula.cells}
    spots = {
        cell: spot
        for number, layout in enumerate(layouts)
        for cell, spot in _spots(number, layout)
        if cell in needed
    }
    fixed = {
        cell: value
        for worksheet in worksheets
        for cell, value in _fixed(worksheet, maps.get(worksheet.name, IDENTITY))
        if cell in needed and cell not in spots
    }
    sheets = frozenset(worksheet.name for worksheet in worksheets)
    return Calculation(formulas, fixed, spots, sheets, date1904)


def _spots(number: int, layout: SheetLayout) -> Iterator[tuple[CellKey, Spot]]:
    groups = [(OUTSIDE, layout.plan.cells)]
    groups += [(at, block.cells) for at, block in enumerate(layout.plan.blocks)]
    for block, cells in groups:
        for index, dynamic in enumerate(cells):
            cell = dynamic.cell
            for instance, row in enumerate(layout.rows.instances(cell.row)):
                spot = Spot(number, block, index, instance, bool(dynamic.formula))
                yield (layout.plan.name, cell.column, row), spot


def _fixed(worksheet: Worksheet, rows: RowMap) -> Iterator[tuple[CellKey, Value]]:
    for cell in worksheet.cells():
        if cell.value and not cell.formula:
            for row in rows.instances(cell.row):
                yield (worksheet.name, cell.column, row), _constant(cell)


def _constant(cell: Cell) -> Value:
    if cell.string:
        return cell.string.text
    if cell.kind == "b":
        return cell.value == "1"
    if cell.kind == "e":
        return ErrorValue(cell.value)
    return Decimal(cell.value)

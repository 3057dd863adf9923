"""Row heights of rendered rows: every text fits, nothing is lower than the template has it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import repeat as forever
from typing import NamedTuple

from perfxl.sheet.address import Area
from perfxl.sheet.expand import RowMap
from perfxl.sheet.height import (
    MAX_ROW_HEIGHT,
    column_width,
    default_column_width,
    line_room,
    lines_height,
    lines_in,
    raised,
    text_height,
)
from perfxl.sheet.strings import rich_item
from perfxl.sheet.styles import CellFormat, Styles
from perfxl.sheet.worksheet import Cell, Row, Worksheet
from perfxl.template.getters import RichText
from perfxl.template.plan import Dynamic, SheetPlan

_ONE_LINE = "一"
_SMALLEST = 6  # points: what can still be read in print
_REMEMBERED = 4_096  # texts a cell remembers the heights of

Column = Sequence[object]
Groups = Mapping[int, Sequence[tuple[int, int]]]  # by cell: first and last row merged

OUTSIDE = -1  # in place of the number of a block


class HeightTable(dict[object, float]):
    """The height that one template cell needs for a value, in points; remembers the answers.

    Numbers and dates do not wrap and need nothing.  In a row whose height a person chose, one
    line fits: whoever chose it has seen it.  Where ``shrinks``, a text that no row is high
    enough for is written smaller; ``smaller`` has it as it must then be written.
    """

    __slots__ = ("_least", "_lines", "_room", "_shrinks", "format", "smaller", "width")

    def __init__(
        self, width: float, cell_format: CellFormat, *, chosen: bool, shrinks: bool = False
    ) -> None:
        super().__init__()
        self.width = width
        self.format = cell_format
        self._room = line_room(width, cell_format.font, cell_format.indent)
        self._lines: dict[int, float] = {}
        self._shrinks = shrinks and cell_format.wraps and not cell_format.rotation
        self.smaller: dict[object, RichText] = {}
        self._least = self._height(_ONE_LINE) if chosen else 0.0

    def __missing__(self, value: object) -> float:
        if len(self) >= _REMEMBERED:
            self.clear()
            self.smaller.clear()
        text = value.text if isinstance(value, RichText) else value
        needed = self._height(text) if text and isinstance(text, str) else 0.0
        if needed > MAX_ROW_HEIGHT and self._shrinks and isinstance(value, str):
            needed = self._shrunk(value)
        self[value] = needed if needed > self._least else 0.0
        return self[value]

    def _height(self, text: str) -> float:
        look = self.format
        if look.rotation:
            return text_height(text, self.width, look.font, look.indent, look.rotation)
        lines = lines_in(text, self._room) if look.wraps else 1
        if lines not in self._lines:
            self._lines[lines] = lines_height(lines, look.font)
        return self._lines[lines]

    def _shrunk(self, text: str) -> float:
        """The height of ``text`` in the largest font that fits a row, or in the smallest."""
        look, font = self.format, self.format.font
        needed = MAX_ROW_HEIGHT
        for size in range(math.ceil(font.size) - 1, _SMALLEST - 1, -1):
            font = font._replace(size=float(size))
            room = line_room(self.width, font, look.indent)
            needed = lines_height(lines_in(text, room), font)
            if needed <= MAX_ROW_HEIGHT:
                break
        self.smaller[text] = RichText(text, rich_item(text, font))
        return needed


class FittedRow(NamedTuple):
    """A template row that gets its height: at least ``own``; ``tables`` by index of cell.

    ``block`` is the number of its block, or ``OUTSIDE``.
    """

    number: int
    block: int
    own: float
    tables: tuple[tuple[int, HeightTable], ...]


class TallText(NamedTuple):
    """A text over several rows: that of cell number ``cell``, or a fixed ``text``.

    ``merges``: the rows are those of each merged group, not of the template's range.
    """

    area: Area
    table: HeightTable
    block: int = OUTSIDE
    cell: int = -1
    text: str = ""
    merges: bool = False


class SheetFit(NamedTuple):
    """What decides the heights of one sheet's rows."""

    rows: Mapping[int, FittedRow]
    tall: tuple[TallText, ...]

    def is_open(self, number: int) -> bool:
        """Whether the height of a template row depends on values."""
        row = self.rows.get(number)
        tall = any(text.area.top <= number <= text.area.bottom for text in self.tall)
        return row is not None and (tall or bool(row.tables))


class SheetHeights:
    """The heights of a laid-out sheet, in points, by rendered row (index 0 is no row).

    Args:
        fit: what decides them.
        rows: where the rows of the template went.
        start: the heights before anything is fitted.
    """

    __slots__ = ("_columns", "_single", "_start", "_tall")

    def __init__(self, fit: SheetFit, rows: RowMap, start: Sequence[float]) -> None:
        self._start = tuple(start)
        self._single = tuple(
            (rows.start(row.number), index, table)
            for row in fit.rows.values()
            for index, table in row.tables
            if row.block == OUTSIDE
        )
        self._columns = tuple(
            (row.block, instances(row.number, rows), row.own, row.tables)
            for row in fit.rows.values()
            if row.tables and row.block != OUTSIDE
        )
        self._tall = tuple((text, *_appearances(text, rows)) for text in fit.tall)

    def smaller(self) -> Iterator[tuple[int, int, Mapping[object, RichText]]]:
        """Block (or ``OUTSIDE``), index of the cell, and texts to be written smaller there.

        Known after :meth:`fitted` has seen the values; nearly always none.
        """
        for _, index, table in self._single:
            if table.smaller:
                yield OUTSIDE, index, table.smaller
        for block, _, _, tables in self._columns:
            for index, table in tables:
                if table.smaller:
                    yield block, index, table.smaller

    def fitted(
        self,
        values: Column,
        blocks: Sequence[Sequence[Column] | None],
        groups: Sequence[Groups],
    ) -> list[float]:
        """The heights for these values.

        Args:
            values: those of the cells outside blocks.
            blocks: by block the columns of values; ``None`` for a blank one.
            groups: by block the merged groups.
        """
        heights = list(self._start)
        for place, index, table in self._single:
            needed = table[values[index]]
            if needed > heights[place]:
                heights[place] = needed
        for block, places, own, tables in self._columns:
            columns = blocks[block]
            if columns is not None:
                needs = [[table[value] for value in columns[index]] for index, table in tables]
                heights[places] = map(max, forever(own), *needs)
        for text, tops, bottom in self._tall:
            for top, end, value in _spans(text, tops, bottom, values, blocks, groups):
                needed = text.table[value]
                if needed > sum(heights[top : end + 1]):
                    heights[top : end + 1] = raised(heights[top : end + 1], needed)
        return heights


def instances(number: int, rows: RowMap) -> slice:
    """The places of all instances of a template row in a list by rendered row."""
    places = rows.instances(number)
    step = places[1] - places[0] if len(places) > 1 else 1
    return slice(places[0], places[-1] + 1, step)


def _appearances(text: TallText, rows: RowMap) -> tuple[Sequence[int], int]:
    """The first row of each appearance, and the last row of the first one."""
    top, bottom = text.area.top, text.area.bottom
    if rows.block(top):
        tops = rows.instances(top)
        return tops, tops[0] + bottom - top
    return (rows.start(top),), rows.end(bottom)


def _spans(
    text: TallText,
    tops: Sequence[int],
    bottom: int,
    values: Column,
    blocks: Sequence[Sequence[Column] | None],
    groups: Sequence[Groups],
) -> Iterator[tuple[int, int, object]]:
    """First and last rendered row and the value, for each appearance of a tall text."""
    if text.block == OUTSIDE:
        yield tops[0], bottom, text.text if text.cell < 0 else values[text.cell]
        return
    columns = blocks[text.block]
    if columns is None:
        return
    column, more = columns[text.cell], bottom - tops[0]
    if text.merges:
        for first, last in groups[text.block][text.cell]:
            yield tops[first], tops[last] + more, column[first]
    else:
        for top, value in zip(tops, column, strict=True):
            yield top, top + more, value


@lru_cache(maxsize=4096)
def height_attributes(height: float) -> bytes:
    """The attributes of a row of this height in points."""
    shown = f"{min(height, MAX_ROW_HEIGHT):.2f}".rstrip("0").rstrip(".")
    return b' ht="%b" customHeight="1"' % shown.encode()


def sheet_fit(plan: SheetPlan, styles: Styles) -> SheetFit:
    """Find the rows of a sheet whose heights depend on values, and what they must fit."""
    measure = _Measure(plan.worksheet, styles)
    tall = tuple(_tall_texts(plan, measure))
    numbers = {dynamic.cell.row for _, dynamic in plan.dynamics()}
    numbers |= {row for text in tall for row in range(text.area.top, text.area.bottom + 1)}
    found = (_fitted(number, plan, measure) for number in sorted(numbers))
    return SheetFit({row.number: row for row in found if row}, tall)


def _groups(plan: SheetPlan) -> Iterator[tuple[int, tuple[Dynamic, ...]]]:
    yield OUTSIDE, plan.cells
    for number, block in enumerate(plan.blocks):
        yield number, block.cells


def _tall_texts(plan: SheetPlan, measure: _Measure) -> Iterator[TallText]:
    spoken = set()
    for block, cells in _groups(plan):
        for index, dynamic in enumerate(cells):
            area, merges = dynamic.area, dynamic.keys is not None
            spoken.add((area.top, area.left))
            table = measure.table(area, dynamic.cell.style)
            if table.width and (merges or area.top < area.bottom):
                yield TallText(area, table, block, index, merges=merges)
    for area in plan.worksheet.merges:
        cell = measure.cell(area)
        if cell is None or not cell.text or (area.top, area.left) in spoken:
            continue
        table = measure.table(area, cell.style)
        if table.width and any(
            area.top <= item.repeat.start <= area.bottom for item in plan.blocks
        ):
            yield TallText(area, table, text=cell.text)


def _fitted(number: int, plan: SheetPlan, measure: _Measure) -> FittedRow | None:
    row = measure.worksheet.rows.get(number)
    controls = {row for item in plan.blocks for row in (item.repeat.start, item.repeat.end)}
    if row is None or row.hidden or number in controls:
        return None
    at = (n for n, block in enumerate(plan.blocks) if number in block.repeat.block)
    block = next(at, OUTSIDE)
    cells = plan.cells if block == OUTSIDE else plan.blocks[block].cells
    own = measure.own_height(row, {item.cell.column for item in cells if item.cell.row == number})
    tables = []
    for index, dynamic in enumerate(cells):
        if dynamic.cell.row == number == dynamic.area.bottom and dynamic.keys is None:
            table = measure.table(dynamic.area, dynamic.cell.style, shrinks=not dynamic.formula)
            if table.format.wraps and table.width:
                tables.append((index, table))
            elif table.width:  # one line, whatever the value
                own = max(own, table[_ONE_LINE])
    return FittedRow(number, block, own, tuple(tables))


class _Measure:
    """The widths, formats and heights of one sheet of a template."""

    def __init__(self, worksheet: Worksheet, styles: Styles) -> None:
        self.worksheet = worksheet
        self._styles = styles

    def table(self, area: Area, style: int, *, shrinks: bool = False) -> HeightTable:
        """The heights of a text in ``area``."""
        font = self._styles.default_font
        width = 0.0
        for column in range(area.left, area.right + 1):
            characters = self.worksheet.width(column)
            width += (
                default_column_width(font) if characters is None else column_width(characters, font)
            )
        row = self.worksheet.rows.get(area.top)
        chosen = row is not None and row.fixed
        look = self._styles.format(style)
        return HeightTable(width, look, chosen=chosen, shrinks=shrinks)

    def cell(self, area: Area) -> Cell | None:
        """The corner of a merged range."""
        row = self.worksheet.rows.get(area.top)
        cells = row.cells if row else ()
        return next((cell for cell in cells if cell.column == area.left), None)

    def own_height(self, row: Row, spoken: set[int]) -> float:
        """The height a person chose, else what the texts outside columns ``spoken`` need."""
        if row.fixed and row.height is not None:
            return row.height
        needs = [self.worksheet.default_height]
        for cell in row.cells:
            area = self.worksheet.merge_at(cell.column, cell.row) or cell.area
            if cell.text and cell.column not in spoken and area.top == area.bottom:
                table = self.table(area, cell.style)
                needs.append(table[cell.text] if table.width else 0.0)
        return max(needs)

"""A sheet for given numbers of rows: ready text with ``%s`` where values will stand.

Made once for every combination of counts: row numbers, formulas, ranges and heights are
final, so that rendering only fills in values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from perfxl.sheet.address import Area, column_name
from perfxl.sheet.cell import EMPTY
from perfxl.sheet.expand import IDENTITY, RowMap, copies
from perfxl.sheet.formula import Home, move
from perfxl.sheet.frame import move_frame
from perfxl.sheet.worksheet import MERGES_MARK, ROWS_MARK, Cell, Formula, Row
from perfxl.sheet.xml import escape, main_tag
from perfxl.template.fitting import SheetFit, height_attributes, instances
from perfxl.template.plan import Segment, SheetPlan

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(slots=True)
class Slots:
    """The places of one instance of a segment that values will fill, numbered in order.

    ``heights``: number, and the instances of the row in the list of heights.
    ``values``: number, and index of the cell in the segment.
    ``formulas``: the same for native formulas: the number is that of the type, the cached
    value has the next.
    ``results``: as ``formulas``, for the template's own: number, column, rows by instance.
    """

    width: int = 0
    heights: list[tuple[int, slice]] = field(default_factory=list)
    values: list[tuple[int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    results: list[tuple[int, int, tuple[int, ...]]] = field(default_factory=list)

    def take(self, count: int) -> int:
        """The number of the next slot; ``count`` are taken."""
        number = self.width
        self.width += count
        return number


@dataclass(frozen=True, slots=True)
class PlacedFormula:
    """A formula of the template where it now stands."""

    sheet: str
    column: int
    row: int
    text: str


@dataclass(frozen=True, slots=True)
class MergeSlot:
    """A column whose equal neighbours merge: rows ``top`` + ``height`` × instance."""

    index: int
    left: str
    right: str
    top: int
    height: int

    def range(self, first: int, last: int) -> str:
        """The range over instances ``first`` to ``last``; ``""`` for a single cell."""
        top = self.top + first * self.height
        bottom = self.top + last * self.height + self.height - 1
        if top == bottom and self.left == self.right:
            return ""
        return f"{self.left}{top}:{self.right}{bottom}"


@dataclass(frozen=True, slots=True)
class SegmentLayout:
    """The slots of one segment, and where its merges begin."""

    segment: Segment
    slots: Slots
    merges: tuple[MergeSlot, ...]
    blank: bool


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """One sheet; ``form`` has a ``%s`` for every slot and one for the merges."""

    plan: SheetPlan
    rows: RowMap
    form: str
    segments: tuple[SegmentLayout, ...]
    merges: tuple[str, ...]
    heights: tuple[float, ...]
    formulas: tuple[PlacedFormula, ...]


def sheet_layout(plan: SheetPlan, maps: Mapping[str, RowMap], fit: SheetFit) -> SheetLayout:
    """Lay out one sheet.

    Args:
        plan: the sheet of the template.
        maps: what happens to the rows of every sheet with blocks.
        fit: which rows get their height from values.
    """
    rows = maps.get(plan.name, IDENTITY)
    last_row = max(1, rows.end(max(plan.worksheet.rows, default=1)))
    written = [
        SegmentWriter(plan, segment, maps, {row.number for row in fitted})
        for segment, fitted in zip(plan.segments, fit.rows, strict=True)
    ]
    body = "".join(line for writer in written for line in writer.lines())
    frame = move_frame(plan.worksheet.frame, plan.name, maps)
    _set_dimension(frame, plan, last_row)
    text = etree.tostring(frame, encoding="unicode").replace("%", "%%")
    head, _, rest = text.partition(f"<!--{ROWS_MARK}-->")
    between, _, tail = rest.partition(f"<!--{MERGES_MARK}-->")
    return SheetLayout(
        plan,
        rows,
        f"{_DECLARATION}{head}<sheetData>{body}</sheetData>{between}%s{tail}",
        tuple(writer.layout() for writer in written),
        tuple(_fixed_merges(plan, rows, written)),
        tuple(_heights(plan, rows, fit, last_row)),
        tuple(formula for writer in written for formula in writer.formulas),
    )


def _fixed_merges(plan: SheetPlan, rows: RowMap, written: Sequence[SegmentWriter]) -> Iterator[str]:
    for area in plan.merges:
        for copy in copies(area, rows):
            if not copy.single:  # what control rows leave of a merge may be one cell
                yield str(copy)
    for writer in written:
        if writer.blank:
            yield from filter(None, (merge.range(0, 0) for merge in writer.merges()))


def _heights(plan: SheetPlan, rows: RowMap, fit: SheetFit, last_row: int) -> list[float]:
    heights = [plan.worksheet.default_height] * (last_row + 1)
    own = {row.number: row.own for group in fit.rows for row in group}
    for number, row in plan.worksheet.rows.items():
        height = own.get(number, row.height)
        if height is not None:
            for place in rows.instances(number):
                heights[place] = height
    return heights


def merges_text(merges: Sequence[str]) -> str:
    """The ``<mergeCells>`` element; nothing without merges."""
    if not merges:
        return ""
    cells = "".join(f'<mergeCell ref="{merge}"/>' for merge in merges)
    return f'<mergeCells count="{len(merges)}">{cells}</mergeCells>'


def _set_dimension(frame: etree._Element, plan: SheetPlan, last_row: int) -> None:
    dimension = frame.find(main_tag("dimension"))
    columns = [cell.column for cell in plan.worksheet.cells()]
    if dimension is not None and columns:
        first = min(row for row, content in plan.worksheet.rows.items() if content.cells)
        dimension.set("ref", str(Area(min(first, last_row), min(columns), last_row, max(columns))))


class SegmentWriter:
    """Writes the rows of one segment, remembering the slots it leaves open."""

    def __init__(
        self, plan: SheetPlan, segment: Segment, maps: Mapping[str, RowMap], fitted: set[int]
    ) -> None:
        self._plan = plan
        self._segment = segment
        self._maps = maps
        self._fitted = fitted
        self._rows = maps.get(plan.name, IDENTITY)
        self._index = {
            (dynamic.cell.row, dynamic.cell.column): index
            for index, dynamic in enumerate(segment.cells)
        }
        self._slots = Slots()
        self.formulas: list[PlacedFormula] = []
        self.blank = self._count() == 0

    def _count(self) -> int:
        repeat = self._segment.repeat
        return self._rows.counts[self._rows.blocks.index(repeat.block)] if repeat else 1

    def lines(self) -> Iterator[str]:
        """The rows as XML text, in order."""
        rows = self._plan.worksheet.rows
        present = [
            rows[number]
            for number in range(self._segment.first, self._segment.last + 1)
            if number in rows
        ]
        for instance in range(max(1, self._count())):
            slots = Slots()
            for row in present:
                yield self._line(row, instance, slots)
            if instance == 0:
                self._slots = slots

    def layout(self) -> SegmentLayout:
        """The slots that :meth:`lines` left open."""
        merges = () if self.blank else tuple(self.merges())
        return SegmentLayout(self._segment, self._slots, merges, self.blank)

    def merges(self) -> Iterator[MergeSlot]:
        """The columns whose neighbours merge."""
        for index, dynamic in enumerate(self._segment.cells):
            if dynamic.keys is not None:
                area = dynamic.area
                yield MergeSlot(
                    index,
                    column_name(area.left),
                    column_name(area.right),
                    self._rows.start(area.top),
                    area.bottom - area.top + 1,
                )

    def _line(self, row: Row, instance: int, slots: Slots) -> str:
        number = self._rows.instances(row.number)[instance]
        if row.number in self._fitted:
            slots.heights.append((slots.take(1), instances(row.number, self._rows)))
            height = "%s"
        elif row.height is None:
            height = ""
        elif row.fixed:
            height = height_attributes(row.height)
        else:
            height = f' ht="{row.height:g}"'
        head = f'<row r="{number}"{_literal(row.attributes)}{height}'
        cells = "".join(self._cell(cell, number, instance, slots) for cell in row.cells)
        return f"{head}>{cells}</row>" if cells else f"{head}/>"

    def _cell(self, cell: Cell, number: int, instance: int, slots: Slots) -> str:
        name = f"{column_name(cell.column)}{number}"
        head = f'<c r="{name}"{_literal(cell.attributes)}'
        index = self._index.get((cell.row, cell.column))
        if index is not None:
            return head + self._dynamic(index, instance, slots)
        if cell.formula is not None:
            return head + self._formula(cell, cell.formula, number, instance, slots)
        if not cell.value:
            return head + EMPTY
        kind = f' t="{cell.kind}"' if cell.kind else ""
        return f"{head}{kind}><v>{_literal(escape(cell.value))}</v></c>"

    def _dynamic(self, index: int, instance: int, slots: Slots) -> str:
        dynamic = self._segment.cells[index]
        if self.blank:
            return EMPTY
        if not dynamic.formula:
            slots.values.append((slots.take(1), index))
            return "%s"
        slots.formulas.append((slots.take(2), index))
        return f"%s<f>{self._moved(dynamic.formula, dynamic.cell.row, instance)}</f>%s</c>"

    def _formula(
        self, cell: Cell, formula: Formula, number: int, instance: int, slots: Slots
    ) -> str:
        if self.blank:
            return EMPTY
        slots.results.append((slots.take(2), cell.column, self._rows.instances(cell.row)))
        text = move(formula.text, Home(self._plan.name, cell.row, instance), self._maps)
        self.formulas.append(PlacedFormula(self._plan.name, cell.column, number, text))
        area = ""
        if formula.area is not None:
            area = f' t="array" ref="{copies(formula.area, self._rows)[instance]}"'
        attributes = _literal(formula.attributes)
        return f"%s<f{area}{attributes}>{_literal(escape(text))}</f>%s</c>"

    def _moved(self, formula: str, row: int, instance: int) -> str:
        home = Home(self._plan.name, row, instance)
        return _literal(escape(move(formula, home, self._maps)))


def _literal(text: str) -> str:
    return text.replace("%", "%%")

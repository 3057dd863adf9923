"""A sheet for given numbers of rows: ready text with ``%s`` where values will stand.

Made once for every combination of counts: row numbers, formulas and ranges are final, so
that rendering only fills in values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from lxml import etree

from perfxl.sheet.address import Area, column_name
from perfxl.sheet.encoding import EMPTY
from perfxl.sheet.expand import IDENTITY, Block, RowMap, copies
from perfxl.sheet.formula import Home, move, references, shift
from perfxl.sheet.frame import move_frame
from perfxl.sheet.worksheet import MERGES_MARK, ROWS_MARK, Cell, Formula, Row
from perfxl.sheet.xml import escape, main_tag
from perfxl.template.fitting import SheetFit, SheetHeights, height_attributes, instances
from perfxl.template.plan import Dynamic, SheetPlan

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(slots=True)
class Slots:
    """The places that values will fill, numbered in the order of the text.

    ``heights``: number, and template row.
    ``values``: number, and index of the cell.
    ``formulas``: the same for native formulas, whose type has the number and whose cached
    value the next one.
    ``results``: as ``formulas``, for the template's own: number, column, template row.
    """

    width: int = 0
    heights: list[tuple[int, int]] = field(default_factory=list)
    values: list[tuple[int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    results: list[tuple[int, int, int]] = field(default_factory=list)

    def take(self, count: int) -> int:
        """The number of the next slot; ``count`` are taken."""
        number = self.width
        self.width += count
        return number


@dataclass(frozen=True, slots=True)
class MergeColumn:
    """A cell of a block whose equal neighbours merge: rows ``top`` + ``height`` × instance."""

    index: int
    left: str
    right: str
    top: int
    height: int

    def range(self, first: int, last: int) -> str:
        """The range over instances ``first`` to ``last``; ``""`` for a single cell."""
        top = self.top + first * self.height
        bottom = self.top + (last + 1) * self.height - 1
        if top == bottom and self.left == self.right:
            return ""
        return f"{self.left}{top}:{self.right}{bottom}"


@dataclass(frozen=True, slots=True)
class PlacedFormula:
    """A formula of the template where it now stands."""

    sheet: str
    column: int
    row: int
    text: str


@dataclass(frozen=True, slots=True)
class BlockLayout:
    """One block: how often it appears (0: once, blank), where its values go, its merges.

    All places are slices, over the slots of the sheet or over its rows; they are those of
    :class:`Slots`, for all instances.
    """

    count: int
    heights: tuple[tuple[slice, slice], ...]
    values: tuple[tuple[slice, int], ...]
    formulas: tuple[tuple[slice, slice, int], ...]
    results: tuple[tuple[slice, slice, int, Sequence[int]], ...]
    merges: tuple[MergeColumn, ...]


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """One sheet; ``form`` has a ``%s`` for each of ``size`` slots, the last for the merges.

    ``single`` are the slots outside blocks; their rows are rendered ones.
    """

    plan: SheetPlan
    rows: RowMap
    form: str
    size: int
    single: Slots
    blocks: tuple[BlockLayout, ...]
    merges: tuple[str, ...]
    heights: SheetHeights
    formulas: tuple[PlacedFormula, ...]


def sheet_layout(plan: SheetPlan, maps: Mapping[str, RowMap], fit: SheetFit) -> SheetLayout:
    """Lay out one sheet.

    Args:
        plan: the sheet of the template.
        maps: what happens to the rows of every sheet with blocks.
        fit: which rows get their height from values.
    """
    rows = maps.get(plan.name, IDENTITY)
    writer = RowWriter(plan, maps, fit)
    body = "".join(writer.lines())
    frame = move_frame(plan.worksheet.frame, plan.name, maps)
    last_row = max(1, rows.end(max(plan.worksheet.rows, default=1)))
    _set_dimension(frame, plan, last_row)
    head, between, tail = _split(frame)
    blocks = tuple(
        _block_layout(slots, start, count, rows, tuple(_merge_columns(block.cells, rows)))
        for block, (start, slots), count in zip(
            plan.blocks, writer.blocks, rows.counts, strict=True
        )
    )
    return SheetLayout(
        plan,
        rows,
        f"{_DECLARATION}{head}<sheetData>{body}</sheetData>{between}%s{tail}",
        writer.slots.width + 1,
        _single_layout(writer.slots, rows),
        blocks,
        tuple(_fixed_merges(plan, rows, blocks)),
        SheetHeights(fit, rows, _heights(plan, rows, fit, last_row)),
        tuple(writer.formulas),
    )


def _single_layout(slots: Slots, rows: RowMap) -> Slots:
    return replace(
        slots,
        heights=[(number, rows.start(row)) for number, row in slots.heights],
        results=[(number, column, rows.start(row)) for number, column, row in slots.results],
    )


def _block_layout(
    slots: Slots, start: int, count: int, rows: RowMap, merges: tuple[MergeColumn, ...]
) -> BlockLayout:
    end = start + slots.width * max(1, count)

    def places(number: int) -> slice:
        return slice(start + number, end, slots.width)

    return BlockLayout(
        count,
        tuple((places(number), instances(row, rows)) for number, row in slots.heights),
        tuple((places(number), index) for number, index in slots.values),
        tuple((places(number), places(number + 1), index) for number, index in slots.formulas),
        tuple(
            (places(number), places(number + 1), column, rows.instances(row))
            for number, column, row in slots.results
        ),
        merges,
    )


def _split(frame: etree._Element) -> tuple[str, str, str]:
    text = _literal(etree.tostring(frame, encoding="unicode"))
    head, _, rest = text.partition(f"<!--{ROWS_MARK}-->")
    between, _, tail = rest.partition(f"<!--{MERGES_MARK}-->")
    return head, between, tail


def _set_dimension(frame: etree._Element, plan: SheetPlan, last_row: int) -> None:
    dimension = frame.find(main_tag("dimension"))
    columns = [cell.column for cell in plan.worksheet.cells()]
    if dimension is not None and columns:
        first = min(row for row, content in plan.worksheet.rows.items() if content.cells)
        dimension.set("ref", str(Area(min(first, last_row), min(columns), last_row, max(columns))))


def _merge_columns(cells: Sequence[Dynamic], rows: RowMap) -> Iterator[MergeColumn]:
    for index, dynamic in enumerate(cells):
        if dynamic.keys is not None:
            area = dynamic.area
            left, right = column_name(area.left), column_name(area.right)
            yield MergeColumn(index, left, right, rows.start(area.top), area.bottom - area.top + 1)


def _fixed_merges(plan: SheetPlan, rows: RowMap, blocks: Sequence[BlockLayout]) -> Iterator[str]:
    for area in plan.merges:
        for copy in copies(area, rows):
            if not copy.single:  # what control rows leave of a merge may be one cell
                yield str(copy)
    for block in blocks:
        if not block.count:
            yield from filter(None, (merge.range(0, 0) for merge in block.merges))


def merges_text(merges: Sequence[str]) -> str:
    """The ``<mergeCells>`` element; nothing without merges."""
    if not merges:
        return ""
    cells = '"/><mergeCell ref="'.join(merges)
    return f'<mergeCells count="{len(merges)}"><mergeCell ref="{cells}"/></mergeCells>'


def _heights(plan: SheetPlan, rows: RowMap, fit: SheetFit, last_row: int) -> list[float]:
    heights = [plan.worksheet.default_height] * (last_row + 1)
    for number, row in plan.worksheet.rows.items():
        height = fit.rows[number].own if number in fit.rows else row.height
        if height is not None:
            for place in rows.instances(number):
                heights[place] = height
    return heights


class RowWriter:
    """Writes the rows of a sheet as XML text, remembering the slots it leaves open."""

    def __init__(self, plan: SheetPlan, maps: Mapping[str, RowMap], fit: SheetFit) -> None:
        self._plan = plan
        self._maps = maps
        self._fit = fit
        self._rows = maps.get(plan.name, IDENTITY)
        self.slots = Slots()
        self.blocks: list[tuple[int, Slots]] = []
        self.formulas: list[PlacedFormula] = []
        self._shares = 0

    def lines(self) -> Iterator[str]:
        """The rows in order."""
        row = 1
        for number, block in enumerate(self._plan.blocks):
            yield from self._stretch(row, block.repeat.start - 1, _Cells(self._plan.cells))
            yield from self._block(number)
            row = block.repeat.end + 1
        last = max(self._plan.worksheet.rows, default=0)
        yield from self._stretch(row, last, _Cells(self._plan.cells))

    def _block(self, number: int) -> Iterator[str]:
        block, count = self._plan.blocks[number], self._rows.counts[number]
        span = block.repeat.block
        own = Slots()
        self.blocks.append((self.slots.width, own))
        shared = dict(self._shared(block.cells, span, count))
        for instance in range(max(1, count)):
            slots = own if instance == 0 else Slots()
            cells = _Cells(block.cells, slots, instance, blank=count == 0, shared=shared)
            yield from self._stretch(span.first, span.last, cells)
            self.slots.take(slots.width)

    def _shared(
        self, dynamics: Sequence[Dynamic], span: Block, count: int
    ) -> Iterator[tuple[int, Shared]]:
        """Formulas written once for a whole block, as Excel writes a column filled downwards.

        A form's formulas are ten times its values; shared, they cost one row.  Those that
        refer to other sheets are left alone: the old binary format forbade sharing them.
        """
        if count < 2 or span.height > 1:
            return
        for index, dynamic in enumerate(dynamics):
            if not dynamic.formula or any(item.prefix for item in references(dynamic.formula)):
                continue
            first, last = (
                move(dynamic.formula, Home(self._plan.name, span.first, instance), self._maps)
                for instance in (0, count - 1)
            )
            if shift(first, rows=count - 1) == last:
                column = dynamic.cell.column
                rows = self._rows.instances(span.first)
                area = Area(rows[0], column, rows[-1], column)
                yield index, Shared(self._shares, f' t="shared" ref="{area}"', first)
                self._shares += 1

    def _stretch(self, first: int, last: int, cells: _Cells) -> Iterator[str]:
        slots = self.slots if cells.slots is None else cells.slots
        for number in range(first, last + 1):
            row = self._plan.worksheet.rows.get(number)
            if row:
                yield self._line(row, cells, slots)

    def _line(self, row: Row, cells: _Cells, slots: Slots) -> str:
        number = self._rows.instances(row.number)[cells.instance]
        head = f'<row r="{number}"{_literal(row.attributes)}{self._height(row, slots)}'
        texts = "".join(self._cell(cell, number, cells, slots) for cell in row.cells)
        return f"{head}>{texts}</row>" if texts else f"{head}/>"

    def _height(self, row: Row, slots: Slots) -> str:
        if self._fit.is_open(row.number):
            slots.heights.append((slots.take(1), row.number))
            return "%s"
        fitted = self._fit.rows.get(row.number)
        if fitted:
            return height_attributes(fitted.own)
        if row.height is None:
            return ""
        return height_attributes(row.height) if row.fixed else f' ht="{row.height:g}"'

    def _cell(self, cell: Cell, number: int, cells: _Cells, slots: Slots) -> str:
        head = f'<c r="{column_name(cell.column)}{number}"{_literal(cell.attributes)}'
        index = cells.index(cell)
        if (index is not None or cell.formula) and cells.blank:
            return head + EMPTY
        if index is not None:
            return head + self._value(index, cells, slots)
        if cell.formula:
            return head + self._formula(cell, cell.formula, number, cells, slots)
        if not cell.value:
            return head + EMPTY
        kind = f' t="{cell.kind}"' if cell.kind else ""
        return f"{head}{kind}><v>{_literal(escape(cell.value))}</v></c>"

    def _value(self, index: int, cells: _Cells, slots: Slots) -> str:
        dynamic = cells.dynamics[index]
        if not dynamic.formula:
            slots.values.append((slots.take(1), index))
            return "%s"
        slots.formulas.append((slots.take(2), index))
        shared = cells.shared.get(index)
        if shared and cells.instance:
            return f'%s<f t="shared" si="{shared.number}"/>%s</c>'
        if shared:
            text = _formula_text(shared.text)
            return f'%s<f{shared.area} si="{shared.number}">{text}</f>%s</c>'
        home = Home(self._plan.name, dynamic.cell.row, cells.instance)
        return f"%s<f>{_formula_text(move(dynamic.formula, home, self._maps))}</f>%s</c>"

    def _formula(
        self, cell: Cell, formula: Formula, number: int, cells: _Cells, slots: Slots
    ) -> str:
        slots.results.append((slots.take(2), cell.column, cell.row))
        text = move(formula.text, Home(self._plan.name, cell.row, cells.instance), self._maps)
        self.formulas.append(PlacedFormula(self._plan.name, cell.column, number, text))
        area = ""
        if formula.area is not None:
            area = f' t="array" ref="{copies(formula.area, self._rows)[cells.instance]}"'
        return f"%s<f{area}{_literal(formula.attributes)}>{_formula_text(text)}</f>%s</c>"


@dataclass(frozen=True, slots=True)
class Shared:
    """A formula that all rows of a block share: its number, where it stands, its first text."""

    number: int
    area: str
    text: str


_NOTHING_SHARED: Mapping[int, Shared] = MappingProxyType({})


class _Cells:
    """The cells with values of a stretch of rows, and which instance of them is written."""

    def __init__(
        self,
        dynamics: Sequence[Dynamic],
        slots: Slots | None = None,
        instance: int = 0,
        *,
        blank: bool = False,
        shared: Mapping[int, Shared] = _NOTHING_SHARED,
    ) -> None:
        self.dynamics = dynamics
        self.slots = slots
        self.instance = instance
        self.blank = blank
        self.shared = shared
        self._index = {
            (dynamic.cell.row, dynamic.cell.column): index for index, dynamic in enumerate(dynamics)
        }

    def index(self, cell: Cell) -> int | None:
        """The place of ``cell`` among those with values; ``None``: it has none."""
        return self._index.get((cell.row, cell.column))


def _formula_text(formula: str) -> str:
    return _literal(escape(formula))


def _literal(text: str) -> str:
    return text.replace("%", "%%")

"""A sheet for given numbers of rows: ready bytes, with gaps where values will stand.

Row numbers, formulas and ranges are final, so that rendering only fills in values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from lxml import etree

from perfxl.errors import OutputError
from perfxl.sheet.address import MAX_ROW, Area, column_name
from perfxl.sheet.expand import IDENTITY, RowMap, copies
from perfxl.sheet.formula import Copies, Home, move, references
from perfxl.sheet.frame import move_frame
from perfxl.sheet.styles import Styles
from perfxl.sheet.worksheet import MERGES_MARK, ROWS_MARK
from perfxl.sheet.xml import escape, main_tag
from perfxl.template.fitting import SheetFit, SheetHeights, instances, sheet_fit
from perfxl.template.plan import BlockPlan, SheetPlan
from perfxl.template.rowtext import ROW, SLOT, FormulaPiece, Piece, Slots, Stretch, stretches

_SLOT = SLOT.encode()
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class PreparedSheet(NamedTuple):
    """What the layouts of one sheet have in common.

    ``columns`` are the first and the last; ``refers`` the sheets whose rows it depends on.
    """

    plan: SheetPlan
    fit: SheetFit
    stretches: tuple[Stretch, ...]
    last_row: int
    columns: tuple[int, int] | None
    refers: frozenset[str]


def prepare_sheet(plan: SheetPlan, styles: Styles) -> PreparedSheet:
    """Prepare the layouts of a sheet."""
    fit = sheet_fit(plan, styles)
    columns = [cell.column for cell in plan.worksheet.cells()]
    return PreparedSheet(
        plan,
        fit,
        tuple(stretches(plan, fit)),
        max(plan.worksheet.rows, default=1),
        (min(columns), max(columns)) if columns else None,
        frozenset({plan.name, *_referred(plan)}),
    )


def _referred(plan: SheetPlan) -> Iterator[str]:
    """The sheets that formulas and rules of a sheet refer to."""
    texts = [cell.formula.text for cell in plan.worksheet.cells() if cell.formula]
    texts += [dynamic.formula for _, dynamic in plan.dynamics()]
    for element in plan.worksheet.frame.iter(etree.Element):
        texts += [element.text or "", element.get("location", ""), element.get("val", "")]
    for text in texts:
        if "!" in text:
            yield from (item.sheet for item in references(text) if item.sheet)


class MergeColumn(NamedTuple):
    """Where equal neighbours of a block's cell merge: rows ``top`` + ``height`` × instance.

    ``cell`` is its number.
    """

    cell: int
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


class PlacedFormula(NamedTuple):
    """A formula of the template where it now stands."""

    sheet: str
    column: int
    row: int
    text: str


class SingleLayout(NamedTuple):
    """Where the values outside blocks go: places among the slots, rendered rows."""

    heights: tuple[tuple[int, int], ...]
    values: tuple[tuple[int, int], ...]
    formulas: tuple[tuple[int, int], ...]
    results: tuple[tuple[int, int, int], ...]


class BlockLayout(NamedTuple):
    """One block: its ``instances`` (0: one, blank), where its values go, its merges.

    All places are slices, over the slots of the sheet or over its rows; they are those of
    :class:`~perfxl.template.rowtext.Slots`, for all instances.
    """

    instances: int
    heights: tuple[tuple[slice, slice], ...]
    values: tuple[tuple[slice, int], ...]
    formulas: tuple[tuple[slice, slice, int], ...]
    results: tuple[tuple[slice, slice, int, Sequence[int]], ...]
    merges: tuple[MergeColumn, ...]


class SheetLayout(NamedTuple):
    """One sheet; every second one of ``pieces`` is an empty slot, the last for the merges."""

    plan: SheetPlan
    rows: RowMap
    pieces: tuple[bytes, ...]
    single: SingleLayout
    blocks: tuple[BlockLayout, ...]
    merges: tuple[str, ...]
    heights: SheetHeights
    formulas: tuple[PlacedFormula, ...]


def sheet_layout(sheet: PreparedSheet, maps: Mapping[str, RowMap]) -> SheetLayout:
    """Lay out one sheet.

    Args:
        sheet: what all layouts of the sheet have in common.
        maps: what happens to the rows of every sheet with blocks.

    Raises:
        OutputError: there are more rows than a sheet can have.
    """
    plan, rows = sheet.plan, maps.get(sheet.plan.name, IDENTITY)
    last_row = rows.last(rows.above(sheet.last_row)) or 1
    if last_row > MAX_ROW:
        raise OutputError(f"共 {last_row} 行，超过工作表的上限 {MAX_ROW} 行", sheet=plan.name)
    writer = _Writer(plan.name, rows, maps)
    head, between, tail = _frame(sheet, maps, last_row)
    lines = writer.lines(sheet.stretches)
    pieces = _pieces(
        chain([f"{_DECLARATION}{head}<sheetData>"], lines, [f"</sheetData>{between}{SLOT}{tail}"])
    )
    blocks = tuple(
        _block_layout(block, rows, slots, start)
        for block, (start, slots) in zip(plan.blocks, writer.blocks, strict=True)
    )
    return SheetLayout(
        plan,
        rows,
        pieces,
        _single_layout(writer.single, rows),
        blocks,
        tuple(_fixed_merges(plan, rows, blocks)),
        SheetHeights(sheet.fit, rows, _heights(sheet, rows, last_row)),
        tuple(writer.formulas),
    )


def _pieces(texts: Iterable[str]) -> tuple[bytes, ...]:
    """``texts`` in bytes, cut at their slots; each slot is an empty piece between two.

    A line at a time: the whole text of a province's master would take a hundred megabytes.
    """
    pieces = [b""]
    for text in texts:
        first, *others = text.encode().split(_SLOT)
        pieces[-1] += first
        for piece in others:
            pieces += (b"", piece)
    return tuple(pieces)


class _Writer:
    """Puts row numbers and moved formulas into the rows of a sheet.

    ``single`` are the slots outside blocks with the number that each stretch begins with,
    ``blocks`` those of the first instance of each block.
    """

    def __init__(self, sheet: str, rows: RowMap, maps: Mapping[str, RowMap]) -> None:
        self._sheet = sheet
        self._rows = rows
        self._maps = maps
        self.size = 0
        self.single: list[tuple[int, Slots]] = []
        self.blocks: list[tuple[int, Slots]] = []
        self.formulas: list[PlacedFormula] = []
        self._copied: dict[FormulaPiece, Copies] = {}  # of the block that is being written

    def lines(self, parts: Sequence[Stretch]) -> Iterator[str]:
        """The rows as XML text, in order."""
        for part in parts:
            if part.block is None:
                self.single.append((self.size, part.slots))
                self.size += part.slots.width
                for row in part.rows:
                    yield self._line(row.first, row.number, 0)
            else:
                yield from self._block(part, self._rows.counts[part.block])

    def _block(self, part: Stretch, count: int) -> Iterator[str]:
        slots = part.slots if count else part.blank_slots
        self.blocks.append((self.size, slots))
        self.size += slots.width * max(1, count)
        if not count:
            for row in part.rows:
                yield self._line(row.blank, row.number, 0)
        self._copied = {
            piece: Copies(piece.text, Home(self._sheet, piece.row), self._maps, count)
            for row in part.rows
            for piece in {*row.first, *row.more}
            if not isinstance(piece, str)
        }
        for instance in range(count):
            for row in part.rows:
                yield self._line(row.more if instance else row.first, row.number, instance)

    def _line(self, pieces: Sequence[Piece], row: int, instance: int) -> str:
        number = self._rows.instances(row)[instance]
        text = "".join(
            piece if isinstance(piece, str) else self._formula(piece, number, instance)
            for piece in pieces
        )
        return text.replace(ROW, str(number))

    def _formula(self, piece: FormulaPiece, number: int, instance: int) -> str:
        copied = self._copied.get(piece)
        if copied is not None:
            text = copied.of(instance)
        else:
            text = move(piece.text, Home(self._sheet, piece.row), self._maps)
        attributes = piece.attributes
        if piece.own:
            self.formulas.append(PlacedFormula(self._sheet, piece.column, number, text))
        places = self._rows.instances(piece.row)
        if piece.area is not None:
            attributes += f' t="array" ref="{copies(piece.area, self._rows)[instance]}"'
        elif piece.share >= 0 and len(places) > 1:
            area = Area(places[0], piece.column, places[-1], piece.column)
            attributes += f' t="shared" ref="{area}" si="{piece.share}"'
        return f"<f{attributes}>{escape(text)}</f>"


def _single_layout(parts: Sequence[tuple[int, Slots]], rows: RowMap) -> SingleLayout:
    return SingleLayout(
        tuple((start + at, rows.start(row)) for start, own in parts for at, row in own.heights),
        tuple((start + at, index) for start, own in parts for at, index in own.values),
        tuple((start + at, index) for start, own in parts for at, index in own.formulas),
        tuple(
            (start + at, column, rows.start(row))
            for start, own in parts
            for at, column, row in own.results
        ),
    )


def _block_layout(block: BlockPlan, rows: RowMap, slots: Slots, start: int) -> BlockLayout:
    count = rows.counts[rows.blocks.index(block.repeat.block)]
    end = start + slots.width * max(1, count)

    def places(number: int) -> slice:
        return slice(start + number, end, slots.width)

    return BlockLayout(
        count,
        tuple((places(at), instances(row, rows)) for at, row in slots.heights),
        tuple((places(at), index) for at, index in slots.values),
        tuple((places(at), places(at + 1), index) for at, index in slots.formulas),
        tuple(
            (places(at), places(at + 1), column, rows.instances(row))
            for at, column, row in slots.results
        ),
        tuple(_merge_columns(block, rows)),
    )


def _merge_columns(block: BlockPlan, rows: RowMap) -> Iterator[MergeColumn]:
    for index, dynamic in enumerate(block.cells):
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
        if not block.instances:
            yield from filter(None, (merge.range(0, 0) for merge in block.merges))


def merges_text(merges: Sequence[str]) -> str:
    """The ``<mergeCells>`` element; nothing without merges."""
    if not merges:
        return ""
    cells = '"/><mergeCell ref="'.join(merges)
    return f'<mergeCells count="{len(merges)}"><mergeCell ref="{cells}"/></mergeCells>'


def _frame(sheet: PreparedSheet, maps: Mapping[str, RowMap], last_row: int) -> tuple[str, str, str]:
    """What stands before the rows, between rows and merges, and after the merges."""
    frame = move_frame(sheet.plan.worksheet.frame, sheet.plan.name, maps)
    dimension = frame.find(main_tag("dimension"))
    if dimension is not None and sheet.columns:
        left, right = sheet.columns
        dimension.set("ref", str(Area(1, left, last_row, right)))
    text = etree.tostring(frame, encoding="unicode")
    head, _, rest = text.partition(f"<!--{ROWS_MARK}-->")
    between, _, tail = rest.partition(f"<!--{MERGES_MARK}-->")
    return head, between, tail


def _heights(sheet: PreparedSheet, rows: RowMap, last_row: int) -> list[float]:
    """The heights before anything is fitted, by rendered row."""
    heights = [sheet.plan.worksheet.default_height] * (last_row + 1)
    for number, row in sheet.plan.worksheet.rows.items():
        fitted = sheet.fit.rows.get(number)
        height = fitted.own if fitted else row.height
        if height is not None and rows.first(number) is not None:
            places = instances(number, rows)
            heights[places] = [height] * len(heights[places])
    return heights

"""The rows of a sheet as text, prepared once: all but row numbers and moved formulas.

In the text ``ROW`` stands for the row's number and ``SLOT`` for a slot, a place that a value
will fill.  Both are characters that no XML text can hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from perfxl.sheet.address import Area, column_name
from perfxl.sheet.encoding import EMPTY
from perfxl.sheet.formula import references
from perfxl.sheet.worksheet import Cell, Formula, Row
from perfxl.sheet.xml import escape
from perfxl.template.fitting import SheetFit, height_attributes
from perfxl.template.plan import Dynamic, SheetPlan

_NOTHING = EMPTY.decode()

ROW = "\x00"
SLOT = "\x01"


class Slots:
    """The slots of some rows, numbered in the order of the text.

    ``heights``: number, and template row.
    ``values``: number, and index of the cell.
    ``formulas``: the same for native formulas, whose type has the number and whose cached
    value the next one.
    ``results``: as ``formulas``, for the template's own: number, column, template row.
    """

    def __init__(self) -> None:
        self.width = 0
        self.heights: list[tuple[int, int]] = []
        self.values: list[tuple[int, int]] = []
        self.formulas: list[tuple[int, int]] = []
        self.results: list[tuple[int, int, int]] = []

    def take(self, count: int) -> int:
        """The number of the next slot; ``count`` are taken."""
        number = self.width
        self.width += count
        return number


class FormulaPiece(NamedTuple):
    """A formula that is to be moved with its cell.

    ``own``: it stands in the template itself; else it is a native one.  ``share`` is its
    number if all rows of its block can share it, else -1.
    """

    text: str
    row: int
    column: int
    own: bool = False
    share: int = -1
    area: Area | None = None
    attributes: str = ""


Piece = str | FormulaPiece


class RowText(NamedTuple):
    """One template row: as it appears first, as it is repeated, and without values."""

    number: int
    first: tuple[Piece, ...]
    more: tuple[Piece, ...]
    blank: tuple[Piece, ...]


class Stretch(NamedTuple):
    """Neighbouring rows: those of a block (by its number), or between blocks (``None``)."""

    block: int | None
    rows: tuple[RowText, ...]
    slots: Slots
    blank_slots: Slots


def stretches(plan: SheetPlan, fit: SheetFit) -> Iterator[Stretch]:
    """All rows of a sheet in order; control rows are left out."""
    row, shares = 1, 0
    for number, block in enumerate(plan.blocks):
        yield _Compiler(plan.cells, fit).stretch(plan, row, block.repeat.start - 1, None)
        span = block.repeat.block
        compiler = _Compiler(block.cells, fit, shares=shares if span.height == 1 else None)
        yield compiler.stretch(plan, span.first, span.last, number)
        shares = shares if compiler.shares is None else compiler.shares
        row = block.repeat.end + 1
    last = max(plan.worksheet.rows, default=0)
    yield _Compiler(plan.cells, fit).stretch(plan, row, last, None)


class _Compiler:
    """Writes the rows of one stretch; ``shares`` counts shared formulas, ``None``: share none."""

    def __init__(
        self, dynamics: Sequence[Dynamic], fit: SheetFit, *, shares: int | None = None
    ) -> None:
        self._dynamics = {
            (dynamic.cell.row, dynamic.cell.column): (index, dynamic)
            for index, dynamic in enumerate(dynamics)
        }
        self._fit = fit
        self.shares = shares

    def stretch(self, plan: SheetPlan, first: int, last: int, block: int | None) -> Stretch:
        """The template rows ``first`` to ``last``."""
        slots, blank_slots = Slots(), Slots()
        rows = []
        for number in range(first, last + 1):
            row = plan.worksheet.rows.get(number)
            if row:
                rows.append(self._row(row, slots, blank_slots))
        return Stretch(block, tuple(rows), slots, blank_slots)

    def _row(self, row: Row, slots: Slots, blank_slots: Slots) -> RowText:
        head = f'<row r="{ROW}"{row.attributes}{self._height(row)}'
        if self._fit.is_open(row.number):
            slots.heights.append((slots.take(1), row.number))
            blank_slots.heights.append((blank_slots.take(1), row.number))
        if not row.cells:
            text = (f"{head}/>",)
            return RowText(row.number, text, text, text)
        first: list[Piece] = [f"{head}>"]
        more, blank = list(first), list(first)
        for cell in row.cells:
            begin = f'<c r="{column_name(cell.column)}{ROW}"{cell.attributes}'
            pieces, repeated, empty = self._cell(cell, slots)
            first += (begin, *pieces)
            more += (begin, *repeated)
            blank += (begin, *empty)
        ends = (_joined([*pieces, "</row>"]) for pieces in (first, more, blank))
        return RowText(row.number, *ends)

    def _height(self, row: Row) -> str:
        if self._fit.is_open(row.number):
            return SLOT
        fitted = self._fit.rows.get(row.number)
        if fitted:
            return height_attributes(fitted.own).decode()
        if row.height is None:
            return ""
        return height_attributes(row.height).decode() if row.fixed else f' ht="{row.height:g}"'

    def _cell(
        self, cell: Cell, slots: Slots
    ) -> tuple[Sequence[Piece], Sequence[Piece], Sequence[Piece]]:
        """The rest of a cell: first, repeated, and without values."""
        found = self._dynamics.get((cell.row, cell.column))
        if found:
            pieces, repeated = self._value(*found, slots)
            return pieces, repeated, (_NOTHING,)
        if cell.formula:
            slots.results.append((slots.take(2), cell.column, cell.row))
            pieces = (SLOT, _own_formula(cell, cell.formula), f"{SLOT}</c>")
            return pieces, pieces, (_NOTHING,)
        if not cell.value:
            return (_NOTHING,), (_NOTHING,), (_NOTHING,)
        kind = f' t="{cell.kind}"' if cell.kind else ""
        fixed = (f"{kind}><v>{escape(cell.value)}</v></c>",)
        return fixed, fixed, fixed

    def _value(
        self, index: int, dynamic: Dynamic, slots: Slots
    ) -> tuple[Sequence[Piece], Sequence[Piece]]:
        before, after = dynamic.fixed or (SLOT, SLOT)
        if not dynamic.formula:
            if not dynamic.fixed:
                slots.values.append((slots.take(1), index))
            return (before,), (before,)
        if not dynamic.fixed:
            slots.formulas.append((slots.take(2), index))
        share = self._share(dynamic.formula)
        piece = FormulaPiece(dynamic.formula, dynamic.cell.row, dynamic.cell.column, share=share)
        pieces = (before, piece, f"{after}</c>")
        return pieces, (
            pieces if share < 0 else (f'{before}<f t="shared" si="{share}"/>{after}</c>',)
        )

    def _share(self, formula: str) -> int:
        """The number of a formula that is written once for all rows of a block.

        So does Excel when a person fills a column downwards.  A form's formulas are ten times
        its values; shared, they cost one row.  Those that refer to other sheets are left
        alone: the old binary format forbade sharing them.
        """
        if self.shares is None or any(item.prefix for item in references(formula)):
            return -1
        self.shares += 1
        return self.shares - 1


def _own_formula(cell: Cell, formula: Formula) -> FormulaPiece:
    return FormulaPiece(
        formula.text,
        cell.row,
        cell.column,
        own=True,
        area=formula.area,
        attributes=formula.attributes,
    )


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The same with neighbouring texts as one."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if isinstance(piece, str) and isinstance(last, str):
            joined[-1] = last + piece
        else:
            joined.append(piece)
    return tuple(joined)

"""A sheet or document as texts in a grid: the one thing the recogniser looks at.

Whatever a form was saved as, its adapter in :mod:`perfxl.forms.grids` turns it into
grids.  Only cells with text are kept, so hundreds of empty columns cost nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from perfxl.errors import LimitError
from perfxl.regex import regex
from perfxl.sheet.address import cell_name, column_name

MAX_MERGES = 100_000
MAX_COVERED = 2_000_000
"""Positions covered by merged ranges in one sheet; a workbook people made has thousands."""

_NOTHING: Mapping[Any, str] = MappingProxyType({})
_OUTER_SPACE = " \t\r\n\f\v\u00a0\u3000\u200b\ufeff"
_LINE_END = regex(r"\r\n?|[\u2028\u2029\x0b]")


class Cell(NamedTuple):
    """A cell with text, or a merged range with text in its first cell.

    ``row`` and ``column`` count from 0; ``address`` is what a person would look for
    ("F14", "表1第3行第2格").
    """

    row: int
    column: int
    text: str
    address: str
    row_span: int = 1
    column_span: int = 1

    @property
    def bottom(self) -> int:
        """The first row below the cell."""
        return self.row + self.row_span

    @property
    def right(self) -> int:
        """The first column right of the cell."""
        return self.column + self.column_span


class Grid(NamedTuple):
    """The cells with text of one sheet or document, by row, then by column.

    Args:
        sheet: the sheet's name; ``""`` for a document.
        cells: no two of them cover the same position.
        covered: texts that stand hidden below a merged range.
        uncached: addresses of formulas that were saved without a result.
        hidden: the sheet is hidden in the workbook.
        unseen: addresses of cells that stand in hidden rows or columns, and what those are
            called ("第9行", "K列").
        row_names: for a document, what a person calls each row ("表1第3行", "第5段").
        formulas: addresses of cells that hold a formula.
    """

    sheet: str
    cells: tuple[Cell, ...]
    covered: tuple[Cell, ...] = ()
    uncached: tuple[str, ...] = ()
    hidden: bool = False
    unseen: Mapping[str, str] = _NOTHING
    row_names: Mapping[int, str] = _NOTHING
    formulas: frozenset[str] = frozenset()

    @property
    def is_document(self) -> bool:
        """Whether the rows are paragraphs and table rows of a text document."""
        return bool(self.row_names)

    def address(self, row: int, column: int) -> str:
        """What a person calls a position, also an empty one; a document names its row only."""
        if self.is_document:
            return self.row_names.get(row, "")
        return cell_address(row, column)


def refuse_many_merges(number: int, *, file: str) -> None:
    """Asked while merged ranges are collected.

    Raises:
        LimitError: they are more than :data:`MAX_MERGES`.
    """
    if number > MAX_MERGES:
        raise LimitError(f"合并区域超过{MAX_MERGES}个，无法读取；请取消多余的合并后重试", file=file)


def make_grid(
    sheet: str,
    texts: Mapping[tuple[int, int], str],
    merges: Iterable[tuple[int, int, int, int]],
    *,
    uncached: tuple[str, ...] = (),
    formulas: Iterable[str] = (),
    hidden: bool = False,
    hidden_rows: Collection[int] = (),
    hidden_columns: Collection[int] = (),
    file: str = "",
) -> Grid:
    """A grid of spreadsheet cells.

    Args:
        sheet: its name.
        texts: text by (row, column), counted from 0.
        merges: (first row, first column, last row, last column) of each merged range;
            what lies outside the used cells is cut off.
        uncached: addresses of formulas without a result.
        formulas: addresses of all formulas.
        hidden: whether the sheet is hidden.
        hidden_rows: the rows nobody sees.
        hidden_columns: the columns nobody sees.
        file: for the error.

    Raises:
        LimitError: merged ranges cover more than :data:`MAX_COVERED` positions.
    """
    last_row = max((row for row, _ in texts), default=0)
    last_column = max((column for _, column in texts), default=0)
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    looked_at = 0
    for top, left, bottom, right in merges:
        if (top, left) not in texts or (top, left) in covered:
            continue
        rows, columns = min(bottom, last_row) - top + 1, min(right, last_column) - left + 1
        looked_at += rows * columns
        if looked_at > MAX_COVERED:
            raise LimitError(
                f"合并单元格过大过多，覆盖超过{MAX_COVERED}格；请取消多余的合并后重试",
                file=file,
                sheet=sheet,
            )
        area = {(top + r, left + c) for r in range(rows) for c in range(columns)}
        if area.isdisjoint(covered):
            spans[top, left] = rows, columns
            covered |= area
    cells, hidden_cells = [], []
    for position, text in sorted(texts.items()):
        row, column = position
        rows, columns = spans.get(position, (1, 1))
        cell = Cell(row, column, text, cell_address(row, column), rows, columns)
        if position in covered and position not in spans:
            hidden_cells.append(cell)
        else:
            cells.append(cell)
    unseen = dict(_unseen(cells, hidden_rows, hidden_columns))
    return Grid(
        sheet,
        tuple(cells),
        tuple(hidden_cells),
        uncached,
        hidden,
        unseen,
        formulas=frozenset(formulas),
    )


def _unseen(
    cells: Iterable[Cell], rows: Collection[int], columns: Collection[int]
) -> Iterator[tuple[str, str]]:
    """The address of each cell that is hidden to its last row or column, and which that is."""
    for cell in cells if rows or columns else ():
        if all(row in rows for row in range(cell.row, cell.bottom)):
            yield cell.address, f"第{cell.row + 1}行"
        elif all(column in columns for column in range(cell.column, cell.right)):
            yield cell.address, f"{column_name(cell.column + 1)}列"


def cell_text(text: str) -> str:
    """``text`` as a cell shows it: one kind of line end, no space around it."""
    if text.isprintable():  # no line end is
        return text.strip(_OUTER_SPACE)
    return _LINE_END.sub("\n", text).strip(_OUTER_SPACE)


@lru_cache(maxsize=16384)
def cell_address(row: int, column: int) -> str:
    """The spreadsheet's address of a position counted from 0: (13, 5) is F14."""
    return cell_name(column + 1, row + 1)

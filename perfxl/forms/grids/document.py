"""Paragraphs and tables of a text document → one grid.

A form in a document is often cut into several tables by a page, and the cells of its rows
rarely share exact edges: Word keeps every dragged border.  So columns are found by where
the cells lie on the paper: edges that nearly agree are one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from perfxl.errors import LimitError
from perfxl.forms.grid import Cell, Grid, cell_text

MAX_ROWS = 200_000
MAX_CELLS = 1_000_000
MAX_COVERED = 2_000_000
"""Positions covered by the cells with text of one table."""

_SAME_EDGE = 0.012  # of the table's width: about 2 mm on an A4 page
_SAME_WIDTH = 0.05


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table by its edges: rows counted from 0, ``left`` and ``right`` in any unit.

    ``room``: how many wide characters its last line could still hold, where that is known.
    """

    top: int
    bottom: int
    left: float
    right: float
    text: str
    room: float = math.inf


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the cells of each row, empty ones included, in reading order."""

    cells: tuple[TableCell, ...]
    rows: int


Block = str | Table


def document_grid(blocks: Iterable[Block], *, file: str) -> Grid:
    """One grid: a row for each paragraph with text and for each table row.

    Raises:
        LimitError: more than :data:`MAX_ROWS` rows or :data:`MAX_CELLS` cells.
    """
    cells: list[Cell] = []
    names: dict[int, str] = {}
    edges: tuple[float, ...] = ()
    row = paragraphs = tables = 0
    for block in blocks:
        if isinstance(block, str):
            text = cell_text(block)
            if text:
                paragraphs += 1
                names[row] = f"第{paragraphs}段"
                cells.append(Cell(row, 0, text, names[row], 1, 1))
                row += 1
        else:
            tables += 1
            edges = _edges(block, edges)
            for index in range(block.rows):
                names[row + index] = f"表{tables}第{index + 1}行"
            cells += _table_cells(block, edges, row, f"表{tables}", file)
            row += block.rows
        if row > MAX_ROWS or len(cells) > MAX_CELLS:
            raise LimitError(
                f"文档超过{MAX_ROWS}行或{MAX_CELLS}格，无法读取；请只保留自评表后重试", file=file
            )
    return Grid("", tuple(cells), row_names=names)


def _edges(table: Table, before: Sequence[float]) -> tuple[float, ...]:
    """The column edges; those of the table before, when this one is cut from it."""
    found = sorted({edge for cell in table.cells for edge in (cell.left, cell.right)})
    if not found:
        return ()
    width = found[-1] - found[0]
    same = width * _SAME_EDGE
    edges: list[float] = []
    for edge in found:
        if not edges or edge - edges[-1] > same:
            edges.append(edge)
    if before:
        shift = edges[0] - before[0]
        alike = abs(width - (before[-1] - before[0])) <= width * _SAME_WIDTH
        if alike and all(_nearest(edge - shift, before)[1] <= same for edge in edges):
            return tuple(edge + shift for edge in before)
    return tuple(edges)


def _nearest(edge: float, edges: Sequence[float]) -> tuple[int, float]:
    index = min(range(len(edges)), key=lambda at: abs(edges[at] - edge))
    return index, abs(edges[index] - edge)


def _table_cells(
    table: Table, edges: Sequence[float], row: int, name: str, file: str
) -> list[Cell]:
    """The cells with text; ``numbers`` counts them as a person does, along each row."""
    cells = []
    numbers: dict[int, int] = {}
    taken: set[tuple[int, int]] = set()
    looked_at = 0
    for cell in table.cells:
        numbers[cell.top] = numbers.get(cell.top, 0) + 1
        text = cell_text(cell.text)
        if not text:
            continue
        left, right = _nearest(cell.left, edges)[0], _nearest(cell.right, edges)[0]
        while (cell.top, left) in taken:
            left += 1
        right = max(right, left + 1)
        bottom = max(cell.bottom, cell.top + 1)
        looked_at += (bottom - cell.top) * (right - left)
        if looked_at > MAX_COVERED:
            raise LimitError(
                f"合并单元格过大过多，覆盖超过{MAX_COVERED}格；请取消多余的合并后重试",
                file=file,
            )
        area = {(r, c) for r in range(cell.top, bottom) for c in range(left, right)}
        if not area.isdisjoint(taken):
            area = {(cell.top, left)}
            bottom, right = cell.top + 1, left + 1
        taken |= area
        address = f"{name}第{cell.top + 1}行第{numbers[cell.top]}格"
        cells.append(Cell(row + cell.top, left, text, address, bottom - cell.top, right - left))
    return sorted(cells, key=lambda item: (item.row, item.column))

"""A sheet as rows of texts: what a master is read from, however many rows it has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from perfxl.forms.grid import Grid
from perfxl.sheet.address import split_cell

Merge = tuple[int, int, int, int]
TableRow = dict[int, str | None]


class Groups(NamedTuple):
    """The rows of a column by their texts: ``last`` has the last of each, ``rows`` their number."""

    last: dict[str, int]
    rows: int


def _untold(column: int, below: int) -> None:
    """Of a column whose groups are known only when all rows have been read."""


def _keep_all(columns: Collection[int]) -> None:
    """Of a table whose rows have been read already."""


class Table(NamedTuple):
    """One sheet; rows and columns count from 0.

    Args:
        sheet: its name.
        rows: the rows with texts by their number, to be gone through once; in each the texts by
            column, ``None`` for a formula that was saved without a result.
        merges: first row, first column, last row and last column of each merged range; known
            when ``rows`` has come to its end.
        groups: gives for the number of a column the groups of its rows below a row, without
            the rows being read.  ``None`` where that cannot be told, as where cells are merged
            or rows do not stand in their order.
        keep: told which columns count, spares the reading of the others; those of rows that
            were read ahead may still come.
    """

    sheet: str
    rows: Iterator[tuple[int, TableRow]]
    merges: Sequence[Merge]
    groups: Callable[[int, int], Groups | None] = _untold
    keep: Callable[[Collection[int]], None] = _keep_all


def table_of(grid: Grid) -> Table:
    """A grid as a table."""
    rows: dict[int, TableRow] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, {})[cell.column] = cell.text
    for address in grid.uncached:
        column, row = split_cell(address)
        rows.setdefault(row - 1, {}).setdefault(column - 1)
    merges = [
        (cell.row, cell.column, cell.bottom - 1, cell.right - 1)
        for cell in grid.cells
        if cell.row_span > 1 or cell.column_span > 1
    ]
    return Table(grid.sheet, iter(sorted(rows.items())), merges)


def texts(row: Mapping[int, str | None]) -> dict[int, str]:
    """The cells of a row that have a text."""
    return {column: text for column, text in row.items() if text}

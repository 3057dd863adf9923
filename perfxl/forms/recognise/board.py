"""One form's part of a grid, with a mark on every cell that was used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfxl.forms.grid import Cell, Grid


class Board:
    """The cells of one form by row, and which of them have been used.

    A *used* cell is a value, a label, or a placeholder; what is left unused at the end is
    what could not be placed.
    """

    def __init__(self, grid: Grid, cells: Iterable[Cell]) -> None:
        self.grid = grid
        self.cells = tuple(cells)
        self._begins: dict[int, list[Cell]] = {}
        self._covers: dict[int, list[Cell]] = {}
        self._used: set[tuple[int, int]] = set()
        last = max((cell.row for cell in self.cells), default=-1)
        for cell in self.cells:
            self._begins.setdefault(cell.row, []).append(cell)
            for row in range(cell.row, min(cell.bottom, last + 1)):
                self._covers.setdefault(row, []).append(cell)
        for cells_of_row in self._covers.values():
            cells_of_row.sort(key=lambda cell: cell.column)
        self._rows = sorted(self._begins)

    @property
    def rows(self) -> list[int]:
        """The rows in which a cell begins, downwards."""
        return self._rows

    @property
    def bottom(self) -> int:
        """The first row below the last cell's beginning."""
        return max(self._begins, default=-1) + 1

    def begins(self, row: int) -> list[Cell]:
        """The cells that begin in ``row``, from left to right."""
        return self._begins.get(row, [])

    def covers(self, row: int) -> list[Cell]:
        """The cells that cover ``row``, those merged from above included."""
        return self._covers.get(row, [])

    def free(self, row: int) -> list[Cell]:
        """The cells that begin in ``row`` and are not used yet."""
        used = self._used
        return [cell for cell in self.begins(row) if (cell.row, cell.column) not in used]

    def use(self, *cells: Cell) -> None:
        """Mark ``cells`` as used."""
        self._used.update((cell.row, cell.column) for cell in cells)

    def free_again(self, cell: Cell) -> None:
        """Mark ``cell`` as not used after all."""
        self._used.discard((cell.row, cell.column))

    def is_used(self, cell: Cell) -> bool:
        """Whether a cell has been used."""
        return (cell.row, cell.column) in self._used

    def unused(self) -> Iterator[Cell]:
        """The cells that nothing used, in the form's order."""
        return (cell for cell in self.cells if not self.is_used(cell))

    @property
    def used(self) -> int:
        """How many cells have been used."""
        return len(self._used)


def overlap(cell: Cell, start: int, end: int) -> int:
    """How many columns ``cell`` shares with the columns from ``start`` up to ``end``."""
    return min(cell.right, end) - max(cell.column, start)

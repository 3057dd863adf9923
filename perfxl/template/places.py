"""Where each field of a context lands in a rendered workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from perfxl.sheet.address import cell_name
from perfxl.sheet.expand import IDENTITY, RowMap
from perfxl.template.plan import Repeat, SheetPlan

FieldKey = tuple[str, int | None]  # full name; which row of its block, counted from 0
Spot = tuple[str, str]  # sheet and cell


class FieldCell(NamedTuple):
    """A template cell that shows exactly one field."""

    sheet: str
    column: int
    row: int
    repeat: Repeat | None


def field_cells(sheets: Sequence[SheetPlan]) -> dict[str, tuple[FieldCell, ...]]:
    """The cells of each field by its full name, in the order of the workbook."""
    found: dict[str, tuple[FieldCell, ...]] = {}
    for sheet in sheets:
        for repeat, dynamic in sheet.dynamics():
            if dynamic.field:
                name = ".".join(dynamic.field)
                cell = FieldCell(sheet.name, dynamic.cell.column, dynamic.cell.row, repeat)
                found[name] = (*found.get(name, ()), cell)
    return found


class Places(Mapping[FieldKey, Spot]):
    """Sheet and cell by field and row: ``("indicators.actual", 2)`` → ``("自评表", "F14")``.

    Of several cells with the same field the first one counts.  Answers are worked out when
    they are asked for, and kept: a workbook has hundreds, a caller wants a few.
    """

    __slots__ = ("_cells", "_known", "_maps")

    def __init__(
        self, cells: Mapping[str, tuple[FieldCell, ...]], maps: Mapping[str, RowMap]
    ) -> None:
        self._cells = cells
        self._maps = maps
        self._known: dict[FieldKey, Spot] = {}

    def __getitem__(self, key: FieldKey) -> Spot:
        if key not in self._known:
            self._known[key] = self._spot(key)
        return self._known[key]

    def _spot(self, key: FieldKey) -> Spot:
        name, index = key
        for cell in self._cells.get(name, ()):
            if index in self._indexes(cell):
                rows = self._maps.get(cell.sheet, IDENTITY)
                row = rows.instances(cell.row)[index or 0]
                return cell.sheet, cell_name(cell.column, row)
        raise KeyError(key)

    def __iter__(self) -> Iterator[FieldKey]:
        for name, cells in self._cells.items():
            for index in dict.fromkeys(index for cell in cells for index in self._indexes(cell)):
                yield name, index

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _indexes(self, cell: FieldCell) -> Sequence[int | None]:
        """The rows that the cell appears in; ``None`` for a cell outside blocks."""
        if cell.repeat is None:
            return (None,)
        rows = self._maps[cell.sheet]
        return range(rows.counts[rows.blocks.index(cell.repeat.block)])

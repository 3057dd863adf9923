"""A template understood: which rows repeat, which cells have values, what stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from perfxl.sheet.address import Area
from perfxl.sheet.expand import Block, RowMap
from perfxl.sheet.package import Package
from perfxl.sheet.styles import Styles
from perfxl.sheet.workbook import Companion, Skeleton, Workbook
from perfxl.sheet.worksheet import Cell, Worksheet
from perfxl.template.getters import Getter, ItemField


class Repeat(NamedTuple):
    """A block of rows between two control rows; ``items`` is the path of its list."""

    variable: str
    items: tuple[str, ...]
    start: int
    end: int

    @property
    def block(self) -> Block:
        """The repeated rows."""
        return Block(self.start + 1, self.end - 1)


class Dynamic(NamedTuple):
    """A cell whose value comes with each rendering.

    Args:
        cell: the template cell.
        area: the cell, or the merged range whose corner it is.
        getter: gives its values.
        keys: ``None``, or what else must be equal for neighbours to merge.
        formula: the native formula, written with template addresses; ``""`` for none.
        field: the full path if it is a plain field, else empty.
        fixed: for a value that is the same in every rendering, what stands before and after
            the formula in the cell, or (without formula) its whole rest.
    """

    cell: Cell
    area: Area
    getter: Getter
    keys: tuple[Getter, ...] | None = None
    formula: str = ""
    field: tuple[str, ...] = ()
    fixed: tuple[str, str] | None = None


class BlockPlan(NamedTuple):
    """A repeated block and its cells with values."""

    repeat: Repeat
    cells: tuple[Dynamic, ...]

    def fields(self) -> Iterator[tuple[str, ...]]:
        """The paths of the plain fields of an item that its cells show."""
        for dynamic in self.cells:
            for getter in (dynamic.getter, *(dynamic.keys or ())):
                if isinstance(getter, ItemField):
                    yield getter.path


class SheetPlan:
    """One sheet of a template; ``cells`` are those with values outside its blocks."""

    def __init__(
        self, worksheet: Worksheet, cells: tuple[Dynamic, ...], blocks: tuple[BlockPlan, ...]
    ) -> None:
        self.worksheet = worksheet
        self.cells = cells
        self.blocks = blocks

    @property
    def name(self) -> str:
        """The sheet's name."""
        return self.worksheet.name

    @cached_property
    def merges(self) -> tuple[Area, ...]:
        """The merged ranges of the template that are not made anew from values."""
        corners = {
            (dynamic.area.left, dynamic.area.top)
            for block in self.blocks
            for dynamic in block.cells
            if dynamic.keys is not None
        }
        return tuple(area for area in self.worksheet.merges if (area.left, area.top) not in corners)

    def row_map(self, counts: Iterable[int]) -> RowMap:
        """What happens to the sheet's rows when its blocks appear so many times."""
        repeats = [block.repeat for block in self.blocks]
        return RowMap(
            tuple(repeat.block for repeat in repeats),
            tuple(counts),
            tuple(row for repeat in repeats for row in (repeat.start, repeat.end)),
        )

    def dynamics(self) -> Iterator[tuple[Repeat | None, Dynamic]]:
        """All cells with values, and the block they stand in."""
        for dynamic in self.cells:
            yield None, dynamic
        for block in self.blocks:
            for dynamic in block.cells:
                yield block.repeat, dynamic


class Plan(NamedTuple):
    """A whole template.

    ``sheets`` are those of the ``worksheets`` that are written anew for each file; all other
    parts are copied.
    ``strings`` are the shared strings of the template as XML, ``string_count`` in number, with
    the placeholders blanked and those of the constants behind them.
    """

    name: str
    package: Package
    workbook: Workbook
    skeleton: Skeleton
    worksheets: tuple[Worksheet, ...]
    sheets: tuple[SheetPlan, ...]
    companions: tuple[Companion, ...]
    strings: str
    string_count: int
    styles: Styles

    def repeats(self) -> Iterator[Repeat]:
        """The blocks of all sheets in order."""
        for sheet in self.sheets:
            for block in sheet.blocks:
                yield block.repeat

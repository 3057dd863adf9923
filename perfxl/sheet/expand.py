"""Repeat rows the way Excel inserts them: where every row of a template ends up.

A :class:`RowMap` is what happens to the rows of one sheet: some rows vanish (control
rows), some blocks of rows are repeated.  Everything that names rows is moved by asking it.

A block that is to appear no times appears once (blank), so that merges, totals and
conditional formats around it stay well-formed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from perfxl.sheet.address import MAX_ROW, Area


class Block(NamedTuple):
    """Rows ``first`` to ``last`` (as in the template) that repeat together."""

    first: int
    last: int

    @property
    def height(self) -> int:
        """How many rows one instance has."""
        return self.last - self.first + 1

    def __contains__(self, row: object) -> bool:
        return isinstance(row, int) and self.first <= row <= self.last


class RowMap:
    """From template rows to rendered rows.

    Args:
        blocks: in row order, not overlapping.
        counts: how often each block appears; 0 counts as one blank appearance.
        removed: rows that vanish; none of them lies in a block.
    """

    __slots__ = ("_edges", "_shifts", "blocks", "counts", "removed")

    def __init__(
        self,
        blocks: tuple[Block, ...] = (),
        counts: tuple[int, ...] = (),
        removed: tuple[int, ...] = (),
    ) -> None:
        self.blocks = blocks
        self.counts = counts
        self.removed = removed
        # From each edge on, rows are shifted by so much; asked for every reference of a workbook.
        changes = [(row + 1, -1) for row in self.removed]
        changes += [(block.last + 1, self._growth(block)) for block in self.blocks]
        changes.sort()
        self._edges = tuple(row for row, _ in changes)
        self._shifts = tuple(accumulate((change for _, change in changes), initial=0))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RowMap) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        return self.blocks, self.counts, self.removed

    def block(self, row: int) -> Block | None:
        """The block that ``row`` belongs to."""
        for block in self.blocks:
            if block.first <= row <= block.last:
                return block
        return None

    def count(self, block: Block) -> int:
        """How many instances of ``block`` there are; at least 1."""
        return max(1, self.counts[self.blocks.index(block)])

    def first(self, row: int) -> int | None:
        """Where ``row`` stands (in a block: its first instance); ``None`` if it vanished."""
        return None if row in self.removed else self._moved(row)

    def last(self, row: int) -> int | None:
        """The last instance of ``row``; as :meth:`first` outside blocks."""
        return None if row in self.removed else self._last(row)

    def instances(self, row: int) -> Sequence[int]:
        """Every row that ``row`` became; none if it vanished."""
        first = self.first(row)
        if first is None:
            return range(0)
        block = self.block(row)
        if block is None:
            return range(first, first + 1)
        return range(first, first + self.count(block) * block.height, block.height)

    def below(self, row: int) -> int:
        """``row``, or the next template row below it that did not vanish."""
        while row in self.removed:
            row += 1
        return row

    def above(self, row: int) -> int:
        """``row``, or the next template row above it that did not vanish (perhaps 0)."""
        while row in self.removed:
            row -= 1
        return row

    def start(self, row: int) -> int:
        """Where a range that starts at ``row`` now starts: past vanished rows."""
        return self._moved(self.below(row))

    def end(self, row: int) -> int:
        """Where a range that ends at ``row`` now ends: before vanished rows, after a block.

        May lie before :meth:`start` of the same range; then nothing is left of it.  The end
        of the sheet stays the end of the sheet (``A1:A1048576`` is a whole column).
        """
        return MAX_ROW if row >= MAX_ROW else min(self._last(self.above(row)), MAX_ROW)

    def span(self, top: int, bottom: int) -> tuple[int, int] | None:
        """What the rows ``top`` to ``bottom`` became, grown over blocks; ``None``: nothing."""
        start, end = self.start(top), self.end(bottom)
        return (start, end) if start <= end else None

    def _moved(self, row: int) -> int:
        return row + self._shifts[bisect_right(self._edges, row)]

    def _last(self, row: int) -> int:
        block = self.block(row)
        return self._moved(row) + (self._growth(block) if block else 0)

    def _growth(self, block: Block) -> int:
        return (self.count(block) - 1) * block.height


IDENTITY = RowMap()


class CutError(ValueError):
    """A rectangle that cannot be moved because a block cuts it."""


def grown(area: Area, rows: RowMap) -> Area | None:
    """``area`` as a range that grows over the blocks it touches; ``None``: it vanished."""
    span = rows.span(area.top, area.bottom)
    return Area(span[0], area.left, span[1], area.right) if span else None


def copies(area: Area, rows: RowMap) -> tuple[Area, ...]:
    """``area`` as a thing that is copied with its row: one for each instance.

    An area inside one block is repeated; one that holds whole blocks grows; one
    that vanished is nothing.

    Raises:
        CutError: a block lies partly inside the area and partly outside.
    """
    block = rows.block(area.top)
    if block is not None and area.bottom in block:
        height = area.bottom - area.top
        return tuple(
            Area(top, area.left, top + height, area.right) for top in rows.instances(area.top)
        )
    for edge in rows.blocks:
        inside = sum(1 for row in (edge.first, edge.last) if area.top <= row <= area.bottom)
        touched = inside or (edge.first < area.top <= edge.last)
        if touched and inside < 2:
            raise CutError(str(area))
    moved = grown(area, rows)
    return (moved,) if moved else ()


def moved_areas(areas: Iterable[Area], rows: RowMap) -> tuple[Area, ...]:
    """An ``sqref`` list: cells that the same rule applies to, wherever they now are.

    A range over whole instances stays one range; a range over some rows of a
    higher block becomes one range for each instance.
    """
    return tuple(piece for area in areas for piece in _pieces(area, rows))


def _pieces(area: Area, rows: RowMap) -> Iterator[Area]:
    block = rows.block(area.top)
    if block is None or area.bottom not in block or area.bottom - area.top + 1 == block.height:
        moved = grown(area, rows)
        if moved:
            yield moved
        return
    yield from copies(area, rows)

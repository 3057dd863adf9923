"""A run of cells in which empty lines end the rows, and stand for empty cells as well.

Where every row is as long as the headings, counting finds its end.  A cell of several
paragraphs makes a row longer; then the ends are taken that leave rows which fit best below the
headings, each with an empty line behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from perfxl.core.rulebook import Rulebook
from perfxl.forms.alignment import Shares, align
from perfxl.forms.text_habits import Kind, habits, oddness

_MOST_CELLS = 1000  # of a run; a longer one is no table of a form
_MOST_EXTRA = 8  # paragraphs more than columns
_DEAREST = 30  # a row that costs more is none


class GapRow(NamedTuple):
    """From which cell to which each column reaches; ``doubtful`` when that is a guess."""

    spans: tuple[tuple[int, int], ...]
    doubtful: bool


def rows_between_gaps(
    texts: Sequence[str], kinds: Sequence[Kind], gap: int, book: Rulebook
) -> list[GapRow]:
    """The rows of a run of cells, ``[]`` when it cannot be cut into rows with gaps behind them.

    Args:
        texts: the cells in their order, empty ones included.
        kinds: what the headings say, with ``None`` for those without one.
        gap: how many empty cells end a row, at least one.
        book: says which words are levels.
    """
    last = max((at + 1 for at, text in enumerate(texts) if text), default=0)
    if not 0 < last <= _MOST_CELLS:
        return []
    width = len(kinds)
    cells = [*texts[:last], *[""] * (width + gap)]  # the row at the end may lack empty ones
    columns = habits(kinds, book)
    before = next(at for at, text in enumerate(cells) if text)
    ways: dict[int, tuple[int, list[tuple[int, Shares]]]] = {
        first: (0, []) for first in range(before + 1)
    }
    ends: list[tuple[int, list[tuple[int, Shares]]]] = []
    for start in range(last):
        if start not in ways:
            continue
        spent, rows = ways[start]
        for end in range(start + width, min(start + width + _MOST_EXTRA + 1, len(cells) - gap + 1)):
            if any(cells[end : end + gap]) or not any(cells[start:end]):
                continue
            shares = align(cells[start:end], columns, lambda row: oddness(kinds, row))
            if shares.cost > _DEAREST:
                continue
            way = (spent + shares.cost, [*rows, (start, shares)])
            if end >= last:
                ends.append(way)
            elif end + gap not in ways or way[0] < ways[end + gap][0]:
                ways[end + gap] = way
    if not ends:
        return []
    return [_row(start, shares, cells) for start, shares in min(ends, key=lambda way: way[0])[1]]


def _row(start: int, shares: Shares, cells: Sequence[str]) -> GapRow:
    spans = tuple(pairwise(accumulate((start, *shares.sizes))))
    crowded = any(sum(map(bool, cells[first:end])) > 1 for first, end in spans)
    return GapRow(spans, shares.doubtful or crowded)

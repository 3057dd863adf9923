"""A run of cells in which empty lines end the rows, and stand for empty cells as well.

Where every row is as long as the headings, counting finds its end.  A cell of several
paragraphs makes a row longer; then the ends are taken that leave rows which fit best below the
headings, each with an empty line behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from perfxl.core.rulebook import Rulebook
from perfxl.forms.alignment import ColumnHabit, align, least_cost
from perfxl.forms.recognise.row_words import is_subtotal
from perfxl.forms.text_habits import Kind, habits, oddness

_MOST_CELLS = 1000  # of a run; a longer one is no table of a form
_MOST_EXTRA = 6  # paragraphs more than columns
_DEAREST = 30  # a row that costs more is none
_SUM = 1  # a row that sums up
_BOTH = 2  # its label, and a number at least
_MOST_TRIED = 1000  # rows that are weighed before it is given up

Way = tuple[int, tuple[tuple[int, int], ...]]
"""What some rows cost, and from which cell to which each reaches."""


class GapRow(NamedTuple):
    """From which cell to which each column reaches; ``doubtful`` when that is a guess.

    There are less spans than columns, one a cell, in a row that sums up (小计).
    """

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
    cells = [*texts[:last], *[""] * (len(kinds) + gap)]  # the last row may lack empty ones
    columns = [replace(habit, misfit=cache(habit.misfit)) for habit in habits(kinds, book)]
    rows = _cheapest(cells, columns, gap, last, 0) or _cheapest(
        cells, columns, gap, last, _MOST_EXTRA
    )
    found = []
    for start, end in rows:
        if end - start < len(kinds):
            found.append(GapRow(tuple((at, at + 1) for at in range(start, end)), doubtful=False))
            continue
        shares = align(cells[start:end], columns, lambda row: oddness(kinds, row))
        spans = tuple(pairwise(accumulate((start, *shares.sizes))))
        crowded = any(sum(map(bool, cells[first:end])) > 1 for first, end in spans)
        found.append(GapRow(spans, shares.doubtful or crowded))
    return found


def _cheapest(
    cells: Sequence[str], columns: Sequence[ColumnHabit], gap: int, last: int, extra: int
) -> tuple[tuple[int, int], ...]:
    """The rows that fit best of those with at most ``extra`` cells more than columns.

    Without any they must fit well, for longer ones are not compared with them.
    """
    width = len(columns)
    dearest = _DEAREST if extra else _DEAREST // 2
    before = next(at for at, text in enumerate(cells) if text)
    ways: dict[int, Way] = dict.fromkeys(range(before + 1), (0, ()))
    whole: list[Way] = []
    tried = 0
    for start in range(last):
        if start not in ways:
            continue
        spent, rows = ways[start]
        lead = next((text for text in cells[start : start + width] if text), "")
        shortest = start + _BOTH if is_subtotal(lead) else start + width
        for end in range(shortest, min(start + width + extra, len(cells) - gap) + 1):
            if any(cells[end : end + gap]) or not any(cells[start:end]):
                continue
            tried += 1
            if tried > _MOST_TRIED:
                return ()
            sums = end - start < width
            cost = _SUM if sums else least_cost(cells[start:end], columns)
            if cost > dearest:
                continue
            way = (spent + cost, (*rows, (start, end)))
            if end >= last:
                whole.append(way)
            elif end + gap not in ways or way < ways[end + gap]:
                ways[end + gap] = way
    return min(whole)[1] if whole else ()

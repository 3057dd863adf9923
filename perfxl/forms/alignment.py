"""Which cells belong to which column when a row has more cells than its heading.

A cell of several paragraphs, some of them perhaps empty, comes out of a paste as several
lines, and nothing says which of them belong together.  Of all ways to share the lines out
among the columns the most plausible one is taken: levels and numbers where they can stand,
and an empty line joined to the text below it, which is how an accidental Enter looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, islice, pairwise
from typing import NamedTuple

MOST_WAYS = 6000
"""A row with more ways to share its cells out is no row of a form: the rest of its cells
goes into the last column.  Eight columns may share five cells too many, or three four times
as many cells."""

_EMPTY_ABOVE = 1  # an empty line above the text of its cell
_EMPTY_BELOW = 2
_PARAGRAPH = 2  # two texts in one cell of a text column
_CROWDED = 6  # two texts in one cell of a narrow column
_MISFIT = 12  # a text that cannot stand below its heading
_BLANK = 2  # nothing in a column that is nearly always filled
_AS_GOOD = 2  # ways that cost so little more could be meant as well


@dataclass(frozen=True, slots=True)
class ColumnHabit:
    """What a column usually holds; ``wide`` columns hold sentences.

    ``misfit`` says how badly a text fits below the heading, from 0 to 1.
    """

    misfit: Callable[[str], float]
    filled: bool = False
    wide: bool = False


class Shares(NamedTuple):
    """How many cells each column takes; ``doubtful`` when they may be shared out otherwise."""

    sizes: tuple[int, ...]
    doubtful: bool


def align(
    texts: Sequence[str],
    habits: Sequence[ColumnHabit],
    row_cost: Callable[[Sequence[str]], int] = lambda _: 0,
) -> Shares:
    """How ``texts`` are shared out; every column takes at least one of them.

    There must be at least as many texts as columns, of which there is at least one.

    Args:
        texts: the cells of a row.
        habits: what the columns usually hold.
        row_cost: how unlikely it is that the texts of the columns stand beside each other.
    """
    ways = list(islice(_ways(len(texts), len(habits)), MOST_WAYS + 1))
    if len(ways) > MOST_WAYS:
        return Shares((*(1 for _ in habits[:-1]), len(texts) - len(habits) + 1), doubtful=True)

    @cache
    def cost(column: int, start: int, end: int) -> int:
        return _cost(texts[start:end], habits[column])

    def whole(way: Sequence[tuple[int, int]]) -> int:
        row = ["".join(texts[start:end]) for start, end in way]
        return row_cost(row) + sum(cost(at, *cells) for at, cells in enumerate(way))

    costs = [(whole(way), way) for way in ways]
    least, best = min(costs, key=lambda item: item[0])
    filled = _filled(texts, best)
    others = (way for price, way in costs if price <= least + _AS_GOOD)
    doubtful = any(_filled(texts, way) != filled for way in others)
    return Shares(tuple(end - start for start, end in best), doubtful)


def _ways(count: int, columns: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every way to cut ``count`` cells into ``columns`` groups."""
    for cuts in combinations(range(1, count), columns - 1):
        yield tuple(pairwise((0, *cuts, count)))


def _filled(texts: Sequence[str], way: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The column of each text that is not empty."""
    return tuple(at for at, (start, end) in enumerate(way) for text in texts[start:end] if text)


def _cost(group: Sequence[str], habit: ColumnHabit) -> int:
    filled = [index for index, text in enumerate(group) if text]
    if not filled:
        return _BLANK * habit.filled + _EMPTY_BELOW * (len(group) - 1)
    first, last = filled[0], filled[-1]
    cost = _EMPTY_ABOVE * first + _EMPTY_BELOW * (len(group) - 1 - last)
    cost += (last - first) * (_PARAGRAPH if habit.wide else _CROWDED)
    return cost + round(_MISFIT * max(habit.misfit(group[index]) for index in filled))

"""Which cells belong to which column when a row has more cells than its heading.

A cell of several paragraphs, some of them perhaps empty, comes out of a paste as several
lines, and nothing says which of them belong together.  Of all ways to share the lines out
among the columns the most plausible one is taken: levels and numbers where they can stand,
and an empty line joined to the text below it, which is how an accidental Enter looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

MAX_CELLS_PER_COLUMN = 2
"""A row with more cells a column than this is no row of a form: no plausible way exists,
and the rest goes into the last column."""
MAX_ROW_COST = 4
"""What texts that seldom stand beside each other may cost."""
_MOST_WAYS = 200  # that are nearly as good as the best; with more nothing is certain

_EMPTY_ABOVE = 1  # an empty line above the text of its cell
_EMPTY_BELOW = 2
_PARAGRAPH = 2  # two texts in one cell of a text column
_CROWDED = 6  # two texts in one cell of a narrow column
_MISFIT = 12  # a text that cannot stand below its heading
_BLANK = 2  # nothing in a column that is nearly always filled
_AS_GOOD = 2  # ways that cost so little more could be meant as well

Way = tuple[int, ...]
"""Behind how many cells each column ends."""


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
        row_cost: how unlikely it is that the texts of the columns stand beside each other, at
            most :data:`MAX_ROW_COST`.
    """
    spare = len(texts) - len(habits)
    if len(texts) > MAX_CELLS_PER_COLUMN * len(habits):
        return Shares((*(1 for _ in habits[:-1]), spare + 1), doubtful=True)
    ways = _Ways(texts, habits)
    found = list(islice(ways.nearly_best(_AS_GOOD + MAX_ROW_COST), _MOST_WAYS))
    costs = [(cost + row_cost(_row(texts, way)), way) for cost, way in found]
    least, best = min(costs, key=lambda item: item[0])
    columns = _columns(texts, best)
    others = (way for cost, way in costs if cost <= least + _AS_GOOD)
    doubtful = len(found) == _MOST_WAYS or any(_columns(texts, way) != columns for way in others)
    return Shares(tuple(end - start for start, end in _groups(best)), doubtful)


def least_cost(texts: Sequence[str], habits: Sequence[ColumnHabit]) -> int:
    """What the cheapest way to share ``texts`` out costs, each column by itself."""
    return _Ways(texts, habits).least


class _Ways:
    """The ways to cut a row into columns, by what they cost."""

    def __init__(self, texts: Sequence[str], habits: Sequence[ColumnHabit]) -> None:
        spare = len(texts) - len(habits)
        last = len(habits) - 1
        self._last = last
        # costs[column][start]: where the column may end, and what that costs
        self._costs = [
            {
                start: {
                    end: _cost(texts[start:end], habit)
                    for end in (range(start + 1, at + spare + 2) if at < last else (len(texts),))
                }
                for start in range(at, at + spare + 1)
            }
            for at, habit in enumerate(habits)
        ]
        # behind[column][start]: the least that this column and those behind it cost
        self._behind = [{len(texts): 0}]
        for steps in reversed(self._costs):
            behind = self._behind[0]
            least = {
                start: min(cost + behind[end] for end, cost in ends.items())
                for start, ends in steps.items()
            }
            self._behind.insert(0, least)
        self.least = self._behind[0][0]

    def nearly_best(self, room: int) -> Iterator[tuple[int, Way]]:
        """The ways that cost at most ``room`` more than the cheapest, with their costs."""
        return self._from(0, 0, 0, self.least + room)

    def _from(self, column: int, start: int, spent: int, most: int) -> Iterator[tuple[int, Way]]:
        if column > self._last:
            yield spent, ()
            return
        for end, cost in self._costs[column][start].items():
            if spent + cost + self._behind[column + 1][end] <= most:
                for total, way in self._from(column + 1, end, spent + cost, most):
                    yield total, (end, *way)


def _groups(way: Way) -> Iterator[tuple[int, int]]:
    return zip((0, *way), way, strict=False)


def _row(texts: Sequence[str], way: Way) -> list[str]:
    return ["".join(texts[start:end]) for start, end in _groups(way)]


def _columns(texts: Sequence[str], way: Way) -> tuple[int, ...]:
    """The column of each text that is not empty."""
    groups = enumerate(_groups(way))
    return tuple(at for at, (start, end) in groups for text in texts[start:end] if text)


def _cost(group: Sequence[str], habit: ColumnHabit) -> int:
    filled = [index for index, text in enumerate(group) if text]
    if not filled:
        return _BLANK * habit.filled + _EMPTY_BELOW * (len(group) - 1)
    first, last = filled[0], filled[-1]
    cost = _EMPTY_ABOVE * first + _EMPTY_BELOW * (len(group) - 1 - last)
    cost += (last - first) * (_PARAGRAPH if habit.wide else _CROWDED)
    return cost + round(_MISFIT * max(habit.misfit(group[index]) for index in filled))

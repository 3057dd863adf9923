"""Which cells belong to which column when a row has more cells than its heading.

A cell with an empty paragraph in it comes out of a paste as two lines, and nothing says
which two belong together.  Of all ways to share the lines out among the columns the
most plausible one is taken: numbers under number columns, and an empty line joined to
the text below it, which is how an accidental Enter looks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_CELLS_PER_COLUMN = 2
"""A row with more cells a column than this is no row of a form: no plausible way exists,
and the rest goes into the last column."""

_NUMBER = re.compile(r"[\d.,，％%\-—/]+")

_EMPTY_ABOVE = 1  # an empty line above the text of its cell
_EMPTY_BELOW = 2
_PARAGRAPH = 2  # two texts in one cell of a text column
_CROWDED = 6  # two texts in one cell of a narrow column
_NO_NUMBER = 20  # words in a number column
_BLANK = 2  # nothing in a column that is nearly always filled


@dataclass(frozen=True, slots=True)
class ColumnHabit:
    """What a column usually holds; ``wide`` columns hold sentences."""

    number: bool = False
    filled: bool = False
    wide: bool = False


def align(texts: Sequence[str], habits: Sequence[ColumnHabit]) -> tuple[int, ...]:
    """How many of ``texts`` each column takes; the sum is ``len(texts)``.

    Every column takes at least one text, so there must be at least as many texts as
    columns, of which there is at least one.
    """
    spare = len(texts) - len(habits)
    if len(texts) > MAX_CELLS_PER_COLUMN * len(habits):
        return (*(1 for _ in habits[:-1]), spare + 1)
    # best[end]: the cost and the group sizes of the cheapest way to give texts[:end]
    # to the columns seen so far.
    best: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, ())}
    for habit in habits:
        step: dict[int, tuple[int, tuple[int, ...]]] = {}
        for start, (cost, sizes) in best.items():
            for end in range(start + 1, min(start + spare + 1, len(texts)) + 1):
                total = cost + _cost(texts[start:end], habit)
                if end not in step or total < step[end][0]:
                    step[end] = (total, (*sizes, end - start))
        best = step
    return best[len(texts)][1]


def _cost(group: Sequence[str], habit: ColumnHabit) -> int:
    filled = [index for index, text in enumerate(group) if text]
    if not filled:
        return _BLANK * habit.filled + _EMPTY_BELOW * (len(group) - 1)
    first, last = filled[0], filled[-1]
    cost = _EMPTY_ABOVE * first + _EMPTY_BELOW * (len(group) - 1 - last)
    cost += (last - first) * (_PARAGRAPH if habit.wide else _CROWDED)
    if habit.number and not all(_NUMBER.fullmatch(group[index]) for index in filled):
        cost += _NO_NUMBER
    return cost

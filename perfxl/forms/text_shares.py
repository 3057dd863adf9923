"""A run of cells below the headings of 绩效指标 → rows, where nothing marks their ends.

A row begins with its levels, unless they are those of the row above, goes on with the name
and the columns behind it, and may lack the note at its end.  Of all ways to cut the run into
rows the cheapest is taken: known levels in the columns of levels, numbers below 分值 and 得分.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from perfxl.core.rulebook import Rulebook
from perfxl.forms.recognise.column_words import Column
from perfxl.forms.recognise.labels import is_placeholder, key, level_label

Positions = tuple[int | None, ...]
"""For each column the number of its cell in the run, ``None`` for an empty one."""

_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?(?:分|%)?")
_DEAREST_ROW = 6
_MOST_CELLS = 5000
_LEVELS = (Column.DIMENSION, Column.ASPECT)


@dataclass(frozen=True, slots=True)
class _Cut:
    """The cheapest way to cut the cells up to some point: its cost, and its last row."""

    cost: int
    before: int
    row: Positions | None


def shared_out(
    texts: Sequence[str], columns: Sequence[Column | None], book: Rulebook
) -> list[Positions]:
    """The rows of a run of cells; a cell that fits into none is a row of one.

    Args:
        texts: the cells in their order, empty ones included if the text shows them.
        columns: what the headings say, levels first.
        book: says which words are levels.
    """
    levels = [column for column in columns if column in _LEVELS]
    if list(columns[: len(levels)]) != levels or len(texts) > _MOST_CELLS:
        return [(at,) for at in range(len(texts))]
    cutter = _Cutter(texts, columns, len(levels), book)
    best: dict[int, _Cut] = {0: _Cut(0, 0, None)}
    for start in range(len(texts)):
        here = best.get(start)
        if here is None:
            continue
        steps = [*cutter.rows(start), (_DEAREST_ROW, start + 1, None)]
        for cost, end, row in steps:
            total = here.cost + cost
            if end not in best or total < best[end].cost:
                best[end] = _Cut(total, start, row)
    result: list[Positions] = []
    end = len(texts)
    while end:
        cut = best[end]
        row = cut.row if cut.row is not None else (cut.before,)
        if cut.row is not None or texts[cut.before]:
            result.append(row)
        end = cut.before
    return result[::-1]


@dataclass(frozen=True, slots=True)
class _Cutter:
    """Proposes the rows that may begin at some cell, with their cost."""

    texts: Sequence[str]
    columns: Sequence[Column | None]
    levels: int
    book: Rulebook

    def rows(self, start: int) -> list[tuple[int, int, Positions]]:
        """(cost, first cell behind the row, the row) for every way that is not hopeless."""
        found = []
        facts = len(self.columns) - self.levels
        for given in range(2**self.levels):
            shown = [at for at in range(self.levels) if given >> at & 1]
            for length in (facts, facts - 1, 0):
                end = start + len(shown) + length
                if end > len(self.texts) or (not length and not shown):
                    continue
                if length == facts - 1 and self.columns[-1] is not Column.NOTE:
                    continue
                row = self._row(start, shown, length)
                cost = self._cost(row, shown, length)
                if cost < _DEAREST_ROW:
                    found.append((cost, end, row))
        return found

    def _row(self, start: int, shown: Sequence[int], length: int) -> Positions:
        row: list[int | None] = [None] * len(self.columns)
        for count, at in enumerate(shown):
            row[at] = start + count
        for count in range(length):
            row[self.levels + count] = start + len(shown) + count
        return tuple(row)

    def _cost(self, row: Positions, shown: Sequence[int], length: int) -> int:
        cost = 0
        for at, position in enumerate(row):
            kind = self.columns[at]
            if position is None:
                continue
            text = self.texts[position]
            if kind in _LEVELS:
                cost += 0 if not text or self._fits_level(text, kind) else 3
            elif kind in (Column.WEIGHT, Column.SCORE):
                number = _NUMBER.fullmatch(key(text)) is not None or is_placeholder(text)
                cost += (0 if text else 1) if number or not text else _DEAREST_ROW
            elif kind is Column.NAME:
                cost += 2 if self._is_level(text) else 1 if _NUMBER.fullmatch(key(text)) else 0
            elif kind is Column.NOTE:
                cost += 3 if self._is_level(text) or _NUMBER.fullmatch(key(text)) else 0
        if not length:
            cost += 1 + 4 * any(not self._is_level(self.texts[row[at] or 0]) for at in shown)
        return cost

    def _fits_level(self, text: str, kind: Column | None) -> bool:
        label = level_label(text)
        known = self.book.dimension(label) if kind is Column.DIMENSION else self.book.aspect(label)
        return known is not None

    def _is_level(self, text: str) -> bool:
        label = level_label(text)
        return bool(text) and bool(self.book.dimension(label) or self.book.aspect(label))

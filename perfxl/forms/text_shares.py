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
from perfxl.forms.recognise.labels import is_filler, is_placeholder, key, level_label

Positions = tuple[int | None, ...]
"""For each column the number of its cell in the run, ``None`` for an empty one."""

_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?(?:分|%)?")
_DEAREST_ROW = 6
_FILLER_ROW = 1  # 指标2：, …… on lines of their own
_SHORT_ROW = 3  # neither target nor actual was filled
_MOST_CELLS = 5000
_LEVELS = (Column.DIMENSION, Column.ASPECT)


@dataclass(frozen=True, slots=True)
class _Cut:
    """The cheapest way to cut the cells up to some point: its cost, and its last row."""

    cost: int
    before: int
    row: Positions | None


def shared_out(
    texts: Sequence[str],
    columns: Sequence[Column | None],
    book: Rulebook,
    *,
    lines: Sequence[int] | None = None,
) -> list[Positions]:
    """The rows of a run of cells; a cell that fits into none is a row of one.

    Args:
        texts: the cells in their order, empty ones included if the text shows them.
        columns: what the headings say, levels first.
        book: says which words are levels.
        lines: the line each cell stands on, where a line as a rule ends a row.
    """
    levels = [column for column in columns if column in _LEVELS]
    free = [column for column in columns[:-1] if column in (Column.EXTRA, None)]
    if list(columns[: len(levels)]) != levels or free or len(texts) > _MOST_CELLS:
        return [(at,) for at in range(len(texts))]  # anything fits below a heading nobody knows
    cutter = _Cutter(texts, columns, len(levels), book, lines or [0] * len(texts))
    best: dict[int, _Cut] = {0: _Cut(0, 0, None)}
    for start in range(len(texts)):
        here = best.get(start)
        if here is None:
            continue
        alone = _FILLER_ROW if _is_unfilled(texts[start]) else _DEAREST_ROW
        steps = [*cutter.rows(start), (alone, start + 1, None)]
        for cost, end, row in steps:
            total = here.cost + cost
            if end not in best or total < best[end].cost:
                best[end] = _Cut(total, start, row)
    result: list[Positions] = []
    end = len(texts)
    while end:
        cut = best[end]
        row = cut.row if cut.row is not None else (cut.before,)
        if cut.row is None and Column.NAME in columns and _is_unfilled(texts[cut.before]):
            row = (*(None for _ in columns[: columns.index(Column.NAME)]), cut.before)
        if cut.row is not None or texts[cut.before]:
            result.append(row)
        end = cut.before
    return result[::-1]


def _is_unfilled(text: str) -> bool:
    """Whether a cell is a line of the template nobody filled: "指标2：", "……"."""
    return bool(text) and is_filler(text) and key(text) != "无" and not _is_nothing(text)


def _is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing to say; dots (whose key is empty) go on."""
    return is_placeholder(text) and bool(key(text))


@dataclass(frozen=True, slots=True)
class _Cutter:
    """Proposes the rows that may begin at some cell, with their cost."""

    texts: Sequence[str]
    columns: Sequence[Column | None]
    levels: int
    book: Rulebook
    lines: Sequence[int]

    def rows(self, start: int) -> list[tuple[int, int, Positions]]:
        """(cost, first cell behind the row, the row) for every way that is not hopeless."""
        found = []
        facts = len(self.columns) - self.levels
        for given in range(2**self.levels):
            shown = [at for at in range(self.levels) if given >> at & 1]
            for filled in self._fillings():
                end = start + len(shown) + len(filled)
                if end > len(self.texts) or not (filled or shown):
                    continue
                row: list[int | None] = [None] * len(self.columns)
                for count, at in enumerate([*shown, *filled]):
                    row[at] = start + count
                short = 0 if len(filled) in (facts, facts - 1, 0) else _SHORT_ROW
                broken = len({self.lines[at] for at in range(start + len(shown), end)} or {0}) - 1
                cost = broken + short + self._cost(tuple(row), shown, len(filled))
                if cost < _DEAREST_ROW:
                    found.append((cost, end, tuple(row)))
        return found

    def _fillings(self) -> list[list[int]]:
        """Which columns behind the levels a row may fill."""
        facts = list(range(self.levels, len(self.columns)))
        numbers = [at for at in facts if self.columns[at] in (Column.WEIGHT, Column.SCORE)]
        names = [at for at in facts if self.columns[at] is Column.NAME]
        found = [facts, []]
        if self.columns[-1] in (Column.NOTE, Column.EXTRA):
            found.insert(1, facts[:-1])
        if names and len(numbers) == len({Column.WEIGHT, Column.SCORE}):
            found.append(names[:1] + numbers)  # 指标1：工程质量合格 10 10
        return found

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
                number = _NUMBER.fullmatch(key(text)) is not None or _is_nothing(text)
                cost += (0 if text else 1) if number or not text else _DEAREST_ROW
            elif self._is_level(text) and level_label(text).endswith("指标"):
                cost += _DEAREST_ROW
            elif kind is Column.NAME:
                odd = self._is_level(text) or _is_unfilled(text)
                cost += 2 if odd else 1 if _NUMBER.fullmatch(key(text)) else 0
            elif kind is Column.NOTE:
                odd = self._is_level(text) or _is_unfilled(text)
                cost += 3 if odd or _NUMBER.fullmatch(key(text)) else 0
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

"""A run of cells below the headings of 绩效指标 → rows, where nothing marks their ends.

A row begins with its levels, unless they are those of the row above, goes on with the name
and the columns behind it, and may lack the note at its end.  Of all ways to cut the run into
rows the cheapest is taken: known levels in the columns of levels, numbers below 分值 and 得分.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from perfxl.core.rulebook import Rulebook
from perfxl.forms.recognise.column_words import Column
from perfxl.forms.recognise.labels import is_filler, is_placeholder, key, level_label

Positions = tuple[int | None, ...]
"""For each column the number of its cell in the run, ``None`` for an empty one."""

_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?(?:分|%)?")
_QUANTITY = re.compile(r"[≥≤=<>]|\d+(?:[.,]\d+)*[^\d.,、:)]")
_DEAREST_ROW = 6
_ODD_ROW = 3  # a text nobody knows below a level, a number below the note
_FILLER_ROW = 1  # 指标2：, …… on lines of their own
_SHORT_ROW = 3  # neither target nor actual was filled
_MOST_CELLS = 5000
_MOST_ODD = 4  # one of so many rows may hold a level nobody knows
_MOST_OPTIONAL = 4
_LEVELS = (Column.DIMENSION, Column.ASPECT)
_NUMBERS = (Column.WEIGHT, Column.SCORE)
_OPTIONAL = (Column.NOTE, Column.EXTRA, None)


@dataclass(frozen=True, slots=True)
class SharedRow:
    """A row of cells; ``doubtful`` when they could be shared out otherwise as well."""

    positions: Positions
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Step:
    """One way to go on from the cell ``start``: a row up to ``end``, or that cell alone.

    ``odd``: the row holds what does not belong below its headings.
    """

    cost: int
    start: int
    end: int
    row: Positions | None
    odd: bool = False


def shared_out(
    texts: Sequence[str],
    columns: Sequence[Column | None],
    book: Rulebook,
    *,
    lines: Sequence[int] | None = None,
    side: int = 0,
) -> list[SharedRow]:
    """The rows of a run of cells; a cell that fits into none is a row of one.

    Args:
        texts: the cells in their order, empty ones included if the text shows them.
        columns: what the headings say, levels first.
        book: says which words are levels.
        lines: the line each cell stands on, where a line as a rule ends a row.
        side: how many columns stand left of the first heading.
    """
    if whole := _whole_rows(texts, columns, book, side):
        return whole
    levels = [column for column in columns if column in _LEVELS]
    optional = sum(column in _OPTIONAL for column in columns)
    anchored = optional <= 1 or (
        optional <= _MOST_OPTIONAL and set(_NUMBERS).issubset(columns)
    )  # anything fits below headings nobody knows
    if list(columns[: len(levels)]) != levels or not anchored or len(texts) > _MOST_CELLS:
        return [SharedRow((at,)) for at in range(len(texts))]
    cutter = _Cutter(texts, columns, len(levels), book, lines or [0] * len(texts))
    ways = _Ways(cutter)
    result = []
    steps = list(ways.cheapest())
    left = {step.start for step in steps if step.row is None and not _is_filling(texts[step.start])}
    for step in steps:
        row = step.row if step.row is not None else (step.start,)
        if step.row is None and Column.NAME in columns and _is_unfilled(texts[step.start]):
            row = (*(None for _ in columns[: columns.index(Column.NAME)]), step.start)
        if step.row is not None or texts[step.start]:
            beside_left = step.end in left or step.start - 1 in left
            result.append(SharedRow(row, beside_left or ways.is_doubtful(step)))
    return result


def _columns(step: _Step) -> dict[int, int | None]:
    """The column of each cell of a step, ``None`` for a cell alone."""
    if step.row is None:
        return {step.start: None}
    return {at: column for column, at in enumerate(step.row) if at is not None}


class _Ways:
    """All ways to cut a run of cells into rows, and what each costs."""

    def __init__(self, cutter: _Cutter) -> None:
        texts = cutter.texts
        self._steps: list[list[_Step]] = [[] for _ in texts]
        self._before: dict[int, int] = {0: 0}
        for start, text in enumerate(texts):
            if start not in self._before:
                continue
            alone = _FILLER_ROW if _is_unfilled(text) else _DEAREST_ROW
            self._steps[start] = [*cutter.steps(start), _Step(alone, start, start + 1, None)]
            for step in self._steps[start]:
                cost = self._before[start] + step.cost
                self._before[step.end] = min(cost, self._before.get(step.end, cost))
        self._behind: dict[int, int] = {len(texts): 0}
        for start in reversed(range(len(texts))):
            if self._steps[start]:
                self._behind[start] = min(
                    step.cost + self._behind[step.end] for step in self._steps[start]
                )
        taken: dict[int, int | None] = {}
        for step in self.cheapest():
            taken |= _columns(step)
        self._open = {
            at
            for steps in self._steps
            for step in steps
            if self._is_best(step)
            for at, column in _columns(step).items()
            if texts[at] and taken[at] != column
        }

    def _is_best(self, step: _Step) -> bool:
        whole = self._before[step.start] + step.cost + self._behind[step.end]
        return whole == self._behind[0]

    def _best(self, start: int) -> _Step | None:
        """The first step of the cheapest that begins at ``start``, if a cheapest way goes there."""
        return next((step for step in self._steps[start] if self._is_best(step)), None)

    def cheapest(self) -> Iterator[_Step]:
        """The steps of the cheapest way; of equal ones the first."""
        at = 0
        while at < len(self._steps):
            step = self._best(at)
            if step is None:
                return
            yield step
            at = step.end

    def is_doubtful(self, step: _Step) -> bool:
        """Whether ``step`` is odd, or a cell stands in another column in a way as cheap."""
        return step.odd or not self._open.isdisjoint(range(step.start, step.end))


def _whole_rows(
    texts: Sequence[str], columns: Sequence[Column | None], book: Rulebook, side: int
) -> list[SharedRow]:
    """Rows as long as the headings, empty cells and all; ``[]`` when the run is not made so.

    Some of the empty cells that end the headings may stand before them.
    """
    cutter = _Cutter(texts, columns, 0, book, ())
    before = next((at for at, text in enumerate(texts) if text), 0)
    end = max((at + 1 for at, text in enumerate(texts) if text), default=0)
    width = side + len(columns)
    tried: list[list[tuple[Positions, bool]]] = []
    for first in range(before + 1):
        tried.append([])
        for start in range(first, end, width):
            row = tuple(
                at if at < end and texts[at] else None for at in range(start + side, start + width)
            )
            beside = texts[start : start + side]
            tried[-1].append((row, any(beside) or cutter.misfit(row)))
    found = min(tried, key=lambda rows: sum(odd for _, odd in rows))
    if sum(odd for _, odd in found) * _MOST_ODD > len(found):
        return []
    odd = [False, *(odd for _, odd in found), False]
    return [SharedRow(row, any(odd[at : at + 3])) for at, (row, _) in enumerate(found)]


def _is_unfilled(text: str) -> bool:
    """Whether a cell is a line of the template nobody filled: "指标2：", "……"."""
    return bool(text) and is_filler(text) and key(text) != "无" and not _is_nothing(text)


def _is_filling(text: str) -> bool:
    """Whether a cell that stands in no row is missed by nobody."""
    return not text or _is_unfilled(text) or is_placeholder(text)


def _is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing to say; dots (whose key is empty) go on."""
    return is_placeholder(text) and bool(key(text))


@dataclass(frozen=True)
class _Cutter:
    """Proposes the rows that may begin at some cell, with their cost."""

    texts: Sequence[str]
    columns: Sequence[Column | None]
    levels: int
    book: Rulebook
    lines: Sequence[int]

    def steps(self, start: int) -> list[_Step]:
        """The rows that may begin at ``start``, those left out that are hopeless."""
        found = []
        for given in range(2**self.levels):
            shown = [at for at in range(self.levels) if given >> at & 1]
            for short, filled in self.fillings:
                end = start + len(shown) + len(filled)
                if end > len(self.texts) or not (filled or shown):
                    continue
                row: list[int | None] = [None] * len(self.columns)
                for count, at in enumerate([*shown, *filled]):
                    row[at] = start + count
                broken = len({self.lines[at] for at in range(start + len(shown), end)} or {0}) - 1
                misfit = self._cost(tuple(row), shown, len(filled))
                cost = broken + short + misfit
                if cost < _DEAREST_ROW:
                    found.append(
                        _Step(cost, start, end, tuple(row), odd=short + misfit >= _ODD_ROW)
                    )
        return found

    @cached_property
    def fillings(self) -> list[tuple[int, list[int]]]:
        """Which columns behind the levels a row may fill, and what that costs.

        A remark at the end may be missing, others may at a price.
        """
        facts = list(range(self.levels, len(self.columns)))
        numbers = [at for at in facts if self.columns[at] in _NUMBERS]
        names = [at for at in facts if self.columns[at] is Column.NAME]
        optional = [at for at in facts if self.columns[at] in _OPTIONAL]
        found: list[tuple[int, list[int]]] = []
        for count in range(len(optional) + 1):
            for left in combinations(reversed(optional), count):
                at_end = set(left) == set(facts[len(facts) - count :])
                found.append((0 if at_end else 1, [at for at in facts if at not in left]))
        found.append((0, []))
        if names and len(numbers) == len(_NUMBERS):
            found.append((_SHORT_ROW, names[:1] + numbers))  # 指标1：工程质量合格 10 10
        return found

    def _cost(self, row: Positions, shown: Sequence[int], length: int) -> int:
        cost = 0
        costs = [self.texts[row[at] or 0] for at in shown] if len(shown) > 1 else [""]
        above = all(self.book.is_cost(aspect=level_label(text), dimension=None) for text in costs)
        for kind, position in zip(self.columns, row, strict=True):
            if position is not None and not (above and kind is Column.DIMENSION):
                cost += self._cell_cost(kind, self.texts[position])
        if not length:
            cost += 1 + 4 * any(not self._is_level(self.texts[row[at] or 0]) for at in shown)
        return cost

    def _cell_cost(self, kind: Column | None, text: str) -> int:
        """How badly a text fits below a heading; kept, for a cell is tried in every column."""
        known = self._known.get((kind, text))
        if known is None:
            known = self._known[kind, text] = self._misfit(kind, text)
        return known

    @cached_property
    def _known(self) -> dict[tuple[Column | None, str], int]:
        return {}

    def _misfit(self, kind: Column | None, text: str) -> int:
        number = _NUMBER.fullmatch(key(text)) is not None
        if kind in _LEVELS:
            quantity = _QUANTITY.match(key(text)) is not None
            fits = not text or self._fits_level(text, kind)
            return 0 if fits else _DEAREST_ROW if quantity else 3
        if kind is Column.NUMBER:
            return 0 if not text or text.isdigit() else _DEAREST_ROW
        if kind in _NUMBERS:
            fits = number or not text or _is_nothing(text)
            return (0 if text else 1) if fits else _DEAREST_ROW
        level = self._is_level(text)
        if level and level_label(text).endswith("指标"):
            return _DEAREST_ROW
        odd = level or _is_unfilled(text)
        if kind is Column.NAME:
            return 2 if odd else 1 if number else 0
        return 3 if kind is Column.NOTE and (odd or number) else 0

    def misfit(self, row: Positions) -> bool:
        """Whether a row holds something that cannot stand in its column, or nothing at all.

        成本指标 is a 一级指标 where a rulebook has it as one; 服务对象满意度 is a name as well.
        """
        known = [
            at for at in row[: len(_LEVELS)] if at is not None and self._is_level(self.texts[at])
        ]
        rest = tuple(None if at in known else at for at in row)
        filled = sum(at is not None for at in row)
        return not filled or self._cost(rest, (), filled) >= _ODD_ROW

    def _fits_level(self, text: str, kind: Column | None) -> bool:
        label = level_label(text)
        known = self.book.dimension(label) if kind is Column.DIMENSION else self.book.aspect(label)
        return known is not None

    def _is_level(self, text: str) -> bool:
        label = level_label(text)
        return bool(text) and bool(self.book.dimension(label) or self.book.aspect(label))

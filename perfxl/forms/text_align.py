"""Rows that lost the cells merged from above, put back below their headings.

A web page copied with bars leaves out what a merged cell covers, so a row may begin with its
二级指标 or its name.  Where it belongs is told by the words of the levels and by the numbers
that must stand below 分值 and 得分.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from perfxl.core.rulebook import Rulebook
from perfxl.forms.recognise.column_words import (
    FACT_COLUMNS,
    LEVEL_COLUMNS,
    Column,
    indicator_column,
)
from perfxl.forms.recognise.fund_words import FundColumn, fund_column, fund_row, fund_source
from perfxl.forms.recognise.goal_words import GoalLabel, goal_label
from perfxl.forms.recognise.head_words import head_field
from perfxl.forms.recognise.labels import is_placeholder, key, level_label
from perfxl.forms.recognise.row_words import is_side_label, is_total
from perfxl.forms.text_dress import Line

_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?(?:分|%)?")
_SIGN = re.compile(r"[≥≤=><＝≧≦]{1,2}|定性|定量|不[高低多少]于|文字描述")
_LOST = 8  # more than any doubt about a level
_WRONG = 3

_NUMBERS = frozenset({Column.WEIGHT, Column.SCORE})


@dataclass(frozen=True, slots=True)
class _Block:
    """The headings in force: what stands in which position."""

    columns: tuple[Column | None, ...] = ()
    first: int = 0
    fund: int = 0
    goals: tuple[int, ...] = ()


def aligned(lines: Sequence[Line], book: Rulebook) -> Iterator[Line]:
    """The lines in their order, those that lost leading cells moved to the right."""
    block = _Block()
    for line in lines:
        heads = _headings(line)
        if heads is not None:
            block = heads
            yield line
        elif block.columns:
            yield _indicator_line(line, block, book)
        elif block.goals and _lead(line) < block.goals[0]:
            yield _goal_line(line, block.goals)
            block = _Block()
        elif block.fund:
            yield _fund_line(line, block.fund)
        else:
            yield line


def _headings(line: Line) -> _Block | None:
    """What the headings in ``line`` say, ``None`` when it holds none."""
    columns = tuple(indicator_column(cell) if cell else None for cell in line.cells)
    kinds = set(columns)
    if kinds & LEVEL_COLUMNS and len(kinds & (LEVEL_COLUMNS | FACT_COLUMNS)) > 2:
        first = next(at for at, kind in enumerate(columns) if kind in LEVEL_COLUMNS)
        return _Block(columns, first)
    goals = tuple(at for at, cell in enumerate(line.cells) if _is_goal_heading(cell))
    if {GoalLabel.EXPECTED, GoalLabel.ACHIEVED} <= {goal_label(line.cells[at]) for at in goals}:
        return _Block(goals=goals[-2:])
    funds = [
        at
        for at, cell in enumerate(line.cells)
        if fund_column(cell) not in (None, FundColumn.OTHER) and not is_side_label(cell)
    ]
    if len(funds) > 2 and funds[0] and funds[-1] - funds[0] < len(funds) + 1:
        return _Block(fund=funds[0])
    return _Block() if line.cells and head_field(line.cells[0]) else None


def _is_goal_heading(cell: str) -> bool:
    return goal_label(cell) in (GoalLabel.EXPECTED, GoalLabel.ACHIEVED)


def _lead(line: Line) -> int:
    """The position of the first text."""
    return next((at for at, cell in enumerate(line.cells) if cell), len(line.cells))


def _moved(line: Line, by: int) -> Line:
    return replace(line, cells=("",) * by + line.cells)


def _goal_line(line: Line, goals: tuple[int, ...]) -> Line:
    """Two texts right below two headings that stand further right."""
    texts = [cell for cell in line.cells if cell]
    if len(texts) != len(goals) or line.cells[: len(texts)] != tuple(texts):
        return line
    cells = [""] * (goals[-1] + 1)
    for at, text in zip(goals, texts, strict=True):
        cells[at] = text
    return replace(line, cells=tuple(cells))


def _fund_line(line: Line, fund: int) -> Line:
    """A source of funds right before its amounts, which stand further right."""
    at = _lead(line)
    if at + 1 >= len(line.cells) or at + 1 >= fund:
        return line
    label, amount = line.cells[at], key(line.cells[at + 1])
    named = fund_row(label) or fund_source(label)
    return _moved(line, fund - at - 1) if named and _NUMBER.fullmatch(amount) else line


def _indicator_line(line: Line, block: _Block, book: Rulebook) -> Line:
    cells = line.cells
    if not cells or not cells[0] or (block.first and is_side_label(cells[0])):
        return line
    if is_total(cells[0]):
        return _total_line(line, block.columns)
    if sum(map(bool, cells)) < 3:
        return line
    costs = {by: _cost(cells, by, block, book) for by in range(block.first + 3)}
    return _moved(line, min(costs, key=lambda by: (costs[by], by)))


def _cost(cells: Sequence[str], by: int, block: _Block, book: Rulebook) -> int:
    """How badly ``cells`` fit below the headings when moved ``by`` positions to the right."""
    cost = 0
    for at, cell in enumerate(cells, by):
        kind = block.columns[at] if at < len(block.columns) else None
        if not cell:
            cost += kind in _NUMBERS
        elif at >= len(block.columns) or at < block.first:
            cost += _LOST
        elif kind in _NUMBERS:
            fits = _NUMBER.fullmatch(key(cell)) is not None or is_placeholder(cell)
            cost += 0 if fits else _WRONG
        elif kind is Column.SIGN:
            cost += 0 if _SIGN.fullmatch(key(cell)) else _WRONG
        elif kind is Column.DIMENSION:
            cost += 0 if book.dimension(level_label(cell)) else 2
        elif kind is Column.ASPECT:
            cost += 0 if book.aspect(level_label(cell)) else 1
        elif kind is Column.NAME:
            cost += 2 if book.aspect(level_label(cell)) and at == by else 0
    return cost


def _total_line(line: Line, columns: Sequence[Column | None]) -> Line:
    """总分 with its numbers right behind it: they are those of 分值 and 得分."""
    numbers = [cell for cell in line.cells[1:] if cell]
    places = [at for at, kind in enumerate(columns) if kind in _NUMBERS]
    if len(numbers) > len(places) or not all(_NUMBER.fullmatch(key(cell)) for cell in numbers):
        return line
    if any(line.cells[at] for at in places if at < len(line.cells)):
        return line
    chosen = places if len(numbers) == len(places) else places[:1] if numbers else []
    cells = [line.cells[0], *[""] * max(places, default=0)]
    for at, text in zip(chosen, numbers, strict=False):
        cells[at] = text
    return replace(line, cells=tuple(cells))

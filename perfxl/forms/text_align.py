"""Rows that lost the cells merged from above, put back below their headings.

A web page copied with bars leaves out what a merged cell covers, so a row may begin with its
二级指标 or its name; some leave out empty cells, too.  Where a cell belongs is told by the words
of the levels, by the numbers that must stand below 分值 and 得分, and by the percentage below
执行率.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice, takewhile

from perfxl.core.rulebook import Rulebook
from perfxl.forms.recognise.column_words import (
    FACT_COLUMNS,
    LEVEL_COLUMNS,
    Column,
    indicator_column,
)
from perfxl.forms.recognise.fund_words import FundColumn, fund_column, fund_row, fund_source
from perfxl.forms.recognise.goal_words import GoalLabel, goal_label
from perfxl.forms.recognise.head_words import head_field, information
from perfxl.forms.recognise.labels import is_placeholder, key, level_label
from perfxl.forms.recognise.row_words import is_side_label, is_total
from perfxl.forms.text_dress import Line
from perfxl.forms.text_headings import completed

_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?(?:分|%)?")
_SIGN = re.compile(r"[≥≤=><＝≧≦]{1,2}|定性|定量|不[高低多少]于|文字描述")
_LOST = 8  # more than any doubt about a level
_WRONG = 3

_FEWEST = 3  # cells of an indicator
_MOST_WAYS = 500  # to leave out empty cells

_GOALS = {GoalLabel.EXPECTED, GoalLabel.ACHIEVED, GoalLabel.LONG_TERM}
_RATE = FundColumn.RATE
_NUMBERS = frozenset({Column.WEIGHT, Column.SCORE})


@dataclass(frozen=True, slots=True)
class _Block:
    """The headings in force: what stands in which position.

    ``percent``: the heading 执行率（%） says what the rates below it do not.
    """

    columns: tuple[Column | None, ...] = ()
    first: int = 0
    fund: int = 0
    funds: tuple[FundColumn | None, ...] = ()
    percent: bool = False
    goals: tuple[int, ...] = ()


def aligned(lines: Sequence[Line], book: Rulebook, *, exact: bool = False) -> Iterator[Line]:
    """The lines in their order, those that lost leading cells moved to the right.

    ``exact``: empty cells are written, too, so that a line as long as the headings lost none.
    """
    block = _Block()
    width, whole = 0, exact
    rows = list(_with_whole_headings(_with_halves(lines)))
    for number, line in enumerate(rows):
        heads = _headings(line)
        if heads is None and whole and len(line.cells) == width:
            yield line
        elif heads is not None:
            block, width = heads, len(line.cells)
            whole = exact or _writes_covered(rows[number + 1 :], block, width)
            yield line
        elif block.columns:
            found = _indicator_line(line, block, book)
            lost = len(line.cells) != width and _is_misfit(found, block, book)
            yield replace(found, doubtful=lost)
        elif block.goals and _lead(line) < block.goals[-1]:
            yield _goal_line(line, block.goals)
            block = _Block()
        elif block.fund:
            yield _fund_line(line, block)
        else:
            yield line


def _writes_covered(lines: Sequence[Line], block: _Block, width: int) -> bool:
    """Whether rows as long as the headings have empty cells where a level is merged from above."""
    levels = [at for at, kind in enumerate(block.columns) if kind in LEVEL_COLUMNS - {Column.NAME}]
    rows = takewhile(lambda line: len(line.cells) == width, lines)
    return any(
        not row.cells[at] and any(row.cells[at + 1 :])
        for row in rows
        if not any(map(is_total, row.cells))
        for at in levels
    )


def _with_halves(lines: Sequence[Line]) -> list[Line]:
    """The lines; headings whose lower halves lost the cells beside them are put together."""
    found: list[Line] = []
    for line in lines:
        heads = found[-1].cells if found else ()
        halves = _without_end(line.cells)
        levels = LEVEL_COLUMNS & {indicator_column(cell) for cell in heads if cell}
        whole = completed(heads, halves) if levels and all(halves) else None
        if whole:
            found[-1] = replace(found[-1], cells=tuple(whole))
        else:
            found.append(line)
    return found


def _with_whole_headings(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines; headings that were merged over two of them stand in the right columns.

    Above 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 stand
    绩效指标 | 年度指标值 | 实际完成值 | 分值: what the lower line does not spell out, goes on
    behind it.  Lines of the same length, with the empty cells of merged ones, are right as
    they are.
    """
    for line, below in zip(lines, [*lines[1:], Line(0, ())], strict=True):
        upper = {indicator_column(cell) for cell in line.cells if cell}
        lower = [indicator_column(cell) if cell else None for cell in below.cells]
        facts = upper & FACT_COLUMNS
        if (
            None in upper
            or len(facts) < 2
            or upper & LEVEL_COLUMNS
            or not LEVEL_COLUMNS & set(lower)
            or (len(line.cells) == len(below.cells) and "" in _without_end(line.cells))
        ):
            yield line
            continue
        parts = {Column.SIGN, Column.UNIT, Column.TARGET}
        group = next((at for at, kind in enumerate(lower) if kind in parts), len(lower))
        end = len(tuple(filter(None, below.cells)))
        cells = [""] * end
        for cell in filter(None, line.cells):
            kind = indicator_column(cell)
            if kind is Column.LEVELS:
                cells[0] = cell
            elif kind in lower and group < end:
                cells[group] = cell
            else:
                cells.append(cell)
        yield replace(line, cells=tuple(cells))


def _headings(line: Line) -> _Block | None:
    """What the headings in ``line`` say, ``None`` when it holds none."""
    columns = tuple(indicator_column(cell) if cell else None for cell in line.cells)
    kinds = set(columns)
    if kinds & LEVEL_COLUMNS and len(kinds & (LEVEL_COLUMNS | FACT_COLUMNS)) > 2:
        first = next(at for at, kind in enumerate(columns) if kind in LEVEL_COLUMNS)
        return _Block(columns, first)
    goals = tuple(at for at, cell in enumerate(line.cells) if goal_label(cell) in _GOALS)
    if len({goal_label(line.cells[at]) for at in goals}) > 1 and _are_next(line.cells, goals[-2:]):
        return _Block(goals=goals)
    if len(goals) == 1 and 0 < goals[0] == len(_without_end(line.cells)) - 1:
        return _Block(goals=goals)
    funds = [
        at
        for at, cell in enumerate(line.cells)
        if fund_column(cell) not in (None, FundColumn.OTHER) and not is_side_label(cell)
    ]
    if len(funds) > 2 and funds[0] and funds[-1] - funds[0] < len(funds) + 1:
        amounts = tuple(map(fund_column, line.cells))
        rates = (cell for cell, kind in zip(line.cells, amounts, strict=True) if kind is _RATE)
        percent = any("%" in key(cell) for cell in rates)
        return _Block(fund=funds[0], funds=amounts, percent=percent)
    return _Block() if line.cells and head_field(line.cells[0]) else None


def _are_next(cells: Sequence[str], places: Sequence[int]) -> bool:
    """Whether no text stands between two headings."""
    return not any(cells[places[0] + 1 : places[-1]])


def _lead(line: Line) -> int:
    """The position of the first text."""
    return next((at for at, cell in enumerate(line.cells) if cell), len(line.cells))


def _moved(line: Line, by: int) -> Line:
    return replace(line, cells=("",) * by + line.cells)


def _goal_line(line: Line, goals: tuple[int, ...]) -> Line:
    """Texts right below headings that stand further right; the first may head the block."""
    texts = [cell for cell in line.cells if cell]
    fewest = min(len(goals), 2)
    if not fewest <= len(texts) <= len(goals) or line.cells[: len(texts)] != tuple(texts):
        return line
    goals = goals[-len(texts) :]
    cells = [""] * (goals[-1] + 1)
    for at, text in zip(goals, texts, strict=True):
        cells[at] = text
    return replace(line, cells=tuple(cells))


def _fund_line(line: Line, block: _Block) -> Line:
    """A source of funds right before its amounts, which stand further right."""
    at = _lead(line)
    cells = _without_end(line.cells[at:])
    unlabelled = cells and not at and len(line.cells) == len(block.funds) - block.fund
    if unlabelled and all(_NUMBER.fullmatch(key(cell)) for cell in cells if cell):
        return _moved(line, block.fund)
    if len(cells) < 2 or not (fund_row(cells[0]) or fund_source(cells[0])):
        return line
    first = block.fund - 1
    moves = at < first and _NUMBER.fullmatch(key(cells[1])) is not None
    if all(cells) and (moves or at == first) and len(cells) < len(block.funds) - first:
        kinds = block.funds

        def cost(place: int, cell: str) -> int:
            amount = _NUMBER.fullmatch(key(cell)) is not None or is_placeholder(cell)
            rate = kinds[place] is _RATE and not block.percent
            return 0 if place == first or (amount and rate == cell.endswith("%")) else _WRONG

        places = _places(cells, range(first, len(kinds)), cost)
        return _placed(line, cells, places) if places else line
    return _moved(line, first - at) if moves else line


def _without_end(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells up to the last that is filled."""
    filled = [at for at, cell in enumerate(cells) if cell]
    return tuple(cells[: filled[-1] + 1]) if filled else ()


def _places(
    cells: Sequence[str], free: range, cost: Callable[[int, str], int]
) -> tuple[int, ...] | None:
    """The columns of ``cells``, in their order, that fit best; the first of equals.

    ``None`` when there are too many ways to choose them.
    """
    ways = list(islice(combinations(free[1:], len(cells) - 1), _MOST_WAYS + 1))
    if not ways or len(ways) > _MOST_WAYS:
        return None
    found = [(free[0], *way) for way in ways]
    return min(found, key=lambda way: sum(map(cost, way, cells)))


def _placed(line: Line, cells: Sequence[str], places: Sequence[int]) -> Line:
    row = [""] * (places[-1] + 1)
    for place, cell in zip(places, cells, strict=True):
        row[place] = cell
    return replace(line, cells=tuple(row))


def _indicator_line(line: Line, block: _Block, book: Rulebook) -> Line:
    cells = line.cells
    if not cells or not cells[0] or (block.first and is_side_label(cells[0])):
        return line
    if information(cells[0]) or head_field(cells[0]):
        return line  # 填表人：, below the block
    if is_total(cells[0]):
        return _total_line(line, block.columns)
    filled = _without_end(cells)
    levels = [_level(cell, book) for cell in filled]
    if None not in levels and len(levels) < _FEWEST and levels[0] in block.columns:
        return _moved(line, block.columns.index(levels[0]))
    facts = sum(kind in FACT_COLUMNS for kind in block.columns)
    if sum(map(bool, cells)) < min(_FEWEST, 1 + facts):
        return line
    costs = {by: _cost(cells, by, block, book) for by in range(block.first + 3)}
    best = min(costs, key=lambda by: (costs[by], by))
    if costs[best] >= _WRONG and all(filled) and Column.NAME in block.columns:
        name = block.columns.index(Column.NAME)

        def misfit(at: int, cell: str) -> int:
            return _misfit(cell, block.columns[at], book)

        places = _places(filled, range(name, len(block.columns)), misfit)
        if places and not any(map(misfit, places, filled)):
            return _placed(line, filled, places)
    return _moved(line, best)


def _level(text: str, book: Rulebook) -> Column | None:
    """The level that a text is a label of."""
    label = level_label(text)
    if book.dimension(label):
        return Column.DIMENSION
    return Column.ASPECT if book.aspect(label) else None


def _cost(cells: Sequence[str], by: int, block: _Block, book: Rulebook) -> int:
    """How badly ``cells`` fit below the headings when moved ``by`` positions to the right."""
    cost = 0
    for at, cell in enumerate(cells, by):
        kind = block.columns[at] if at < len(block.columns) else None
        if not cell:
            cost += kind in _NUMBERS
        elif at >= len(block.columns):
            cost += _LOST
        elif at < block.first and kind not in FACT_COLUMNS:
            cost += 0 if kind is Column.NUMBER and cell.isdigit() else _LOST
        elif kind is not Column.NAME or at == by:
            cost += _misfit(cell, kind, book)
    return cost


def _is_misfit(line: Line, block: _Block, book: Rulebook) -> bool:
    """Whether a row that lost cells holds what cannot stand there, or only one of two numbers."""
    if not line.cells or is_total(line.cells[0]):
        return False
    placed = list(zip(line.cells, block.columns, strict=False))
    if any(_misfit(cell, kind, book) >= _WRONG for cell, kind in placed if cell):
        return True
    filled = {kind for cell, kind in placed if cell}
    rows = _NUMBERS.issubset(block.columns) and len(filled) >= _FEWEST
    return rows and len(_NUMBERS & filled) == 1


def _misfit(cell: str, kind: Column | None, book: Rulebook) -> int:
    """How badly a text fits into a column."""
    if kind in _NUMBERS:
        fits = _NUMBER.fullmatch(key(cell)) is not None or is_placeholder(cell)
        return 0 if fits else _WRONG
    if kind is Column.SIGN:
        return 0 if _SIGN.fullmatch(key(cell)) else _WRONG
    if kind is Column.DIMENSION:
        return 0 if book.dimension(level_label(cell)) else 2
    if kind is Column.ASPECT:
        return 0 if book.aspect(level_label(cell)) else 1
    return 2 if kind is Column.NAME and book.aspect(level_label(cell)) else 0


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

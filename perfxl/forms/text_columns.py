"""Pasted rows put back into their columns.

What Word and web pages paste has no columns: a cell merged over several of them is one cell,
and a cell with an empty paragraph in it is two.  In a block the headings and what stands below
them say which columns a cell covers; outside the blocks cells simply stand side by side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice, pairwise

from perfxl.core.rulebook import Rulebook
from perfxl.forms.alignment import ColumnHabit, align
from perfxl.forms.recognise.column_words import (
    FACT_COLUMNS,
    LEVEL_COLUMNS,
    Column,
    indicator_column,
)
from perfxl.forms.recognise.fund_words import FundColumn, fund_column, fund_row
from perfxl.forms.recognise.goal_words import GoalLabel, goal_label
from perfxl.forms.recognise.head_words import head_field, information
from perfxl.forms.recognise.headings import is_fragment
from perfxl.forms.recognise.row_words import is_side_label, is_total
from perfxl.forms.text_habits import FILLED, Kind, habits, has_digits, is_number, misfit, oddness
from perfxl.forms.text_pieces import sizes
from perfxl.forms.text_rows import TextCell, TextRow

_MOST_COLUMNS = 40  # of a form; a longer row is no row of one
_MOST_MERGED = 12  # columns a row of a form has less than its headings
_MOST_ROWS = 500  # of a block; in a longer one nobody weighs which cells belong together
_ENOUGH = 50  # rows that show what stands in which column
_SEVERAL = 2  # rows that are odd in the same way are none
_BOTH = 2  # goals, or paragraphs of a value
_FEWEST = 3  # cells with text in a row that states something
_ASIDE = 0.1  # the cost of a heading over one more column that is empty

_MERGED_DOWN = {None, Column.LEVELS, Column.NUMBER, Column.DIMENSION, Column.ASPECT}
_OFTEN_MERGED = {
    *(None, Column.LEVELS, Column.NAME),
    *(Column.TARGET, Column.ADJUSTED, Column.ACTUAL),
}


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row of cells and the columns [start, end) of each.

    ``doubt`` is how many cells the row has and how many columns its block, where that is not
    the same and the columns are a guess; else ``None``.
    """

    cells: TextRow
    spans: tuple[tuple[int, int], ...]
    doubt: tuple[int, int] | None = None


def placed_rows(rows: Sequence[TextRow], book: Rulebook) -> Iterator[PlacedRow]:
    """The rows in their order, each cell in its columns.

    Args:
        rows: the rows of a pasted text.
        book: says which words are labels of levels.
    """
    rows = [_whole(row, book) for row in rows]
    at = 0
    while at < len(rows):
        kinds = _kinds(rows[at])
        end = at + 1 if kinds is None else _end_of_block(rows, at, kinds)
        if kinds is None or len(rows[at]) > _MOST_COLUMNS:
            yield from (_side_by_side(_with_whole_values(row)) for row in rows[at:end])
        else:
            yield from _Block(rows[at:end], kinds, book).rows()
        at = end


def _whole(row: TextRow, book: Rulebook) -> TextRow:
    """A row whose labels were in pieces, put together."""
    parts = iter(row)
    groups = [tuple(islice(parts, size)) for size in sizes([cell.text for cell in row], book)]
    return tuple(group[0]._replace(text="".join(c.text for c in group)) for group in groups)


def _with_whole_values(row: TextRow) -> TextRow:
    """A row of the head in which a value of two paragraphs is one cell; between labels is one."""
    labels = [at for at, cell in enumerate(row) if head_field(cell.text) or information(cell.text)]
    if labels[:1] != [0] or not head_field(row[0].text):
        return row
    whole: list[TextCell] = []
    for at, end in pairwise((*labels, len(row))):
        label, *values = row[at:end]
        broken = len(values) == _BOTH and all(cell.text for cell in values)
        whole += [label, *((_one(tuple(values)),) if broken else values)]
    return tuple(whole)


def _side_by_side(row: TextRow, doubt: tuple[int, int] | None = None) -> PlacedRow:
    return PlacedRow(row, tuple((at, at + 1) for at in range(len(row))), doubt)


def _kinds(row: TextRow) -> tuple[Kind, ...] | None:
    """The columns of the headings in ``row``; ``None`` when it heads no block."""
    columns = tuple(indicator_column(cell.text) if cell.text else None for cell in row)
    found = {*columns}
    levels = LEVEL_COLUMNS if found & LEVEL_COLUMNS else {Column.LEVELS}
    if found & levels and len(found & (levels | FACT_COLUMNS)) >= _FEWEST:
        return columns
    if any(is_number(cell.text) for cell in row):
        return None
    funds = tuple(fund_column(cell.text) if cell.text else None for cell in row)
    if len({*funds} - {None, FundColumn.OTHER}) >= _FEWEST:
        return funds
    goals = tuple(goal_label(cell.text) if cell.text else None for cell in row)
    if {GoalLabel.EXPECTED, GoalLabel.ACHIEVED} <= {*goals}:
        beside = goals[0] in goals[1:]  # 年度总体目标, the label of the block
        return (None, *goals[1:]) if beside else goals
    return None


def _end_of_block(rows: Sequence[TextRow], start: int, kinds: Sequence[Kind]) -> int:
    """The row behind the block whose headings stand in the row ``start``."""
    for at in range(start + 1, len(rows)):
        if FundColumn.EXECUTED in kinds and not any(fund_row(cell.text) for cell in rows[at]):
            return at
        below = _kinds(rows[at])
        if below is not None and not (Column.LEVELS in kinds and at == start + 1):
            return at
        if _is_total(rows[at]):
            return at + 1
    return len(rows)


class _Block:
    """Headings and the rows below them."""

    def __init__(self, rows: Sequence[TextRow], kinds: tuple[Kind, ...], book: Rulebook) -> None:
        self._head, *self._body = rows
        self._book = book
        lower = self._body[0] if self._body and _is_lower_heading(self._body[0], kinds) else ()
        telling = [
            row
            for row in self._body[bool(lower) :]
            if _states_something(row) and not _is_total(row)
        ]
        lengths = Counter(map(len, telling))
        common = max(lengths, key=lambda count: (lengths[count], count), default=len(kinds))
        odd = lengths[common] < _SEVERAL and not lower
        whole = common > len(kinds) and any(self._fits(row, kinds) for row in telling)
        if common > _MOST_COLUMNS or odd or whole:
            common = len(kinds)  # odd rows rather than odd headings
        self._width = max(common, len(kinds))
        usual = [row for row in telling if len(row) == common][:_ENOUGH]
        self._spans = {self._width: tuple((at, at + 1) for at in range(self._width))}
        if common > len(kinds):
            parts = [cell.text for cell in lower] if len(lower) == common else [""] * common
            self._spans[len(kinds)] = self._of_headings(kinds, parts, usual)
            columns = [
                kind
                for kind, (start, end) in zip(kinds, self._spans[len(kinds)], strict=True)
                for _ in range(start, end)
            ]
            kinds = tuple(
                indicator_column(part) or kind for part, kind in zip(parts, columns, strict=True)
            )
        self._kinds = kinds
        if common < len(kinds) and not all(map(self._shifted, usual)):
            self._spans[common] = self._of_rows(common, usual)

    def _fits(self, row: TextRow, kinds: Sequence[Kind]) -> bool:
        """Whether a row has a cell below each heading that can stand there."""
        return len(row) == len(kinds) and not any(
            self._misfit(kind, cell.text) for kind, cell in zip(kinds, row, strict=True)
        )

    def rows(self) -> Iterator[PlacedRow]:
        """The rows of the block, the headings first."""
        yield PlacedRow(self._head, self._spans[len(self._head)])
        for row in self._body:
            if len(row) in self._spans:
                yield PlacedRow(row, self._spans[len(row)])
            elif len(row) > self._width:
                yield self._joined(row)
            elif _is_total(row):
                yield self._total(row)
            elif _states_something(row) or self._are_goals(row):
                yield self._shifted(row) or self._stretched(row)
            else:
                yield _side_by_side(row)

    def _are_goals(self, row: TextRow) -> bool:
        """Whether a row holds both goals, and nothing in place of the label beside them."""
        both = {GoalLabel.EXPECTED, GoalLabel.ACHIEVED}.issubset(self._kinds)
        return both and len(row) == _BOTH and all(cell.text for cell in row)

    def _of_headings(
        self, kinds: Sequence[Kind], parts: Sequence[str], rows: Sequence[TextRow]
    ) -> tuple[tuple[int, int], ...]:
        """The columns of each of too few headings, by their ``parts`` and what stands below."""
        below = [[row[at].text for row in rows] for at in range(self._width)]
        shares = [[self._share(kind, texts) for texts in below] for kind in kinds]

        def cost(heading: int, start: int, end: int) -> float:
            misfit = sum(shares[heading][start:end])
            used = [at for at in range(start, end) if parts[at] or any(below[at])]
            if len(used) < 2:  # beside a column without a heading that nothing stands in
                return misfit + _ASIDE * (end - start - 1)
            odd = any(parts) and _is_odd_group(kinds[heading], parts[start:end])
            return misfit + odd + _width_cost([kinds[heading]], end - start)

        return _spread(len(kinds), self._width, cost)

    def _of_rows(self, count: int, rows: Sequence[TextRow]) -> tuple[tuple[int, int], ...]:
        """The columns that the cells of rows of ``count`` cells cover, all in the same way."""
        texts = [[row[at].text for row in rows] for at in range(count)]
        return self._covered([[self._share(kind, each) for kind in self._kinds] for each in texts])

    def _covered(self, misfits: Sequence[Sequence[float]]) -> tuple[tuple[int, int], ...]:
        """The columns of cells of which each has a misfit below every heading."""

        def cost(cell: int, start: int, end: int) -> float:
            return min(misfits[cell][start:end]) + _width_cost(self._kinds[start:end], end - start)

        return _spread(len(misfits), self._width, cost)

    def _shifted(self, row: TextRow) -> PlacedRow | None:
        """A row without the labels merged from above, or without its end; else ``None``."""
        missing = self._width - len(row)
        for by in dict.fromkeys((missing, 0)):
            kinds = self._kinds[by : by + len(row)]
            pairs = zip(kinds, row, strict=True)
            merged = _MERGED_DOWN.issuperset(self._kinds[:by]) and row[0].text
            if (merged or not by or self._are_goals(row)) and not any(
                self._misfit(kind, it.text) for kind, it in pairs
            ):
                spans = tuple((at, at + 1) for at in range(by, by + len(row)))
                return PlacedRow(row, spans, None if by else (len(row), self._width))
        return None

    def _stretched(self, row: TextRow) -> PlacedRow:
        """A row with too few cells, some of which cover several columns."""
        doubt = len(row), self._width
        if self._width - len(row) > _MOST_MERGED:
            return _side_by_side(row, doubt)
        misfits = [[self._misfit(kind, cell.text) for kind in self._kinds] for cell in row]
        return PlacedRow(row, self._covered(misfits), doubt)

    def _total(self, row: TextRow) -> PlacedRow:
        """总分 with its numbers, which are those of 分值 and 得分."""

        def cost(cell: int, start: int, end: int) -> float:
            number = is_number(row[cell].text)
            fits = end - start == 1 and self._kinds[start] in {Column.WEIGHT, Column.SCORE}
            return float(number and not fits)

        return PlacedRow(row, _spread(len(row), self._width, cost))

    def _joined(self, row: TextRow) -> PlacedRow:
        """A row with too many cells: a cell with several paragraphs in it became several."""
        if len(self._body) > _MOST_ROWS:
            return _side_by_side(row, (len(row), self._width))
        rest = iter(row)
        shares = align([cell.text for cell in row], self._habits, partial(oddness, self._kinds))
        groups = [tuple(islice(rest, size)) for size in shares.sizes]
        crowded = any(sum(bool(cell.text) for cell in group) > 1 for group in groups)
        whole = tuple(map(_one, groups))
        return _side_by_side(whole, (len(row), self._width) if crowded or shares.doubtful else None)

    @cached_property
    def _habits(self) -> list[ColumnHabit]:
        return habits(self._kinds, self._book)

    def _misfit(self, kind: Kind, text: str) -> float:
        return misfit(kind, text, self._book)

    def _share(self, kind: Kind, texts: Sequence[str]) -> float:
        """How badly the texts of a column fit below a heading, from 0 to 1."""
        filled = [text for text in texts if text]
        if not filled:
            return 0.3 if kind in FILLED else 0.0
        return sum(self._misfit(kind, text) for text in filled) / len(filled)


def _is_lower_heading(row: TextRow, kinds: Sequence[Kind]) -> bool:
    """Whether the row below the headings ``kinds`` is their lower half, and no indicator."""
    texts = [cell.text for cell in row if cell.text]
    heads = [text for text in texts if indicator_column(text) or is_side_label(text)]
    if not any(isinstance(kind, Column) for kind in kinds) or not texts:
        return False
    if not heads and len(row) == len(kinds):  # （A） below 年度指标值
        return all(map(is_fragment, texts))
    return bool(heads) and (heads == texts or not any(map(has_digits, texts)))


def _is_odd_group(heading: Kind, parts: Sequence[str]) -> bool:
    """Whether these lower halves of headings are not those of one heading."""
    filled = [part for part in parts if part]
    if len(parts) > 1 and len({*filled}) < len(parts):
        return True
    levels = [indicator_column(part) in LEVEL_COLUMNS for part in filled]
    return any(levels) if heading is not Column.LEVELS else not all(levels)


def _is_total(row: TextRow) -> bool:
    return is_total(next((cell.text for cell in row if cell.text), ""))


def _states_something(row: TextRow) -> bool:
    return sum(bool(cell.text) for cell in row) >= _FEWEST


def _width_cost(kinds: Sequence[Kind], columns: int) -> float:
    """How unlikely it is that one cell covers several columns, which have these headings."""
    narrow = any(kind not in _OFTEN_MERGED for kind in kinds)
    return (columns - 1) * (0.5 if narrow else 0.3)


def _one(group: TextRow) -> TextCell:
    """The cells that were one, with the line of its first text."""
    if len(group) == 1:
        return group[0]
    first = next((cell for cell in group if cell.text), group[0])
    text = "\n".join(cell.text for cell in group).strip()
    return TextCell(first.line, text, sum(cell.lines for cell in group))


def _spread(
    count: int, width: int, cost: Callable[[int, int, int], float]
) -> tuple[tuple[int, int], ...]:
    """The columns of each of ``count`` cells that share ``width`` columns, at least one each.

    ``cost`` is that of a cell over the columns [start, end); the cheapest way is taken.
    """
    best: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {0: (0.0, ())}
    for cell in range(count):
        step: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {}
        for start, (spent, spans) in best.items():
            for end in range(start + 1, width - (count - cell - 1) + 1):
                total = spent + cost(cell, start, end)
                if end not in step or total < step[end][0]:
                    step[end] = (total, (*spans, (start, end)))
        best = step
    return best[width][1]

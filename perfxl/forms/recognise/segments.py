"""A grid → the forms in it: one sheet or document may hold many, below or beside each other."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from perfxl.errors import LimitError
from perfxl.forms.grid import Cell, Grid
from perfxl.forms.recognise.board import Board
from perfxl.forms.recognise.column_words import (
    FACT_COLUMNS,
    LEVEL_COLUMNS,
    Column,
    indicator_column,
)
from perfxl.forms.recognise.fund_words import FundColumn, fund_column
from perfxl.forms.recognise.goal_words import GoalLabel, goal_label
from perfxl.forms.recognise.head_words import head_field, information, names_department
from perfxl.forms.recognise.headings import read_headings
from perfxl.forms.recognise.labels import key
from perfxl.forms.recognise.pairs import inline_pairs
from perfxl.forms.recognise.row_words import is_footnote, is_total
from perfxl.forms.recognise.title_words import is_title, is_year_line
from perfxl.regex import regex

_LONGEST_LEAD = 6  # paragraphs above a table that can belong to its form
_FARTHEST_TITLE = 16  # … when its title stands above them
_FEW = 3  # cells in a column that parts two forms
_LIST = 4  # cells in a row that make it one of a table
_TOP = 30  # rows at the top of a form, far more than stand above its headings
_NEAR = 8  # rows between a title and the name of the project
_CONTINUED = regex(r"\(?续[表页]?[\d一二三四五六七八九十]{0,2}\)?")
_LONGEST_LEAD_TEXT = 120
MAX_TELLING = 500_000
"""A thousand forms one below the other are 150,000 cells."""
MAX_ACROSS = 1_000
"""A list with one row for each project has some 200 columns."""

_TELLING = frozenset("表项专主实年资预执完指绩目标总合分得权附公任部单政转编填满效产")
_FEWEST_COLUMNS = 4
_BASIS = "评分依据"
_PERIOD = regex(r"(?:月|预计).*(?:执行|支出)|到位(?:数|金额|资金)")
_AMOUNTS = {FundColumn.INITIAL, FundColumn.ANNUAL, FundColumn.EXECUTED, FundColumn.RATE}


def forms_in(grid: Grid, *, file: str) -> Iterator[Board]:
    """A board for each form of the grid, in its order; none when there is no form in it.

    Raises:
        LimitError: more than :data:`MAX_TELLING` cells could be labels, or more than
            :data:`MAX_ACROSS` in one row.
    """
    telling = Counter(cell.row for cell in grid.cells if _says_anything(cell.text))
    if max(telling.values(), default=0) > MAX_ACROSS:
        raise LimitError(
            f"一行里的文字超过{MAX_ACROSS}格，不像是自评表；请删去无关的列后重试",
            file=file,
            sheet=grid.sheet,
        )
    if telling.total() > MAX_TELLING:
        raise LimitError(
            f"一张工作表的文字超过{MAX_TELLING}格，不像是自评表；请拆分成几个文件后重试",
            file=file,
            sheet=grid.sheet,
        )
    for part in _beside(grid, grid.cells):
        yield from _below(grid, part)


def is_indicator_heading(board: Board, row: int) -> bool:
    """Whether the headings of 绩效指标 stand in ``row``: a level and a fact of indicators."""
    cells = board.begins(row)
    if len(cells) < 2:
        return False
    strong = {indicator_column(cell.text) for cell in cells} & (LEVEL_COLUMNS | FACT_COLUMNS)
    if not strong:
        return False
    kinds = {
        heading.kind
        for heading in read_headings(board, row, indicator_column)
        if heading.cells[-1].bottom > row and len(key(heading.cells[-1].text)) <= 32
    }
    levels = kinds & LEVEL_COLUMNS or _grouped_levels(board, row)
    return bool(levels and (kinds & FACT_COLUMNS or {Column.DIMENSION, Column.NAME} <= kinds))


def _grouped_levels(board: Board, row: int) -> bool:
    """Whether one heading 绩效指标 stands over the level columns together."""
    cells = board.begins(row)
    for cell, after in zip(cells, [*cells[1:], None], strict=True):
        reach = cell.right if after is None else max(cell.right, after.column)
        if indicator_column(cell.text) is Column.LEVELS and cell.row_span <= 2:
            return reach - cell.column > 1
    return False


def is_funds_heading(board: Board, row: int) -> bool:
    """Whether the headings of 项目资金 stand in ``row``."""
    kinds = [kind for cell in board.begins(row) if (kind := fund_column(cell.text))]
    amounts = _AMOUNTS.intersection(kinds)
    if any(
        key(cell.text)[:1].isdigit() and not fund_column(cell.text) for cell in board.begins(row)
    ):
        return False  # 全年预算数 | 20 | 全年执行数 | 18: labels with their values
    periods = sum(_PERIOD.search(key(cell.text)) is not None for cell in board.begins(row))
    if len(amounts) >= 2 or (amounts and periods):
        return True
    return bool(amounts) and {FundColumn.WEIGHT, FundColumn.SCORE} <= set(kinds)


class _Progress:
    """What a form has shown so far, by which the next one is told from it."""

    def __init__(self) -> None:
        self.anchored = False
        self.blocks = False
        self.indicators = False
        self.ended = False
        self.listed = False  # a row with more cells than a form has above its blocks


def _below(grid: Grid, cells: tuple[Cell, ...]) -> Iterator[Board]:
    whole = Board(grid, cells)
    parts: list[list[int]] = []
    rows: list[int] = []
    seen = _Progress()
    for row in whole.rows:
        texts = [cell.text for cell in whole.begins(row)]
        if not any(_says_anything(text) for text in texts):
            rows.append(row)  # of thousands of rows in a list of anything, none matters
            continue
        anchor = _anchor(texts)
        title = any(is_title(text) for text in texts) or (
            len(texts) == 1 and seen.ended and is_year_line(texts[0])
        )
        if title and rows and _continues(whole, row, rows, ended=seen.ended):
            rows.append(row)
            continue
        if title and not seen.blocks and seen.listed:
            parts.append(rows)  # an index above the first form
            rows, seen = [], _Progress()
        if rows and (
            (title and (seen.indicators or (seen.blocks and seen.anchored)))
            or (anchor and seen.anchored and seen.blocks)
        ):
            parts.append(rows)
            rows, seen = [], _Progress()
        rows.append(row)
        seen.listed |= len(texts) >= _LIST
        seen.anchored |= anchor
        seen.ended |= any(is_total(text) for text in texts) and seen.indicators
        if is_indicator_heading(whole, row):
            seen.indicators = seen.blocks = True
        elif is_funds_heading(whole, row) or _is_goal(texts):
            seen.blocks = True
    parts.append(rows)
    for part in parts:
        wanted = _trimmed(whole, part) if grid.is_document else part
        board = Board(grid, (cell for row in wanted for cell in whole.begins(row)))
        if _is_form(board):
            yield board


def _continues(board: Board, row: int, before: list[int], *, ended: bool) -> bool:
    """Whether the title in ``row`` is the one above ``before`` again, on the form's next page.

    It says so itself (续), or it stands before the total and repeats what the first page has
    at its top: the title, the year, the name of the project, then the headings.
    """
    texts = [key(cell.text) for cell in board.begins(row)]
    if any(_CONTINUED.search(text[-6:]) for text in texts):
        return True
    if ended:
        return False
    lines = [[key(cell.text) for cell in board.begins(above)] for above in before[:_TOP]]
    if texts not in lines:
        return False
    for after in board.rows[bisect_right(board.rows, row) :][:_NEAR]:
        if is_indicator_heading(board, after):
            return True
        if [key(cell.text) for cell in board.begins(after)] not in lines:
            return False
    return False


def _says_anything(text: str) -> bool:
    """Whether a text can be a title, a label or a heading at all."""
    return len(text) <= _LONGEST_LEAD_TEXT and not _TELLING.isdisjoint(text)


def _telling_rows(board: Board) -> list[int]:
    return [
        row for row in board.rows if any(_says_anything(cell.text) for cell in board.begins(row))
    ]


def _is_form(board: Board) -> bool:
    """A form has two of three: headings of indicators, those of funds, and what it is about.

    Without indicators it has the headings of a goal, too.

    The sheet 评分依据 of our own forms repeats a form's facts and is none.
    """
    if board.cells and key(board.cells[0].text) == _BASIS:
        return False
    rows = _telling_rows(board)
    named = any(
        _anchor([cell.text for cell in board.begins(row)])
        or any(is_title(cell.text) for cell in board.begins(row))
        for row in rows
    )
    heading = list_heading(board)
    if heading is not None:
        return is_indicator_heading(board, heading)
    funds = any(is_funds_heading(board, row) for row in rows)
    if any(is_indicator_heading(board, row) for row in rows):
        return named or funds
    goal = any(_is_goal([cell.text for cell in board.begins(row)]) for row in rows)
    return named and funds and goal


def list_heading(board: Board) -> int | None:
    """The row in which 项目名称 is a column heading: a list of projects, not a form of one."""
    for row in _telling_rows(board):
        texts = [cell.text for cell in board.begins(row)]
        if len(texts) < _FEWEST_COLUMNS or not _anchor(texts):
            continue
        unknown = len(texts) - sum(map(_is_heading, texts))
        if not unknown or (unknown * 5 <= len(texts) and is_indicator_heading(board, row)):
            return row
    return None


def _is_heading(text: str) -> bool:
    known = indicator_column(text) or fund_column(text) or goal_label(text) or head_field(text)
    return known is not None or information(text) is not None


def _anchor(texts: list[str]) -> bool:
    """Whether a row names what the form is about: 项目名称, in a cell of its own or inline."""
    for text in texts:
        labels = [text, *(label for label, _ in inline_pairs(text))]
        for label in labels:
            field = head_field(label)
            if (field and field[0] == "项目名称") or (label is text and names_department(label)):
                return True
    return False


def _is_goal(texts: list[str]) -> bool:
    labels = {goal_label(text) for text in texts}
    return GoalLabel.ACHIEVED in labels and GoalLabel.EXPECTED in labels


def _trimmed(board: Board, rows: list[int]) -> list[int]:
    """The rows of a document that belong to the form: its tables and the lines close to them.

    The pages of a report around a form are no part of it.
    """
    names = board.grid.row_names
    tables = [row for row in rows if names.get(row, "").startswith("表")]
    if not tables:
        return rows
    above = [row for row in rows if row < tables[0]]
    lead = above[-_FARTHEST_TITLE:]
    starts = [row for row in lead if any(is_title(cell.text) for cell in board.begins(row))]
    if not starts:
        lead = above[-_LONGEST_LEAD:]
    else:
        lead = [
            row
            for row in lead
            if row >= starts[0] or any(_is_note(cell.text) for cell in board.begins(row))
        ]
    kept = [
        row
        for row in lead
        if all(len(cell.text) <= _LONGEST_LEAD_TEXT for cell in board.begins(row))
    ]
    ended = False
    for row in rows:
        if row < tables[0]:
            continue
        texts = [cell.text for cell in board.begins(row)]
        if row in tables:
            if ended:
                break
            kept.append(row)
        elif any(_is_note(text) for text in texts) or (
            any(later > row for later in tables)
            and not ended
            and all(len(t) <= _LONGEST_LEAD_TEXT for t in texts)
        ):
            kept.append(row)
        else:
            ended = True
    return kept


def _is_note(text: str) -> bool:
    return (
        is_footnote(text)
        or information(text) is not None
        or any(information(label) or head_field(label) for label, _ in inline_pairs(text))
    )


def _beside(grid: Grid, cells: tuple[Cell, ...]) -> Iterator[tuple[Cell, ...]]:
    """The cells, split at an empty column between two forms that stand side by side."""
    by_row: dict[int, list[int]] = {}
    for cell in cells:
        field = head_field(cell.text) if _says_anything(cell.text) else None
        if field is not None and field[0] == "项目名称":
            by_row.setdefault(cell.row, []).append(cell.column)
    pair = next((columns for columns in by_row.values() if len(columns) > 1), None)
    if pair is not None:
        left, right = sorted(pair)[:2]
        taken = Counter(
            column for cell in cells for column in range(cell.column, min(cell.right, right + 1))
        )
        between = range(right - 1, left, -1)
        gap = next((column for column in between if column not in taken), None)
        if gap is None:  # remarks stand between the two forms
            alone = [c for c in between if taken[c] < _FEW and not _is_crossed(cells, c)]
            gap = next(iter(alone), None)
        if gap is not None:
            yield tuple(cell for cell in cells if cell.column <= gap)
            yield from _beside(grid, tuple(cell for cell in cells if cell.column > gap))
            return
    yield cells


def _is_crossed(cells: tuple[Cell, ...], column: int) -> bool:
    """Whether a merged range reaches into ``column`` from the left, or out of it."""
    return any(cell.column <= column < cell.right and cell.column_span > 1 for cell in cells)

"""A list with one row an indicator and the project's name in a column: one form a project.

Budget systems export targets and self-evaluations of a whole unit like this.
"""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.core.rulebook import Rulebook
from perfxl.forms.grid import Cell
from perfxl.forms.reading import FormKind, Reading, Unplaced
from perfxl.forms.recognise.board import Board
from perfxl.forms.recognise.column_words import Column, indicator_column
from perfxl.forms.recognise.columns import heading_rows, indicator_columns
from perfxl.forms.recognise.draft import Draft
from perfxl.forms.recognise.fund_words import FundColumn, fund_column
from perfxl.forms.recognise.funds import TOTAL
from perfxl.forms.recognise.goal import ACHIEVED, EXPECTED
from perfxl.forms.recognise.goal_words import GoalLabel, goal_label
from perfxl.forms.recognise.head_words import head_field
from perfxl.forms.recognise.headings import Heading, column_of, read_headings
from perfxl.forms.recognise.indicators import read_rows
from perfxl.forms.recognise.labels import is_placeholder, key
from perfxl.forms.recognise.pairs import read_money_unit, read_pairs
from perfxl.forms.recognise.row_words import is_total

_Paths = dict[Heading[Column], str]
_GOAL = {GoalLabel.EXPECTED: EXPECTED, GoalLabel.ACHIEVED: ACHIEVED}


def read_list(board: Board, heading: int, *, file: str, book: Rulebook) -> Iterator[Reading]:
    """A reading for each project of the list, in its order.

    Args:
        board: the list.
        heading: the row in which its columns are named.
        file: the name put into places.
        book: says which 一级指标 a 二级指标 belongs to.
    """
    rows = heading_rows(board, heading)
    found = read_headings(board, rows.start, indicator_column, height=len(rows))
    paths = {item: path for item in found if (path := _path(item))}
    columns = indicator_columns(
        board, rows, board.bottom, book, but={heading.start for heading in paths}
    )
    name = next((item for item in paths if paths[item] == "项目名称"), found[0])
    above = Board(board.grid, (cell for cell in board.cells if cell.row < rows.stop))
    named = {cell for item in (*columns, *paths) for cell in item.cells}
    shared = _read_above(above, file, rows.start, named)
    for number, (group, strays) in enumerate(_groups(board, name, rows.stop)):
        cells = [*(above.cells if number == 0 else ()), *group, *strays]
        part = Board(board.grid, sorted(cells, key=lambda cell: (cell.row, cell.column)))
        part.use(*(cell for cell in part.cells if above.is_used(cell)))
        draft = Draft(file, part, shared.kind, shared.year, shared.amount_unit)
        draft.values |= shared.values
        draft.places |= shared.places
        draft.evidence |= shared.evidence
        _read_project(draft, paths, group)
        first, last = group[0].row, max(cell.bottom for cell in group)
        read_rows(part, draft, columns, range(first, last), book)
        yield _reading(draft)


def _path(heading: Heading[Column]) -> str | None:
    """The field of the whole project a column holds, or ``None`` for an indicator's column."""
    text = next((c.text for c in heading.cells if head_field(c.text)), heading.cells[-1].text)
    field, goal, fund = head_field(text), goal_label(text), fund_column(text)
    if field is not None:
        return field[0]
    if goal in _GOAL and indicator_column(text) in (None, Column.TARGET, Column.ACTUAL):
        return _GOAL[goal] if "目标" in text or indicator_column(text) is None else None
    amounts = (FundColumn.INITIAL, FundColumn.ANNUAL, FundColumn.EXECUTED)
    return f"{TOTAL}.{fund.value}" if fund in amounts else None


def _groups(
    board: Board, name: Heading[Column], top: int
) -> Iterator[tuple[list[Cell], list[Cell]]]:
    """The cells of each project, from one name to the next, and what belongs to none.

    The totals below the list and remarks above its first project go with the nearest one, to
    be listed there as unplaced.
    """
    group: list[Cell] = []
    strays: list[Cell] = []
    for row in board.rows:
        own = board.begins(row)
        if row < top:
            continue
        if is_total(own[0].text):
            strays += own
            continue
        starts = any(column_of(cell, [name]) and not is_placeholder(cell.text) for cell in own)
        repeated = group and _same_name(group, own, name)
        if starts and group and not repeated:
            yield group, strays
            group, strays = [], []
        if starts or group:
            group += own
        else:
            strays += own
    if group:
        yield group, strays


def _same_name(group: list[Cell], own: list[Cell], name: Heading[Column]) -> bool:
    """Whether a row repeats the project's name instead of merging it down."""
    names = [cell.text for cell in group if column_of(cell, [name])]
    return any(cell.text in names for cell in own if column_of(cell, [name]))


def _read_above(board: Board, file: str, top: int, named: set[Cell]) -> Draft:
    """Title, year and unit of amounts above row ``top`` hold for every project of the list."""
    shared = Draft(file, board)
    rows = [row for row in board.rows if row < top]
    read_money_unit(board, shared, rows)
    read_pairs(board, shared, rows)
    known = (cell for cell in board.cells if cell.row >= top)
    board.use(*(cell for cell in known if cell in named or _is_number(cell.text)))
    return shared


def _is_number(text: str) -> bool:
    return indicator_column(text) in (Column.NUMBER, Column.LEVELS)


def _read_project(draft: Draft, paths: _Paths, group: list[Cell]) -> None:
    """The facts that stand once for a project, merged or repeated on each of its rows."""
    for heading, path in paths.items():
        cells = [cell for cell in group if column_of(cell, [heading])]
        draft.board.use(*cells)
        filled = [cell for cell in cells if not is_placeholder(cell.text)]
        if path == "年度" and filled:
            year = key(filled[0].text)[:4]
            draft.year = int(year) if year.isdigit() else draft.year
            draft.places[path] = draft.place(filled[0])
        elif filled:
            draft.values.pop(path, None)  # this project's own beats the one above the list
            draft.put(path, filled[:1])
        for cell in filled:
            if cell.text != filled[0].text:
                draft.note(heading.text, [cell])


def _reading(draft: Draft) -> Reading:
    judged = any(item.actual or item.printed_score for item in draft.indicators)
    kind = draft.kind or (FormKind.SELF_EVALUATION if judged else FormKind.TARGETS)
    for cell in draft.board.unused():
        if is_placeholder(cell.text):
            draft.board.use(cell)
    unplaced = tuple(Unplaced(draft.place(cell), cell.text) for cell in draft.board.unused())
    return Reading(
        draft.evaluation(),
        tuple(draft.findings),
        unplaced,
        kind,
        found=len(draft.board.cells),
        used=draft.board.used,
        skipped=draft.skipped,
    )

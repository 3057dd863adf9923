"""Tables that some forms add: 年度主要任务, 资金管理情况.  Their cells are evidence."""

from __future__ import annotations

from perfxl.forms.grid import Cell
from perfxl.forms.recognise.board import Board, overlap
from perfxl.forms.recognise.draft import Draft
from perfxl.forms.recognise.fund_words import fund_row
from perfxl.forms.recognise.goal_words import goal_label
from perfxl.forms.recognise.head_words import head_field
from perfxl.forms.recognise.labels import bare, is_filler, is_placeholder, reads_like_heading
from perfxl.forms.recognise.pairs import stands_alone
from perfxl.forms.recognise.row_words import (
    heads_other_table,
    is_section_heading,
    is_side_label,
    is_total,
)
from perfxl.forms.recognise.segments import is_funds_heading, is_indicator_heading

_SHORT = 4  # 分类, 项目


def read_other_tables(board: Board, draft: Draft, rows: list[int]) -> None:
    """Read every such table whose headings stand in ``rows``: "年度主要任务1.任务名称"."""
    for position, row in enumerate(rows):
        free = board.free(row)
        if not heads_other_table([cell.text for cell in free]):
            continue
        side = next(
            (c for c in board.covers(row) if c not in free[1:] and is_side_label(c.text)), None
        )
        heads = [cell for cell in free if cell is not side]
        above = board.begins(rows[position - 1]) if position else []
        named = above and is_section_heading(above[0].text) and stands_alone(board, above[0])
        if side is None and named:
            side = above[0]  # 一、部门年度重点工作任务
        name = bare(side.text) if side else bare(heads[0].text)
        below = [cell for after in rows[position + 1 :][:1] for cell in board.free(after)]
        heads = [cell for cell in heads if _is_head(cell, below)]
        board.use(*heads, *([side] if side else []))
        _read_rows(board, draft, rows[position + 1 :], heads, name)


def _is_head(cell: Cell, below: list[Cell]) -> bool:
    """Whether a cell among the headings reads like one, or is short and has a value below it."""
    if reads_like_heading(cell.text) or heads_other_table([cell.text, cell.text]):
        return True
    short = len(bare(cell.text)) <= _SHORT
    return short and any(overlap(other, cell.column, cell.right) > 0 for other in below)


def _read_rows(board: Board, draft: Draft, rows: list[int], heads: list[Cell], name: str) -> None:
    first = heads[0].column
    count = 0
    for row in rows:
        cells = board.free(row)
        if not cells or _ends(board, row, cells):
            return
        label = next((cell for cell in cells if cell.column < first), None)
        values = [cell for cell in cells if cell is not label and not is_filler(cell.text)]
        count += bool(values)
        line = f"{name}.{bare(label.text)}" if label else f"{name}{count}"
        for cell in cells:
            head = max(heads, key=lambda item: overlap(cell, item.column, item.right))
            if (cell is label and values) or is_placeholder(cell.text) or is_filler(cell.text):
                board.use(cell)
            elif cell is not label and overlap(cell, head.column, head.right) > 0:
                draft.note(f"{line}.{bare(head.text)}", [cell])


def _ends(board: Board, row: int, cells: list[Cell]) -> bool:
    if is_indicator_heading(board, row) or is_funds_heading(board, row):
        return True
    if is_section_heading(cells[0].text) and stands_alone(board, cells[0]):
        return True
    return any(
        head_field(cell.text) or goal_label(cell.text) or is_total(cell.text) or fund_row(cell.text)
        for cell in cells
    )

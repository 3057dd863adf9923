"""The columns that perfxl's own forms keep right of the printed form: hints and helpers."""

from __future__ import annotations

from perfxl.forms.recognise.board import Board
from perfxl.forms.recognise.column_words import Column, indicator_column
from perfxl.forms.recognise.labels import key

_HEADINGS = ("辅助列", "填写提示")
_FILLED_HERE = {Column.AWARDED, Column.ATTAINMENT}


def use_helper_columns(board: Board) -> None:
    """Mark what stands under 辅助列 and 填写提示 as used, except what a person fills there.

    完成情况 and 核定得分 stand in those columns too and are read like any other column.
    """
    starts = [cell.column for cell in board.cells if key(cell.text).startswith(_HEADINGS)]
    if not starts:
        return
    edge = min(starts)
    helpers = [cell for cell in board.cells if cell.column >= edge]
    columns = [cell for cell in helpers if indicator_column(cell.text) in _FILLED_HERE]
    for cell in helpers:
        filled = any(
            head.column <= cell.column < head.right and cell.row >= head.row for head in columns
        )
        if not filled:
            board.use(cell)

"""项目资金 the other way round: the sources head the columns, the amounts name the rows."""

from __future__ import annotations

from perfxl.core.evaluation import AMOUNT_COLUMNS, FUND_ROWS, TOTAL_FUNDS
from perfxl.forms.grid import Cell
from perfxl.forms.recognise.board import Board, overlap
from perfxl.forms.recognise.draft import Draft
from perfxl.forms.recognise.fund_words import (
    FundColumn,
    fund_column,
    fund_columns,
    fund_row,
    fund_source,
)
from perfxl.forms.recognise.labels import bare, is_placeholder
from perfxl.forms.recognise.row_words import is_side_label

_FEWEST = 2


def read_funds_across(board: Board, draft: Draft, rows: list[int]) -> bool:
    """Read such a table; ``False`` when none of ``rows`` heads one.

    Its headings are 合计, 财政拨款, 其他资金 …, and below them stand rows that begin with
    年初预算数, 全年预算数, 全年执行数.
    """
    for position, row in enumerate(rows):
        heads = [cell for cell in board.free(row) if fund_row(cell.text)]
        below = rows[position + 1 :]
        if len(heads) >= _FEWEST and below and _amount_label(board, below[0]):
            _read(board, draft, row, below)
            return True
    return False


def _amount_label(board: Board, row: int) -> Cell | None:
    """The cell that names the amounts of a row: 全年执行数."""
    cells = [cell for cell in board.free(row) if not is_side_label(cell.text)]
    kind = fund_column(cells[0].text) if len(cells) > 1 else None
    return cells[0] if kind not in (None, FundColumn.OTHER) else None


def _read(board: Board, draft: Draft, top: int, below: list[int]) -> None:
    first = _amount_label(board, below[0])
    heads = [cell for cell in board.free(top) if first is None or cell.column >= first.right]
    board.use(*heads, *(cell for cell in board.free(top) if fund_row(cell.text) is None))
    labels: list[Cell] = []
    for row in below:
        label = _amount_label(board, row)
        if label is None:
            break
        labels.append(label)
    kinds = fund_columns([label.text for label in labels])
    for row, label, kind in zip(below, labels, kinds, strict=False):
        board.use(label)
        column = (kind or FundColumn.OTHER).value
        for cell in board.free(row):
            head = max(heads, key=lambda item: overlap(cell, item.column, item.right))
            if cell.column >= label.right and overlap(cell, head.column, head.right) > 0:
                _place(board, draft, head, column or bare(label.text), cell)


def _place(board: Board, draft: Draft, head: Cell, column: str, cell: Cell) -> None:
    source = fund_row(head.text) or fund_source(head.text)
    if is_placeholder(cell.text):
        board.use(cell)
    elif source in FUND_ROWS and column in AMOUNT_COLUMNS:
        if not draft.put(f"{source}.{column}", [cell]):
            draft.note(f"{source}.{column}", [cell])
    elif source:
        if source == TOTAL_FUNDS and column == FundColumn.WEIGHT.value:
            draft.put(f"{source}.{column}", [cell])
        draft.note(f"{source}.{column}", [cell])
    else:
        draft.note(f"{column}.{bare(head.text)}", [cell])

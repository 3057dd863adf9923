"""The block 年度总体目标: headings with the texts below them, or labels with texts beside."""

from __future__ import annotations

from perfxl.forms.grid import Cell
from perfxl.forms.recognise.board import Board, overlap
from perfxl.forms.recognise.column_words import indicator_column
from perfxl.forms.recognise.draft import Draft
from perfxl.forms.recognise.fund_words import fund_row
from perfxl.forms.recognise.goal_words import GoalLabel, goal_label
from perfxl.forms.recognise.head_words import head_field, information
from perfxl.forms.recognise.labels import bare, is_placeholder, key
from perfxl.forms.recognise.pairs import stands_alone
from perfxl.forms.recognise.row_words import (
    is_block_label,
    is_section_heading,
    is_side_label,
    is_total,
)
from perfxl.regex import regex

_NUMBERS = frozenset({"序号", "编号"})
_COLON = regex(r"[:：]")

EXPECTED, ACHIEVED = "年度总体目标.预期目标", "年度总体目标.实际完成情况"


def read_goal(board: Board, draft: Draft, rows: list[int]) -> None:
    """Read the goal from ``rows``, those between the head and the indicators."""
    for position, row in enumerate(rows):
        for cell in board.free(row):
            _read_inline(draft, cell)
        labels = _labels(board, row)
        below = rows[position + 1 :]
        if not labels or _heads_section(board, labels, below):
            continue
        _use_numbers(board, row, below, labels)
        if _texts_beside(board, row, labels, below):
            for cell in labels:
                _read_beside(board, draft, cell)
        elif _texts_below(board, below, labels) or len(labels) > 1:
            # Two labels side by side are a heading, even where both goals were left empty.
            _read_below(board, draft, below, labels)


def _read_inline(draft: Draft, cell: Cell) -> None:
    """年度绩效目标：…, label and text in one cell."""
    label, colon, text = _COLON.sub("：", cell.text, count=1).partition("：")
    if colon and text.strip() and goal_label(label) in (GoalLabel.EXPECTED, GoalLabel.ACHIEVED):
        field = EXPECTED if goal_label(label) is GoalLabel.EXPECTED else ACHIEVED
        if not draft.put(field, [cell], text=text.strip()):
            draft.note(f"年度总体目标.{bare(label)}", [cell], text=text.strip())


def _labels(board: Board, row: int) -> list[Cell]:
    """The labels of the goal in ``row``, the block's own label left out and used."""
    found = [cell for cell in board.free(row) if goal_label(cell.text)]
    if all(goal_label(cell.text) is GoalLabel.REASON for cell in found):
        return []
    if len(found) > 1 and found[0].bottom > found[1].bottom:
        board.use(found[0])  # 年度总体目标, running down beside the block
        return found[1:]
    if len(found) > 1 and is_side_label(found[0].text) and _precedes_headings(board, found):
        board.use(found[0])
        return found[1:]
    return found


def _labels_first(board: Board, row: int) -> bool:
    """Whether a row begins with a label of the goal, and has a text beside it."""
    cells = board.free(row)
    return len(cells) > 1 and goal_label(cells[0].text) is not None


def _use_numbers(board: Board, row: int, below: list[int], labels: list[Cell]) -> None:
    """Use the column 序号 beside goals that are numbered over rows."""
    head = next((cell for cell in board.free(row) if key(cell.text) in _NUMBERS), None)
    if head is None or head in labels:
        return
    board.use(head)
    for after in below:
        cells = board.free(after)
        number = next((cell for cell in cells if cell.column == head.column), None)
        if number is None or not key(number.text).isdigit():
            return
        board.use(number)


def _heads_section(board: Board, labels: list[Cell], below: list[int]) -> bool:
    """Whether 三、年度总体目标完成情况 stands alone above 预期目标 and 实际完成情况."""
    if len(labels) > 1 or not stands_alone(board, labels[0]) or not below:
        return False
    if is_section_heading(labels[0].text) and _labels_first(board, below[0]):
        board.use(labels[0])
        return True
    next_row = [cell for cell in board.free(below[0]) if goal_label(cell.text)]
    kinds = {goal_label(cell.text) for cell in next_row}
    if not {GoalLabel.EXPECTED, GoalLabel.ACHIEVED} <= kinds:
        return False
    board.use(labels[0])
    return True


def _precedes_headings(board: Board, found: list[Cell]) -> bool:
    """Whether 年度总体目标 stands, unmerged, before 预期目标 and 实际完成情况."""
    kinds = [goal_label(cell.text) for cell in found]
    return (
        kinds[0] is GoalLabel.EXPECTED
        and GoalLabel.EXPECTED in kinds[1:]
        and GoalLabel.ACHIEVED in kinds[1:]
        and found[1].column - found[0].right <= 1  # 序号 may stand between
    )


def _texts_beside(board: Board, row: int, labels: list[Cell], below: list[int]) -> bool:
    """Whether texts stand in the same row, between or after the labels."""
    after = [cell for cell in board.free(row) if cell.column >= labels[0].right]
    kinds = {goal_label(cell.text) for cell in labels[:2]}
    if len(kinds) > 1 and after and after[0] in labels:
        touching = after[0].column == labels[0].right
        if touching or _texts_below(board, below, labels):
            return False  # two headings, and perhaps a remark behind them
    return any(cell not in labels and not is_side_label(cell.text) for cell in after)


def _texts_below(board: Board, below: list[int], labels: list[Cell]) -> bool:
    return any(
        overlap(cell, label.column, label.right) > 0
        for row in below[: labels[0].row_span + 1]
        for cell in board.free(row)
        for label in labels
        if not _ends(cell) and goal_label(cell.text) is None and not indicator_column(cell.text)
    )


def _read_beside(board: Board, draft: Draft, label: Cell) -> None:
    values: list[Cell] = []
    for row in range(label.row, label.bottom):
        right = [cell for cell in board.free(row) if cell.column >= label.right]
        if right and goal_label(right[0].text) is None:
            values.append(right[0])
    if values:
        _put(draft, label, values)
    elif not board.is_used(label) and is_side_label(label.text):
        board.use(label)


def _read_below(board: Board, draft: Draft, below: list[int], labels: list[Cell]) -> None:
    texts: dict[Cell, list[Cell]] = {label: [] for label in labels}
    for count, row in enumerate(below):
        first = min(label.column for label in labels)
        cells = [
            cell for cell in board.free(row) if cell.column >= first or not is_side_label(cell.text)
        ]
        lead = next(iter(cells), None)  # 四、绩效指标完成情况
        section = lead and is_block_label(lead.text) and stands_alone(board, lead)
        next_label = lead is not None and goal_label(lead.text) is not None
        if section or any(map(_ends, cells)) or next_label:
            break
        if count and cells and _labels(board, row):
            break
        for cell in cells:
            label = max(labels, key=lambda item: overlap(cell, item.column, item.right))
            if overlap(cell, label.column, label.right) > 0:
                texts[label].append(cell)
    for label, values in texts.items():
        _put(draft, label, values)
        if not values:
            draft.put_empty(_field(label), label.bottom, label.column)


def _ends(cell: Cell) -> bool:
    """Whether a cell is the label of whatever comes after the goal."""
    text = cell.text
    return bool(head_field(text) or fund_row(text) or is_total(text) or information(text))


def _put(draft: Draft, label: Cell, values: list[Cell]) -> None:
    draft.board.use(label)
    field = _field(label)
    filled = [cell for cell in values if not is_placeholder(cell.text)]
    draft.board.use(*values)
    if not filled:
        return
    if field in (EXPECTED, ACHIEVED) and draft.put(field, filled):
        return
    draft.note(
        f"年度总体目标.{bare(label.text)}" if field in (EXPECTED, ACHIEVED) else field, filled
    )


def _field(label: Cell) -> str:
    kind = goal_label(label.text)
    if kind is GoalLabel.EXPECTED:
        return EXPECTED
    if kind is GoalLabel.ACHIEVED:
        return ACHIEVED
    return f"年度总体目标.{bare(label.text)}"

"""The row 总分: what is printed there is evidence, never a result."""

from __future__ import annotations

from collections.abc import Iterable

from perfxl.forms.grid import Cell
from perfxl.forms.recognise.board import Board
from perfxl.forms.recognise.column_words import LEVEL_COLUMNS, Column
from perfxl.forms.recognise.draft import Draft
from perfxl.forms.recognise.head_words import information
from perfxl.forms.recognise.headings import Heading, column_of
from perfxl.forms.recognise.labels import is_placeholder, key
from perfxl.forms.recognise.row_words import is_total, total_score
from perfxl.regex import regex

_NUMBER = regex(r"-?\d[\d,]*(?:\.\d+)?分?")
_GRADE = regex(r"[优良中差](?:秀|好|等)?|一?[ABCD]|合格|不合格|较好|一般|较差")
_HEADINGS = {
    "总分值": "分值",
    "总得分": "得分",
    "分值": "分值",
    "得分": "得分",
    "自评等级": "等级",
    "等级": "等级",
}


def read_total(board: Board, draft: Draft, headings: Iterable[Heading[Column]], row: int) -> None:
    """Read the row 总分 (合计) at ``row``; its numbers by their columns, else by their order."""
    columns = tuple(headings)
    free = board.free(row)
    label = next((cell for cell in free if is_total(cell.text)), free[0])
    cells = [cell for cell in free if cell is not label]
    board.use(label)
    printed = total_score(label.text)
    if printed is not None:
        draft.note("总分.得分", [label], text=printed)
    names = [_HEADINGS.get(key(cell.text)) for cell in cells]
    if cells and all(names):
        _read_below(board, draft, cells, [name or "" for name in names], row)
        return
    numbers = [cell for cell in cells if _NUMBER.fullmatch(key(cell.text))]
    fields = {cell: _field(cell, columns) for cell in numbers}
    if len(set(fields.values())) < len(numbers) or not any(fields.values()):
        order = ["分值", "得分"] if len(numbers) > 1 else ["得分"]
        fields = dict(zip(numbers, [*order, *[""] * len(numbers)], strict=False))
    labelled = {
        cell: name for name, cell in zip(names, cells[1:], strict=False) if name and cell in numbers
    }
    if labelled:  # 总分 | 100 | 得分 | 99.29
        rest = iter(name for name in ("分值", "得分") if name not in labelled.values())
        fields = {cell: labelled.get(cell) or next(rest, "") for cell in numbers}
    for cell, label_of_next in zip(cells, names, strict=True):
        name = fields.get(cell)
        if name:
            draft.note(f"总分.{name}", [cell])
        elif is_placeholder(cell.text) or (labelled and label_of_next):
            board.use(cell)
        elif _GRADE.fullmatch(key(cell.text)):
            draft.note("总分.等级", [cell])
        elif information(cell.text) is None and not is_total(cell.text):
            heading = column_of(cell, columns)
            if heading is not None:
                draft.note(f"总分.{_name(heading)}", [cell])
        else:
            board.use(cell)


def _read_below(board: Board, draft: Draft, heads: list[Cell], names: list[str], row: int) -> None:
    """总分值, 总得分 and 等级 as headings, with their values in the next row."""
    board.use(*heads)
    below = next((number for number in board.rows if number > row), -1)
    for cell in board.free(below):
        for head, name in zip(heads, names, strict=True):
            if min(cell.right, head.right) > max(cell.column, head.column):
                draft.note(f"总分.{name}", [cell])
                break


def _field(cell: Cell, columns: tuple[Heading[Column], ...]) -> str:
    heading = column_of(cell, columns)
    return "" if heading is None or heading.kind in LEVEL_COLUMNS else _name(heading)


def _name(heading: Heading[Column]) -> str:
    known = heading.kind in (Column.WEIGHT, Column.SCORE, Column.NOTE, Column.AWARDED)
    return heading.kind.value if heading.kind is not None and known else heading.text

"""Label and value, side by side in cells or in one cell with a colon."""

from __future__ import annotations

import re

from perfxl.forms.grid import Cell
from perfxl.forms.recognise.board import Board
from perfxl.forms.recognise.column_words import indicator_column
from perfxl.forms.recognise.draft import Draft
from perfxl.forms.recognise.fund_words import UNITS, fund_column, fund_row, is_among, money_unit
from perfxl.forms.recognise.goal_words import goal_label
from perfxl.forms.recognise.head_words import head_field, information, is_reason, names_department
from perfxl.forms.recognise.labels import bare, key
from perfxl.forms.recognise.row_words import (
    is_block_label,
    is_footnote,
    is_page_mark,
    is_section_heading,
    is_side_label,
)
from perfxl.forms.recognise.title_words import is_title, is_year_line, kind_of_title, year_in
from perfxl.regex import regex

_INLINE = regex(
    r"(?:^|(?<=[\s;；,，。）)]))([^\s:：;；，,。]{2,24}?(?:[（(][^（()）]{0,12}[)）])?)\s*[:：]"
)
_LABEL_LIKE = regex(
    r"\S{0,12}(?:名称|单位|部门|类别|属性|类型|日期|时间|负责人|电话|编码|代码|等级|得分|依据|来源|性质|期限|人数|领导|情况|级次|范围|金额|意见|总?投资|资金)"
)
_LONGEST_FUNDS_LABEL = 10
_WIDE = 3
_FARTHEST = 5  # empty columns between a label and its value
REASON_FIELD = "偏差原因分析及改进措施"


def inline_pairs(text: str) -> list[tuple[str, str]]:
    """The known labels with a colon inside ``text``, each with what follows it.

    "单位名称：农业科    填报日期：2021-03-10" are two pairs; a label that is not known
    splits nothing.
    """
    if ":" not in text and "：" not in text:
        return []
    known = [
        match
        for match in _INLINE.finditer(text)
        if not is_among(match[1])
        and (
            head_field(match[1])
            or information(match[1])
            or names_department(match[1])
            or _unit_label(match[1])
        )
    ]
    if not known or text[: known[0].start()].strip():
        return []
    ends = [match.start() for match in known[1:]] + [len(text)]
    return [
        (match[1].strip(), text[match.end() : end].strip())
        for match, end in zip(known, ends, strict=True)
    ]


def _unit_label(text: str) -> bool:
    return bare(text) in {"单位", "金额单位", "计量单位"}


def read_pairs(board: Board, draft: Draft, rows: list[int]) -> None:
    """Place every pair, title and printed label in ``rows``; what is left stays unused."""
    for row in rows:
        for cell in board.free(row):
            if not board.is_used(cell):
                _read_cell(board, draft, cell)


def _read_cell(board: Board, draft: Draft, cell: Cell) -> None:
    if _read_title(board, draft, cell):
        return
    if is_footnote(cell.text):
        draft.note("填表说明", [cell])
        return
    if is_page_mark(cell.text) or _is_section(board, cell):
        board.use(cell)
        return
    if _read_inline(board, draft, cell):
        return
    head = _head_field(draft, cell.text)
    if is_block_label(cell.text):
        _read_block_label(board, draft, cell)
    elif head is not None:
        _read_labelled(board, draft, cell, head[0], head[1])
    elif is_reason(cell.text):
        _read_labelled(board, draft, cell, REASON_FIELD, None)
    elif other := information(cell.text):
        _read_labelled(board, draft, cell, other, None)
    elif is_side_label(cell.text):
        board.use(cell)
    elif _is_unknown_label(board, cell):
        _read_labelled(board, draft, cell, bare(cell.text), None)


def _read_block_label(board: Board, draft: Draft, cell: Cell) -> None:
    """资金管理情况 runs down beside a block; alone in a row with one text, it labels that."""
    board.use(cell)
    row = board.begins(cell.row)
    text = row[min(1, len(row) - 1)]
    first = row[0] is cell and (len(row) == 2 or (len(row) == 3 and row[2].column > text.right))
    if first and cell.row_span == 1 and not board.is_used(text):
        known = fund_column(text.text) or fund_row(text.text) or goal_label(text.text)
        if not known and indicator_column(text.text) is None and not _is_label(text, alone=True):
            draft.note(bare(cell.text), [text])


def _is_section(board: Board, cell: Cell) -> bool:
    return is_section_heading(cell.text) and stands_alone(board, cell)


def stands_alone(board: Board, cell: Cell) -> bool:
    """Whether a cell has its row for itself, but for a remark behind the form's last column."""
    others = [other for other in board.begins(cell.row) if other is not cell]
    wide = cell.column_span >= _WIDE
    return not others or (wide and all(other.column >= cell.right for other in others))


def _head_field(draft: Draft, text: str) -> tuple[str, int] | None:
    """The head field of a label; 部门名称 names what a form on a whole department is about."""
    if draft.whole and names_department(text):
        return "项目名称", 3
    return head_field(text)


def _read_title(board: Board, draft: Draft, cell: Cell) -> bool:
    title = is_title(cell.text)
    if not title and not is_year_line(cell.text):
        return False
    if title and draft.kind is None:
        draft.kind = kind_of_title(cell.text)
    year = year_in(cell.text)
    if year is not None and draft.year is None:
        draft.year = year
        draft.places["年度"] = draft.place(cell)
    board.use(cell)
    return True


def _read_inline(board: Board, draft: Draft, cell: Cell) -> bool:
    pairs = inline_pairs(cell.text)
    if len(pairs) == 1 and not pairs[0][1]:
        return False  # a label with a colon whose value stands in the next cell
    for label, value in pairs:
        head = _head_field(draft, label)
        if _unit_label(label) and value in UNITS:
            draft.amount_unit = draft.amount_unit or UNITS[value]
        elif not value:
            continue
        elif head is not None:
            _put(draft, [cell], head[0], head[1], bare(label), text=value)
        else:
            draft.note(REASON_FIELD if is_reason(label) else bare(label), [cell], text=value)
    if pairs:
        board.use(cell)
    return bool(pairs)


def _read_labelled(board: Board, draft: Draft, label: Cell, field: str, rank: int | None) -> None:
    values = _values(board, label)
    board.use(label)
    if values:
        _put(draft, values, field, rank, bare(label.text))
    elif rank is not None:
        draft.put_unfilled_head(field, label.row, label.right, rank=rank)


def _put(
    draft: Draft,
    cells: list[Cell],
    field: str,
    rank: int | None,
    label: str,
    *,
    text: str | None = None,
) -> None:
    if rank is None:
        draft.note(field, cells, text=text)
    elif field == "年度":
        year = year_in(cells[0].text if text is None else text) or _bare_year(cells[0].text)
        if year is None or draft.year not in (None, year):
            draft.note("年度", cells, text=text)
        elif draft.year == year:
            draft.board.use(*cells)
        else:
            draft.year = year
            draft.places["年度"] = draft.place(cells[0])
            draft.board.use(*cells)
    else:
        draft.put_head(field, cells, rank=rank, label=label, text=text)


def _bare_year(text: str) -> int | None:
    label = key(text)
    return int(label) if re.fullmatch(r"20\d\d", label) else None


def _values(board: Board, label: Cell) -> list[Cell]:
    """The cell right of a label, or several when the label is merged over rows."""
    values: list[Cell] = []
    for row in range(label.row, label.bottom):
        right = [cell for cell in board.free(row) if cell.column >= label.right and cell != label]
        if not right:
            continue
        last = len(right) == 1 or right[1].column > right[0].right
        gap = right[0].column - label.right  # the label's own value was left empty
        far = gap > _FARTHEST and not board.grid.is_document  # there, columns are those of words
        if far or (gap > 0 and _reads_like_label(right[0].text)):
            continue
        if _is_label(right[0], alone=last) and not (last and _touches(label, right[0])):
            continue
        values.append(right[0])
    return values


def _reads_like_label(text: str) -> bool:
    """Whether a text behind an empty cell is the next label, be it of whatever block."""
    known = head_field(text) or information(text) or goal_label(text)
    return bool(known) or is_reason(text) or is_block_label(text)


def _touches(label: Cell, cell: Cell) -> bool:
    """Whether the last cell of a row stands right beside a label of the head.

    An unfilled form leaves a gap between 主管部门 and 实施单位; where there is none, 预算单位
    is what a person wrote.
    """
    return label.right == cell.column and head_field(label.text) is not None


def _is_label(cell: Cell, *, alone: bool) -> bool:
    """Whether a cell beside a label is the next label rather than the value.

    The last cell of a row is a value even if it reads like some printed label (绩效良好),
    unless it is a label of the head: 实施单位 is nobody's 主管部门.
    """
    text = cell.text
    if head_field(text) or is_block_label(text) or is_title(text):
        return True
    pairs = inline_pairs(text)
    if any(value for _, value in pairs):
        return True
    return not alone and (information(text) is not None or bool(pairs))


def _is_unknown_label(board: Board, cell: Cell) -> bool:
    """Whether a cell reads like a label and has a value beside it."""
    label = bare(cell.text)
    if not 2 <= len(label) <= 16 or any(character.isdigit() for character in label):
        return False
    if not _LABEL_LIKE.fullmatch(label) and not _stands_among_labels(board, cell):
        return False
    return bool(_values(board, cell))


def _stands_among_labels(board: Board, cell: Cell) -> bool:
    """Whether a row is made of pairs, and ``cell`` stands where the other pairs' labels do."""
    row = board.begins(cell.row)
    at = row.index(cell)
    if len(row) % 2 or at % 2:
        return False
    others = [row[index] for index in range(0, len(row), 2) if index != at]
    return any(head_field(other.text) or information(other.text) for other in others)


def _says_only_unit(board: Board, cell: Cell) -> bool:
    """Whether a label with a unit has no amount beside it, as 预算数（万元） before 30 has."""
    right = next((c for c in board.begins(cell.row) if c.column >= cell.right), None)
    amount = fund_column(cell.text) or fund_row(cell.text) or not is_side_label(cell.text)
    if amount and right is not None and key(right.text)[:1].isdigit():
        return False
    return len(bare(cell.text)) <= _LONGEST_FUNDS_LABEL


def read_money_unit(board: Board, draft: Draft, rows: list[int]) -> None:
    """Take the unit of amounts from a heading such as 项目资金（万元） in ``rows``."""
    for row in rows:
        for cell in board.begins(row):
            unit = money_unit(cell.text)
            if unit is not None and _says_only_unit(board, cell):
                board.use(cell)
            if unit is not None and draft.amount_unit is None:
                draft.values.setdefault("金额单位", unit)
                draft.places.setdefault("金额单位", draft.place(cell))
                draft.amount_unit = UNITS.get(unit)

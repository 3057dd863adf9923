"""The block 项目资金: rows of sources, columns of amounts; or labels with one amount each."""

from __future__ import annotations

import re
from dataclasses import replace

from perfxl.core.evaluation import AMOUNT_COLUMNS, FUND_ROWS
from perfxl.forms.grid import Cell
from perfxl.forms.reading import FormKind
from perfxl.forms.recognise.board import Board
from perfxl.forms.recognise.draft import Draft
from perfxl.forms.recognise.fund_words import (
    FundColumn,
    fund_column,
    fund_columns,
    fund_row,
    fund_source,
    is_among,
    is_of_several_years,
    money_unit,
)
from perfxl.forms.recognise.funds_across import read_funds_across
from perfxl.forms.recognise.goal_words import goal_label
from perfxl.forms.recognise.head_words import head_field, information
from perfxl.forms.recognise.headings import Heading, column_of, heading_height, read_headings
from perfxl.forms.recognise.labels import (
    bare,
    bracket_weight,
    is_placeholder,
    is_sentence,
    key,
    reads_like_heading,
)
from perfxl.forms.recognise.row_words import is_side_label, is_total
from perfxl.forms.recognise.segments import is_funds_heading
from perfxl.regex import regex

TOTAL = "年度资金总额"

_STATED = regex(r"(?:其\s*中\s*[:：])?\s*([^:：\d]{2,24})[:：]\s*(-?[\d,.]+\s*(?:万元|元)?)?")
_SEVERAL = regex(r"([^\s:：;；,，。、]{2,16})\s*[:：]\s*(-?\d[\d,.]*\s*(?:万元|元|%|％)?)")
_EXPENDITURES = frozenset({"基本支出", "项目支出", "人员支出", "公用支出"})
_FIRST = regex(r"[年期]初|初始|原")
_NUMBER = regex(r"-?[\d,]+(?:\.\d+)?")
_DIVISION = regex(r"按\S{2,8}(?:分|划分|分类)")

_Headings = tuple[Heading[FundColumn], ...]


def read_funds(board: Board, draft: Draft, rows: list[int]) -> None:
    """Read every table of funds whose headings stand in ``rows``."""
    for row in rows:
        if is_funds_heading(board, row) and any(_heads_amount(cell) for cell in board.free(row)):
            _read_table(board, draft, rows, row)
            return
    if not read_funds_across(board, draft, rows):
        _read_single_amounts(board, draft, rows)


def _heads_amount(cell: Cell) -> bool:
    return fund_column(cell.text) not in (None, FundColumn.OTHER)


def _read_table(board: Board, draft: Draft, rows: list[int], top: int) -> None:
    height = heading_height(board, top, fund_column)
    headings = _columns(board, top, height)
    first = min(heading.start for heading in headings)
    empty = [item for item in headings if _may_be_remark(item) and not _heads_amounts(board, item)]
    remarks = {cell for heading in empty for cell in heading.cells}
    for row in range(top, top + height):
        for cell in board.begins(row):
            side = cell.right <= first
            named = cell not in remarks if not side else is_side_label(cell.text)
            if (named or money_unit(cell.text)) and not is_sentence(cell.text):
                board.use(cell)
    for row in rows:
        if row < top + height:
            continue
        if not _read_row(board, draft, headings, row):
            break
    _read_weight(board, draft, headings, top)


def _may_be_remark(heading: Heading[FundColumn]) -> bool:
    known = heading.kind is not None and heading.kind is not FundColumn.OTHER
    return not known and not (heading.kind and reads_like_heading(heading.text))


def _heads_amounts(board: Board, heading: Heading[FundColumn]) -> bool:
    """Whether anything stands below a heading that is not known."""
    last = heading.cells[-1]
    below = next((row for row in board.rows if row >= last.bottom), -1)
    return any(column_of(cell, [heading]) for cell in board.begins(below))


def _columns(board: Board, top: int, height: int) -> _Headings:
    found = read_headings(board, top, fund_column, height=height)
    known = [heading for heading in found if heading.kind is not None]
    while len(known) > 2 and (_heads_labels(known) or _is_stray(known[0])):
        known.pop(0)
    first = min(heading.start for heading in known)
    kinds = {heading.kind for heading in known}
    headings = [heading for heading in found if heading.start >= first]
    meant = fund_columns([heading.text for heading in headings])
    headings = [
        replace(heading, kind=kind) if kind is FundColumn.INITIAL else heading
        for heading, kind in zip(headings, meant, strict=True)
    ]
    if FundColumn.ANNUAL not in kinds:
        headings = [_as_annual(heading) for heading in headings]
    if FundColumn.SCORE not in kinds:
        headings = [_as_score(board, heading, top + height) for heading in headings]
    return tuple(headings)


def _as_annual(heading: Heading[FundColumn]) -> Heading[FundColumn]:
    """预算批复数 where no other budget stands: what was spent is compared with it."""
    approved = heading.kind is FundColumn.INITIAL and "批复" in heading.text
    if approved and not _FIRST.search(heading.text):
        return replace(heading, kind=FundColumn.ANNUAL)
    return heading


def _as_score(board: Board, heading: Heading[FundColumn], below: int) -> Heading[FundColumn]:
    """分值（10分） above 9.86, where no score stands beside it."""
    weight = bracket_weight(heading.cells[-1].text)
    values = (cell for cell in board.begins(below) if column_of(cell, [heading]))
    if heading.kind is FundColumn.WEIGHT and weight and any(v.text != weight for v in values):
        return replace(heading, kind=FundColumn.SCORE)
    return heading


def _is_stray(heading: Heading[FundColumn]) -> bool:
    """Whether a text over the row labels only happens to hold a word of some heading."""
    return heading.kind is FundColumn.OTHER and not reads_like_heading(heading.text)


def _heads_labels(known: list[Heading[FundColumn]]) -> bool:
    """Whether the first heading stands over the row labels: 年度预算数（万元） in Sichuan."""
    kinds = [heading.kind for heading in known]
    text = known[0].cells[-1].text
    return kinds[0] in kinds[1:] and (is_side_label(text) or fund_row(text) is not None)


def _read_row(board: Board, draft: Draft, headings: _Headings, row: int) -> bool:
    """Read one source of funds; ``False`` when the table ends above ``row``."""
    cells = [cell for cell in board.covers(row) if not board.is_used(cell)]
    own = [cell for cell in cells if cell.row == row]
    if not own:
        return True
    if _read_stated(board, draft, own, headings):
        return True
    labels = [cell for cell in own if _is_row_label(cell, headings)]
    values = [cell for cell in own if cell not in labels and column_of(cell, headings)]
    if any(_ends_table(cell) for cell in own if cell not in values or len(own) <= 2):
        return False
    if labels and not values and all(is_among(cell.text) for cell in labels):
        board.use(*labels)
        return True
    name = _row_name(labels)
    known = name in FUND_ROWS or any(fund_source(cell.text) for cell in labels)
    if not known and _is_remark(labels, values):
        return True
    if values and not known and not any(_is_amount(cell.text) for cell in values):
        return False
    if name is None and (not values or draft.has(f"{TOTAL}.全年执行数") or not _amounts(values)):
        return False
    name = name or TOTAL
    sure = [cell for cell in labels if _names_source(cell.text)]
    board.use(*(cell for cell in sure or labels if not is_sentence(cell.text)))
    for cell in values:
        heading = column_of(cell, headings)
        if heading is not None:
            _place(board, draft, name, heading, cell)
    for column in AMOUNT_COLUMNS:
        for heading in headings:
            if heading.kind and heading.kind.value == column and name in FUND_ROWS:
                draft.put_empty(f"{name}.{column}", row, heading.start)
    return True


def _read_stated(board: Board, draft: Draft, own: list[Cell], headings: _Headings) -> bool:
    """Read a row of labels that carry their amount (其中：基本支出：402.3); ``False`` for others.

    Hunan prints the budget by kind of income and of expenditure side by side like that, without
    a column for either.
    """
    cells = [
        cell for cell in own if cell.column >= headings[0].start or not is_side_label(cell.text)
    ]
    stated = [(cell, found) for cell in cells if (found := _STATED.fullmatch(cell.text.strip()))]
    divided = any(_DIVISION.fullmatch(bare(cell.text)) for cell in cells)
    if not stated or stated[0][0] is not cells[0] or _amounts_beside(cells, stated):
        return False
    if not divided and not any(found[2] for _, found in stated):
        return False
    for cell, found in stated:
        board.use(cell)
        if found[2]:
            draft.note(bare(found[1]), [cell], text=found[2])
    return True


def _amounts_beside(cells: list[Cell], stated: list[tuple[Cell, re.Match[str]]]) -> bool:
    """Whether amounts stand in cells of their own: 年度资金总额： | 200 | 200."""
    labels = [cell for cell, _ in stated]
    return any(_is_amount(cell.text) for cell in cells if cell not in labels)


def _is_remark(labels: list[Cell], values: list[Cell]) -> bool:
    """Whether a row between the sources of funds holds a text alone: it stays unplaced."""
    if values:
        return len(values) == 1 and not labels and not _is_amount(values[0].text)
    return not labels or not all(is_side_label(cell.text) for cell in labels)


def _is_row_label(cell: Cell, headings: _Headings) -> bool:
    if fund_row(cell.text) or is_among(cell.text):
        return True
    if _NUMBER.fullmatch(key(cell.text)):
        return False  # below a heading that is not known
    left = cell.right <= min(heading.start for heading in headings)
    return (left or cell.column < headings[0].start) and not is_placeholder(cell.text)


def _ends_table(cell: Cell) -> bool:
    text = cell.text
    if fund_row(text) or fund_source(text):
        return False
    if is_total(text):
        return True
    lead, colon, _ = key(text).partition(":")
    labels = (text, lead) if colon else (text,)  # 总体目标：建设绿道10公里。
    return any(goal_label(each) or head_field(each) or information(each) for each in labels)


def _row_name(labels: list[Cell]) -> str | None:
    """The row's name: an official one, or the label nearest to the amounts."""
    texts = [cell.text for cell in labels if not is_among(cell.text)]
    official = next((name for text in reversed(texts) if (name := fund_row(text))), None)
    if official is not None:
        return official
    if texts and bare(texts[-1]).removeprefix("其中:") in _EXPENDITURES:
        return bare(texts[-1]).removeprefix("其中:")
    texts = [text for text in texts if not is_side_label(text) and not money_unit(text)] or texts
    if not texts or is_side_label(texts[-1]):
        return None
    return fund_source(texts[-1]) or bare(texts[-1])


def _names_source(text: str) -> bool:
    """Whether a cell left of the amounts is a label, and not a remark beside one."""
    label = bare(text).removeprefix("其中:")
    known = fund_row(text) or fund_source(text) or money_unit(text) or label in _EXPENDITURES
    return bool(known) or is_among(text) or is_side_label(text) or is_placeholder(text)


def _amounts(values: list[Cell]) -> bool:
    return any(any(character.isdigit() for character in cell.text) for cell in values)


def _place(board: Board, draft: Draft, name: str, heading: Heading[FundColumn], cell: Cell) -> None:
    column = heading.kind.value if heading.kind and heading.kind.value else heading.text
    field = f"{name}.{column}"
    nothing = heading.kind is not None and key(cell.text) == "无"
    if is_placeholder(cell.text) or nothing:
        board.use(cell)
        draft.places.setdefault(field, draft.place(cell))
    elif column in AMOUNT_COLUMNS and name in FUND_ROWS:
        if not draft.put(field, [cell]):
            draft.note(field, [cell])
    else:
        if field == f"{TOTAL}.分值":
            draft.put(field, [cell])
        draft.note(field, [cell])


def _read_weight(board: Board, draft: Draft, headings: _Headings, top: int) -> None:
    """The weight of the execution rate, when a heading carries it: 分值（10分）."""
    field = f"{TOTAL}.分值"
    if draft.has(field):
        return
    weighty = {FundColumn.WEIGHT, FundColumn.SCORE}
    cells = [cell for heading in headings if heading.kind in weighty for cell in heading.cells]
    sides = [cell for cell in board.covers(top) if cell.right <= headings[0].start]
    for cell in [*sides, *cells]:
        weight = bracket_weight(cell.text)
        if weight is not None:
            draft.put(field, [cell], text=weight)
            return


def _read_single_amounts(board: Board, draft: Draft, rows: list[int]) -> None:
    """年度资金总额：200 in one cell or two, as target forms print their funds."""
    targets = draft.kind is FormKind.TARGETS
    column = "年初预算数" if targets else "全年预算数"
    columns: dict[int, str] = {}  # 预算数： and 执行数： head the sources below them
    whole: Cell | None = None
    edge = 0
    labels = [cell for row in rows for cell in board.free(row) if fund_column(_label(cell))]
    kinds = dict(zip(labels, fund_columns([_label(cell) for cell in labels]), strict=True))
    for row in rows:
        whole, edge = _beside_this_year(board, row) or (whole, edge)
        named = [cell for cell in board.free(row) if fund_row(cell.text) or fund_source(cell.text)]
        if len(named) > 1 and whole is not None:
            edge = named[-1].column
        for cell in board.free(row):
            if whole is not None and cell.column < edge:
                _read_of_several_years(board, draft, cell, whole)
            else:
                kind = kinds.get(cell)
                if kind and kind.value in AMOUNT_COLUMNS and fund_column(cell.text):
                    columns[cell.column] = kind.value
                _read_single(board, draft, cell, kind, columns.get(cell.column, column))


def _beside_this_year(board: Board, row: int) -> tuple[Cell, int] | None:
    """实施期资金总额 on the left, 年度资金总额 on the right, and where the right half begins."""
    cells = board.free(row)
    whole = next((cell for cell in cells if is_of_several_years(cell.text)), None)
    this = [c for c in cells if fund_row(c.text) == TOTAL and not is_of_several_years(c.text)]
    return (whole, this[0].column) if whole and this and this[0].column > whole.column else None


def _read_of_several_years(board: Board, draft: Draft, cell: Cell, whole: Cell) -> None:
    """A source with its amount in the left half: evidence, not this year's."""
    right = next((other for other in board.free(cell.row) if other.column >= cell.right), None)
    if fund_row(cell.text) or is_of_several_years(cell.text) or fund_source(cell.text):
        board.use(cell)
        if right is not None and _is_amount(right.text):
            part = f".{bare(cell.text)}" if cell is not whole else ""
            draft.note(f"{bare(whole.text)}{part}", [right])


def _label(cell: Cell) -> str:
    """What stands before the colon: 预算数：30."""
    return key(cell.text).replace("其中:", "").partition(":")[0]


def _read_single(
    board: Board, draft: Draft, cell: Cell, kind: FundColumn | None, column: str
) -> None:
    """One label with its amount: a source (年度资金总额), or a column of the total (全年执行数)."""
    if _read_several(draft, cell):
        return
    label, _, value = key(cell.text).replace("其中:", "").partition(":")
    name, kind = fund_row(label), kind or fund_column(label)
    if _is_part_of_another(board, cell):
        return
    if name is not None:
        field = f"{name}.{column}"
    elif kind is not None and kind is not FundColumn.OTHER:
        field = f"{TOTAL}.{kind.value}"
    elif cell.text.strip().endswith((":", "：")) and (source := fund_source(label)):
        field = source  # 政府性基金预算拨款：, below 资金总额：
    else:
        return
    right = [other for other in board.free(cell.row) if other.column >= cell.right]
    if value and any(character.isdigit() for character in value):
        _put_single(draft, field, cell, text=value)
    elif not value and right and _is_amount(right[0].text):
        board.use(cell)
        _put_single(draft, field, right[0])
        weight = bracket_weight(cell.text)
        if weight is not None and kind is FundColumn.SCORE:
            draft.put(f"{TOTAL}.分值", [cell], text=weight)  # 得分（10分）
    elif not value and not right and name is not None:
        board.use(cell)


def _is_part_of_another(board: Board, cell: Cell) -> bool:
    """Whether 其中：财政资金 stands behind a sum that is not this year's: 项目总投资 | 52000."""
    if not key(cell.text).startswith("其中"):
        return False  # told first: a hostile row has 16,000 cells, and each would go through all
    before = [other for other in board.begins(cell.row) if other.right <= cell.column]
    known = any(fund_row(other.text) or fund_column(other.text) for other in before)
    return len(before) > 1 and not known


def _read_several(draft: Draft, cell: Cell) -> bool:
    """Read 全年预算数：45万元  全年执行数：42.3万元; ``False`` when the text is anything else."""
    found = list(_SEVERAL.finditer(cell.text))
    kinds = fund_columns([match[1] for match in found])
    if len(found) < 2 or None in kinds or _SEVERAL.sub("", cell.text).strip(" ;；,，。、\u3000"):
        return False
    for match, kind in zip(found, kinds, strict=True):
        if kind is not None and kind.value:
            _put_single(draft, f"{TOTAL}.{kind.value}", cell, text=match[2])
    return True


def _put_single(draft: Draft, field: str, cell: Cell, *, text: str | None = None) -> None:
    draft.board.use(cell)
    column = field.rpartition(".")[2]
    if text is None and is_placeholder(cell.text):
        return
    taken = column in (*AMOUNT_COLUMNS, "分值") and draft.put(field, [cell], text=text)
    if not taken or column == "分值":
        draft.note(field, [cell], text=text)


def _is_amount(text: str) -> bool:
    label = key(text)
    return is_placeholder(text) or (label[:1].isdigit() and len(label) <= 24)

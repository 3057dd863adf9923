"""The blocks of a pasted form: head, 项目资金, 年度总体目标, 绩效指标 and what follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import chain, pairwise

from perfxl.forms import text_labels as labels
from perfxl.forms.text_rows import TextRow, is_title


class Block(Enum):
    """A block of the layout, in its order."""

    HEAD = 0
    FUNDS = 1
    GOAL = 2
    INDICATORS = 3
    END = 4


_HEADINGS = (
    (Block.FUNDS, labels.is_funds_header),
    (Block.GOAL, labels.is_goal_header),
    (Block.INDICATORS, labels.is_indicator_header),
)
_TRIGGERS = frozenset({"项目名称", "全年预算数", "预期目标", "三级指标", "总分"})


def forms(all_rows: Iterable[TextRow]) -> list[list[TextRow]]:
    """The rows of each form; a form begins at its title or, without one, at 项目名称."""
    found: list[list[TextRow]] = []
    current: list[TextRow] = []
    has_head = has_block = False
    for row in chain.from_iterable(map(_parted, all_rows)):
        names_project = labels.head_field(row[0]) == "项目名称"
        if (has_block and is_title(labels.first_bare(row))) or (has_head and names_project):
            found.append(current)
            current, has_head, has_block = [], False, False
        current.append(row)
        has_head |= names_project
        has_block |= names_project or labels.is_funds_header(row) or labels.is_indicator_header(row)
    if has_block:
        found.append(current)
    elif found:
        found[-1].extend(current)
    return found


def blocks(form: Iterable[TextRow]) -> dict[Block, list[TextRow]]:
    """The rows of each block, its heading first; a block may be missing, none comes back."""
    rows: dict[Block, list[TextRow]] = {block: [] for block in Block}
    block = Block.HEAD
    for row in form:
        if block is Block.INDICATORS and labels.is_total(row):
            block = Block.END
        else:
            later = (new for new, opens in _HEADINGS if new.value > block.value and opens(row))
            block = next(later, block)
        rows[block].append(row)
    return rows


def _parted(row: TextRow) -> Iterator[TextRow]:
    """``row`` cut around the headings in it, which stand apart unless an empty line was lost."""
    texts = [cell.bare for cell in row]
    if _TRIGGERS.isdisjoint(texts):
        yield row
        return
    cuts = sorted({0, len(row), *_cuts(row, texts)})
    for start, end in pairwise(cuts):
        yield row[start:end]


def _cuts(row: TextRow, texts: list[str]) -> Iterator[int]:
    """Where a heading begins or has ended in a row that holds one."""
    in_indicators = False
    for at, text in enumerate(texts):
        before = texts[at - 1] if at else ""
        if text in {"项目名称", "总分"} or labels.amount_unit(row[at]):
            yield at
        elif text in {"预期目标", "一级指标"}:
            yield at - (before in labels.SIDE_LABELS)
        elif _ends_heading(before, text, in_indicators=in_indicators):
            yield at
        in_indicators = (in_indicators or text == "一级指标") and bool(text)


def _ends_heading(before: str, text: str, *, in_indicators: bool) -> bool:
    """Whether a heading ended before ``text``; that of 绩效指标 ends at an empty cell."""
    return not text if in_indicators else before in {"得分", "实际完成情况"}

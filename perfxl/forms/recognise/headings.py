"""Rows of headings → which grid columns hold what.

A heading may be merged over several columns, stand over two rows (年度 / 指标值), or be the
group name above the real headings (指标值 above 性质, 数值, 单位).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from perfxl.forms.grid import Cell
from perfxl.forms.recognise.board import Board, overlap
from perfxl.forms.recognise.labels import bare, key, reads_like_heading
from perfxl.regex import regex

_LONGEST_HEADING = 32
_LONGEST_LOWER = 14
_MERGED = 3  # headings merged over a row make it one of headings
_PARTS = frozenset(
    {
        "值",
        "数值",
        "内容",
        "数",
        "文字描述",
        "描述",
        "金额",
        "年初",
        "期初",
        "调整后",
        "单位",
        "性质",
    }
)
"""What may stand below a group heading that says what it is a part of."""

_FRAGMENT = regex(
    r"[及和与、]?(?:拟采取的?|改进|整改|措施|原因|分析|说明|情况|指标|数值|值|完成|实际|年度|预算|执行|数|率"
    r"|得分|分值|权重|单位|名称|内容|建议|偏差|未完成)+"
)
"""The lower half of a heading over two rows: 偏差原因分析 / 及改进措施."""
_MARK = regex(r"\((?:[A-Za-z](?:/[A-Za-z])?|%)\)")
"""What stands for a heading in the reckoning, below it: 年度指标值 / （A）."""


def is_fragment(text: str) -> bool:
    """Whether ``text`` can be the lower half of a heading: 及改进措施, （A）."""
    return bool(_FRAGMENT.fullmatch(bare(text)) or _MARK.fullmatch(key(text)))


Kind = TypeVar("Kind", bound=Enum)
Classify = Callable[[str], Kind | None]


@dataclass(frozen=True, slots=True)
class Heading(Generic[Kind]):
    """One column of a block: from grid column ``start`` up to ``end``.

    ``kind`` is ``None`` for a heading that is not known; ``text`` is the heading as printed,
    bare, and names the column in evidence.
    """

    kind: Kind | None
    start: int
    end: int
    text: str
    cells: tuple[Cell, ...]


def read_headings(
    board: Board, row: int, classify: Classify[Kind], *, height: int = 1
) -> tuple[Heading[Kind], ...]:
    """The columns headed by the rows from ``row`` on, from left to right.

    A lower row of ``height`` splits a heading above it; cells of the rows that are merged
    over both count once.
    """
    lowest = board.covers(row + height - 1)
    tops = board.covers(row) if height > 1 else []
    found: list[Heading[Kind]] = []
    covered = [(cell.column, cell.right) for cell in lowest]
    loose = [cell for cell in tops if all(overlap(cell, start, end) <= 0 for start, end in covered)]
    for cell in sorted([*lowest, *loose], key=lambda item: item.column):
        above = [top for top in _above(tops, cell) if top != cell]
        found.append(_heading([*above, cell], cell, classify))
    return tuple(found)


def heading_height(board: Board, row: int, classify: Classify[Kind]) -> int:
    """1 or 2 (or 3): over how many rows the headings that begin in ``row`` stand."""
    height = 1
    while height < 3 and _goes_on(board, row, row + height, classify):
        height += 1
    return height


def _goes_on(board: Board, top: int, row: int, classify: Classify[Kind]) -> bool:
    """Whether ``row`` still belongs to the headings that begin in ``top``."""
    edge = max((cell.right for cell in board.covers(top)), default=0)
    new = [cell for cell in board.begins(row) if cell.column <= edge]  # not a remark beside them
    heads = [cell for cell in board.covers(top) if _is_heading(cell, classify)]
    if not new:
        return bool(board.covers(row)) and any(
            cell.bottom > row and cell.row_span > 1 for cell in heads
        )
    if sum(cell.bottom > row for cell in heads) >= _MERGED:
        return True  # whatever else stands in the row
    sure = False
    for cell in new:
        above = _above(board.covers(top), cell)
        label = bare(cell.text)
        if above and _MARK.fullmatch(key(cell.text)):
            sure = True
            continue
        if len(label) > _LONGEST_LOWER or not label:
            return False
        joined = "".join(bare(head.text) for head in above) + label
        part = label in _PARTS and any(classify(head.text) for head in above)
        kind = classify(label)  # a column of evidence has no name of its own
        named = kind is not None and (bool(kind.value) or reads_like_heading(label))
        known = part or named or _FRAGMENT.fullmatch(label) is not None
        if classify(joined) is None and not known:
            return False
        sure |= known
    return sure  # a remark below 偏差原因 alone reads like a heading only with that above it


def _above(tops: list[Cell], cell: Cell) -> list[Cell]:
    """The headings above ``cell``; one that was not merged reaches as far as the next."""
    direct = [top for top in tops if overlap(top, cell.column, cell.right) > 0]
    left = [top for top in tops if top.right <= cell.column][-1:]
    return direct or [top for top in left if top.bottom <= cell.row]


def _is_heading(cell: Cell, classify: Classify[Kind]) -> bool:
    return len(key(cell.text)) <= _LONGEST_HEADING and classify(cell.text) is not None


def _heading(stack: list[Cell], cell: Cell, classify: Classify[Kind]) -> Heading[Kind]:
    texts = [item.text for item in stack]
    candidates = ["".join(bare(text) for text in texts), *reversed(texts)]
    kind = next((kind for text in candidates if (kind := classify(text)) is not None), None)
    name = candidates[0] if len(texts) == 1 or classify(candidates[0]) else bare(texts[-1])
    return Heading(kind, cell.column, cell.right, name, tuple(stack))


def column_of(cell: Cell, headings: Iterable[Heading[Kind]]) -> Heading[Kind] | None:
    """The heading that most of ``cell`` stands under; the leftmost of equals."""
    left, right = cell.column, cell.right
    best, most = None, 0
    for heading in headings:
        start, end = heading.start, heading.end
        if end <= left or start >= right:
            continue
        shared = min(right, end) - max(left, start)
        if shared > most:
            best, most = heading, shared
    return best

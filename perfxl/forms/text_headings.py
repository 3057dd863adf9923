"""Headings that stand over two rows of a pasted table: 年度 and below it 指标值."""

from __future__ import annotations

from collections.abc import Sequence

from perfxl.forms.recognise.column_words import (
    FACT_COLUMNS,
    LEVEL_COLUMNS,
    Column,
    indicator_column,
)
from perfxl.forms.recognise.headings import is_fragment
from perfxl.forms.recognise.labels import bare

STUBS = frozenset({"年度", "全年", "年初", "预期", "实际", "完成", "自评", "偏差", "目标"})
"""Upper halves of headings that say nothing by themselves."""
_FEWEST = 2


def completed(heads: Sequence[str], below: Sequence[str]) -> list[str] | None:
    """``heads`` with the halves ``below`` put behind them; ``None`` when they are no halves.

    Each half goes on the first heading, from left to right, that says the same column with it;
    one of them at least on a heading that is no whole one, such as 年度.
    """
    if len(below) < _FEWEST or not all(is_fragment(half) for half in below):
        return None
    whole = list(heads)
    at = 0
    for half in below:
        while at < len(whole) and not _goes_with(whole[at], half):
            at += 1
        if at == len(whole):
            return None
        whole[at] += half
        at += 1
    changed = [head for head, text in zip(heads, whole, strict=True) if head != text]
    return whole if not STUBS.isdisjoint(map(bare, changed)) else None


def _goes_with(head: str, half: str) -> bool:
    column = indicator_column(head + half)
    return column is not None and bool(head) and indicator_column(head) in (column, None)


def one_row(heads: Sequence[str]) -> tuple[int, list[int], int]:
    """Headings over two rows as one: how many stand beside them, their order, how many are tall.

    Above 一级指标 二级指标 三级指标 符号 指标值 stand 绩效指标 年度指标值 实际完成值: the levels
    take the place of 绩效指标, the parts behind them that of 年度指标值; 实际完成值 is tall.
    """
    kinds = [indicator_column(head) for head in heads]
    first = next(at for at, kind in enumerate(kinds) if kind in LEVEL_COLUMNS)
    upper = kinds[:first]
    if len(FACT_COLUMNS.intersection(upper)) < 2:  # 绩效目标 beside the block
        beside = first - (upper[-1:] == [Column.NUMBER])
        return beside, list(range(beside, len(heads))), 0
    levels = [at for at in range(first, len(heads)) if kinds[at] in LEVEL_COLUMNS]
    parts = [at for at in range(first, len(heads)) if kinds[at] not in LEVEL_COLUMNS]
    order = [] if Column.LEVELS in upper else levels
    for at, kind in enumerate(upper):
        grouped = {Column.LEVELS: levels, Column.TARGET: parts}.get(kind or Column.EXTRA)
        order = [*order, *(grouped or [at])]
    groups = (Column.LEVELS in upper) + (Column.TARGET in upper and bool(parts))
    return 0, order, first - groups

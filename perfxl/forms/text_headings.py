"""Headings that stand over two rows of a pasted table: 年度 and below it 指标值."""

from __future__ import annotations

from collections.abc import Sequence

from perfxl.forms.recognise.column_words import indicator_column
from perfxl.forms.recognise.headings import is_fragment
from perfxl.forms.recognise.labels import bare

_STUBS = frozenset({"年度", "全年", "年初", "预期", "实际", "完成", "自评", "偏差", "目标"})
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
    return whole if not _STUBS.isdisjoint(map(bare, changed)) else None


def _goes_with(head: str, half: str) -> bool:
    column = indicator_column(head + half)
    return column is not None and bool(head) and indicator_column(head) in (column, None)

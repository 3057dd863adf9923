"""Labels that came out of a paste in pieces: 年初 / 预算数, 社会效益 / 指标, 绩 / 效 / 指 / 标.

A label of several paragraphs in a narrow cell becomes several cells.  Only labels everybody
knows are put together again, and only of pieces that say nothing else by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import takewhile

from perfxl.core.rulebook import Rulebook
from perfxl.forms.recognise.column_words import FACT_COLUMNS, Column, indicator_column
from perfxl.forms.recognise.fund_words import FundColumn, fund_column
from perfxl.forms.recognise.headings import is_fragment
from perfxl.forms.recognise.labels import bare, level_label
from perfxl.forms.recognise.row_words import is_block_label
from perfxl.forms.text_headings import STUBS

_MOST_PIECES = 8
_LONGEST_PIECE = 8
_BOTH = 2  # halves of a heading
_SHORT = 2  # characters of a piece of a label that runs down beside a block
_WEIGHT = re.compile(r"[（(]\d+(?:\.\d+)?[分%]?[)）]")
_GOES_ON = re.compile(r"[及和与、]$")
_WHY = re.compile(r"偏差|偏离|差异|未完成|未达|原因")
_CONTINUES = re.compile(r"[及和与、]|分析|原因")
_AMOUNTS = {FundColumn.INITIAL, FundColumn.ANNUAL, FundColumn.EXECUTED, FundColumn.RATE}


def sizes(texts: Sequence[str], book: Rulebook) -> list[int]:
    """How many of ``texts`` make one label, for each cell in their order; mostly 1.

    Args:
        texts: cells that stand beside each other, empty ones included.
        book: says which words are levels.
    """
    found: list[int] = []
    at = 0
    while at < len(texts):
        found.append(_size(texts, at, book))
        at += found[-1]
    return found


def _size(texts: Sequence[str], start: int, book: Rulebook) -> int:
    run = takewhile(
        lambda text: 0 < len(text) <= _LONGEST_PIECE, texts[start : start + _MOST_PIECES]
    )
    most = len(tuple(run))
    tests: tuple[Callable[[Sequence[str]], bool], ...] = (
        lambda pieces: _is_level(pieces, book),
        _is_heading,
        lambda pieces: _is_beside(pieces, first=start == 0),
    )
    for size in range(most, 1, -1):
        pieces = texts[start : start + size]
        if any(test(pieces) for test in tests):
            return size
    return 1


def _is_level(pieces: Sequence[str], book: Rulebook) -> bool:
    """社会效益 / 指标, 产 / 出 / 指 / 标, 产出指标 / （50分）."""
    *words, last = pieces
    ends = last == "指标" or _WEIGHT.fullmatch(last) or all(len(piece) == 1 for piece in pieces)
    if not ends or any(_WEIGHT.fullmatch(word) or word[0].isdigit() for word in words):
        return False
    label = level_label("".join(pieces))
    return bool(book.dimension(label) or book.aspect(label))


def _is_heading(pieces: Sequence[str]) -> bool:
    """年度 / 指标值, 全年 / 执行数, 偏差原因 / 分析及 / 改进措施."""
    first, *rest = pieces
    if first not in STUBS and not _WHY.match(first):
        return False
    whole = "".join(pieces)
    if not all(is_fragment(piece.rstrip("及和与、")) for piece in rest):
        return False
    if any(bare(piece) in STUBS for piece in rest):
        return False
    if indicator_column(first) is Column.NOTE:  # 改进措施 may be a column of its own
        joints = zip(pieces, rest, strict=False)
        return indicator_column(whole) is Column.NOTE and all(
            _GOES_ON.search(before) or _CONTINUES.match(after) for before, after in joints
        )
    known = indicator_column(whole) in FACT_COLUMNS or fund_column(whole) in _AMOUNTS
    return known and len(pieces) == _BOTH and first in STUBS


def _is_beside(pieces: Sequence[str], *, first: bool) -> bool:
    """绩 / 效 / 指 / 标, or at the beginning of a row 年度 / 总体 / 目标."""
    longest = max(map(len, pieces))
    return longest <= (_SHORT if first else 1) and is_block_label("".join(pieces))

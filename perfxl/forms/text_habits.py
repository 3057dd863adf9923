"""What usually stands below a heading: how badly a text fits, and what fits beside what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from perfxl.core.rulebook import Rulebook
from perfxl.forms.alignment import ColumnHabit
from perfxl.forms.recognise.column_words import LEVEL_COLUMNS, Column
from perfxl.forms.recognise.fund_words import FundColumn
from perfxl.forms.recognise.goal_words import GoalLabel, is_first_point
from perfxl.forms.recognise.labels import is_placeholder, key, level_label
from perfxl.forms.recognise.row_words import is_subtotal, is_total

Kind = Column | FundColumn | GoalLabel | None
"""What a heading of any block says."""

FILLED = frozenset({Column.WEIGHT, Column.NAME, Column.TARGET, Column.ACTUAL, *GoalLabel})
"""Columns that are nearly always filled."""
_LABELS = frozenset({None, Column.LEVELS, Column.NUMBER, *LEVEL_COLUMNS})
_WIDE = frozenset({Column.NAME, Column.NOTE, *GoalLabel})
_SIGN = re.compile(r"[≥≤=><＝≧≦]{1,2}|定性|定量|正向|反向|不[高低多少]于")
_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?(?:分|%|万?元)?")
_UNIT = re.compile(r"[^\d\s]{1,6}")
_LONG = 12  # characters of what is no label
_WEIGHTLESS = 2  # the cost of a weight of 0
_RENUMBERED = 2  # the cost of 1. 2. 3. of one goal and 4. 5. of the other


def habits(kinds: Sequence[Kind], book: Rulebook) -> list[ColumnHabit]:
    """What usually stands below each of the headings ``kinds``."""
    return [
        ColumnHabit(partial(misfit, kind, book=book), filled=kind in FILLED, wide=kind in _WIDE)
        for kind in kinds
    ]


def oddness(kinds: Sequence[Kind], row: Sequence[str]) -> int:
    """How unlikely it is that the texts of ``row`` stand beside each other, from 0 to 4."""
    by_kind = dict(zip(kinds, row, strict=True))
    target, actual = by_kind.get(Column.TARGET), by_kind.get(Column.ACTUAL)
    goals = [text for kind, text in by_kind.items() if isinstance(kind, GoalLabel) and text]
    renumbered = len(set(map(is_first_point, goals))) > 1
    unlike = bool(target and actual) and has_digits(target) != has_digits(actual)
    weightless = key(by_kind.get(Column.WEIGHT, "")) == "0"
    return unlike + _RENUMBERED * renumbered + _WEIGHTLESS * weightless


def misfit(kind: Kind, text: str, book: Rulebook) -> float:
    """How badly one text fits below a heading, from 0 to 1."""
    if not text or is_placeholder(text):
        return 0.3 if text and kind is None else 0.0
    label = level_label(text)
    number = is_number(text)
    level = bool(book.dimension(label) or book.aspect(label))
    if is_subtotal(text) or is_total(text):
        return 0.0 if kind in _LABELS else 1.0
    match kind:
        case Column.WEIGHT | Column.SCORE | Column.AWARDED:
            return 0.0 if number else 1.0
        case FundColumn():
            return 0.0 if number or kind is FundColumn.OTHER else 1.0
        case Column.DIMENSION:
            cost = book.is_cost(aspect=label, dimension=None)  # 成本指标, since 2021 a 一级指标
            return 0.0 if book.dimension(label) else 0.1 if cost else 0.6
        case Column.ASPECT:
            return 0.0 if book.aspect(label) else 1.0 if number else 0.4
        case Column.NAME:
            named = label.endswith("满意度")  # 服务对象满意度 is a name as well
            return 1.0 if number else 0.7 if level and not named else 0.0
        case Column.SIGN:
            return 0.0 if _SIGN.fullmatch(key(text)) else 1.0
        case Column.UNIT:
            return 0.0 if _UNIT.fullmatch(key(text)) and not level else 1.0
        case Column.NOTE:
            return 1.0 if level else 0.5 if number else 0.0
        case None:
            return 0.6 if number or level or len(text) > _LONG else 0.1
        case _:
            return 1.0 if level else 0.0


def is_number(text: str) -> bool:
    """Whether a text is a weight, a score or an amount."""
    return _NUMBER.fullmatch(key(text)) is not None


def has_digits(text: str | None) -> bool:
    """Whether a text counts something."""
    return any(map(str.isdigit, text or ""))

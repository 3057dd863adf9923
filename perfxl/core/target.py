"""年度指标值 and 实际完成值: from the texts people write to values that can be compared."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from perfxl.core.evaluation import Attainment
from perfxl.core.quantity import read_quantity
from perfxl.core.remark import Remark

__all__ = [
    "Actual",
    "ActualKind",
    "Remark",
    "Sign",
    "Target",
    "TargetKind",
    "read_actual",
    "read_target",
]


class Sign(Enum):
    """How an actual is to be compared with a numeric target."""

    AT_LEAST = "≥"
    ABOVE = ">"
    AT_MOST = "≤"
    BELOW = "<"
    EQUAL = "="


class TargetKind(Enum):
    """What a 年度指标值 is."""

    NUMBER = "数值"
    RANGE = "区间"
    DATE = "日期"
    WORDS = "文字"
    EMPTY = "未填"
    UNREADABLE = "无法识别"


class ActualKind(Enum):
    """What an 实际完成值 is, beside its target.

    UNDECIDED: understood in part, but a person must say whether the target is met.
    UNREADABLE: holds numbers or dates that cannot be read with certainty.
    """

    NUMBER = "数值"
    DATE = "日期"
    ATTAINMENT = "完成情况"
    UNDECIDED = "待判断"
    EMPTY = "未填"
    UNREADABLE = "无法识别"


@dataclass(frozen=True, slots=True)
class Target:
    """One 年度指标值, read.

    Args:
        raw: the text as written.
        kind: decides which of the other fields are filled.
        sign: the sign of a NUMBER or DATE; ``None`` when written without one, and for a RANGE.
        low: NUMBER and RANGE: the lower bound in base units (1.4万人 is 14000, 95% is 0.95).
        high: NUMBER: the same as ``low``; RANGE: the upper bound.  Both bounds are inclusive.
        unit: base unit ("人", "元", "%", "元/人·天"), from the value or else from the name;
            of a DATE its precision, "日", "月" or "年".
        scale: factor from the number as written to base units (万 10000, % 0.01, else 1).
        date: DATE: the last day on which it is met.  Kept on an UNREADABLE target whose
            date lies far outside the form's year.
        remarks: everything assumed or odd.
    """

    raw: str | None
    kind: TargetKind
    sign: Sign | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    scale: Decimal = Decimal(1)
    date: datetime.date | None = None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Actual:
    """One 实际完成值, read beside its target.

    Args:
        raw: the text as written.
        kind: decides which of the other fields count.
        value: NUMBER: in the target's base units, ready to compare with ``low`` and ``high``.
        date: DATE: the day of completion.  Kept on an UNDECIDED actual whose date lies far
            outside the form's year.
        attainment: ATTAINMENT: what the text says by itself.
        remarks: everything assumed or odd.
    """

    raw: str | None
    kind: ActualKind
    value: Decimal | None = None
    date: datetime.date | None = None
    attainment: Attainment | None = None
    remarks: tuple[Remark, ...] = ()


@lru_cache(maxsize=65536)
def read_target(text: str | None, *, name: str = "", year: int | None = None) -> Target:
    """Read one 年度指标值.

    Args:
        text: the cell's text, ``None`` when not filled.
        name: the 三级指标; its trailing unit ("（万元）", "(%)") counts when the text has none.
        year: the form's year, which completes dates without one.
    """
    if text is None or not text.strip():
        return Target(text, TargetKind.EMPTY)
    quantity = read_quantity(text.lstrip("≥≤="))
    if quantity is None:
        return Target(text, TargetKind.UNREADABLE)
    sign = Sign(text[0]) if text[0] in "≥≤=" else None
    return Target(
        text,
        TargetKind.NUMBER,
        sign,
        quantity.value,
        quantity.value,
        quantity.unit,
        quantity.scale,
    )


@lru_cache(maxsize=65536)
def read_actual(
    text: str | None, target: Target, *, name: str = "", year: int | None = None
) -> Actual:
    """Read one 实际完成值 beside its ``target``; ``name`` and ``year`` as in :func:`read_target`."""
    if text is None or not text.strip():
        return Actual(text, ActualKind.EMPTY)
    quantity = read_quantity(text.lstrip("≥≤="))
    if quantity is None:
        return Actual(text, ActualKind.UNREADABLE)
    return Actual(text, ActualKind.NUMBER, quantity.value)

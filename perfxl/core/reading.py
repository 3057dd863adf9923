"""Readings: what the text of a target or an actual means, with everything assumed."""

from __future__ import annotations

import datetime
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from perfxl.core.bound import Sign
from perfxl.core.course import Course
from perfxl.core.evaluation import Attainment
from perfxl.core.remark import Remark


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

    UNDECIDED is understood in part, but a person must say whether the target is met;
    UNREADABLE holds numbers or dates that must be written differently to be read.
    """

    NUMBER = "数值"
    DATE = "日期"
    ATTAINMENT = "完成情况"
    UNDECIDED = "待判断"
    EMPTY = "未填"
    UNREADABLE = "无法识别"


class Target(NamedTuple):
    """One 年度指标值, read.

    Args:
        raw: the text as written.
        kind: decides which of the other fields are filled.
        sign: the sign of a NUMBER or DATE; ``None`` when written without one, and for a RANGE.
        low: NUMBER and RANGE: the lower bound in base units (1.4万人 is 14000, 95% is 0.95).
        high: NUMBER: the same as ``low``; RANGE: the upper bound.  Both bounds are inclusive.
        unit: base unit ("人", "元", "%", "元/人·日"), from the value or else from the name;
            of a DATE its precision, "日", "月" or "年".
        scale: factor from the number as written to base units (万 10000, % 0.01, else 1).
        date: DATE: the last day on which it is met.  Kept on an UNREADABLE target whose
            date lies far outside the form's year.
        remarks: everything assumed or odd.
        unit_in_name: whether the number stands bare and ``unit`` was taken from the name.
        course: NUMBER and RANGE: which way the bounds point when they are of a change, which
            is compared by its size; ``None`` for a level.
        course_in_name: whether ``course`` was taken from the name.
        since: what a change is measured from, where it says so ("2015", "年初", "同比").
        label: the words before the number that say what is counted.
        is_harm: whether the name says that none is the best (投诉次数).
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
    unit_in_name: bool = False
    course: Course | None = None
    course_in_name: bool = False
    since: str = ""
    label: str = ""
    is_harm: bool = False


class Actual(NamedTuple):
    """One 实际完成值, read beside its target.

    Args:
        raw: the text as written.
        kind: decides which of the other fields count.
        value: NUMBER: in the target's base units, ready to compare with ``low`` and ``high``.
        date: DATE: the day of completion, the last one that a coarse date allows.  Kept on an
            UNDECIDED actual whose date lies far outside the form's year.
        attainment: ATTAINMENT: what the text says by itself.
        remarks: everything assumed or odd.
    """

    raw: str | None
    kind: ActualKind
    value: Decimal | None = None
    date: datetime.date | None = None
    attainment: Attainment | None = None
    remarks: tuple[Remark, ...] = ()

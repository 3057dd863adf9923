"""Dates: in the calendar, within the form's year, and not before they can be."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from perfxl.core.checks.statement import rows, shown, state
from perfxl.core.evaluation import Evaluation
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.judgement import Caution
from perfxl.core.reading import Actual, ActualKind, Target, TargetKind
from perfxl.core.remark import Remark
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Scorecard

OUT_OF_RANGE = FindingKind(
    "D01",
    Severity.ERROR,
    "日期远离评价年度",
    "日期与评价年度相差太远（如2020年度的表写2121.12.31），一定是写错了，改正之前不计分。",
)
IMPOSSIBLE = FindingKind(
    "D02",
    Severity.ERROR,
    "日期不存在",
    "日历中没有这一天（如2020年2月30日），改正之前不计分。",
)
LATE = FindingKind(
    "D03",
    Severity.WARNING,
    "晚于时限完成",
    "逾期完成的按定性指标由人评定，评分办法只给出建议的得分。",
)
FIRST_OF_JANUARY = FindingKind(
    "D04",
    Severity.WARNING,
    "时限是1月1日",
    "年度第一天不可能完成全年的任务，时限可能写成了开始日期。",
)
TARGET_NOT_IN_YEAR = FindingKind(
    "D05",
    Severity.WARNING,
    "时限不在评价年度内",
    "年度指标值是评价年度内应达到的值，时限应在这一年之内。",
)
IN_THE_FUTURE = FindingKind(
    "D06",
    Severity.WARNING,
    "完成日期晚于自评时间",
    "自评在次年的年初进行，4月以后的日期在自评时还没有到，不可能是实际完成日期，可能是照抄了指标值。",
)

BEFORE_THE_YEAR = FindingKind(
    "D07",
    Severity.WARNING,
    "完成日期早于评价年度",
    "自评只评这一年度的完成情况；上年已经完成的不是本年的任务，也可能是年份写错了。",
)

KINDS = (
    OUT_OF_RANGE,
    IMPOSSIBLE,
    LATE,
    FIRST_OF_JANUARY,
    TARGET_NOT_IN_YEAR,
    IN_THE_FUTURE,
    BEFORE_THE_YEAR,
)


def check_dates(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """Dates of targets and actuals that cannot be, or that a person must judge."""
    year = evaluation.year
    for path, row, score in rows(evaluation, scorecard):
        target, actual = score.target, score.actual
        if target.remarks:
            yield from _wrong(evaluation, f"{path}.年度指标值", row.target, target.remarks)
        if actual.remarks:
            yield from _wrong(evaluation, f"{path}.实际完成值", row.actual, actual.remarks)
        if target.kind is TargetKind.DATE and target.date and year is not None:
            yield from _deadline(evaluation, f"{path}.年度指标值", row.target, target.date, year)
        if actual.kind is not ActualKind.DATE or actual.date is None:
            continue
        reached = f"{path}.实际完成值"
        if year is not None and actual.date > datetime.date(year + 1, 4, 30):
            yield state(
                IN_THE_FUTURE,
                evaluation,
                reached,
                found=shown(row.actual),
                expected=f"不晚于{year + 1}年4月30日的日期",
                fix="填写真实的完成日期；没有完成的填0并说明原因",
            )
        if _is_before(year, target, actual):
            yield state(
                BEFORE_THE_YEAR,
                evaluation,
                reached,
                found=shown(row.actual),
                expected=f"{year}年内的日期",
                fix="核对年份；上年完成的任务不列入本年的自评",
            )
        if Caution.LATE in score.cautions:
            yield state(
                LATE,
                evaluation,
                reached,
                found=f"{shown(row.actual)}，时限为{shown(row.target)}",
                expected=f"不晚于{shown(row.target)}",
                fix="选择完成情况或填写核定得分，并说明原因",
            )


def _is_before(year: int | None, target: Target, actual: Actual) -> bool:
    """Whether a date lies before the year; one too far from its target is told as such."""
    if year is None or actual.date is None or actual.date.year >= year:
        return False
    due = target.date is not None and target.date.year == year
    return due and Remark.IMPLAUSIBLE not in actual.remarks


def _wrong(
    evaluation: Evaluation, field: str, text: str | None, remarks: tuple[Remark, ...]
) -> Iterator[Finding]:
    for remark, kind in (
        (Remark.DATE_OUT_OF_RANGE, OUT_OF_RANGE),
        (Remark.DATE_IMPOSSIBLE, IMPOSSIBLE),
    ):
        if remark in remarks:
            year = f"{evaluation.year}年" if evaluation.year else "评价年度"
            yield state(
                kind,
                evaluation,
                field,
                found=shown(text),
                expected=f"{year}前后的日期",
                fix="改正日期",
            )


def _deadline(
    evaluation: Evaluation, field: str, text: str | None, deadline: datetime.date, year: int
) -> Iterator[Finding]:
    if deadline.year != year:
        yield state(
            TARGET_NOT_IN_YEAR,
            evaluation,
            field,
            found=shown(text),
            expected=f"{year}年内的日期",
            fix="核对时限；跨年度项目写本年度应完成的部分",
        )
    elif (deadline.month, deadline.day) == (1, 1):
        yield state(
            FIRST_OF_JANUARY,
            evaluation,
            field,
            found=shown(text),
            expected=f"{year}年内的截止日期，如{year}年12月31日",
            fix="改为截止日期",
        )

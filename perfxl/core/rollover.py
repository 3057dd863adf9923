"""结转到下一年度: what of this year's evaluation is next year's plan.

Kept is what was planned: project, units, targets, weights, 预期目标.  Everything that this
year brought is gone, amounts included, for a new year has a new budget.  Deadlines move by
one year; years inside names and prose are never changed, but found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from perfxl.core.checks import rollover as kinds
from perfxl.core.checks.statement import shown
from perfxl.core.deadline import next_deadline
from perfxl.core.evaluation import Evaluation, Goal, Indicator, Place
from perfxl.core.finding import Finding, FindingKind
from perfxl.core.target import read_target
from perfxl.core.year_mark import years_named


class MovedDeadline(NamedTuple):
    """A 年度指标值 that was moved by one year; ``field`` is its field path."""

    field: str
    before: str
    after: str


class NextYear(NamedTuple):
    """One project as next year's master has it.

    ``findings`` have no place yet: the master in which they stand is not written.
    """

    evaluation: Evaluation
    deadlines: tuple[MovedDeadline, ...]
    findings: tuple[Finding, ...]

    def placed(self, written: Evaluation) -> NextYear:
        """The same with each finding at the place where ``written`` has its field."""
        findings = tuple(
            finding._replace(where=written.place(finding.field)) for finding in self.findings
        )
        return self._replace(evaluation=written, findings=findings)


def roll_over(evaluation: Evaluation) -> NextYear:
    """The plan for the year after ``evaluation``: its facts without results or amounts."""
    year = evaluation.year
    indicators: list[Indicator] = []
    deadlines: list[MovedDeadline] = []
    findings = list(_head_findings(evaluation))
    for number, indicator in enumerate(evaluation.indicators, 1):
        path = f"指标{number}"
        field = f"{path}.年度指标值"
        moved = _moved(indicator, year)
        if moved is not None and moved != indicator.target:
            deadlines.append(MovedDeadline(field, indicator.target or "", moved))
        findings += _indicator_findings(path, indicator, moved, year)
        indicators.append(_planned(indicator, moved or indicator.target))
    following = Evaluation(
        code=evaluation.code,
        project=evaluation.project,
        department=evaluation.department,
        unit=evaluation.unit,
        year=None if year is None else year + 1,
        amount_unit=evaluation.amount_unit,
        execution_weight=evaluation.execution_weight,
        goal=Goal(expected=evaluation.goal.expected),
        indicators=tuple(indicators),
    )
    return NextYear(following, tuple(deadlines), tuple(findings))


def _moved(indicator: Indicator, year: int | None) -> str | None:
    if indicator.target is None:
        return None
    return next_deadline(indicator.target, name=indicator.name or "", year=year)


def _planned(indicator: Indicator, target: str | None) -> Indicator:
    return Indicator(
        dimension=indicator.dimension,
        aspect=indicator.aspect,
        name=indicator.name,
        target=target,
        weight=indicator.weight,
    )


def _head_findings(evaluation: Evaluation) -> Iterator[Finding]:
    if evaluation.year is None:
        yield _finding(
            kinds.NO_YEAR,
            "年度",
            found="空白",
            expected="四位数字的年度，如 2021",
            fix="在“单位与年度”表里填上年度，并核对各时限",
        )
    yield from _year_left(kinds.YEAR_IN_NAME, "项目名称", evaluation.project)
    yield from _year_left(kinds.YEAR_IN_GOAL, "年度总体目标.预期目标", evaluation.goal.expected)


def _indicator_findings(
    path: str, indicator: Indicator, moved: str | None, year: int | None
) -> Iterator[Finding]:
    for column, name in (
        ("一级指标", indicator.dimension),
        ("二级指标", indicator.aspect),
        ("三级指标", indicator.name),
    ):
        yield from _year_left(kinds.YEAR_IN_NAME, f"{path}.{column}", name)
    field = f"{path}.年度指标值"
    if moved is None:
        yield from _year_left(kinds.YEAR_KEPT_IN_TARGET, field, indicator.target)
    elif moved != indicator.target and year is not None:
        before = read_target(indicator.target, name=indicator.name or "", year=year)
        if before.date is not None and before.date.year != year:
            yield _finding(
                kinds.DEADLINE_OF_ANOTHER_YEAR,
                field,
                found=f"{shown(moved)}（原为{shown(indicator.target)}）",
                expected=f"{year + 1}年度内的时限",
                fix="核对新的时限，不对的改回来",
            )


def _year_left(kind: FindingKind, field: str, text: str | None) -> Iterator[Finding]:
    years = years_named(text)
    if years:
        yield _finding(
            kind,
            field,
            found=f"{shown(text)}，写着{'、'.join(years)}",
            expected="适用于下一年度的写法",
            fix="需要改的手工改，不需要改的不用处理",
        )


def _finding(kind: FindingKind, field: str, *, found: str, expected: str, fix: str) -> Finding:
    return Finding(kind, field, Place(), found, expected, fix, kind.severity)

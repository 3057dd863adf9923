"""A form without fault, and a way to plant one in the words of the form."""

from __future__ import annotations

from dataclasses import replace

from perfxl.core.evaluation import (
    AMOUNT_COLUMNS,
    FUND_ROWS,
    INDICATOR_COLUMNS,
    Amount,
    Attainment,
    Evaluation,
    Evidence,
    Funding,
    FundRow,
    Goal,
    Indicator,
)
from perfxl.core.quantity import amount

Value = str | int | None

_COLUMNS = {**INDICATOR_COLUMNS, "得分": "printed_score"}
_HEAD = {"项目名称": "project", "主管部门": "department", "实施单位": "unit", "年度": "year"}
_GOAL = {"预期目标": "expected", "实际完成情况": "achieved"}


def indicator(
    dimension: str, aspect: str, name: str, target: str, actual: str, weight: str
) -> Indicator:
    return Indicator(dimension, aspect, name, target, actual, amount(weight))


def funds(initial: str | None, annual: str | None, executed: str | None) -> FundRow:
    return FundRow(amount(initial), amount(annual), amount(executed))


CLEAN = Evaluation(
    project="线上培训工作经费",
    department="教育局",
    unit="考试中心",
    year=2020,
    funding=Funding(
        funds("60", "60", "54"),
        funds("40", "40", "36"),
        funds("20", "20", "18"),
        funds("0", "0", "0"),
    ),
    goal=Goal("开展线上培训，提高教学水平。", "完成线上培训2次，教学水平有了提高。"),
    indicators=(
        indicator("产出指标", "数量指标", "线上培训（次）", "≥2", "2", "15"),
        indicator("产出指标", "质量指标", "培训合格率", "≥95%", "96%", "15"),
        indicator("产出指标", "时效指标", "完成时限", "2020年12月30日", "2020年12月20日", "10"),
        indicator("产出指标", "成本指标", "培训费用（万元）", "≤60", "54", "10"),
        indicator("效益指标", "社会效益指标", "提高教学水平", "提高", "显著提高", "15"),
        indicator("效益指标", "可持续影响指标", "持续提高教学水平", "持续", "持续", "15"),
        indicator("满意度指标", "服务对象满意度指标", "教师满意度", "≥95%", "97%", "10"),
    ),
)


def planted(form: Evaluation, faults: dict[str, Value]) -> Evaluation:
    """``form`` with other texts at some field paths; an unknown path is printed evidence.

    ``{"指标1": None}`` leaves out a row; ``{"指标1.二级指标": None}`` empties a cell.
    """
    for path, text in faults.items():
        form = _plant(form, path, text)
    dropped = {int(path[2:]) for path, text in faults.items() if path[2:].isdigit() and not text}
    kept = tuple(row for number, row in enumerate(form.indicators, 1) if number not in dropped)
    return replace(form, indicators=kept)


def _plant(form: Evaluation, path: str, text: Value) -> Evaluation:
    head, _, column = path.partition(".")
    raw = text if isinstance(text, str) else None
    if head in _HEAD:
        return replace(form, **{_HEAD[head]: text})
    if head in FUND_ROWS and column in AMOUNT_COLUMNS:
        row = getattr(form.funding, FUND_ROWS[head])
        row = row._replace(**{AMOUNT_COLUMNS[column]: amount(raw)})
        return replace(form, funding=form.funding._replace(**{FUND_ROWS[head]: row}))
    if path == "年度资金总额.分值":
        return replace(form, execution_weight=amount(raw))
    if head == "年度总体目标":
        return replace(form, goal=form.goal._replace(**{_GOAL[column]: raw}))
    if head.startswith("指标") and column in _COLUMNS:
        return _plant_in_row(form, int(head[2:]), column, raw)
    if column:
        return replace(form, evidence=(*form.evidence, Evidence(path, raw or "")))
    return form


def _plant_in_row(form: Evaluation, number: int, column: str, raw: str | None) -> Evaluation:
    value: str | Amount | Attainment | None = raw
    if column in {"分值", "核定得分"}:
        value = amount(raw)
    elif column == "完成情况" and raw:
        value = Attainment(raw)
    rows = list(form.indicators)
    rows[number - 1] = rows[number - 1]._replace(**{_COLUMNS[column]: value})
    return replace(form, indicators=tuple(rows))

"""Projects to write: the official form with fourteen indicators, no text of it used twice.

What repeats in real life repeats here (dimensions, aspects, labels); names, goals, notes and
amounts are different in every project, so that a cache helps as much as it would in use.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

Value = str | int | Decimal | None

_CENT = Decimal("0.01")
_EXECUTION_WEIGHT = 10
_ROWS = (
    ("产出指标", "数量指标", "参加培训的专家团队成员人数（人次）", 320),
    ("产出指标", "数量指标", "完成中小学教师线上培训期数（期）", 12),
    ("产出指标", "数量指标", "采购远程视频会议设备数量（台）", 45),
    ("产出指标", "质量指标", "培训人员结业考核合格率", "≥95%"),
    ("产出指标", "质量指标", "设备一次验收合格率（%）", 100),
    ("产出指标", "时效指标", "项目完成时限", "2020年12月30日"),
    ("产出指标", "成本指标", "项目总成本控制在预算以内", "≤150万元"),
    ("效益指标", "社会效益指标", "提升自治区基础教育教学研究水平", "有所提升"),
    ("效益指标", "社会效益指标", "受益中小学校数量（所）", 260),
    ("效益指标", "可持续影响指标", "平台持续使用年限（年）", 5),
    ("效益指标", "可持续影响指标", "建立教师培训长效机制", "持续"),
    ("效益指标", "生态效益指标", "减少纸质材料印刷数量（万张）", 30),
    ("满意度指标", "服务对象满意度指标", "参训教师对培训内容的满意度", "≥90%"),
    ("满意度指标", "服务对象满意度指标", "学校对远程设备运行维护的满意度（%）", 95),
)
_WEIGHTS = (8, 8, 8, 7, 7, 6, 6, 6, 6, 6, 6, 6, 5, 5)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row; ``score`` is what the form's own formula gives."""

    dimension: str
    aspect: str
    name: str
    target: Value
    actual: Value
    weight: Value
    score: Value
    note: str | None


@dataclass(frozen=True, slots=True)
class Project:
    """What one form shows; ``amounts`` are four rows of three numbers."""

    name: str
    department: str
    unit: str
    year: Value
    amounts: tuple[tuple[Value, Value, Value], ...]
    execution_weight: Value
    execution_rate: Value
    execution_score: Value
    expected: str
    achieved: str
    indicators: tuple[Indicator, ...]
    weight_total: Value
    score_total: Value


def project(number: int) -> Project:
    """The project of this number; its scores agree with the form's formulas."""
    indicators = tuple(_indicator(number, row) for row in range(len(_ROWS)))
    budget = Decimal(900_000 + number * 37 % 800_000) / 10_000
    executed = budget - Decimal(number % 90) / 10
    rate = executed / budget
    execution = _points(_EXECUTION_WEIGHT * min(Decimal(1), rate))
    points = sum((Decimal(str(item.score)) for item in indicators), execution)
    return Project(
        name=f"“一中心两平台”和电子督学第{number}号建设项目专项业务经费",
        department="新疆维吾尔自治区教育厅",
        unit=f"新疆维吾尔自治区第{number}教育研究院",
        year=2020,
        amounts=((budget, budget, executed), (budget, budget, executed), (0, 0, 0), (0, 0, 0)),
        execution_weight=_EXECUTION_WEIGHT,
        execution_rate=round(rate, 6),
        execution_score=execution,
        expected=(
            f"完成第{number}批教学设备的更新和网络建设，保障“一中心两平台”和电子督学系统的"
            "正常运行，为全区中小学校提供稳定的线上教学服务，提高教育信息化水平。"
        ),
        achieved=(
            f"截至年底，第{number}批建设任务已经全部完成，系统运行稳定，"
            "线上教学服务覆盖全区中小学校，教师和学生反映良好。"
        ),
        indicators=indicators,
        weight_total=sum(_WEIGHTS) + _EXECUTION_WEIGHT,
        score_total=_points(points),
    )


def _indicator(number: int, row: int) -> Indicator:
    dimension, aspect, name, target = _ROWS[row]
    weight = _WEIGHTS[row]
    actual: Value = target
    points, note = Decimal(weight), None
    if isinstance(target, int) and (number + row) % 5 == 0:
        actual = Decimal(target * (60 + (number + row) % 39)) / 100
        points = _points(weight * actual / target)
        note = f"受疫情影响，第{number}批任务推迟，将于下年度一季度内补齐。"
    return Indicator(dimension, aspect, f"第{number}批{name}", target, actual, weight, points, note)


def _points(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)

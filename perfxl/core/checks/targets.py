"""年度指标值: filled, readable, and written the way it is meant."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.core.bound import DOWNWARD, UPWARD
from perfxl.core.checks.remarks import WRONG_DATES, told, with_reason
from perfxl.core.checks.statement import rows, shown, state, told_of
from perfxl.core.evaluation import Evaluation, Indicator
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.quantity import plain
from perfxl.core.reading import TargetKind
from perfxl.core.rulebook import Rulebook
from perfxl.core.ruling import AS_WRITTEN
from perfxl.core.score import Score, Scorecard
from perfxl.regex import regex

NO_TARGET = FindingKind(
    "T01",
    Severity.ERROR,
    "年度指标值未填",
    "自评是把完成值与预算批复时的年度指标值相比（财预〔2020〕10号），没有指标值就无法评分。",
)
UNREAD_TARGET = FindingKind(
    "T03",
    Severity.WARNING,
    "年度指标值无法识别",
    "指标值应是一个数（可带比较符号和单位）、一个日期或一个说明程度的词，一格只写一个。",
)
COST_AT_LEAST = FindingKind(
    "T05",
    Severity.WARNING,
    "成本指标写成越高越好",
    "成本是控制数，指标值只应写“≤”或“=”。写成“≥”时意味着花得越多越好，评分仍按越低越好计算。"
    "节约率、降低率一类的指标越高越好，按指标值的写法评分，不报这一条；只写“节约成本”一类的"
    "看不出是控制数还是节约数，没有写“≤”的也报。",
)
EQUAL_BOUNDS = FindingKind(
    "T06",
    Severity.NOTE,
    "上限与下限相同",
    "指标值的上限与下限是同一个数，只有恰好等于它才算达到。",
)

NO_QUANTITY = FindingKind(
    "T19",
    Severity.NOTE,
    "数量指标没有数",
    "数量指标应当能用数衡量；指标值只有文字，完成值照写一遍就得满分，无法核对完成了多少。",
)

KINDS = (
    NO_TARGET,
    UNREAD_TARGET,
    COST_AT_LEAST,
    EQUAL_BOUNDS,
    NO_QUANTITY,
)

# What was saved is no cost: more of it is better, and a "≤" would be wrong.
_SAVING = regex(r"节约|节省|降低|下降|压减|压缩|减少|降幅")
_SPENT = "(?:成本|经费|费用|支出|开支|资金|造价|投资)"
_SAVED = "(?:节约|节省|节支|降低|下降|压减|压缩|减少|削减)"
_OF_WHAT = r"[^\W\d_A-Za-z]{0,6}"  # a range of all Chinese takes re 2 ms
_ALL_SAVED = regex(rf"^(?:{_SAVED}{_OF_WHAT}{_SPENT}|{_OF_WHAT}{_SPENT}{_SAVED})(?:[(（].*)?$")
_OF_SAVING = "节约、降低的幅度越高越好，不是成本的控制数：改列为经济效益指标，或填核定得分"


def check_targets(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """Targets that are missing, unreadable or written in a way that misleads."""
    missing = [score.target.kind is TargetKind.EMPTY for score in scorecard.indicators]
    told_rows, everywhere = told_of(missing)
    for index, (path, row, score) in enumerate(rows(evaluation, scorecard)):
        target = score.target
        field = f"{path}.年度指标值"
        if index in told_rows:
            yield state(
                NO_TARGET,
                evaluation,
                field,
                found=everywhere or shown(row.target),
                expected="预算批复的指标值，如≥95%",
                fix="按绩效目标申报表填写年度指标值",
            )
        elif target.kind is TargetKind.UNREADABLE:
            if WRONG_DATES.isdisjoint(target.remarks):
                yield state(
                    UNREAD_TARGET,
                    evaluation,
                    field,
                    found=with_reason(row.target, target.remarks),
                    expected="一个数、一个日期或一个词，如≥95%、2020年12月30日、提高",
                    fix="改写年度指标值，一格只写一个；写不成的，选择完成情况",
                )
        elif target.remarks:
            yield from told(evaluation, field, row.target, target.remarks)
        if target.kind is TargetKind.RANGE and target.low == target.high:
            yield state(
                EQUAL_BOUNDS,
                evaluation,
                field,
                found=shown(row.target),
                expected=f"={plain(target.low / target.scale)}" if target.low else "=0",
                fix="只写一个带“=”的数，或改正其中一个界限",
            )
        if target.kind is TargetKind.WORDS and _is_of_quantity(row, rulebook):
            yield state(
                NO_QUANTITY,
                evaluation,
                field,
                found=shown(row.target),
                expected="带单位的数，如≥120公里",
                fix="写明应完成的数量，或改列为质量、效益指标",
            )
        if _is_upside_down(row, score) and _is_numeric_cost(row, score, rulebook):
            is_saving = _SAVING.search(row.name or "") is not None
            yield state(
                COST_AT_LEAST,
                evaluation,
                field,
                found=shown(row.target),
                expected="以“≤”开头的控制数",
                fix=_OF_SAVING if is_saving else "把“≥”改为“≤”",
            )


def _is_of_quantity(row: Indicator, rulebook: Rulebook) -> bool:
    aspect = rulebook.aspect(row.aspect)
    return aspect is not None and aspect.name == "数量指标"


def _is_upside_down(row: Indicator, score: Score) -> bool:
    """Whether a cost has a "≥", or is called 节约成本 without a "≤"."""
    sign = score.target.sign
    return sign in UPWARD or (
        sign not in DOWNWARD and _ALL_SAVED.search(row.name or "") is not None
    )


def _is_numeric_cost(row: Indicator, score: Score, rulebook: Rulebook) -> bool:
    if score.target.kind is not TargetKind.NUMBER or score.target.course in AS_WRITTEN:
        return False
    return rulebook.is_cost(aspect=row.aspect, dimension=row.dimension)

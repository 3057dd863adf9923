"""What a score says about an indicator, and what a person should know about it."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import NamedTuple


class Judgement(Enum):
    """Which rule decided a score."""

    MET = "达到指标值"
    EXCEEDED = "超过指标值"  # an equal target, passed: full weight with a note
    FAR_EXCEEDED = "远超指标值"  # from the rulebook's over_threshold on: full weight, give a reason
    BELOW = "低于指标值"  # higher is better: weight × actual ÷ target
    OVER = "高于指标值"  # lower is better: the rulebook's ratio or linear rule
    LATE = "晚于时限"
    QUALITATIVE_MET = "定性：达成"
    QUALITATIVE_PARTLY = "定性：部分达成"
    QUALITATIVE_UNMET = "定性：未达成"
    NOT_CARRIED_OUT = "未实施"  # a cost of 0 where money was planned
    EXECUTED = "按执行率"  # execution: weight × executed ÷ annual budget
    NO_BUDGET = "无预算"  # execution without a budget
    UNDECIDED = "待确定"  # no score until a person decides


class Caution(Enum):
    """Something about a score that a person should know; the value is the Chinese text."""

    NO_WEIGHT = "没有填写分值"
    BAD_WEIGHT = "分值不是数，或为负数、过大"
    NO_TARGET = "没有填写年度指标值"
    NO_ACTUAL = "没有填写实际完成值"
    UNREAD_TARGET = "年度指标值无法识别"
    UNREAD_ACTUAL = "实际完成值无法识别"
    CORRECT_DATE = "日期不存在或远离评价年度，请更正"
    CHOOSE_ATTAINMENT = "无法判断是否达成，请选择完成情况（达成、部分达成、未达成）"
    CHOICE_AGAINST_WORDS = "所选完成情况与实际完成值的文字不一致，以所选为准"
    WORDS_FOR_VALUE = "指标值是数量或日期而实际完成值不是，按完成情况评分"
    COST_AT_LEAST = "成本指标的指标值写成“大于”，按越低越好评分"
    STRICT_BOUND = "实际完成值等于指标值，而指标值不含本数，未达到"
    ZERO_TARGET = "指标值为0，超过即不得分"
    NEGATIVE_ACTUAL = "实际完成值为负数，按0计"
    OPPOSED = "实际的增减方向与指标值相反，按0计"
    LATE = "晚于时限，得分是建议值，请选择完成情况或填写核定得分"
    NOT_CARRIED_OUT = "成本为0不是节约，视为项目未实施"
    NO_BUDGET = "全年预算数为0，无法计算执行率"
    NO_ANNUAL_BUDGET = "没有填写全年预算数"
    BAD_ANNUAL_BUDGET = "全年预算数不是数，或为负数"
    NO_EXECUTED = "没有填写全年执行数"
    BAD_EXECUTED = "全年执行数不是数"
    OVER_BUDGET = "全年执行数超过全年预算数，按分值封顶"
    BAD_AWARDED = "核定得分不是有效的数，请改正或清空"
    AWARDED_OUT_OF_RANGE = "核定得分不在0和分值之间"
    AWARDED_OUT_OF_BAND = "核定得分不在该完成情况的分值区间内"


class Verdict(NamedTuple):
    """What a rule decides: weight × ``part`` ÷ ``whole``, kept apart so that nothing is rounded."""

    judgement: Judgement
    part: Decimal
    whole: Decimal
    cautions: tuple[Caution, ...] = ()

"""What a score says about an indicator, and what a person should know about it."""

from __future__ import annotations

from enum import Enum


class Judgement(Enum):
    """Which rule decided a score."""

    MET = "达到指标值"
    EXCEEDED = "超过指标值"  # an equal target, met and passed: full weight with a note
    FAR_EXCEEDED = "远超指标值"  # from the rulebook's over_threshold on: full weight, give a reason
    BELOW = "低于指标值"  # higher is better, weight × actual ÷ target
    OVER = "高于指标值"  # lower is better, the rulebook's ratio or linear rule
    LATE = "晚于时限"
    QUALITATIVE_MET = "定性：达成"
    QUALITATIVE_PARTLY = "定性：部分达成"
    QUALITATIVE_UNMET = "定性：未达成"
    NOT_CARRIED_OUT = "未实施"  # a cost of 0 where money was planned
    NO_BUDGET = "无预算"  # execution rate without a budget
    UNDECIDED = "待确定"  # no score until a person decides


class Caution(Enum):
    """Something about a score that a person should know; the value is the Chinese text."""

    NO_WEIGHT = "没有填写分值"
    BAD_WEIGHT = "分值不能为负数"
    NO_TARGET = "没有填写年度指标值"
    NO_ACTUAL = "没有填写实际完成值"
    UNREAD_TARGET = "年度指标值无法识别"
    UNREAD_ACTUAL = "实际完成值无法识别"
    CHOOSE_ATTAINMENT = "请选择完成情况（达成、部分达成、未达成）"
    WORDS_FOR_NUMBER = "指标值是数量而实际完成值是文字，按文字表示的完成情况评分"
    COST_AT_LEAST = "成本指标的指标值写成“≥”，已按越低越好评分"
    STRICT_BOUND = "实际完成值等于指标值，而指标值要求大于（小于），未达成"
    NEGATIVE_ACTUAL = "实际完成值为负数，按0计"
    LATE = "完成时间晚于时限，得分为评分办法的建议值，请选择完成情况或填写核定得分"
    NOT_CARRIED_OUT = "成本为0不是节约，按未实施计0分"
    NO_BUDGET = "全年预算数为0"
    NO_EXECUTED = "没有填写全年执行数"
    OVER_BUDGET = "全年执行数超过全年预算数"
    AWARDED_OUT_OF_RANGE = "核定得分不在0和分值之间"
    AWARDED_OUT_OF_BAND = "核定得分不在所选完成情况的分值区间内"

"""Remarks: what a reader of values assumed or found odd.

A remark is an observation, never a verdict: how bad it is, and whether it becomes a
finding, is decided by the checks.  Its ``value`` is a Chinese phrase for a person.
"""

from __future__ import annotations

from enum import Enum


class Remark(Enum):
    """One observation about a target or an actual; the phrase completes "此处……"."""

    # The text as such
    PLACEHOLDER = "只有占位符号，视为未填"
    TOO_LONG = "文字过长，不作为数值读取"
    SPACE_IN_NUMBER = "数字中间有空格，已合并为一个数"
    LINE_BREAK_IN_NUMBER = "数字中间换行，无法确定是一个数还是两个数"
    NUMBER_IN_SENTENCE = "文字中夹有数字，无法确定指标值"
    SEVERAL_NUMBERS = "含有多个数字，无法确定以哪个为准"
    # Signs and bounds
    SIGN_REPEATED = "比较符号重复"
    SIGN_CONTRADICTORY = "比较符号互相矛盾"
    SIGN_ON_DATE = "日期不应使用大于类符号，仍按最迟期限理解"
    SIGN_IGNORED = "实际完成值带有比较符号，只取其数值"
    SIGN_AGAINST_TARGET = "实际完成值的比较符号使其无法与目标比较"
    BOUNDS_REVERSED = "下限大于上限"
    BOUNDS_EXCLUSIVE = "双向界限使用了不含本数的符号，无法表示"
    APPROXIMATE = "数值带有“约”“左右”等不确定说法"
    # Words around a number
    LABEL_IGNORED = "数值前后的文字视为说明，只取数值"
    AND_MORE = "“余”“多”“+”按不少于该数理解"
    NUMERAL = "中文数字按阿拉伯数字读取"
    COURSE_ASSUMED = "指标值写明增长或下降，完成值没有写，按同一方向的幅度理解"
    COURSE_UNKNOWN = "一处写的是增减的幅度，另一处不是，无法比较"
    COURSE_ONLY = "指标值只写了增减的方向，按方向是否一致评分"
    LABEL_DIFFERS = "数值前的文字与指标值的不同，无法确定说的是同一件事"
    # Numbers, scales and units
    PERCENT_REPEATED = "百分号重复"
    PERCENT_OMITTED = "一处写了百分号，另一处没有写，按同一单位理解"
    FRACTION_AS_PERCENT = "小数与百分数混用，小数已按百分数换算"
    PERCENT_BELOW_ONE = "单位为%而数值小于1，可能把小数当作百分数填写"
    SCALE_OMITTED = "一处写了“万”等数量级，另一处没有写，按同一数量级理解"
    SCALE_WRITTEN_OUT = "一处写了“万”等数量级，另一处按基本单位填写，已换算"
    SCALE_UNCERTAIN = "无法确定数值的数量级或百分比，请写明单位"
    UNIT_MISMATCH = "与目标值的单位不同，无法比较"
    UNIT_SHORTENED = "单位比目标值的单位写得短，按同一单位理解"
    UNIT_CONVERTED = "单位与指标值不同，已换算"
    UNIT_UNKNOWN = "单位不常见"
    NAME_UNIT_DIFFERS = "与指标名称中注明的单位不同"
    NEGATIVE = "数值为负"
    IMPLAUSIBLE = "数值与目标值相差悬殊，可能有误"
    RANGE_GIVEN = "实际完成值是一个区间，无法确定数值"
    # Dates
    YEAR_ASSUMED = "日期没有年份，按评价年度补齐"
    YEAR_UNKNOWN = "日期没有年份，无法补齐"
    DATE_OUT_OF_RANGE = "日期远离评价年度，可能有误"
    DATE_IMPOSSIBLE = "日历中没有这一天"
    DATE_SERIAL = "以Excel日期序列号填写，已换算为日期"
    DATE_RANGE = "填写的是起止日期，取截止日期"
    DATE_OR_NUMBER = "无法确定是日期还是数值"
    DATE_TOO_COARSE = "日期不够精确，无法确定是否按期"
    BEFORE_MONTH = "“某月（季度）前”不含当月（季度），取上期最后一日"
    # Actuals of another kind than the target
    TARGET_REPEATED = "照抄目标值"
    COMPLETION_WORD = "以文字说明完成情况，未填写具体数值或日期"
    PERCENT_FOR_WORDS = "目标是文字，实际完成值是百分数"
    NUMBER_FOR_WORDS = "目标是文字，实际完成值是数值，无法比较"
    NUMBER_FOR_DATE = "目标是日期，实际完成值是数值，无法比较"
    DATE_FOR_NUMBER = "目标是数值，实际完成值是日期，无法比较"
    DATE_FOR_WORDS = "目标是文字，实际完成值是日期，无法比较"
    WORDS_UNDECIDED = "无法从文字判断是否达成"

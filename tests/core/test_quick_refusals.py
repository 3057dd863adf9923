"""Tests that only spare slow patterns work: they refuse nothing that the patterns find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from perfxl.core import course, name, numeral, words
from perfxl.core.checks import goals

PARTS = ["年", "项目", "（%）", "1", "，", "了", "能", "及时"]
DEADLINES = [
    "时限",
    "日期",
    "期限",
    "截止",
    "截",
    "止",
    "时点",
    "完成",
    "完工",
    "投用",
    "时间",
    "时",
]
COURSES = [
    "增长",
    "提高",
    "超支",
    "超概算",
    "节约",
    "核减",
    "下降",
    "率",
    "额",
    "降幅",
    "增速",
    "涨幅",
]
COURSES += ["偏差", "误差", "偏离", "比例", "百分比", "程度", "金额", "数额", "幅"]
UNFINISHED = [
    "未",
    "没有",
    "没",
    "尚",
    "仍",
    "还",
    "完成",
    "达到",
    "目标",
    "开展",
    "动工",
    "达标",
    "仅",
    "只",
]
UNFINISHED += ["建成", "取消", "暂缓", "中止", "终止", "停工", "搁置", "工程", "已", "被"]


def texts(words: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(words + PARTS), max_size=5).map("".join)


@given(texts(DEADLINES))
def test_names_of_deadlines(text: str) -> None:
    assert name.hint_of(text).is_deadline == (name._DEADLINE.search(text) is not None)


@given(texts(COURSES))
def test_names_that_point_a_way(text: str) -> None:
    patterns = (course._OF_FALL, course._OF_RISE, course._OF_EITHER)
    found = any(pattern.search(text) for pattern in patterns)
    assert (course.course_of_name(text) is not None) == found


@given(texts(UNFINISHED))
def test_goals_that_say_unfinished(text: str) -> None:
    found = goals._UNFINISHED.search(text)
    assert goals._unfinished(text) == (found[0] if found else "")


NUMERALS = ["不少于", "两", "十", "三", "八", "成", "半", "百分之", "个", "以上", "场"]
BUDGETS = ["控制", "在", "预算", "内", "不", "未", "超", "突破", "数", "项目", "以"]
ABSENCES = ["无", "零", "没有", "杜绝", "避免", "防止", "不", "未", "再", "发生", "事故", "投诉"]


@given(texts(NUMERALS))
def test_numerals(text: str) -> None:
    patterns = (numeral._COUNT, numeral._PERCENT, numeral._TENTHS)
    if any(pattern.fullmatch(text) for pattern in patterns):
        assert not numeral._NUMERALS.isdisjoint(text)


@given(texts(ABSENCES))
def test_targets_that_want_nothing_to_happen(text: str) -> None:
    assert words.wants_none(text) == (words._ABSENCE.fullmatch(text) is not None)


@given(texts(BUDGETS))
def test_targets_within_a_budget(text: str) -> None:
    if words._WITHIN.fullmatch(text):
        assert not words._LIMITING.isdisjoint(text)

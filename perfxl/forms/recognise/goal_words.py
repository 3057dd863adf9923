# ruff: noqa: E501 - one pattern a line reads better than a pattern cut in pieces
"""Words of the block 年度总体目标."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from perfxl.forms.recognise.labels import bare
from perfxl.regex import regex


class GoalLabel(Enum):
    """What a label of the block 年度总体目标 announces."""

    EXPECTED = "预期目标"
    ACHIEVED = "实际完成情况"
    LONG_TERM = "中长期目标"
    REASON = "偏差原因"


_GOAL: tuple[tuple[GoalLabel, re.Pattern[str]], ...] = tuple(
    (label, regex(pattern))
    for label, pattern in (
        (GoalLabel.REASON, r"(?:年度)?(?:总体)?(?:目标)?(?:未完成|偏差|未实现|差异)\S{0,20}"),
        (GoalLabel.ACHIEVED, r"(?:年度|全年|年末|项目|总体|绩效|目标|实际|当年|年初|预期|设定|调整|本年度?|截至\S{0,8}|工作|任务|主要)*(?:完成|实现|达成|执行)(?:的)?(?:情况|程度|结果|效果|成效)(?:综述|说明|描述|概述|简述|总结)?|(?:全年|年度|目标|年度目标|绩效目标)?实际(?:完成|效果|成效|完成值)|(?:全年|年度|年末|年终)完成|(?:全年|年度)?实际(?:完成|实现)(?:的)?目标"),
        (GoalLabel.LONG_TERM, r"(?:中期|长期|中长期|实施期|项目期|三年|项目实施期|项目总|实施周期|全周期|总)(?:总体|绩效|总)*目标"),
        (GoalLabel.EXPECTED, r"(?:年度|年初|全年|当年|项目|预算|本年度?|部门|整体|调整|单位)*(?:设定|设立|预期|绩效|总体|申报|批复|计划|确定|工作|主要|支出|预计|调整|的)*目标(?:值|内容|描述|设定|情况|设定情况|及任务)?|(?:年初|年度)(?:设定|设立|计划)"),
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def goal_label(text: str) -> GoalLabel | None:
    """What ``text`` announces in the goal block, or ``None``."""
    label = bare(text)
    if not label or len(label) > 20:
        return None
    return next((what for what, pattern in _GOAL if pattern.fullmatch(label)), None)


_FIRST_POINT = regex(r"\s*(?:目标|任务)?[（(]?[1１一①](?:[)）.．、:：]|(?<=①))(?!\d)")


def is_first_point(text: str) -> bool:
    """Whether ``text`` begins a numbered list: 1.完成…, 目标1：…."""
    return _FIRST_POINT.match(text) is not None

# ruff: noqa: E501 - one pattern a line reads better than a pattern cut in pieces
"""Labels beside and below the blocks: side labels, totals, notes, other tables."""

from __future__ import annotations

import re
from functools import lru_cache

from perfxl.forms.recognise.labels import bare, key
from perfxl.regex import regex

_SIDE = (
    "绩效指标", "年度绩效指标", "项目绩效指标", "绩效目标", "项目资金", "年度总体目标", "年度目标", "总体目标",
    "预算执行情况", "项目基本情况", "资金情况", "项目情况", "基本情况", "预算资金", "年度绩效目标", "绩效指标完成情况",
    "项目绩效", "项目支出绩效", "资金投入情况", "预算情况", "项目预算", "资金使用情况", "项目支出", "自评情况", "绩效自评",
    "年度预算数", "项目绩效目标", "项目资金来源", "目标完成情况", "指标完成情况", "年度绩效指标完成情况", "绩效指标情况",
    "部门预算执行情况", "整体绩效目标", "部门整体绩效指标", "年度主要任务", "资金管理情况", "项目资金情况", "预算资金执行情况",
    "项目预算执行情况", "当年绩效目标", "当年绩效指标", "绩效分析", "其中", "资金安排情况", "项目总体目标",
    "项目年度目标完成情况", "年度总体绩效目标", "总体绩效目标", "项目年度绩效目标", "自评内容", "绩效目标完成情况", "项目产出与效益",
    "部门整体绩效目标", "年度履职目标", "履职目标", "年度履职总体目标", "年度工作目标", "年度资金", "项目绩效指标完成情况", "预算执行", "执行情况", "项目自评情况", "项目资金使用情况",
    "绩效目标设定情况", "资金构成", "项目资金构成", "项目预算资金", "资金总额及构成", "中期绩效指标", "长期绩效指标", "整体支出绩效目标",
)  # fmt: skip

_FRAGMENTS = frozenset(
    {
        "绩效",
        "指标",
        "项目",
        "资金",
        "年度",
        "总体",
        "目标",
        "预算",
        "执行",
        "情况",
        *"绩效指标项目资金年度总体预算执行情况",
    }
)
_NUMBERED_GOAL = regex(r"(?:年度)?(?:绩效)?(?:目标|指标)\d{1,2}")
_LONG_TERM = regex(r"(?:长期|中期|中长期|实施期|总目标|项目期|总体)(?:绩效|目标)*指标")


@lru_cache(maxsize=4096)
def is_side_label(text: str) -> bool:
    """Whether ``text`` is, or is a piece of, a label that runs down beside a block."""
    label = bare(text)
    if not label or len(label) > 16:
        return False
    whole = label in _SIDE or _NUMBERED_GOAL.fullmatch(label) is not None
    return whole or label in _FRAGMENTS


@lru_cache(maxsize=4096)
def is_block_label(text: str) -> bool:
    """Whether ``text`` is the whole label of a block."""
    label = bare(text)
    return label in _SIDE or _NUMBERED_GOAL.fullmatch(label) is not None


def is_long_term(text: str) -> bool:
    """Whether ``text`` labels indicators of several years, which are not this year's."""
    return _LONG_TERM.fullmatch(bare(text)) is not None


_EXECUTION = regex(
    r"(?:部门|项目|年度)?(?:预算|资金|财政资金|预算资金|经费)(?:资金)?(?:执行|支出)(?:率|情况|进度|指标|率指标)?(?:得分)?"
)


def is_execution(text: str) -> bool:
    """Whether a level label or name means 预算执行率 and not an indicator."""
    return _EXECUTION.fullmatch(bare(text)) is not None


_BONUS = regex(r"(?:奖惩|附加|额外)?(?:加分|减分|扣分|奖惩|附加分)(?:项|项目|指标|情况|因素)")


def is_bonus(text: str) -> bool:
    """Whether a level label means points given or taken beside the indicators: 加分项."""
    return _BONUS.fullmatch(bare(text)) is not None


_TOTAL = regex(
    r"(?:自评|绩效|综合|评价|最终|单位自评|绩效自评|项目)*(?:总分|总得分|合计|总计|得分合计|合计得分|总分值|总评分|得分总计|分值合计|合计总分|总分合计|总得分合计|自评得分|评价得分)"
    r"(?:[:=]?(\d[\d.]*)分?)?"
)
_SUBTOTAL = regex(r"\S{0,10}小计")


@lru_cache(maxsize=4096)
def is_total(text: str) -> bool:
    """Whether ``text`` labels the row 总分."""
    label = bare(text)
    return len(label) <= 16 and _TOTAL.fullmatch(label) is not None


def total_score(text: str) -> str | None:
    """The score a total label carries itself: 总分：98."""
    found = _TOTAL.fullmatch(bare(text))
    return found[1] if found else None


def is_subtotal(text: str) -> bool:
    """Whether ``text`` labels a row that sums a part of the indicators."""
    return _SUBTOTAL.fullmatch(bare(text)) is not None


_NOTE = regex(
    r"^(?:\d{1,2}[.、])?(?:注|备注|说明|填[表报写]说明|填报要求|填表注意事项|编制说明|备注说明)(?:\d{1,2})?[:：.、]"
)


def is_footnote(text: str) -> bool:
    """Whether ``text`` is one of the notes printed under a form."""
    return _NOTE.match(key(text) + ":") is not None and len(key(text)) > 4


_CLOSING = regex(
    r"(?:其[他它])?(?:需要?)?(?:情况)?说明(?:的?(?:问题|事项|情况))?|备注|注|(?:填[报表写]|制表|评价|审核|复核|经办|联系)人\S{0,6}"
    r"|(?:项目|单位|财务|部门)?负责人\S{0,6}|联系电话|填[报表]日期|(?:审核|主管部门|财政部门|复核)意见|自评结论|绩效等级"
)


def is_closing(text: str) -> bool:
    """Whether ``text`` labels what stands below the indicators: 说明, 填报人, 审核意见."""
    return _CLOSING.fullmatch(bare(text)) is not None


_SECTION = regex(
    r"[一二三四五六七八九十]{1,2}[、.]\S{2,16}(?:情况|目标|指标|任务|资金|信息|评价|概况|内容|自评)"
)


def is_section_heading(text: str) -> bool:
    """Whether ``text`` heads a part of the form: 二、部门整体支出绩效指标."""
    return _SECTION.fullmatch(re.sub(r"\([^()]*\)", "", key(text))) is not None


_PAGE = regex(
    r"第[\d一二三四五六七八九十]{1,4}页(?:[,，/]?共[\d一二三四五六七八九十]{1,4}页)?|-\d{1,3}-"
)


def is_page_mark(text: str) -> bool:
    """Whether ``text`` numbers a page (第1页 共2页), and says nothing about the form."""
    return _PAGE.fullmatch(key(text)) is not None


_TASK = regex(
    r"(?:主要|重点|年度|工作|年度主要|重点工作)*任务(?:名称|内容)?|(?:重点|主要)工作(?:名称|内容|任务)?"
)
_SITUATION = regex(r"情况说明")


def heads_other_table(texts: list[str]) -> bool:
    """Whether a row heads a table that is neither funds nor indicators (tasks, management)."""
    labels = [bare(text) for text in texts]
    return len(labels) >= 2 and any(
        _TASK.fullmatch(label) or _SITUATION.fullmatch(label) for label in labels
    )

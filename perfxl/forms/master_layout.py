"""The sheets and columns of a master workbook, known by their headings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from perfxl.core.evaluation import AMOUNT_COLUMNS, FUND_ROWS

DEFAULTS_SHEET = "单位与年度"
PROJECTS_SHEET = "项目"
INDICATORS_SHEET = "指标"
EVIDENCE_SHEET = "原表数据"
REQUIRED_SHEETS = (PROJECTS_SHEET, INDICATORS_SHEET)

CODE = "项目编号"
AMOUNTS: Mapping[str, str] = {
    f"{row}.{column}": f"{row}_{column}" for row in FUND_ROWS for column in AMOUNT_COLUMNS
}
"""Field paths of the amounts and the headings of their columns."""
_AMOUNT_HEADINGS = frozenset(AMOUNTS.values())
# Headings of columns that people fill; every one must be there.
DEFAULTS = ("年度", "主管部门", "实施单位", "金额单位", "评分办法")
PROJECT_COLUMNS = (
    CODE,
    "项目名称",
    "主管部门",
    "实施单位",
    *AMOUNTS.values(),
    "预算执行分值",
    "年度",
    "金额单位",
    "预期目标",
    "实际完成情况",
)
INDICATOR_COLUMNS = (
    CODE,
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "完成情况",
    "核定得分",
    "偏差原因分析及改进措施",
    "原表得分",
)
# Numbers are counted once, also where a cell is merged over several rows.
NUMBERS = (
    *AMOUNTS.values(),
    "预算执行分值",
    "分值",
    "核定得分",
    "原表得分",
)
# A merged cell that stands for several rows of these is told: every indicator has its own.
VALUES = ("年度指标值", "实际完成值")
EVIDENCE_COLUMNS = (CODE, "位置", "原文")
# Where a row that people add below the others says that it is their total, and how.
TOTALLED = (CODE, "项目名称", "一级指标", "二级指标", "三级指标")
_TOTALS = frozenset(("合计", "小计", "总计", "共计", "总分"))
# Headings of columns that the workbook calculates; they are not read back.
PROJECT_RESULTS = (
    "提示",
    "总分",
    "等级",
    "指标数",
    "分值合计",
    "执行率",
    "执行得分",
    "指标得分",
)
INDICATOR_RESULTS = ("项目名称", "得分", "提示")
# Hidden helper columns have headings that begin so.
HELPER = "辅助·"


def is_total(text: str | None) -> bool:
    """Whether a text says of its row that it is a total, and nothing else ("合 计：")."""
    return text is not None and "".join(text.split()).rstrip("：:") in _TOTALS


def is_master(sheets: Iterable[str]) -> bool:
    """Whether the sheets of a workbook are called as those of a master."""
    return set(REQUIRED_SHEETS) <= {sheet.strip() for sheet in sheets}


def is_damaged_master(sheets: Iterable[str]) -> bool:
    """Whether the sheets of a workbook are what is left of a master's: some lost their names."""
    names = {sheet.strip() for sheet in sheets}
    return DEFAULTS_SHEET in names and not names.isdisjoint((*REQUIRED_SHEETS, EVIDENCE_SHEET))


def has_headings(texts: Iterable[str]) -> bool:
    """Whether a sheet has the headings of 项目: no form has a word with "_" for an amount."""
    return len(_AMOUNT_HEADINGS.intersection(texts)) > len(_AMOUNT_HEADINGS) / 2

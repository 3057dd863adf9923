"""The words of the official layout, as a pasted form prints them.

All labels are compared bare, that is without any white space.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from perfxl.core.evaluation import AMOUNT_COLUMNS, AmountUnit
from perfxl.forms.alignment import ColumnHabit
from perfxl.forms.text_rows import TextCell, TextRow

HEAD: Mapping[str, str] = {
    "项目名称": "项目名称",
    "主管部门": "主管部门",
    "主管部门及代码": "主管部门",
    "项目主管部门": "主管部门",
    "主管单位": "主管部门",
    "实施单位": "实施单位",
    "项目实施单位": "实施单位",
    "项目单位": "实施单位",
}

_FUND_ROWS: Mapping[str, str] = {
    "年度资金总额": "年度资金总额",
    "资金总额": "年度资金总额",
    "当年财政拨款": "当年财政拨款",
    "财政拨款": "当年财政拨款",
    "上年结转资金": "上年结转资金",
    "上年结转": "上年结转资金",
    "其他资金": "其他资金",
}

_FUND_COLUMNS = (*AMOUNT_COLUMNS, "分值", "执行率", "得分")

GOAL_COLUMNS = ("预期目标", "实际完成情况")
GOAL_LABELS = frozenset({*GOAL_COLUMNS, "年度总体目标", "年度目标"})

SIDE_LABELS = frozenset({"绩效指标", "项目资金", "年度总体目标", "年度目标"})

INDICATOR_COLUMNS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
)
_INDICATOR_SYNONYMS: Mapping[str, str] = {
    **{column: column for column in INDICATOR_COLUMNS},
    "年度": "年度指标值",  # over two rows: 年度 / 指标值
    "指标值": "年度指标值",
    "实际": "实际完成值",
    "完成值": "实际完成值",
    "自评得分": "得分",
    "权重": "分值",
}
SECOND_HEADER_ROW = frozenset({"指标值", "完成值"})
TOTAL_COLUMNS = ("分值", "得分", "偏差原因分析及改进措施")
TOTAL_LABELS = frozenset({"总分", "合计", "总计"})

PLACEHOLDERS = frozenset({"—", "——", "-", "--", "–", "－", "/", "／"})
"""What a form prints in a number cell that has nothing to say."""

_FUNDS_TITLE = re.compile(r"(?:项目)?资金[（(](万?元)[)）]|[（(]?(?:金额)?单位[:：](万?元)[)）]?")
_NOTE_HEADING = re.compile(
    r"(?:未完成|偏差)原因(?:分析)?(?:[及和与、]?(?:拟采取的)?(?:改进|整改)措施)?"
)
_BRACKETED = re.compile(r"[（(][^（()）]*[)）]")

HABITS: Mapping[str, ColumnHabit] = {
    "三级指标": ColumnHabit(filled=True, wide=True),
    "年度指标值": ColumnHabit(filled=True),
    "实际完成值": ColumnHabit(filled=True),
    "分值": ColumnHabit(number=True, filled=True),
    "得分": ColumnHabit(number=True),
    "偏差原因分析及改进措施": ColumnHabit(wide=True),
}
ANY_HABIT = ColumnHabit()
NUMBER_HABIT = ColumnHabit(number=True)
WIDE_HABIT = ColumnHabit(filled=True, wide=True)


def head_field(cell: TextCell) -> str | None:
    """The head field that ``cell`` labels, or ``None``."""
    return HEAD.get(cell.bare.rstrip(":："))


def fund_row(cell: TextCell) -> str | None:
    """The row of 项目资金 that ``cell`` labels (其中：当年财政拨款), or ``None``."""
    return _FUND_ROWS.get(re.sub(r"^其中[:：]?", "", cell.bare))


def amount_unit(cell: TextCell) -> AmountUnit | None:
    """The unit of amounts that a header cell names: 项目资金（万元）."""
    found = _FUNDS_TITLE.fullmatch(cell.bare)
    return AmountUnit(found[1] or found[2]) if found else None


def fund_column(cell: TextCell) -> str | None:
    """The column of 项目资金 that ``cell`` heads; 执行率（B/A） is 执行率."""
    label = _BRACKETED.sub("", cell.bare)
    return label if label in _FUND_COLUMNS else None


def indicator_column(cell: TextCell) -> str | None:
    """The column of 绩效指标 that ``cell`` heads, or ``None``."""
    label = _BRACKETED.sub("", cell.bare)
    if _NOTE_HEADING.fullmatch(label):
        return "偏差原因分析及改进措施"
    return _INDICATOR_SYNONYMS.get(label)


def is_total(row: TextRow) -> bool:
    """Whether ``row`` is the row 总分."""
    return first_bare(row) in TOTAL_LABELS


def is_funds_header(row: TextRow) -> bool:
    """Whether ``row`` heads the block 项目资金."""
    return "全年预算数" in {fund_column(cell) for cell in row}


def is_goal_header(row: TextRow) -> bool:
    """Whether ``row`` heads the block 年度总体目标."""
    return set(GOAL_COLUMNS) <= {cell.bare for cell in row}


def is_indicator_header(row: TextRow) -> bool:
    """Whether ``row`` heads the block 绩效指标."""
    return {"一级指标", "三级指标"} <= {cell.bare for cell in row}


def is_second_header(row: TextRow) -> bool:
    """Whether ``row`` is the lower half of a heading over two rows."""
    texts = {cell.bare for cell in row} - {""}
    return bool(texts) and texts <= SECOND_HEADER_ROW


def first_bare(row: TextRow) -> str:
    """The first text of ``row``, bare; ``""`` when it has none."""
    return next((cell.bare for cell in row if cell.text), "")

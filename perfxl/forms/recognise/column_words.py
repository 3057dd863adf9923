# ruff: noqa: E501 - one pattern a line reads better than a pattern cut in pieces
"""Headings of the block 绩效指标."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from perfxl.core.evaluation import Attainment
from perfxl.forms.recognise.labels import bare, key
from perfxl.regex import regex


class Column(Enum):
    """The columns of 绩效指标; the value is the column's name in field paths."""

    DIMENSION = "一级指标"
    ASPECT = "二级指标"
    NAME = "三级指标"
    TARGET = "年度指标值"
    ADJUSTED = "调整后指标值"
    SIGN = "指标性质"
    UNIT = "度量单位"
    ACTUAL = "实际完成值"
    WEIGHT = "分值"
    SCORE = "得分"
    AWARDED = "核定得分"
    ACTUAL_SIGN = "实际完成值符号"
    ACTUAL_UNIT = "实际完成值单位"
    ATTAINMENT = "完成情况"
    NOTE = "偏差原因分析及改进措施"
    LEVELS = "绩效指标"
    NUMBER = "序号"
    EXTRA = ""


LEVEL_COLUMNS = frozenset({Column.DIMENSION, Column.ASPECT, Column.NAME})
ATTAINMENTS = frozenset(item.value for item in Attainment)
FACT_COLUMNS = frozenset(
    {Column.TARGET, Column.ADJUSTED, Column.ACTUAL, Column.WEIGHT, Column.SCORE}
)

_COLUMNS: tuple[tuple[Column, re.Pattern[str]], ...] = tuple(
    (column, regex(pattern))
    for column, pattern in (
        (Column.DIMENSION, r"(?:所属|对应|绩效)?一级(?:绩效|评价)?(?:指标|目标)?(?:名称|类型|类别)?(?:[及和与、](?:分值|权重|说明))?|指标一级|指标大类"),
        (Column.ASPECT, r"(?:所属|对应|绩效)?二级(?:绩效|评价)?(?:指标|目标)?(?:名称|类型|类别)?(?:[及和与、](?:分值|权重|说明))?|指标二级|指标(?:类型|类别|分类|种类)"),
        (Column.NAME, r"(?:所属|对应|绩效)?[三四]级(?:绩效|评价)?(?:指标|目标)?(?:名称|内容|类型)?(?:[及和与、](?:分值|权重|说明|解释))?|指标三级|(?:绩效|考核|评价|具体|明细)?指标(?:名称|内容|描述|明细|项目)|具体指标|绩效指标名称|三级指标指标内容|指标名称及内容|考核内容|绩效内容"),
        (Column.AWARDED, r"核定得分"),
        (Column.EXTRA, r"\S{0,10}(?:原因|偏差)\S{0,10}类型"),
        (Column.EXTRA, r"\S*(?:实际|完成)\S*(?:目标|指标|计划)\S*(?:差异|偏差|偏离)\S?|(?:差异|偏差|偏离)(?:值|度|数|额|幅度|程度)"),
        (Column.NOTE, r"\S{0,14}(?:原因|偏差|偏离|差异)(?!率)\S{0,24}|(?:扣分|失分)(?:情况)?(?:说明|理由)|(?:下一步|下步)?(?:拟)?(?:采取的?)?(?:改进|整改|纠偏)措施\S{0,10}"),
        (Column.EXTRA, r"\S*(?:月|预计|可能性|计算方法|系数|扣分|核心|备注|说明|佐证|依据|来源|完成率|完成比例|完成程度|完成进度|达成率|实现率|偏差率|偏离度|评分标准|评分细则|计分|复核|审核|财政|主管部门|上年|历史|解释|公式|等级|评价方法|评分方法|考核标准|评价标准|取值)\S*"),
        (Column.ADJUSTED, r"(?:年中)?调整后?的?(?:年度)?(?:指标|目标|绩效目标)?值|调整后?(?:的)?(?:指标|目标)|调整后|全年指标值"),
        (Column.TARGET, r"(?:年度|年初|全年|当年|预期|计划|设定|预算|考核|本年度?|预计|申报|批复|期初|项目|绩效|指标|目标|三级指标|标准|原)*(?:指标|目标|标准|绩效|计划|预期|年初|期望)值(?:设定)?|年度(?:绩效)?(?:指标|目标)|年初(?:设定)?(?:绩效)?(?:指标|目标)|预期(?:指标|目标|绩效)|计划(?:指标|目标|完成值|数|完成数)|目标数|指标(?:数|目标)|绩效目标|绩效标准|预期(?:完成)?(?:值|数)|年初计划|目标设定|目标|年度目标值|目标任务|年度|(?:年度|年初)?(?:设定|考核|批复|申报|评价|标杆)值|指标内容及目标值"),
        (Column.SIGN, r"(?:指标|目标|指标值)?(?:性质|符号|方向|属性)|运算符号?|计算符号?|比较符号?|关系符?|对比符号?|正反向"),
        (Column.UNIT, r"(?:度量|计量|指标|指标值|数量|计算|目标值?)?单位"),
        (Column.ACTUAL, r"(?:年度|全年|实际|当年|本年度?|年末|年终|期末|指标|目标|绩效|自评|项目|三级指标|截至\S{0,8})*(?:完成|执行|实现|达成|达到)(?:指标|目标|绩效)?(?:值|数|情况|结果|数值|实际值|情况值|程度)?|(?:全年|年度|指标|当年|本年)*实际(?:值|数|情况|结果|完成|指标值|绩效)?|完成|实际|(?:指标|绩效)?(?:业绩|实绩|完成指标|绩效完成)值"),
        (Column.WEIGHT, r"(?:指标|考核|绩效|三级指标|二级指标|标准|评价|项目|自评|单项|设定|目标)*(?:分值|权重|权重分|权数|分数|满分|标准分|分值权重|权重分值|权重值|总分值|指标分|考核分|赋分|赋值分|赋分值|权重或分值|分值或权重|分值[/、]权重|权重[/、]分值)"),
        (Column.SCORE, r"(?:自评|实际|指标|评价|最终|单位|[省市县区乡村]级|绩效|自我评价|考核|部门|项目单位|项目|年度|单位自评|综合|本次)*(?:得分|自评分|评分|得分值|自评得分|自评分值|自评分数|打分|自评|实得分|考评得分|评估得分)(?:值|情况)?"),
        (Column.NUMBER, r"序号|编号|行次"),
        (Column.LEVELS, r"(?:年度|项目|考核|评价)?(?:绩效)?(?:评价)?指标(?:体系)?"),
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def indicator_column(text: str) -> Column | None:
    """The column of 绩效指标 that ``text`` heads, or ``None``."""
    label = bare(text)
    if not label or len(label) > 32:
        return None
    column = next((column for column, pattern in _COLUMNS if pattern.fullmatch(label)), None)
    if column is Column.ACTUAL and "定性" in key(text):
        return Column.ATTAINMENT
    return column


_OF_A_YEAR = regex(r"(20\d\d)年?度?(.+)")


def column_of_year(text: str) -> tuple[int, Column] | None:
    """The year and the column that a heading such as 2022年完成值 names."""
    found = _OF_A_YEAR.fullmatch(bare(text))
    column = indicator_column(found[2]) if found else None
    return (int(found[1]), column) if found and column in FACT_COLUMNS else None


_NUMBERED_LEVEL = regex(r"\S{0,4}[三四]级\S{0,6}")


def is_numbered_level(text: str) -> bool:
    """Whether a heading of names says their level (三级指标), as 指标名称 does not."""
    return _NUMBERED_LEVEL.fullmatch(bare(text)) is not None

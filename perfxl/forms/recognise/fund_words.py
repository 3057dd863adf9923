# ruff: noqa: E501 - one pattern a line reads better than a pattern cut in pieces
"""Words of the block 项目资金: its columns, its rows and the unit of its amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache

from perfxl.core.evaluation import AmountUnit
from perfxl.forms.recognise.labels import LONGEST_LABEL, bare, key
from perfxl.regex import regex


class FundColumn(Enum):
    """The columns of 项目资金; the value is the column's name in field paths."""

    INITIAL = "年初预算数"
    ANNUAL = "全年预算数"
    EXECUTED = "全年执行数"
    RATE = "执行率"
    WEIGHT = "分值"
    SCORE = "得分"
    OTHER = ""


_FUND_COLUMNS: tuple[tuple[FundColumn, re.Pattern[str]], ...] = tuple(
    (column, regex(pattern))
    for column, pattern in (
        (FundColumn.OTHER, r"\S*(?:月|预计|到位|调整数|计算方法|备注|说明|原因|差额|结转数|结余)\S*"),
        (FundColumn.WEIGHT, r"(?:执行率|预算执行率|指标|标准|预算执行)?(?:分值|权重|权重分|满分|标准分|分数|权数|分值权重|权重分值)"),
        (FundColumn.SCORE, r"(?:执行率?|预算执行率?|自评|实际|指标|评价|预算|单位自评)?(?:得分|自评分|评分|自评得分|得分值)"),
        (FundColumn.RATE, r"(?:预算|资金|支出|全年|经费|实际)*(?:执行率|完成率|支出率|执行进度|支付率|使用率|执行比例|预算执行率|支出进度)"),
        (FundColumn.INITIAL, r"(?:年初|期初|初始|原)(?:部门|批复|安排|下达|申报|核定|财政)*(?:预算|批复|计划)?(?:批复|安排|资金|下达)?(?:总)?(?:数|金额|额|资金)?|预算批复(?:数|金额)?|批复预算(?:数|金额)?|批复(?:数|金额)"),
        (FundColumn.EXECUTED, r"(?:全年|年度|本年|当年|实际|预算|资金|累计|项目|年末|财政|决算)*(?:执行|支出|使用|支付|列支|决算)(?:总)?(?:数|金额|额|资金|数额)?(?:情况)?|实际完成数|决算数|实际支出金额"),
        (FundColumn.ANNUAL, r"(?:全年|调整后的?|年度|调整|本年|当年|最终|全年调整|年末|财政|项目|资金|实际|下达|年中调整后|部门)*(?:预算|计划|安排|下达|批复)(?:安排|下达|调整后|资金|总)?(?:数|金额|额|资金|数额|总数|总额)?|全年数|预算"),
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def fund_column(text: str) -> FundColumn | None:
    """The column of 项目资金 that ``text`` heads, or ``None``."""
    label = bare(text)
    if not label or len(label) > 16:
        return None
    return next((column for column, pattern in _FUND_COLUMNS if pattern.fullmatch(label)), None)


_ADJUSTED = regex("调整|追加|变更")


def fund_columns(texts: Sequence[str]) -> list[FundColumn | None]:
    """The columns that headings of one block mean together.

    预算数 before 调整后预算数 is what was budgeted first.
    """
    kinds = [fund_column(text) for text in texts]
    budgets = [place for place, kind in enumerate(kinds) if kind is FundColumn.ANNUAL]
    if len(budgets) == 2 and FundColumn.INITIAL not in kinds:
        first, last = budgets
        if _ADJUSTED.search(texts[last]) and not _ADJUSTED.search(texts[first]):
            kinds[first] = FundColumn.INITIAL
    return kinds


_FUND_ROWS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (row, regex(pattern))
    for row, pattern in (
        ("年度资金总额", r"(?:年度|全年|项目|本年|当年|部门|单位|整体)*(?:财政|预算|专项)*(?:资金|预算|支出|金额|经费|投资|投入|申请)*(?:总额|合计|总计|总量|总数|总和|总投入|小计)|年度金额|资金总额合计|全部资金|资金总金额|合计金额|总额度|(?:年度|全年|本年|当年)?总金额|金额合计|(?:年度|项目)?总预算|预算总数"),
        ("上年结转资金", r"(?:上年|上年度|以前年度|往年|年初|历年|上一?年)(?:度)?(?:财政)?(?:拨款|资金)?(?:结转|结余)(?:和|及|、)?(?:结转|结余)?(?:财政)?(?:拨款|资金|收入|数|额)?|结转(?:结余)?资金"),
        ("当年财政拨款", r"(?:当年|本年|年度|当年度|本年度|全年|年初)?(?:一般公共预算)?(?:当年)?财政(?:预算)?(?:拨款|资金|补助|拨付|安排)(?:资金|数|金额)?|(?:当年|本年)?一般公共预算(?:财政)?(?:拨款|资金)?(?:资金)?|(?:当年|本年|本年度)(?:财政)?(?:拨款|资金|预算)(?:资金)?"),
        ("其他资金", r"其[他它](?:来源)?(?:资金|经费|收入)?(?:来源)?"),
    )
)  # fmt: skip
_SEVERAL_YEARS = regex(
    r"(?:项目)?(?:实施期|中长期|中期|全周期|项目期|总)\S{0,4}(?:资金|投资|预算)\S{0,4}|项目(?:总投资|资金总额|投资总额)"
)
_AMONG = regex(r"^其中[:.、]?|^[:]")
_SOURCE = regex(
    r"\S{0,14}(?:资金|拨款|补助|财政|基金|专户|收入|贷款|债券|自筹|配套|投资|经费|结转|结余|预算)\S{0,8}"
)


@lru_cache(maxsize=4096)
def fund_row(text: str) -> str | None:
    """The official row of 项目资金 that ``text`` labels (其中：当年财政拨款), or ``None``."""
    label = _AMONG.sub("", bare(text))
    if not label or len(label) > 20:
        return None
    return next((row for row, pattern in _FUND_ROWS if pattern.fullmatch(label)), None)


def fund_source(text: str) -> str | None:
    """The bare name of a source of funds no official row is for (中央补助, 单位资金)."""
    label = _AMONG.sub("", bare(text))
    return label if label and len(label) <= 20 and _SOURCE.fullmatch(label) else None


@lru_cache(maxsize=4096)
def is_of_several_years(text: str) -> bool:
    """Whether ``text`` labels the funds of a whole project (实施期资金总额), not this year's."""
    return _SEVERAL_YEARS.fullmatch(bare(text)) is not None


def is_among(text: str) -> bool:
    """Whether ``text`` is 其中 alone, the label of a label."""
    return bare(text) in {"其中", "其", "中"}


_UNIT = regex(
    r"\((?:[^()]*?[:,、/单位])?(?:人民币)?(亿元|百万元|万元|千元|百元|元|[万亿]?美元)\)"
    r"|(?:金额)?单位[:]?\(?(?:人民币)?(亿元|百万元|万元|千元|百元|元|[万亿]?美元)\)?"
    r"|[:/](亿元|百万元|万元|千元|百元|元|[万亿]?美元)$"
)


def money_unit(text: str) -> str | None:
    """The unit of amounts a heading names ("万元"), or ``None``."""
    label = key(text)
    found = _UNIT.search(label) if len(label) <= 2 * LONGEST_LABEL else None
    return next(group for group in found.groups() if group) if found else None


UNITS = {unit.value: unit for unit in AmountUnit}

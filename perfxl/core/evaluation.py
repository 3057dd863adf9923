"""The facts of one 项目支出绩效自评表, exactly as a person wrote them.

Nothing here interprets: a target is its raw text, ``None`` is "not filled".
:mod:`perfxl.core.target` reads the texts, :mod:`perfxl.core.scoring` scores them.

Fields are named by *field paths* in the form's own words, used wherever a value
must be pointed at (places, evidence, findings)::

    项目名称                       a field of the head
    年度资金总额.全年执行数         row.column of the funds block
    指标3.实际完成值               column of the third indicator (counted from 1)
    总分.得分                      the total row
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

TOTAL_FUNDS = "年度资金总额"

# The form's own words, in its order, and the fields that hold what stands there.
FUND_ROWS: Mapping[str, str] = {
    TOTAL_FUNDS: "total",
    "当年财政拨款": "appropriation",
    "上年结转资金": "carryover",
    "其他资金": "other",
}
AMOUNT_COLUMNS: Mapping[str, str] = {
    "年初预算数": "initial_budget",
    "全年预算数": "annual_budget",
    "全年执行数": "executed",
}
INDICATOR_COLUMNS: Mapping[str, str] = {
    "一级指标": "dimension",
    "二级指标": "aspect",
    "三级指标": "name",
    "年度指标值": "target",
    "实际完成值": "actual",
    "分值": "weight",
    "完成情况": "attainment",
    "核定得分": "awarded",
    "偏差原因分析及改进措施": "deviation_note",
}


class Attainment(Enum):
    """定性指标完成等级, the person's choice of one of three grades (财预〔2020〕10号 附件)."""

    MET = "达成"
    PARTLY = "部分达成"
    UNMET = "未达成"


class AmountUnit(Enum):
    """The unit in which a form prints its amounts; read from the header cell."""

    WAN = "万元"
    YUAN = "元"
    THOUSAND = "千元"
    HUNDRED_MILLION = "亿元"

    @property
    def in_wan(self) -> Decimal:
        """How many of this unit are one 万元."""
        return _IN_WAN[self.value]


_IN_WAN = {
    "万元": Decimal(1),
    "元": Decimal(10_000),
    "千元": Decimal(10),
    "亿元": Decimal("0.0001"),
}


class Place(NamedTuple):
    """Where a value stands: file, sheet (or table) and cell, any of them may be ``""``."""

    file: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        sheet = f"［{self.sheet}］" if self.sheet else ""
        return f"{self.file}{sheet}{self.cell}"


class Amount(NamedTuple):
    """A number a person typed into a number field, with its raw text.

    ``value`` is ``None`` when the text is not a number ("100%%", "abc"): the raw
    text is kept and a check flags it.  Two amounts are equal when they mean the
    same number, so ``215,457.6`` equals ``215457.6``.
    """

    raw: str
    value: Decimal | None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Amount):
            return NotImplemented
        return self._key() == other._key()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> Decimal | str:
        return self.raw if self.value is None else self.value


class FundRow(NamedTuple):
    """One row of 项目资金: 年初预算数, 全年预算数, 全年执行数 (in the form's amount unit)."""

    initial_budget: Amount | None = None
    annual_budget: Amount | None = None
    executed: Amount | None = None

    def amounts(self) -> Iterator[tuple[str, Amount | None]]:
        """The three amounts with their headings, in the form's order."""
        return zip(AMOUNT_COLUMNS, self._values(), strict=True)

    def _values(self) -> tuple[Amount | None, ...]:
        return self.initial_budget, self.annual_budget, self.executed


class Funding(NamedTuple):
    """项目资金: 年度资金总额 and its three sources."""

    total: FundRow = FundRow()
    appropriation: FundRow = FundRow()
    carryover: FundRow = FundRow()
    other: FundRow = FundRow()

    def rows(self) -> Iterator[tuple[str, FundRow]]:
        """The four rows with their labels, in the form's order."""
        return zip(FUND_ROWS, self._values(), strict=True)

    def columns(self) -> Iterator[tuple[str, Amount | None, list[Amount | None]]]:
        """The three headings, each with the amount of the total and those of its sources."""
        rows = ([amount for _, amount in row.amounts()] for row in self._values())
        for column, total, *sources in zip(AMOUNT_COLUMNS, *rows, strict=True):
            yield column, total, sources

    def _values(self) -> tuple[FundRow, ...]:
        return self.total, self.appropriation, self.carryover, self.other

    @classmethod
    def of(cls, amount_at: Callable[[str], Amount | None]) -> Funding:
        """The funds whose amounts ``amount_at`` gives by field path."""
        return cls(
            *(
                FundRow(*(amount_at(f"{row}.{column}") for column in AMOUNT_COLUMNS))
                for row in FUND_ROWS
            )
        )


class Goal(NamedTuple):
    """年度总体目标: 预期目标 and 实际完成情况."""

    expected: str | None = None
    achieved: str | None = None


class Indicator(NamedTuple):
    """One row of 绩效指标.

    ``awarded`` is a score a person typed to stand (核定得分); ``printed_score`` is
    the score found on a collected form (原表得分), which is evidence and never a result.
    """

    dimension: str | None = None
    aspect: str | None = None
    name: str | None = None
    target: str | None = None
    actual: str | None = None
    weight: Amount | None = None
    attainment: Attainment | None = None
    awarded: Amount | None = None
    deviation_note: str | None = None
    printed_score: str | None = None


class Evidence(NamedTuple):
    """Something printed on a collected form that is kept but never used as a result.

    ``field`` is a field path ("年度资金总额.执行率", "总分.分值", "指标3.复核分").
    """

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The facts of one self-evaluation form.

    ``code`` is the project's number in its master workbook (项目编号).
    ``execution_weight`` is the 分值 of 预算执行率 if the form or master gives one.
    ``places`` says where each field path was read; it takes no part in equality.
    """

    code: str | None = None
    project: str | None = None
    department: str | None = None
    unit: str | None = None
    year: int | None = None
    amount_unit: AmountUnit = AmountUnit.WAN
    funding: Funding = field(default_factory=Funding)
    execution_weight: Amount | None = None
    goal: Goal = field(default_factory=Goal)
    indicators: tuple[Indicator, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)

    def place(self, field_path: str) -> Place:
        """Where ``field_path`` was read; an empty place when that is not known."""
        return self.places.get(field_path, Place())

    def printed(self, field_path: str) -> str | None:
        """The evidence printed at ``field_path``, or ``None``."""
        return next((item.text for item in self.evidence if item.field == field_path), None)

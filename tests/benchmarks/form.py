"""The visible form as cells: what every writer of the comparison has to put into a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from tests.benchmarks.project import Indicator, Project, Value

TITLE = "自评表"
WIDTHS = (5.5, 10.5, 12.5, 25.0, 13.0, 13.0, 7.5, 9.5, 19.0)
FIRST_ROW = 14
_FUNDS = ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金")


class Style(NamedTuple):
    """The look of a cell; every one is centred vertically and wraps."""

    font: str = "宋体"
    size: float = 10.5
    bold: bool = False
    horizontal: str = "center"
    number: str = "General"
    box: bool = True


LABEL = Style()
HEAD = Style(font="黑体", size=18, box=False)
YEAR = Style(size=12, box=False)
TEXT = Style(horizontal="left")
RATE = Style(number="0.00%")
SCORE = Style(number="0.00")
TOTAL = Style(bold=True)
TOTAL_SCORE = Style(bold=True, number="0.00")
STYLES = (LABEL, HEAD, YEAR, TEXT, RATE, SCORE, TOTAL, TOTAL_SCORE)


class Area(NamedTuple):
    """A range of cells; rows and columns count from 1."""

    top: int
    left: int
    bottom: int
    right: int


class Cell(NamedTuple):
    """A cell, or a range merged into one; ``value`` is the result of ``formula`` if it has one."""

    area: Area
    value: Value
    style: Style
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one form, and the heights of its rows in points."""

    cells: tuple[Cell, ...]
    heights: dict[int, float]


def sheet(project: Project, heights: dict[int, float]) -> Sheet:
    """The form of one project."""
    rows = project.indicators
    return Sheet(
        (
            *head(project),
            at(FIRST_ROW - 2, 1, "绩效指标", last=FIRST_ROW + len(rows) - 1),
            *_grouped(rows),
            *(
                cell
                for number, row in enumerate(rows, FIRST_ROW)
                for cell in indicator(number, row)
            ),
            *total(FIRST_ROW + len(rows), project, f"{FIRST_ROW}", f"{FIRST_ROW + len(rows) - 1}"),
        ),
        heights,
    )


def at(
    row: int, left: int, value: Value, style: Style = LABEL, *, right: int = 0, last: int = 0
) -> Cell:
    """A cell, over several columns or rows if ``right`` or ``last`` say so."""
    return Cell(Area(row, left, last or row, right or left), value, style)


def head(project: Project) -> Iterator[Cell]:
    """Rows 1 to 13 without the label of the indicators."""
    yield at(1, 1, "项目支出绩效自评表", HEAD, right=9)
    yield at(2, 1, f"（{project.year}年度）", YEAR, right=9)
    yield at(3, 1, "项目名称", right=2)
    yield at(3, 3, project.name, TEXT, right=9)
    yield at(4, 1, "主管部门", right=2)
    yield at(4, 3, project.department, TEXT, right=5)
    yield at(4, 6, "实施单位", right=7)
    yield at(4, 8, project.unit, TEXT, right=9)
    yield at(5, 1, "项目资金（万元）", last=9)
    yield at(5, 2, None, right=3)
    titles = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    yield from (at(5, column, title) for column, title in enumerate(titles, 4))
    for row, (label, amounts) in enumerate(zip(_FUNDS, project.amounts, strict=True), 6):
        yield at(row, 2, label, LABEL if row == 6 else TEXT, right=3)
        yield from (at(row, column, amount) for column, amount in enumerate(amounts, 4))
        if row > 6:
            yield from (at(row, column, "—") for column in (7, 8, 9))
    yield at(6, 7, project.execution_weight)
    yield at(6, 8, project.execution_rate, RATE)._replace(formula=rate_formula("E6", "F6"))
    yield at(6, 9, project.execution_score, SCORE)._replace(formula=execution_formula("G6", "H6"))
    yield at(10, 1, "年度总体目标", last=11)
    yield at(10, 2, "预期目标", right=5)
    yield at(10, 6, "实际完成情况", right=9)
    yield at(11, 2, project.expected, TEXT, right=5)
    yield at(11, 6, project.achieved, TEXT, right=9)
    titles = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
    for column, title in enumerate((*titles, "偏差原因分析及改进措施"), 2):
        yield at(12, column, title, last=13)


def indicator(number: int, row: Indicator) -> Iterator[Cell]:
    """A row of the table without its dimension and aspect, which are merged."""
    yield at(number, 4, row.name, TEXT)
    yield at(number, 5, row.target)
    yield at(number, 6, row.actual)
    yield at(number, 7, row.weight)
    formula = score_formula(f"E{number}", f"F{number}", f"G{number}")
    yield at(number, 8, row.score, SCORE)._replace(formula=formula)
    yield at(number, 9, row.note, TEXT)


def total(number: int, project: Project, first: str, last: str) -> Iterator[Cell]:
    """The last row; ``first`` and ``last`` are the rows that it sums."""
    yield at(number, 1, "总　　分", TOTAL, right=6)
    weights, scores = f"G{first}:G{last}", f"H{first}:H{last}"
    yield at(number, 7, project.weight_total, TOTAL)._replace(formula=sum_formula("G6", weights))
    yield at(number, 8, project.score_total, TOTAL_SCORE)._replace(
        formula=sum_formula("I6", scores)
    )
    yield at(number, 9, None, TOTAL)


def rate_formula(budget: str, executed: str) -> str:
    """执行率; budget and executed amount by address."""
    return f"ROUND({executed}/{budget},6)"


def execution_formula(weight: str, rate: str) -> str:
    """The score of the execution rate."""
    return f"ROUND({weight}*MIN(1,{rate}),2)"


def score_formula(target: str, actual: str, weight: str) -> str:
    """The score of an indicator: numbers in proportion, texts when they are equal."""
    share = f"MIN(1,{actual}/{target})"
    both = f"AND(ISNUMBER({target}),ISNUMBER({actual}))"
    return f"IF({both},ROUND({weight}*{share},2),IF({target}={actual},{weight},0))"


def sum_formula(execution: str, rows: str) -> str:
    """The sum of the table and of the execution rate."""
    return f"ROUND(SUM({rows})+{execution},2)"


def _grouped(rows: Sequence[Indicator]) -> Iterator[Cell]:
    """Dimensions and aspects, each merged over its rows."""
    levels = ((2, lambda row: row.dimension), (3, lambda row: (row.dimension, row.aspect)))
    for column, key in levels:
        number = FIRST_ROW
        for label, group in groupby(rows, key=key):
            count = len(tuple(group))
            text = label if isinstance(label, str) else label[1]
            yield at(number, column, text, last=number + count - 1)
            number += count


def plain(value: Value) -> str | int | float | None:
    """A value as the libraries take it."""
    return float(value) if isinstance(value, Decimal) else value

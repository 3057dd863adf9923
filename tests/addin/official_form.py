"""A self-evaluation form as a person lays it out in Excel: the official layout, no formulas."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment

from perfxl.core.evaluation import Amount, Evaluation, Indicator
from perfxl.core.quantity import plain
from tests.corpus.seed import seed_readings

FIRST_INDICATOR = 16
COLUMNS = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")


def seed(number: int) -> Evaluation:
    """One of the seventeen forms of 2020, counted from 1."""
    return seed_readings()[number - 1].evaluation


def number_or_text(text: str | None) -> float | str | None:
    """What a person's typing puts into a cell: 60 is a number, 95% stays a text here."""
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        return text


def write_official_form(evaluation: Evaluation, path: Path, *, top: int = 1) -> Path:
    """Write ``evaluation`` in the official layout; its first row is ``top``.

    Scores are those printed in the seed; with ``top`` the form moves down in its sheet.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "自评表"
    fill_sheet(sheet, evaluation, top)
    book.save(path)
    return path


def fill_sheet(sheet, evaluation: Evaluation, top: int) -> None:
    def put(row: int, column: int, value: object, *, across: int = 1, down: int = 1) -> None:
        cell = sheet.cell(top + row - 1, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # "=100%" is a text
        cell.alignment = Alignment(wrap_text=True)
        if across > 1 or down > 1:
            sheet.merge_cells(
                start_row=cell.row,
                start_column=column,
                end_row=cell.row + down - 1,
                end_column=column + across - 1,
            )

    put(1, 1, "项目支出绩效自评表", across=9)
    put(2, 1, f"（{evaluation.year}年度）", across=9)
    put(3, 1, "项目名称")
    put(3, 2, evaluation.project, across=8)
    put(4, 1, "主管部门")
    put(4, 2, evaluation.department, across=4)
    put(4, 6, "实施单位")
    put(4, 7, evaluation.unit, across=3)
    put(5, 1, "项目资金（万元）", down=5)
    heads = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    for column, head in enumerate(heads, 4):
        put(5, column, head)
    for row, (label, fund) in enumerate(evaluation.funding.rows(), 6):
        put(row, 2, label, across=2)
        amounts = (fund.initial_budget, fund.annual_budget, fund.executed)
        for column, amount in enumerate(amounts, 4):
            put(row, column, number_or_text(amount.raw if amount else None))
        for column in (7, 8, 9):
            put(row, column, "—" if row > 6 else None)
    put(6, 7, 10)
    put(6, 8, evaluation.printed("年度资金总额.执行率"))
    put(6, 9, number_or_text(evaluation.printed("年度资金总额.得分")))
    put(10, 1, "年度总体目标", down=2)
    put(10, 2, "预期目标", across=4)
    put(10, 6, "实际完成情况", across=4)
    put(11, 2, evaluation.goal.expected, across=4)
    put(11, 6, evaluation.goal.achieved, across=4)
    count = len(evaluation.indicators)
    put(12, 1, "绩效指标", down=count + 2)
    for column, head in enumerate((*COLUMNS, "偏差原因分析及改进措施"), 2):
        put(12, column, head, down=2)
    row = 14
    for dimension, members in groupby(evaluation.indicators, lambda it: it.dimension):
        listed = list(members)
        put(row, 2, dimension, down=len(listed))
        at = row
        for aspect, same in groupby(listed, lambda it: it.aspect):
            size = len(list(same))
            put(at, 3, aspect, down=size)
            at += size
        for indicator in listed:
            for column, value in enumerate(_cells(indicator), 4):
                put(row, column, value)
            row += 1
    put(row, 1, "总分", across=6)
    put(row, 7, 100)
    put(row, 8, number_or_text(evaluation.printed("总分.得分")))


def _cells(indicator: Indicator) -> tuple[object, ...]:
    weight = indicator.weight
    return (
        indicator.name,
        number_or_text(indicator.target),
        number_or_text(indicator.actual),
        float(plain(weight.value)) if isinstance(weight, Amount) and weight.value else None,
        number_or_text(indicator.printed_score),
        indicator.deviation_note,
    )

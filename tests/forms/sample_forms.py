"""Filled forms as a unit would send them, written with openpyxl."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

# 二级指标, 三级指标, 年度指标值, 实际完成值, 分值, 得分, 原因; everything met, 100 points
ROWS = (
    ("产出指标", "数量指标", "培训次数（次）", "2", "2", 20, 20, None),
    ("产出指标", "质量指标", "合格率", "100%", "100%", 20, 20, None),
    ("产出指标", "成本指标", "培训费用（万元）", "≤60", "60", 10, 10, None),
    ("效益指标", "社会效益指标", "教师水平", "提高", "显著提高", 30, 30, None),
    ("满意度指标", "服务对象满意度指标", "学员满意度", "≥95%", "96%", 10, 10, None),
)
GOAL = "依托教育援助工程计划，有效实施线上培训工作，提高全州教育教学水平，培训教师二百人。"


def sheet_rows(
    project: str | None = "教师培训",
    *,
    unit: str | None = "考试中心",
    goal: str = GOAL,
    budget: object = 60,
    executed: object = 60,
    rows: Sequence[Sequence[object]] = ROWS,
) -> list[list[object]]:
    """The cells of one official form, nine columns wide."""
    return [
        ["项目支出绩效自评表"],
        ["（2020年度）"],
        ["项目名称", None, project],
        ["主管部门", None, "教育局", None, None, "实施单位", None, unit],
        [
            "项目资金（万元）",
            None,
            None,
            "年初预算数",
            "全年预算数",
            "全年执行数",
            "分值",
            "执行率",
            "得分",
        ],
        [None, "年度资金总额", None, budget, budget, executed, 10, "100%", 10],
        [None, "其中：当年财政拨款", None, budget, budget, executed, "—", "—", "—"],
        ["年度总体目标", "预期目标", None, None, None, "实际完成情况"],
        [None, goal, None, None, None, f"{project}全部完成，培训教师二百零三人。"],
        [
            "绩效指标",
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值",
            "实际完成值",
            "分值",
            "得分",
            "偏差原因分析及改进措施",
        ],
        *([None, *row] for row in rows),
        ["总分", None, None, None, None, None, 100, 100],
    ]


def write_form(path: Path, project: str | None = "教师培训", **fields: object) -> Path:
    """One form in a workbook; fields as :func:`sheet_rows` takes them."""
    book = Workbook()
    sheet = book.active
    sheet.title = "自评表"
    for number, row in enumerate(sheet_rows(project, **fields), 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column).value = value
                sheet.cell(number, column).data_type = "n" if isinstance(value, int) else "s"
    sheet.merge_cells("A1:I1")
    sheet.merge_cells("C3:I3")
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def write_web_page(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """A form as a web page, whatever its name says."""
    lines = ("".join(f"<td>{cell or ''}</td>" for cell in row) for row in rows)
    table = "".join(f"<tr>{line}</tr>" for line in lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"<table>{table}</table>", encoding="utf-8")
    return path

"""A master workbook read back: every wrong cell at once, by sheet and cell."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfxl.core.checks.all_checks import check
from perfxl.core.evaluation import Amount, Attainment, Evaluation, Evidence, Place
from perfxl.core.scoring import score
from perfxl.errors import MasterError
from perfxl.forms.grid import Cell, Grid, cell_address
from perfxl.forms.master import OpenMaster, master_of
from perfxl.forms.master_layout import DEFAULTS as LABELS
from perfxl.forms.master_layout import (
    EVIDENCE_COLUMNS,
    INDICATOR_COLUMNS,
    PROJECT_COLUMNS,
    is_master,
)
from perfxl.forms.master_places import told_once
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.table import table_of

FILE = "总表.xlsx"
PROJECT = {
    "项目编号": "01",
    "项目名称": "线上培训",
    "年度资金总额_全年预算数": "60",
    "年度资金总额_全年执行数": "58.5",
    "预期目标": "提高",
}
INDICATOR = {
    "项目编号": "01",
    "一级指标": "产出指标",
    "二级指标": "数量指标",
    "三级指标": "培训（次）",
    "年度指标值": "≥2",
    "实际完成值": "2",
    "分值": "15",
}


def sheet(name: str, columns: tuple[str, ...], *rows: dict[str, str]) -> Grid:
    """A sheet with a title in row 1, headings in row 4 and data from row 5 on."""
    cells = [Cell(0, 0, name, "A1")]
    cells += [Cell(3, c, heading, cell_address(3, c)) for c, heading in enumerate(columns)]
    for r, row in enumerate(rows, 4):
        cells += [
            Cell(r, columns.index(heading), text, cell_address(r, columns.index(heading)))
            for heading, text in row.items()
        ]
    return Grid(name, tuple(cells))


def defaults(**values: str) -> Grid:
    named = {**dict.fromkeys(LABELS, ""), "年度": "2020", **values}
    cells = []
    for row, (name, text) in enumerate(named.items(), 3):
        cells += [Cell(row, 0, name, f"A{row + 1}"), Cell(row, 1, text, f"B{row + 1}")]
    return Grid("单位与年度", tuple(cells))


def master(
    projects: list[dict[str, str]],
    indicators: list[dict[str, str]],
    evidence: list[dict[str, str]] | None = None,
    settings: Grid | None = None,
) -> tuple[Grid, ...]:
    return (
        settings or defaults(),
        sheet("项目", PROJECT_COLUMNS, *projects),
        sheet("指标", INDICATOR_COLUMNS, *indicators),
        sheet("原表数据", EVIDENCE_COLUMNS, *(evidence or [])),
    )


def codes(grids: tuple[Grid, ...]) -> list[tuple[str, str, str]]:
    """``(code, sheet, cell)`` of every finding."""
    found = master_of(grids, file=FILE).findings
    return [(each.code, each.where.sheet, each.where.cell) for each in found]


def test_a_master_gives_one_evaluation_a_project() -> None:
    evidence = {"项目编号": "01", "位置": "年度资金总额.执行率", "原文": "100%%"}
    settings = defaults(主管部门="教育局", 实施单位="考试中心", 评分办法="hubei-2020")
    read = master_of(master([PROJECT], [INDICATOR], [evidence], settings), file=FILE)
    [evaluation] = read.evaluations
    assert read.findings == ()
    assert read.rulebook == "hubei-2020"
    assert (evaluation.code, evaluation.project, evaluation.year) == ("01", "线上培训", 2020)
    assert (evaluation.department, evaluation.unit) == ("教育局", "考试中心")
    assert evaluation.funding.total.executed == Amount("58.5", Decimal("58.5"))
    assert evaluation.funding.total.initial_budget is None
    assert evaluation.goal.expected == "提高"
    assert evaluation.evidence == (Evidence("年度资金总额.执行率", "100%%"),)
    assert evaluation.place("年度资金总额.执行率") == Place(FILE, "原表数据", "C5")
    [indicator] = evaluation.indicators
    assert (indicator.target, indicator.actual) == ("≥2", "2")
    assert indicator.weight == Amount("15", Decimal(15))
    assert str(evaluation.place("指标1.实际完成值")) == "总表.xlsx［指标］F5"
    assert str(evaluation.place("指标1.核定得分")) == "总表.xlsx［指标］I5"  # empty, still placed


def test_a_projects_own_department_wins_over_the_default() -> None:
    own = PROJECT | {"主管部门": "财政局"}
    [evaluation] = master_of(
        master([own], [INDICATOR], settings=defaults(主管部门="教育局")), file=FILE
    ).evaluations
    assert evaluation.department == "财政局"


def test_columns_may_stand_in_any_order_and_have_breaks_in_their_headings() -> None:
    columns = tuple(reversed(INDICATOR_COLUMNS))
    moved = sheet("指标", columns, INDICATOR)
    cells = tuple(
        Cell(cell.row, cell.column, "偏差原因分析\n及改进措施", cell.address)
        if cell.text == "偏差原因分析及改进措施"
        else cell
        for cell in moved.cells
    )
    grids = (defaults(), sheet("项目", PROJECT_COLUMNS, PROJECT), Grid("指标", cells))
    [evaluation] = master_of(grids, file=FILE).evaluations
    assert evaluation.indicators[0].target == "≥2"


WRONG_CELLS = [
    # what is wrong, projects, indicators, expected (code, sheet, cell)
    ("unknown number", [PROJECT], [INDICATOR | {"项目编号": "7"}], ("M07", "指标", "A5")),
    ("number missing", [PROJECT], [INDICATOR | {"项目编号": ""}], ("M06", "指标", "B5")),
    (
        "text in an amount",
        [PROJECT | {"年度资金总额_全年预算数": "六十万"}],
        [INDICATOR],
        ("M08", "项目", "F5"),
    ),
    ("text as weight", [PROJECT], [INDICATOR | {"分值": "十五"}], ("M08", "指标", "G5")),
    ("text as awarded score", [PROJECT], [INDICATOR | {"核定得分": "满分"}], ("M08", "指标", "I5")),
    (
        "attainment not in the list",
        [PROJECT],
        [INDICATOR | {"完成情况": "完成了"}],
        ("M09", "指标", "H5"),
    ),
    ("error value", [PROJECT], [INDICATOR | {"实际完成值": "#REF!"}], ("M11", "指标", "F5")),
    ("aspect without dimension", [PROJECT], [INDICATOR | {"一级指标": ""}], ("L01", "指标", "C5")),
]


@pytest.mark.parametrize(
    ("projects", "indicators", "expected"),
    [case[1:] for case in WRONG_CELLS],
    ids=[case[0] for case in WRONG_CELLS],
)
def test_a_wrong_cell_is_named(
    projects: list[dict[str, str]], indicators: list[dict[str, str]], expected: tuple[str, str, str]
) -> None:
    filled = [{k: v for k, v in row.items() if v} for row in indicators]
    assert codes(master(projects, filled)) == [expected]


TOTALS = [
    # what stands in the row of sums, and the cell that says so
    ({"项目编号": "合计", "项目名称": "合计"}, "A6"),
    ({"项目编号": "合计"}, "A6"),
    ({"项目名称": "合 计："}, "B6"),
    ({"项目编号": "02", "项目名称": "总计"}, "B6"),
]


@pytest.mark.parametrize(("words", "cell"), TOTALS)
def test_a_row_of_sums_is_no_project(words: dict[str, str], cell: str) -> None:
    """It was one, and what a roll-up added up was twice as much."""
    sums = {key: text for key, text in PROJECT.items() if "资金" in key}
    real = PROJECT | {"项目编号": "03", "项目名称": "工资合计系统"}
    opened = OpenMaster(
        {it.sheet: table_of(it) for it in master([PROJECT, sums | words, real], [INDICATOR])}, FILE
    )
    assert [it.project for it in opened.evaluations()] == ["线上培训", "工资合计系统"]
    [finding] = opened.findings
    assert (finding.code, finding.where.sheet, finding.where.cell) == ("M15", "项目", cell)
    assert "删除这一行" in finding.fix
    assert "补上项目编号" not in str(finding)


def test_rows_of_sums_are_not_projects_that_share_a_number() -> None:
    subtotal = PROJECT | {"项目编号": "小计"}
    grids = master([PROJECT, subtotal, subtotal], [INDICATOR, {"项目编号": "小计", "分值": "15"}])
    assert codes(grids) == [("M15", "项目", "A6"), ("M15", "项目", "A7"), ("M15", "指标", "A6")]
    opened = OpenMaster({it.sheet: table_of(it) for it in grids}, FILE)
    assert opened.number == 1


def test_a_number_of_endless_digits_is_not_told_to_have_a_unit() -> None:
    huge = PROJECT | {"年度资金总额_全年预算数": "1" + "0" * 300}
    [finding] = master_of(master([huge], [INDICATOR]), file=FILE).findings
    assert finding.code == "M08"
    assert finding.found.endswith("（位数太多，太大或太小）")
    assert "单位" not in finding.expected
    assert "分列" not in finding.fix


@pytest.mark.parametrize("heading", ["项目编号", "一级指标", "三级指标"])
def test_a_row_of_sums_is_no_indicator(heading: str) -> None:
    total = {"项目编号": "01", "分值": "15", heading: "合计"}
    read = master_of(master([PROJECT], [INDICATOR, total]), file=FILE)
    assert [len(it.indicators) for it in read.evaluations] == [1]
    assert [(it.code, it.where.sheet) for it in read.findings] == [("M15", "指标")]


def test_all_wrong_cells_are_reported_at_once() -> None:
    wrong = INDICATOR | {"分值": "x", "核定得分": "y", "完成情况": "z"}
    found = codes(
        master([PROJECT | {"预算执行分值": "十"}], [wrong, INDICATOR | {"项目编号": "9"}])
    )
    assert sorted(found) == [
        ("M07", "指标", "A6"),
        ("M08", "指标", "G5"),
        ("M08", "指标", "I5"),
        ("M08", "项目", "Q5"),
        ("M09", "指标", "H5"),
    ]


def test_a_number_used_twice_leaves_both_projects_out() -> None:
    projects = [PROJECT, PROJECT | {"项目名称": "另一个"}, PROJECT | {"项目编号": "02"}]
    grids = master(projects, [INDICATOR, INDICATOR])
    read = master_of(grids, file=FILE)
    assert [evaluation.code for evaluation in read.evaluations] == ["02"]
    assert [(f.code, f.where.cell) for f in read.findings] == [("M05", "A5"), ("M05", "A6")]


def test_a_year_in_full_width_digits_is_read() -> None:
    [evaluation] = master_of(
        master([PROJECT], [], settings=defaults(年度="２０２４")), file=FILE
    ).evaluations
    assert evaluation.year == 2024


def test_a_wrong_year_and_amount_unit_are_named() -> None:
    found = codes(master([PROJECT], [], settings=defaults(年度="二〇二〇", 金额单位="美元")))
    assert sorted(found) == [("M09", "单位与年度", "B7"), ("M10", "单位与年度", "B4")]


def test_attainments_and_awarded_scores_are_read() -> None:
    chosen = INDICATOR | {"完成情况": "部分达成", "核定得分": "10.5"}
    [evaluation] = master_of(master([PROJECT], [chosen]), file=FILE).evaluations
    assert evaluation.indicators[0].attainment is Attainment.PARTLY
    assert evaluation.indicators[0].awarded == Amount("10.5", Decimal("10.5"))


def test_missing_and_renamed_columns_are_all_named_with_a_suggestion() -> None:
    columns = tuple(
        {"实际完成值": "实际值", "分值": "权重分值"}.get(c, c) for c in INDICATOR_COLUMNS
    )
    columns = tuple(c for c in columns if c != "三级指标")
    grids = (defaults(), sheet("项目", PROJECT_COLUMNS, PROJECT), sheet("指标", columns))
    with pytest.raises(MasterError) as caught:
        master_of(grids, file=FILE)
    message = str(caught.value)
    assert "把标题改为“实际完成值”" in message
    assert "把标题改为“分值”" in message
    assert "补上“三级指标”一列" in message
    assert len(caught.value.findings) == 3


def test_missing_sheets_are_all_named() -> None:
    with pytest.raises(MasterError) as caught:
        master_of((defaults(), Grid("Sheet1", ())), file=FILE)
    assert [finding.where.sheet for finding in caught.value.findings] == ["项目", "指标"]
    assert "“Sheet1”" in str(caught.value)


def test_a_column_of_ones_own_is_only_a_note() -> None:
    own = sheet("项目", (*PROJECT_COLUMNS, "经办人"), PROJECT | {"经办人": "张三"})
    grids = (defaults(), own, sheet("指标", INDICATOR_COLUMNS, INDICATOR))
    assert codes(grids) == [("M04", "项目", "V4")]


@pytest.mark.parametrize(
    ("names", "expected"),
    [(["项目", "指标"], True), (["项目 ", "指标", "x"], True), (["项目"], False), ([], False)],
)
def test_a_master_is_known_by_its_sheets(names: list[str], expected: bool) -> None:
    assert is_master(names) is expected


def test_an_empty_master_says_so() -> None:
    assert codes(master([], [])) == [("M13", "项目", "")]


def test_without_its_first_sheet_a_master_does_not_pretend_to_know_the_year() -> None:
    [_, *others] = master([PROJECT], [INDICATOR])
    read = master_of(others, file=FILE)
    assert [evaluation.year for evaluation in read.evaluations] == [None]
    assert [(f.code, f.where.sheet) for f in read.findings] == [("M01", "单位与年度")]


def test_a_blank_year_is_told_once_with_its_cell() -> None:
    """It was told of every project, without a cell, with the advice for a form."""
    second = PROJECT | {"项目编号": "02"}
    own = PROJECT | {"项目编号": "03", "年度": "2021"}
    grids = master([PROJECT, second, own], [INDICATOR], settings=defaults(年度=""))
    read = master_of(grids, file=FILE)
    [finding] = read.findings
    assert (finding.code, finding.where.sheet, finding.where.cell) == ("H04", "单位与年度", "B4")
    assert "表名下方" not in finding.fix
    assert codes_of_project(read.evaluations[0]).count("H04") == 0
    assert codes(master([own], [], settings=defaults(年度=""))) == []
    assert codes(master([PROJECT], [INDICATOR], settings=defaults(年度="去年"))) == [
        ("M10", "单位与年度", "B4")
    ]


def codes_of_project(evaluation: Evaluation) -> list[str]:
    book = load_rulebook()
    found = check(evaluation, score(evaluation, book), book)
    return [each.code for each in told_once(found, evaluation)]


def test_a_project_without_indicators_is_told_with_its_cell() -> None:
    [evaluation] = master_of(master([PROJECT], []), file=FILE).evaluations
    place = next(
        it.where
        for it in check(evaluation, score(evaluation, load_rulebook()), load_rulebook())
        if it.code == "H05"
    )
    assert (place.sheet, place.cell) == ("项目", "A5")


def test_a_label_of_the_first_sheet_that_was_changed_is_named() -> None:
    cells = [Cell(3, 0, "年 度", "A4"), Cell(3, 1, "2021", "B4"), Cell(4, 0, "评分方法", "A5")]
    found = master_of(master([PROJECT], [], settings=Grid("单位与年度", tuple(cells))), file=FILE)
    assert found.evaluations[0].year == 2021
    assert [finding.code for finding in found.findings] == ["M02"] * 4
    assert ["“评分办法”" in finding.fix for finding in found.findings] == [
        False,
        False,
        False,
        True,
    ]


def test_an_error_value_on_the_first_sheet_is_nobodys_department() -> None:
    read = master_of(master([PROJECT], [], settings=defaults(主管部门="#REF!")), file=FILE)
    assert read.evaluations[0].department == PROJECT.get("主管部门")
    assert [(f.code, f.where.cell) for f in read.findings] == [("M11", "B5")]


def test_a_merged_number_counts_once_and_a_merged_label_for_every_row() -> None:
    rows = [INDICATOR | {"三级指标": f"培训{n}"} for n in range(3)]
    [settings, projects, indicators, *_] = master([PROJECT], rows)
    columns = {INDICATOR_COLUMNS.index(name): name for name in ("一级指标", "分值")}
    merged = tuple(
        cell._replace(row_span=3) if cell.column in columns and cell.row == 4 else cell
        for cell in indicators.cells
        if cell.column not in columns or cell.row <= 4
    )
    read = master_of((settings, projects, indicators._replace(cells=merged)), file=FILE)
    found = read.evaluations[0].indicators
    assert [row.dimension for row in found] == ["产出指标"] * 3
    assert [row.weight and row.weight.raw for row in found] == ["15", None, None]
    assert [(f.code, f.where.cell) for f in read.findings] == [("L10", "G5")]


@pytest.mark.parametrize("heading", ["年度指标值", "实际完成值"])
def test_a_value_merged_over_indicators_is_told(heading: str) -> None:
    """108 km was the actual of "3 trainings" too: 3600 %, full marks, and not a word."""
    rows = [INDICATOR | {"三级指标": f"培训{n}"} for n in range(2)]
    [settings, projects, indicators, *_] = master([PROJECT], rows)
    column = INDICATOR_COLUMNS.index(heading)
    merged = tuple(
        cell._replace(row_span=2) if (cell.row, cell.column) == (4, column) else cell
        for cell in indicators.cells
        if (cell.row, cell.column) != (5, column)
    )
    read = master_of((settings, projects, indicators._replace(cells=merged)), file=FILE)
    [finding] = read.findings
    assert (finding.code, finding.where.cell) == ("L17", cell_address(4, column))
    assert "第5到6行" in finding.found


@pytest.mark.parametrize(
    ("name", "columns"), [("指标 (2)", INDICATOR_COLUMNS), ("续表", PROJECT_COLUMNS)]
)
def test_a_sheet_that_goes_on_where_another_ends_is_told(
    name: str, columns: tuple[str, ...]
) -> None:
    """Its rows were in no form, and nobody heard of them."""
    own = sheet("通讯录", ("姓名", "电话"), {"姓名": "张三"})
    grids = (*master([PROJECT], [INDICATOR]), own, sheet(name, columns, {"项目编号": "01"}))
    [finding] = master_of(grids, file=FILE).findings
    assert (finding.code, finding.where.sheet) == ("M16", name)
    assert name in finding.found

"""A layout nobody has seen may be read wrongly, but not silently: finding L17."""

from __future__ import annotations

import pytest

from perfxl.forms.grid import Grid, make_grid
from perfxl.forms.reading import Reading
from perfxl.forms.recognise import recognise
from perfxl.forms.rulebooks import load_rulebook

TOP = """
项目支出绩效自评表（2022年度）
项目名称 | 数字乡村 | 主管部门 | 网信办 | 实施单位 | 云谷乡
"""
ROWS = """
产出指标 | 数量指标 | 建设站点 | 10个 | 10个 | {0} | {1}
效益指标 | 社会效益指标 | 村民受益 | 提高 | 提高 | {0} | {1}
满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥90% | 93% | {0} | {1}
"""
HEADINGS = "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | {} | {}"


def grid(text: str, merges: tuple[tuple[int, int, int, int], ...] = ()) -> Grid:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.split("\n") if line.strip()]
    texts = {(r, c): t for r, row in enumerate(rows) for c, t in enumerate(row) if t}
    return make_grid("表", texts, merges)


def read(text: str, merges: tuple[tuple[int, int, int, int], ...] = ()) -> Reading:
    (reading,) = recognise(grid(text, merges), file="甲.xlsx", book=load_rulebook())
    return reading


def doubts(reading: Reading) -> list[tuple[str, str, str]]:
    return [(f.field, f.where.cell, f.found) for f in reading.findings if f.code == "L17"]


def form(weight: str, score: str, *values: str) -> str:
    return TOP + HEADINGS.format(weight, score) + ROWS.format(*values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (form("分值", "得分", "30", "29"), []),
        (form("分值", "得分", "30分", "97%"), []),
        (form("备注", "佐证", "无", "照片"), []),
        (
            form("分值/得分", "备注", "30/29", "无"),
            [
                ("指标1.分值", "F3", "没有“分值”一列，不认识的列：“分值/得分”"),
                ("指标1.得分", "F3", "没有“得分”一列，不认识的列：“分值/得分”"),
            ],
        ),
        (
            form("分值", "得分", "按时完成", "29"),
            [("指标1.分值", "F3", "“分值”一列多半不是数，如“按时完成”")],
        ),
    ],
)
def test_columns_that_cannot_be_what_they_are_read_as(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert doubts(read(text)) == expected


def test_a_column_of_words_is_not_held_for_a_missing_one_of_numbers() -> None:
    assert doubts(read(form("口径", "得分", "按台账", "29"))) == []


@pytest.mark.parametrize(
    ("second", "expected"),
    [("12个", []), ("", [("指标1.三级指标", "C4", "“建设站点”合并了几行，读成2项指标")])],
)
def test_one_name_for_two_rows(second: str, expected: list[tuple[str, str, str]]) -> None:
    text = (
        TOP
        + HEADINGS.format("分值", "得分")
        + f"\n产出指标 | 数量指标 | 建设站点 | 10个 | 10个 | 30 | 30\n | | | {second} | 9个 | 20 | 20\n"
    )
    assert doubts(read(text, ((3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 4, 2)))) == expected


def test_funds_without_a_total() -> None:
    funds = "资金来源 | 年初预算数 | 全年预算数 | 全年执行数\n中央补助 | 80 | 80 | 80\n省级补助 | 20 | 20 | 18\n"
    text = TOP + funds + HEADINGS.format("分值", "得分") + ROWS.format("30", "29")
    assert doubts(read(text)) == [
        ("年度资金总额.年初预算数", "B4", "有“中央补助”的金额，没有年度资金总额")
    ]
    assert doubts(read(text.replace("中央补助", "年度资金总额"))) == []


@pytest.mark.parametrize("name", ["260", "2022-0031"])
def test_a_number_for_a_name(name: str) -> None:
    text = form("分值", "得分", "30", "29").replace("网信办", name)
    assert doubts(read(text)) == [("主管部门", "D2", f"“{name}”")]


def in_one_cell(names: str, weight: str) -> str:
    row = f"产出指标 | 数量指标 | {names} | ≥50名⏎≥6场 | 53名⏎5场 | {weight} | {weight}"
    return TOP + HEADINGS.format("分值", "得分") + "\n" + row


@pytest.mark.parametrize(
    ("names", "weight", "read_as", "told"),
    [
        ("1.引进人才⏎2.举办活动", "15⏎10", ["1.引进人才", "2.举办活动"], []),
        ("引进人才⏎举办活动", "15⏎10", ["引进人才", "举办活动"], []),
        (
            "1.引进人才⏎2.举办活动",
            "25",
            ["1.引进人才\n2.举办活动"],
            ["一格里有2项指标：1.引进人才；2.举办活动，而分值、得分没有逐项写"],
        ),
        ("引进人才⏎和团队", "25", ["引进人才\n和团队"], []),  # a name broken at the line's end
    ],
)
def test_indicators_line_by_line_in_one_row(
    names: str, weight: str, read_as: list[str], told: list[str]
) -> None:
    text = in_one_cell(names, weight)
    rows = [[cell.strip() for cell in line.split("|")] for line in text.split("\n") if line.strip()]
    texts = {
        (r, c): t.replace("⏎", "\n") for r, row in enumerate(rows) for c, t in enumerate(row) if t
    }
    (reading,) = recognise(make_grid("表", texts, ()), file="甲.xlsx", book=load_rulebook())
    assert [item.name for item in reading.evaluation.indicators] == read_as
    assert [found for _, _, found in doubts(reading)] == told
    assert reading.found == reading.used + len(reading.unplaced)

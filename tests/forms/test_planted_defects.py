"""Forms of other layouts: nothing is found in clean ones, planted defects at their cells.

Which code and which cell was written down before anything was run.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from perfxl.core.finding import Finding, Severity
from perfxl.forms.sources import checked
from tests.forms.foreign_forms import CLEAN, LAYOUTS, NOTE, Facts, foreign

ALWAYS = {"no weights": {("W03", "指标1.分值")}}


def findings(layout: str, facts: Facts, folder: Path) -> tuple[list[Finding], dict[str, str]]:
    path = folder / "表.xlsx"
    places = foreign(LAYOUTS[layout], facts, path)
    (result,) = checked([path])
    assert result.problem == result.remark == ""
    assert result.content is not None
    assert result.content.unplaced == ()
    return [
        each for each in result.findings if (each.code, each.field) not in ALWAYS.get(layout, set())
    ], places


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_is_found_in_a_clean_form(layout: str, tmp_path: Path) -> None:
    found, _ = findings(layout, CLEAN, tmp_path)
    assert [(each.code, each.field, each.found) for each in found] == []


T = "年度资金总额"
# layout; the codes expected with their fields; what is planted
PLANTED: list[tuple[str, list[tuple[str, str]], Facts]] = [
    ("official", [("H01", "项目名称")], {"项目名称": "/"}),
    ("department", [("H03", "实施单位")], {"实施单位": "—"}),
    ("weight first", [("H01", "项目名称")], {"项目名称": "#REF!"}),
    ("official", [("D05", "指标4.年度指标值")], {"年度": "2024"}),
    ("reviewed", [("D07", "指标4.实际完成值")], {"指标4.实际完成值": "2022年11月15日"}),
    ("reviewed", [("F01", f"{T}.年初预算数")], {f"{T}.年初预算数": "约80"}),
    ("in yuan", [("F03", f"{T}.全年预算数")], {"当年财政拨款.全年预算数": "66"}),
    ("transfer", [("F03", f"{T}.年初预算数")], {"其他资金.年初预算数": "11"}),
    ("transfer", [("F09", "中央财政资金.得分")], {"当年财政拨款.得分": "9.6"}),
    ("transfer", [("F11", "地方资金.执行率")], {"其他资金.执行率": "90%"}),
    ("official", [("F11", f"{T}.执行率")], {f"{T}.执行率": "90.6%"}),
    ("weight first", [("F10", f"{T}.执行率")], {f"{T}.执行率": "#DIV/0!"}),
    ("official", [("S07", f"{T}.得分")], {f"{T}.得分": "10", "总分.得分": "99.3"}),
    ("reviewed", [("G02", "年度总体目标.实际完成情况")], {"年度总体目标.实际完成情况": "#NAME?"}),
    ("no weights", [("R01", f"指标2.{NOTE}")], {f"指标2.{NOTE}": "/"}),
    ("no weights", [("G03", "指标1.实际完成值")], {f"指标1.{NOTE}": "汛期停工，未能如期完成"}),
    (
        "in yuan",
        [("W05", "总分.分值")],
        {"总分.分值": "90"},
    ),
    (
        "reviewed",
        [("W02", "总分.分值"), ("W05", "总分.分值")],
        {"指标1.分值": "25", "指标1.得分": "25", "总分.得分": "108.9"},
    ),
    (
        "sign and unit apart",
        [("T01", "指标1.年度指标值"), ("S13", "指标1.得分")],
        {"指标1.值": ""},
    ),
    ("weight first", [("T07", "指标8.实际完成值")], {"指标8.实际完成值": "95%%"}),
    ("sign and unit apart", [("T08", "指标1.实际完成值")], {"指标1.实际完成值": "3012公里"}),
    ("department", [("T11", "指标8.实际完成值")], {"指标8.实际完成值": "105"}),
    (
        "sign and unit apart",
        [("D01", "指标4.年度指标值")],
        {"指标4.值": "2123.12.31", "指标4.单位": "其他"},
    ),
    (
        "in yuan",
        [("D03", "指标4.实际完成值"), ("S07", "指标4.得分"), ("R01", f"指标4.{NOTE}")],
        {"指标4.实际完成值": "2023年12月20日"},
    ),
    ("sign and unit apart", [("S07", "指标2.得分")], {"指标2.得分": "10", "总分.得分": "99.5"}),
    ("weight first", [("S07", "指标3.得分")], {"指标3.得分": "10", "总分.得分": "99"}),
    ("department", [("S06", "指标1.得分")], {"指标1.得分": "16", "总分.得分": "99.9"}),
    ("transfer", [("S11", "总分.得分")], {"总分.得分": "100"}),
    ("sign and unit apart", [("S16", "自评等级")], {"总分.等级": "中"}),
    ("official", [("R01", f"指标3.{NOTE}")], {f"指标3.{NOTE}": "已完成"}),
]


@pytest.mark.parametrize(
    ("layout", "expected", "planted"),
    PLANTED,
    ids=[f"{number}-{codes[0][0]}" for number, (_, codes, _) in enumerate(PLANTED)],
)
def test_a_planted_defect_is_found_at_its_cell(
    layout: str, expected: list[tuple[str, str]], planted: Facts, tmp_path: Path
) -> None:
    found, places = findings(layout, {**CLEAN, **planted}, tmp_path)
    assert sorted((each.code, each.field) for each in found) == sorted(expected)
    wanted = {field: places[field] for _, field in expected if field in places}
    assert {each.field: each.where.cell for each in found} == wanted
    assert any(each.severity is not Severity.NOTE for each in found)


def test_a_range_in_a_column_of_its_own_has_its_unit(tmp_path: Path) -> None:
    facts = {**CLEAN, "指标7.符号": "=", "指标7.值": "30-35"}
    found, _ = findings("sign and unit apart", facts, tmp_path)
    assert [each.code for each in found] == []

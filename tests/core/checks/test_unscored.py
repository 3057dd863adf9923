"""Forms without weights and scores (转移支付绩效自评表): all the rest is checked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfxl.core.checks.all_checks import check_unscored
from perfxl.core.evaluation import Evaluation
from perfxl.forms.rulebooks import load_rulebook
from tests.core.checks.forms import CLEAN, Value, planted

RULES = load_rulebook()
# No weights, no scores, no column 年初预算数; the money comes from several levels.
TRANSFER = planted(
    replace(CLEAN, indicators=tuple(row._replace(weight=None) for row in CLEAN.indicators)),
    {
        **{
            f"{row}.{column}": None
            for row in ("当年财政拨款", "上年结转资金", "其他资金")
            for column in ("年初预算数", "全年预算数", "全年执行数")
        },
        "年度资金总额.年初预算数": None,
        "中央财政资金.全年预算数": "40",
        "中央财政资金.全年执行数": "36",
        "地方资金.全年预算数": "20",
        "地方资金.全年执行数": "18",
        "年度资金总额.执行率": "90%",
    },
)


def found(form: Evaluation) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in check_unscored(form, RULES)]


def test_a_clean_one_has_no_findings() -> None:
    assert found(TRANSFER) == []


@pytest.mark.parametrize(
    ("code", "field", "faults"),
    [
        ("H01", "项目名称", {"项目名称": None}),
        ("F01", "年度资金总额.全年执行数", {"年度资金总额.全年执行数": "54万"}),
        ("F03", "年度资金总额.全年预算数", {"年度资金总额.全年预算数": "61"}),
        ("F05", "年度资金总额.全年执行数", {"年度资金总额.全年执行数": None}),
        ("G02", "年度总体目标.实际完成情况", {"年度总体目标.实际完成情况": None}),
        ("N01", "指标1.三级指标", {"指标1.三级指标": None}),
        ("T01", "指标1.年度指标值", {"指标1.年度指标值": None}),
        ("T02", "指标1.实际完成值", {"指标1.实际完成值": None}),
        ("T05", "指标4.年度指标值", {"指标4.年度指标值": "≥50"}),  # and no R01 for its reversal
        ("T08", "指标7.实际完成值", {"指标7.实际完成值": "1000件"}),
        ("D01", "指标3.实际完成值", {"指标3.实际完成值": "2121.12.31"}),
        ("R01", "指标1.偏差原因分析及改进措施", {"指标1.实际完成值": "1"}),
    ],
)
def test_a_planted_defect_is_found_and_nothing_else(
    code: str, field: str, faults: dict[str, Value]
) -> None:
    assert found(planted(TRANSFER, faults)) == [(code, field)]


def test_an_unmet_target_is_told_without_points() -> None:
    (finding,) = check_unscored(planted(TRANSFER, {"指标1.实际完成值": "1"}), RULES)
    assert finding.found == "空白（指标值“≥2”，完成值“1”）"


@pytest.mark.parametrize(
    ("others", "codes"),
    [
        ({}, []),
        # divided once more: 40 = 30 + 10 stand below
        ({"其中：一般公共预算.全年预算数": "30", "政府性基金.全年预算数": "10"}, []),
        ({"自筹资金.全年预算数": "5"}, []),
        ({"年度资金总额.全年预算数": "65"}, ["F03"]),
        ({"年度资金总额.全年预算数": "65", "自筹资金.全年预算数": "5"}, []),
        ({"年度资金总额.全年预算数": "66", "自筹资金.全年预算数": "5"}, ["F03"]),
        ({"年度资金总额.全年预算数": "65", "自筹资金.预算": "5"}, []),
    ],
)
def test_sources_that_the_official_form_does_not_have_count(
    others: dict[str, Value], codes: list[str]
) -> None:
    assert [code for code, _ in found(planted(TRANSFER, others))] == codes


@pytest.mark.parametrize(("total", "codes"), [("54", []), ("100", []), ("101", ["F03"])])
def test_of_many_other_rows_not_every_choice_is_tried(total: str, codes: list[str]) -> None:
    many: dict[str, Value] = {f"来源{number}.全年预算数": "1" for number in range(40)}
    form = planted(TRANSFER, many | {"年度资金总额.全年预算数": total})
    assert [code for code, _ in found(form) if code != "R05"] == codes

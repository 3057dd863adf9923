"""Other layouts than the official one: what they do not print is no defect of a form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfxl.core.checks.all_checks import check
from perfxl.core.evaluation import Evaluation, Place
from perfxl.core.scoring import score
from perfxl.forms.rulebooks import load_rulebook
from tests.core.checks.forms import CLEAN, Value, planted

BOOK = load_rulebook()
NOTE = "偏差原因分析及改进措施"
GOAL = "年度总体目标.实际完成情况"
COLUMNS = ("年初预算数", "全年预算数", "全年执行数")
FULL = {f"指标{n}.得分": w for n, w in enumerate(("15", "15", "10", "10", "15", "15", "10"), 1)}


def codes(form: Evaluation) -> list[tuple[str, str]]:
    return [(item.code, item.field) for item in check(form, score(form, BOOK), BOOK)]


def laid_out(form: Evaluation, *fields: str) -> Evaluation:
    """``form`` as read from a sheet that has cells for ``fields`` and no others."""
    return replace(form, places=dict.fromkeys(fields, Place("表.xlsx", "Sheet1", "B2")))


def without_weights() -> Evaluation:
    return replace(CLEAN, indicators=tuple(row._replace(weight=None) for row in CLEAN.indicators))


def test_a_form_without_rows_for_the_sources_leaves_none_unfilled() -> None:
    form = planted(
        CLEAN,
        {
            f"{row}.{column}": None
            for row in ("当年财政拨款", "上年结转资金", "其他资金")
            for column in COLUMNS
        },
    )
    total = [f"年度资金总额.{column}" for column in COLUMNS]
    assert codes(laid_out(form, *total)) == []
    # What the form prints elsewhere under such a name ("其中：其他资金：0") is no row.
    assert codes(laid_out(form, *total, "其他资金")) == []
    asked = laid_out(form, *total, "其他资金.年初预算数")
    assert [code for code, _ in codes(asked)] == ["F04"]


def test_a_form_without_the_column_of_initial_budgets_asks_for_none() -> None:
    form = planted(CLEAN, {"年度资金总额.年初预算数": None})
    assert codes(laid_out(form, "年度资金总额.全年预算数", "年度资金总额.全年执行数")) == []
    assert codes(laid_out(form, "年度资金总额.年初预算数")) == [("F06", "年度资金总额.年初预算数")]


def test_weights_that_are_missing_throughout_are_one_finding() -> None:
    assert codes(without_weights()) == [("W03", "指标1.分值")]


@pytest.mark.parametrize(
    ("code", "field", "faults"),
    [
        ("R01", f"指标1.{NOTE}", {"指标1.实际完成值": "1"}),
        ("G03", "指标1.实际完成值", {f"指标1.{NOTE}": "因疫情未完成"}),
        ("T17", "指标4.实际完成值", {"指标4.实际完成值": "0", f"指标4.{NOTE}": "项目取消"}),
        ("R03", f"指标1.{NOTE}", {"指标1.实际完成值": "9"}),
    ],
)
def test_what_was_reached_is_judged_without_weights(
    code: str, field: str, faults: dict[str, Value]
) -> None:
    found = codes(planted(without_weights(), faults))
    assert sorted(found) == sorted([("W03", "指标1.分值"), (code, field)])


def test_weights_that_are_no_numbers_do_not_hide_what_was_missed() -> None:
    percent: dict[str, Value] = {f"指标{n}.分值": "10%" for n in range(1, 8)}
    found = codes(planted(CLEAN, percent | {"指标1.实际完成值": "1"}))
    assert found == [*(("W04", f"指标{n}.分值") for n in range(1, 8)), ("R01", f"指标1.{NOTE}")]


def test_a_form_that_gives_the_execution_rate_no_weight_is_told_so_once() -> None:
    weights = {"指标1.分值": "20", "指标5.分值": "20"}
    form = planted(CLEAN, {**weights, "总分.分值": "100"})
    collected = laid_out(form, "年度资金总额.年初预算数", "其他资金.年初预算数", "总分.分值")
    assert codes(collected) == [("W08", "年度资金总额.分值")]
    # Where there is a cell for the weight it was forgotten.
    asked = laid_out(form, "年度资金总额.年初预算数", "其他资金.年初预算数", "年度资金总额.分值")
    assert ("W02", "总分.分值") in codes(asked)


def test_a_printed_total_need_not_hold_a_weight_that_is_not_printed() -> None:
    assert codes(planted(CLEAN, {"总分.分值": "90"})) == []
    assert codes(planted(CLEAN, {**FULL, "总分.得分": "99"})) == []  # 90 and 9 for the rate
    assert codes(planted(CLEAN, {**FULL, "总分.得分": "90", "总分.等级": "优"})) == []


@pytest.mark.parametrize(
    ("total", "code"), [("96.2", "S08"), ("96.19", None), ("96", "S08"), ("97", "S11")]
)
def test_a_total_may_be_rounded(total: str, code: str | None) -> None:
    faults: dict[str, Value] = {
        **FULL,
        "年度资金总额.得分": "9",
        "指标7.年度指标值": "≥100%",
        "指标7.实际完成值": "71.9%",
        "指标7.得分": "7.19",
        f"指标7.{NOTE}": "停课两次，已补课",
    }
    found = codes(planted(CLEAN, {**faults, "总分.得分": total}))
    assert found == ([(code, "总分.得分")] if code else [])


@pytest.mark.parametrize(
    ("score", "total", "code"),
    [
        ("待确定", "84", None),  # 99 without the 15 of the open row
        ("待确定", "99", "S11"),
        (None, "84", None),
        (None, "99", "S11"),
        ("酌情", "84", None),  # a text may stand for any part of its weight
        ("酌情", "99", None),
        ("酌情", "83.5", "S11"),
        ("酌情", "99.5", "S11"),
    ],
)
def test_a_total_is_compared_with_the_scores_that_are_there(
    score: str | None, total: str, code: str | None
) -> None:
    undecided: dict[str, Value] = {"指标1.实际完成值": "约2", "指标1.得分": score}
    found = codes(
        planted(CLEAN, {**FULL, **undecided, "年度资金总额.得分": "9", "总分.得分": total})
    )
    assert [each for each, field in found if field == "总分.得分"] == ([code] if code else [])
    assert (("S10", "指标1.得分") in found) is (score == "酌情")


def test_a_rate_and_a_score_that_are_open_are_printed_as_that() -> None:
    """Told is the amount that is a text, and not 待确定 in the cells that follow from it."""
    printed: dict[str, Value] = {"年度资金总额.执行率": "待确定", "年度资金总额.得分": "待确定"}
    text = planted(CLEAN, {"年度资金总额.全年执行数": "约50", **printed})
    assert codes(text) == [("F01", "年度资金总额.全年执行数")]
    told = codes(planted(CLEAN, printed))
    assert told == [("F10", "年度资金总额.执行率"), ("S10", "年度资金总额.得分")]


@pytest.mark.parametrize(
    ("actual", "total", "code"),
    [
        ("2", "99", None),
        ("2", "98", "S07"),
        ("约2", "84", None),
        ("约2", "99", None),
        ("约2", "100", "S07"),
        ("约2", "#REF!", None),
    ],
)
def test_a_total_without_scores_is_compared_with_the_rule(
    actual: str, total: str, code: str | None
) -> None:
    found = codes(planted(CLEAN, {"指标1.实际完成值": actual, "总分.得分": total}))
    assert [each for each, field in found if field == "总分.得分"] == ([code] if code else [])


@pytest.mark.parametrize(
    ("field", "actual", "printed", "codes_found"),
    [
        ("指标5", "显著提高", "15", []),
        ("指标5", "显著提高", "14.5", ["R01"]),
        ("指标5", "显著提高", "12", ["R01"]),  # 80 % is still 达成
        ("指标5", "显著提高", "11.9", ["S07", "R01"]),
        ("指标5", "基本提高", "10", ["R01"]),
        ("指标5", "基本提高", "12", ["S07", "R01"]),
        ("指标5", "未提高", "3", ["R01"]),
        ("指标5", "未提高", "9", ["S07", "R01"]),
        ("指标3", "2021年1月5日", "8", ["D03", "R01"]),
        ("指标3", "2021年1月5日", "10", ["D03", "S07", "R01"]),
    ],
)
def test_points_that_a_person_may_choose_are_not_against_the_rule(
    field: str, actual: str, printed: str, codes_found: list[str]
) -> None:
    faults: dict[str, Value] = {
        **FULL,
        f"{field}.实际完成值": actual,
        f"{field}.得分": printed,
    }
    assert [code for code, _ in codes(planted(CLEAN, faults))] == codes_found


def test_units_left_out_in_every_row_are_the_way_of_the_form() -> None:
    one = planted(CLEAN, {"指标2.实际完成值": "96"})
    assert codes(one) == [("T09", "指标2.实际完成值")]
    assert codes(planted(one, {"指标7.实际完成值": "97"})) == []


def test_a_goal_that_tells_of_the_rows_that_were_missed_is_no_contradiction() -> None:
    faults: dict[str, Value] = {
        "指标1.实际完成值": "1",
        f"指标1.{NOTE}": "停课一次",
        "年度总体目标.实际完成情况": "线上培训未全部完成，教学水平有了提高。",
    }
    assert codes(planted(CLEAN, faults)) == []
    faults["年度总体目标.实际完成情况"] = "受疫情影响，项目尚未完成。"
    assert codes(planted(CLEAN, faults)) == [("G03", "年度总体目标.实际完成情况")]


@pytest.mark.parametrize("sign", ["", "=", "＝"])
def test_weights_among_the_targets_are_seen_behind_an_equals_sign(sign: str) -> None:
    faults: dict[str, Value] = {}
    for n, text in ((1, "15"), (2, "15"), (4, "10"), (7, "10")):
        faults |= {f"指标{n}.年度指标值": f"{sign}{text}", f"指标{n}.实际完成值": text}
    faults |= {"指标2.三级指标": "参训教师（人）", "指标7.三级指标": "回访（次）"}
    assert ("W06", "指标1.年度指标值") in codes(planted(CLEAN, faults))


@pytest.mark.parametrize(
    ("column", "code"), [("年度指标值", "T01"), ("实际完成值", "T02"), ("分值", "W03")]
)
def test_a_column_that_nobody_filled_in_is_one_finding(column: str, code: str) -> None:
    empty: dict[str, Value] = {f"指标{n}.{column}": None for n in range(1, 8)}
    form = planted(CLEAN, empty)
    [finding] = check(form, score(form, BOOK), BOOK)
    assert (finding.code, finding.field) == (code, f"指标1.{column}")
    assert finding.found == "7行全部空白"


def test_scores_without_any_target_are_one_finding() -> None:
    empty: dict[str, Value] = {f"指标{n}.年度指标值": None for n in range(1, 8)}
    assert codes(planted(CLEAN, {**FULL, **empty})) == [
        ("T01", "指标1.年度指标值"),
        ("S13", "指标1.得分"),
    ]


def test_a_form_without_cells_for_the_goal_leaves_none_unfilled() -> None:
    form = planted(CLEAN, {GOAL: None, "年度总体目标.预期目标": None})
    places = ("年度资金总额.年初预算数", "其他资金.年初预算数", "年度资金总额.分值")
    assert codes(laid_out(form, *places)) == [("G05", "年度总体目标.预期目标")]
    assert [code for code, _ in codes(laid_out(form, *places, GOAL))] == ["G01", "G02"]

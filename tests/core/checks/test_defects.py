"""Each defect, planted into a clean form, is found under its code, in its place, and alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from perfxl.core.checks.all_checks import KINDS, check
from perfxl.core.evaluation import Evaluation, Evidence, Place
from perfxl.core.finding import Severity
from perfxl.core.rulebook import Rulebook, SeverityRule
from perfxl.core.scoring import score
from perfxl.forms.rulebooks import load_rulebook
from tests.core.checks.forms import CLEAN, Value, planted

BOOK = load_rulebook()
NOTE = "偏差原因分析及改进措施"
GOAL = "年度总体目标.实际完成情况"
FULL = {f"指标{n}.得分": w for n, w in enumerate(("15", "15", "10", "10", "15", "15", "10"), 1)}


def found(form: Evaluation, book: Rulebook = BOOK) -> list[tuple[str, str]]:
    return [(item.code, item.field) for item in check(form, score(form, book), book)]


def test_the_clean_form_has_no_findings_at_all() -> None:
    assert found(CLEAN) == []


# code and field path expected, then what is planted: field path → text
DEFECTS: list[tuple[str, str, dict[str, Value]]] = [
    ("H01", "项目名称", {"项目名称": None}),
    ("H01", "项目名称", {"项目名称": " / "}),
    ("H02", "主管部门", {"主管部门": None}),
    ("H03", "实施单位", {"实施单位": "—"}),
    ("H04", "年度", {"年度": None}),
    ("F01", "当年财政拨款.年初预算数", {"当年财政拨款.年初预算数": "40万"}),
    ("F02", "其他资金.年初预算数", {"其他资金.年初预算数": "-1", "年度资金总额.年初预算数": "59"}),
    ("F03", "年度资金总额.年初预算数", {"年度资金总额.年初预算数": "61"}),
    ("F03", "年度资金总额.全年执行数", {"上年结转资金.全年执行数": "18.0001"}),
    (
        "F04",
        "年度资金总额.年初预算数",
        {
            f"{row}.{column}": None
            for row in ("当年财政拨款", "上年结转资金", "其他资金")
            for column in ("年初预算数", "全年预算数", "全年执行数")
        },
    ),
    ("F05", "年度资金总额.全年执行数", {"年度资金总额.全年执行数": None}),
    ("F05", "年度资金总额.全年预算数", {"年度资金总额.全年预算数": "/"}),
    ("F06", "年度资金总额.年初预算数", {"年度资金总额.年初预算数": None}),
    (
        "F07",
        "其他资金.全年执行数",
        {"其他资金.全年执行数": "1", "年度资金总额.全年执行数": "55"},
    ),
    (
        "F08",
        "年度资金总额.全年预算数",
        {
            f"{row}.{column}": "0"
            for row in ("年度资金总额", "当年财政拨款", "上年结转资金")
            for column in ("全年预算数", "全年执行数")
        },
    ),
    ("F09", "当年财政拨款.分值", {"当年财政拨款.分值": "10", "当年财政拨款.得分": "9"}),
    ("F09", "其他资金.得分", {"其他资金.得分": "9"}),
    ("F10", "年度资金总额.执行率", {"年度资金总额.执行率": "100%%"}),
    ("F10", "年度资金总额.执行率", {"年度资金总额.执行率": "#DIV/0!"}),
    ("F11", "年度资金总额.执行率", {"年度资金总额.执行率": "91%"}),
    ("F11", "上年结转资金.执行率", {"上年结转资金.执行率": "100%"}),
    (
        "F12",
        "年度资金总额.年初预算数",
        {
            f"{row}.{column}": amount
            for row, amount in (("年度资金总额", "600000"), ("当年财政拨款", "600000"))
            for column in ("年初预算数", "全年预算数")
        }
        | {"年度资金总额.全年执行数": "540000", "当年财政拨款.全年执行数": "540000"}
        | {f"上年结转资金.{column}": "0" for column in ("年初预算数", "全年预算数", "全年执行数")},
    ),
    ("F01", "中央财政资金.全年预算数", {"中央财政资金.全年预算数": "40万"}),
    ("F07", "单位资金.全年执行数", {"单位资金.全年预算数": "1", "单位资金.全年执行数": "2"}),
    ("F09", "单位资金.得分", {"单位资金.全年预算数": "0", "单位资金.得分": "9"}),
    ("G01", "年度总体目标.预期目标", {"年度总体目标.预期目标": None}),
    ("G01", "年度总体目标.预期目标", {"年度总体目标.预期目标": "#NAME?"}),
    ("G02", "年度总体目标.实际完成情况", {"年度总体目标.实际完成情况": "#VALUE!"}),
    ("G02", "年度总体目标.实际完成情况", {"年度总体目标.实际完成情况": "无"}),
    (
        "G03",
        "指标7.实际完成值",
        {f"指标{n}.实际完成值": "0" for n in (1, 2, 3, 5, 6)}
        | {"指标4.实际完成值": "120"}
        | {f"指标{n}.{NOTE}": f"原因{n}，正在整改" for n in range(1, 7)}
        | {"年度总体目标.实际完成情况": "由于疫情影响，项目未完成。"},
    ),
    ("G03", "指标1.实际完成值", {f"指标1.{NOTE}": "因疫情未完成"}),
    (
        "G03",
        "年度总体目标.实际完成情况",
        {"年度总体目标.实际完成情况": "受疫情影响，培训未能如期完成。"},
    ),
    (
        "G04",
        "年度总体目标.实际完成情况",
        {"年度总体目标.实际完成情况": "开展线上培训，\n提高教学水平。"},
    ),
    ("N01", "指标1.三级指标", {"指标1.三级指标": None}),
    ("N01", "指标1.三级指标", {"指标1.三级指标": "指标1："}),
    ("N02", "指标1.一级指标", {"指标1.一级指标": None}),
    ("N03", "指标1.一级指标", {"指标1.一级指标": "管理指标"}),
    ("N04", "指标4.二级指标", {"指标4.二级指标": "社会效益指标"}),
    (
        "N05",
        "指标2.三级指标",
        {
            "指标2.三级指标": "线上培训（次）",
            "指标2.二级指标": "数量指标",
            "指标2.年度指标值": "≥2",
            "指标2.实际完成值": "2",
        },
    ),
    ("N06", "指标1.二级指标", {"指标1.二级指标": None}),
    ("W01", "指标1.分值", {"指标1.分值": "10", "指标5.分值": "20"}),
    ("W02", "总分.分值", {"指标1.分值": "20"}),
    ("W02", "总分.分值", {"年度资金总额.分值": "20"}),
    ("W03", "指标1.分值", {"指标1.分值": None}),
    ("W03", "指标1.分值", {"指标1.分值": None, "总分.分值": "100"}),
    ("W04", "指标1.分值", {"指标1.分值": "15%"}),
    ("W04", "指标1.分值", {"指标1.分值": "-15"}),
    ("W04", "年度资金总额.分值", {"年度资金总额.分值": "十"}),
    ("W05", "总分.分值", {"年度资金总额.分值": "10", "总分.分值": "90"}),
    (
        "W06",
        "指标1.年度指标值",
        {
            f"指标{n}.{column}": text
            for n, text in ((1, "15"), (2, "15"), (4, "10"), (7, "10"))
            for column in ("年度指标值", "实际完成值")
        }
        | {"指标2.三级指标": "参训教师（人）", "指标7.三级指标": "回访（次）"},
    ),
    ("W07", "指标1.分值", {"指标1.分值": "0", "指标2.分值": "30"}),
    ("T01", "指标1.年度指标值", {"指标1.年度指标值": None}),
    ("T01", "指标1.年度指标值", {"指标1.年度指标值": "/"}),
    ("T01", "指标1.年度指标值", {"指标1.年度指标值": "#REF!"}),
    ("T02", "指标1.实际完成值", {"指标1.实际完成值": None}),
    ("T02", "指标5.实际完成值", {"指标5.实际完成值": "……"}),
    ("T03", "指标1.年度指标值", {"指标1.年度指标值": "培训2次、考核3次"}),
    ("T04", "指标3.实际完成值", {"指标3.实际完成值": "2"}),
    ("T05", "指标4.年度指标值", {"指标4.年度指标值": "≥60"}),
    ("T06", "指标1.年度指标值", {"指标1.年度指标值": "≥2≤2"}),
    ("T07", "指标2.年度指标值", {"指标2.年度指标值": "≥95%%"}),
    ("T07", "指标2.实际完成值", {"指标2.实际完成值": "96%%"}),
    ("T08", "指标7.实际完成值", {"指标7.实际完成值": "1000件"}),
    ("T09", "指标2.实际完成值", {"指标2.实际完成值": "=96%"}),
    ("T09", "指标3.年度指标值", {"指标3.年度指标值": "≤12.31日"}),
    ("T10", "指标1.年度指标值", {"指标1.年度指标值": "≥2个", "指标1.实际完成值": "2个"}),
    (
        "T11",
        "指标3.实际完成值",
        {"指标3.实际完成值": "2015年12月30日"},
    ),
    ("T11", "指标7.实际完成值", {"指标7.实际完成值": "105%"}),
    ("T12", "指标5.实际完成值", {"指标5.实际完成值": "100%"}),
    ("T13", "指标1.实际完成值", {"指标1.实际完成值": "已完成"}),
    ("T14", "指标1.实际完成值", {"指标1.实际完成值": "-1", f"指标1.{NOTE}": "退课一次"}),
    (
        "T22",
        "指标2.实际完成值",
        {
            "指标2.三级指标": "培训人数增长率",
            "指标2.年度指标值": "增长5%",
            "指标2.实际完成值": "下降3%",
            f"指标2.{NOTE}": "受疫情影响，停办两期",
        },
    ),
    ("T15", "指标1.实际完成值", {"指标1.年度指标值": ">2"}),
    ("T16", "指标1.实际完成值", {"指标1.年度指标值": "10", "指标1.实际完成值": "11"}),
    ("T17", "指标4.实际完成值", {"指标4.实际完成值": "0", f"指标4.{NOTE}": "项目取消"}),
    (
        "T20",
        "指标1.实际完成值",
        {"指标1.年度指标值": "3-5", "指标1.实际完成值": "6", f"指标1.{NOTE}": "需求增加"},
    ),
    (
        "T21",
        "指标3.实际完成值",
        {"指标3.年度指标值": "12个月", "指标3.实际完成值": "10个月", f"指标3.{NOTE}": "提前完工"},
    ),
    ("T18", "指标5.实际完成值", {"指标5.实际完成值": "按计划组织了活动"}),
    (
        "T19",
        "指标1.年度指标值",
        {"指标1.年度指标值": "完成培训", "指标1.实际完成值": "完成培训"},
    ),
    ("D01", "指标3.实际完成值", {"指标3.实际完成值": "2121.12.31"}),
    ("D01", "指标3.年度指标值", {"指标3.年度指标值": "2121年12月31日"}),
    ("D02", "指标3.实际完成值", {"指标3.实际完成值": "2020年2月30日"}),
    (
        "D03",
        "指标3.实际完成值",
        {"指标3.实际完成值": "2021年1月5日", f"指标3.{NOTE}": "招标推迟"},
    ),
    (
        "D04",
        "指标3.年度指标值",
        {"指标3.年度指标值": "2020.1.1", "指标3.实际完成值": "2020.1.1"},
    ),
    ("D05", "指标3.年度指标值", {"指标3.年度指标值": "2021年3月30日"}),
    (
        "D06",
        "指标3.实际完成值",
        {
            "指标3.实际完成值": "2021年12月30日",
            "指标3.完成情况": "部分达成",
            f"指标3.{NOTE}": "招标推迟",
        },
    ),
    ("D07", "指标3.实际完成值", {"指标3.实际完成值": "2019年12月20日"}),
    ("S01", "指标1.核定得分", {"指标1.核定得分": "十五"}),
    ("S02", "指标1.核定得分", {"指标1.核定得分": "16"}),
    ("S02", "指标1.核定得分", {"指标1.核定得分": "-1", f"指标1.{NOTE}": "停课"}),
    ("S03", "指标5.核定得分", {"指标5.核定得分": "5", f"指标5.{NOTE}": "效果有限"}),
    ("S04", "指标1.核定得分", {"指标1.核定得分": "14", f"指标1.{NOTE}": "签到不全"}),
    ("S17", "指标1.完成情况", {"指标1.完成情况": "未达成"}),
    ("S05", "指标5.完成情况", {"指标5.完成情况": "部分达成", f"指标5.{NOTE}": "覆盖不全"}),
    ("S06", "指标1.得分", {**FULL, "指标1.得分": "16"}),
    ("S06", "年度资金总额.得分", {"年度资金总额.得分": "11"}),
    ("S07", "指标1.得分", {**FULL, "指标1.得分": "12", f"指标1.{NOTE}": "签到不全"}),
    ("S07", "年度资金总额.得分", {"年度资金总额.得分": "10"}),
    (  # a loss rounded away: 19.7 of 20
        "S07",
        "指标1.得分",
        {
            **FULL,
            "指标1.年度指标值": "≥100",
            "指标1.实际完成值": "98",
            f"指标1.{NOTE}": "签到不全",
            "总分.得分": "99",
        },
    ),
    (
        "S08",
        "年度资金总额.得分",
        {
            "年度资金总额.全年执行数": "53.33",
            "当年财政拨款.全年执行数": "35.33",
            "年度资金总额.得分": "8.9",
        },
    ),
    ("S09", "指标1.得分", {**FULL, "指标1.得分": None}),
    ("S09", "指标1.得分", {**FULL, "指标1.得分": "—"}),
    ("S10", "指标1.得分", {**FULL, "指标1.得分": "满分"}),
    ("S10", "指标1.得分", {**FULL, "指标1.得分": "#N/A"}),
    ("S10", "总分.得分", {**FULL, "总分.得分": "#VALUE!"}),
    ("S10", "年度资金总额.得分", {"年度资金总额.得分": "#REF!"}),
    ("S11", "总分.得分", {**FULL, "年度资金总额.得分": "9", "总分.得分": "100"}),
    ("S11", "总分.得分", {**FULL, "年度资金总额.得分": "9", "总分.得分": "98.9"}),
    (
        "S13",
        "指标1.得分",
        {**FULL, "指标1.实际完成值": None},
    ),
    (
        "S14",
        "总分.得分",
        {
            "年度资金总额.全年执行数": "60",
            "当年财政拨款.全年执行数": "40",
            "上年结转资金.全年执行数": "20",
        },
    ),
    ("S16", "总分.等级", {"年度资金总额.得分": "9", "总分.得分": "99", "总分.等级": "良"}),
    ("S16", "总分.自评等级", {"总分.得分": "99", "总分.自评等级": "□优 ☑良 □中 □差"}),
    ("R01", f"指标1.{NOTE}", {"指标1.实际完成值": "1"}),
    ("R01", f"指标1.{NOTE}", {"指标1.实际完成值": "1", f"指标1.{NOTE}": "/"}),
    ("R01", f"指标1.{NOTE}", {"指标1.实际完成值": "1", f"指标1.{NOTE}": "无偏差"}),
    ("R01", f"指标1.{NOTE}", {"指标1.实际完成值": "1", f"指标1.{NOTE}": "已按期完成目标。"}),
    ("R01", f"指标1.{NOTE}", {"指标1.实际完成值": "1", f"指标1.{NOTE}": "偏差原因：无"}),
    ("R01", f"指标1.{NOTE}", {"指标1.实际完成值": "1", f"指标1.{NOTE}": "原因：/\n改进措施：无。"}),
    (
        "R02",
        f"指标1.{NOTE}",
        {f"指标{n}.实际完成值": text for n, text in ((1, "1"), (2, "90%"), (7, "80%"))}
        | {f"指标1.{NOTE}": "疫情影响", f"指标2.{NOTE}": "同上", f"指标7.{NOTE}": "同上。"},
    ),
    (
        "R02",
        f"指标1.{NOTE}",
        {f"指标{n}.实际完成值": text for n, text in ((1, "1"), (2, "90%"), (7, "80%"))}
        | {f"指标{n}.{NOTE}": "时间紧、疫情影响。今年完成" for n in (1, 2, 7)},
    ),
    ("R03", f"指标1.{NOTE}", {"指标1.实际完成值": "3"}),
    (
        "R05",
        "年度资金总额.全年执行数",
        {"年度资金总额.全年执行数": "47.9", "当年财政拨款.全年执行数": "29.9"},
    ),
]
# Defects that are two findings by nature.
ALSO = {
    ("S13", "指标1.得分"): ("T02", "指标1.实际完成值"),
}


@pytest.mark.parametrize(
    ("code", "field", "faults"),
    DEFECTS,
    ids=[f"{code}-{index}" for index, (code, _, _) in enumerate(DEFECTS)],
)
def test_a_planted_defect_is_found_and_nothing_else(
    code: str, field: str, faults: dict[str, Value]
) -> None:
    also = [ALSO[code, field]] if (code, field) in ALSO else []
    assert sorted(found(planted(CLEAN, faults))) == sorted([(code, field), *also])


@pytest.mark.parametrize(
    ("weight", "told"),
    [
        ("-15", "-15（是负数）"),
        ("1" + "0" * 15, "1000000000000000（太大）"),
        ("1" + "0" * 300, "（位数太多，太大或太小）"),
        ("十", "“十”"),
    ],
)
def test_a_weight_that_is_a_number_is_not_called_a_text(weight: str, told: str) -> None:
    form = planted(CLEAN, {"指标1.分值": weight})
    [finding] = [each for each in check(form, score(form, BOOK), BOOK) if each.code == "W04"]
    assert finding.found.endswith(told)


def test_a_form_without_indicators_was_never_filled() -> None:
    assert found(replace(CLEAN, indicators=())) == [("H05", "")]


def test_a_form_that_prints_a_loss_is_not_called_full() -> None:
    full: dict[str, Value] = {
        "年度资金总额.全年执行数": "60",
        "当年财政拨款.全年执行数": "40",
        "上年结转资金.全年执行数": "20",
        **FULL,
    }
    assert "S14" in {code for code, _ in found(planted(CLEAN, full))}
    for field, text in (("指标3.得分", "0"), ("指标3.得分", "9分"), ("年度资金总额.得分", "8")):
        assert "S14" not in {code for code, _ in found(planted(CLEAN, {**full, field: text}))}


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("培训费用（万元）", "把“≥”改为“≤”"),
        ("降低成本（万元）", "越高越好"),
    ],
)
def test_what_was_saved_is_not_to_be_turned_round(name: str, fix: str) -> None:
    form = planted(CLEAN, {"指标4.三级指标": name, "指标4.年度指标值": "≥60"})
    [finding] = [item for item in check(form, score(form, BOOK), BOOK) if item.code == "T05"]
    assert fix in finding.fix


@pytest.mark.parametrize("name", ["成本降低率", "资金节约额（万元）"])
def test_a_rate_of_saving_is_no_cost_that_should_be_low(name: str) -> None:
    form = planted(CLEAN, {"指标4.三级指标": name, "指标4.年度指标值": "≥60"})
    assert "T05" not in {item.code for item in check(form, score(form, BOOK), BOOK)}


@pytest.mark.parametrize(
    ("name", "target", "told"),
    [
        ("节约成本（万元）", "60", True),  # what was saved, or what it may cost?
        ("项目成本节约", "=60", True),
        ("节约成本（万元）", "≤60", False),
        ("节约用水宣传费", "60", False),
        ("项目成本", "60", False),
    ],
)
def test_a_saving_without_a_rate_or_a_sign_is_told(name: str, target: str, told: bool) -> None:
    form = planted(CLEAN, {"指标4.三级指标": name, "指标4.年度指标值": target})
    assert ("T05" in {item.code for item in check(form, score(form, BOOK), BOOK)}) is told


def test_points_outside_a_band_are_told_what_the_band_is() -> None:
    form = planted(CLEAN, {"指标5.核定得分": "6"})
    [finding] = [item for item in check(form, score(form, BOOK), BOOK) if item.code == "S03"]
    assert finding.expected == "12（含）到15之间的数（达成）"


@pytest.mark.parametrize("same", ["0", "5"])
def test_met_targets_with_the_same_score_everywhere(same: str) -> None:
    form = planted(CLEAN, {f"指标{n}.得分": same for n in range(1, 8)})
    codes = [code for code, _ in found(form)]
    assert codes.count("S12") == 1
    assert codes.count("S07") == 7
    assert codes.count("R01") == 7
    assert set(codes) == {"S12", "S07", "R01"}


def test_the_same_score_everywhere_is_no_finding_where_nothing_was_reached() -> None:
    faults: dict[str, Value] = {f"指标{n}.得分": "0" for n in range(1, 8)}
    faults |= {f"指标{n}.实际完成值": "0" for n in range(1, 8)}
    faults |= {f"指标{n}.{NOTE}": f"原因{n}" for n in range(1, 8)}
    assert [code for code, _ in found(planted(CLEAN, faults))] == ["T17"]


def test_far_above_the_target_where_the_rulebook_asks_for_a_reason() -> None:
    strict = replace(BOOK, over_reason_required=True)
    form = planted(CLEAN, {"指标1.实际完成值": "3"})
    assert found(form, strict) == [("R04", f"指标1.{NOTE}")]
    assert found(planted(form, {f"指标1.{NOTE}": "两期合并举办"}), strict) == []


SAYS_UNFINISHED = (
    "受疫情影响，培训未能如期完成。",
    "培训没有全部完成。",
    "教学水平未达到预期目标。",
    "满意度未达标，继续努力。",
    "未能实现年度绩效目标。",
    "平台仍未启动。",
    "全年仅完成1次培训。",
    "项目暂缓，资金结转下年。",
)
SAYS_FINISHED = (
    "全部做完，没有未完成的事项。",
    "培训已完成，不存在未达标的情况。",
    "未发生安全事故，没有投诉。",
    "培训全部完成，是否未完成的情况：无。",
    "未增加人员，完成培训2次。",
    "没有超支，实现年度目标。",
    "只用了半年就完成培训2次。",
    "整改未达标排口12个，培训2次。",
)


@pytest.mark.parametrize("text", [*SAYS_UNFINISHED, *SAYS_FINISHED])
def test_a_goal_that_says_it_was_not_reached_contradicts_rows_that_were(text: str) -> None:
    expected = [("G03", GOAL)] if text in SAYS_UNFINISHED else []
    assert found(planted(CLEAN, {GOAL: text})) == expected


@pytest.mark.parametrize(
    ("faults", "codes"),
    [
        ({}, ["R05"]),
        ({GOAL: "完成培训2次，结余经费由财政收回。"}, []),
        ({f"指标4.{NOTE}": "线上培训没有场地费"}, []),
        ({"年度资金总额.说明": "第四季度追加，次年支付"}, []),
        ({"年度资金总额.备注": "无"}, ["R05"]),
        ({"年度资金总额.全年执行数": "48", "当年财政拨款.全年执行数": "30"}, []),
    ],
)
def test_little_spent_asks_for_a_reason_anywhere(
    faults: dict[str, Value], codes: list[str]
) -> None:
    spent: dict[str, Value] = {
        "年度资金总额.全年执行数": "38",
        "当年财政拨款.全年执行数": "20",
    }
    assert [code for code, _ in found(planted(CLEAN, spent | faults))] == codes


@pytest.mark.parametrize(
    ("note", "lost"),
    [("———————", True), ("无问题。", True), ("……、……", True), ("雨季、疫情", False)],
)
def test_a_line_of_dashes_is_no_reason(note: str, lost: bool) -> None:
    form = planted(CLEAN, {"指标1.实际完成值": "1", f"指标1.{NOTE}": note})
    assert [code for code, _ in found(form)] == (["R01"] if lost else [])


def test_a_lost_score_is_told_as_it_is_printed() -> None:
    form = planted(CLEAN, {"指标1.年度指标值": "100000场", "指标1.实际完成值": "1场"})
    card = score(form, BOOK)
    [finding] = [each for each in check(form, card, BOOK) if each.code == "R01"]
    assert "按评分办法得0）" in finding.found


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        ({"得分"}, "分值15，得分5）"),
        ({"得分", "原表得分"}, "分值15，原表得分5）"),
        (set(), "分值15，原表得分5）"),  # a form that is going to be made
    ],
)
def test_a_printed_loss_is_named_as_the_form_names_it(headings: set[str], said: str) -> None:
    places = {f"指标1.{heading}": Place(cell="H14") for heading in (*headings, NOTE)}
    form = replace(planted(CLEAN, {**FULL, "指标1.得分": "5"}), places=places)
    [finding] = [each for each in check(form, score(form, BOOK), BOOK) if each.code == "R01"]
    assert finding.found == f"空白（{said}"


LOST: dict[str, Value] = {"指标1.实际完成值": "1", "指标2.实际完成值": "90%"}
NO_ROOM = {f"指标{n}.{column}": Place(cell=f"A{n}") for n in (1, 2) for column in ("得分", "分值")}


def test_a_layout_without_a_column_for_reasons_is_one_finding() -> None:
    form = replace(planted(CLEAN, LOST), places=NO_ROOM)
    [finding] = check(form, score(form, BOOK), BOOK)
    assert (finding.code, finding.severity, finding.where.cell) == ("R06", Severity.WARNING, "A1")
    assert finding.found == (
        "表上没有这一栏：指标1（分值15，按评分办法得7.5）；指标2（分值15，按评分办法得14.21）"
    )


@pytest.mark.parametrize(
    ("evidence", "codes"),
    [
        ({"存在问题及原因分析": "雨季停工。"}, []),
        ({"说明": "无"}, ["R06"]),
        ({"填表说明": "得分保留两位小数。"}, ["R06"]),
        ({"年度资金总额.说明": "招标结余"}, ["R06"]),
        ({"指标1.说明": "返工", "指标2.备注": "缺考3人"}, []),
        ({"指标1.说明": "返工"}, ["R06"]),
    ],
)
def test_without_that_column_a_reason_may_stand_elsewhere(
    evidence: dict[str, str], codes: list[str]
) -> None:
    printed = tuple(Evidence(field, text) for field, text in evidence.items())
    form = replace(planted(CLEAN, LOST), places=NO_ROOM, evidence=printed)
    assert [code for code, _ in found(form)] == codes


def test_one_cell_for_all_reasons_that_is_empty_is_one_finding() -> None:
    form = replace(planted(CLEAN, LOST), places={**NO_ROOM, NOTE: Place(cell="A20")})
    [finding] = check(form, score(form, BOOK), BOOK)
    assert (finding.code, finding.where.cell) == ("R01", "A20")
    assert finding.found.startswith("空白：指标1（")


def test_a_dimension_of_another_rulebook_is_told_once() -> None:
    form = planted(CLEAN, {f"指标{n}.一级指标": "成本指标" for n in (1, 4)})
    assert found(form) == [("N03", "指标1.一级指标")]


def test_dimensions_off_the_rulebook_are_one_finding() -> None:
    form = planted(CLEAN, {"指标1.分值": "10", "指标5.分值": "20"})
    [finding] = check(form, score(form, BOOK), BOOK)
    assert (finding.found, finding.expected) == (
        "产出指标45、效益指标35",
        "产出指标50、效益指标30",
    )


def test_the_points_of_an_absent_satisfaction_go_to_the_benefit() -> None:
    weights: dict[str, Value] = {"指标7": None, "指标5.分值": "25"}
    assert found(planted(CLEAN, weights)) == []


NO_BUDGET: dict[str, Value] = {
    f"{row}.{column}": "0"
    for row in ("年度资金总额", "当年财政拨款", "上年结转资金")
    for column in ("年初预算数", "全年预算数", "全年执行数")
}


def test_without_a_budget_every_way_out_is_told_with_what_it_scores() -> None:
    form = planted(CLEAN, NO_BUDGET)
    [finding] = check(form, score(form, BOOK), BOOK)
    assert finding.found == "0，预算执行率得0分（分值10）"
    for way in ("补填全年预算数", "从总表里删去这个项目", "“预算执行分值”里填0", "都不改，就得0分"):
        assert way in finding.fix
    full = replace(BOOK, zero_budget=Decimal(1))
    [finding] = [each for each in check(form, score(form, full), full) if each.code == "F08"]
    assert "都不改，就得10分" in finding.fix


def test_a_form_that_does_not_score_its_execution_needs_no_budget() -> None:
    weights: dict[str, Value] = {"年度资金总额.分值": "0", "指标1.分值": "25"}
    assert "F08" not in {code for code, _ in found(planted(CLEAN, NO_BUDGET | weights))}


def test_what_was_spent_without_a_budget_asks_for_the_changed_budget() -> None:
    form = planted(CLEAN, NO_BUDGET | {"年度资金总额.全年执行数": "3"})
    [finding] = [each for each in check(form, score(form, BOOK), BOOK) if each.code == "F08"]
    assert finding.fix == "已经有支出，请填调整（追加）以后的全年预算数"


def test_one_row_may_give_the_reasons_of_the_whole_form() -> None:
    form = planted(CLEAN, {"指标1.实际完成值": "1", "指标2.实际完成值": "90%"})
    assert [code for code, _ in found(form)] == ["R01", "R01"]
    assert found(replace(form, evidence=(*form.evidence, Evidence(NOTE, "雨季停工。")))) == []
    none = replace(form, evidence=(*form.evidence, Evidence(NOTE, "无")))
    assert [code for code, _ in found(none)] == ["R01", "R01"]


def test_a_column_empty_in_every_row_is_one_finding() -> None:
    flat: dict[str, Value] = {f"指标{n}.一级指标": None for n in range(1, 8)}
    assert found(planted(CLEAN, flat)) == [("N02", "指标1.一级指标")]


@pytest.mark.parametrize(
    "faults",
    [
        {"指标1.分值": "3.333", "指标2.分值": "26.667"},  # rounding the score loses nothing
        {f"指标1.{NOTE}": "/"},  # nothing to explain
        {"指标1.实际完成值": "1", f"指标1.{NOTE}": "疫情影响，已补课"},
        {"指标1.实际完成值": "1", f"指标1.{NOTE}": "原因：疫情影响。措施：无"},
        {"指标1.实际完成值": "1", f"指标1.{NOTE}": "疫情影响是主要原因："},
        {"指标1.实际完成值": "3", f"指标1.{NOTE}": "两期合并举办"},
        {"指标5.核定得分": "14", f"指标5.{NOTE}": "覆盖面不足"},  # inside the band of 达成
        {"指标5.实际完成值": "100%", "指标5.完成情况": "达成"},
        {"指标5.实际完成值": "按计划组织了活动", "指标5.完成情况": "达成"},
        {"年度资金总额.执行率": "90%", "年度资金总额.得分": "9"},
        {"年度资金总额.执行率": "0.9"},
        {"上年结转资金.执行率": "90.00%"},
        {"总分.分值": "100", "总分.得分": "99"},
        {**FULL, "年度资金总额.得分": "9.0", "总分.得分": "99"},
        {"指标3.实际完成值": "2021年1月5日", "指标3.完成情况": "部分达成", f"指标3.{NOTE}": "招标"},
        {"年度总体目标.实际完成情况": "全部做完，没有未完成的事项。"},
        {"其他资金.年初预算数": None, "其他资金.全年预算数": None, "其他资金.全年执行数": None},
    ],
)
def test_what_is_right_is_not_complained_about(faults: dict[str, Value]) -> None:
    assert found(planted(CLEAN, faults)) == []


def test_a_wrong_total_names_the_dimension_that_is_off() -> None:
    form = planted(CLEAN, {"指标1.分值": "20"})
    (finding,) = check(form, score(form, BOOK), BOOK)
    assert finding.found == "105（产出指标55，应为50）"
    assert finding.expected == "100"


def test_every_code_of_the_checks_has_a_planted_defect() -> None:
    # In tests of their own above, in test_collected, and in forms that show something else
    # (test_shown_results).
    elsewhere = {"H05", "S12", "R04", "R06", "S15", "W08", "G05"}
    declared = {kind.code for kind in KINDS if kind.code[0] in "HFGNWTDSR"}
    assert {code for code, _, _ in DEFECTS} | elsewhere == declared


def test_a_rulebook_changes_a_severity_or_silences_a_finding() -> None:
    form = planted(CLEAN, {"项目名称": None, "主管部门": None})
    rules = (SeverityRule("H01", Severity.NOTE, "试点"), SeverityRule("H02", None, "试点"))
    book = replace(BOOK, severities=rules)
    (finding,) = check(form, score(form, book), book)
    assert (finding.code, finding.severity) == ("H01", Severity.NOTE)


@pytest.mark.parametrize(
    ("actual", "chosen", "awarded", "told"),
    [
        ("1", "达成", None, True),
        ("1", "部分达成", None, False),
        ("2", "达成", None, False),
        ("2", "部分达成", None, True),
        ("1", "达成", "12", False),
        ("1", None, None, False),
    ],
)
def test_a_choice_that_numbers_overrule_is_noted(
    actual: str, chosen: str | None, awarded: str | None, told: bool
) -> None:
    faults = {
        "指标1.实际完成值": actual,
        "指标1.完成情况": chosen,
        "指标1.核定得分": awarded,
        f"指标1.{NOTE}": "疫情影响，年底补做",
    }
    form = planted(CLEAN, faults)
    found = {each.code for each in check(form, score(form, BOOK), BOOK)}
    assert ("S17" in found) is told

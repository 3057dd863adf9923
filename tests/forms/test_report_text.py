"""What a report says, sentence by sentence, of forms in the users' notation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from perfxl.core.evaluation import Amount, AmountUnit, Evaluation, FundRow
from perfxl.core.quantity import amount
from perfxl.core.rollup import ScoredForm
from perfxl.core.scoring import score
from perfxl.forms.report_project import ordinal, percent
from perfxl.forms.report_text import report_context
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.word_marks import gap, without_marks
from tests.core.checks.forms import CLEAN, Value, planted
from tests.corpus.seed import seed_forms

BOOK = load_rulebook()
FORMS = seed_forms()


def context(*evaluations: Evaluation) -> dict[str, Any]:
    forms = [ScoredForm(each, score(each, BOOK), (), "总表.xlsx") for each in evaluations]
    return dict(report_context(forms, BOOK))


def project(faults: dict[str, Value] | None = None) -> dict[str, Any]:
    """The fields of the form without fault, with ``faults`` planted."""
    fields: dict[str, Any] = context(planted(CLEAN, faults or {}))["projects"][0]
    return fields


def notes(faults: dict[str, Value]) -> list[str]:
    return list(project(faults)["notes"])


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (47, "四十七"),
        (99, "九十九"),
        (100, "100"),
    ],
)
def test_ordinals(number: int, numeral: str) -> None:
    assert ordinal(number) == numeral


def test_the_rate_is_rounded_half_up_to_two_decimals() -> None:
    assert percent(score(FORMS[15], BOOK).execution_rate) == "81.34%"
    assert percent(None) == "—"


def test_a_clean_form_has_its_facts_and_no_gap_but_the_execution() -> None:
    fields = project()
    assert fields["project"] == "线上培训工作经费"
    assert fields["dimension_counts"] == "产出指标4项、效益指标2项、满意度指标1项"
    assert fields["goal"]["expected"] == "开展线上培训，提高教学水平。"
    assert fields["funds"][0] == {
        "source": "年度资金总额",
        "initial_budget": "60",
        "annual_budget": "60",
        "executed": "54",
        "rate": "90%",
    }
    assert fields["scores"] == [
        {"name": "预算执行率", "weight": "10", "score": "9", "ratio": "90%"},
        {"name": "产出指标", "weight": "50", "score": "50", "ratio": "100%"},
        {"name": "效益指标", "weight": "30", "score": "30", "ratio": "100%"},
        {"name": "满意度指标", "weight": "10", "score": "10", "ratio": "100%"},
    ]
    assert fields["total"] == {"weight": "100", "score": "99", "ratio": "99%"}
    assert (fields["complete"], fields["grade"]) == (True, "优")
    assert (fields["full"], fields["short"], fields["undecided"]) == (7, 0, 0)
    assert fields["deviations"] == []
    assert fields["execution_lost"] is True
    assert fields["notes"] == []


GAPS = [
    # what is planted, where in the project's fields, the gap
    ({"项目名称": None}, "project", "【待补充：项目名称】"),
    ({"主管部门": "/"}, "department", "【待补充：主管部门】"),
    ({"实施单位": ""}, "unit", "【待补充：实施单位】"),
    ({"年度": None}, "year", "【待补充：年度】"),
    ({"年度总体目标.预期目标": "无"}, "goal.expected", "【待补充：预期目标】"),
    ({"年度总体目标.实际完成情况": None}, "goal.achieved", "【待补充：实际完成情况】"),
    ({"年度资金总额.年初预算数": None}, "funds.0.initial_budget", "【待补充：年初预算数】"),
    ({"年度资金总额.全年预算数": None}, "annual_budget", "【待补充：全年预算数】"),
    (
        {"年度资金总额.全年执行数": "五十四万"},
        "executed",
        "【待补充：全年执行数，现为“五十四万”，不是数】",
    ),
    ({"当年财政拨款.全年执行数": None}, "funds.1.executed", "【待补充：全年执行数】"),
    ({"指标1.一级指标": None}, "indicators.0.dimension", "【待补充：一级指标】"),
    ({"指标1.三级指标": None}, "indicators.0.name", "【待补充：三级指标】"),
    ({"指标1.年度指标值": "—"}, "indicators.0.target", "【待补充：指标值】"),
    ({"指标1.实际完成值": None}, "indicators.0.actual", "【待补充：完成值】"),
    ({"指标1.分值": None}, "indicators.0.weight", "【待补充：分值】"),
    ({"指标3.实际完成值": "2121.12.31"}, "indicators.2.score", "【待补充：得分】"),
    ({"指标3.实际完成值": "2121.12.31"}, "grade", "【待补充：等级】"),
    ({"指标1.实际完成值": "1"}, "deviations.0.reason", "【待补充：偏差原因和改进措施】"),
    (
        {"指标1.实际完成值": "1", "指标1.偏差原因分析及改进措施": "/"},
        "deviations.0.reason",
        "【待补充：偏差原因和改进措施】",
    ),
    ({"指标1.实际完成值": "9"}, "deviations.0.reason", "【待补充：偏差原因和改进措施】"),
]


@pytest.mark.parametrize(("faults", "path", "expected"), GAPS)
def test_what_nobody_filled_in_is_a_gap(faults: dict[str, Value], path: str, expected: str) -> None:
    value: Any = project(faults)
    for key in path.split("."):
        value = value[int(key)] if key.isdigit() else value[key]
    assert without_marks(value) == expected
    assert value != expected, "a gap carries marks"


def test_a_source_of_funds_that_is_not_used_has_no_gaps() -> None:
    empty = {f"其他资金.{column}": None for column in ("年初预算数", "全年预算数", "全年执行数")}
    assert project(empty)["funds"][3] == {
        "source": "其他资金",
        "initial_budget": "—",
        "annual_budget": "—",
        "executed": "—",
        "rate": "—",
    }


def test_an_unmet_indicator_is_explained_with_its_reason() -> None:
    faults: dict[str, Value] = {
        "指标1.实际完成值": "1",
        "指标1.偏差原因分析及改进措施": "疫情影响。\n今年补做",
    }
    [deviation] = project(faults)["deviations"]
    assert deviation["derivation"] == "1 ÷ 2 = 50%，50% × 15 = 7.5"
    assert (deviation["score"], deviation["weight"]) == ("7.5", "15")
    assert deviation["reason"] == "疫情影响。\a今年补做。"


def test_an_unmet_indicator_counts_as_short_and_a_weight_of_thirds_does_not() -> None:
    assert project({"指标1.实际完成值": "1"})["short"] == 1
    assert project({"指标1.分值": "3.333"})["short"] == 0


def test_sums_without_all_their_scores_say_so() -> None:
    fields = project({"指标3.实际完成值": "2121.12.31"})
    assert fields["scores"][1] == {
        "name": "产出指标",
        "weight": "50",
        "score": "40（未评完）",
        "ratio": "—",
    }
    assert fields["total"]["score"] == "89（未评完）"


NOTES = [
    ({"指标1.分值": "5"}, ["分值合计为90分，评分办法规定为100分。"]),
    (
        {"指标3.实际完成值": "2121.12.31"},
        [
            f"“完成时限”暂不评分：日期不存在或远离评价年度{gap('更正后的日期')}"
            "（日期远离评价年度，可能有误）。"
        ],
    ),
    (
        {"指标3.实际完成值": "2121.12.31", "指标3.核定得分": "10"},
        [
            "“完成时限”按评分办法不能评分（日期不存在或远离评价年度"
            "（日期远离评价年度，可能有误）），按核定得分10分计。"
        ],
    ),
    (
        {"指标1.实际完成值": "开展了"},
        [
            "“线上培训（次）”暂不评分：无法判断是否达成"
            f"{gap('完成情况（达成、部分达成、未达成）')}。"
        ],
    ),
    (
        {"指标3.实际完成值": "2021-1-5"},
        [f"“完成时限”：晚于时限{gap('完成情况或核定得分，现按建议值计分')}。"],
    ),
    (
        {"指标3.实际完成值": "2021-1-5", "指标3.核定得分": "7"},
        ["“完成时限”：晚于时限。"],
    ),
    (
        {"指标4.年度指标值": "≥54"},
        ["“培训费用（万元）”：成本指标的指标值写成“大于”，按越低越好评分。"],
    ),
    (
        {"指标1.核定得分": "12"},
        ["“线上培训（次）”按评分办法得15分，核定得分为12分，总分按核定得分计算。"],
    ),
    (
        {"指标1.得分": "5", "指标2.得分": "15", "总分.得分": "50"},
        [
            "以下各项原表所印的得分与按评分办法计算的不同：“线上培训（次）”原表5分、本报告15分。",
            "原表所印的总分为50分，本报告的总分为99分。",
        ],
    ),
    (
        {"年度资金总额.得分": "8"},
        ["以下各项原表所印的得分与按评分办法计算的不同：预算执行率原表8分、本报告9分。"],
    ),
    ({"指标1.得分": "15.00", "总分.得分": "99分"}, []),
    ({"指标1.偏差原因分析及改进措施": "按合同分期支付。"}, ["“线上培训（次）”：按合同分期支付。"]),
    ({"指标1.偏差原因分析及改进措施": "/"}, []),
    ({"年度资金总额.全年执行数": "66"}, ["预算执行率：全年执行数超过全年预算数，按分值封顶。"]),
]


@pytest.mark.parametrize(("faults", "expected"), NOTES)
def test_what_a_reader_must_know_is_noted(faults: dict[str, Value], expected: list[str]) -> None:
    assert notes(faults) == expected


def test_an_awarded_score_is_explained_beside_the_rule() -> None:
    [deviation] = project({"指标1.核定得分": "12"})["deviations"]
    assert deviation["score"] == "12"
    assert deviation["derivation"] == "核定得分由人评定；按评分办法：2 = 2，达到指标值，得满分 15"


def unit_of(*evaluations: Evaluation) -> dict[str, Any]:
    return context(*evaluations)


def other(**changes: object) -> Evaluation:
    return replace(CLEAN, project="设备更新", **changes)  # type: ignore[arg-type]


def test_the_projects_of_one_unit() -> None:
    fields = unit_of(CLEAN, other())
    assert (fields["single"], fields["count"]) == (False, 2)
    assert (fields["subject"], fields["scope"], fields["signer"]) == ("考试中心",) * 3
    assert fields["summary"]["annual_budget"] == "120"
    assert fields["summary"]["rate"] == "90%"
    assert fields["summary"]["omitted"] == ""
    assert fields["summary"]["mean"] == "99"
    assert fields["summary"]["grades"] == "优2个、良0个、中0个、差0个"


SCOPES: list[tuple[Sequence[Evaluation], str, str, str]] = [
    # projects, subject, scope, signer
    ([CLEAN, other(unit=None)], "考试中心", "考试中心", "考试中心"),
    ([CLEAN, other(unit="电教馆")], "教育局", "本报告涉及的2个实施单位", "教育局"),
    (
        [CLEAN, other(unit="电教馆", department="科技局")],
        "",
        "本报告涉及的2个主管部门、2个实施单位",
        "【待补充：填报单位】",
    ),
    ([other(unit=None, department=None)] * 2, "", "【待补充：实施单位】", "【待补充：填报单位】"),
]


@pytest.mark.parametrize(("evaluations", "subject", "scope", "signer"), SCOPES)
def test_whose_projects_they_are(
    evaluations: Sequence[Evaluation], subject: str, scope: str, signer: str
) -> None:
    fields = unit_of(*evaluations)
    assert fields["subject"] == subject
    assert without_marks(fields["scope"]) == scope
    assert without_marks(fields["signer"]) == signer


def test_amounts_in_yuan_are_summed_in_wan() -> None:
    yuan = planted(
        CLEAN, {"年度资金总额.全年预算数": "600000", "年度资金总额.全年执行数": "540000"}
    )
    fields = unit_of(CLEAN, replace(yuan, amount_unit=AmountUnit.YUAN))
    assert fields["summary"]["annual_budget"] == "120"
    assert [each["in_wan"]["executed"] for each in fields["projects"]] == ["54", "54"]


def test_sums_say_what_they_leave_out_and_give_no_rate_of_different_projects() -> None:
    without = planted(CLEAN, {"年度资金总额.全年执行数": None})
    summary = unit_of(CLEAN, without)["summary"]
    assert summary["executed"] == "54"
    assert summary["rate"] == "—"
    assert summary["omitted"] == "其中1个项目没有填写全年执行数，没有计入合计。"


def test_an_amount_that_is_a_text_is_quoted_and_not_called_missing() -> None:
    about = planted(CLEAN, {"年度资金总额.全年执行数": "约50"})
    stored = FundRow(amount("60"), amount("60"), Amount("54", None))
    text = replace(other(), funding=CLEAN.funding._replace(total=stored))
    missing = planted(other(), {"年度资金总额.全年执行数": None})
    fields = unit_of(CLEAN, about, text, missing)
    assert fields["summary"]["omitted"] == (
        "其中1个项目没有填写全年执行数；2个项目的全年执行数是文本，不是数（“约50”、“54”），没有计入合计。"
    )
    shown = [(each["in_wan"]["executed"], each["in_wan"]["rate"]) for each in fields["projects"]]
    assert [(without_marks(executed), rate) for executed, rate in shown] == [
        ("54", "90%"),
        ("【待补充：全年执行数，现为“约50”，不是数】", "待确定"),
        ("【待补充：全年执行数，现为“54”，是文本，不是数】", "待确定"),
        ("【待补充：全年执行数】", "—"),
    ]


def test_rate_and_score_of_an_amount_that_is_a_text_are_those_of_the_form() -> None:
    fields = project({"年度资金总额.全年执行数": "约50"})
    assert [each["rate"] for each in fields["funds"]][:2] == ["待确定", "90%"]
    assert fields["scores"][0]["score"] == "待确定"
    assert fields["total"]["score"] == "90（未评完）"
    without = project({"年度资金总额.全年预算数": "0", "年度资金总额.全年执行数": "0"})
    assert (without["rate"], without["scores"][0]["score"]) == ("—", "0")


def test_projects_are_parted_by_what_there_is_to_explain() -> None:
    full = planted(CLEAN, {"年度资金总额.全年执行数": "60"})
    unmet = planted(other(), {"指标1.实际完成值": "1"})
    fields = unit_of(full, unmet)
    assert fields["faultless"] == "线上培训工作经费"
    assert [each["project"] for each in fields["deviating"]] == ["设备更新"]
    assert fields["noted"] == []


def test_a_project_that_is_not_wholly_scored_is_not_called_faultless() -> None:
    undecided: dict[str, Value] = {
        "指标3.实际完成值": "2121.12.31",
        "年度资金总额.全年执行数": "60",
    }
    without_rows = replace(planted(CLEAN, {"年度资金总额.全年执行数": "60"}), indicators=())
    for form in (planted(CLEAN, undecided), without_rows):
        fields = unit_of(form)
        assert (fields["faultless"], fields["pending"]) == ("", "线上培训工作经费")


def test_the_seed() -> None:
    fields = unit_of(*FORMS)
    assert fields["summary"]["complete"] == 16
    assert fields["summary"]["incomplete"] == 1
    assert fields["summary"]["grades"] == "优11个、良0个、中0个、差5个"
    assert fields["summary"]["annual_budget"] == "671.6385"
    assert fields["summary"]["executed"] == "428.0761"
    assert [each["number"] for each in fields["deviating"]] == [2, 3, 4, 5, 9, 11, 12, 15, 16]


@pytest.mark.parametrize("reason", ["学校报名人数多，增加了场次", None])
def test_a_result_far_above_its_target_is_a_fact_and_its_reason_the_only_gap(
    reason: str | None,
) -> None:
    faults: dict[str, Value] = {
        "指标1.实际完成值": "5",
        "指标1.偏差原因分析及改进措施": reason,
    }
    [deviation] = project(faults)["deviations"]
    assert deviation["derivation"] == "5 ÷ 2 = 250%，远超指标值，得满分 15"
    assert deviation["reason"] == (f"{reason}。" if reason else gap("偏差原因和改进措施"))

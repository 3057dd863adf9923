"""Next year's plan out of this year's evaluation."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from perfxl.core.evaluation import (
    Amount,
    AmountUnit,
    Attainment,
    Evaluation,
    Evidence,
    Funding,
    FundRow,
    Goal,
    Indicator,
    Place,
)
from perfxl.core.rollover import MovedDeadline, roll_over
from tests.corpus.seed import seed_readings


def amount(text: str) -> Amount:
    return Amount(text, Decimal(text))


DEADLINE = Indicator(
    dimension="产出指标",
    aspect="时效指标",
    name="完成时限",
    target="2020年12月30日",
    actual="2020年12月20日",
    weight=amount("10"),
    attainment=Attainment.MET,
    awarded=amount("9"),
    deviation_note="提前完成",
    printed_score="10",
)
FILLED = Evaluation(
    code="03",
    project="线上培训工作经费",
    department="教育局",
    unit="考试中心",
    year=2020,
    amount_unit=AmountUnit.YUAN,
    funding=Funding(
        FundRow(amount("60"), amount("60"), amount("54")),
        appropriation=FundRow(annual_budget=amount("60")),
    ),
    execution_weight=amount("20"),
    goal=Goal("开展线上培训。", "完成线上培训2次。"),
    indicators=(DEADLINE,),
    evidence=(Evidence("总分.得分", "98"),),
    places={"项目名称": Place("总表.xlsx", "项目", "B5")},
)
PLANNED = Evaluation(
    code="03",
    project="线上培训工作经费",
    department="教育局",
    unit="考试中心",
    year=2021,
    amount_unit=AmountUnit.YUAN,
    execution_weight=amount("20"),
    goal=Goal("开展线上培训。"),
    indicators=(
        Indicator("产出指标", "时效指标", "完成时限", "2021年12月30日", weight=amount("10")),
    ),
)


def with_target(target: str, name: str = "完成时限") -> Evaluation:
    return replace(FILLED, indicators=(DEADLINE._replace(name=name, target=target),))


def found(evaluation: Evaluation) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in roll_over(evaluation).findings]


def test_the_plan_stays_and_the_results_go() -> None:
    following = roll_over(FILLED)
    assert following.evaluation == PLANNED
    assert following.evaluation.places == {}
    assert following.findings == ()
    assert following.deadlines == (
        MovedDeadline("指标1.年度指标值", "2020年12月30日", "2021年12月30日"),
    )


FINDINGS = [
    # what is planted, the finding
    (replace(FILLED, project="2020年高考防疫经费"), ("Y01", "项目名称")),
    (with_target("100%", "2020年暑期培训完成率"), ("Y01", "指标1.三级指标")),
    (replace(FILLED, goal=Goal("2020年底前建成平台。")), ("Y02", "年度总体目标.预期目标")),
    (with_target("2020年底前验收并运行"), ("Y03", "指标1.年度指标值")),
    (with_target("2020年2月30日"), ("Y03", "指标1.年度指标值")),
    (with_target("2121.12.31"), ("Y03", "指标1.年度指标值")),
    (with_target("2021-12-30"), ("Y04", "指标1.年度指标值")),
    (with_target("2020-2022年"), ("Y04", "指标1.年度指标值")),
    (replace(FILLED, year=None), ("Y05", "年度")),
]


@pytest.mark.parametrize(("evaluation", "expected"), FINDINGS)
def test_what_a_person_must_look_at_is_found(
    evaluation: Evaluation, expected: tuple[str, str]
) -> None:
    assert found(evaluation) == [expected]


@pytest.mark.parametrize("target", ["≤12.31日", "12月底前", "提高", "≥95%", "2020人"])
def test_targets_without_a_year_raise_no_question(target: str) -> None:
    following = roll_over(with_target(target))
    assert following.evaluation.indicators[0].target == target
    assert following.deadlines == ()
    assert following.findings == ()


def test_a_moved_deadline_of_another_year_shows_both_dates() -> None:
    [finding] = roll_over(with_target("2021-12-30")).findings
    assert finding.found == "“2022-12-30”（原为“2021-12-30”）"


def test_names_and_goals_are_never_changed() -> None:
    for reading in seed_readings():
        before, after = reading.evaluation, roll_over(reading.evaluation).evaluation
        assert after.project == before.project
        assert after.goal.expected == before.goal.expected
        assert [(i.dimension, i.aspect, i.name, i.weight) for i in after.indicators] == [
            (i.dimension, i.aspect, i.name, i.weight) for i in before.indicators
        ]


def test_the_seed() -> None:
    following = [roll_over(reading.evaluation) for reading in seed_readings()]
    assert [(d.before, d.after) for each in following for d in each.deadlines] == [
        ("2020年12月30日", "2021年12月30日"),
        ("2021-12-30", "2022-12-30"),
        ("2021年12月30日", "2022年12月30日"),
        ("2021年12月30日", "2022年12月30日"),
        ("2020年12月31日", "2021年12月31日"),
        ("2020年12月31日", "2021年12月31日"),
        ("2020年12月31日", "2021年12月31日"),
        ("2021-12-30", "2022-12-30"),
        ("2020年12月31日", "2021年12月31日"),
        ("2020.1.1", "2021.1.1"),
        ("2020年12月30日", "2021年12月30日"),
        ("2020年12月30日", "2021年12月30日"),
    ]
    questions = [
        (number, finding.code, finding.field)
        for number, each in enumerate(following, 1)
        for finding in each.findings
    ]
    assert questions == [
        (2, "Y01", "指标6.三级指标"),
        (2, "Y04", "指标6.年度指标值"),
        (3, "Y04", "指标4.年度指标值"),
        (4, "Y04", "指标4.年度指标值"),
        (5, "Y01", "指标5.三级指标"),
        (8, "Y01", "项目名称"),
        (8, "Y01", "指标3.三级指标"),
        (9, "Y01", "指标1.三级指标"),
        (9, "Y01", "指标2.三级指标"),
        (9, "Y01", "指标3.三级指标"),
        (9, "Y01", "指标4.三级指标"),
        (9, "Y04", "指标5.年度指标值"),
        (12, "Y02", "年度总体目标.预期目标"),
        (15, "Y02", "年度总体目标.预期目标"),
    ]


def test_findings_stand_where_the_new_master_has_them() -> None:
    following = roll_over(replace(FILLED, project="2020年经费"))
    place = Place("2021.xlsx", "项目", "B5")
    written = replace(following.evaluation, places={"项目名称": place})
    assert [finding.where for finding in following.placed(written).findings] == [place]

"""Where two forms of one project differ."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.core.checks.all_checks import check_across
from perfxl.core.evaluation import (
    AmountUnit,
    Evaluation,
    Evidence,
    Funding,
    FundRow,
    Goal,
    Indicator,
)
from perfxl.core.likeness import likeness
from perfxl.core.quantity import amount
from perfxl.core.repetition import counted_once
from perfxl.core.rollup import ScoredForm
from perfxl.core.scoring import score
from perfxl.forms.rulebooks import load_rulebook

RULES = load_rulebook()
ROW = Indicator(name="完成率", target="≥95%", actual="96%", weight=amount("10"))
FORM = Evaluation(
    project="甲项目",
    unit="一中",
    year=2020,
    funding=Funding(FundRow(executed=amount("60"))),
    goal=Goal("培训教师"),
    indicators=(ROW,),
)


def funded(executed: str, unit: AmountUnit) -> dict[str, object]:
    return {"funding": Funding(FundRow(executed=amount(executed))), "amount_unit": unit}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "内容相同"),
        ({"code": "03"}, "内容相同"),
        ({"goal": Goal("培训\n教师")}, "内容相同"),
        ({"indicators": (ROW._replace(target="≥ 95％"),)}, "内容相同"),
        ({"department": ""}, "内容相同"),
        (funded("60.0", AmountUnit.WAN), "内容相同"),
        (funded("600,000", AmountUnit.YUAN), "内容相同"),
        (funded("600000", AmountUnit.WAN), "内容不同（年度资金总额.全年执行数）"),
        ({"goal": Goal("培训教师。")}, "内容不同（年度总体目标.预期目标）"),
        ({"indicators": (ROW._replace(target="≤95%"),)}, "内容不同（指标1.年度指标值）"),
        ({"indicators": (ROW, Indicator())}, "内容不同（指标2）"),
        ({"indicators": ()}, "内容不同（指标1等 5 处）"),
        (
            {"indicators": (ROW._replace(printed_score="9"),)},
            "填写的内容相同，表上的得分等不同（指标1.得分）",
        ),
        (
            {"evidence": (Evidence("总分.得分", "99"), Evidence("总分.分值", "100"))},
            "填写的内容相同，表上的得分等不同（总分.得分等 2 处）",
        ),
    ],
)
def test_says_where_two_forms_differ(change, expected):
    assert str(likeness(FORM, replace(FORM, **change))) == expected


FORMS = st.builds(
    Evaluation,
    code=st.sampled_from([None, "3"]),
    project=st.sampled_from([None, "甲", "甲 ", "乙"]),
    unit=st.sampled_from([None, "一中", "二中"]),
    year=st.sampled_from([None, 2020, 2021]),
    goal=st.sampled_from([Goal(), Goal("目标")]),
    indicators=st.sampled_from([(), (ROW,), (ROW._replace(printed_score="9"),)]),
)


@given(st.lists(FORMS, max_size=6))
def test_the_check_and_the_roll_up_agree_on_what_was_handed_in_twice(evaluations):
    forms = [
        ScoredForm(each, score(each, RULES), (), f"{number}.xlsx")
        for number, each in enumerate(evaluations)
    ]
    found = check_across(forms)
    told = {
        number: finding.found
        for number, findings in enumerate(found)
        for finding in findings
        if finding.code == "X01"
    }
    counted = counted_once(forms)
    left_out = {forms.index(each.form): each for each in counted.repetitions}
    firsts = {forms.index(each.counted) for each in counted.repetitions}
    assert set(told) == set(left_out) | firsts
    for number, repetition in left_out.items():
        if not repetition.alike.identical:
            assert told[number].endswith(str(repetition.alike))
    for number in firsts:
        others = [each.alike for each in left_out.values() if forms.index(each.counted) == number]
        assert told[number].endswith("，内容相同") == all(each.identical for each in others)

"""Scores: domain rules as tables in the users' notation, and what holds for every number."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from perfxl.core.bound import Sign
from perfxl.core.derivation import basis, derive
from perfxl.core.evaluation import (
    Amount,
    Attainment,
    Evaluation,
    Funding,
    FundRow,
    Indicator,
)
from perfxl.core.quantity import amount, plain
from perfxl.core.reading import Actual, ActualKind, Target, TargetKind
from perfxl.core.rulebook import CostDirection, LowerRule, Rulebook
from perfxl.core.scoring import (
    Caution,
    Judgement,
    Score,
    score,
    score_execution,
    score_indicator,
    score_readings,
)
from perfxl.forms.rulebooks import load_rulebook

MOF = load_rulebook()
LINEAR = replace(MOF, lower_rule=LowerRule.LINEAR)
AS_WRITTEN = replace(MOF, cost_direction=CostDirection.AS_WRITTEN)
HUBEI = load_rulebook("hubei-2020")
GUANGXI = load_rulebook("guangxi")
BOOKS = {"ratio": MOF, "linear": LINEAR}
CHOOSE = "，请选择完成情况（达成、部分达成、未达成）"
BAD = "分值不是数，或为负数、过大"


def scored(
    target: str | None,
    actual: str | None,
    weight: str | None = "10",
    aspect: str = "数量指标",
    *,
    attainment: str | None = None,
    awarded: str | None = None,
    rulebook: Rulebook = MOF,
) -> Score:
    return score_indicator(
        target,
        actual,
        Decimal(weight) if weight is not None else None,
        aspect=aspect,
        attainment=Attainment(attainment) if attainment else None,
        awarded=Decimal(awarded) if awarded else None,
        year=2020,
        rulebook=rulebook,
    )


def points(result: Score) -> str | None:
    return None if result.rule is None else plain(result.rule)


class TestHigherIsBetter:
    @pytest.mark.parametrize(
        ("target", "actual", "expected", "judgement"),
        [
            ("≥95%", "95%", "10", Judgement.MET),
            ("≥95%", "96%", "10", Judgement.MET),
            ("≥95%", "90%", "9.47", Judgement.BELOW),
            ("≥95", "0", "0", Judgement.BELOW),
            ("≥1.4万人", "1.2万人", "8.57", Judgement.BELOW),
            ("≥100", "120", "10", Judgement.FAR_EXCEEDED),
            ("≥100", "119.99", "10", Judgement.MET),
            ("≥3", "-1", "0", Judgement.BELOW),
            ("≥0", "0", "10", Judgement.MET),
            ("≥0", "-3", "10", Judgement.MET),
            (">5", "6", "10", Judgement.FAR_EXCEEDED),
            (">5", "5.5", "10", Judgement.MET),
            (">5", "5", "10", Judgement.BELOW),
            (">5", "4", "8", Judgement.BELOW),
            (">0", "0", "0", Judgement.BELOW),
        ],
    )
    def test_actual_over_target(self, target, actual, expected, judgement):
        result = scored(target, actual)
        assert (points(result), result.judgement) == (expected, judgement)

    def test_strict_bound_reached_is_not_met_though_its_ratio_is_full(self):
        assert Caution.STRICT_BOUND in scored(">5", "5").cautions
        assert Caution.STRICT_BOUND not in scored("≥5", "5").cautions

    def test_negative_actual_is_said(self):
        assert Caution.NEGATIVE_ACTUAL in scored("≥3", "-1").cautions


class TestEqual:
    @pytest.mark.parametrize("sign", ["", "="])
    @pytest.mark.parametrize(
        ("target", "actual", "expected", "judgement"),
        [
            ("60", "60", "10", Judgement.MET),
            ("60", "45", "7.5", Judgement.BELOW),
            ("60", "61", "10", Judgement.EXCEEDED),
            ("60", "72", "10", Judgement.FAR_EXCEEDED),
            ("100%", "100%", "10", Judgement.MET),
            ("100%", "0", "0", Judgement.BELOW),
            ("0", "0", "10", Judgement.MET),
            ("0", "-1", "10", Judgement.MET),
            ("0", "1", "0", Judgement.OVER),
        ],
    )
    def test_below_as_higher_is_better_above_full(self, sign, target, actual, expected, judgement):
        result = scored(sign + target, actual)
        assert (points(result), result.judgement) == (expected, judgement)


class TestLowerIsBetter:
    @pytest.mark.parametrize(
        ("target", "actual", "ratio", "linear"),
        [
            ("≤12", "12", "10", "10"),
            ("≤12", "0", "10", "10"),
            ("≤12", "-1", "10", "10"),
            ("≤12", "15", "8", "7.5"),
            ("≤12", "24", "5", "0"),
            ("≤12", "36", "3.33", "0"),
            ("≤0", "0", "10", "10"),
            ("≤0", "1", "0", "0"),
            ("＜12", "11", "10", "10"),
            ("＜12", "12", "10", "10"),
            ("＜12", "13", "9.23", "9.17"),
            ("＜0", "0", "0", "0"),
            ("≤5%", "6%", "8.33", "8"),
        ],
    )
    @pytest.mark.parametrize("rule", ["ratio", "linear"])
    def test_both_rules(self, target, actual, ratio, linear, rule):
        expected = {"ratio": ratio, "linear": linear}[rule]
        assert points(scored(target, actual, rulebook=BOOKS[rule])) == expected

    def test_over_is_told_from_met(self):
        assert scored("≤12", "12").judgement is Judgement.MET
        assert scored("≤12", "13").judgement is Judgement.OVER
        assert scored("<12", "12").judgement is Judgement.OVER
        assert scored("<12", "12").cautions == (Caution.STRICT_BOUND,)
        assert scored("≤0", "1").cautions == (Caution.ZERO_TARGET,)


class TestRange:
    @pytest.mark.parametrize(
        ("target", "actual", "ratio", "linear"),
        [
            ("80%-90%", "80%", "10", "10"),
            ("80%-90%", "85%", "10", "10"),
            ("80%-90%", "90%", "10", "10"),
            ("80%-90%", "72%", "9", "9"),
            ("80%-90%", "100%", "9", "8.89"),
            ("3~5", "10", "5", "0"),
            ("≥1≤3", "0", "0", "0"),
            ("≥12≤12", "12", "10", "10"),
            ("≥12≤12", "6", "5", "5"),
            ("≥12≤12", "13", "10", "10"),
        ],
    )
    @pytest.mark.parametrize("rule", ["ratio", "linear"])
    def test_below_the_low_bound_and_above_the_high_one(self, target, actual, ratio, linear, rule):
        expected = {"ratio": ratio, "linear": linear}[rule]
        assert points(scored(target, actual, rulebook=BOOKS[rule])) == expected


class TestNegativeTarget:
    """Growth may be planned below 0; then actuals are compared as they are."""

    @pytest.mark.parametrize(
        ("target", "actual", "expected"),
        [
            ("≥-5%", "-3%", "10"),
            ("≥-5%", "-5%", "10"),
            ("≥-5%", "-10%", "0"),
            ("≥-5%", "2%", "10"),
            ("≤-5%", "-6%", "10"),
            ("≤-5%", "-4%", "0"),
            ("-5%", "-5%", "10"),
        ],
    )
    def test_no_quotient(self, target, actual, expected):
        result = scored(target, actual)
        assert points(result) == expected
        assert derive(result).endswith(expected)

    @pytest.mark.parametrize("actual", ["-6%", "-4%", "2%"])
    def test_a_bare_one_may_be_a_fall_that_was_wanted(self, actual):
        assert points(scored("-5%", actual)) is None


class TestFarAboveTarget:
    @pytest.mark.parametrize(
        ("actual", "default", "guangxi"),
        [
            ("119", Judgement.MET, Judgement.MET),
            ("120", Judgement.FAR_EXCEEDED, Judgement.MET),
            ("129.99", Judgement.FAR_EXCEEDED, Judgement.MET),
            ("130", Judgement.FAR_EXCEEDED, Judgement.FAR_EXCEEDED),
        ],
    )
    def test_threshold_is_the_rulebooks_and_nothing_is_deducted(self, actual, default, guangxi):
        assert scored("≥100", actual).judgement is default
        assert scored("≥100", actual, rulebook=GUANGXI).judgement is guangxi
        assert points(scored("≥100", actual)) == "10"

    def test_lower_is_better_is_never_far_above(self):
        assert scored("≤100", "50").judgement is Judgement.MET
        assert scored("100", "50", aspect="成本指标").judgement is Judgement.MET


class TestCost:
    @pytest.mark.parametrize(
        ("target", "actual", "lower", "as_written"),
        [
            ("320万", "260.3万", "10", "8.13"),
            ("=21.2758万元", "21.2758万元", "10", "10"),
            ("≤8.88万元", "8.88万元", "10", "10"),
            ("≤3万元", "4万元", "7.5", "7.5"),
            ("60", "30", "10", "5"),
            ("60", "80", "7.5", "10"),
            ("≥3.72万元", "3.72万元", "10", "10"),
            ("≥3万元", "2万元", "10", "6.67"),
            ("≥3万元", "4万元", "7.5", "10"),
            (">3万元", "3万元", "10", "10"),
            ("<3万元", "3万元", "10", "10"),
            ("2万-4万", "1万", "10", "5"),
            ("2万-4万", "5万", "8", "8"),
            ("24", "0", "0", "0"),
            ("≤24", "0", "0", "0"),
            ("≤24", "-5", "0", "0"),
            ("≤0", "0", "10", "10"),
            ("0", "3", "0", "0"),
        ],
    )
    def test_lower_is_better_whatever_the_sign(self, target, actual, lower, as_written):
        assert points(scored(target, actual, aspect="成本指标")) == lower
        assert points(scored(target, actual, aspect="成本指标", rulebook=AS_WRITTEN)) == as_written

    @pytest.mark.parametrize("target", ["≥6", ">6"])
    def test_at_least_on_a_cost_is_said(self, target):
        result = scored(target, "5", aspect="成本指标")
        assert result.cautions == (Caution.COST_AT_LEAST,)
        assert derive(result).startswith(f"成本指标越低越好（指标值误写“{target[0]}”）：5 < 6")
        assert MOF.basis("cost.direction") in basis(result)

    def test_nothing_spent_is_nothing_done(self):
        result = scored("24", "0", aspect="成本指标")
        assert result.judgement is Judgement.NOT_CARRIED_OUT
        assert derive(result) == "实际成本为 0 而指标值为 24，视为项目未实施，得 0"

    @pytest.mark.parametrize(
        ("aspect", "dimension", "expected"),
        [
            ("经济成本指标", "成本指标", "10"),
            ("社会成本指标", None, "10"),
            (None, "成本指标", "10"),
            ("数量指标", "产出指标", "5"),
        ],
    )
    def test_cost_by_aspect_or_dimension(self, aspect, dimension, expected):
        result = score_indicator(
            "60", "30", Decimal(10), aspect=aspect, dimension=dimension, rulebook=MOF
        )
        assert points(result) == expected


class TestQualitative:
    @pytest.mark.parametrize(
        ("target", "actual", "expected"),
        [
            ("提高", "100%", "15"),
            ("提高", "提高", "15"),
            ("提高", "显著提高", "15"),
            ("提高", "达成预期指标", "15"),
            ("持续", "已完成", "15"),
            ("提高", "0", "0"),
            ("提高", "未完成", "0"),
            ("提高", "基本完成", "10.5"),
            ("提高", "建设中", "10.5"),
        ],
    )
    def test_words(self, target, actual, expected):
        assert points(scored(target, actual, "15")) == expected

    @pytest.mark.parametrize(
        ("attainment", "default", "hubei"),
        [("达成", "15", "15"), ("部分达成", "10.5", "9.75"), ("未达成", "0", "0")],
    )
    def test_choice_goes_before_words(self, attainment, default, hubei):
        for actual in ("良好", "100%", "0", None):
            result = scored("提高", actual, "15", attainment=attainment)
            assert points(result) == default
            assert f"完成情况选为“{attainment}”" in derive(result)
        assert points(scored("提高", "良好", "15", attainment=attainment, rulebook=HUBEI)) == hubei

    def test_choice_against_words_is_said(self):
        assert Caution.CHOICE_AGAINST_WORDS in scored("提高", "0", attainment="达成").cautions
        assert scored("提高", "0", attainment="未达成").cautions == ()

    @pytest.mark.parametrize("actual", ["良好势头", "见附件"])
    def test_other_words_are_undecided(self, actual):
        result = scored("提高", actual, "15")
        assert result.judgement is Judgement.UNDECIDED
        assert result.effective is None
        assert "请选择完成情况" in derive(result)

    @pytest.mark.parametrize(
        ("actual", "awarded", "inside"),
        [
            ("达成预期指标", "15", True),
            ("达成预期指标", "12", True),
            ("达成预期指标", "11.99", False),
            ("基本完成", "11.99", True),
            ("基本完成", "9", True),
            ("基本完成", "12", False),
            ("基本完成", "8.99", False),
            ("未完成", "8.99", True),
            ("未完成", "9", False),
        ],
    )
    def test_points_chosen_inside_the_band(self, actual, awarded, inside):
        result = scored("提高", actual, "15", awarded=awarded)
        assert (Caution.AWARDED_OUT_OF_BAND not in result.cautions) is inside
        assert result.effective == Decimal(awarded)

    def test_choice_decides_about_a_target_that_cannot_be_read(self):
        chosen = scored("按指南另建2套", "2套", attainment="达成")
        assert (points(chosen), chosen.cautions) == ("10", (Caution.UNREAD_TARGET,))

    def test_words_for_a_number_count_as_words(self):
        met = scored("≥3", "已完成")
        assert (points(met), met.cautions) == ("10", (Caution.WORDS_FOR_VALUE,))
        assert points(scored("≥3", "未完成")) == "0"

    @pytest.mark.parametrize(
        ("target", "actual", "cautions"),
        [
            ("3场", "3人", ()),
            ("100%", "1000件", ()),
            ("≥100人", "约90人", ()),
            ("2020-12-30", "2020年", ()),
            ("≥3", "开展了", (Caution.WORDS_FOR_VALUE,)),
            ("≥3", "2020-12-30", (Caution.WORDS_FOR_VALUE,)),
            ("2020-12-30", "3", (Caution.WORDS_FOR_VALUE,)),
        ],
    )
    def test_a_number_that_cannot_be_compared_is_not_called_words(self, target, actual, cautions):
        """What a person chose settles it: no warning that cannot be cleared is left."""
        assert scored(target, actual).rule is None
        assert scored(target, actual, attainment="达成").cautions == cautions


class TestDates:
    @pytest.mark.parametrize(
        ("target", "actual", "expected", "judgement"),
        [
            ("2020年12月30日", "2020年12月30日", "5", Judgement.MET),
            ("2020-12-30", "2020.12.1", "5", Judgement.MET),
            ("≤12.31日", "2020年12月31日", "5", Judgement.MET),
            ("2021-12-30", "2021-12-30", "5", Judgement.MET),
            ("2020年12月30日", "2021-1-5", "3.5", Judgement.LATE),
            ("2020年12月31日", "0", "0", Judgement.QUALITATIVE_UNMET),
        ],
    )
    def test_on_time_is_full_and_late_a_proposal(self, target, actual, expected, judgement):
        result = scored(target, actual, "5", "时效指标")
        assert (points(result), result.judgement) == (expected, judgement)

    def test_late_is_said_until_a_person_chooses(self):
        assert scored("2020年12月30日", "2021-1-5", "5").cautions == (Caution.LATE,)
        chosen = scored("2020年12月30日", "2021-1-5", "5", attainment="达成")
        assert (points(chosen), chosen.cautions) == ("5", ())
        assert chosen.judgement is Judgement.LATE

    def test_hubei_proposes_the_middle_of_its_own_band(self):
        assert points(scored("2020年12月30日", "2021-1-5", "5", rulebook=HUBEI)) == "3.25"

    @pytest.mark.parametrize(
        ("target", "actual"),
        [
            ("2020.1.1", "2121.12.31"),
            ("2121年12月31日", "2020年12月31日"),
            ("2020年2月30日", "2020年2月20日"),
            ("2020年12月31日", "2020年11月31日"),
        ],
    )
    def test_impossible_or_far_date_is_not_scored_even_if_a_grade_is_chosen(self, target, actual):
        for attainment in (None, "达成"):
            result = scored(target, actual, "5", attainment=attainment)
            assert result.judgement is Judgement.UNDECIDED
            assert Caution.CORRECT_DATE in result.cautions


class TestUndecided:
    @pytest.mark.parametrize(
        ("target", "actual", "weight", "caution"),
        [
            (None, "5", "10", Caution.NO_TARGET),
            ("/", "5", "10", Caution.NO_TARGET),
            ("5", None, "10", Caution.NO_ACTUAL),
            ("5", "—", "10", Caution.NO_ACTUAL),
            ("提高", "", "10", Caution.NO_ACTUAL),
            ("≥5≤3", "4", "10", Caution.UNREAD_TARGET),
            ("按指南另建2套", "2套", "10", Caution.UNREAD_TARGET),
            ("5", "12次3人", "10", Caution.UNREAD_ACTUAL),
            ("5", "3至4", "10", Caution.CHOOSE_ATTAINMENT),
            ("5", "5", None, Caution.NO_WEIGHT),
            ("5", "5", "-1", Caution.BAD_WEIGHT),
            ("5", "5", "1e308", Caution.BAD_WEIGHT),
        ],
    )
    def test_what_is_missing_is_said(self, target, actual, weight, caution):
        result = scored(target, actual, weight)
        assert (result.judgement, result.rule, result.effective) == (
            Judgement.UNDECIDED,
            None,
            None,
        )
        assert caution in result.cautions
        assert derive(result).startswith("暂不评分：")
        assert caution.value.partition("，")[0] in derive(result)

    def test_a_chosen_grade_does_not_replace_a_missing_target(self):
        assert scored(None, "已完成", attainment="达成").rule is None

    def test_awarded_decides_what_the_rules_cannot(self):
        result = scored("提高", "见附件", awarded="8")
        assert (result.rule, result.effective) == (None, 8)

    def test_weight_of_zero_scores_zero(self):
        assert points(scored("5", "5", "0")) == "0"


class TestAwarded:
    @pytest.mark.parametrize(
        ("awarded", "effective", "cautions"),
        [
            ("8", "8", ()),
            ("8.125", "8.13", ()),
            ("0", "0", ()),
            ("10", "10", ()),
            ("10.01", "10.01", (Caution.AWARDED_OUT_OF_RANGE,)),
            ("-1", "-1", (Caution.AWARDED_OUT_OF_RANGE,)),
        ],
    )
    def test_stands_beside_the_rules_score(self, awarded, effective, cautions):
        result = scored("≥10", "5", awarded=awarded)
        assert points(result) == "5"
        assert result.effective == Decimal(effective)
        assert result.cautions == cautions

    @pytest.mark.parametrize("awarded", ["十", "8分", "1" + "0" * 15])
    def test_that_is_no_score_leaves_the_total_incomplete(self, awarded):
        rows = (
            Indicator(target="≥10", actual="10", weight=amount("50"), awarded=amount("40")),
            Indicator(target="≥10", actual="10", weight=amount("40"), awarded=amount(awarded)),
        )
        spent = FundRow(annual_budget=amount("100"), executed=amount("100"))
        card = score(Evaluation(funding=Funding(total=spent), indicators=rows), MOF)
        assert (card.indicators[1].rule, card.indicators[1].effective) == (40, None)
        assert Caution.BAD_AWARDED in card.indicators[1].cautions
        assert (card.total, card.complete, card.grade) == (50, False, None)


class TestRounding:
    @pytest.mark.parametrize(
        ("target", "actual", "weight", "digits", "expected"),
        [
            ("320", "260.2976", "10", 2, "8.13"),
            ("320", "260.2976", "10", 1, "8.1"),
            ("320", "260.2976", "10", 0, "8"),
            ("1000", "832.5", "10", 2, "8.33"),
            ("1000", "832.4999999", "10", 2, "8.32"),
            ("120", "1", "3", 2, "0.03"),
            ("3", "1", "10", 6, "3.333333"),
            ("8", "5", "4", 0, "3"),
        ],
    )
    def test_half_up_once(self, target, actual, weight, digits, expected):
        rulebook = replace(MOF, digits=digits)
        assert points(scored("≥" + target, actual, weight, rulebook=rulebook)) == expected


def execution(budget: str | None, executed: str | None, rulebook: Rulebook = MOF) -> Score:
    row = FundRow(annual_budget=amount(budget), executed=amount(executed))
    return score_execution(row, rulebook=rulebook)


class TestExecution:
    @pytest.mark.parametrize(
        ("budget", "executed", "expected", "caution"),
        [
            ("320", "260.2976", "8.13", None),
            ("60", "60", "10", None),
            ("60", "0", "0", None),
            ("60", "63", "10", Caution.OVER_BUDGET),
            ("60", "-3", "0", Caution.NEGATIVE_ACTUAL),
            ("0", "0", "0", Caution.NO_BUDGET),
            ("0", None, "0", Caution.NO_BUDGET),
            ("60", None, None, Caution.NO_EXECUTED),
            ("60", "六十", None, Caution.BAD_EXECUTED),
            (None, "60", None, Caution.NO_ANNUAL_BUDGET),
            ("-60", "60", None, Caution.BAD_ANNUAL_BUDGET),
            ("100%%", "60", None, Caution.BAD_ANNUAL_BUDGET),
            ("215,457.6", "107,728.8", "5", None),
        ],
    )
    def test_rate_times_weight_at_most_the_weight(self, budget, executed, expected, caution):
        result = execution(budget, executed)
        assert points(result) == expected
        assert result.cautions == ((caution,) if caution else ())

    def test_weight_and_zero_budget_are_the_rulebooks(self):
        assert points(execution("60", "30", HUBEI)) == "10"
        full = replace(MOF, zero_budget=Decimal(1))
        assert points(execution("0", "0", full)) == "10"

    def test_without_a_budget_nothing_is_divided(self):
        assert execution("0", "5").completion is None


def evaluation(*rows: tuple[str, str, str, str], funds: tuple[str, str]) -> Evaluation:
    total = FundRow(annual_budget=amount(funds[0]), executed=amount(funds[1]))
    indicators = tuple(
        Indicator(aspect=aspect, target=target, actual=actual, weight=amount(weight))
        for aspect, target, actual, weight in rows
    )
    return Evaluation(year=2020, funding=Funding(total=total), indicators=indicators)


SIXTEENTH = evaluation(
    ("数量指标", "1", "1", "5"),
    ("数量指标", "≥1", "1", "5"),
    ("质量指标", "=100%", "100%", "10"),
    ("质量指标", "=100%", "100%", "10"),
    ("时效指标", "≤12", "12", "10"),
    ("成本指标", "320万", "260.3", "10"),
    ("社会效益指标", "改善", "100%", "15"),
    ("可持续影响指标", "持续", "100%", "15"),
    ("服务对象满意度指标", "≥95%", "95%", "5"),
    ("服务对象满意度指标", "≥95%", "95%", "5"),
    funds=("320", "260.2976"),
)


class TestScorecard:
    def test_sixteenth_seed_form(self):
        card = score(SIXTEENTH, MOF)
        assert card.total == card.rule_total == Decimal("98.13")
        assert (card.weight_total, card.complete, card.grade) == (100, True, "优")
        assert card.execution_rate == Decimal("0.81343")
        assert points(card.indicators[5]) == "10"

    def test_undecided_row_leaves_the_total_incomplete(self):
        last = SIXTEENTH.indicators[-1]._replace(actual=None)
        form = replace(SIXTEENTH, indicators=(*SIXTEENTH.indicators[:-1], last))
        card = score(form, MOF)
        assert (card.total, card.complete, card.grade) == (Decimal("93.13"), False, None)
        assert card.weight_total == 100

    def test_awarded_counts_in_the_total_and_not_in_the_rules_total(self):
        last = SIXTEENTH.indicators[-1]._replace(awarded=Amount("3", Decimal(3)))
        form = replace(SIXTEENTH, indicators=(*SIXTEENTH.indicators[:-1], last))
        card = score(form, MOF)
        assert (card.total, card.rule_total) == (Decimal("96.13"), Decimal("98.13"))

    def test_forms_own_execution_weight(self):
        card = score(replace(SIXTEENTH, execution_weight=amount("20")), MOF)
        assert points(card.execution) == "16.27"
        unreadable = score(replace(SIXTEENTH, execution_weight=Amount("十", None)), MOF)
        assert unreadable.execution.cautions == (Caution.BAD_WEIGHT,)
        assert not unreadable.complete

    def test_empty_form(self):
        card = score(Evaluation(), MOF)
        assert (card.total, card.complete, card.grade, card.indicators) == (0, False, None, ())
        assert card.execution_rate is None

    def test_without_a_budget_there_is_no_rate(self):
        card = score(evaluation(("数量指标", "1", "0", "5"), funds=("0", "5")), MOF)
        assert card.execution_rate is None
        assert (card.total, card.complete) == (0, True)

    def test_a_form_without_indicators_is_not_evaluated(self):
        card = score(evaluation(funds=("60", "60")), MOF)
        assert (card.total, card.complete, card.grade) == (10, False, None)

    def test_grade(self):
        assert MOF.grade(Decimal("89.99")) == "良"
        assert load_rulebook("budget-module").grade(Decimal("80")) == "优"


class TestDerivation:
    @pytest.mark.parametrize(
        ("target", "actual", "weight", "expected"),
        [
            ("≥95%", "95%", "5", "95% = 95%，达到指标值，得满分 5"),
            ("≥95%", "98%", "5", "98% > 95%，达到指标值，得满分 5"),
            ("≥95%", "90%", "5", "90% ÷ 95% = 94.74%，94.74% × 5 = 4.74"),
            ("≥1.4万人", "1.2万人", "10", "1.2万 ÷ 1.4万 = 85.71%，85.71% × 10 = 8.57"),
            ("215,457.6", "107,728.8", "10", "107728.8 ÷ 215457.6 = 50%，50% × 10 = 5"),
            ("4", "4.5", "10", "4.5 > 4，超过指标值，得满分 10"),
            ("4", "5", "10", "5 ÷ 4 = 125%，远超指标值，得满分 10"),
            ("≤12", "10", "10", "10 < 12，未超过指标值，得满分 10"),
            ("≤12", "15", "10", "12 ÷ 15 = 80%，80% × 10 = 8"),
            ("≤0", "1", "10", "1 > 0，超过指标值，得 0"),
            (">0", "0", "10", "等于指标值而指标值写“>”，未达到：0 = 0，未达到指标值，得 0"),
            (">5", "5", "10", "等于指标值而指标值写“>”，未达到：5 ÷ 5 = 100%，100% × 10 = 10"),
            ("≥3", "-1", "10", "实际完成值为负数，按 0 计：0 ÷ 3 = 0%，0% × 10 = 0"),
            (
                "增长5%",
                "下降3%",
                "10",
                "实际为下降 3%，指标值为增长，方向相反，按 0 计：0% ÷ 5% = 0%，0% × 10 = 0",
            ),
            (
                "较上年下降5%",
                "同比增长2%",
                "10",
                "实际为增长 2%，指标值为下降，方向相反，按 0 计：0% ÷ 5% = 0%，0% × 10 = 0",
            ),
            (
                "增长不超过5%",
                "下降3%",
                "10",
                "实际为下降 3%，指标值为增长，方向相反，按 0 计：0% < 5%，未超过指标值，得满分 10",
            ),
            ("增长5%", "-3%", "10", "实际完成值为负数，按 0 计：0% ÷ 5% = 0%，0% × 10 = 0"),
            ("≥120", "1", "3", "1 ÷ 120 × 3 = 0.03"),
            ("80%-90%", "85%", "10", "85% 在 80% 至 90% 之内，达到指标值，得满分 10"),
            ("≥12≤12", "12", "10", "12 = 12，达到指标值，得满分 10"),
            ("80%-90%", "100%", "10", "90% ÷ 100% = 90%，90% × 10 = 9"),
            ("提高", "100%", "15", "实际完成值“100%”表示达成，100% × 15 = 15"),
            ("提高", "基本\n完成", "15", "实际完成值“基本 完成”表示部分达成，70% × 15 = 10.5"),
            (
                "2020-12-30",
                "2020年12月1日",
                "5",
                "2020年12月1日不晚于2020年12月30日，按时完成，得满分 5",
            ),
            (
                "2020-12-30",
                "2021-1-5",
                "5",
                "2021年1月5日晚于2020年12月30日，建议按部分达成评分，70% × 5 = 3.5",
            ),
        ],
    )
    def test_in_the_persons_notation(self, target, actual, weight, expected):
        assert derive(scored(target, actual, weight)) == expected

    @pytest.mark.parametrize(
        ("target", "actual", "weight", "expected"),
        [
            ("100%", "1000件", "10", f"无法判断是否达成（与目标值的单位不同，无法比较）{CHOOSE}"),
            (
                "100%",
                "1000件",
                "-1",
                f"{BAD}；无法判断是否达成（与目标值的单位不同，无法比较）{CHOOSE}",
            ),
            ("≥200", "250余", "-1", BAD),  # read beyond doubt: nothing to be said of it
            ("≥200", "2 50", "-1", BAD),
            ("提高", "还行", "10", f"无法判断是否达成{CHOOSE}"),
            (
                "≥200",
                "约定200",
                "-1",
                f"{BAD}；实际完成值无法识别（文字中夹有数字，无法确定指标值）",
            ),
            (
                "≥5、≥6次",
                "7次",
                "10",
                f"年度指标值无法识别（含有多个数字，无法确定以哪个为准）；无法判断是否达成{CHOOSE}",
            ),
        ],
    )
    def test_undecided_says_what_is_odd_behind_what_it_concerns(
        self, target, actual, weight, expected
    ):
        assert derive(scored(target, actual, weight)) == f"暂不评分：{expected}"

    def test_a_number_that_is_a_text_is_told_as_that(self):
        row = FundRow(annual_budget=amount("60"), executed=Amount("50", None))
        expected = "暂不评分：全年执行数为“50”（是文本，不是数），请重新输入数字"
        assert derive(score_execution(row, rulebook=MOF)) == expected

    @pytest.mark.parametrize(
        ("actual", "expected"),
        [
            ("15", "1 − (15 − 12) ÷ 12 = 75%，75% × 10 = 7.5"),
            ("30", "30 达到指标值 12 的两倍，得 0"),
        ],
    )
    def test_linear(self, actual, expected):
        assert derive(scored("≤12", actual, rulebook=LINEAR)) == expected

    @pytest.mark.parametrize(
        ("budget", "executed", "expected"),
        [
            ("320", "260.2976", "260.2976 ÷ 320 = 81.34%，81.34% × 10 = 8.13"),
            ("60", "60", "60 ÷ 60 = 100%，100% × 10 = 10"),
            ("60", "63", "63 ÷ 60 = 105%，超过 100% 按分值计，得 10"),
            ("0", "0", "全年预算数为 0，无法计算执行率，0% × 10 = 0"),
            ("60", "", "暂不评分：没有填写全年执行数"),
            (
                "60",
                "50万元",
                "暂不评分：全年执行数为“50万元”，应为不带单位的数（按表上的金额单位）",
            ),
            ("60 万", "50", "暂不评分：全年预算数为“60 万”，应为不带单位的数（按表上的金额单位）"),
            ("-60", "50", "暂不评分：全年预算数为 -60，应为 0 或正数"),
        ],
    )
    def test_execution(self, budget, executed, expected):
        assert derive(execution(budget, executed)) == expected

    @pytest.mark.parametrize(
        ("target", "actual", "key"),
        [
            ("≥5", "4", "quantitative"),
            ("≥5", "5", "quantitative"),
            ("≤5", "6", "lower_is_better.rule"),
            ("≥5", "9", "over_target.threshold"),
            ("提高", "提高", "qualitative.met"),
            ("2020-12-30", "2021-1-5", "timeliness.late"),
        ],
    )
    def test_basis_is_the_rule_used(self, target, actual, key):
        assert basis(scored(target, actual)) == MOF.references[key]


numbers = st.decimals(min_value=0, max_value=10**9, places=4)
weights = st.decimals(min_value=0, max_value=100, places=1)
signs = st.sampled_from([*Sign, None])
aspects = st.sampled_from(["数量指标", "成本指标"])
books = st.sampled_from([MOF, LINEAR, AS_WRITTEN, replace(MOF, digits=1), replace(MOF, digits=0)])


def measured(
    sign: Sign | None,
    target: Decimal,
    actual: Decimal,
    weight: Decimal,
    aspect: str = "数量指标",
    rulebook: Rulebook = MOF,
) -> Score:
    """A score past the readings, so that any two numbers are comparable."""
    return score_readings(
        Target(f"{target}", TargetKind.NUMBER, sign, target, target),
        Actual(f"{actual}", ActualKind.NUMBER, actual),
        weight,
        aspect=aspect,
        rulebook=rulebook,
    )


def half_up(value: Fraction, digits: int) -> Fraction:
    scale = 10**digits
    return Fraction(floor(value * scale + Fraction(1, 2)), scale)


class TestEveryNumber:
    @given(signs, numbers, numbers, weights, aspects, books)
    def test_between_zero_and_the_weight(self, sign, target, actual, weight, aspect, rulebook):
        result = measured(sign, target, actual, weight, aspect, rulebook)
        assert result.rule is not None
        assert result.ratio is not None
        assert 0 <= result.ratio <= 1
        assert 0 <= result.rule <= half_up(Fraction(weight), rulebook.digits)

    @given(st.sampled_from([Sign.AT_LEAST, Sign.ABOVE]), numbers, numbers, numbers, weights)
    def test_more_is_never_worse_when_higher_is_better(self, sign, target, one, two, weight):
        less, more = sorted((one, two))
        low = measured(sign, target, less, weight).rule
        high = measured(sign, target, more, weight).rule
        assert low is not None
        assert high is not None
        assert low <= high

    @given(st.sampled_from([Sign.AT_MOST, Sign.BELOW]), numbers, numbers, numbers, weights, books)
    def test_more_is_never_better_when_lower_is_better(
        self, sign, target, one, two, weight, rulebook
    ):
        less, more = sorted((one, two))
        low = measured(sign, target, less, weight, rulebook=rulebook).rule
        high = measured(sign, target, more, weight, rulebook=rulebook).rule
        assert low is not None
        assert high is not None
        assert low >= high

    @given(
        st.decimals(min_value="0.0001", max_value=10**6, places=4),
        st.fractions(min_value=0, max_value=1, max_denominator=10**4),
        weights,
        st.integers(0, 4),
    )
    @example(Decimal(120), Fraction(1, 120), Decimal(3), 2)
    @example(Decimal(1000), Fraction(333, 400), Decimal(10), 2)
    def test_rounded_once_half_up(self, target, share, weight, digits):
        actual = (target * share.numerator / share.denominator).quantize(Decimal("0.00001"))
        rulebook = replace(MOF, digits=digits)
        result = measured(Sign.AT_LEAST, target, actual, weight, rulebook=rulebook)
        exact = min(Fraction(actual) / Fraction(target), Fraction(1)) * Fraction(weight)
        assert result.rule == half_up(exact, digits)

    @given(signs, numbers, numbers, weights, aspects, books)
    @example(Sign.AT_LEAST, Decimal(120), Decimal(1), Decimal(3), "数量指标", MOF)
    def test_derivation_ends_with_the_score_and_its_product_is_right(
        self, sign, target, actual, weight, aspect, rulebook
    ):
        result = measured(sign, target, actual, weight, aspect, rulebook)
        assert result.rule is not None
        text = derive(result)
        assert "E" not in text
        assert re.findall(r"\d+(?:\.\d+)?", text)[-1] == plain(result.rule)
        product = re.search(r"，([\d.]+)% × ([\d.]+) = ([\d.]+)$", text)
        if product:
            rate, factor, shown = (Fraction(part) for part in product.groups())
            assert half_up(rate / 100 * factor, rulebook.digits) == shown


def test_rows_that_say_the_same_share_their_score_and_15_is_not_15_point_0() -> None:
    def row(weight: str) -> Indicator:
        return Indicator(
            name="培训", target="≥2", actual="3", weight=Amount(weight, Decimal(weight))
        )

    card = score(Evaluation(indicators=(row("15"), row("15"), row("15.0"))), MOF)
    first, second, third = card.indicators
    assert first is second
    assert [str(each.weight) for each in (first, third)] == ["15", "15.0"]

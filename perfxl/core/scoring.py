"""Evaluation × Rulebook → Scorecard: the one place where scores are made.

The rules are those of 财预〔2020〕10号 as the rulebook states them.  Nothing here reads text
(:mod:`perfxl.core.target` does) or rounds twice.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from perfxl.core.actual import read_actual
from perfxl.core.bound import Sign
from perfxl.core.evaluation import Amount, Attainment, Evaluation, FundRow, Indicator
from perfxl.core.judgement import Caution, Judgement, Verdict
from perfxl.core.label import words_beside
from perfxl.core.name import NameHint, hint_of
from perfxl.core.quantity import round_half_up
from perfxl.core.reading import Actual, ActualKind, Target, TargetKind
from perfxl.core.rulebook import Rulebook
from perfxl.core.ruling import QUALITATIVE, rule_on, rule_on_execution
from perfxl.core.score import Score, Scorecard
from perfxl.core.target import read_target_by

__all__ = [
    "Caution",
    "Judgement",
    "Score",
    "Scorecard",
    "score",
    "score_execution",
    "score_indicator",
    "score_readings",
]

_ZERO = Decimal(0)
UNWEIGHABLE = Decimal("1E+15")
"""From here on a weight or score is none: a spreadsheet keeps fifteen digits."""


def score(evaluation: Evaluation, rulebook: Rulebook) -> Scorecard:
    """All scores of a form, its total and grade.

    An undecided score counts as nothing in the totals, which are then incomplete.
    """
    given = evaluation.execution_weight
    execution = _execution(
        evaluation.funding.total,
        rulebook.execution_weight if given is None else given.value,
        rulebook,
    )
    if given is not None and given.value is None:
        execution = _with_bad_weight(execution)
    indicators = tuple(
        _score_row(indicator, evaluation.year, rulebook) for indicator in evaluation.indicators
    )
    scores = (execution, *indicators)
    effective = [item.effective for item in scores]
    total = sum((points for points in effective if points is not None), _ZERO)
    total = round_half_up(total, rulebook.digits)
    ruled = sum((item.rule for item in scores if item.rule is not None), _ZERO)
    # A form without indicators has nothing evaluated, whatever its execution rate says.
    complete = bool(evaluation.indicators) and None not in effective
    return Scorecard(
        execution=execution,
        execution_rate=None if execution.judgement is Judgement.NO_BUDGET else execution.completion,
        indicators=indicators,
        weight_total=sum((item.weight for item in scores if item.weight is not None), _ZERO),
        total=total,
        rule_total=round_half_up(ruled, rulebook.digits),
        complete=complete,
        grade=rulebook.grade(total) if complete else None,
    )


def score_indicator(
    target: str | None,
    actual: str | None,
    weight: Decimal | None,
    *,
    name: str = "",
    aspect: str | None = None,
    dimension: str | None = None,
    attainment: Attainment | None = None,
    awarded: Decimal | None = None,
    year: int | None = None,
    rulebook: Rulebook,
) -> Score:
    """The score of one indicator.

    Args:
        target: 年度指标值 as written.
        actual: 实际完成值 as written.
        weight: 分值.
        name: 三级指标, which may carry the unit.
        aspect: 二级指标, which says whether the indicator is about cost.
        dimension: 一级指标, which says so when the aspect does not.
        attainment: 完成情况 as a person chose it: goes before the words of the actual, and
            before the rulebook's proposal for a late date; numbers are compared regardless.
        awarded: 核定得分.
        year: the form's year.
        rulebook: the rules.
    """
    wanted, reached = _readings(target, actual, hint_of(name), words_beside(actual, name), year)
    return score_readings(
        wanted,
        reached,
        weight,
        aspect=aspect,
        dimension=dimension,
        attainment=attainment,
        awarded=awarded,
        rulebook=rulebook,
    )


def score_readings(
    target: Target,
    actual: Actual,
    weight: Decimal | None,
    *,
    aspect: str | None = None,
    dimension: str | None = None,
    attainment: Attainment | None = None,
    awarded: Decimal | None = None,
    rulebook: Rulebook,
) -> Score:
    """The score of one indicator whose texts have been read, as :func:`score_indicator`."""
    cost = rulebook.is_cost(aspect=aspect, dimension=dimension)
    verdict = rule_on(target, actual, attainment, cost=cost, rulebook=rulebook)
    return _settle(target, actual, weight, attainment, awarded, verdict=verdict, rulebook=rulebook)


def score_execution(row: FundRow, weight: Decimal | None = None, *, rulebook: Rulebook) -> Score:
    """The score of 预算执行率 from the row 年度资金总额 (财预〔2020〕10号第十三条).

    weight × executed ÷ annual budget, at most the weight; with a budget of 0 what the
    rulebook says.  A field that was not filled is not 0: the score is undecided.
    ``weight`` is the rulebook's when it is ``None``.
    """
    return _execution(row, rulebook.execution_weight if weight is None else weight, rulebook)


@lru_cache(maxsize=8192)
def _readings(
    target: str | None, actual: str | None, hint: NameHint, name: str, year: int | None
) -> tuple[Target, Actual]:
    wanted = read_target_by(target, hint, year)
    return wanted, read_actual(actual, wanted, hint, year, name)


def _score_row(indicator: Indicator, year: int | None, rulebook: Rulebook) -> Score:
    weight, awarded, name = indicator.weight, indicator.awarded, indicator.name or ""
    return _scored(
        indicator.target,
        indicator.actual,
        weight and _number_text(weight),
        hint_of(name),
        words_beside(indicator.actual, name),
        rulebook.is_cost(aspect=indicator.aspect, dimension=indicator.dimension),
        indicator.attainment,
        awarded and _number_text(awarded),
        year,
        rulebook,
    )


def _number_text(amount: Amount) -> str:
    return "" if amount.value is None else str(amount.value)


@lru_cache(maxsize=8192)
def _scored(
    target: str | None,
    actual: str | None,
    weight: str | None,
    hint: NameHint,
    name: str,
    cost: bool,  # noqa: FBT001 (a key of the cache)
    attainment: Attainment | None,
    awarded: str | None,
    year: int | None,
    rulebook: Rulebook,
) -> Score:
    """The score of a row; rows that say the same share it: of 173 real ones 53 do.

    Numbers are texts here: 15 and 15.0 are equal, and are not written alike.  An empty
    ``weight`` or ``awarded`` is one that is no number.
    """
    wanted, reached = _readings(target, actual, hint, name, year)
    verdict = rule_on(wanted, reached, attainment, cost=cost, rulebook=rulebook)
    result = _settle(
        wanted,
        reached,
        Decimal(weight) if weight else None,
        attainment,
        Decimal(awarded) if awarded else None,
        verdict=verdict,
        rulebook=rulebook,
    )
    if weight == "":
        result = _with_bad_weight(result)
    if awarded != "":
        return result
    return result._replace(cautions=(*result.cautions, Caution.BAD_AWARDED))


def _with_bad_weight(result: Score) -> Score:
    """``result``, which has no weight, of a weight that was filled in and is no number."""
    others = (each for each in result.cautions if each is not Caution.NO_WEIGHT)
    return result._replace(cautions=(Caution.BAD_WEIGHT, *others))


def _settle(
    target: Target,
    actual: Actual,
    weight: Decimal | None,
    attainment: Attainment | None,
    awarded: Decimal | None,
    *,
    verdict: Verdict,
    rulebook: Rulebook,
) -> Score:
    """The verdict times the weight, rounded once, beside what a person awarded."""
    judgement, cautions = verdict.judgement, verdict.cautions
    rule = ratio = None
    if awarded is not None and abs(awarded) >= UNWEIGHABLE:
        awarded, cautions = None, (*cautions, Caution.BAD_AWARDED)
    if weight is None or not 0 <= weight < UNWEIGHABLE:
        problem = Caution.NO_WEIGHT if weight is None else Caution.BAD_WEIGHT
        judgement, cautions = Judgement.UNDECIDED, (problem, *cautions)
    else:
        if judgement is not Judgement.UNDECIDED:
            ratio = verdict.part / verdict.whole
            rule = round_half_up(weight * verdict.part / verdict.whole, rulebook.digits)
        if awarded is not None:
            cautions += _awarded_cautions(awarded, weight, judgement, attainment, rulebook)
    return Score(
        weight, rule, awarded, ratio, judgement, target, actual, attainment, cautions, rulebook
    )


def _awarded_cautions(
    awarded: Decimal,
    weight: Decimal,
    judgement: Judgement,
    attainment: Attainment | None,
    rulebook: Rulebook,
) -> tuple[Caution, ...]:
    """What is odd about a 核定得分: outside 0 to the weight, or outside the chosen band."""
    if not 0 <= awarded <= weight:
        return (Caution.AWARDED_OUT_OF_RANGE,)
    grades = {judged: grade for grade, judged in QUALITATIVE.items()}
    judged = attainment if judgement is Judgement.LATE else grades.get(judgement)
    if judged is not None and weight and rulebook.attainment(awarded / weight) is not judged:
        return (Caution.AWARDED_OUT_OF_BAND,)
    return ()


def _execution(row: FundRow, weight: Decimal | None, rulebook: Rulebook) -> Score:
    target = _budget(row.annual_budget)
    actual = _executed(row.executed)
    verdict = rule_on_execution(target, actual, rulebook)
    return _settle(target, actual, weight, None, None, verdict=verdict, rulebook=rulebook)


def _budget(amount: Amount | None) -> Target:
    if amount is None:
        return Target(None, TargetKind.EMPTY)
    if amount.value is None:
        return Target(amount.raw, TargetKind.UNREADABLE)
    return Target(amount.raw, TargetKind.NUMBER, Sign.AT_LEAST, amount.value, amount.value)


def _executed(amount: Amount | None) -> Actual:
    if amount is None:
        return Actual(None, ActualKind.EMPTY)
    if amount.value is None:
        return Actual(amount.raw, ActualKind.UNREADABLE)
    return Actual(amount.raw, ActualKind.NUMBER, amount.value)

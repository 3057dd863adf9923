"""Which rule applies to an indicator once its texts are read, and what it decides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from perfxl.core.comparison import compare, compare_cost, not_carried_out
from perfxl.core.course import Course
from perfxl.core.evaluation import Attainment
from perfxl.core.judgement import Caution, Judgement, Verdict
from perfxl.core.reading import Actual, ActualKind, Target, TargetKind
from perfxl.core.remark import Remark
from perfxl.core.rulebook import CostDirection, Rulebook

_ZERO = Decimal(0)
_ONE = Decimal(1)
_NUMERIC = (TargetKind.NUMBER, TargetKind.RANGE)
_MEASURED = (*_NUMERIC, TargetKind.DATE)
_OF_OTHER_KIND = frozenset(
    {Remark.WORDS_UNDECIDED, Remark.DATE_FOR_NUMBER, Remark.NUMBER_FOR_DATE, Remark.COMPLETION_WORD}
)
_WRONG_DATES = frozenset({Remark.DATE_OUT_OF_RANGE, Remark.DATE_IMPOSSIBLE})
# What was saved is no cost: more of it is better.  A deviation is bounded as its sign says.
AS_WRITTEN = frozenset({Course.FALL, Course.EITHER})
QUALITATIVE = {
    Attainment.MET: Judgement.QUALITATIVE_MET,
    Attainment.PARTLY: Judgement.QUALITATIVE_PARTLY,
    Attainment.UNMET: Judgement.QUALITATIVE_UNMET,
}


def rule_on(
    target: Target,
    actual: Actual,
    attainment: Attainment | None,
    *,
    cost: bool,
    rulebook: Rulebook,
) -> Verdict:
    """Which rule applies to a pair of readings.

    Numbers are compared with numbers, dates with dates; everything else is a qualitative
    judgement by the person's choice or else by the words, and undecided without either.
    """
    if target.kind is TargetKind.EMPTY:
        return _undecided(Caution.NO_TARGET)
    if target.kind in _NUMERIC and actual.kind is ActualKind.NUMBER and actual.value is not None:
        verdict = _numeric(target, actual.value, cost=cost, rulebook=rulebook)
        return _opposed(verdict) if _goes_against(target, actual) else verdict
    if target.kind is TargetKind.DATE and actual.kind is ActualKind.DATE:
        return _timely(target.date, actual.date, attainment, rulebook)
    if _has_wrong_date(target, actual):
        return _undecided(Caution.CORRECT_DATE)
    return _qualitative(target, actual, attainment, rulebook)


def _goes_against(target: Target, actual: Actual) -> bool:
    """Whether a fall stands where a rise was wanted, or a rise for a fall; -3% is a number."""
    moves = target.course in (Course.RISE, Course.FALL)
    is_below = actual.value is not None and actual.value < 0
    return moves and is_below and Remark.NEGATIVE not in actual.remarks


def _opposed(verdict: Verdict) -> Verdict:
    said = (
        Caution.OPPOSED if caution is Caution.NEGATIVE_ACTUAL else caution
        for caution in verdict.cautions
    )
    return verdict._replace(cautions=tuple(said))


def _numeric(target: Target, value: Decimal, *, cost: bool, rulebook: Rulebook) -> Verdict:
    if not cost or target.course in AS_WRITTEN:
        return compare(target, value, rulebook)
    if is_spending(target) and not_carried_out(target, value):
        return Verdict(Judgement.NOT_CARRIED_OUT, _ZERO, _ONE, (Caution.NOT_CARRIED_OUT,))
    if rulebook.cost_direction is CostDirection.LOWER:
        return compare_cost(target, value, rulebook)
    return compare(target, value, rulebook)


def is_spending(target: Target) -> bool:
    """Whether 0 of a cost means that nothing was done; but 0次投诉 is best."""
    return target.course is None and ("元" in target.unit or not target.is_harm)


def _has_wrong_date(target: Target, actual: Actual) -> bool:
    """Whether a date does not exist or lies far outside the year: a person must correct it."""
    if target.kind is TargetKind.UNREADABLE and not _WRONG_DATES.isdisjoint(target.remarks):
        return True
    unsettled = actual.kind in (ActualKind.UNDECIDED, ActualKind.UNREADABLE)
    return unsettled and not _WRONG_DATES.isdisjoint(actual.remarks)


def _timely(
    deadline: date | None, done: date | None, attainment: Attainment | None, rulebook: Rulebook
) -> Verdict:
    """On time or earlier is met; late is a qualitative judgement with a proposal."""
    if deadline is None or done is None:
        return _undecided(Caution.CORRECT_DATE)
    if done <= deadline:
        return Verdict(Judgement.MET, _ONE, _ONE)
    if attainment is None:
        return Verdict(Judgement.LATE, rulebook.late_ratio, _ONE, (Caution.LATE,))
    return Verdict(Judgement.LATE, rulebook.band(attainment).proposed, _ONE)


def _qualitative(
    target: Target, actual: Actual, attainment: Attainment | None, rulebook: Rulebook
) -> Verdict:
    """Met, partly or unmet, by the person's choice or else by the words of the actual."""
    measured = target.kind in _MEASURED
    cautions: tuple[Caution, ...] = ()
    if target.kind is TargetKind.UNREADABLE:
        cautions = (Caution.UNREAD_TARGET,)
    if measured and actual.kind is ActualKind.EMPTY:
        return _undecided(Caution.NO_ACTUAL)
    if measured and actual.kind is ActualKind.UNREADABLE:
        return _undecided(Caution.UNREAD_ACTUAL)
    judged = attainment or actual.attainment
    if judged is None:
        empty = actual.kind is ActualKind.EMPTY
        return _undecided(*cautions, Caution.NO_ACTUAL if empty else Caution.CHOOSE_ATTAINMENT)
    if actual.attainment not in (None, judged):
        cautions += (Caution.CHOICE_AGAINST_WORDS,)
    if measured and judged is not Attainment.UNMET and not _is_measured(actual):
        cautions += (Caution.WORDS_FOR_VALUE,)
    return Verdict(QUALITATIVE[judged], rulebook.band(judged).proposed, _ONE, cautions)


def _is_measured(actual: Actual) -> bool:
    """Whether a number or date stands there all the same, one that cannot be compared."""
    return actual.kind is ActualKind.UNDECIDED and _OF_OTHER_KIND.isdisjoint(actual.remarks)


def _undecided(*cautions: Caution) -> Verdict:
    return Verdict(Judgement.UNDECIDED, _ZERO, _ONE, cautions)


def rule_on_execution(target: Target, actual: Actual, rulebook: Rulebook) -> Verdict:
    """The verdict on 预算执行率: executed ÷ annual budget, at most 1 (财预〔2020〕10号第十三条).

    A field that was not filled is not 0: undecided.
    """
    budget, executed = target.low, actual.value
    if target.kind is TargetKind.EMPTY:
        return _undecided(Caution.NO_ANNUAL_BUDGET)
    if budget is None or budget < 0:
        return _undecided(Caution.BAD_ANNUAL_BUDGET)
    if budget == 0:
        return Verdict(Judgement.NO_BUDGET, rulebook.zero_budget, _ONE, (Caution.NO_BUDGET,))
    if actual.kind is ActualKind.EMPTY:
        return _undecided(Caution.NO_EXECUTED)
    if executed is None:
        return _undecided(Caution.BAD_EXECUTED)
    if executed < 0:
        return Verdict(Judgement.EXECUTED, _ZERO, _ONE, (Caution.NEGATIVE_ACTUAL,))
    if executed > budget:
        return Verdict(Judgement.EXECUTED, _ONE, _ONE, (Caution.OVER_BUDGET,))
    return Verdict(Judgement.EXECUTED, executed, budget)

"""A number against its target: the rules for 定量指标 (财预〔2020〕10号第十六条).

Targets and values are in the same base units.  Every share is part ÷ whole of the weight,
never above 1 nor below 0, so a target of 0 never divides.
"""

from __future__ import annotations

from decimal import Decimal

from perfxl.core.bound import DOWNWARD, UPWARD, Sign
from perfxl.core.judgement import Caution, Judgement, Verdict
from perfxl.core.reading import Target, TargetKind
from perfxl.core.rulebook import LowerRule, Rulebook

_ZERO = Decimal(0)
_ONE = Decimal(1)
_MET = Verdict(Judgement.MET, _ONE, _ONE)


def compare(target: Target, value: Decimal, rulebook: Rulebook) -> Verdict:
    """Judge ``value`` against a NUMBER or RANGE target as its sign says.

    A range is met inside; below it the lower bound counts as higher-is-better, above it the
    upper bound as lower-is-better.  A target without a sign is an equal one, and so is a
    range of one value (≥12≤12).
    """
    low, high = _bounds(target)
    counted, cautions = _counted(value, low)
    if target.kind is TargetKind.RANGE and low < high:
        if counted < low:
            verdict = _below(low, counted)
        else:
            verdict = _at_most(high, counted, rulebook, strict=False)
    elif target.sign in UPWARD:
        verdict = _at_least(low, counted, rulebook, strict=target.sign is Sign.ABOVE)
    elif target.sign in DOWNWARD:
        verdict = _at_most(high, counted, rulebook, strict=target.sign is Sign.BELOW)
    else:
        verdict = _equal(low, counted, rulebook)
    return _with(verdict, cautions)


def compare_cost(target: Target, value: Decimal, rulebook: Rulebook) -> Verdict:
    """Judge a cost against a NUMBER or RANGE target as lower-is-better, whatever its sign.

    A strict "<" stays strict; of a range the upper bound counts.
    """
    low, high = _bounds(target)
    counted, cautions = _counted(value, low)
    if target.sign in UPWARD:
        cautions = (Caution.COST_AT_LEAST, *cautions)
    strict = target.sign is Sign.BELOW
    return _with(_at_most(high, counted, rulebook, strict=strict), cautions)


def not_carried_out(target: Target, value: Decimal) -> bool:
    """Whether a cost of 0 (or less) stands where money was planned: no saving, nothing done."""
    _, high = _bounds(target)
    return value <= 0 < high


def _at_least(bound: Decimal, value: Decimal, rulebook: Rulebook, *, strict: bool) -> Verdict:
    if value < bound:
        return _below(bound, value)
    if strict and value == bound:
        return _with(_below(bound, value), (Caution.STRICT_BOUND,))
    if _far_above(bound, value, rulebook):
        return Verdict(Judgement.FAR_EXCEEDED, _ONE, _ONE)
    return _MET


def _at_most(bound: Decimal, value: Decimal, rulebook: Rulebook, *, strict: bool) -> Verdict:
    if value < bound or (value == bound and not strict):
        return _MET
    cautions = (Caution.STRICT_BOUND,) if value == bound else ()
    if bound <= 0:
        zero = (Caution.ZERO_TARGET,) if bound == 0 and not cautions else ()
        return Verdict(Judgement.OVER, _ZERO, _ONE, cautions + zero)
    if rulebook.lower_rule is LowerRule.RATIO:
        return Verdict(Judgement.OVER, bound, value, cautions)
    # 1 − (value − bound) ÷ bound, 0 from twice the bound on
    return Verdict(Judgement.OVER, max(2 * bound - value, _ZERO), bound, cautions)


def _equal(bound: Decimal, value: Decimal, rulebook: Rulebook) -> Verdict:
    if value < bound:
        return _below(bound, value)
    if value == bound:
        return _MET
    if bound == 0:
        return Verdict(Judgement.OVER, _ZERO, _ONE, (Caution.ZERO_TARGET,))
    if _far_above(bound, value, rulebook):
        return Verdict(Judgement.FAR_EXCEEDED, _ONE, _ONE)
    return Verdict(Judgement.EXCEEDED, _ONE, _ONE)


def _below(bound: Decimal, value: Decimal) -> Verdict:
    if bound <= 0:
        return Verdict(Judgement.BELOW, _ZERO, _ONE)
    return Verdict(Judgement.BELOW, value, bound)


def _far_above(bound: Decimal, value: Decimal, rulebook: Rulebook) -> bool:
    return bound > 0 and value >= rulebook.over_threshold * bound


def _bounds(target: Target) -> tuple[Decimal, Decimal]:
    if target.low is None or target.high is None:
        raise ValueError(f"no number to compare with: {target!r}")
    return target.low, target.high


def _counted(value: Decimal, bound: Decimal) -> tuple[Decimal, tuple[Caution, ...]]:
    """A negative actual counts as 0, unless the target itself is negative."""
    if value >= 0 or bound < 0:
        return value, ()
    return _ZERO, (Caution.NEGATIVE_ACTUAL,)


def _with(verdict: Verdict, cautions: tuple[Caution, ...]) -> Verdict:
    if not cautions:
        return verdict
    return Verdict(verdict.judgement, verdict.part, verdict.whole, cautions + verdict.cautions)

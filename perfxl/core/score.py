"""A score, what it rests on, and the scores of a whole form."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from perfxl.core.evaluation import Attainment
from perfxl.core.judgement import Caution, Judgement
from perfxl.core.quantity import round_half_up
from perfxl.core.reading import Actual, Target
from perfxl.core.rulebook import Rulebook


class Score(NamedTuple):
    """The score of one indicator, or of the execution rate.

    Args:
        weight: 分值, ``None`` when it was not filled or is not a number.
        rule: what the rulebook gives, rounded to its digits; ``None`` when undecided.
        awarded: 核定得分 as a person typed it.
        ratio: the share of the weight before rounding, from 0 to 1; ``None`` when undecided.
        judgement: which rule decided.
        target: the reading of 年度指标值 (全年预算数 for the execution rate).
        actual: the reading of 实际完成值 (全年执行数 for the execution rate).
        attainment: 完成情况 as a person chose it.
        cautions: what a person should know about this score; what is odd about the texts
            themselves is in ``target.remarks`` and ``actual.remarks``.
        rulebook: the rules that were used.
    """

    weight: Decimal | None
    rule: Decimal | None
    awarded: Decimal | None
    ratio: Decimal | None
    judgement: Judgement
    target: Target
    actual: Actual
    attainment: Attainment | None
    cautions: tuple[Caution, ...]
    rulebook: Rulebook

    def __hash__(self) -> int:
        """Of what nearly tells a score from all others, so that it costs little."""
        return hash((self.target.raw, self.actual.raw, self.judgement))

    @property
    def effective(self) -> Decimal | None:
        """The score that counts: the awarded one, rounded half up, else the rule's.

        ``None`` while undecided, and while something that is no score stands as awarded:
        a person wanted another score than the rule's, and nobody can tell which.
        """
        if Caution.BAD_AWARDED in self.cautions:
            return None
        if self.awarded is None:
            return self.rule
        return round_half_up(self.awarded, self.rulebook.digits)

    @property
    def completion(self) -> Decimal | None:
        """Actual ÷ target, unrounded; ``None`` when there is no such quotient."""
        bound = self.target.high if self.judgement is Judgement.OVER else self.target.low
        if not bound or self.actual.value is None:
            return None
        return self.actual.value / bound


class Scorecard(NamedTuple):
    """All scores of one form.

    Args:
        execution: the score of 预算执行率.
        execution_rate: executed ÷ annual budget, unrounded; ``None`` without an annual budget.
        indicators: the indicators' scores, in the form's order.
        weight_total: sum of all weights that are numbers.
        total: rounded sum of the effective scores that are there.
        rule_total: the same sum of the rule's scores.
        complete: whether there are indicators and every score is decided.
        grade: the total's grade; ``None`` while incomplete.
    """

    execution: Score
    execution_rate: Decimal | None
    indicators: tuple[Score, ...]
    weight_total: Decimal
    total: Decimal
    rule_total: Decimal
    complete: bool
    grade: str | None

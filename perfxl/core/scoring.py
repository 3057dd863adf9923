"""Evaluation × Rulebook → Scorecard: the one place where scores are made."""

from __future__ import annotations

from decimal import Decimal

from perfxl.core.evaluation import Attainment, Evaluation, FundRow
from perfxl.core.judgement import Caution, Judgement
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Score, Scorecard

__all__ = [
    "Caution",
    "Judgement",
    "Score",
    "Scorecard",
    "grade",
    "score",
    "score_execution",
    "score_indicator",
]


def score(evaluation: Evaluation, rulebook: Rulebook) -> Scorecard:
    """All scores of a form, its total and grade."""
    raise NotImplementedError


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
    """The score of one indicator from the texts of its row."""
    raise NotImplementedError


def score_execution(row: FundRow, weight: Decimal | None, *, rulebook: Rulebook) -> Score:
    """The score of 预算执行率 from the row 年度资金总额.

    ``weight`` is the rulebook's when it is ``None``.
    """
    raise NotImplementedError


def grade(total: Decimal, rulebook: Rulebook) -> str:
    """The grade of a rounded total."""
    return rulebook.grade(total)

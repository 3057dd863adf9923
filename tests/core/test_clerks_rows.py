"""Rows of a blind trial: what they score was decided before the code was asked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfxl.core.checks.all_checks import check
from perfxl.core.evaluation import Evaluation, Indicator
from perfxl.core.quantity import amount
from perfxl.core.scoring import score, score_indicator
from perfxl.forms.rulebooks import load_rulebook
from tests.corpus.clerks_rows import ClerksRow, clerks_rows

BOOK = load_rulebook()


@pytest.mark.parametrize("row", clerks_rows(), ids=lambda row: f"{row.target}-{row.actual}")
def test_a_row_is_understood_or_undecided(row: ClerksRow) -> None:
    found = score_indicator(
        row.target,
        row.actual,
        Decimal(10),
        name=row.name,
        aspect=row.aspect,
        year=2020,
        rulebook=BOOK,
    )
    assert found.rule == (None if row.points is None else Decimal(str(row.points)))


@pytest.mark.parametrize(
    "row",
    [row for row in clerks_rows() if row.points is None],
    ids=lambda row: f"{row.target}-{row.actual}",
)
def test_what_is_undecided_is_told(row: ClerksRow) -> None:
    indicator = Indicator(
        "产出指标",
        row.aspect,
        row.name,
        row.target,
        row.actual,
        amount("10"),
        deviation_note="雨季",
    )
    form = Evaluation(year=2020, indicators=(indicator,))
    codes = {finding.code for finding in check(form, score(form, BOOK), BOOK)}
    assert codes & {"T03", "T04", "T08", "T18"}

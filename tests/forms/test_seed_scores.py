"""The totals of the seventeen seed forms by the default rulebook."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfxl.core.derivation import derive
from perfxl.core.quantity import plain
from perfxl.core.scoring import Caution, score
from perfxl.forms.rulebooks import load_rulebook
from tests.corpus.seed import seed_readings

CARDS = [score(reading.evaluation, load_rulebook()) for reading in seed_readings()]
TOTALS = [
    "100",
    "5",
    "10",
    "0",
    "90",
    "100",
    "100",
    "100",
    "5",
    "100",
    "0",
    "15",
    "100",
    "100",
    "95",
    "98.13",
    "100",
]


def test_totals():
    assert [plain(card.total) for card in CARDS] == TOTALS


@pytest.mark.parametrize("number", range(1, 18))
def test_only_the_twelfth_is_incomplete_for_its_impossible_date(number):
    card = CARDS[number - 1]
    assert card.complete is (number != 12)
    assert (card.grade is None) is (number == 12)
    assert card.weight_total == 100
    undecided = [result.cautions for result in card.indicators if result.rule is None]
    assert undecided == ([(Caution.CORRECT_DATE,)] if number == 12 else [])


def test_execution_rate_scores_unrounded():
    assert CARDS[15].execution_rate == Decimal("0.81343")
    assert derive(CARDS[15].execution) == ("260.2976 ÷ 320 = 81.34%，81.34% × 10 = 8.13")


def test_seven_costs_written_at_least_are_scored_as_lower_is_better():
    said = [
        result.effective == result.weight
        for card in CARDS
        for result in card.indicators
        if Caution.COST_AT_LEAST in result.cautions
    ]
    assert said == [True] * 7

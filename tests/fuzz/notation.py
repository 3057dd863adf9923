"""Target: the texts of 年度指标值, 实际完成值 and 三级指标, read and scored."""

# ruff: noqa: PT018

from __future__ import annotations

from decimal import Decimal

from perfxl.core.actual import read_actual
from perfxl.core.evaluation import Amount, Evaluation, Indicator
from perfxl.core.name import hint_of
from perfxl.core.quantity import amount, decimal, is_canonical, plain, read_quantity
from perfxl.core.reading import Actual, ActualKind, Target, TargetKind
from perfxl.core.scoring import score
from perfxl.core.target import read_target, read_target_by
from perfxl.forms.rulebooks import load_rulebook
from tests.fuzz.octets import Octets

RULES = load_rulebook()
_NUMBERED = (TargetKind.NUMBER, TargetKind.RANGE)


def run(data: bytes) -> None:
    """Read ``target TAB actual TAB name`` and hold what comes back to its promises."""
    octets = Octets(data)
    year = octets.number(2014, 2030)
    weight = Decimal(octets.number(0, 50))
    target, actual, name, *_ = [*octets.text().split("\t"), "", ""]
    read = read_target(target, name=name, year=None if year == 2014 else year)
    _check_target(target, read)
    found = read_actual(actual, read, hint_of(name), year, name)
    _check_actual(actual, found)
    again = read_target_by.__wrapped__(target, hint_of(name), None if year == 2014 else year)
    assert again == read, "a reading depends on what was read before"
    assert read_actual(actual, read, hint_of(name), year, name) == found
    _check_amounts(actual)
    _check_score(target, actual, name, year, weight)


def _check_target(text: str, read: Target) -> None:
    assert read.raw == text
    assert (read.low is not None) == (read.high is not None)
    if read.kind is TargetKind.RANGE:
        assert read.low is not None and read.high is not None and read.low <= read.high, read
        assert read.sign is None, read
    if read.kind is TargetKind.NUMBER:
        assert read.low == read.high and read.low is not None, read
    if read.kind in _NUMBERED:
        assert read.low is not None and read.low.is_finite() and read.scale > 0
    if read.kind is TargetKind.DATE:
        assert read.date is not None, read
    if read.kind is TargetKind.UNREADABLE:
        assert read.remarks, "unreadable without a reason"
    assert read_target(f" {text}\u3000").kind == read_target(text).kind


def _check_actual(text: str, read: Actual) -> None:
    assert read.raw == text
    if read.kind is ActualKind.NUMBER:
        assert read.value is not None and read.value.is_finite(), read
    if read.kind is ActualKind.DATE:
        assert read.date is not None, read
    if read.kind is ActualKind.ATTAINMENT:
        assert read.attainment is not None, read


def _check_amounts(text: str) -> None:
    value = decimal(text)
    if value is not None:
        assert decimal(plain(value)) == value, text
        assert not is_canonical(text) or plain(value) == text, text
    typed = amount(text)
    assert typed is None or typed.raw == text
    quantity = read_quantity(text)
    assert quantity is None or (quantity.value.is_finite() and quantity.scale > 0)


def _check_score(target: str, actual: str, name: str, year: int, weight: Decimal) -> None:
    indicator = Indicator("产出指标", "数量指标", name, target, actual, Amount(str(weight), weight))
    card = score(Evaluation(year=year, indicators=(indicator,)), RULES)
    [row] = card.indicators
    assert row.effective is None or 0 <= row.effective <= weight, row
    assert score(Evaluation(year=year, indicators=(indicator,)), RULES) == card

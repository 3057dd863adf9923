"""Conversion: an actual's number in the base units of its target.

People leave out 万 or % on one side.  A number without them beside one with them means
either itself or "in the other's unit"; the reading nearer to the target is taken when it is
near enough, and leaves a remark; otherwise nobody can tell.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from perfxl.core.label import names_counted
from perfxl.core.name import NameHint
from perfxl.core.quantity import Quantity
from perfxl.core.reading import Target
from perfxl.core.remark import Remark
from perfxl.core.unit import counts_alike, factor, is_ratio, same_unit

# How far (as a factor) a value may lie from its target …
_NEAR = Decimal(10)  # … to be told from the other reading, ten thousand times away
_ABSURD = Decimal(1000)  # … when both sides write their scale, and differently
_HIGH, _LOW = Decimal(100), Decimal(1000)  # … before it is remarked on, above and below
_MISPLACED = Decimal(20)  # … when one may be a fraction and the other a percentage
# What a fraction may be of its target to be one: 0.95 beside 95%, but not 3 beside 95%.
_LEAST_FRACTION, _MOST_FRACTION = Decimal("0.1"), Decimal("1.5")
_MOST_OFF = Decimal("1.5")  # 600元 beside 650元/人 is no total of several people
_MONEY = "元"
# Two words for one thing, not so many for each: 场 or 次.  How both are written together.
_EITHER = {"场/次": "场次", "次/场": "场次", "台/套": "台套", "套/台": "台套"}
# What is counted in cases.  事件 may be something good, and of 重大事故 1起 may be none.
_EVENTS = frozenset({"投诉", "事故", "上访", "纠纷"})
_CASES = frozenset("起次件例宗")
_ZERO = Decimal(0)


class Converted(NamedTuple):
    """A value in the target's base units, and what was assumed to get there."""

    value: Decimal
    remarks: tuple[Remark, ...] = ()


def convert(
    quantity: Quantity, target: Target, hint: NameHint, name: str = ""
) -> Converted | Remark:
    """``quantity`` in the base units of a NUMBER or RANGE target.

    A remark instead of a value says why there is none: UNIT_MISMATCH, SCALE_UNCERTAIN, or
    LABEL_DIFFERS where it counts what neither the target nor the ``name`` speaks of (3项开工).
    0 is 0 in any unit.  ``hint`` tells whether a target without unit is a rate.
    """
    if not names_counted(quantity.unit, target.unit, name):
        return Remark.LABEL_DIFFERS
    if quantity.value == 0:
        return Converted(_ZERO)
    if same_unit(quantity.unit, target.unit):
        found = _convert(quantity, target, hint)
    else:
        found = _of_other_unit(quantity, target)
    if isinstance(found, Converted) and _is_implausible(found.value, target):
        return Converted(found.value, (*found.remarks, Remark.IMPLAUSIBLE))
    return found


def _convert(quantity: Quantity, target: Target, hint: NameHint) -> Converted | Remark:
    literal, shared = quantity.value, quantity.times(target.scale)
    if target.low == target.high == 0:
        return Converted(literal)  # more than nothing in any unit
    if _mixes_fractions(quantity, target, hint):
        return Remark.SCALE_UNCERTAIN
    if quantity.is_bare and target.unit_in_name:
        return _both_bare(literal, shared, target)
    if quantity.scale == target.scale:
        return Converted(literal)
    if quantity.is_bare:
        if is_ratio(target.unit) or target.scale < 1:
            return _percent_beside_bare(literal, shared, target)
        return _scale_on_one_side(literal, shared, target)
    if target.scale == 1 and not target.unit:
        if quantity.scale < 1:
            return _bare_beside_percent(literal, shared, target, hint)
        return _scale_on_one_side(literal, shared, target)
    return Converted(literal) if _gap(literal, target) < _ABSURD else Remark.SCALE_UNCERTAIN


def _of_other_unit(quantity: Quantity, target: Target) -> Converted | Remark:
    """36小时 beside 2天; 2座桥梁 beside 2座; 400元 beside 400元/人, though not much more.

    Also 3场 beside 3场/次, and 2起 beside 0投诉, of which none was to be.
    """
    times = factor(quantity.unit, target.unit)
    if times is not None:
        return Converted(quantity.value * times, (Remark.UNIT_CONVERTED,))
    if target.unit in _EITHER and quantity.unit in (*target.unit.split("/"), _EITHER[target.unit]):
        return Converted(quantity.value, (Remark.UNIT_SHORTENED,))
    if _is_shortened(quantity, target) or counts_alike(quantity.unit, target.unit):
        return Converted(quantity.value, (Remark.UNIT_SHORTENED,))
    if target.high == 0 and target.unit in _EVENTS and quantity.unit in _CASES:
        return Converted(quantity.value, (Remark.LABEL_IGNORED,))
    return Remark.UNIT_MISMATCH


def _is_shortened(quantity: Quantity, target: Target) -> bool:
    """1次 beside 1次/月 may be all there was; a form is about one year."""
    if not quantity.unit or not target.unit.startswith(f"{quantity.unit}/"):
        return False
    if target.unit == f"{quantity.unit}/年":
        return True
    return quantity.unit == _MONEY and _gap(quantity.value, target) <= _MOST_OFF


def _mixes_fractions(quantity: Quantity, target: Target, hint: NameHint) -> bool:
    """Whether one side seems to be 0.95 and the other 95, with nothing written to tell."""
    bare = quantity.is_bare and not target.unit and target.scale == 1 and hint.is_rate
    if not bare and Remark.PERCENT_BELOW_ONE not in target.remarks:
        return False
    value = quantity.times(target.scale) if quantity.is_bare else quantity.value
    nearest = min(_gap(value * 100, target), _gap(value / 100, target))
    return nearest <= _MOST_FRACTION and _gap(value, target) >= _MISPLACED


def _both_bare(literal: Decimal, shared: Decimal, target: Target) -> Converted | Remark:
    """Both numbers stand in the unit of the name, unless that makes nonsense of the actual."""
    if _gap(shared, target) > _NEAR and _gap(literal, target) <= _MOST_FRACTION:
        return Remark.SCALE_UNCERTAIN
    return Converted(shared)


def _scale_on_one_side(literal: Decimal, shared: Decimal, target: Target) -> Converted | Remark:
    """320万 against 260.3, 1.4万人 against 14000."""
    if target.high == 0 or _gap(shared, target) <= _gap(literal, target):
        nearer, other, remark = shared, literal, Remark.SCALE_OMITTED
    else:
        nearer, other, remark = literal, shared, Remark.SCALE_WRITTEN_OUT
    if _side(nearer, target) != _side(other, target) and _gap(nearer, target) > _NEAR:
        return Remark.SCALE_UNCERTAIN
    return Converted(nearer, (remark,))


def _percent_beside_bare(literal: Decimal, shared: Decimal, target: Target) -> Converted | Remark:
    """Target 95%, actual 95 or 0.95."""
    if target.high == 0 or _gap(shared, target) < _gap(literal, target):
        return Converted(shared, (Remark.PERCENT_OMITTED,))
    return _fraction(literal, target)


def _bare_beside_percent(
    literal: Decimal, shared: Decimal, target: Target, hint: NameHint
) -> Converted | Remark:
    """Target 95 or 0.95, actual 95%.  20 (sets) against 100% is no rate."""
    if _gap(literal, target) <= _gap(shared, target):
        fraction = target.high is not None and abs(target.high) <= _MOST_FRACTION
        return _fraction(literal, target) if fraction else Remark.SCALE_UNCERTAIN
    if _gap(shared, target) == 1 or hint.is_rate:
        return Converted(shared, (Remark.PERCENT_OMITTED,))
    return Remark.SCALE_UNCERTAIN


def _fraction(value: Decimal, target: Target) -> Converted | Remark:
    bound = _bound(value, target)
    if _LEAST_FRACTION * bound <= abs(value) <= _MOST_FRACTION * bound:
        return Converted(value, (Remark.FRACTION_AS_PERCENT,))
    return Remark.SCALE_UNCERTAIN


def _is_implausible(value: Decimal, target: Target) -> bool:
    bound = _bound(value, target)
    return bound != 0 and not bound / _LOW <= abs(value) <= bound * _HIGH


def _bound(value: Decimal, target: Target) -> Decimal:
    """The size of the bound nearer to ``value``; of the value itself inside a range."""
    low, high = abs(target.low or _ZERO), abs(target.high or _ZERO)
    return min(max(abs(value), min(low, high)), max(low, high))


def _side(value: Decimal, target: Target) -> int:
    """-1 below the target, 1 above it, 0 on it."""
    size, bound = abs(value), _bound(value, target)
    return (size > bound) - (size < bound)


def _gap(value: Decimal, target: Target) -> Decimal:
    """The factor between a value and its target, at least 1; infinite from 0."""
    size, bound = abs(value), _bound(value, target)
    if bound == 0 or size == 0:
        return Decimal("Infinity")
    return max(size / bound, bound / size)

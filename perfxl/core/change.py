"""Changes: an actual beside a target that says which way it is to move.

A number that does not say if it is of a change or of what was reached is left to a person,
unless it can only be one of them.
"""

from __future__ import annotations

from decimal import Decimal

from perfxl.core.conversion import Converted
from perfxl.core.course import Course, read_movement
from perfxl.core.evaluation import Attainment
from perfxl.core.label import names_gain
from perfxl.core.name import NameHint
from perfxl.core.phrase import Phrase
from perfxl.core.quantity import Quantity
from perfxl.core.reading import Target
from perfxl.core.remark import Remark
from perfxl.core.unit import is_ratio

# A larger number beside 增加200张 may be of all there are now.
_MOST_OF_CHANGE = Decimal("1.2")
_HALF = 50  # per cent
_POINT = "百分点"  # in which only changes are written


def along(
    value: Decimal, quantity: Quantity, phrase: Phrase, target: Target, hint: NameHint, name: str
) -> Converted | Remark:
    """``value`` as far as it goes the target's way, and what was assumed.

    Args:
        value: the actual in the target's base units.
        quantity: it as it was written.
        phrase: what the actual says beside.
        target: its target.
        hint: what the 三级指标 says.
        name: the 三级指标 where the actual holds words.
    """
    wanted, course = target.course, phrase.course
    if wanted is None:
        return _as_level(value, phrase, target, name)
    if phrase.is_level:
        return Remark.COURSE_UNKNOWN
    if wanted is Course.EITHER:
        if course is None and _may_be_level(value, target, hint):
            return Remark.COURSE_UNKNOWN
        return Converted(abs(value) if target.low is not None and target.low >= 0 else value)
    if course is Course.EITHER or (phrase.since and target.since and phrase.since != target.since):
        return Remark.COURSE_UNKNOWN
    if course is not None:
        return Converted(value if course is wanted else -value)
    if target.course_in_name:
        # A fall of -12% may be one of 12%, or a rise.
        unknown = wanted is Course.FALL and value < 0
        return (
            Remark.COURSE_UNKNOWN
            if unknown or _may_be_level(value, target, hint)
            else Converted(value)
        )
    return _bare(value, quantity, phrase, target, hint)


def _as_level(value: Decimal, phrase: Phrase, target: Target, name: str) -> Converted | Remark:
    """Beside a target of no change: 新增120人 is all that there is only where the name says so."""
    if phrase.course is None:
        return Converted(value)
    if phrase.course is Course.RISE and not is_ratio(target.unit) and names_gain(name):
        return Converted(value, (Remark.LABEL_IGNORED,))
    return Remark.COURSE_UNKNOWN


def _bare(
    value: Decimal, quantity: Quantity, phrase: Phrase, target: Target, hint: NameHint
) -> Converted | Remark:
    """A number without a word of change beside a target with one: 6% beside 增长5%."""
    size = abs(value) if target.course is Course.FALL else value
    known = Converted(size, (Remark.COURSE_ASSUMED,))
    if quantity.unit == _POINT:
        return known
    if phrase.label or hint.course not in (None, target.course):
        return Remark.COURSE_UNKNOWN
    if is_ratio(target.unit) or target.unit == _POINT:
        of_share = hint.is_rate and hint.course is None
        return Remark.COURSE_UNKNOWN if of_share or _may_be_level(size, target, hint) else known
    # 40吨 beside 减少50吨 may be all that is left.
    if target.course is Course.FALL and hint.course is None and value >= 0:
        return Remark.COURSE_UNKNOWN
    return Remark.COURSE_UNKNOWN if size > _MOST_OF_CHANGE * (target.high or 0) else known


def _may_be_level(size: Decimal, target: Target, hint: NameHint) -> bool:
    """Whether a rate may be what was reached, and not the change: 110% beside 增长10%."""
    if not is_ratio(target.unit) and (target.unit or not hint.is_rate):
        return False
    return abs(size) > _MOST_OF_CHANGE * (target.high or 0) and abs(size) >= _HALF * target.scale


def goes_along(quantity: Quantity, phrase: Phrase, wanted: str) -> Attainment | None:
    """Whether 同比下降3.5% goes the way of 同比下降."""
    moved = read_movement(wanted)
    if moved is None or moved.rest or phrase.course is None or quantity.value <= 0:
        return None
    if moved.since and phrase.since and moved.since != phrase.since:
        return None
    return Attainment.MET if phrase.course is moved.course else Attainment.UNMET

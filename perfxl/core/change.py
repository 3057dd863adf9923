"""Changes: an actual beside a target that says which way it is to move."""

from __future__ import annotations

from decimal import Decimal

from perfxl.core.conversion import Converted
from perfxl.core.course import Course, read_movement
from perfxl.core.evaluation import Attainment
from perfxl.core.phrase import Phrase
from perfxl.core.quantity import Quantity
from perfxl.core.reading import Target
from perfxl.core.remark import Remark
from perfxl.core.unit import is_ratio

# A larger number beside 增加200张 may be of all there are now.
_MOST_OF_CHANGE = 2
_HALF = Decimal("0.5")


def along(value: Decimal, phrase: Phrase, target: Target) -> Converted | Remark:
    """``value`` as far as it goes the target's way, and what was assumed."""
    wanted, course = target.course, phrase.course
    changes = wanted is not None and not target.course_in_name
    if wanted is Course.EITHER:
        return Remark.COURSE_UNKNOWN if phrase.is_level else Converted(abs(value))
    if course is not None:
        if wanted is not None:
            return Converted(value if course is wanted else -value)
        gained = course is Course.RISE and not is_ratio(target.unit)
        return Converted(value, (Remark.LABEL_IGNORED,)) if gained else Remark.COURSE_UNKNOWN
    if not changes:
        # A fall of -12% may be one of 12%, or a rise.
        return Remark.COURSE_UNKNOWN if wanted is Course.FALL and value < 0 else Converted(value)
    size = abs(value) if wanted is Course.FALL else value
    if phrase.is_level or _is_level(size, target):
        return Remark.COURSE_UNKNOWN
    return Converted(size, (Remark.COURSE_ASSUMED,))


def _is_level(size: Decimal, target: Target) -> bool:
    """Whether a bare number may be what was reached, not the change: 110% beside 增长10%."""
    far = size > _MOST_OF_CHANGE * (target.high or 0)
    return far and (size >= _HALF or not is_ratio(target.unit))


def goes_along(quantity: Quantity, phrase: Phrase, wanted: str) -> Attainment | None:
    """Whether 同比下降3.5% goes the way of 同比下降."""
    moved = read_movement(wanted)
    if moved is None or moved.rest or phrase.course is None or quantity.value <= 0:
        return None
    return Attainment.MET if phrase.course is moved.course else Attainment.UNMET

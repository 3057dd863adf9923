"""What the helper columns of a row hold when a form is made, computed by the core.

These are the constants the formulas unpack, and the cached value of every formula: until
somebody edits the row, each formula computes exactly this.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Context, Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from perfxl.core.course import Course
from perfxl.core.evaluation import Indicator
from perfxl.core.judgement import Caution, Judgement
from perfxl.core.notation import clean
from perfxl.core.period import SERIAL_ZERO
from perfxl.core.quantity import is_canonical, plain
from perfxl.core.reading import Actual, ActualKind, Target, TargetKind
from perfxl.core.remark import Remark
from perfxl.core.rulebook import Rulebook
from perfxl.core.ruling import AS_WRITTEN, is_spending, rule_on
from perfxl.core.score import Score
from perfxl.core.unit import read_unit, unit_of_name
from perfxl.forms.native import scoring
from perfxl.forms.native.actual import BLANK, OPEN
from perfxl.forms.native.scoring import INCURRED, SAVED, SPENT, UNDECIDED
from perfxl.forms.native.target import (
    AS_MADE,
    DATE,
    DOUBT,
    EMPTY,
    FILLER,
    NUMBER_WIDTH,
    RANGE,
    UNREADABLE,
    UPWARD,
    WORDS,
    WRONG_DATE,
)
from perfxl.forms.native.vocabulary import no_reasons
from perfxl.regex import regex

Value = Decimal | str | None

_CELL = Context(prec=15)  # digits of a spreadsheet number
_SCALES = {
    Decimal(10000): "万",
    Decimal(10) ** 8: "亿",
    Decimal("0.01"): "%",
    Decimal("0.001"): "‰",
}
_DOTS = {ord(mark): "·" for mark in "、*×"}
_NOT_HEARD = dict.fromkeys(map(ord, scoring.NOT_HEARD))
_UNIT_WIDTH = 20
_UNIT_BEHIND = regex(r"[^0-9]*$")
_KINDS = {
    TargetKind.RANGE: RANGE,
    TargetKind.DATE: DATE,
    TargetKind.WORDS: WORDS,
    TargetKind.EMPTY: EMPTY,
    TargetKind.UNREADABLE: UNREADABLE,
}
_WRONG = frozenset({Remark.DATE_OUT_OF_RANGE, Remark.DATE_IMPOSSIBLE})


class LiveRow(NamedTuple):
    """The values of a row's helper columns, and of its score and 提示.

    Headings are in :data:`perfxl.forms.native.columns.ROW_HEADINGS`; what is empty in every
    new form is empty here.
    """

    target_text: str | None
    name_text: str | None
    actual_text: str | None
    aspect: str | None
    target_code: str
    actual_code: Value
    target_number: Value
    target_unit: str
    direction: str
    cost: str
    reading: Value
    share: Value
    score: Value
    rule_score: Value
    status: str
    target_clean: str = AS_MADE
    actual_clean: str = AS_MADE
    name_unit: str = ""
    target_tail: str = ""
    target_digits: str = ""
    actual_tail: str = ""
    actual_digits: str = ""
    actual_number: str = ""
    factor: str = ""
    converted: str = ""
    doubtful: str = ""
    measured: str = ""
    said: str = ""
    worded: str = ""


# The values of a LiveRow from target_code to rule_score.
_Derived = tuple[str, Value, Value, str, str, str, Value, Value, Value, Value]

# What every new form has in the same helper columns.
ROW_CONSTANTS: Mapping[str, str] = MappingProxyType(LiveRow._field_defaults)


def live_row(indicator: Indicator, score: Score, rulebook: Rulebook) -> LiveRow:
    """What the helper columns of ``indicator`` hold; ``score`` is its score."""
    cost = rulebook.is_cost(aspect=indicator.aspect, dimension=indicator.dimension)
    name = indicator.name or ""
    weighted, awarded = indicator.weight is not None, indicator.awarded is not None
    shown, status, unreasoned = _shown(score, unit_of_name(name).name, cost, weighted, awarded)
    if status != unreasoned and not _has_reason(indicator.deviation_note):
        status = unreasoned
    texts = indicator.target, indicator.name, indicator.actual, indicator.aspect
    values = (*texts, *shown, status)
    return LiveRow(*values)


@lru_cache(maxsize=8192)
def _shown(
    score: Score,
    unit_in_name: str,
    cost: bool,  # noqa: FBT001 (a key of the cache, as those that follow)
    weighted: bool,  # noqa: FBT001
    awarded: bool,  # noqa: FBT001
) -> tuple[_Derived, str, str]:
    """What follows from a score; and 提示 with a reason in 偏差原因, and without one."""
    target, rulebook = score.target, score.rulebook
    kind = _kind(target)
    low, high = _bounds(target)
    unit = _unit(target, unit_in_name) if low is not None else ""
    if target.date is not None and kind == DATE:
        low = high = Decimal((target.date - SERIAL_ZERO).days)
    label = _cost(target) if cost else ""
    packed = f"{label or FILLER}{kind}{_padded(low)}{_padded(high)}{unit or '__'}"
    reached = _reading(target, score.actual)
    share = _share(score, kind, reached, cost=cost, rulebook=rulebook)
    rule = _rule(score, share, weighted=weighted)
    counted = rule
    if awarded:
        counted = UNDECIDED if score.awarded is None else score.effective
    lower = label not in ("", SAVED)
    row = _Row(kind, reached, share, counted, lower, weighted, awarded)
    number = "" if low is None else low
    shown = (packed, reached, number, unit or "__", kind, label, reached, share, counted, rule)
    return shown, _status(score, row, reasoned=True), _status(score, row, reasoned=False)


def _cost(target: Target) -> str:
    """Which kind of cost it is: what decides it is in :func:`perfxl.core.ruling.rule_on`."""
    if target.course in AS_WRITTEN:
        return SAVED
    return SPENT if is_spending(target) else INCURRED


def _kind(target: Target) -> str:
    if target.kind is TargetKind.NUMBER:
        return target.sign.value if target.sign else "="
    if target.kind is TargetKind.RANGE and target.low == target.high:
        return "="  # ≥12≤12
    if target.kind is TargetKind.UNREADABLE and not _WRONG.isdisjoint(target.remarks):
        return WRONG_DATE
    return _KINDS[target.kind]


def _bounds(target: Target) -> tuple[Decimal | None, Decimal | None]:
    """Both bounds as written: 1.4 of 1.4万人, 95 of 95%."""
    if target.low is None or target.high is None:
        return None, None
    return _digits(target.low / target.scale), _digits(target.high / target.scale)


def _digits(value: Decimal) -> Decimal:
    return _CELL.plus(value)


def _padded(value: Decimal | None) -> str:
    return ("" if value is None else plain(value)).ljust(NUMBER_WIDTH, FILLER)[:NUMBER_WIDTH]


def _unit(target: Target, in_name: str) -> str:
    """Place, scale and base of the unit, as ``target_unit`` in :mod:`.target` reads them."""
    scale = _SCALES.get(target.scale, FILLER)
    if target.scale != 1 and scale == FILLER:
        return DOUBT  # 千, 百万: an edited actual is left to a person
    if target.course is not None and (target.course is Course.EITHER or not target.course_in_name):
        return DOUBT  # 增长5%, ±10%: and so is one that may point the other way
    if target.unit_in_name:
        return f"({scale}{_base(target, in_name, scale)}"[:_UNIT_WIDTH]
    behind = _UNIT_BEHIND.search(clean(target.raw or "").text)
    written = behind[0] if behind else ""
    base = written[1:] if written[:1] == scale else written
    unit = read_unit(written) if written else None
    if unit is None or unit.name != target.unit:
        base = _base(target, target.unit, scale)
    return f"{FILLER}{scale}{base.translate(_DOTS)}"[:_UNIT_WIDTH]


def _base(target: Target, name: str, scale: str) -> str:
    return "" if scale in ("%", "‰") else name or target.unit


def _reading(target: Target, actual: Actual) -> Value:
    """实际读数: a number as the target is written, a serial number, or a code."""
    if actual.kind is ActualKind.NUMBER and actual.value is not None and target.low is not None:
        return _digits(actual.value / target.scale)
    if actual.kind is ActualKind.DATE and target.kind is TargetKind.DATE and actual.date:
        return Decimal((actual.date - SERIAL_ZERO).days)
    if actual.kind is ActualKind.EMPTY:
        return BLANK
    if actual.attainment is not None:
        return actual.attainment.value
    unsettled = actual.kind in (ActualKind.UNDECIDED, ActualKind.UNREADABLE)
    if unsettled and not _WRONG.isdisjoint(actual.remarks):
        return WRONG_DATE
    return UNREADABLE if actual.kind is ActualKind.UNREADABLE else OPEN


def _share(score: Score, kind: str, reached: Value, *, cost: bool, rulebook: Rulebook) -> Value:
    """得分率 as the formula shows it, whatever the weight."""
    if score.ratio is not None:
        return _digits(score.ratio)
    verdict = rule_on(score.target, score.actual, score.attainment, cost=cost, rulebook=rulebook)
    if verdict.judgement is not Judgement.UNDECIDED:
        return _digits(verdict.part / verdict.whole)
    if kind == EMPTY:
        return ""
    if kind == WRONG_DATE or reached != BLANK:
        return UNDECIDED
    return ""


def _rule(score: Score, share: Value, *, weighted: bool) -> Value:
    """The rule's score as the formula shows it."""
    if not weighted:
        return ""
    if Caution.NO_WEIGHT in score.cautions or Caution.BAD_WEIGHT in score.cautions:
        return UNDECIDED
    return share if score.rule is None else score.rule


class _Row(NamedTuple):
    """What decides 提示: ``lower`` says that it is a cost which should be low.

    ``weighted`` and ``awarded`` say that there is something there.
    """

    kind: str
    reached: Value
    share: Value
    score: Value
    lower: bool
    weighted: bool
    awarded: bool


def _status(score: Score, row: _Row, *, reasoned: bool) -> str:
    """提示, in the order of :func:`perfxl.forms.native.scoring.status`."""
    undecided = not isinstance(row.score, Decimal)
    chosen = score.attainment is not None or row.awarded
    bad_weight = not {Caution.NO_WEIGHT, Caution.BAD_WEIGHT}.isdisjoint(score.cautions)
    checks = (
        (not row.weighted, scoring.NO_WEIGHT),
        (bad_weight, scoring.BAD_WEIGHT),
        (row.awarded and score.awarded is None, scoring.BAD_AWARDED),
        (Caution.AWARDED_OUT_OF_RANGE in score.cautions, scoring.AWARDED_OUT_OF_RANGE),
        (undecided and row.kind == EMPTY, scoring.NO_TARGET),
        (undecided and WRONG_DATE in (row.kind, row.reached), scoring.CORRECT_DATE),
        (undecided and row.reached == BLANK, scoring.NO_ACTUAL),
        (undecided and row.reached == UNREADABLE, scoring.UNREAD_ACTUAL),
        (undecided, scoring.CHOOSE),
        (score.judgement is Judgement.LATE and not chosen, scoring.LATE),
        (_has_lost(score, row.share) and not reasoned, scoring.NO_REASON),
        (score.judgement is Judgement.FAR_EXCEEDED and not reasoned, scoring.FAR_EXCEEDED),
        (row.lower and row.kind in UPWARD, scoring.COST_AT_LEAST),
    )
    return next((text for applies, text in checks if applies), "")


def _has_lost(score: Score, share: Value) -> bool:
    if not score.weight:
        return False
    if score.awarded is not None:
        return score.awarded < score.weight
    return isinstance(share, Decimal) and share < 1


def _has_reason(note: str | None) -> bool:
    """As the formula sees it: a number is none, nor is any of the listed texts."""
    heard = (note or "").translate(_NOT_HEARD)
    text = re.sub(" +", " ", heard).strip(" ")
    return f"|{text}|" not in no_reasons() and not is_canonical(note or "")

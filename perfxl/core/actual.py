"""实际完成值, read beside its target."""

from __future__ import annotations

from decimal import Decimal

from perfxl.core.bound import DOWNWARD, UPWARD, Limits, Sign, read_limits, read_sign
from perfxl.core.change import along, goes_along
from perfxl.core.conversion import convert
from perfxl.core.course import Course
from perfxl.core.evaluation import Attainment
from perfxl.core.label import repeats
from perfxl.core.name import NameHint
from perfxl.core.notation import LONGEST, clean, has_number, is_blank, is_placeholder
from perfxl.core.numeral import with_digits
from perfxl.core.period import Period, Precision, read_digits, read_month, read_period
from perfxl.core.phrase import Phrase, read_phrase
from perfxl.core.quantity import Quantity, read_quantity
from perfxl.core.reading import Actual, ActualKind, Target, TargetKind
from perfxl.core.remark import Remark
from perfxl.core.words import (
    attainment_of,
    is_on_time,
    says_all,
    says_none,
    wants_none,
    wishes_absence,
)
from perfxl.regex import regex

_SAYING_DONE = regex(r"^(?:已|现|实际|共|共计|累计|合计|总计|完成|达到|达|为){1,3}(?=[0-9<>=≥≤])")
_SAYING_WHEN = regex(
    r"^(?:(?:延期|延迟|延后|推迟|拖延)[至到](?=[0-9])|(?:已|现已|实际|均){1,2}(?:于|在|为)?"
    r"|(?:实际)?(?:完成|建成|竣工)(?:时间|日期)?(?:于|为)?(?=[0-9]))"
)
_UPWARD_WORDS = regex("以上|不[得应]?[低少小]于|至少|最[低少]|等于")
_SAYING_ALL = frozenset("现共计累达")  # that were reached, not that were added
_CASES = frozenset("起次件例宗")
_GRAVE = regex("重[大特]|[较特]大|严重|恶性|责任|群体")  # 1起 may be of another kind
_NOTE = regex(r"\([^()]*\)$")
_MONTH = regex(r"[0-9]{1,2}月")
_STRICT = frozenset({Sign.ABOVE, Sign.BELOW})
_PROSE = frozenset({Remark.NUMBER_IN_SENTENCE, Remark.SEVERAL_NUMBERS})
# A date that far from its target is more likely a wrong year than work done years off.
_DISTANT_DAYS = 1000


def read_actual(
    text: str | None, target: Target, hint: NameHint, year: int | None, name: str = ""
) -> Actual:
    """Read one 实际完成值; never raises.

    A number comes back in the target's base units.  A bare number beside a unit with a
    scale, and the other way round, is taken as what lies nearer to the target, with a remark;
    where that does not decide, the actual is UNDECIDED.

    Args:
        text: the cell's text, ``None`` when not filled.
        target: its target, as :func:`perfxl.core.target.read_target` returns it.
        hint: what the 三级指标 says; it tells whether a target without unit is a rate.
        year: the form's year, which completes dates without one.
        name: the 三级指标, where :func:`perfxl.core.label.words_beside` asks for it.
    """
    if text is None or is_blank(text):
        return Actual(text, ActualKind.EMPTY)
    if len(text) > LONGEST:
        return Actual(text, ActualKind.UNREADABLE, remarks=(Remark.TOO_LONG,))
    if is_placeholder(text):
        return Actual(text, ActualKind.EMPTY, remarks=(Remark.PLACEHOLDER,))
    cleaned = clean(text)
    if Remark.LINE_BREAK_IN_NUMBER in cleaned.remarks:
        return Actual(text, ActualKind.UNREADABLE, remarks=cleaned.remarks)
    found = _beside(cleaned.text, target, hint, year, name)
    remarks = tuple(dict.fromkeys(cleaned.remarks + found.remarks))
    return Actual(text, found.kind, found.value, found.date, found.attainment, remarks)


def _beside(text: str, target: Target, hint: NameHint, year: int | None, name: str) -> Actual:
    match target.kind:
        case TargetKind.NUMBER | TargetKind.RANGE:
            return _beside_number(text, target, hint, year, name)
        case TargetKind.DATE:
            return _beside_date(text, target, year)
        case TargetKind.WORDS:
            # "≥良好" is met by 良好
            return _beside_words(text, clean(target.raw or "").text.lstrip("≥="), year)
        case TargetKind.EMPTY:
            return _alone(text, year)
        case TargetKind.UNREADABLE:
            return _beside_unreadable(text, target)


def _number(value: Decimal, *remarks: Remark) -> Actual:
    return Actual(None, ActualKind.NUMBER, value, remarks=remarks)


def _says(attainment: Attainment, *remarks: Remark) -> Actual:
    return Actual(None, ActualKind.ATTAINMENT, attainment=attainment, remarks=remarks)


def _undecided(*remarks: Remark) -> Actual:
    return Actual(None, ActualKind.UNDECIDED, remarks=remarks)


def _unreadable(*remarks: Remark) -> Actual:
    return Actual(None, ActualKind.UNREADABLE, remarks=remarks)


def _beside_number(
    text: str, target: Target, hint: NameHint, year: int | None, name: str
) -> Actual:
    if not has_number(text):
        numeral = with_digits(text)
        if numeral is None:
            return _words_beside_number(text, target)
        found = _beside_number(numeral, target, hint, year, name)
        return found._replace(remarks=(Remark.NUMERAL, *found.remarks))
    body = _SAYING_DONE.sub("", text, count=1)
    months = target.unit == "月" and not hint.is_deadline and _MONTH.fullmatch(body)
    if not months and read_period(body, year):
        return _undecided(Remark.DATE_FOR_NUMBER)
    phrase = read_phrase(body, of_target=False)
    if isinstance(phrase, Remark):
        shared = _without_shared_note(text, target)
        if shared == text:
            return _unreadable(phrase)
        return _beside_number(shared, target, hint, year, name)
    limits = phrase.limits
    remarks = limits.remarks
    if not repeats(phrase.label, target.label, name):
        return _undecided(Remark.LABEL_DIFFERS)
    said = text.removesuffix(body)
    if not _SAYING_ALL.isdisjoint(said):
        phrase = phrase._replace(label=phrase.label or said)
    if not limits.is_single:
        if phrase.course is not None:
            return _undecided(*remarks, Remark.RANGE_GIVEN)
        return _range_beside_number(limits, target, hint)
    if Remark.APPROXIMATE in remarks or _points_away(limits.sign, target):
        why = () if Remark.APPROXIMATE in remarks else (Remark.SIGN_AGAINST_TARGET,)
        return _undecided(*remarks, *why)
    converted = convert(limits.low, target, hint, name)
    if isinstance(converted, Remark):
        return _undecided(*remarks, converted)
    if converted.value < (target.low or 0) and _is_open(limits, body):
        return _undecided(*remarks, Remark.SIGN_AGAINST_TARGET)
    if _may_be_fall(converted.value, target):
        return _undecided(*remarks, Remark.NEGATIVE)
    if body.startswith("+") and target.course is Course.FALL:
        return _undecided(*remarks, Remark.COURSE_UNKNOWN)
    if limits.sign is not None and Remark.AND_MORE not in remarks and phrase.course is None:
        remarks = (*remarks, Remark.SIGN_IGNORED)
    pointed = along(converted.value, limits.low, phrase, target, hint, name)
    if isinstance(pointed, Remark):
        return _undecided(*remarks, pointed)
    return _number(pointed.value, *remarks, *converted.remarks, *pointed.remarks)


def _without_shared_note(text: str, target: Target) -> str:
    """``text`` without a bracket that stands behind the target too: （含教师） in both."""
    note = _NOTE.search(text) if text.endswith(")") else None
    shared = note is not None and clean(target.raw or "").text.endswith(note[0])
    return text[: note.start()] if note is not None and shared else text


def _points_away(sign: Sign | None, target: Target) -> bool:
    """Whether the actual's own sign leaves open if the target is met ("<95%" beside ≥95%)."""
    if sign is None or sign is Sign.EQUAL:
        return False
    if target.sign in UPWARD:
        return sign in DOWNWARD
    if target.sign in DOWNWARD:
        return sign in UPWARD
    return sign in _STRICT


def _is_open(limits: Limits, body: str) -> bool:
    """Whether it may be more, and so enough: >180, 200余人, 95%以上; but ≥95% is decoration."""
    more = limits.sign is Sign.ABOVE or Remark.AND_MORE in limits.remarks
    return more or (limits.sign is Sign.AT_LEAST and _UPWARD_WORDS.search(body) is not None)


def _may_be_fall(value: Decimal, target: Target) -> bool:
    """Whether -6% or 2% stands beside -5%: not less than that, or a fall as large?"""
    unsigned = target.kind is TargetKind.NUMBER and target.sign in (None, Sign.EQUAL)
    return unsigned and target.low is not None and target.low < 0 and value != target.low


def _range_beside_number(limits: Limits, target: Target, hint: NameHint) -> Actual:
    """A range says something only beside a range that holds it."""
    low, high = convert(limits.low, target, hint), convert(limits.high, target, hint)
    if isinstance(low, Remark) or isinstance(high, Remark) or target.low is None:
        return _undecided(*limits.remarks, Remark.RANGE_GIVEN)
    if low.value == high.value:
        return _number(low.value, *limits.remarks, Remark.SIGN_IGNORED, *low.remarks)
    if target.low <= low.value and high.value <= (target.high or target.low):
        return _number(low.value, *limits.remarks, Remark.RANGE_GIVEN, *low.remarks)
    return _undecided(*limits.remarks, Remark.RANGE_GIVEN)


def _words_beside_number(text: str, target: Target) -> Actual:
    if says_none(text) and (target.sign in DOWNWARD or not target.high or target.high < 0):
        return _undecided(Remark.WORDS_UNDECIDED)  # no accidents, or nothing done?
    said = attainment_of(text)
    if said is None and says_all(text) and target.unit == "%" and target.low == 1:
        said = Attainment.MET
    if said is None:
        return _undecided(Remark.WORDS_UNDECIDED)
    return _says(said, Remark.COMPLETION_WORD)


def _beside_date(text: str, target: Target, year: int | None) -> Actual:
    zero = read_quantity(text)
    if zero is not None and zero.value == 0:
        return _says(Attainment.UNMET)
    if zero is not None and zero.value == 1 and zero.unit == "%":
        return _says(Attainment.MET, Remark.COMPLETION_WORD)
    found, remarks = _date(text, target, year)
    if found is None and not has_number(text):
        said = Attainment.MET if is_on_time(text) else attainment_of(text)
        if said is None:
            return _undecided(Remark.WORDS_UNDECIDED)
        return _says(said, *(() if said is Attainment.UNMET else (Remark.COMPLETION_WORD,)))
    if found is None:
        if isinstance(read_limits(text), Limits):
            return _undecided(Remark.NUMBER_FOR_DATE)
        return _unreadable(Remark.NUMBER_IN_SENTENCE)
    if isinstance(found, Remark):
        return _unreadable(*remarks, found)
    return _compared(found, remarks + found.remarks, target, year)


def _date(
    text: str, target: Target, year: int | None
) -> tuple[Period | Remark | None, tuple[Remark, ...]]:
    """The date in an actual, which may be shorter than it could be elsewhere."""
    head = read_sign(_SAYING_WHEN.sub("", text, count=1))
    if head is None:
        return None, ()
    sign, body, _ = head
    if year is None and target.date is not None:
        year = target.date.year
    found = read_period(body, year) or read_digits(body, year)
    if found is None and target.unit == Precision.MONTH.value and body.isdigit():
        found = read_month(int(body[:3]), year)
    return found, () if sign is None else (Remark.SIGN_IGNORED,)


def _compared(
    period: Period, remarks: tuple[Remark, ...], target: Target, year: int | None
) -> Actual:
    """A date, if all the days that it may mean lie on one side of the target."""
    deadline = target.date
    if deadline is None or Remark.DATE_OUT_OF_RANGE in remarks:
        return Actual(None, ActualKind.UNDECIDED, date=period.last, remarks=remarks)
    if Remark.YEAR_ASSUMED in remarks and year is not None and deadline.year != year:
        return _undecided(*remarks, Remark.YEAR_UNKNOWN)
    if period.first <= deadline < period.last:
        return _undecided(*remarks, Remark.DATE_TOO_COARSE)
    if abs((period.last - deadline).days) > _DISTANT_DAYS:
        remarks = (*remarks, Remark.IMPLAUSIBLE)
    return Actual(None, ActualKind.DATE, date=period.last, remarks=remarks)


def _beside_words(text: str, wanted: str, year: int | None) -> Actual:
    said = attainment_of(text, wanted)
    if said is not None:
        return _says(said, *((Remark.TARGET_REPEATED,) if text == wanted else ()))
    if not has_number(text):
        return _undecided(Remark.WORDS_UNDECIDED)
    body = _SAYING_DONE.sub("", text, count=1)
    if read_period(body, year):
        return _undecided(Remark.DATE_FOR_WORDS)
    phrase = read_phrase(body, of_target=False)
    if isinstance(phrase, Remark):
        return _undecided(phrase)
    limits, remarks = phrase.limits, phrase.limits.remarks
    if limits.is_single and limits.sign in (None, Sign.EQUAL, Sign.AT_LEAST):
        quantity = limits.low
        said = goes_along(quantity, phrase, wanted) or _occurred(quantity, phrase, wanted)
        if said is not None:
            return _says(
                said, *remarks, Remark.COURSE_ONLY if phrase.course else Remark.LABEL_IGNORED
            )
        plain = phrase.course is None and not phrase.label and not phrase.is_level
        if (
            plain
            and quantity.value == 0
            and not (quantity.unit in _CASES or wishes_absence(wanted))
        ):
            return _says(Attainment.UNMET, *remarks)
        if plain and quantity.value == 1 and quantity.unit == "%":
            return _says(Attainment.MET, *remarks, Remark.PERCENT_FOR_WORDS)
    return _undecided(*remarks, Remark.NUMBER_FOR_WORDS)


def _occurred(quantity: Quantity, phrase: Phrase, wanted: str) -> Attainment | None:
    """0起 beside 无事故, and 发生1起 beside 不发生."""
    if (
        phrase.course is not None
        or phrase.label not in ("", "发生", "出现")
        or not wants_none(wanted)
    ):
        return None
    if quantity.value == 0:
        return Attainment.MET
    happened = quantity.value > 0 and quantity.unit in _CASES and not _GRAVE.search(wanted)
    return Attainment.UNMET if happened else None


def _beside_unreadable(text: str, target: Target) -> Actual:
    """Words can still say it, and so does the same text again where nothing in it is wrong."""
    if text == clean(target.raw or "").text and _PROSE.issuperset(target.remarks):
        return _says(Attainment.MET, Remark.TARGET_REPEATED)
    said = None if says_none(text) else attainment_of(text)
    if said is not None:
        return _says(said, Remark.COMPLETION_WORD)
    return _undecided(Remark.NUMBER_IN_SENTENCE if has_number(text) else Remark.WORDS_UNDECIDED)


def _alone(text: str, year: int | None) -> Actual:
    """An actual without a target: read for what it is."""
    period = read_period(text, year)
    if isinstance(period, Period):
        kind = ActualKind.DATE
        if Remark.DATE_OUT_OF_RANGE in period.remarks:
            kind = ActualKind.UNDECIDED
        return Actual(None, kind, date=period.last, remarks=period.remarks)
    quantity = read_quantity(text)
    if quantity is not None:
        return _number(quantity.value, *quantity.remarks)
    if has_number(text):
        return _unreadable(period or Remark.NUMBER_IN_SENTENCE)
    said = None if says_none(text) else attainment_of(text)
    return _undecided(Remark.WORDS_UNDECIDED) if said is None else _says(said)

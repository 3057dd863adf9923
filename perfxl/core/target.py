"""年度指标值: from the texts people write to values that can be compared."""

from __future__ import annotations

from functools import lru_cache

from perfxl.core.bound import UPWARD, Sign, read_sign
from perfxl.core.name import NameHint, hint_of
from perfxl.core.notation import LONGEST, Cleaned, clean, has_number, is_blank, is_placeholder
from perfxl.core.numeral import with_digits
from perfxl.core.period import Period, read_digits, read_period
from perfxl.core.phrase import Phrase, read_phrase
from perfxl.core.reading import Target, TargetKind
from perfxl.core.remark import Remark
from perfxl.core.unit import NO_UNIT, is_ratio, same_unit
from perfxl.regex import regex

_WORD = regex(r"[^\W\d_]")  # a letter of any script: a range of all Chinese takes re 2 ms
_DATED = regex(r"[年月季]|[0-9][-./][0-9]|^[0-9]{4,8}")
_DURATION = regex(r"[0-9]{1,2}月")
# Digits that are as good a number or a range as a date, if the year fits.
_DOUBTFUL = regex(r"([12][0-9]{3})(?:\.[0-9]{1,2}|[01][0-9][0-3][0-9]|[-~][12][0-9]{3})")
_MONTH_DAY = regex(r"[0-9]{1,2}([-./])(?!00?日?$)[0-9]{1,2}日?")  # 1.0 is no day
_BY = regex(r"^([0-9]{1,2}[-./][0-9]{2}|[0-9]{8})[之以]?前$")  # 12.31前
_YEAR = regex(r"(?:19|20)[0-9]{2}")


def read_target(text: str | None, *, name: str = "", year: int | None = None) -> Target:
    """Read one 年度指标值; never raises.

    Args:
        text: the cell's text, ``None`` when not filled.
        name: the 三级指标; its trailing unit ("（万元）", "(%)") counts when the text has none.
        year: the form's year, which completes dates without one.  A date more than ten years
            from it is UNREADABLE with the remark DATE_OUT_OF_RANGE.
    """
    return read_target_by(text, hint_of(name), year)


@lru_cache(maxsize=8192)
def read_target_by(text: str | None, hint: NameHint, year: int | None) -> Target:
    """As :func:`read_target`, with what the name says in its place."""
    if text is None or is_blank(text):
        return Target(text, TargetKind.EMPTY)
    if len(text) > LONGEST:
        return _unreadable(text, Remark.TOO_LONG)
    cleaned = clean(text)
    if is_placeholder(text) or cleaned.text == "无":
        return Target(text, TargetKind.EMPTY, remarks=(Remark.PLACEHOLDER,))
    if Remark.LINE_BREAK_IN_NUMBER in cleaned.remarks:
        return _unreadable(text, *cleaned.remarks)
    if _DATED.search(cleaned.text):
        dated = _read_date(text, cleaned, hint, year)
        if dated is not None:
            return dated
    written, remarks = cleaned
    if not has_number(written):
        numeral = with_digits(written)
        if numeral is not None:
            written, remarks = numeral, (*remarks, Remark.NUMERAL)
        elif _WORD.search(written):
            return Target(text, TargetKind.WORDS)
        else:
            return _unreadable(text, Remark.NUMBER_IN_SENTENCE)
    phrase = read_phrase(written, of_target=True)
    if isinstance(phrase, Remark):
        return _unreadable(text, *remarks, phrase)
    return _numeric(text, phrase, hint, remarks)


def _unreadable(raw: str, *remarks: Remark) -> Target:
    return Target(raw, TargetKind.UNREADABLE, remarks=remarks)


def _read_date(raw: str, cleaned: Cleaned, hint: NameHint, year: int | None) -> Target | None:
    head = read_sign(cleaned.text)
    if head is None:
        return None
    sign, body, remarks = head
    found: Period | Remark | None
    if _DURATION.fullmatch(body) and _is_duration(sign, hint):
        # "≥12月" is twelve months; "12月" under a name with （月） may be.
        found = None if sign in UPWARD else Remark.DATE_OR_NUMBER
    else:
        found = read_period(body, year) or _read_digits(body, hint, year)
    if found is None:
        return None
    remarks = cleaned.remarks + remarks
    if isinstance(found, Remark):
        return _unreadable(raw, *remarks, found)
    remarks += found.remarks
    if sign in UPWARD:
        remarks = (*remarks, Remark.SIGN_ON_DATE)
    kind = TargetKind.DATE
    if Remark.DATE_OUT_OF_RANGE in remarks:
        kind = TargetKind.UNREADABLE
    unit = found.precision.value
    return Target(raw, kind, sign, unit=unit, date=found.last, remarks=remarks)


def _is_duration(sign: Sign | None, hint: NameHint) -> bool:
    return sign in UPWARD or (hint.unit.name == "月" and not hint.is_deadline)


def _read_digits(body: str, hint: NameHint, year: int | None) -> Period | Remark | None:
    """A date without 年月日, told from a number by the indicator's name."""
    unit, body = hint.unit.name, _BY.sub(r"\1", body)
    if unit not in ("", "年", "月", "日"):
        return None
    match = _MONTH_DAY.fullmatch(body)
    if not hint.is_deadline and not (unit == "年" and _YEAR.fullmatch(body)):
        doubtful = _is_doubtful(body, year) or (match and not unit and hint.is_timed)
        return Remark.DATE_OR_NUMBER if doubtful else None
    if match:
        short = body[-2:-1] == match[1]
        if match[1] == "." and (unit == "年" or (unit == "日" and short)):
            return None  # 1.5 years, 2.5 days
        if short or unit == "日":
            return Remark.DATE_OR_NUMBER  # 12.3: December 3, a lost 12.30, or a number
    return read_digits(body, year)


def _is_doubtful(body: str, year: int | None) -> bool:
    match = _DOUBTFUL.fullmatch(body)
    if match is None:
        return False
    found = read_digits(match[1], year)
    return isinstance(found, Period) and Remark.DATE_OUT_OF_RANGE not in found.remarks


def _numeric(raw: str, phrase: Phrase, hint: NameHint, remarks: tuple[Remark, ...]) -> Target:
    limits, named = phrase.limits, hint.unit
    low, high, unit = limits.low, limits.high, limits.high.unit or limits.low.unit
    lower, upper, scale = low.value, high.value, high.scale
    remarks += tuple(item for item in limits.remarks if item not in remarks)
    in_name = low.is_bare and high.is_bare and named != NO_UNIT
    if in_name:
        if is_ratio(named.name) and 0 < abs(high.value) < 1:
            remarks = (*remarks, Remark.PERCENT_BELOW_ONE)
        unit, scale = named.name, named.scale
        lower, upper = low.times(scale), high.times(scale)
    elif named.name and (is_ratio(unit) != is_ratio(named.name) or not same_unit(unit, named.name)):
        remarks = (*remarks, Remark.NAME_UNIT_DIFFERS)
    elif not unit:
        unit = named.name
    return Target(
        raw,
        TargetKind.NUMBER if limits.is_single else TargetKind.RANGE,
        limits.sign,
        lower,
        upper,
        unit,
        scale,
        remarks=remarks,
        unit_in_name=in_name,
        course=phrase.course or (None if phrase.is_level else hint.course),
        course_in_name=phrase.course is None and not phrase.is_level and hint.course is not None,
        since=phrase.since,
        label=phrase.label,
        is_harm=hint.is_harm,
    )

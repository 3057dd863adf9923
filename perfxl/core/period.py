"""Periods: the dates of a form, from "2020年12月30日" to "9月前" and "2020年1-12月".

A written date is a period with a first and a last day, because any day of December is
"12月".  As a deadline its last day counts.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

from perfxl.core.remark import Remark
from perfxl.regex import regex

_LONGEST = 40
# A project runs a few years; a date further from the form's year is a typing error.
_PLAUSIBLE_YEARS = 10
_EARLIEST, _LATEST = 1990, 2099  # when the form's year is not known

_CALENDAR = regex(r"[年月季]|[0-9][-/.][0-9]")
_DATED = regex(
    r"""
    (?:于|在|至|到|截至|截止到?|力争|确保)?
    (?:(?P<year>[12][0-9]{3})(?:年度?|(?P<dash>[-/])|(?P<dot>\.))|(?P<this>[当本]年度?))?
    (?:
        (?P<month>[0-9]{1,2})
        (?:(?P<between>[-月./])(?P<day>[0-9]{1,2})(?P<mark>[日号])?
          |(?P<moon>月份?)?(?P<part>月?[底末]|上旬|中旬|下旬)?)
      |(?P<end>年?[底末终内]|全年|度内)
      |第?(?P<quarter>[一二三四1-4])季度?[底末]?
      |(?P<half>[上下])半年
    )?
    (?P<before>之前|以前|前)?(?P<until>以?内|止)?
    (?:全面|全部|按时|按期|如期)?(?:完成|完工|竣工|建成|交付|投入使用|投用|到位|结束)?
    """,
    re.VERBOSE,
)
_DASHES = regex(r"[-~—至到]+")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_TENS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}

# Digits that are a date only where one is expected.
_COMPACT = regex(r"([12][0-9]{3})([01][0-9])([0-3][0-9])")
_YEAR_MONTH = regex(r"([12][0-9]{3})\.(1[0-2]|0?[1-9])")
_MONTH_DAY = regex(r"(1[0-2]|0?[1-9])([-./])(?!00?(?:[日号]|$))([0-3]?[0-9])[日号]?")
_BARE_YEAR = regex(r"(?:19|20)[0-9]{2}")
_SERIAL = regex(r"([1-9][0-9]{4})(?:\.[0-9]+)?")
SERIAL_ZERO = date(1899, 12, 30)  # Excel counts a 29 February 1900 that never was


class Precision(Enum):
    """How exactly a date was written."""

    DAY = "日"
    MONTH = "月"
    YEAR = "年"


class Period(NamedTuple):
    """The days a written date may mean, ``first`` and ``last`` included."""

    first: date
    last: date
    precision: Precision = Precision.DAY
    remarks: tuple[Remark, ...] = ()


def read_period(text: str, year: int | None) -> Period | Remark | None:
    """The date that the cleaned ``text`` is as a whole.

    ``year`` completes a date without one.  ``None`` when the text is no date; a remark when
    it is one that cannot be told ("2月30日"; no year to complete "12月底").
    """
    if len(text) > _LONGEST or not _CALENDAR.search(text):
        return None
    year = form_year(year)
    found = _read_single(text, year) or _read_span(text, year)
    return _judged(found, year) if isinstance(found, Period) else found


def read_digits(text: str, year: int | None) -> Period | Remark | None:
    """The date that ``text`` is where a date is expected, though it might be a number.

    "20201231", "2020.12", "12.31", "12-31", the serial number "44195", "2020".  A numeric
    cell cuts 2020.10 short to 2020.1, so that may be January or October.
    """
    year = form_year(year)
    if match := _COMPACT.fullmatch(text):
        found = _day(int(match[1]), int(match[2]), int(match[3]))
    elif match := _YEAR_MONTH.fullmatch(text):
        last = 10 if match[2] == "1" else int(match[2])
        found = _months(int(match[1]), int(match[2]), last)
    elif match := _MONTH_DAY.fullmatch(text):
        if match[2] == "." and len(match[3]) == 1 and text[-1].isdigit():
            return Remark.DATE_OR_NUMBER  # 12.3 is December 3, a number, or a 12.30 cut short
        if year is None:
            return Remark.YEAR_UNKNOWN
        found = _day(year, int(match[1]), int(match[3]))
        if isinstance(found, Period):
            found = found._replace(remarks=(Remark.YEAR_ASSUMED,))
    elif match := _SERIAL.fullmatch(text):
        day = SERIAL_ZERO + timedelta(days=int(match[1]))
        if not _is_plausible(day, year):
            return None
        found = Period(day, day, remarks=(Remark.DATE_SERIAL,))
    elif _BARE_YEAR.fullmatch(text):
        found = _months(int(text), 1, 12, Precision.YEAR)
    else:
        return None
    return _judged(found, year) if isinstance(found, Period) else found


def read_month(number: int, year: int | None) -> Period | Remark | None:
    """The month that a bare number is beside another month; ``None`` for 0 and 13."""
    if not 1 <= number <= 12:
        return None
    year = form_year(year)
    if year is None:
        return Remark.YEAR_UNKNOWN
    return _months(year, number, number)._replace(remarks=(Remark.YEAR_ASSUMED,))


def form_year(year: int | None) -> int | None:
    """The form's year, unless it is none itself ("20" read from a damaged title)."""
    return year if year is not None and 1900 <= year <= 2200 else None


def _judged(period: Period, year: int | None) -> Period:
    if _is_plausible(period.last, year):
        return period
    return period._replace(remarks=(*period.remarks, Remark.DATE_OUT_OF_RANGE))


def _is_plausible(day: date, year: int | None) -> bool:
    if year is None:
        return _EARLIEST <= day.year <= _LATEST
    return abs(day.year - year) <= _PLAUSIBLE_YEARS


def _read_single(text: str, year: int | None) -> Period | Remark | None:
    match = _DATED.fullmatch(text)
    if match is None or not _is_unmistakable(match):
        return None
    if match["until"] in ("内", "以内") and match["moon"] and not (match["year"] or match["this"]):
        return Remark.DATE_OR_NUMBER  # "3月内": within March, or within three months?
    written = int(match["year"]) if match["year"] else None
    if written is None and year is None:
        return Remark.YEAR_UNKNOWN
    found = _period_of(match, written or year or 0)
    if match["before"] and isinstance(found, Period):
        found = _before(found, match)
    if isinstance(found, Period) and written is None:
        return found._replace(remarks=(Remark.YEAR_ASSUMED, *found.remarks))
    return found


def _is_unmistakable(match: re.Match[str]) -> bool:
    """Whether the parts found can only be a date, and not a number, a unit or nothing."""
    dated = match["year"] or match["this"]
    if match["day"]:
        if dated or match["between"] == "月":
            return True
        return bool(match["mark"]) and match["between"] == "." and len(match["day"]) == 2
    if match["month"]:
        if match["moon"]:
            return bool(dated) or 1 <= int(match["month"]) <= 12
        return match["dash"] is not None and not match["part"]
    if match["dash"] or match["dot"]:
        return False
    if match["end"]:
        return bool(dated) or match["end"][0] in "年"
    return bool(dated or match["quarter"] or match["half"])


def _period_of(match: re.Match[str], year: int) -> Period | Remark:
    if match["day"]:
        return _day(year, int(match["month"]), int(match["day"]))
    if match["month"]:
        return _part_of_month(year, int(match["month"]), match["part"] or "")
    if match["quarter"]:
        last = 3 * _QUARTERS[match["quarter"]]
        return _months(year, last - 2, last)
    if match["half"]:
        return _months(year, 1, 6) if match["half"] == "上" else _months(year, 7, 12)
    if match["end"] and match["end"][-1] in "底末终":
        return _months(year, 12, 12, Precision.YEAR)
    return _months(year, 1, 12, Precision.YEAR)


def _before(period: Period, match: re.Match[str]) -> Period | Remark:
    """The days up to "12月31日前" or "12月底前", included; "9月前" ends with August."""
    start = date(period.first.year, 1, 1)
    if match["day"] or (match["end"] or match["part"] or "")[-1:] in {"底", "末", "终"}:
        return period._replace(first=start)
    if period.precision is Precision.YEAR:
        return Remark.DATE_TOO_COARSE  # "2020年前": before 2020, or by the end of it?
    last = period.first - timedelta(days=1)
    return Period(min(start, last), last, period.precision, (Remark.BEFORE_MONTH,))


def _read_span(text: str, year: int | None) -> Period | None:
    """The end of a period from … to …; the right side takes its year from the left."""
    for match in _DASHES.finditer(text, 1):
        left, right = text[: match.start()], text[match.end() :]
        start = next(
            (
                found
                for mark in ("", "月", "年")
                if isinstance(found := _read_single(left + mark, year), Period)
            ),
            None,
        )
        if start is None:
            continue
        end = _read_single(right, start.first.year)
        if isinstance(end, Period) and start.first <= end.last:
            remarks = end.remarks
            if left[:4].isdigit() and len(left) > 4:
                remarks = tuple(item for item in remarks if item is not Remark.YEAR_ASSUMED)
            return end._replace(remarks=(*remarks, Remark.DATE_RANGE))
    return None


def _day(year: int, month: int, day: int) -> Period | Remark:
    try:
        found = date(year, month, day)
    except ValueError:
        return Remark.DATE_IMPOSSIBLE
    return Period(found, found)


def _months(year: int, first: int, last: int, precision: Precision = Precision.MONTH) -> Period:
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]), precision)


def _part_of_month(year: int, month: int, part: str) -> Period | Remark:
    if not 1 <= month <= 12:
        return Remark.DATE_IMPOSSIBLE
    days = monthrange(year, month)[1]
    first, last = _TENS.get(part, (21 if part else 1, days))
    return Period(date(year, month, first), date(year, month, min(last, days)), Precision.MONTH)

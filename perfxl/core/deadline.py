"""Deadlines: a 年度指标值 that is a date, written anew for the next year in its own notation."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from perfxl.core.period import Precision
from perfxl.core.reading import Target, TargetKind
from perfxl.core.target import read_target
from perfxl.regex import regex

_DIGIT = "[0-9０-９]"
_YEAR = regex(
    rf"(?<!{_DIGIT})[1１2２]{_DIGIT}{{3}}(?!{_DIGIT})"
    rf"|(?<!{_DIGIT})[1１2２]{_DIGIT}{{3}}(?=[01０１]{_DIGIT}[0-3０-３]{_DIGIT}(?!{_DIGIT}))"
)
_SERIAL = regex(rf"(?<!{_DIGIT}){_DIGIT}{{5}}(?!{_DIGIT})")
_LEAP_DAY = regex(rf"(?<![1１])([0０]?[2２][^0-9０-９]{{0,3}})([2２][9９])(?!{_DIGIT})")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def next_deadline(target: str, *, name: str, year: int | None) -> str | None:
    """The date ``target`` one year later, in the same notation; ``None`` when it is no date.

    A date without a year ("≤12.31日") stays as it is written: it means the next year by itself.
    29 February becomes 28 February.  What comes back has been read again, and means exactly
    the old date one year later; a text for which that fails is no date to be moved.

    Args:
        target: the text of 年度指标值.
        name: the 三级指标, which tells a date from a number.
        year: the year of the form from which ``target`` comes.
    """
    read = read_target(target, name=name, year=year)
    if read.kind is not TargetKind.DATE or read.date is None:
        return None
    wanted = _a_year_later(read.date, precision=read.unit)
    following = None if year is None else year + 1
    for text in _proposals(target, days=(wanted - read.date).days):
        again = read_target(text, name=name, year=following)
        if again.date == wanted and _alike(again, read):
            return text
    return None


def _a_year_later(day: date, *, precision: str) -> date:
    last = monthrange(day.year + 1, day.month)[1]
    ends_month = day.day == monthrange(day.year, day.month)[1]
    if ends_month and precision != Precision.DAY.value:
        return date(day.year + 1, day.month, last)
    return date(day.year + 1, day.month, min(day.day, last))


def _alike(one: Target, other: Target) -> bool:
    return (one.kind, one.sign, one.unit) == (other.kind, other.sign, other.unit)


def _proposals(text: str, *, days: int) -> Iterator[str]:
    """What the text may become: years counted on, a leap day shortened, a serial number moved."""
    moved = _YEAR.sub(lambda match: _spelled(int(match[0]) + 1, match[0]), text)
    yield moved
    yield _LEAP_DAY.sub(lambda match: match[1] + _spelled(28, match[2]), moved)
    yield _SERIAL.sub(lambda match: _spelled(int(match[0]) + days, match[0]), text)


def _spelled(number: int, like: str) -> str:
    """``number`` in full-width digits where ``like`` has them."""
    return str(number) if like.isascii() else str(number).translate(_WIDE)

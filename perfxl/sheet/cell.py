"""What may stand in a cell, and how numbers, days and texts are written there."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from decimal import Decimal

from perfxl.regex import regex

MAX_TEXT = 32_767  # UTF-16 code units; Excel cuts what is longer without a word
ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
)

_CANONICAL = regex(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
_DIGITS = 15  # what an Excel number keeps
_USUAL = "0123456789.-"
_USUAL_LENGTH = 300  # no such number is too large
_EPOCH = datetime(1899, 12, 30)
_LEAP_BUG = 61  # Excel believes in 1900-02-29 (serial 60)
_SHIFT_1904 = 1462


def is_canonical_number(text: str) -> bool:
    """Whether ``text`` is the one plain way to write a number that Excel can keep.

    ``"1"``, ``"43.2"``, ``"-3"`` are; ``"007"``, ``"1.0"``, ``"1e3"``, ``"-0"`` and numbers of
    more than 15 digits are texts.  So reading back what was written gives the same text.
    """
    if not _CANONICAL.fullmatch(text) or text == "-0":
        return False
    return sum(map(str.isdigit, text)) <= _DIGITS


def number_text(value: Decimal | float) -> str:
    """A number as it stands in ``<v>``.

    Raises:
        ValueError: Excel has no such number (infinite, none, beyond 1e308).
    """
    text = str(value)
    unusual = text.strip(_USUAL) or len(text) > _USUAL_LENGTH
    if unusual and not (Decimal(text).is_finite() and math.isfinite(float(text))):
        raise ValueError(f"Excel 无法表示数值 {text[:40]}，请改为普通的数值")
    return text


def serial(value: date, *, date1904: bool = False) -> str:
    """The serial number of a day (with time of day as fraction).

    Raises:
        ValueError: the day lies before the first one Excel knows.
    """
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    passed = moment.replace(tzinfo=None) - _EPOCH
    days = passed.days if date1904 or passed.days >= _LEAP_BUG else passed.days - 1
    days -= _SHIFT_1904 if date1904 else 0
    if days < (0 if date1904 else 1):
        raise ValueError(f"Excel 无法表示日期 {value}")
    if not passed.seconds:
        return str(days)
    return str((days + Decimal(passed.seconds) / 86_400).quantize(Decimal("1e-10")).normalize())


def as_text(value: object) -> str:
    """A value inside a text, as a person would write it; ``None`` is nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def check_length(text: str) -> None:
    """Refuse a text that no cell can hold.

    Raises:
        ValueError: it is longer than 32767 UTF-16 units.
    """
    if len(text) > MAX_TEXT // 2 and len(text.encode("utf-16-le", "surrogatepass")) > 2 * MAX_TEXT:
        raise ValueError(f"文字有 {len(text)} 个字符，超过单元格上限 {MAX_TEXT}，Excel 会截断")

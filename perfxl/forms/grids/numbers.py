"""A number in a cell as the text a person sees in it.

Spreadsheets store 0.95 and show 95%, store 44195 and show 2020-12-30, store 60 and show
60人.  The text keeps every digit of the value (15 significant ones, as the spreadsheet
does) instead of those the format happens to show: 0.81343 formatted 0% is "81.343%".
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from perfxl.forms.grids.formats import GENERAL, NumberFormat, number_format

_LAST_SERIAL = 2958466  # 9999-12-31 and a day
_LEAP_BUG = 60  # the spreadsheet's 1900-02-29, which never was
_DAYS_1904 = 1462
_EPOCH = datetime(1899, 12, 30)


def plain(value: float) -> str:
    """The canonical decimal text: 60.0 is "60", 0.1 + 0.2 is "0.3"."""
    return _plain(Decimal(format(value, ".15g")))


@lru_cache(maxsize=4096)
def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """The text of a number under a number format.

    Args:
        value: what the cell stores.
        code: the format's code, ``"0.00%"``; ``""`` or ``"General"`` for none.
        from_1904: the workbook counts days from 1904.
    """
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    style = number_format(code)
    if style is GENERAL:
        return plain(value)
    if style.is_date:
        text = _date(value + (_DAYS_1904 if from_1904 else 0), style)
        return plain(value) if text is None else text
    number = Decimal(format(value, ".15g"))
    if style.percent:
        number *= 100
    digits = _patterned(number, style) if style.pattern else _plain(number)
    return f"{style.prefix}{digits}{style.suffix}"


def _plain(number: Decimal) -> str:
    if not number:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _patterned(number: Decimal, style: NumberFormat) -> str:
    """Digits filled into a pattern from the right, as ``0!.0,`` shows 12345 as 1.2."""
    scaled = number.scaleb(-3 * style.thousands + style.decimals)
    digits = str(abs(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)))
    places = sum(mark == "0" for mark in style.pattern)
    digits = digits.rjust(places, "0")
    shown_digits = ""
    for mark in reversed(style.pattern):
        if mark == "0":
            shown_digits = digits[-1] + shown_digits
            digits = digits[:-1]
        else:
            shown_digits = mark + shown_digits
    return ("-" if number < 0 else "") + digits + shown_digits


def _date(serial: float, style: NumberFormat) -> str | None:
    """The date as 2020-12-30; a month or a day alone stays what the format shows."""
    if not 0 <= serial < _LAST_SERIAL:
        return None
    seconds = round(serial * 86400)
    days, of_day = divmod(seconds, 86400)
    if days < _LEAP_BUG:
        days += 1
    moment = _EPOCH + timedelta(days=days, seconds=of_day)
    clock = f"{moment:%H:%M}" if moment.second == 0 else f"{moment:%H:%M:%S}"
    if not style.year and not style.month and not style.day:
        return clock
    if style.year and style.month and style.day:
        date = f"{moment:%Y-%m-%d}"
    elif style.year and style.month:
        date = f"{moment.year}年{moment.month}月"
    elif style.month and style.day:
        date = f"{moment.month}月{moment.day}日"
    elif style.year:
        date = f"{moment.year}年"
    elif style.month:
        date = f"{moment.month}月"
    else:
        date = f"{moment.day}日"
    return f"{date} {clock}" if style.clock and of_day else date

"""The one door to :class:`~decimal.Decimal`: number texts, quantities, rounding."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from perfxl.core.evaluation import Amount
from perfxl.core.notation import LONGEST, clean, is_blank, is_error, is_placeholder
from perfxl.core.remark import Remark
from perfxl.core.unit import read_unit
from perfxl.regex import regex

# 16 digits before the point hold every budget in the world in 分; 17 behind it hold the noise
# of a binary float as spreadsheets save it ("0.30000000000000004").
_NUMBER = regex(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,16})?(?:\.[0-9]{1,17})?(?![0-9.,])")
_CANONICAL = regex(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_LONGEST = 60
_WHOLE = {"百分之百": "100%", "百分百": "100%", "零": "0"}
_PERCENT_PREFIX = regex(r"百分之([0-9.]+)")


class Quantity(NamedTuple):
    """A number with its unit.

    ``value`` is in base units: "1.4万人" is 14000 with unit 人 and scale 10000, "95%" is
    0.95 with unit % and scale 0.01.  ``number`` is what stands there: 1.4, 95.
    """

    value: Decimal
    unit: str = ""
    scale: Decimal = Decimal(1)
    remarks: tuple[Remark, ...] = ()

    @property
    def number(self) -> Decimal:
        """The number as written, before its scale."""
        return self.value if self.scale == 1 else _EXACT.divide(self.value, self.scale)

    @property
    def is_bare(self) -> bool:
        """Whether there is neither a scale nor a unit beside the number."""
        return not self.unit and self.scale == 1

    def times(self, factor: Decimal) -> Decimal:
        """The number as written in a unit of ``factor`` base units."""
        return self.value if factor == self.scale else _EXACT.multiply(self.number, factor)


def decimal(text: str) -> Decimal | None:
    """The number that ``text`` is, or ``None`` when it is anything but a plain number.

    Full-width digits, thousands separators and spaces are understood ("２１5,457.6",
    "1 000"); a line break between two digits is not, it may separate two numbers.
    """
    if len(text) > LONGEST:
        return None
    cleaned = clean(text)
    if Remark.LINE_BREAK_IN_NUMBER in cleaned.remarks:
        return None
    number, rest = _split(cleaned.text)
    return number if not rest else None


@lru_cache(maxsize=8192)
def amount(text: str | None) -> Amount | None:
    """What a person typed into a number field.

    ``None`` for an empty field or a placeholder ("/", "—", "无"); an amount without value
    for a text that is not a number ("100%%", "abc").
    """
    if text is None or is_blank(text):
        return None
    if is_canonical(text):
        return Amount(text, Decimal(text))
    if is_error(text):
        return Amount(text, None)
    if is_placeholder(text) or text.strip() == "无":
        return None
    return Amount(text, decimal(text))


def round_half_up(value: Decimal, digits: int) -> Decimal:
    """``value`` rounded to ``digits`` decimals, halves away from zero as Excel's ROUND does."""
    return value.quantize(Decimal(1).scaleb(-digits), context=_EXACT)


def plain(value: Decimal) -> str:
    """The canonical text of a number: "60", "0.5"; never an exponent or a trailing zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def is_canonical(text: str) -> bool:
    """Whether a numeric cell with this number would be read back as exactly ``text``.

    "1", "43.2", "-3" are; "007", "1.0", "95%", "1e5" and everything beyond the fifteen
    digits of a spreadsheet number are not.
    """
    if len(text) > 17 or text == "-0" or _CANONICAL.fullmatch(text) is None:
        return False
    return sum(map(str.isdigit, text)) <= 15


def read_quantity(text: str) -> Quantity | None:
    """The number and unit that ``text`` is as a whole, or ``None``.

    "38508人", "1.4万人", "97.30%", "400元/人、天", "1（次）", "百分之95"; no sign of
    comparison, no prose, no second number.
    """
    if len(text) > LONGEST:
        return None
    cleaned = clean(text)
    written = cleaned.text
    if len(written) > _LONGEST or Remark.LINE_BREAK_IN_NUMBER in cleaned.remarks:
        return None
    if written.startswith("百") or written == "零":
        written = _WHOLE.get(written) or _PERCENT_PREFIX.sub(r"\1%", written)
    number, rest = _split(written)
    unit = None if number is None else read_unit(rest)
    if number is None or unit is None:
        return None
    return Quantity(
        _EXACT.multiply(number, unit.scale),
        unit.name,
        unit.scale,
        cleaned.remarks + unit.remarks + ((Remark.NEGATIVE,) if number < 0 else ()),
    )


def _split(text: str) -> tuple[Decimal | None, str]:
    """The number in front of ``text`` and what follows it."""
    match = _NUMBER.match(text)
    digits = match[0] if match else ""
    if match is None or not digits[-1:].isdigit():
        return None, text
    return Decimal(digits.replace(",", "")), text[match.end() :]

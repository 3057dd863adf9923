"""The one door to :class:`~decimal.Decimal`: number texts, quantities, rounding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from perfxl.core.evaluation import Amount
from perfxl.core.remark import Remark

_CANONICAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit.

    ``value`` is in base units: "1.4万人" is 14000 with unit 人 and scale 10000, "95%" is
    0.95 with unit % and scale 0.01.  The number as written is ``value / scale``.
    """

    value: Decimal
    unit: str = ""
    scale: Decimal = Decimal(1)
    remarks: tuple[Remark, ...] = ()


def decimal(text: str) -> Decimal | None:
    """The number that ``text`` is, or ``None`` when it is anything but a plain number."""
    compact = "".join(text.split())
    return Decimal(compact.replace(",", "")) if _NUMBER.fullmatch(compact) else None


def amount(text: str | None) -> Amount | None:
    """What a person typed into a number field; ``None`` for an empty field or a placeholder."""
    if text is None or text.strip() in {"", "/", "-", "—"}:
        return None
    return Amount(text, decimal(text))


def round_half_up(value: Decimal, digits: int) -> Decimal:
    """``value`` rounded half away from zero, as Excel's ROUND does."""
    return value.quantize(Decimal(1).scaleb(-digits), context=_EXACT)


def plain(value: Decimal) -> str:
    """The canonical text of a number: "60", "0.5", never an exponent or a trailing zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def is_canonical(text: str) -> bool:
    """Whether a numeric cell holding this number is read back as exactly ``text``."""
    digits = sum(character.isdigit() for character in text)
    return text != "-0" and digits <= 15 and _CANONICAL.fullmatch(text) is not None


def read_quantity(text: str) -> Quantity | None:
    """The number and unit that ``text`` is as a whole, or ``None``."""
    compact = "".join(text.split())
    if compact.endswith("%"):
        number = decimal(compact[:-1])
        return None if number is None else Quantity(number / 100, "%", Decimal("0.01"))
    number = decimal(compact)
    return None if number is None else Quantity(number)

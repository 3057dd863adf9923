"""What stands in a cell: Python values → the rest of a ``<c …`` element.

The rest follows ``<c r="G14" s="5"``: it carries the type and the value and closes the
element, so that a renderer only has to put the two together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

from perfxl.sheet.xml import escape

MAX_TEXT = 32_767  # UTF-16 code units; Excel cuts what is longer without a word
EMPTY = "/>"

_CANONICAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
_DIGITS = 15  # what an Excel number keeps
_MAX_EXPONENT = 307
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
    if isinstance(value, Decimal):
        if not value.is_finite() or value.adjusted() > _MAX_EXPONENT:
            raise ValueError(f"Excel 无法表示数值 {value}")
        return str(value)
    if isinstance(value, int):
        if abs(value) >= 10 ** (_MAX_EXPONENT + 1):
            raise ValueError("Excel 无法表示这么大的数值")
        return str(value)
    if not math.isfinite(value):
        raise ValueError(f"Excel 无法表示数值 {value}")
    return repr(value)


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
    fraction = Decimal(passed.seconds) / 86_400
    return str(days) if not fraction else str(round(days + fraction, 10))


def as_text(value: object) -> str:
    """A value inside a text, as a person would write it; ``None`` is nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def string_item(text: str) -> str:
    """A plain text as an item of the shared strings.

    Raises:
        ValueError: the text is longer than a cell can hold.
    """
    if len(text) * 2 > MAX_TEXT and len(text.encode("utf-16-le", "surrogatepass")) > 2 * MAX_TEXT:
        raise ValueError(f"文字有 {len(text)} 个字符，超过单元格上限 {MAX_TEXT}，Excel 会截断")
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<si><t{space}>{escape(text)}</t></si>"


class TextCells(dict[str, str]):
    """Texts of one rendering → the rest of their cells; collects new shared strings.

    A text that is a canonical number becomes one; any other is a shared string, never a
    formula.  An empty text is an empty cell.
    """

    __slots__ = ("_next", "new_items")

    def __init__(self, first_index: int) -> None:
        super().__init__({"": EMPTY})
        self._next = first_index
        self.new_items: list[str] = []

    def __missing__(self, text: str) -> str:
        canonical = is_canonical_number(text)
        self[text] = f"><v>{text}</v></c>" if canonical else self.add(string_item(text))
        return self[text]

    def add(self, item: str) -> str:
        """The rest of a cell that shows ``item``, an ``<si>`` element."""
        self.new_items.append(item)
        index = self._next
        self._next += 1
        return f' t="s"><v>{index}</v></c>'


Encoder = Callable[..., str]


class Encoders(dict[type, Encoder]):
    """For each type of value the function that makes the rest of its cell.

    A type that is not known is taken for the nearest known one it derives from.

    Raises:
        TypeError: a cell cannot hold such a value.
    """

    __slots__ = ()

    def __missing__(self, kind: type) -> Encoder:
        for base in kind.__mro__:
            if base in self:
                self[kind] = self[base]
                return self[base]
        raise TypeError(kind.__name__)


def encoders(texts: TextCells, *, date1904: bool) -> Encoders:
    """The encoders of one rendering, which collects its texts in ``texts``."""

    def day(value: date) -> str:
        return f"><v>{serial(value, date1904=date1904)}</v></c>"

    return Encoders(
        {
            str: texts.__getitem__,
            type(None): _empty,
            Decimal: _number,
            int: _number,
            float: _number,
            bool: _boolean,
            date: day,
            datetime: day,
        }
    )


def _empty(_: None) -> str:
    return EMPTY


def _number(value: Decimal | float) -> str:
    return f"><v>{number_text(value)}</v></c>"


def _boolean(value: bool) -> str:  # noqa: FBT001 (the value itself)
    return f' t="b"><v>{value:d}</v></c>'


def cached(value: object, *, date1904: bool) -> tuple[str, str]:
    """What stands before and after ``<f>…</f>``: the type, and the cached value.

    ``None`` is the empty text, which is what a formula gives that shows nothing.

    Raises:
        ValueError: Excel cannot hold the value.
        TypeError: a cell cannot hold such a thing.
    """
    if value is None:
        return ' t="str">', "<v></v>"
    if isinstance(value, str):
        kind = "e" if value in ERRORS else "str"
        return f' t="{kind}">', f"<v>{escape(value)}</v>"
    if isinstance(value, bool):
        return ' t="b">', f"<v>{value:d}</v>"
    if isinstance(value, (int, float, Decimal)):
        return ">", f"<v>{number_text(value)}</v>"
    if isinstance(value, date):
        return ">", f"<v>{serial(value, date1904=date1904)}</v>"
    raise TypeError(type(value).__name__)


ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
)

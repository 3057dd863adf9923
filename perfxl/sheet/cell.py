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

from perfxl.sheet.xml import escape, is_plain

MAX_TEXT = 32_767  # UTF-16 code units; Excel cuts what is longer without a word
EMPTY = "/>"

_CANONICAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
_DIGITS = 15  # what an Excel number keeps
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
    unusual = "E" in text or "N" in text or "n" in text or len(text) > _USUAL_LENGTH
    if unusual and not (Decimal(text).is_finite() and math.isfinite(float(text))):
        raise ValueError(f"Excel 无法表示数值 {text[:40]}")
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


def string_item(text: str) -> str:
    """A plain text as an item of the shared strings."""
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<si><t{space}>{escape(text)}</t></si>"


class TextCells(dict[str, str]):
    """Texts of one rendering → the rest of their cells; collects new shared strings.

    A text that is a canonical number becomes one; any other is a shared string, never a
    formula.  An empty text is an empty cell.
    """

    __slots__ = ("_first", "_items", "_plain", "_rich")

    def __init__(self, first_index: int) -> None:
        super().__init__({"": EMPTY})
        self._first = first_index
        self._items: list[str] = []
        self._rich: dict[int, str] = {}
        self._plain = True

    def __missing__(self, text: str) -> str:
        if text[0] in "-0123456789" and is_canonical_number(text):
            rest = f"><v>{text}</v></c>"
        else:
            if len(text) > MAX_TEXT // 2:
                check_length(text)
            if text != text.strip():
                self._plain = False
            rest = self._added(text)
        self[text] = rest
        return rest

    def rich(self, text: str, item: str) -> str:
        """The rest of a cell that shows ``item``, an ``<si>`` element with fonts of its own."""
        check_length(text)
        self._rich[len(self._items)] = item
        return self._added("")

    def _added(self, text: str) -> str:
        rest = f' t="s"><v>{self._first + len(self._items)}</v></c>'
        self._items.append(text)
        return rest

    @property
    def count(self) -> int:
        """How many shared strings were collected."""
        return len(self._items)

    def items_xml(self) -> str:
        """The collected shared strings as XML."""
        items = self._items
        if self._rich or not items or not (self._plain and is_plain("".join(items))):
            return "".join(
                self._rich.get(index) or string_item(text) for index, text in enumerate(items)
            )
        return f"<si><t>{'</t></si><si><t>'.join(items)}</t></si>"


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
    if isinstance(value, Decimal):
        return ">", f"<v>{number_text(value)}</v>"
    if value is None:
        return ' t="str">', "<v></v>"
    if isinstance(value, str):
        check_length(value)
        kind = "e" if value in ERRORS else "str"
        return f' t="{kind}">', f"<v>{escape(value)}</v>"
    if isinstance(value, bool):
        return ' t="b">', f"<v>{value:d}</v>"
    if isinstance(value, (int, float)):
        return ">", f"<v>{number_text(value)}</v>"
    if isinstance(value, date):
        return ">", f"<v>{serial(value, date1904=date1904)}</v>"
    raise TypeError(type(value).__name__)


ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
)

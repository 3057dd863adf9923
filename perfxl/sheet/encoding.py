"""Python values → the rest of a ``<c …`` element, in UTF-8.

The rest follows ``<c r="G14" s="5"``: it carries the type and the value and closes the
element, so that a renderer only has to put the two together.  Bytes, for encoding a whole
sheet afterwards costs as much again as filling it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import TypeVar

from perfxl.sheet.cell import (
    ERRORS,
    MAX_TEXT,
    check_length,
    is_canonical_number,
    number_text,
    serial,
)
from perfxl.sheet.strings import string_item
from perfxl.sheet.xml import escape, is_plain

EMPTY = b"/>"

_SHORT = 12  # characters of what many forms say
_BETWEEN = "</t></si><si><t>"
_GAP = "\x01"  # where a ready item goes; no character of XML

_Written = TypeVar("_Written")


class TextCells(dict[str, bytes]):
    """Texts of one rendering → the rest of their cells; collects new shared strings.

    A text that is a canonical number becomes one; any other is a shared string, never a
    formula.  An empty text is an empty cell.
    """

    __slots__ = ("_first", "_items", "_ready")

    def __init__(self, first_index: int) -> None:
        super().__init__({"": EMPTY})
        self._first = first_index
        self._items: list[str] = []
        self._ready: dict[int, str] = {}  # by index: items that are more than their text

    def __missing__(self, text: str) -> bytes:
        if text[0] in "-0123456789" and is_canonical_number(text):
            rest = b"><v>%b</v></c>" % text.encode()
        else:
            if len(text) > MAX_TEXT // 2:
                check_length(text)
            if text != text.strip():
                self._ready[len(self._items)] = string_item(text)
            rest = b' t="s"><v>%d</v></c>' % (self._first + len(self._items))
            self._items.append(text)
        self[text] = rest
        return rest

    def rich(self, text: str, item: str) -> bytes:
        """The rest of a cell that shows ``item``, an ``<si>`` element with fonts of its own."""
        check_length(text)
        self._ready[len(self._items)] = item
        self._items.append("")
        return b' t="s"><v>%d</v></c>' % (self._first + len(self._items) - 1)

    def taken(self) -> str:
        """The shared strings collected since the last time, as XML, for a book of many sheets.

        Long texts hardly come again and are forgotten: the memory stays the same.
        """
        xml = self.items_xml()
        for text in self._items:
            if len(text) > _SHORT:
                self.pop(text, None)
        self._first += len(self._items)
        self._items, self._ready = [], {}
        return xml

    @property
    def count(self) -> int:
        """How many shared strings were collected."""
        return len(self._items)

    def items_xml(self) -> str:
        """The collected shared strings as XML; most are plain, and are written in one go."""
        items, ready = list(self._items), self._ready
        if not is_plain("".join(items)):
            for number, text in enumerate(items):
                if number not in ready and not is_plain(text):
                    ready[number] = string_item(text)
        if not items or not ready:
            return f"<si><t>{_BETWEEN.join(items)}</t></si>" if items else ""
        for number in ready:
            items[number] = _GAP
        fixed = f"<si><t>{_BETWEEN.join(items)}</t></si>".split(f"<si><t>{_GAP}</t></si>")
        between = (*(ready[number] for number in sorted(ready)), "")
        return "".join(chain.from_iterable(zip(fixed, between, strict=True)))


class ByType(dict[type, Callable[..., _Written]]):
    """For each type of value the function that writes it.

    A type that is not known is taken for the nearest known one it derives from.

    Raises:
        TypeError: a cell cannot hold such a value.
    """

    __slots__ = ()

    def __missing__(self, kind: type) -> Callable[..., _Written]:
        for base in kind.__mro__:
            if base in self:
                self[kind] = self[base]
                return self[base]
        raise TypeError(kind.__name__)


def cell_writers(texts: TextCells, *, date1904: bool) -> ByType[bytes]:
    """Write the rest of a cell.  The functions raise ValueError for what Excel cannot hold.

    Args:
        texts: collects the texts of this rendering.
        date1904: whether days count from 1904.
    """

    def day(value: date) -> bytes:
        return b"><v>%b</v></c>" % serial(value, date1904=date1904).encode()

    return ByType(
        {
            str: texts.__getitem__,
            type(None): _nothing,
            Decimal: _number,
            int: _number,
            float: _number,
            bool: _truth,
            date: day,
            datetime: day,
        }
    )


def _nothing(_: None) -> bytes:
    return EMPTY


def _number(value: Decimal | float) -> bytes:
    return b"><v>%b</v></c>" % number_text(value).encode()


def _truth(value: bool) -> bytes:  # noqa: FBT001 (the value itself)
    return b' t="b"><v>%d</v></c>' % value


def result_writers(*, date1904: bool) -> ByType[tuple[bytes, bytes]]:
    """Write what stands before and after ``<f>…</f>``: the type, and the cached value.

    ``None`` is the empty text, which is what a formula gives that shows nothing.  The
    functions raise ValueError for what Excel cannot hold.
    """

    def day(value: date) -> tuple[bytes, bytes]:
        return b">", b"<v>%b</v>" % serial(value, date1904=date1904).encode()

    return ByType(
        {
            str: _text_result,
            type(None): _no_result,
            Decimal: _number_result,
            int: _number_result,
            float: _number_result,
            bool: _truth_result,
            date: day,
            datetime: day,
        }
    )


def _no_result(_: None) -> tuple[bytes, bytes]:
    return b' t="str">', b"<v></v>"


def _number_result(value: Decimal | float) -> tuple[bytes, bytes]:
    return b">", b"<v>%b</v>" % number_text(value).encode()


def _truth_result(value: bool) -> tuple[bytes, bytes]:  # noqa: FBT001 (the value itself)
    return b' t="b">', b"<v>%d</v>" % value


@lru_cache(maxsize=4096)
def _text_result(value: str) -> tuple[bytes, bytes]:
    check_length(value)
    kind = b"e" if value in ERRORS else b"str"
    return b' t="%b">' % kind, b"<v>%b</v>" % escape(value).encode()

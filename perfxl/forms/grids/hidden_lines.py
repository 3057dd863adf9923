"""Which rows and columns of an .xlsx sheet are hidden.

Looked for by themselves, in few sheets, so that the readers of cells need not ask every row.
Rule source: ECMA-376 part 1, 18.3.1.13 (col), 18.3.1.73 (row).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfxl.regex import regex

_MARK = b"hidden="
_HIDDEN = regex(rb"\shidden=[\"'](?:1|true)[\"']")
_ROW = regex(rb"<(?:\w+:)?row\s[^<>]*>")
_COLUMN = regex(rb"<(?:\w+:)?col\s[^<>]*>")
_NUMBERS = {name: regex(rb"\s%b=[\"'](\d{1,7})[\"']" % name) for name in (b"r", b"min", b"max")}
_LAST_COLUMN = 16384


def hidden_rows(data: bytes) -> frozenset[int]:
    """The numbers of the hidden rows of a sheet, counted from 0."""
    at = data.find(b"sheetData")
    if at < 0 or data.find(_MARK, at) < 0:
        return frozenset()
    return frozenset(
        number - 1 for tag in _hidden(_ROW, data, at) if (number := _number(tag, b"r"))
    )


def hidden_columns(data: bytes) -> frozenset[int]:
    """The numbers of the hidden columns of a sheet, counted from 0."""
    before = data[: max(data.find(b"sheetData"), 0)]
    if _MARK not in before:
        return frozenset()
    spans = (
        range(_number(tag, b"min") - 1, min(_number(tag, b"max"), _LAST_COLUMN))
        for tag in _hidden(_COLUMN, before, 0)
        if _number(tag, b"min")
    )
    return frozenset(column for span in spans for column in span)


def _hidden(tags: re.Pattern[bytes], data: bytes, at: int) -> Iterator[bytes]:
    return (found[0] for found in tags.finditer(data, at) if _HIDDEN.search(found[0]))


def _number(tag: bytes, name: bytes) -> int:
    """An attribute that is a number; 0 without one."""
    found = _NUMBERS[name].search(tag)
    return int(found[1]) if found else 0

"""Notation: one spelling for look-alike characters, without the spaces of the cell.

People type full-width digits, five kinds of ≥, dashes of every length, and break lines
inside a cell.  Everything that reads a value reads the text that :func:`clean` returns.
Unicode's own compatibility folding is not used: it turns "10²" into "102".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from perfxl.core.remark import Remark
from perfxl.regex import regex

LONGEST = 2000
"""Longer texts are prose or hostile; no value is read from them."""


def _spellings() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    # Kangxi radicals and compatibility ideographs come out of PDFs in place of ordinary 月日人.
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00)):
        table[code] = unicodedata.normalize("NFKC", chr(code))
    groups = {
        "≥": "≧⩾≽≮",
        "≤": "≦⩽≼≯",
        ">": "﹥",
        "<": "﹤",
        "=": "﹦═",
        "-": "‐‑–−﹣",
        "—": "―⸺─━",
        "~": "∼〜˜",
        "/": "∕⁄",
        "·": "•・∙‧⋅",
        "%": "﹪٪",
        "+": "﹢",
        ",": "﹐",
        ".": "﹒",
        "万": "萬",
        "亿": "億",
    }
    for plain, alikes in groups.items():
        table.update(dict.fromkeys(map(ord, alikes), plain))
    invisible = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f\u00ad"
    table.update(dict.fromkeys(map(ord, invisible), ""))
    return table


_SPELLINGS = _spellings()
# The time of day that a date cell brings along: "2020-12-30 00:00:00".
_TIME = regex(r"([-/.月][0-9]{1,2}日?)[\sT]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?$")
_NEWLINE = r"\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
_BROKEN = regex(rf"[0-9][^\S{_NEWLINE}]*[{_NEWLINE}]\s*[0-9]")
_SPACED = regex(r"[0-9]\s+[0-9]")
_NUMBER = regex(r"[0-9]|百分百|百分之百|^零$")
_DIGIT = regex(r"\d")
_EDGES = "'\"“”‘’。;,:!、,"
_NOTHING = regex(r"[-/\\—_~.…·。、,;:|*]*")
_NOTHING_WORDS = frozenset(
    re.findall(
        r"\S+",
        "一 暂无 不适用 空 略 待定 待填 未填 未填写 N/A n/a NA na nil none null None NULL",
    )
)

_ERRORS = frozenset(("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"))


class Cleaned(NamedTuple):
    """A text in one spelling, without white space, quotes and closing punctuation."""

    text: str
    remarks: tuple[Remark, ...] = ()


@lru_cache(maxsize=4096)
def clean(text: str) -> Cleaned:
    """``text`` in one spelling.

    White space goes; where it stood between two digits there is a remark, because
    "1 000" is one number and "3 5" perhaps two.
    """
    plain = text.translate(_SPELLINGS).strip()
    remarks: tuple[Remark, ...] = ()
    if ":" in plain:
        plain = _TIME.sub(r"\1", plain)
    if not plain.isascii() or not plain.isprintable() or " " in plain:
        if _BROKEN.search(plain):
            remarks = (Remark.LINE_BREAK_IN_NUMBER,)
        elif _SPACED.search(plain):
            remarks = (Remark.SPACE_IN_NUMBER,)
        plain = "".join(plain.split())
    return Cleaned(plain.strip(_EDGES), remarks)


def has_number(text: str) -> bool:
    """Whether the cleaned ``text`` holds a digit, or a word that stands for a number."""
    return _NUMBER.search(text) is not None


def is_blank(text: str | None) -> bool:
    """Whether a cell is not filled: empty, or only white space."""
    return text is None or not text.strip()


def is_error(text: str) -> bool:
    """Whether ``text`` is the error value of a formula that failed."""
    return text.strip().upper() in _ERRORS


def is_placeholder(text: str) -> bool:
    """Whether ``text`` only marks the field as left open: "/", "—", "……", "一", "暂无".

    What a formula left that failed ("#REF!") says no more.  "无" is not among them: as an
    actual it can mean none done.
    """
    if is_error(text):
        return True
    if _DIGIT.search(text):
        return False
    plain = "".join(text.translate(_SPELLINGS).split())
    return _NOTHING.fullmatch(plain) is not None or plain in _NOTHING_WORDS

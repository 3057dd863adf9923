"""How wide characters are and where a line may break, on the safe side of every office program.

Widths are thousandths of an em.  A character is as wide as the widest of the fonts an office
may put in the place of the named one: 宋体, 仿宋, 楷体 and 黑体 set Latin letters half an em
wide, their substitutes do not.  Breaks are only where Excel, WPS and LibreOffice all break, so
that no program needs more lines than are counted here.
"""

from __future__ import annotations

from typing import Final

EM: Final = 1000
WIDEST: Final = 1400  # no character is wider


def _widths() -> dict[str, int]:
    """Characters that are not one em wide."""
    table = {chr(code): 590 for code in range(0x20, 0x7F)}
    table |= dict.fromkeys("!'()*,-./:;I[\\]`fijlrt{|} \u00a0\u2009\u2002\u2005", 560)
    table |= dict.fromkeys("ABCDEFGHKNOPQRSTUVXYZ&#~^<=>+$", 750)
    table |= dict.fromkeys("MW%@mw", 920)
    table |= {chr(code): 500 for code in range(0xFF61, 0xFFA0)}  # half-width katakana
    for first, last in ((0x00, 0x1F), (0x300, 0x36F), (0x200B, 0x200F), (0xFE00, 0xFE0F)):
        table |= {chr(code): 0 for code in range(first, last + 1)}  # controls, combining marks
    table["\t"] = WIDEST
    table |= dict.fromkeys(map(chr, range(0x1F000, 0x1FB00)), WIDEST)  # emoji
    return table


WIDTHS: Final = _widths()

# GB/T 15834 and JIS X 4051 agree: closing marks never begin a line, opening marks never end one.
_NOT_FIRST: Final = frozenset(
    "!%),.:;?\\]}¢€°·ˇˉ―‖’”…‰′″℃、。〃々〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"
    "ーぁぃぅぇぉっゃゅょァィゥェォッャュョ-–—/|~"
)
_NOT_LAST: Final = frozenset("#$([{£¥€‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥+±№/")

_SPACES: Final = frozenset(" \u3000\t\u2002\u2003\u2009")
# Letters, digits, what is written inside a number, a word or a bound (≥95%), and symbols such as ①
# and ★, which Unicode line breaking treats as letters.
_WORD: Final = frozenset(
    chr(code)
    for first, last in ((0x21, 0x7E), (0xA1, 0x52F), (0x2150, 0x22FF), (0x2460, 0x27BF))
    for code in range(first, last + 1)
) | frozenset("＞＜＝‰℃㎡㎥№※")
_CLOSING: Final = frozenset("、。，．）〕】》」』〉〗｝］﹚﹜﹞％′″")
# Quotation marks look the same on both sides to programs that do not know the language.
_GLUE: Final = frozenset("\"'“”‘’\u00a0\u2060\ufeff")

_HOLDS_BEFORE: Final = _SPACES | _NOT_FIRST | _GLUE
_HOLDS_AFTER: Final = _NOT_LAST | _GLUE


def breakable(before: str, after: str) -> bool:
    """Whether every office program may end a line between two neighbouring characters.

    A line ends after blanks, never before one or between two.
    """
    if after in _HOLDS_BEFORE:
        return False
    if before in _SPACES:
        return True
    if before in _HOLDS_AFTER:
        return False
    # Unicode line breaking (UAX #14, rule LB30) keeps 60（ and ）60 together, LibreOffice 、60 too
    if before in _WORD:
        return after not in _WORD and after not in _NOT_LAST
    return not (after in _WORD and before in _CLOSING)

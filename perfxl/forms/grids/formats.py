"""Number format codes, as far as they decide what a person reads in a cell.

Rule source: ECMA-376 part 1, 18.8.30 (built-in formats) and 18.8.31 (format codes).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from perfxl.regex import regex

_TOKEN = regex(
    r'"(?P<quoted>[^"]*)"?'
    r"|[\\!](?P<escaped>.)"
    r"|[_*](?P<padding>.)"
    r"|\[(?P<bracket>[^\]]*)\]?"
    r"|(?P<general>General|G/通用格式|常规)"
    r"|(?P<meridiem>AM/PM|A/P|上午/下午)"
    r"|(?P<exponent>[Ee][+-])"
    r"|(?P<era>[eEgGbB]+)"
    r"|(?P<date>[yYmMdDhHsS]+)"
    r"|(?P<digit>[0#?])"
    r"|(?P<mark>[.,%@])"
    r"|(?P<literal>.)",
    re.DOTALL,
)
_ELAPSED = regex(r"[hms]+", re.IGNORECASE)
_CURRENCY = regex(r"[¥￥$€£\s]|CNY|RMB")
_LONGEST_CODE = 255  # what Excel accepts; longer is no format a person made


class NumberFormat(NamedTuple):
    """What one format code does to a number.

    ``pattern`` is only there when the digits themselves are rearranged: by trailing
    commas (each divides by 1,000) or by literals between the digits.
    """

    prefix: str = ""
    suffix: str = ""
    percent: bool = False
    pattern: str = ""
    decimals: int = 0
    thousands: int = 0
    year: bool = False
    month: bool = False
    day: bool = False
    clock: bool = False

    @property
    def is_date(self) -> bool:
        """Whether the number is shown as a date or a time of day."""
        return self.year or self.month or self.day or self.clock


GENERAL = NumberFormat()

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy-m-d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-m-d h:mm",
    # East Asian built-ins, zh-cn: their codes are not in the file.
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: 'h"时"mm"分"', 56: 'h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip


@lru_cache(maxsize=512)
def number_format(code: str) -> NumberFormat:
    """What ``code`` does; a code nobody can read does nothing (:data:`GENERAL`)."""
    if not code or len(code) > _LONGEST_CODE:
        return GENERAL
    tokens = _first_section(code)
    kinds = [kind for kind, _ in tokens]
    if "date" in kinds or "meridiem" in kinds or "elapsed" in kinds:
        return _date_format(tokens)
    if "digit" not in kinds or "exponent" in kinds or "fraction" in kinds or "numeral" in kinds:
        return GENERAL
    return _digit_format(tokens)


@lru_cache(maxsize=512)
def text_affixes(code: str) -> tuple[str, str]:
    """What a format puts around a *text*: ``@"万元"`` appends 万元."""
    if "@" not in code or len(code) > _LONGEST_CODE:
        return "", ""
    sections = _sections(code)
    tokens = next((part for part in reversed(sections) if ("mark", "@") in part), [])
    at = tokens.index(("mark", "@"))
    before = "".join(text for kind, text in tokens[:at] if kind == "literal")
    after = "".join(text for kind, text in tokens[at + 1 :] if kind == "literal")
    return before.strip(), after.strip()


_Token = tuple[str, str]


def _sections(code: str) -> list[list[_Token]]:
    sections: list[list[_Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup or "", match.group(match.lastgroup or 0)
        if kind == "literal" and text == ";":
            sections.append([])
        elif kind == "bracket":
            sections[-1].extend(_bracket(text))
        elif kind in ("quoted", "escaped"):
            sections[-1].append(("literal", text))
        elif kind == "literal" and text == "/":
            sections[-1].append(("fraction", text))
        elif kind not in ("padding", "era"):
            sections[-1].append((kind, text))
    return sections


def _first_section(code: str) -> list[_Token]:
    return _sections(code)[0]


def _bracket(text: str) -> list[_Token]:
    if _ELAPSED.fullmatch(text):
        return [("elapsed", text)]
    if text.upper().startswith("DBNUM"):
        return [("numeral", text)]  # shown in Chinese numerals; the plain number is clearer
    return []


def _date_format(tokens: list[_Token]) -> NumberFormat:
    dates = [(kind, text.lower()) for kind, text in tokens if kind in ("date", "elapsed")]
    letters = [text[0] for _, text in dates]
    months = [
        index
        for index, letter in enumerate(letters)
        if letter == "m"
        # m after hours or before seconds means minutes
        and not (index and letters[index - 1] == "h")
        and not (index + 1 < len(letters) and letters[index + 1] == "s")
    ]
    return NumberFormat(
        year="y" in letters,
        month=bool(months),
        day="d" in letters,
        clock="h" in letters or "s" in letters or any(kind == "elapsed" for kind, _ in dates),
    )


def _digit_format(tokens: list[_Token]) -> NumberFormat:
    places = [index for index, (kind, _) in enumerate(tokens) if kind == "digit"]
    first, last = places[0], places[-1]
    percent = ("mark", "%") in tokens
    inner = tokens[first : last + 1]
    trailing = tokens[last + 1 :]
    commas = 0
    while commas < len(trailing) and trailing[commas] == ("mark", ","):
        commas += 1
    point = inner.index(("mark", ".")) if ("mark", ".") in inner else len(inner)
    broken = any(kind == "literal" for kind, _ in inner)
    pattern = ""
    if commas or broken:
        pattern = "".join(
            "0" if kind == "digit" else text for kind, text in inner if text != "," and text != "%"
        )
    return NumberFormat(
        prefix=_affix(tokens[:first]),
        suffix=_affix(trailing[commas:]),
        percent=percent,
        pattern=pattern,
        decimals=sum(kind == "digit" for kind, _ in inner[point:]) if pattern else 0,
        thousands=commas,
    )


def _affix(tokens: list[_Token]) -> str:
    """Literals beside the digits, with % where it stands and without currency signs."""
    text = "".join(text for kind, text in tokens if kind in ("literal", "fraction") or text == "%")
    return _CURRENCY.sub("", text)

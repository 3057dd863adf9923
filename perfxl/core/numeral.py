"""Numerals: 三个, 十二次, 不少于两场, 八成五以上, 百分之九十, written with digits."""

from __future__ import annotations

from perfxl.core.bound import SIGN_WORD
from perfxl.regex import regex

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUMERALS = frozenset("零一二两三四五六七八九十")
# Units that only count.  三级, 二类, 一期 and 二本 are ranks and parts, 一致 and 一流 no numbers.
_COUNTED = (
    "个月|个季度|人次|场次|人|个|名|次|场|项|家|户|件|份|套|台|辆|部|册|篇|批|条|处|座|栋|间|所|门"
    "|天|年|周|小时|分钟|起|例|支|只|头|棵|株|幅|张|块|盏|亩|公里|万元|元"
)
_SIGN = rf"(?:[<>=≥≤]{{1,2}}|{SIGN_WORD})?"
_NUMERAL = r"(?P<number>[零一二两三四五六七八九十]{1,3})"
_TAIL = r"(?P<tail>(?:及|或|含)?以[上下内]|左右)?"
_COUNT = regex(rf"(?P<head>{_SIGN}){_NUMERAL}(?P<unit>{_COUNTED}){_TAIL}")
_PERCENT = regex(rf"(?P<head>{_SIGN})百分之{_NUMERAL}{_TAIL}")
# 八成, 八成五, 八成半, 十成; of more than ten there are none.
_TENTHS = regex(
    rf"(?P<head>{_SIGN})"
    rf"(?:(?P<tens>[一二两三四五六七八九])成(?P<ones>[一二三四五六七八九半])?|十成){_TAIL}"
)


def with_digits(text: str) -> str | None:
    """The cleaned ``text`` with digits for its numeral, or ``None`` when it is no such number."""
    if _NUMERALS.isdisjoint(text):
        return None
    if tenths := _TENTHS.fullmatch(text):
        value = 10 * _DIGITS[tenths["tens"]] + _ones(tenths["ones"]) if tenths["tens"] else 100
        return f"{tenths['head']}{value}%{tenths['tail'] or ''}"
    match = _COUNT.fullmatch(text)
    unit = match["unit"] if match else "%"
    match = match or _PERCENT.fullmatch(text)
    number = _value(match["number"]) if match else None
    if match is None or number is None:
        return None
    return f"{match['head']}{number}{unit}{match['tail'] or ''}"


def _ones(numeral: str | None) -> int:
    """What stands behind 成: 八成五 is 85 of a hundred, 八成半 too."""
    return _DIGITS.get(numeral, 5) if numeral else 0


def _value(numeral: str) -> int | None:
    """The number from 0 to 99 that ``numeral`` is."""
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return _DIGITS[numeral] if len(numeral) == 1 else None
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)

"""Bounds: signs and quantities as people write them ("≥90%以上", "1-2次", "≥12≤12")."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from perfxl.core.quantity import Quantity, read_quantity
from perfxl.core.remark import Remark
from perfxl.core.unit import same_unit
from perfxl.regex import regex


class Sign(Enum):
    """How an actual is to be compared with a numeric target."""

    AT_LEAST = "≥"
    ABOVE = ">"
    AT_MOST = "≤"
    BELOW = "<"
    EQUAL = "="


UPWARD = frozenset({Sign.AT_LEAST, Sign.ABOVE})
DOWNWARD = frozenset({Sign.AT_MOST, Sign.BELOW})

# Words before the number.  以上, 以下, 以内 include the number itself (民法典第一千二百五十九条).
_WORDS = {
    Sign.AT_LEAST: """
        不低于 不得低于 不应低于 不少于 不得少于 不应少于 不小于 不得小于 不短于 至少 最少 最低
        达到 达 大于等于 大于或等于 多于等于 高于等于 高于或等于 等于或大于 等于或高于 不早于
    """,
    Sign.AT_MOST: """
        不超过 不得超过 未超过 不超 不高于 不得高于 不大于 不得大于 不多于 不得多于 不突破 不长于
        至多 最多 最高 少于等于 小于等于 小于或等于 低于等于 低于或等于 等于或小于 等于或低于
        控制在 控制到 不晚于 不迟于 不得晚于 不得迟于
    """,
    Sign.ABOVE: "大于 高于 多于 超过 超出 超",
    Sign.BELOW: "小于 低于 少于 不足 不到 短于 早于",
    Sign.EQUAL: "等于",
}
_SIGN_OF = {word: sign for sign, words in _WORDS.items() for word in re.findall(r"\S+", words)}
SIGN_WORD = "|".join(sorted(_SIGN_OF, key=len, reverse=True))
SIGN = regex(rf"[<>=≥≤]{{1,4}}|{SIGN_WORD}")
_APPROXIMATELY = regex(r"大约为?|约为?|≈")
_TAIL = regex(
    r"(?:\(含\))?(?:(?P<up>(?:及|或|含)?以上)|(?P<down>(?:及|或|含)?以下|[以之]?内)|(?P<about>左右))$"
    r"|\(含\)$"
)
_AND = regex(r"[,，、;且并]$")
_RANGE = regex(r"(?<=[^-~—至到])(?:[-~]{1,2}|—{1,2}|至|到)(?=[0-9.])")
_SOFT = ("控制", "达")  # "控制在100万元以内": two words, one meaning
_NUMBERS = regex(r"[0-9][0-9.,]*")
_LONGEST = 60


class Limits(NamedTuple):
    """One bound (``low`` is ``high``, with the sign written) or two (inclusive, no sign)."""

    low: Quantity
    high: Quantity
    sign: Sign | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def is_single(self) -> bool:
        """Whether this is one number and not a range of numbers."""
        return self.low is self.high


def read_sign(text: str) -> tuple[Sign | None, str, tuple[Remark, ...]] | None:
    """The sign that stands before the cleaned ``text``, what follows, and remarks.

    Several signs are one when they point the same way ("≥=", "≥不低于"); ``None`` when they
    contradict one another ("≥≤5").
    """
    signs: list[Sign] = []
    while match := SIGN.match(text):
        sign = _SIGN_OF.get(match[0]) or _sign_of_symbols(match[0])
        if sign is None:
            return None
        signs.append(sign)
        text = text[match.end() :]
    if not signs:
        return None, text, ()
    joined = _join(signs)
    return None if joined is None else (joined, text, _repeated(signs))


def read_limits(text: str) -> Limits | Remark:
    """The bounds that the cleaned ``text`` is as a whole, or the remark that says why not."""
    if len(text) > _LONGEST:
        return _unread(text)
    return _read_bound(text) or _read_double(text) or _read_range(text) or _unread(text)


def _unread(text: str) -> Remark:
    several = len(_NUMBERS.findall(text)) > 1
    return Remark.SEVERAL_NUMBERS if several else Remark.NUMBER_IN_SENTENCE


def _sign_of_symbols(symbols: str) -> Sign | None:
    up, down = not {">", "≥"}.isdisjoint(symbols), not {"<", "≤"}.isdisjoint(symbols)
    if up and down:
        return None
    if not up and not down:
        return Sign.EQUAL
    inclusive = not {"=", "≥", "≤"}.isdisjoint(symbols)
    if up:
        return Sign.AT_LEAST if inclusive else Sign.ABOVE
    return Sign.AT_MOST if inclusive else Sign.BELOW


def _join(signs: list[Sign]) -> Sign | None:
    """One sign for several that point the same way: the first that is more than "="."""
    pointing = [sign for sign in signs if sign is not Sign.EQUAL]
    if not pointing:
        return Sign.EQUAL
    if UPWARD.issuperset(pointing) or DOWNWARD.issuperset(pointing):
        return pointing[0]
    return None


def _repeated(signs: list[Sign]) -> tuple[Remark, ...]:
    return (Remark.SIGN_REPEATED,) if len(signs) > 1 else ()


def _read_bound(text: str) -> Limits | Remark | None:
    """One number with the signs before and the words behind it."""
    head = read_sign(text)
    if head is None:
        return Remark.SIGN_CONTRADICTORY
    sign, body, remarks = head
    if match := _APPROXIMATELY.match(body):
        body, remarks = body[match.end() :], (*remarks, Remark.APPROXIMATE)
    tail = _TAIL.search(body)
    if tail:
        body = body[: tail.start()]
    quantity = read_quantity(body) if body else None
    if quantity is None:
        return None
    if tail and tail["about"]:
        remarks = (*remarks, Remark.APPROXIMATE)
    elif tail and (tail["up"] or tail["down"]):
        behind = Sign.AT_LEAST if tail["up"] else Sign.AT_MOST
        if sign is not None and not text.startswith(_SOFT):
            remarks = (*remarks, Remark.SIGN_REPEATED)
        sign = behind if sign is None else _join([sign, behind])
        if sign is None:
            return Remark.SIGN_CONTRADICTORY
    return Limits(quantity, quantity, sign, remarks + quantity.remarks)


def _read_double(text: str) -> Limits | Remark | None:
    """Two bounds in a row: "≥12≤12", "不少于1次且不超过3次", "60%以上、100%以下"."""
    for match in SIGN.finditer(text, 1):
        first = _read_bound(_AND.sub("", text[: match.start()]))
        second = _read_bound(text[match.start() :])
        if isinstance(first, Limits) and isinstance(second, Limits):
            return _enclose(first, second)
    return None


def _enclose(first: Limits, second: Limits) -> Limits | Remark:
    """The range between a lower and an upper bound, in whichever order they stand."""
    if first.sign is second.sign:
        return Remark.SEVERAL_NUMBERS
    if first.sign in DOWNWARD:
        first, second = second, first
    if first.sign not in UPWARD or second.sign not in DOWNWARD:
        return Remark.SIGN_CONTRADICTORY
    if first.sign is Sign.ABOVE or second.sign is Sign.BELOW:
        return Remark.BOUNDS_EXCLUSIVE
    return _between(first.low, second.low, first.remarks + second.remarks)


def _read_range(text: str) -> Limits | Remark | None:
    """Two numbers with a dash between: "1-2次", "80%-90%", "3~5", "在5到8之间"."""
    body = text.removeprefix("=").removeprefix("介于").removeprefix("在").removesuffix("之间")
    for match in _RANGE.finditer(body):
        low = read_quantity(body[: match.start()])
        high = read_quantity(body[match.end() :])
        if low is not None and high is not None:
            return _between(low, high, low.remarks + high.remarks)
    return None


def _between(low: Quantity, high: Quantity, remarks: tuple[Remark, ...]) -> Limits | Remark:
    if not same_unit(low.unit, high.unit):
        return Remark.UNIT_MISMATCH
    if low.is_bare and high.scale != 1:
        shared, literal = low.value * high.scale, low.value
        if high.scale < 1 and shared <= literal <= high.value:
            return Remark.SCALE_UNCERTAIN  # "0.8-90%"
        low = Quantity(shared if shared <= high.value else literal, high.unit, high.scale)
    elif high.is_bare and low.scale != 1:
        shared, literal = high.value * low.scale, high.value
        if low.scale < 1 and shared < low.value:
            return Remark.SCALE_UNCERTAIN  # "80%-0.9"
        written_out = low.scale > 1 and literal >= low.value  # "1万-20000"
        high = Quantity(literal if written_out else shared, low.unit, low.scale)
    if low.value > high.value:
        return Remark.BOUNDS_REVERSED
    return Limits(low, high, None, tuple(dict.fromkeys(remarks)))

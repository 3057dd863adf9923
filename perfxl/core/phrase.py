"""Phrases: one number among words that say what is counted, or which way it moves.

"培训200人", "准确率≥98%", "98.5%（197/200）", "较上年增长5%", "±10%", "每季度2次".  They are
read only where a text is no bound by itself; whatever could change what the number means
(未, 计划, 其余 …) leaves it unread.  Whether the words before the number of an actual are
those of its target is asked in :mod:`perfxl.core.label`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from perfxl.core.bound import SIGN, Limits, Sign, read_limits
from perfxl.core.course import Course, read_movement
from perfxl.core.quantity import Quantity, read_quantity
from perfxl.core.remark import Remark
from perfxl.core.unit import is_ratio, read_unit, same_unit
from perfxl.regex import regex

_LONGEST = 60
_DEVIATION = regex(
    r"(?:<|≤|不超过|控制在|在)*(?P<base>[0-9][^±+]*)?(?:±|\+/?-)(?P<spread>[0-9].*?)(?:范围)?(?:[以之]?内|之间)?"
)
_BRACKET = regex(r"(?P<body>.*[^(])\((?P<inside>[^()]+)\)")
_SHARE = regex(r"(?P<part>[0-9]+)[\u4e00-\u9fff]{0,2}/(?P<whole>[0-9]+)[\u4e00-\u9fff]{0,2}")
_EACH = regex(r"(?P<each>(?:每(?:个月|季度?|年度?|学[期年]|[人名户亩生月周天日]))+)(?P<rest>.+)")
_MORE = regex(r"(?P<number>[0-9][0-9.,]*[百千万亿]?)(?:余|多|\+)(?P<unit>[^0-9]*)")
_LABEL = regex(r"(?:PM[0-9.]+|[\u4e00-\u9fffA-Za-z、]){1,20}")
_NUMBER = regex(r"[0-9]")
# Words beside which a number may be of something else, or not reached.
_TURNING = regex(
    r"[未没无不非否约近余超欠差缺剩每均前第低少减降负亏损逾比较至到从由自或各另仅只半首原旧拟待结尚退收率]"
    r"|其中|分别|预|计划|目标|应[完达当]|[上去往]年|增长|提[高升]|增加|上[升涨]|节[约省支]|[压缩削]"
)
# A bracket behind a target that does not only say what is counted.
_DIFFERENT = regex(
    r"[未没无不非否预拟待约估缺差另跨较比增降减同每均各超欠季月周旬半]|(?<![全本当])年"
    r"|计划|目标|结转|在建|正在|进行|推进|部分|延期"
)
# Behind an actual the number may be of part of what was wanted ("仅主体", "报名", "上半年").
_HARMLESS = regex(
    r"含税|含本数|详?见附[件表]|附[件表]|抽样|抽样调查|问卷调查|实测|审计|审定|决算|四舍五入"
)
_RATE_SLACK = Decimal("0.01")
_DAYS = frozenset({"日", "月", "年"})


class Phrase(NamedTuple):
    """What a text bounds, which way it points and since when, and the ``label`` before it."""

    limits: Limits
    course: Course | None = None
    label: str = ""
    is_level: bool = False
    since: str = ""


def read_phrase(text: str, *, of_target: bool) -> Phrase | Remark:
    """What the cleaned ``text`` says as a whole, or the remark that says why not."""
    limits = read_limits(text)
    if not isinstance(limits, Remark):
        return Phrase(limits)
    if len(text) > _LONGEST:
        return limits
    body = _without_bracket(text, of_target=of_target)
    found = _read_words(body or text)
    if found is None and body is not None:
        plain = read_limits(body)
        found = None if isinstance(plain, Remark) else Phrase(plain)
    if found is None:
        return limits
    return found if body is None else _remarked(found, Remark.LABEL_IGNORED)


def _read_words(text: str) -> Phrase | None:
    return (
        _read_deviation(text)
        or _read_more(text)
        or _read_each(text)
        or _read_movement(text)
        or _read_labelled(text)
    )


def _remarked(phrase: Phrase, remark: Remark) -> Phrase:
    remarks = tuple(dict.fromkeys((*phrase.limits.remarks, remark)))
    return phrase._replace(limits=phrase.limits._replace(remarks=remarks))


def _single(quantity: Quantity, sign: Sign | None, *remarks: Remark) -> Limits:
    return Limits(quantity, quantity, sign, (*quantity.remarks, *remarks))


def _without_bracket(text: str, *, of_target: bool) -> str | None:
    """The text before a bracket that only explains, or ``None``.

    A number in it may be a second one, unless it is the same again, or the parts of a rate.
    """
    match = _BRACKET.fullmatch(text)
    if match is None:
        return None
    body, inside = match["body"], match["inside"]
    if inside.startswith("含") and (inside[1:] in ("", "本数") or inside[1:] in body):
        return body
    if of_target:
        return None if _DIFFERENT.search(inside) or _NUMBER.search(inside) else body
    if share := _SHARE.fullmatch(inside):
        return body if _is_share(body, Decimal(share["part"]), Decimal(share["whole"])) else None
    return body if _HARMLESS.fullmatch(inside) else None


def _is_share(body: str, part: Decimal, whole: Decimal) -> bool:
    rate = read_quantity(body)
    if rate is None or not is_ratio(rate.unit) or not whole:
        return False
    return abs(part / whole - rate.value) <= _RATE_SLACK


def _read_deviation(text: str) -> Phrase | None:
    """A bound on the size of "±10%"; "15±2℃" is a range."""
    match = _DEVIATION.fullmatch(text)
    spread = read_quantity(match["spread"]) if match else None
    if match is None or spread is None or spread.value <= 0:
        return None
    if not match["base"]:
        return Phrase(_single(spread, Sign.AT_MOST), Course.EITHER)
    base = read_quantity(match["base"])
    if base is None or is_ratio(base.unit) != is_ratio(spread.unit):
        return None
    if base.is_bare and not spread.is_bare:
        base = Quantity(base.times(spread.scale), spread.unit, spread.scale)
    elif spread.is_bare or not same_unit(base.unit, spread.unit):
        spread = Quantity(spread.times(base.scale), base.unit, base.scale)
    low, high = base.value - spread.value, base.value + spread.value
    return Phrase(
        Limits(Quantity(low, base.unit, base.scale), Quantity(high, base.unit, base.scale))
    )


def _read_more(text: str) -> Phrase | None:
    """At least so many: "300余人" and "1000+"."""
    match = _MORE.fullmatch(text)
    quantity = read_quantity(match["number"] + match["unit"]) if match else None
    if quantity is None:
        return None
    return Phrase(_single(quantity, Sign.AT_LEAST, Remark.AND_MORE))


def _read_each(text: str) -> Phrase | None:
    """3500元/人·月 for "每人每月3500元"; "每月10日" is a day."""
    match = _EACH.fullmatch(text)
    limits = read_limits(match["rest"]) if match else None
    if match is None or limits is None or isinstance(limits, Remark) or not limits.is_single:
        return None
    quantity = limits.low
    if not quantity.unit or quantity.unit in _DAYS or is_ratio(quantity.unit):
        return None
    each = match["each"].replace("年度", "年")[1:].replace("每", "·")
    base, _, behind = quantity.unit.partition("/")
    unit = read_unit(f"{base}/{each}" + (f"·{behind}" if behind else ""))
    if unit is None:
        return None
    return Phrase(_single(quantity._replace(unit=unit.name), limits.sign, *limits.remarks))


def _read_movement(text: str) -> Phrase | None:
    moved = read_movement(text)
    limits = read_limits(moved.rest) if moved and moved.rest else None
    if moved is None or limits is None or isinstance(limits, Remark):
        return None
    if not moved.is_level:
        if limits.low.value < 0:
            return None
        return Phrase(limits, moved.course, since=moved.since)
    if limits.is_single and limits.sign is None:
        sign = Sign.AT_LEAST if moved.course is Course.RISE else Sign.AT_MOST
        limits = limits._replace(sign=sign)
    return Phrase(limits, is_level=True)


def _read_labelled(text: str) -> Phrase | None:
    """What is counted stands before the number, which needs a sign or a unit of its own."""
    for match in SIGN.finditer(text, 1):
        found = _labelled(text[: match.start()], text[match.start() :], signed=True)
        if found is not None:
            return found
    number = _NUMBER.search(text)
    if number is None or not number.start():
        return None
    return _labelled(text[: number.start()], text[number.start() :], signed=False)


def _labelled(label: str, rest: str, *, signed: bool) -> Phrase | None:
    if _LABEL.fullmatch(label) is None or _TURNING.search(label.removesuffix("率")):
        return None
    if label.endswith("率") and not signed:
        return None
    limits = read_limits(rest)
    if isinstance(limits, Remark) or Remark.APPROXIMATE in limits.remarks:
        return None
    if not signed and (not limits.low.unit or limits.low.unit in _DAYS or limits.low.remarks):
        return None
    if not signed and label[-1].isascii():
        return None  # PM2.5 40
    return _remarked(Phrase(limits, label=label), Remark.LABEL_IGNORED)

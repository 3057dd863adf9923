"""Courses: which way a value is to move ("较上年增长5%", "同比下降10%", "±10%").

A change is compared by its size: of a fall of 10% one of 12% is more.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from perfxl.regex import regex


class Course(Enum):
    """Which way the number of a target or an actual points."""

    RISE = "增"
    FALL = "减"
    EITHER = "±"

    @property
    def verb(self) -> str:
        """What moves this way does, in the words of the form."""
        return _VERBS[self.value]

    @property
    def opposite(self) -> Course:
        """The other way; of either way there is none other."""
        return _OPPOSITES[self.value]


_VERBS = {"增": "增长", "减": "下降", "±": "增减"}
_OPPOSITES = {"增": Course.FALL, "减": Course.RISE, "±": Course.EITHER}


class Movement(NamedTuple):
    """A text that begins with a word of change: what it says, and ``rest`` behind it.

    ``is_level`` is whether the number behind is what was reached ("提高到95%", "降为3起") and
    not the size of the change; ``since`` is what it is measured from ("2015", "年初", "同比").
    """

    course: Course
    rest: str
    is_level: bool = False
    since: str = ""


_SINCE = (
    r"(?:[较比与同]?(?P<since>上一?年度?|去年度?|前一?年度?|往年|年初|基期|上期|基准年|(?:19|20)[0-9]{2}年度?)"
    r"(?:同期|末|底)?(?:水平)?(?:相比|的?基础上)?[,，]?)?"
)
_HOW = r"(?:(?P<over>同比|环比)|年均|平均|实现|力争|逐年|净|有所|稳步|持续|明显|进一步){0,3}"
_RISING = r"增长|增加|新增|提高|提升|上升|上涨|增收|增产|扩大|增|升"
_FALLING = r"负增长|下降|降低|减少|压减|压缩|缩减|削减|缩短|节约|节省|节支|降|减"
_MOVING = regex(
    rf"{_SINCE}{_HOW}(?:(?P<rise>{_RISING})|(?:{_FALLING}))"
    r"(?:(?:幅度|比例|[幅率额量速数])为?|了?(?P<to>[至到为])|了)?"
)
_LAST_YEAR = regex("[上去前]一?年度?")
_NAME_TAIL = r"(?:[(（][^()（）]*[)）]?)*[%％]?$"
_PART = r"(?:率|额|幅度?|比例|比率|百分比|程度|金额|数额)"
_OF_RISE = regex(
    rf"(?:(?:增长|提高|提升|上升|增加|超支|超预算|超概算?){_PART}|增幅|增速|涨幅){_NAME_TAIL}"
)
_OF_FALL = regex(
    rf"(?:(?:节约|节省|节支|压减|压缩|核减|降低|下降|减少|缩减|削减){_PART}|降幅){_NAME_TAIL}"
)
# Most names have not both a first and a last word of these patterns, which are slow to fail.
_FIRST = frozenset("增提上超涨节压核降下减缩削偏误")
_ANY = regex("[率额幅差离速]|比例|百分比|程度|涨")
_OF_EITHER = regex(rf"(?:偏差|偏离|误差){_PART}?{_NAME_TAIL}")


def read_movement(text: str) -> Movement | None:
    """What the cleaned ``text`` says when it begins with a word of change, or ``None``."""
    match = _MOVING.match(text)
    if match is None:
        return None
    course = Course.RISE if match["rise"] else Course.FALL
    since = match["over"] or match["since"] or ""
    if _LAST_YEAR.fullmatch(since):
        since = "同比"
    return Movement(course, text[match.end() :], match["to"] is not None, since.rstrip("年度"))


@lru_cache(maxsize=4096)
def course_of_name(name: str) -> Course | None:
    """Which way an indicator with this 三级指标 points: 节约率, 增长率, 偏差率; else ``None``."""
    if _FIRST.isdisjoint(name) or _ANY.search(name) is None:
        return None
    if _OF_FALL.search(name):
        return Course.FALL
    if _OF_RISE.search(name):
        return Course.RISE
    return Course.EITHER if _OF_EITHER.search(name) else None

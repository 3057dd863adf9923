"""三级指标: what the name of an indicator says about its target and its actual.

Names are as many as indicators, but what they say is one of a few things: readings are
remembered by that, so that "≥95%" is read once and not once for every name.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from perfxl.core.course import Course, course_of_name
from perfxl.core.unit import Unit, unit_of_name
from perfxl.regex import regex

# 完成时限 and 资金拨付到位时间 name a day; 响应时间 and 使用时间 a length of time.
_DEADLINE = regex(
    r"时限|日期|期限|截止|时点"
    r"|(?:完成|完工|竣工|建成|交付|发放|拨付|支付|到位|开工|验收|投用|报送|结束)\w{0,8}时间"
)
_RATE = regex(r"率|度$|满意|比例|占比|比重|覆盖|百分|%")
# Of these none is the best that can be; what is paid because of them is a cost as any other.
_HARM = regex(
    "投诉|事故|影响|污染|排放|扬尘|噪[声音]|扰民|纠纷|上访|损[害耗]|破坏|伤亡|损失|浪费|处罚|违[规法]"
    "|占[用地道]|[闲空]置|差错|返工|超标|拥堵|故障|延误"
)
_MONEY = regex("[费款价]|成本|资金|支出|投入|补助|金额|[预概]算")


class NameHint(NamedTuple):
    """What a name says; :func:`hint_of` makes one for all names that say the same.

    Args:
        unit: the unit it ends with.
        is_deadline: it names a day.
        is_timed: it speaks of 时间, a day or a length of time.
        is_rate: it names a part of a whole.
        course: which way it points (节约率, 增长率, 偏差率).
        is_harm: it names something of which none is the best (投诉次数).
    """

    unit: Unit
    is_deadline: bool
    is_timed: bool
    is_rate: bool
    course: Course | None
    is_harm: bool


def hint_of(name: str) -> NameHint:
    """What the name of an indicator says; the same object for names that say the same."""
    return _hint(
        unit_of_name(name),
        _is_deadline(name),
        "时间" in name,
        _RATE.search(name) is not None,
        course_of_name(name),
        _HARM.search(name) is not None and _MONEY.search(name) is None,
    )


def _is_deadline(name: str) -> bool:
    # The pattern looks at every character of a name; few names have one of these.
    if "时" in name or "期" in name or "截止" in name:
        return _DEADLINE.search(name) is not None
    return False


@lru_cache(maxsize=4096)
def _hint(
    unit: Unit,
    deadline: bool,  # noqa: FBT001 (keys of the cache, as those that follow)
    timed: bool,  # noqa: FBT001
    rate: bool,  # noqa: FBT001
    course: Course | None,
    harm: bool,  # noqa: FBT001
) -> NameHint:
    return NameHint(unit, deadline, timed, rate, course, harm)

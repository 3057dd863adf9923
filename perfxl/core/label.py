"""Labels: whether the words beside the number of an actual say what its target counts.

培训200人 answers 培训人数; 报名200人, 合格180人 and 3项开工 may be of something else.  The words
must be those of the target or of the 三级指标, but for words that only say it was done and
words that only say it is a number.
"""

from __future__ import annotations

from functools import lru_cache

from perfxl.core.notation import clean
from perfxl.core.unit import counted
from perfxl.regex import regex

_DIGIT = regex(r"\d")
# Letters of any script: a range of all Chinese takes re 2 ms.
_LETTER = regex(r"[^\W\d_]")
_WORD = regex(r"[^\W\d_A-Za-z]{2}")
_NUMBERING = regex(r"^(?:指标[0-9]{1,3}[:.、]?|★|[0-9]{1,3}[.、])")
_BRACKETED = regex(r"\([^()]*\)?|%")
_DONE = regex(
    r"^(?:已经?|共计?|累计|合计|总计|实际|全年|年内|本年度?|当年|完成|实现|达到?|为|了)+"
    r"|(?:共计?|累计|合计|总计|达到?|为|了)+$"
)
_NUMBER_OF = regex(
    r"(?:人数|人次|次数|场次|天数|数量|个数|总?数|总量|[总金]?额|面积|里程|长度|时间)$"
)
_GAIN = regex("新增|增加|净增|扩")
# 建成1.8万亩 answers 高标准农田建设面积, and nothing that is done before or after building.
_BUILT = regex("建成|建好|新建成")
_TO_BE_BUILT = regex("[^未违在拟待停缓暂规计划应不]+(?:建设|新建|修建)")


def words_beside(actual: str | None, name: str) -> str:
    """``name`` if the words of ``actual`` need it to be understood, else nothing.

    So that a pair of texts is read once, and not once for every name it stands beside.
    """
    digit = _DIGIT.search(actual) if actual else None
    if not actual or digit is None:
        return ""
    start, end = digit.span()
    return name if _LETTER.search(actual, 0, start) or _WORD.search(actual, end) else ""


def repeats(label: str, wanted: str, name: str) -> bool:
    """Whether ``label`` before a number is that of the target, or else the name."""
    said = _plain(label)
    asked = _plain(wanted) if wanted else _of_name(name)
    return (
        not said
        or said == asked
        or (_BUILT.fullmatch(said) is not None and _TO_BE_BUILT.fullmatch(asked) is not None)
    )


def names_counted(unit: str, target_unit: str, name: str) -> bool:
    """Whether what a unit counts (桥梁 of 座桥梁) is in the target's unit or the name."""
    thing = counted(unit)
    return not thing or thing in target_unit or thing in name


def names_gain(name: str) -> bool:
    """Whether the name is of what was added (新增就业人数), so that 新增120人 answers it."""
    return _GAIN.search(name) is not None


def _plain(label: str) -> str:
    return _NUMBER_OF.sub("", _DONE.sub("", label))


@lru_cache(maxsize=1024)
def _of_name(name: str) -> str:
    return _plain(_BRACKETED.sub("", _NUMBERING.sub("", clean(name).text)))

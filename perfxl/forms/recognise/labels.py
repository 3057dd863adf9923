"""How the words printed on a form are compared: spaces, brackets and numbering aside."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from perfxl.regex import regex

_BLANK = regex(r"[\s\u200b-\u200f\ufeff]+")
_CIRCLED = regex(r"^\s*[①-⑳❶-❿➀-➓㈠-㈩]")
_STARS = regex(r"^[★☆*※▲△●■◆#]+")
_END = regex(r"[:;,。、.]+$")
_BRACKET = regex(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
_NUMBERING = regex(
    r"^(?:\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}[、.:]|\d{1,2}[、.:)](?!\d))"
)
_WEIGHT = regex(r"\(?(?:共|满分|权重)?(\d{1,3}(?:\.\d+)?)(?:分|%)[^()]*\)?")
_LABEL_WEIGHT = regex(r"\((?:共|满分|权重|分值)?[:]?\d{1,3}(?:\.\d+)?(?:分|%)?\)|\d{1,3}分$")

_LEADING_NUMBER = regex(r"^\d{1,2}(?=[^\d%分.])")

LONGEST_LABEL = 40
"""A longer text is something a person wrote, never a label."""

_PLACEHOLDERS = frozenset({"", "-", "--", "—", "——", "–", "/", "//", "\\", "×", "*", "**", "***"})
_FILLER = regex(
    r"(?:(?:绩效)?指标|目标|内容)(?:\d{1,2}|[nN一二三四五六七八九十])?[:.、)]*[….·。*×xX_/-]*"
    r"|\(?\d{1,2}[:.、)]+[….·。]*|[….·。*×xX_-]+"
)


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """``text`` in half width without blanks, stars and closing punctuation."""
    folded = _BLANK.sub("", unicodedata.normalize("NFKC", _CIRCLED.sub("", text)))
    return _END.sub("", _STARS.sub("", folded))


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """The :func:`key` without brackets and numbering: （一）项目资金（万元） is 项目资金."""
    label = key(text)
    if len(label) > LONGEST_LABEL:
        return label
    while (shorter := _BRACKET.sub("", _NUMBERING.sub("", label))) != label:
        label = shorter
    return _END.sub("", label)


_REMARK = regex(r"[见请已未待需应如].*")
_NOUN = regex(
    r"\S*(?:备注|说明|材料|依据|来源|标准|方法|公式|系数|解释|等级|分|率|值|情况|结果|意见|程度|可能性|数|额"
    r"|措施|原因|指标|单位|性质|符号|类型|内容|名称|序号|比例|占比|评价|建议|资金|计算|目标|权重|进度|保障)"
)


@lru_cache(maxsize=4096)
def reads_like_heading(text: str) -> bool:
    """Whether ``text`` names a column, rather than says something: 复核得分, not 复核无误."""
    label = bare(text)
    return _NOUN.fullmatch(label) is not None and _REMARK.fullmatch(label) is None


def is_sentence(text: str) -> bool:
    """Whether ``text`` says something, as a remark does and no heading or label."""
    return any(mark in text for mark in "，。；！？")


def is_placeholder(text: str) -> bool:
    """Whether ``text`` only says that there is nothing to say: —, /, -."""
    return key(text) in _PLACEHOLDERS


def is_filler(text: str) -> bool:
    """Whether ``text`` is what an unfilled template prints: "指标1：", "……", "/", "无"."""
    if key(text) in _PLACEHOLDERS or key(text) == "无":
        return True
    return _FILLER.fullmatch(_BLANK.sub("", unicodedata.normalize("NFKC", text))) is not None


def bracket_weight(text: str) -> str | None:
    """The weight a label carries, "20" for 预算执行情况（万元）（20分）; ``None`` without one."""
    found = [match for part in _BRACKET.findall(key(text)) if (match := _WEIGHT.fullmatch(part))]
    return found[-1][1] if found else None


@lru_cache(maxsize=4096)
def level_label(text: str) -> str:
    """A level label as a name: "（一）产出 指标（50分）" is 产出指标."""
    label = _BLANK.sub("", text)
    folded = key(text)
    plain = _LEADING_NUMBER.sub("", _NUMBERING.sub("", _LABEL_WEIGHT.sub("", folded)))
    return label if plain == unicodedata.normalize("NFKC", label) else plain or label

"""Titles of forms: which form of the family it is, and of which year."""

from __future__ import annotations

from functools import lru_cache

from perfxl.forms.reading import FormKind
from perfxl.forms.recognise.labels import LONGEST_LABEL, key
from perfxl.regex import regex

_TITLE = regex(
    r"(?:附(?:件|表)[\d一二三四五六七八九十]*[-\d]*[:.]?)?.{0,45}"
    r"(?:自评|绩效评价|监控|绩效目标|绩效自我评价|绩效完成情况|支出绩效)"
    r".{0,20}(?:表|绩效自评|自评情况|自评结果)(?:\(.{0,20}\))*(?:[-\d])*"
    r"|20\d\d年.{0,40}绩效目标自评"
)
_ATTACHMENT = regex(
    r"附(?:件|表)[\d一二三四五六七八九十]*[-.\d]*|公开\d*表|表[\d一二三四五六七八九十]+"
)
_YEAR_LINE = regex(
    r"\(?(?:20\d\d\)?|[二○〇零一三四五六七八九]{4})年?度?"
    r"(?:\d{1,2}(?:[-—–~至到]\d{1,2})?月|上半年|前?[一二三四]季度)?\)?|\(?年度\)?"
)
_YEAR = regex(r"(?<!\d)(20\d\d)(?=年|\)|$|财年|度)")
_CHINESE_YEAR = regex(
    r"二[○〇零O0]([○〇零O0一二三四五六七八九])([○〇零O0一二三四五六七八九])(?=年)"
)
_DIGITS = {
    **dict.fromkeys("○〇零O0", "0"),
    **dict(zip("一二三四五六七八九", "123456789", strict=True)),
}


@lru_cache(maxsize=4096)
def is_title(text: str) -> bool:
    """Whether ``text`` is the title of a form of the family."""
    label = key(text)
    return len(label) <= 2 * LONGEST_LABEL and _TITLE.fullmatch(label) is not None


def is_year_line(text: str) -> bool:
    """Whether ``text`` is the line below the title: （2020年度）, or 附件2 above it."""
    label = key(text)
    return bool(_YEAR_LINE.fullmatch(label) or _ATTACHMENT.fullmatch(label))


def year_in(text: str) -> int | None:
    """The fiscal year that a title or year line names."""
    label = key(text)
    if found := _YEAR.search(label):
        return int(found[1])
    if found := _CHINESE_YEAR.search(label):
        return int(f"20{_DIGITS[found[1]]}{_DIGITS[found[2]]}")
    return None


def kind_of_title(text: str) -> FormKind:
    """Which form of the family a title names."""
    label = key(text)
    if "监控" in label:
        return FormKind.MONITORING
    evaluated = any(word in label for word in ("自评", "评价", "完成情况"))
    if not evaluated and "目标" in label:
        return FormKind.TARGETS
    if "整体" in label:
        return FormKind.DEPARTMENT
    if "转移支付" in label or "区域" in label:
        return FormKind.TRANSFER
    return FormKind.SELF_EVALUATION

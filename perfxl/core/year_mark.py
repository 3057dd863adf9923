"""Calendar years inside prose: "2020年中学继续教育", "2017、2018、2019年", "（2018版）"."""

from __future__ import annotations

import re

from perfxl.core.notation import clean
from perfxl.regex import regex

_YEAR = r"(?:19|2[01])[0-9]{2}"
_MARK = regex(
    rf"""
    (?<![0-9.,])
    (?:
        {_YEAR}(?:[、,/~—至到和与及或-]+(?:{_YEAR}|[0-9]{{2}}(?=学?年)))*(?:学年度?|财年|年度?|级|届|版)
      | {_YEAR}([-./])(?:1[0-2]|0?[1-9])(?:\1[0-3]?[0-9])?(?![0-9])
      | {_YEAR}(?:1[0-2]|0[1-9])(?:3[01]|[12][0-9]|0[1-9])(?![0-9.,元万亿人个])
      | [0-9]{{2}}年(?=(?:1[0-2]|0?[1-9])月)
      | (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z.]*\s*[0-9]{{1,2}}[,\s]*{_YEAR}
    )
    | [一二][九〇○零0Oo][〇○零0Oo一二三四五六七八九]{{2}}(?:学年度?|年度?|级|届|版)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def years_named(text: str | None) -> tuple[str, ...]:
    """The calendar years that ``text`` names, as written and each once, in its order.

    A length of time ("3年"), a number ("2000人") and a document's number ("〔2020〕10号")
    name no year that next year's table would have to change.
    """
    if not text:
        return ()
    found = (match[0] for match in _MARK.finditer(clean(text).text))
    return tuple(dict.fromkeys(found))

"""主管部门 and 实施单位: one name, however its code and its blanks are written."""

from __future__ import annotations

from functools import lru_cache

from perfxl.regex import regex

INSTITUTION_CODE = regex(r"^[\[【(（]\d+[\])）】]")
_STRAY_BLANK = regex(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])")


@lru_cache(maxsize=16384)
def institution(name: str | None) -> str:
    """A department or unit without its code and its blanks: "[155]教 育 局" is 教育局.

    ``""`` when there is none; the code itself where nothing else is written.
    """
    written = _STRAY_BLANK.sub("", (name or "").strip())
    return INSTITUTION_CODE.sub("", written) or written

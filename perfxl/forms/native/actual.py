"""Formulas that read an 实际完成值 beside its target.

As in :mod:`perfxl.forms.native.target`: the core's reading as long as nothing was edited,
and otherwise numbers with units, full dates and words of attainment; ``？`` when in doubt.
Numbers are brought into the unit of the target by :mod:`perfxl.forms.native.conversion`.
"""

from __future__ import annotations

from perfxl.core.evaluation import Attainment
from perfxl.forms.native import columns as at
from perfxl.forms.native.syntax import (
    any_of,
    begins,
    choose,
    has_any,
    listed,
    listed_in,
    quoted,
)
from perfxl.forms.native.target import (
    A_NUMBER,
    AS_MADE,
    DATE,
    DOUBT,
    NUMERIC,
    PUNCTUATION,
    SIGNS,
    UNREADABLE,
    WORDS,
    date_digits,
    day,
    digits,
    holds_date,
    is_date,
    is_marked,
    is_month,
    number,
    spelled,
    tail,
)
from perfxl.forms.native.vocabulary import before, on_time

# Codes of 实际读数, beside numbers, the three attainments and ``？``.
OPEN, BLANK = "待", "空"

_PERCENT_WORDS = (("百分之百", "100%"), ("百分百", "100%"), ("百分比", "%"), ("%%", "%"))
_DENIAL = "无"
_DENIALS = ("无", "未", "没有", "否")
# Parts of the phrases beside which, as in perfxl.core.words, a zero or 无 may be success.
_WISHED_AWAY = (*"无零未没降", "杜绝", "避免", "防止", "不发", "不出", "不存", "减少")
_MET, _PARTLY, _UNMET = (quoted(item.value) for item in Attainment)
_DOUBT, _OPEN = quoted(DOUBT), quoted(OPEN)


def actual_clean() -> str:
    """The actual in one spelling, unless row and actual are as they were, or it is a number."""
    return choose(
        f"AND({at.TARGET_CLEAN}={quoted(AS_MADE)},EXACT({at.ACTUAL},{at.ACTUAL_TEXT}))",
        quoted(AS_MADE),
        f"ISNUMBER({at.ACTUAL})",
        quoted(A_NUMBER),
        spelled(at.ACTUAL, *_PERCENT_WORDS),
    )


def _unless_marked(found: str) -> str:
    return choose(is_marked(at.ACTUAL_CLEAN), '""', found)


def actual_tail() -> str:
    """The unit part of an edited actual."""
    return _unless_marked(tail(at.ACTUAL_CLEAN))


def actual_digits() -> str:
    """The digits of an edited actual; of a date beside a deadline, as YYYY-M-D."""
    clean, rest = at.ACTUAL_CLEAN, at.ACTUAL_TAIL
    dated = f"AND({at.DIRECTION}={quoted(DATE)},{is_date(clean, rest)})"
    return _unless_marked(
        choose(dated, date_digits(clean, rest), digits(clean, rest, arrows=False))
    )


def actual_number() -> str:
    """The number as written in an edited actual; else empty."""
    return choose(
        f"{at.ACTUAL_CLEAN}={quoted(A_NUMBER)}",
        at.ACTUAL,
        f'{at.ACTUAL_DIGITS}=""',
        '""',
        number(at.ACTUAL_DIGITS),
    )


def reading() -> str:
    """实际读数: a number, the serial number of a date, an attainment, 待, 空 or ``？``."""
    clean, kind = at.ACTUAL_CLEAN, at.DIRECTION
    return choose(
        f"{clean}={quoted(AS_MADE)}",
        at.ACTUAL_CODE,
        f'OR({clean}="",{listed(clean, at.NOTHING)})',
        quoted(BLANK),
        f'{at.WORDED}<>""',
        at.WORDED,
        f"{kind}={quoted(DATE)}",
        _date(),
        at.MEASURED,
    )


def said() -> str:
    """What the words of an edited actual say by themselves: an attainment, 无, 待 or ``？``."""
    clean = at.ACTUAL_CLEAN
    kept = f"{at.DIRECTION}={quoted(DATE)}"
    prose = f"AND(EXACT({clean},{at.ACTUAL_TAIL}),NOT({begins(clean, PUNCTUATION)}))"
    undated = f"NOT(AND({kept},{has_any(clean, '年月季')}))"  # 年底前, 上半年
    numeral = f"OR({begins(clean, '一')},{has_any(clean, '二两三四五六七八九十')})"  # 三次
    return choose(
        is_marked(clean),
        '""',
        f"OR({listed(clean, at.MET)},AND({kept},{listed(clean, quoted(on_time()))}))",
        _MET,
        listed(clean, at.PARTLY),
        _PARTLY,
        listed(clean, at.UNMET),
        _UNMET,
        listed_in(clean, *_DENIALS),
        quoted(_DENIAL),
        f"IF(AND({prose},{undated},NOT({numeral})),{_OPEN},{_DOUBT})",
    )


def worded() -> str:
    """What an edited actual says in words; empty when a number or a date is to be compared."""
    clean, kind, value = at.ACTUAL_CLEAN, at.DIRECTION, at.ACTUAL_NUMBER
    # No accidents, or nothing done?
    unclear = f"OR({begins(kind, '≤<～')},SUM({at.TARGET_NUMBER})<=0)"
    is_date = f"{kind}={quoted(DATE)}"
    never = f"{value}=0,{at.FACTOR}<>{_DOUBT},NOT({begins(clean, SIGNS)})"
    return choose(
        f"{clean}={quoted(AS_MADE)}",
        '""',
        begins(kind, WORDS + UNREADABLE),
        _beside_words(),
        f"AND({is_date},ISNUMBER({value}),{never})",
        _UNMET,
        any_of(
            f"ISNUMBER({value})",
            f"NOT({begins(kind, NUMERIC + DATE)})",
            holds_date(at.ACTUAL_DIGITS),
        ),
        '""',
        f"{at.SAID}={quoted(_DENIAL)}",
        f"IF({unclear},{_OPEN},{_UNMET})",
        at.SAID,
    )


def _beside_words() -> str:
    """Words, or 100% and 0, beside a target in words."""
    clean, target, value = at.ACTUAL_CLEAN, at.TARGET, at.ACTUAL_NUMBER
    words = f"{at.DIRECTION}={quoted(WORDS)}"
    # What stands before the target's words; the whole text and $ when it does not end so.
    prefix = f'SUBSTITUTE({clean}&"$",{target}&"$","")'
    comparable = f'{words},LEN({target})>1,RIGHT({target},1)<>"了"'
    unsigned = f"NOT({begins(clean, '≤<>')})"
    bare = listed_in(f'{at.ACTUAL_TAIL}&"_"', "_", "%_", "‰_")  # 0起 may be what was wanted
    zero = f"AND({value}=0,ISNUMBER({value}),{bare},{unsigned})"
    full = f'AND({value}=100,{at.ACTUAL_TAIL}="%",{unsigned})'

    def beside(attainment: Attainment) -> str:
        return f"AND({comparable},{listed(prefix, quoted(before(attainment)))})"

    return choose(
        f"OR(AND({words},EXACT({clean},{target})),{beside(Attainment.MET)})",
        _MET,
        beside(Attainment.PARTLY),
        _PARTLY,
        any_of(
            beside(Attainment.UNMET),
            f"{at.SAID}={_UNMET}",
            f"AND({words},OR({at.SAID}={quoted(_DENIAL)},{zero}))",
        ),
        f"IF(AND({words},{has_any(target, _WISHED_AWAY)}),{_OPEN},{_UNMET})",
        f"{at.SAID}={_PARTLY}",
        _PARTLY,
        f"OR({at.SAID}={_MET},AND({words},{full}))",
        _MET,
        _OPEN,
    )


def _date() -> str:
    """A date typed into the cell, which is a serial number, or written.

    Left to a person are a month in which the deadline lies, and a date without a year
    beside a deadline in another year than the form's.
    """
    value, clean, found = at.ACTUAL_NUMBER, at.ACTUAL_CLEAN, at.ACTUAL_DIGITS
    near = f"ABS(YEAR({value})-{at.YEAR})<=10"
    serial = f"IF(AND({value}>=10000,{value}<100000,{near}),INT({value}),{_DOUBT})"
    named = f"OR(ISNUMBER(FIND(LEFT({found},4),{clean})),YEAR({at.TARGET_NUMBER})={at.YEAR})"
    first = f"VALUE({found})"  # of the month, of which the day is not known
    clear = any_of(
        f"NOT({is_month(at.ACTUAL_TAIL)})",
        f"EOMONTH({first},0)<={at.TARGET_NUMBER}",
        f"{first}>{at.TARGET_NUMBER}",
    )
    return choose(
        f"{clean}={quoted(A_NUMBER)}",
        f"IFERROR({serial},{_DOUBT})",
        day(at.ACTUAL_TAIL, found, named, clear, otherwise=_DOUBT),
    )

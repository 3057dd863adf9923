"""Formulas that read a 年度指标值: kind and sign, number or date, unit.

While target and name are as they were when the form was made, they unpack the core's own
reading.  An edited target is read here, more narrowly than in :mod:`perfxl.core.target`: a
number with sign and unit, a day or the end of a month or year, or words.  Whatever else it
may be is ``？``.
"""

from __future__ import annotations

from perfxl.forms.native import columns as at
from perfxl.forms.native.syntax import (
    all_of,
    any_of,
    begins,
    choose,
    ends,
    has,
    has_any,
    listed,
    listed_in,
    quoted,
    replaced,
)

# What a cleaned text never holds: full-width brackets are replaced in it.
AS_MADE, A_NUMBER = "（原）", "（数）"
DOUBT = "？"

# Codes of 方向, beside ≥ > ≤ < =.
RANGE, DATE, WORDS, EMPTY, UNREADABLE, WRONG_DATE = "～", "日", "文", "空", "乱", "错"
NUMERIC = "≥>≤<=～"

SIGNS = "≥≤=><"
UPWARD, DOWNWARD = "≥>", "≤<"
FILLER = "_"
NUMBER_WIDTH = 20  # characters of each bound in a packed reading

# Look-alikes to one spelling, as in perfxl.core.notation; a line break stays visible.
SPELLINGS = (
    *((space, "") for space in (" ", "　", "\u00a0", "\t")),
    *((chr(code), chr(code - 0xFEE0)) for code in range(0xFF10, 0xFF1A)),
    *zip("％．，（）／－", "%.,()/-", strict=True),
    *zip("≧≦＞﹥＜﹤＝═", "≥≤>><<==", strict=True),
    (">=", "≥"),
    ("<=", "≤"),
    *((dot, "·") for dot in "、*×"),
)
# Longer words first.  以上, 以下 and 以内 include the number itself.
_SIGN_WORDS = (
    *((word, "≥") for word in ("不低于", "不少于", "不小于", "大于等于", "至少")),
    *((word, "≤") for word in ("不超过", "不高于", "不大于", "不多于", "小于等于")),
    *((word, ">") for word in ("大于", "高于", "超过")),
    *((word, "<") for word in ("小于", "低于", "少于")),
    ("等于", "="),
    ("控制在", "≤"),
    ("及以上", "↑"),
    ("以上", "↑"),
    ("及以下", "↓"),
    ("以下", "↓"),
    ("以内", "↓"),
    ("百分比", "%"),
    ("%%", "%"),
)
_LINE_BREAK = f"SUBSTITUTE({{}},{at.LINE_BREAK},{quoted('¶')})"
_MASKED = (*"0123456789.,", *SIGNS, *"↑↓")

# What is left of a date without its digits, with 前 where it says by when.
_DAYS = ("年 月 日", "年 月 号", "- -", "/ /", "月 日", "月 号")
_MONTHS = ("年 月", "年 月底", "年 月末", "月", "月底", "月末", "年底", "年末")
DATES = (*_DAYS, *_MONTHS)
DEADLINES = (*DATES, *(f"{date}前" for date in DATES))
_AROUND_DATES = (("完成", ""), ("之前", "前"), ("以前", "前"))
# Parts of dates as those of YYYY-M-D, of which months and years have no day.
_DATE_PARTS = (
    *((mark, "") for mark in ("完成", "之前", "以前", "前", "日", "号")),
    *(("年底", "-12-"), ("年末", "-12-"), ("底", ""), ("末", "")),
    *((mark, "-") for mark in "年月/."),
)
_TIMELY_NAME = ("时限", "时间", "日期", "期限", "截止", "时点")
# Texts that begin so hold no word, or a number or date written in words.
PUNCTUATION = "-‐‑–−—―⸺─━~∼〜˜/∕⁄·•・∙‧⋅\\_.…。,;；:：|!！?？'“”‘’()[]【】《》<>=≥≤↑↓+#@&%‰零百¶"
FIRST_SERIAL, LAST_SERIAL = 36526, 55153  # days of 2000 to 2050


def spelled(expression: str, *more: tuple[str, str]) -> str:
    """``expression`` in one spelling."""
    return replaced(_LINE_BREAK.format(expression), (*SPELLINGS, *more))


def tail(clean: str) -> str:
    """What is left of a cleaned text when signs and digits are taken out of it.

    Words and units are left as they are, dates leave a skeleton ("年 月 日", "- -").
    """
    return f"TRIM({replaced(clean, ((character, ' ') for character in _MASKED))})"


def digits(clean: str, rest: str, *, arrows: bool) -> str:
    """The number that stands between sign and unit in a cleaned text; else empty."""
    signed = begins(clean, SIGNS)
    behind = f"-{ends(clean, '↑↓')}" if arrows else ""
    ending = f"EXACT(RIGHT({clean},LEN({rest})),{rest})"
    if arrows:
        ending = any_of(
            ending,
            *(f"EXACT(RIGHT({clean},LEN({rest})+1),{rest}&{quoted(arrow)})" for arrow in "↑↓"),
        )
    body = f"MID({clean},1+{signed},LEN({clean})-LEN({rest})-{signed}{behind})"
    return choose(f"EXACT({clean},{rest})", '""', ending, body, '""')


def number(text: str) -> str:
    """The value of a text of digits, with thousands separators where they belong; else empty."""
    value = f'VALUE(SUBSTITUTE({text},",",""))'
    fraction = f'SUBSTITUTE(MID({text},FIND(".",{text}&"."),20),",","")'
    grouped = f'EXACT(TEXT(INT({value}),"#,##0")&{fraction},{text})'
    grouped = f"OR(NOT({has(text, ',')}),{grouped})"
    plain = f'LEN({text})-LEN(SUBSTITUTE({text},".",""))<2,LEN({text})<16,NOT({holds_date(text)})'
    return f'IFERROR(IF(AND({plain},NOT({ends(text, ".,")}),{grouped}),{value},""),"")'


def holds_date(text: str) -> str:
    """Whether digits are a date as :func:`date_digits` writes it; no other digits hold a dash."""
    return has(text, "-")


def is_date(clean: str, rest: str, skeletons: tuple[str, ...] = DATES) -> str:
    """Whether a cleaned text has the shape of a date."""
    dotted = f'AND({rest}="",LEN({clean})-LEN(SUBSTITUTE({clean},".",""))=2)'
    return any_of(listed_in(replaced(rest, _AROUND_DATES), *skeletons), dotted)


def is_month(rest: str) -> str:
    """Whether a date names no day."""
    return f"AND({has_any(rest, '年月')},NOT({has_any(rest, '日号')}))"


def date_digits(clean: str, rest: str) -> str:
    """A date as YYYY-M-D, the first of a month, in the form's year if it names none."""
    body = f"MID({clean},1+{begins(clean, SIGNS)},20)"
    year = choose(
        listed_in(f"LEFT({body},2)", "年底", "年末"),
        at.YEAR,
        f"AND({has(clean, '月')},NOT({has(clean, '年')}))",
        f'{at.YEAR}&"-"',
        '""',
    )
    return f'{year}&{replaced(body, _DATE_PARTS)}&IF({is_month(rest)},1,"")'


def day(rest: str, found: str, *conditions: str, otherwise: str = '""') -> str:
    """The last day of the date with these :func:`date_digits`, as a serial number.

    ``otherwise`` if there is no such day, or it is more than ten years from the form's year, or
    one of the ``conditions`` does not hold.  "12月前" ends with November, as in
    :mod:`perfxl.core.period`.
    """
    before = f"AND({has(rest, '前')},NOT({has_any(rest, '底末')}))"
    serial = f"IF({is_month(rest)},EOMONTH(VALUE({found}),IF({before},-1,0)),VALUE({found}))"
    near = f"ABS(VALUE(LEFT({found},4))-{at.YEAR})<=10"
    valid = all_of(f'MID({found},5,1)="-"', f'{at.YEAR}<>""', near, *conditions)
    return f"IFERROR(IF({valid},{serial},{otherwise}),{otherwise})"


def packed(start: int, width: int) -> str:
    """A field of the packed reading, without filler."""
    return f'SUBSTITUTE(MID({at.TARGET_CODE},{start},{width}),"{FILLER}","")'


def bound(which: int) -> str:
    """The lower (0) or upper (1) bound of the packed reading."""
    return f"VALUE({packed(3 + which * NUMBER_WIDTH, NUMBER_WIDTH)})"


def name_unit() -> str:
    """What stands in the last bracket of the name, with what follows: "万元)", "个)数量"."""
    edges = (*zip("（）％", "()%", strict=True), *((mark, "") for mark in " 　。；;，,：:“”"))
    plain = replaced(f"RIGHT({at.NAME},64)", edges)
    rate = f"AND({ends(plain, '%‰')},NOT({begins(f'RIGHT({plain},2)', '0123456789')}))"
    inside = f'TRIM(RIGHT(SUBSTITUTE({plain},"(",REPT(" ",64)),64))'
    return choose(
        f"{at.TARGET_CLEAN}={quoted(AS_MADE)}",
        '""',
        rate,
        f"RIGHT({plain},1)",
        has_any(at.NAME, "(（"),
        inside,
        '""',
    )


def target_clean() -> str:
    """The target in one spelling, unless it is as it was or a number."""
    as_made = all_of(
        f"EXACT({at.TARGET},{at.TARGET_TEXT})",
        f"EXACT({at.NAME},{at.NAME_TEXT})",
        f'{at.TARGET_CODE}<>""',
    )
    return choose(
        as_made,
        quoted(AS_MADE),
        f"ISNUMBER({at.TARGET})",
        quoted(A_NUMBER),
        spelled(at.TARGET, *_SIGN_WORDS),
    )


def is_marked(clean: str) -> str:
    """Whether in place of a cleaned text there is a mark: it needs no reading."""
    return f"OR({clean}={quoted(AS_MADE)},{clean}={quoted(A_NUMBER)})"


def target_tail() -> str:
    """The unit part of an edited target."""
    return choose(is_marked(at.TARGET_CLEAN), '""', tail(at.TARGET_CLEAN))


def target_digits() -> str:
    """The digits of an edited target; of a date, as YYYY-M-D."""
    clean = at.TARGET_CLEAN
    return choose(
        is_marked(clean),
        '""',
        _is_deadline(clean),
        date_digits(clean, at.TARGET_TAIL),
        digits(clean, at.TARGET_TAIL, arrows=True),
    )


def _is_deadline(clean: str) -> str:
    """Whether a target is a date; "≥12月" and "12月" under 工期（月） are durations."""
    rest = at.TARGET_TAIL
    duration = f'AND({rest}="月",OR({begins(clean, UPWARD)},{at.NAME_UNIT}<>""))'
    return f"AND({is_date(clean, rest, DEADLINES)},NOT({duration}))"


def target_number() -> str:
    """The number as written, or the serial number of the date; else empty."""
    return choose(
        f"{at.TARGET_CLEAN}={quoted(AS_MADE)}",
        f'IF({packed(3, NUMBER_WIDTH)}="","",{bound(0)})',
        f"{at.TARGET_CLEAN}={quoted(A_NUMBER)}",
        at.TARGET,
        holds_date(at.TARGET_DIGITS),
        day(at.TARGET_TAIL, at.TARGET_DIGITS),
        number(at.TARGET_DIGITS),
    )


def target_unit() -> str:
    """Where the unit stands (``(`` in the name), its scale, its base: ``_万人``, ``(%``, ``__``."""
    clean, rest = at.TARGET_CLEAN, at.TARGET_TAIL
    named = f'SUBSTITUTE({at.NAME_UNIT},")","")'
    has_scale = begins(rest, "万亿")
    base = f"IF({has_scale},MID({rest},2,20),{rest})"
    own = choose(
        listed_in(rest, "%", "‰"),
        f'"_"&{rest}',
        f"AND({has_scale},LEN({rest})=1)",
        f'IF({at.NAME_UNIT}="","_"&{rest},{quoted(DOUBT)})',
        listed(base, at.UNITS),
        f'IF({has_scale},"_","__")&{rest}',
        quoted(DOUBT),
    )
    named_base = f"MID({named},2,20)"
    in_name = choose(
        f'OR({named}="",LEN({named})>12,NOT(EXACT(LEFT({at.NAME_UNIT},LEN({named})),{named})))',
        '"__"',
        listed_in(named, "%", "‰"),
        f'"("&{named}',
        begins(named, "万亿"),
        f'IF(OR(LEN({named})=1,{listed(named_base, at.UNITS)}),"("&{named},{quoted(DOUBT)})',
        listed(named, at.UNITS),
        f'"(_"&{named}',
        begins(named, "百千十%‰"),
        quoted(DOUBT),
        f'"(_"&{named}',
    )
    return choose(
        f"{clean}={quoted(AS_MADE)}",
        f"MID({at.TARGET_CODE},{3 + 2 * NUMBER_WIDTH},20)",
        f"OR(NOT(ISNUMBER({at.TARGET_NUMBER})),{holds_date(at.TARGET_DIGITS)})",
        '"__"',
        f'{rest}=""',
        in_name,
        own,
    )


def direction() -> str:
    """The sign of a number; else 日 for a date, 文 for words, 空, or ``？`` when in doubt."""
    clean, rest, value = at.TARGET_CLEAN, at.TARGET_TAIL, at.TARGET_NUMBER
    typed = f"{clean}={quoted(A_NUMBER)}"
    # A date typed into a cell is a number too, and 95% typed so is 0.95.
    serial = f"AND({typed},{value}>={FIRST_SERIAL},{value}<={LAST_SERIAL},{value}=INT({value}))"
    percent = f'AND({typed},LEFT({at.TARGET_UNIT},2)="(%",{value}<=1.5)'
    wordless = any_of(
        f"NOT(EXACT({rest},{clean}))",
        begins(clean, PUNCTUATION),
        begins(clean, "一二两三四五六七八九十"),
        has_any(clean, (*"年月季", "百分")),
    )
    return choose(
        f"{clean}={quoted(AS_MADE)}",
        f"MID({at.TARGET_CODE},2,1)",
        f'OR({clean}="",{listed_in(clean, "无")},{listed(clean, at.NOTHING)})',
        quoted(EMPTY),
        f"NOT(ISNUMBER({value}))",
        f"IF({wordless},{quoted(DOUBT)},{quoted(WORDS)})",
        holds_date(at.TARGET_DIGITS),
        quoted(DATE),
        serial,
        f"IF(MID({at.TARGET_CODE},2,1)={quoted(DATE)},{quoted(DATE)},{quoted(DOUBT)})",
        any_of(f"{at.TARGET_UNIT}={quoted(DOUBT)}", percent, _may_be_date()),
        quoted(DOUBT),
        _sign(clean),
    )


def _may_be_date() -> str:
    """Whether a bare number could be a date: 2020.12, 20201231; more of them in a time limit."""
    value, unit = at.TARGET_NUMBER, at.TARGET_UNIT
    bare = f'OR({unit}="__",AND(LEFT({unit},2)="(_",RIGHT({unit},1)<>"元"))'
    digits = any_of(
        f"AND({value}>=1000,{value}<3000,{value}<>INT({value}))",
        f"AND({value}>=19000000,{value}<21000000)",
        f'AND({unit}="(_年",{value}>=1900,{value}<2100)',
    )
    timely = f"AND({has_any(at.NAME, _TIMELY_NAME)},OR({value}<>INT({value}),{value}>999))"
    year = f'AND({at.TARGET_TAIL}="年",{value}>=1000)'
    return f"OR(AND({bare},OR({digits},{timely})),{year})"


def _sign(clean: str) -> str:
    """The one sign that the signs before and the words behind a number make."""
    doubt = quoted(DOUBT)
    return choose(
        f'RIGHT({clean},1)="↑"',
        f'IF({begins(clean, DOWNWARD)},{doubt},IF(LEFT({clean},1)=">",">","≥"))',
        f'RIGHT({clean},1)="↓"',
        f'IF({begins(clean, UPWARD)},{doubt},IF(LEFT({clean},1)="<","<","≤"))',
        begins(clean, SIGNS),
        f"LEFT({clean},1)",
        '"="',
    )

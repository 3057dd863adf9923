"""Formulas that bring the number of an edited actual into the unit of its target.

As :mod:`perfxl.core.conversion`, but wherever that one weighs what a person may have meant,
a formula says ``？``: it sees neither the formats of cells nor the reasons.
"""

from __future__ import annotations

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
    AS_MADE,
    DOUBT,
    DOWNWARD,
    FIRST_SERIAL,
    LAST_SERIAL,
    NUMERIC,
    RANGE,
    UPWARD,
)

_SCALES = "万亿%‰"
_RATE_NAME = ("率", "满意", "比例", "占比", "比重", "覆盖", "百分", "%")
_POINTED = ("节", "压", "降", "减", "偏", "误差")  # a fall of -12%?
_CHANGING = (*_POINTED, *"增涨提升超")  # one of 95%?
_SHARE = "率度比"
_BOTH = f"AND(ISNUMBER({at.ACTUAL_NUMBER}),ISNUMBER({at.FACTOR}))"
_DOUBT = quoted(DOUBT)


def factor() -> str:
    """The actual's unit in units of the target's, as 1, 10000 or 0.01.

    异 is a unit that cannot be compared, ``？`` a text that is no known unit.
    """
    rest, unit = at.ACTUAL_TAIL, at.TARGET_UNIT
    has_scale, base = begins(rest, "万亿"), f"MID({unit},3,20)"
    own = f"IF({has_scale},MID({rest},2,20),{rest})"
    ratio = listed_in(rest, "%", "‰")
    target_scale, actual_scale = _scale(f"MID({unit},2,1)"), _scale(f'LEFT({rest}&"_",1)')
    target_ratio = f"ISNUMBER(FIND(MID({unit},2,1),{quoted('%‰')}))"
    whole = f'SUBSTITUTE(MID({unit},2,20),"_","")'
    return choose(
        f"{at.ACTUAL_CLEAN}={quoted(AS_MADE)}",
        '""',
        f"OR(LEN({unit})<2,{_is_dated(rest)})",
        _DOUBT,
        f'OR({rest}="",EXACT({rest},{whole}))',
        f'IF({rest}="",1/{target_scale},1)',
        ratio,
        f'IF(AND({base}="",{target_scale}<=1),{actual_scale}/{target_scale},"异")',
        f'AND({own}<>"",NOT({listed(own, at.UNITS)}))',
        _DOUBT,
        f'AND(NOT({target_ratio}),OR({own}="",{base}="",EXACT({own},{base})))',
        f"{actual_scale}/{target_scale}",
        '"异"',
    )


def _is_dated(rest: str) -> str:
    """Whether a number with this unit may be a date: 2020年, 12.31日, 3季度."""
    value = f"SUM({at.ACTUAL_NUMBER})"
    year = f'AND({rest}="年",{value}>=1000)'
    day_of_month = f'AND({rest}="日",{value}<>INT({value}))'
    return f"OR({listed_in(rest, '季', '季度', '号')},{year},{day_of_month})"


def _scale(character: str) -> str:
    found = f"IFERROR(FIND({character},{quoted(_SCALES)}),0)"
    return f"CHOOSE(1+{found},1,10000,100000000,0.01,0.001)"


def converted() -> str:
    """The number of an edited actual as its unit says, in the unit of the target."""
    return f'IF({_BOTH},ROUND({at.ACTUAL_NUMBER}*{at.FACTOR},12),"")'


def measured() -> str:
    """The number of an edited actual as it is compared with a number.

    What is left out on one side goes by nearness as in :mod:`perfxl.core.conversion`, with
    every doubtful margin left to a person.
    """
    value, bound, rate, bare = at.ACTUAL_NUMBER, at.TARGET_NUMBER, at.FACTOR, f'{at.ACTUAL_TAIL}=""'
    shared_gap, literal_gap = _gap(value, bound), _gap(at.CONVERTED, bound)
    in_name = choose(
        f"OR({rate}=1,{bound}=0)",
        value,
        f"OR({bound}<0,{value}<0,{at.DIRECTION}={quoted(RANGE)})",
        _DOUBT,
        f"AND({shared_gap}>10,{literal_gap}<=1.5)",
        _DOUBT,
        value,
    )
    return choose(
        f"NOT(AND(ISNUMBER({value}),{begins(at.DIRECTION, NUMERIC)}))",
        '""',
        f'OR({rate}={_DOUBT},{at.DOUBTFUL}<>"")',
        _DOUBT,
        f"{value}=0",
        "0",
        f'{rate}="异"',
        _DOUBT,
        f'AND({bare},LEFT({at.TARGET_UNIT},1)="(")',
        in_name,
        f"{rate}=1",
        value,
        f"OR({bound}<=0,{value}<0,{at.DIRECTION}={quoted(RANGE)})",
        _DOUBT,
        f"AND({bare},{rate}>1)",
        _percent_left_out(shared_gap, literal_gap),
        f'AND({at.TARGET_UNIT}="__",{rate}<1)',
        _percent_added(shared_gap, literal_gap),
        f'OR({bare},{at.TARGET_UNIT}="__")',
        _scale_on_one_side(shared_gap, literal_gap),
        f"IF({literal_gap}<999,{at.CONVERTED},{_DOUBT})",
    )


def _fraction() -> str:
    low, high = f"{at.CONVERTED}>=0.1*{at.TARGET_NUMBER}", f"{at.CONVERTED}<=1.5*{at.TARGET_NUMBER}"
    return f"{low},{high}"


def _percent_left_out(shared_gap: str, literal_gap: str) -> str:
    """Target 95%, actual 95 or 0.95."""
    value = at.ACTUAL_NUMBER
    return choose(
        f"{shared_gap}*1.000001<{literal_gap}",
        f"IF(AND(ISNUMBER({at.ACTUAL}),{value}<=1.5),{_DOUBT},{value})",
        f"IF(AND({_fraction()}),{at.CONVERTED},{_DOUBT})",
    )


def _percent_added(shared_gap: str, literal_gap: str) -> str:
    """Target 95 or 0.95, actual 95%."""
    value, bound = at.ACTUAL_NUMBER, at.TARGET_NUMBER
    return choose(
        f"{literal_gap}*1.000001<{shared_gap}",
        f"IF(AND({bound}<=1.5,{_fraction()}),{at.CONVERTED},{_DOUBT})",
        f"{shared_gap}*1.000001<{literal_gap}",
        f"IF(OR({value}={bound},{_is_rate()}),{value},{_DOUBT})",
        _DOUBT,
    )


def _scale_on_one_side(shared_gap: str, literal_gap: str) -> str:
    """320万 beside 260.3, 1.4万人 beside 14000."""
    value, bound, scaled = at.ACTUAL_NUMBER, at.TARGET_NUMBER, at.CONVERTED
    crossed = f"SIGN({value}-{bound})<>SIGN({scaled}-{bound})"
    return choose(
        f"{shared_gap}<={literal_gap}",
        f"IF(AND({crossed},{shared_gap}>10),{_DOUBT},{value})",
        f"IF(AND({crossed},{literal_gap}>10),{_DOUBT},{scaled})",
    )


def _gap(value: str, bound: str) -> str:
    """The factor between two positive numbers."""
    return f"MAX({value}/{bound},{bound}/{value})"


def _points_away() -> str:
    """Whether the actual's own sign leaves open if the target is met."""
    kind, clean = at.DIRECTION, at.ACTUAL_CLEAN
    return any_of(
        f"AND({begins(kind, UPWARD)},{begins(clean, DOWNWARD)})",
        f"AND({begins(kind, DOWNWARD)},{begins(clean, UPWARD)})",
        f"AND({begins(kind, '=～')},{begins(clean, '<')})",
        begins(clean, ">"),  # of which a smaller number than wanted may be enough
    )


def _is_rate() -> str:
    """Whether the name names a part of a whole."""
    return any_of(has_any(at.NAME, _RATE_NAME), f'RIGHT({at.NAME},1)="度"')


def doubtful() -> str:
    """``？`` where a number may mean another: its sign points away, or its size is odd.

    One side seems to be 0.95 and the other 95, or a date was typed for a number.  95% typed
    into a cell is the number 0.95, a date its serial number; only the format of the cell
    tells them apart, which no formula sees.
    """
    value, bound, cell = at.ACTUAL_NUMBER, at.TARGET_NUMBER, f"ISNUMBER({at.ACTUAL})"
    edited = f"AND(ISNUMBER({at.TARGET}),{at.TARGET_CLEAN}<>{quoted(AS_MADE)})"
    far, scaled_far = (f"OR({it}>3*{bound},{bound}>3*{it})" for it in (value, at.CONVERTED))
    percent_named = f'LEFT({at.TARGET_UNIT},2)="(%"'
    odd = any_of(
        f"AND({at.FACTOR}=1,{value}>0,{bound}>0,OR({cell},{percent_named},{_is_rate()}),"
        f"OR(AND(151*{value}>={bound},100*{value}<=1.51*{bound}),"
        f"AND(3.01*{value}>=200*{bound},{value}<=151*{bound})))",
        f"AND({cell},{at.FACTOR}=1,{value}>0,{value}<1.5,{value}<>1,{bound}>10*{value})",
        f"AND({cell},{value}>0,{value}<=1.5,{percent_named})",
        f"AND({cell},{value}>={FIRST_SERIAL},{value}<={LAST_SERIAL},{value}=INT({value}),{far},{scaled_far})",
        f"AND({edited},{bound}>0,{bound}<=1.5,{value}>10*{bound})",
        f"AND({value}<0,{has_any(at.NAME, _POINTED)})",
        f'AND({bound}<0,{at.DIRECTION}="=",{value}<>{bound})',
        f"AND({value}>=50,{value}>1.2*{bound},{has_any(at.NAME, _CHANGING)},"
        f"OR({has_any(at.TARGET_UNIT, '%‰')},{has_any(at.NAME, _SHARE)}))",
    )
    return choose(
        f"NOT(AND(ISNUMBER({value}),{begins(at.DIRECTION, NUMERIC)}))",
        '""',
        _points_away(),
        _DOUBT,
        f"ISNUMBER({at.CONVERTED})",
        f'IF({odd},{_DOUBT},"")',
        '""',
    )

"""Formulas that score a row: its share of the weight, its score, what is missing.

The rules are those of :mod:`perfxl.core.ruling` and :mod:`perfxl.core.comparison`, with the
rulebook's values as constants.  Every quotient is rounded to 12 decimals before the score is
rounded half up, because binary 15 × 0.555 is a little less than 8.325.
"""

from __future__ import annotations

import re

from perfxl.core.evaluation import Attainment
from perfxl.core.judgement import Judgement
from perfxl.core.quantity import plain
from perfxl.core.rulebook import CostDirection, LowerRule, Rulebook
from perfxl.core.scoring import UNWEIGHABLE
from perfxl.forms.native import columns as at
from perfxl.forms.native import vocabulary
from perfxl.forms.native.actual import BLANK
from perfxl.forms.native.syntax import (
    any_of,
    begins,
    choose,
    has,
    has_any,
    listed,
    quoted,
    replaced,
)
from perfxl.forms.native.target import (
    AS_MADE,
    DATE,
    DOUBT,
    DOWNWARD,
    EMPTY,
    RANGE,
    UNREADABLE,
    UPWARD,
    WORDS,
    WRONG_DATE,
    bound,
)

SPENT, INCURRED, SAVED = "本", "量", "省"
"""First character of a packed reading of a cost: what is spent, of which 0 says that nothing was
done; harm, of which none is best; or what is compared as it is written, as a saving."""
COSTS = SPENT + INCURRED + SAVED

_COST = begins(at.COST, SPENT + INCURRED)
# Words in a name beside which only the core tells the three apart, as perfxl.core.name does.
_NAMED = re.findall(
    r"\S+",
    """
    节 压 减 降 缩 增 涨 提高 升 超 偏 误差 投诉 事故 影响 污染 排放 扬尘 噪 扰民 纠纷 上访 损
    破坏 伤亡 浪费 处罚 违 占 闲置 空置 差错 返工 拥堵 故障 延误
    """,
)

UNDECIDED = Judgement.UNDECIDED.value
"""What a score cell shows that a person must decide; SUM skips it."""

# The texts of 提示, most urgent first.
ASPECT_CHANGED = "请核对二级指标（成本指标越低越好）"
NO_WEIGHT = "缺分值"
BAD_WEIGHT = "分值应是不小于0的数，不能是文本"
BAD_AWARDED = "核定得分应是数"
AWARDED_OUT_OF_RANGE = "核定得分不在0和分值之间"
NO_TARGET = "缺指标值"
DOUBTFUL_TARGET = "公式不认这种指标值，请核对写法或填核定得分"
CORRECT_DATE = "日期有误，请更正"
NO_ACTUAL = "缺完成值"
DOUBTFUL_ACTUAL = "公式不认这种完成值，请核对写法或填核定得分"
UNREAD_ACTUAL = "完成值不能自动识别，请核对写法或填核定得分"
CHOOSE = "请选择完成情况"
LATE = "晚于时限，请选择完成情况或填核定得分"
NO_REASON = "缺偏差原因"
FAR_EXCEEDED = "远超指标值，请说明原因"
COST_AT_LEAST = "成本指标应写≤"


def cost_as_made() -> str:
    """The kind of cost as the core found it when the form was made, ``？`` when in doubt.

    In a form 二级指标 is merged over several rows, so only the first sees its own label; the
    others are in doubt once no row has that label any more.
    """
    changed = f'AND([i.aspect]<>"",NOT(EXACT([i.aspect],{at.ASPECT})))'
    vanished = f'AND({at.ASPECT}<>"",COUNTIF([[i.aspect]],{at.ASPECT})=0)'
    return choose(
        f"OR({changed},{vanished})",
        quoted(DOUBT),
        begins(at.TARGET_CODE, COSTS),
        _kind_of_cost(),
        '""',
    )


def _kind_of_cost() -> str:
    """The kind that was found; of an edited target, spent unless its name may say otherwise."""
    return choose(
        f"AND({at.TARGET_CLEAN}={quoted(AS_MADE)},{begins(at.TARGET_CODE, COSTS)})",
        f"LEFT({at.TARGET_CODE},1)",
        has_any(at.NAME, _NAMED),
        quoted(DOUBT),
        quoted(SPENT),
    )


def cost_by_label(rulebook: Rulebook) -> str:
    """The same by the labels in the row itself, as :meth:`Rulebook.is_cost` finds it."""
    aspect, dimension = (
        replaced(label, ((" ", ""), ("指标", ""))) for label in ("[i.aspect]", "[i.dimension]")
    )
    costs, others = vocabulary.cost_labels(rulebook)
    by_dimension = f'AND([i.aspect]="",{listed(dimension, quoted(costs))})'
    return choose(
        f"OR({listed(aspect, quoted(costs))},{by_dimension})",
        _kind_of_cost(),
        listed(aspect, quoted(others)),
        '""',
        f"OR({has('[i.aspect]', '成本')},{has('[i.dimension]', '成本')})",
        quoted(DOUBT),
        '""',
    )


def share(rulebook: Rulebook) -> str:
    """得分率, from 0 to 1; empty when something is missing, 待确定 when a person must decide."""
    kind, reached, chosen = at.DIRECTION, at.READING, at.ATTAINMENT
    undecided = quoted(UNDECIDED)
    words = begins(kind, WORDS + UNREADABLE)
    judged = f'IF({chosen}="",{reached},{chosen})'
    timely = choose(
        f"{reached}<={at.TARGET_NUMBER}",
        "1",
        f'{chosen}=""',
        plain(rulebook.late_ratio),
        _band(rulebook, chosen, undecided),
    )
    return choose(
        f"{kind}={quoted(EMPTY)}",
        '""',
        any_of(
            f"{at.COST}={quoted(DOUBT)}",
            begins(kind, DOUBT + WRONG_DATE),
            f"AND(NOT(ISNUMBER({reached})),{begins(reached, DOUBT + WRONG_DATE)})",
            f"AND({reached}={quoted(UNREADABLE)},NOT({words}))",
        ),
        undecided,
        f"ISNUMBER({reached})",
        f"IF({kind}={quoted(DATE)},{timely},{_numeric(rulebook)})",
        f"AND({reached}={quoted(BLANK)},NOT({words}))",
        '""',
        _band(rulebook, judged, f'IF({judged}={quoted(BLANK)},"",{undecided})'),
    )


def _band(rulebook: Rulebook, judged: str, otherwise: str) -> str:
    branches = [
        part
        for attainment in Attainment
        for part in (
            f"{judged}={quoted(attainment.value)}",
            plain(rulebook.band(attainment).proposed),
        )
    ]
    return choose(*branches, otherwise)


def _numeric(rulebook: Rulebook) -> str:
    kind, low = at.DIRECTION, at.TARGET_NUMBER
    high = f"IF({kind}={quoted(RANGE)},{bound(1)},{low})"
    reached = f"IF({low}<0,{at.READING},MAX(0,{at.READING}))"
    below = f"IF({low}<=0,0,{reached}/{low})"
    over = f"{high}/{reached}"
    if rulebook.lower_rule is LowerRule.LINEAR:
        over = f"MAX(0,2*{high}-{reached})/{high}"
    at_most = choose(
        f"{reached}<{high}",
        "1",
        f"{reached}={high}",
        f'IF(AND({kind}="<",{high}<=0),0,1)',
        f"IF({high}<=0,0,{over})",
    )
    lower = [begins(kind, DOWNWARD), f"AND({kind}={quoted(RANGE)},{reached}>={low})"]
    if rulebook.cost_direction is CostDirection.LOWER:
        lower.append(_COST)
    strict = f'AND({kind}=">",{reached}={low},{low}<=0)'
    zero = f'AND({kind}="=",{reached}>{low},{low}=0)'
    spent = f"{at.COST}={quoted(SPENT)}"
    return choose(
        f"AND({spent},{at.READING}<=0,{high}>0)",
        "0",
        any_of(*lower),
        at_most,
        f"{reached}<{low}",
        below,
        f"IF(OR({strict},{zero}),0,1)",
    )


def points(weight: str, part: str, digits: int) -> str:
    """Weight × part, rounded half up."""
    return f"ROUND(ROUND({weight}*{part},12),{digits})"


def _is_weight(cell: str) -> str:
    return f"AND(ISNUMBER({cell}),SUM({cell})>=0,SUM({cell})<{UNWEIGHABLE})"


def _is_awarded(cell: str) -> str:
    return f"AND(ISNUMBER({cell}),ABS(SUM({cell}))<{UNWEIGHABLE})"


def rule_score(rulebook: Rulebook) -> str:
    """What the rulebook gives; empty or 待确定 when there is no score."""
    return choose(
        f'{at.WEIGHT}=""',
        '""',
        f"NOT({_is_weight(at.WEIGHT)})",
        quoted(UNDECIDED),
        f"ISNUMBER({at.SHARE})",
        points(at.WEIGHT, at.SHARE, rulebook.digits),
        at.SHARE,
    )


def score(rulebook: Rulebook, rule: str) -> str:
    """The score that counts: the awarded one, rounded, else the rule's."""
    return choose(
        f'{at.AWARDED}=""',
        rule,
        _is_awarded(at.AWARDED),
        f"ROUND({at.AWARDED},{rulebook.digits})",
        quoted(UNDECIDED),
    )


NOT_HEARD = "　。.—"  # "无。" says what "无" says, and "————" nothing


def no_reason() -> str:
    """Whether 偏差原因 says nothing that could be a reason."""
    empty = quoted(vocabulary.no_reasons())
    said = at.NOTE
    for mark in NOT_HEARD:
        said = f'SUBSTITUTE({said},{quoted(mark)},"")'
    return f"OR(ISNUMBER({at.NOTE}),{listed(f'TRIM({said})', empty)})"


def lost() -> str:
    """Whether points were lost: compared before rounding, as 3.33 of 3.333 has lost nothing."""
    earned = f"ISNUMBER({at.SHARE}),SUM({at.SHARE})<1"
    awarded = f"ISNUMBER({at.AWARDED}),SUM({at.AWARDED})<SUM({at.WEIGHT})"
    return f'AND(SUM({at.WEIGHT})>0,OR(AND({awarded}),AND({at.AWARDED}="",{earned})))'


def status(rulebook: Rulebook) -> str:
    """提示: the most urgent thing that is missing in the row; empty when nothing is."""
    kind, reached = at.DIRECTION, at.READING
    undecided = f"NOT(ISNUMBER({at.SCORE}))"
    far = f"ROUND({plain(rulebook.over_threshold)}*SUM({at.TARGET_NUMBER}),9)"
    upward = f"{begins(kind, UPWARD + '=')},NOT({_COST})"
    if rulebook.cost_direction is CostDirection.AS_WRITTEN:
        upward = begins(kind, UPWARD + "=")
    late = choose(
        f'AND({kind}={quoted(DATE)},{at.ATTAINMENT}="",{at.AWARDED}="")',
        f"SUM({reached})>SUM({at.TARGET_NUMBER})",
        "FALSE",
    )
    wrong_date = f"OR({kind}={quoted(WRONG_DATE)},{reached}={quoted(WRONG_DATE)})"
    exceeded = f"ISNUMBER({reached}),SUM({at.TARGET_NUMBER})>0,SUM({reached})>={far}"
    branches = [
        f"{at.COST}={quoted(DOUBT)}", ASPECT_CHANGED,
        f'{at.WEIGHT}=""', NO_WEIGHT,
        f"NOT({_is_weight(at.WEIGHT)})", BAD_WEIGHT,
        f'AND({at.AWARDED}<>"",NOT({_is_awarded(at.AWARDED)}))', BAD_AWARDED,
        f"OR(SUM({at.AWARDED})<0,SUM({at.AWARDED})>{at.WEIGHT})", AWARDED_OUT_OF_RANGE,
        f"AND({undecided},{kind}={quoted(EMPTY)})", NO_TARGET,
        f"AND({undecided},{kind}={quoted(DOUBT)})", DOUBTFUL_TARGET,
        f"AND({undecided},{wrong_date})", CORRECT_DATE,
        f"AND({undecided},{reached}={quoted(BLANK)})", NO_ACTUAL,
        f"AND({undecided},{reached}={quoted(DOUBT)})", DOUBTFUL_ACTUAL,
        f"AND({undecided},{reached}={quoted(UNREADABLE)})", UNREAD_ACTUAL,
        undecided, CHOOSE,
        late, LATE,
        f"AND({lost()},{no_reason()})", NO_REASON,
        f"AND({upward},{exceeded},{no_reason()})", FAR_EXCEEDED,
        f"AND({_COST},{begins(kind, UPWARD)})", COST_AT_LEAST,
    ]  # fmt: skip
    texts = [text if place % 2 == 0 else quoted(text) for place, text in enumerate(branches)]
    return choose(*texts, '""')

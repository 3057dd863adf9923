"""Formulas outside the rows: execution rate, funds, totals, grade, what the form lacks."""

from __future__ import annotations

from perfxl.core.evaluation import AMOUNT_COLUMNS, FUND_ROWS
from perfxl.core.quantity import plain
from perfxl.core.rulebook import Rulebook
from perfxl.core.scoring import UNWEIGHABLE
from perfxl.forms.native.scoring import UNDECIDED, points
from perfxl.forms.native.syntax import choose, quoted

NO_RATE = "—"
"""What stands in place of the execution rate of a budget of 0."""

INCOMPLETE = "未评完"
"""What stands in place of the grade until every score is decided."""

# The texts of the form's 提示, most urgent first.
NO_BUDGET = "缺全年预算数"
NO_EXECUTED = "缺全年执行数"
TEXT_BUDGET = "全年预算数不是数（是文本，请重新输入数字）"
TEXT_EXECUTED = "全年执行数不是数（是文本，请重新输入数字）"
AMOUNTS = (NO_BUDGET, TEXT_BUDGET, NO_EXECUTED, TEXT_EXECUTED)
FUNDS_DIFFER = "资金分项之和与总额不符"
OPEN_SCORES = "有得分未确定，总分未评完"
ZERO_BUDGET = "全年预算数为0，无法计算执行率"

BUDGET, EXECUTED = "[funding.total.annual_budget]", "[funding.total.executed]"
_, *_SOURCES = FUND_ROWS.values()
COLUMNS = tuple(AMOUNT_COLUMNS.values())


def weights_off(rulebook: Rulebook) -> str:
    """The text that says that the weights do not add up."""
    return f"分值合计不是{plain(rulebook.total_weight)}"


def execution_rate(budget: str = BUDGET, executed: str = EXECUTED) -> str:
    """Executed ÷ annual budget, not rounded; — of a budget of 0, :func:`_open` without amounts."""
    return choose(
        f"NOT(ISNUMBER({budget}))",
        _open(budget),
        f"{budget}=0",
        quoted(NO_RATE),
        f"NOT(ISNUMBER({executed}))",
        _open(executed),
        f"{executed}/{budget}",
    )


def _open(amount: str) -> str:
    """What a result shows of an ``amount`` that is no number: 待确定 of a text, else nothing."""
    return f'IFERROR(IF({amount}="","",{quoted(UNDECIDED)}),"")'


def execution_score(
    rulebook: Rulebook,
    budget: str = BUDGET,
    executed: str = EXECUTED,
    weight: str = "[execution.weight]",
) -> str:
    """Weight × execution rate, at most the weight; :func:`_open` while an amount is none."""
    own = execution_weight(rulebook, weight)
    return choose(
        f'AND({weight}<>"",NOT(ISNUMBER({weight})))',
        quoted(UNDECIDED),
        f"OR({own}<0,{own}>={UNWEIGHABLE})",
        quoted(UNDECIDED),
        f"NOT(ISNUMBER({budget}))",
        _open(budget),
        f"{budget}<0",
        quoted(UNDECIDED),
        f"{budget}=0",
        points(own, plain(rulebook.zero_budget), rulebook.digits),
        f"NOT(ISNUMBER({executed}))",
        _open(executed),
        points(own, f"MAX(0,MIN(1,{executed}/{budget}))", rulebook.digits),
    )


def execution_weight(rulebook: Rulebook, weight: str = "[execution.weight]") -> str:
    """分值 of 预算执行率: the rulebook's where the form gives none."""
    return f'IF({weight}="",{plain(rulebook.execution_weight)},{weight})'


def weight_total(rulebook: Rulebook) -> str:
    """The sum of all weights that are numbers."""
    default = plain(rulebook.execution_weight)
    return f'ROUND(SUM([i.weight],[execution.weight])+IF([execution.weight]="",{default},0),9)'


def score_total(rulebook: Rulebook) -> str:
    """The rounded sum of the scores that are there."""
    return f"ROUND(SUM([i.score],[execution.score]),{rulebook.digits})"


def is_complete() -> str:
    """Whether every score is decided."""
    return "AND(ISNUMBER([execution.score]),COUNT([i.score])=ROWS([i.score]))"


def grade(rulebook: Rulebook) -> str:
    """The grade of the total; 未评完 while a score is open."""
    return f"IF({is_complete()},{graded('[total.score]', rulebook)},{quoted(INCOMPLETE)})"


def graded(total: str, rulebook: Rulebook) -> str:
    """The grade of a total that is a number."""
    branches = [
        part
        for each in rulebook.grades[:-1]
        for part in (f"{total}>={plain(each.bound)}", quoted(each.name))
    ]
    return choose(*branches, quoted(rulebook.grades[-1].name))


def funds_differ(column: str) -> str:
    """Whether the sources in ``column`` do not add up to the total, all of them being numbers."""
    total = f"[funding.total.{column}]"
    parts = [f"[funding.{source}.{column}]" for source in _SOURCES]
    given = ",".join(parts)
    filled = "+".join(f'({part}<>"")' for part in parts)
    return (
        f"AND(SUM({total})<>0,COUNT({given})>0,COUNT({given})={filled},"
        f"ROUND(SUM({given})-SUM({total}),6)<>0)"
    )


def amounts_missing(budget: str = BUDGET, executed: str = EXECUTED) -> tuple[str, ...]:
    """Conditions and texts for :func:`.syntax.choose`: both amounts are there, as numbers."""
    return (
        f'{budget}=""',
        quoted(NO_BUDGET),
        f"NOT(ISNUMBER({budget}))",
        quoted(TEXT_BUDGET),
        f'{executed}=""',
        quoted(NO_EXECUTED),
        f"NOT(ISNUMBER({executed}))",
        quoted(TEXT_EXECUTED),
    )


def has_no_rate(
    rulebook: Rulebook, budget: str = BUDGET, weight: str = "[execution.weight]"
) -> str:
    """Whether a budget of 0 leaves 预算执行率, which has a weight, without a rate."""
    return f"AND({budget}=0,{execution_weight(rulebook, weight)}<>0)"


def form_status(rulebook: Rulebook) -> str:
    """The most urgent thing that is wrong with the form as a whole; empty when nothing is."""
    total = plain(rulebook.total_weight)
    return choose(
        *amounts_missing(),
        f"OR({','.join(funds_differ(column) for column in COLUMNS)})",
        quoted(FUNDS_DIFFER),
        f"ROUND([total.weight],6)<>{total}",
        quoted(weights_off(rulebook)),
        f"NOT({is_complete()})",
        quoted(OPEN_SCORES),
        has_no_rate(rulebook),
        quoted(ZERO_BUDGET),
        '""',
    )

"""Formulas of a master workbook: per project over the rows of 指标, and their cached values.

Rows ``p`` are those of 项目, rows ``i`` those of 指标.  Project numbers are compared with
``=`` inside SUMPRODUCT: COUNTIFS and SUMIFS would take "01" for 1, "*" for anything, and
numbers of more than 15 digits for each other.  What is compared and added up there never is
an error: a "#NAME?" in one row would be the total of every project.
"""

from __future__ import annotations

from decimal import Decimal

from perfxl.core.evaluation import Evaluation
from perfxl.core.quantity import plain
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Scorecard
from perfxl.forms.native import scoring, totals
from perfxl.forms.native.form import live_form
from perfxl.forms.native.row import Value
from perfxl.forms.native.syntax import choose, quoted

NO_NAME = "缺项目名称"
NO_INDICATORS = "没有指标"
UNKNOWN_PROJECT = "项目编号不在“项目”表中"
# The formula knows fewer notations than the program: 约100, 1-2次.
BROKEN = "有错误值（#NAME? 之类），请改正"
READ_LATER = "公式不认这种指标值，生成自评表时程序再读一遍"
READ_LATER_ACTUAL = "公式不认这种完成值，生成自评表时程序再读一遍"

_BUDGET, _EXECUTED = "[p.annual_budget]", "[p.executed]"
_WEIGHT, _EXECUTION = "[p.execution_weight]", "[p.execution_score]"
# As texts: a number pasted into a column of texts is the same project to the program.
_MINE = '--([[i.project_key]]=[p.code]&"")'
# A text is greater than any number; ISNUMBER sees one cell only in Gnumeric and formualizer.
_COMPLETE = f"AND(ISNUMBER({_EXECUTION}),SUMPRODUCT({_MINE},--([[i.score]]<1E+300))=[p.indicators])"


def project_formulas(rulebook: Rulebook) -> dict[str, str]:
    """``project_indicators`` (how many), ``project_weights``, ``project_rate``,
    ``project_execution``, ``project_points`` (the sum of its indicators' scores),
    ``project_total``, ``project_grade``, ``project_status`` of a row of 项目, and
    ``project_name``, ``project_key`` (the number of its project as a text) and
    ``weight_number`` of a row of 指标.  All but the last are empty in an empty row.
    """  # noqa: D205 - a list of names
    own = f'IF({_WEIGHT}="",{plain(rulebook.execution_weight)},SUM({_WEIGHT}))'
    graded = totals.graded("[p.total]", rulebook)
    filled = {
        "project_indicators": f"SUMPRODUCT({_MINE})",
        "project_weights": f"ROUND(SUMPRODUCT({_MINE},[[i.weight_number]])+{own},9)",
        "project_points": f"ROUND(SUMPRODUCT({_MINE},[[i.score]]),9)",
        "project_total": f"ROUND([p.points]+SUM({_EXECUTION}),{rulebook.digits})",
        "project_grade": f"IF({_COMPLETE},{graded},{quoted(totals.INCOMPLETE)})",
        "project_status": f"IFERROR({_status(rulebook)},{quoted(BROKEN)})",
    }
    return {
        **{name: f'IF([p.code]="","",{formula})' for name, formula in filled.items()},
        "project_rate": totals.execution_rate(_BUDGET, _EXECUTED),
        "project_execution": totals.execution_score(rulebook, _BUDGET, _EXECUTED, _WEIGHT),
        "project_name": 'IF([i.code]="","",'
        'IFERROR(INDEX([[p.project]],MATCH([i.code],[[p.code]],0))&"",""))',
        "project_key": 'IFERROR([i.code]&"","")',
        "weight_number": "IFERROR(SUM([i.weight]),0)",
    }


def year() -> str:
    """The year as a person typed it on 单位与年度, by which dates are read; else empty.

    A new master has none when it is made: a constant would leave every date unread.
    """
    return 'IFERROR(VALUE(SUBSTITUTE([defaults.year],"年","")),"")'


def row_status(status: str) -> str:
    """提示 of a row of 指标: its project first, then what :func:`.scoring.status` finds.

    In a master, what the formula cannot read is not for a person to write anew: the program
    reads more, and says so when it cannot.
    """
    status = status.replace(quoted(scoring.DOUBTFUL_TARGET), quoted(READ_LATER))
    status = status.replace(quoted(scoring.DOUBTFUL_ACTUAL), quoted(READ_LATER_ACTUAL))
    # A number that is an error leaves it open whether another one is there.
    unknown = 'IFERROR(SUMPRODUCT(--([[p.code]]&""=[i.project_key]))=0,FALSE)'
    own = f'IF([i.code]="","",IF({unknown},{quoted(UNKNOWN_PROJECT)},{status}))'
    return f"IFERROR({own},{quoted(BROKEN)})"


def row_score(score: str) -> str:
    """得分 of a row of 指标: undecided where an error stands in one of the row's cells."""
    return f"IFERROR({score},{quoted(scoring.UNDECIDED)})"


def live_project(evaluation: Evaluation, card: Scorecard, rulebook: Rulebook) -> dict[str, object]:
    """The cached values of the formulas of a project's row."""
    live = live_form(evaluation, card, rulebook)
    points = sum((s.effective for s in card.indicators if s.effective is not None), Decimal(0))
    status = live.status
    if not evaluation.project:
        status = NO_NAME
    elif not evaluation.indicators and status not in totals.AMOUNTS:
        status = status if status == totals.FUNDS_DIFFER else NO_INDICATORS
    execution: Value = live.execution_score
    return {
        "indicators": len(evaluation.indicators),
        "weights": card.weight_total,
        "rate": live.execution_rate,
        "execution_score": execution,
        "points": points,
        "total": card.total,
        "grade": live.grade,
        "status": status,
    }


def _status(rulebook: Rulebook) -> str:
    """In the order of :func:`live_project`."""
    return choose(
        '[p.project]=""',
        quoted(NO_NAME),
        *totals.amounts_missing(_BUDGET, _EXECUTED),
        f"OR({','.join(map(_funds_differ, totals.COLUMNS))})",
        quoted(totals.FUNDS_DIFFER),
        "[p.indicators]=0",
        quoted(NO_INDICATORS),
        f"ROUND([p.weights]-({rulebook.total_weight}),6)<>0",
        quoted(totals.weights_off(rulebook)),
        f"NOT({_COMPLETE})",
        quoted(totals.OPEN_SCORES),
        totals.has_no_rate(rulebook, _BUDGET, _WEIGHT),
        quoted(totals.ZERO_BUDGET),
        '""',
    )


def _funds_differ(column: str) -> str:
    """As in a form, with the fields of a project's row."""
    formula = totals.funds_differ(column)
    return formula.replace("[funding.total.", "[p.").replace("[funding.", "[p.")

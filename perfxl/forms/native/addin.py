"""Formulas that ask the add-in first: ``IFERROR(PERF_SCORE(…),<native>)``.

Without the add-in PERF_SCORE is ``#NAME?``, and the native result stands.
"""

from __future__ import annotations

from collections.abc import Mapping

from perfxl.core.rulebook import Rulebook
from perfxl.forms.native import columns as at
from perfxl.forms.native import totals
from perfxl.forms.native.scoring import COSTS
from perfxl.forms.native.syntax import begins, quoted

_EXECUTION = "预算执行率"  # tells PERF_SCORE that the row is the budget's


def row_score(rulebook: Rulebook, aspect: str = at.ASPECT) -> str:
    """PERF_SCORE of a row.

    A row may be about cost by its 一级指标 alone, which PERF_SCORE is not given: it then gets
    the name of a 二级指标 that is about cost.
    """
    cost = next((known.name for known in rulebook.aspects if known.cost), None)
    if cost is not None:
        is_cost = f'OR({begins(at.COST, COSTS)},AND({aspect}="",{at.COST}<>""))'
        aspect = f"IF({is_cost},{quoted(cost)},{aspect})"
    given = ",".join((at.TARGET, at.ACTUAL, at.WEIGHT, aspect, at.ATTAINMENT))
    return f"PERF_SCORE({given},{quoted(rulebook.id)},{at.NAME},{at.YEAR})"


def preferred(udf: str, native: str) -> str:
    """The add-in's answer, else the native one; empty where the native one is empty."""
    return f'IF({at.SHARE}="","",IFERROR({udf},{native}))'


def form_formulas(rulebook: Rulebook, native: Mapping[str, str]) -> dict[str, str]:
    """The form-wide formulas with the add-in's functions before the ``native`` ones."""
    book, execution = quoted(rulebook.id), "[execution.score]"
    budget, executed = totals.BUDGET, totals.EXECUTED
    both = f"AND(ISNUMBER({budget}),ISNUMBER({executed}))"
    score = f'PERF_SCORE({budget},{executed},[execution.weight],{quoted(_EXECUTION)},"",{book})'
    asked = {
        "execution_rate": f"PERF_RATE({executed},{budget})",
        "execution_score": score,
        "score_total": f"PERF_TOTAL([i.score],{execution},{book})",
    }
    found = {name: f"IFERROR({udf},{native[name]})" for name, udf in asked.items()}
    for name in ("execution_rate", "execution_score"):
        found[name] = f"IF({both},{found[name]},{native[name]})"
    graded = f"IFERROR(PERF_GRADE([total.score],,{book}),{native['grade']})"
    found["grade"] = f"IF({totals.is_complete()},{graded},{native['grade']})"
    return found

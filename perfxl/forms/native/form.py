"""What the form-wide helper cells hold, and the cached values of the form-wide formulas."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from perfxl.core.evaluation import Amount, Attainment, Evaluation, FundRow
from perfxl.core.period import form_year
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Scorecard
from perfxl.core.scoring import UNWEIGHABLE
from perfxl.forms.native import totals, vocabulary
from perfxl.forms.native.row import Value
from perfxl.forms.native.scoring import UNDECIDED


class LiveForm(NamedTuple):
    """The form-wide helper cells; headings in :data:`.columns.FORM_HEADINGS`.

    ``execution_rate``, ``execution_score``, ``grade`` and ``status`` are the cached values of
    the formulas of these names, which show a text where the core has no value.
    """

    year: Decimal | None
    units: str
    nothing: str
    met: str
    partly: str
    unmet: str
    line_break: str
    execution_rate: Value
    execution_score: Value
    grade: str
    status: str


def live_form(evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook) -> LiveForm:
    """What the form-wide helper cells of ``evaluation`` hold."""
    year = form_year(evaluation.year)
    return LiveForm(
        year=None if year is None else Decimal(year),
        **word_lists(),
        execution_rate=_rate(evaluation.funding.total, scorecard),
        execution_score=_execution(evaluation, scorecard),
        grade=totals.INCOMPLETE if scorecard.grade is None else scorecard.grade,
        status=_status(evaluation, scorecard, rulebook),
    )


def word_lists() -> dict[str, str]:
    """The lists of words that formulas look up, by field under ``live``."""
    return {
        "units": vocabulary.units(),
        "nothing": vocabulary.nothing(),
        "met": vocabulary.phrases(Attainment.MET),
        "partly": vocabulary.phrases(Attainment.PARTLY),
        "unmet": vocabulary.phrases(Attainment.UNMET),
        "line_break": "\n",  # in a cell: CHAR is not computed alike everywhere
    }


def _execution(evaluation: Evaluation, scorecard: Scorecard) -> Value:
    score = scorecard.execution
    if score.rule is not None:
        return score.rule
    given = evaluation.execution_weight
    if given is not None and (given.value is None or not 0 <= given.value < UNWEIGHABLE):
        return UNDECIDED
    total = evaluation.funding.total
    below = (_value(total.annual_budget) or 0) < 0
    return UNDECIDED if below else _open(total)


def _rate(total: FundRow, scorecard: Scorecard) -> Value:
    if scorecard.execution_rate is not None:
        return scorecard.execution_rate
    return totals.NO_RATE if _value(total.annual_budget) == 0 else _open(total)


def _open(total: FundRow) -> str:
    """What is shown while budget or executed is no number: nothing while it is missing."""
    amounts = (total.annual_budget, total.executed)
    first = next(amount for amount in amounts if _value(amount) is None)
    return "" if first is None else UNDECIDED


def _status(evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook) -> str:
    """In the order of :func:`perfxl.forms.native.totals.form_status`."""
    total = evaluation.funding.total
    checks = (
        (total.annual_budget is None, totals.NO_BUDGET),
        (_value(total.annual_budget) is None, totals.TEXT_BUDGET),
        (total.executed is None, totals.NO_EXECUTED),
        (_value(total.executed) is None, totals.TEXT_EXECUTED),
        (_differ(evaluation), totals.FUNDS_DIFFER),
        (scorecard.weight_total != rulebook.total_weight, totals.weights_off(rulebook)),
        (not scorecard.complete, totals.OPEN_SCORES),
        (not _value(total.annual_budget) and scorecard.execution.weight != 0, totals.ZERO_BUDGET),
    )
    return next((text for applies, text in checks if applies), "")


def _value(amount: Amount | None) -> Decimal | None:
    return None if amount is None else amount.value


def _differ(evaluation: Evaluation) -> bool:
    return any(
        _column_differs(total, sources) for _, total, sources in evaluation.funding.columns()
    )


def _column_differs(total: Amount | None, sources: Iterable[Amount | None]) -> bool:
    given = [source.value for source in sources if source is not None]
    values = [value for value in given if value is not None]
    whole = _value(total)
    return bool(whole and values) and len(values) == len(given) and sum(values) != whole

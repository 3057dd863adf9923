"""Results that a person changed in a form of ours, or that no longer follow from its facts.

A formula cell follows (:mod:`.shown_results` says where it does not).  What was typed over one,
and every result of a form that holds only values, is compared with what the core makes of
the form as it now stands.  Where they differ, the printed one is kept, as it is for a collected
form, and the checks speak of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from perfxl.core.evaluation import Evaluation, Evidence
from perfxl.core.quantity import decimal
from perfxl.core.rulebook import Rulebook
from perfxl.core.scoring import Scorecard, score
from perfxl.forms.grid import Grid
from perfxl.forms.stored_text import amount_at

_WEIGHT = "年度资金总额.分值"
_EXACT = Decimal("0.000001")  # a workbook's own rounding errors are far below


def with_changed_results(
    printed: Evaluation, evaluation: Evaluation, grid: Grid, rules: Rulebook
) -> Evaluation:
    """``evaluation`` with the results that were changed, as evidence and printed scores.

    Args:
        printed: the form as it stands on the sheet, with all that is printed on it.
        evaluation: the same form as it was made.
        grid: the sheet.
        rules: what it is scored by.
    """
    card = score(evaluation, rules)
    weight = amount_at(printed.place(_WEIGHT), printed.printed(_WEIGHT), grid)
    if weight is not None and (weight.value is None or differs(weight.raw, card.execution.weight)):
        evaluation = replace(evaluation, execution_weight=weight)
        card = score(evaluation, rules)
    changed = tuple(_changed(printed, card, grid))
    if not grid.formulas:
        evaluation = _with_printed_scores(printed, evaluation, card)
    return replace(evaluation, evidence=(*evaluation.evidence, *changed))


def _changed(printed: Evaluation, card: Scorecard, grid: Grid) -> Iterator[Evidence]:
    results = {
        "年度资金总额.执行率": card.execution_rate,
        "年度资金总额.得分": card.execution.effective,
        "总分.分值": card.weight_total,
        "总分.得分": card.total,
    }
    for field, result in results.items():
        text = printed.printed(field)
        follows = printed.place(field).cell in grid.formulas
        if text is not None and not follows and differs(text, result):
            yield Evidence(field, text)


def _with_printed_scores(
    printed: Evaluation, evaluation: Evaluation, card: Scorecard
) -> Evaluation:
    """All scores of a form without formulas as printed, if one of them is not the core's."""
    texts = [indicator.printed_score for indicator in printed.indicators]
    results = [result.effective for result in card.indicators]
    if not any(
        text is not None and differs(text, result)
        for text, result in zip(texts, results, strict=True)
    ):
        return evaluation
    rows = zip(evaluation.indicators, texts, strict=True)
    return replace(
        evaluation,
        indicators=tuple(replace(indicator, printed_score=text) for indicator, text in rows),
    )


def differs(text: str, result: Decimal | None) -> bool:
    """Whether a printed result is another number; a mark ("？") for a missing one is none."""
    number = decimal(text.strip().removesuffix("%"))
    if number is None:
        return result is not None
    if text.strip().endswith("%"):
        number /= 100
    return result is None or abs(number - result) > _EXACT

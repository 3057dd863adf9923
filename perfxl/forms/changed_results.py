"""Results that a person changed in a form of ours, or that no longer follow from its facts.

A formula cell follows (:mod:`.shown_results` says where it does not).  What was typed over one,
and every result of a form that holds only values, is compared with what the core makes of
the form as it now stands.  Where they differ, the printed one is kept, as it is for a collected
form, and the checks speak of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from perfxl.core.evaluation import Evaluation, Evidence
from perfxl.core.quantity import decimal
from perfxl.core.rulebook import Rulebook
from perfxl.core.scoring import Scorecard, score
from perfxl.forms.grid import Grid
from perfxl.forms.stored_text import amount_at

_WEIGHT = "年度资金总额.分值"
_EXECUTION = "年度资金总额.得分"
_TOTAL = "总分.得分"
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
    if grid.formulas:
        return _with_evidence(evaluation, printed, _changed(printed, card, grid))
    return _with_printed_scores(printed, evaluation, card, grid)


def _changed(printed: Evaluation, card: Scorecard, grid: Grid) -> Iterator[Evidence]:
    results = {
        "年度资金总额.执行率": card.execution_rate,
        _EXECUTION: card.execution.effective,
        "总分.分值": card.weight_total,
        _TOTAL: card.total,
    }
    for field, result in results.items():
        text = printed.printed(field)
        follows = printed.place(field).cell in grid.formulas
        if text is not None and not follows and differs(text, result):
            yield Evidence(field, text)


def _with_printed_scores(
    printed: Evaluation, evaluation: Evaluation, card: Scorecard, grid: Grid
) -> Evaluation:
    """All scores of a form without formulas as printed, if one of them is not the core's.

    A total is compared with the scores above it, so that both are kept or neither; a score
    that is blank where the core has one was deleted.
    """
    changed = tuple(_changed(printed, card, grid))
    texts = [indicator.printed_score for indicator in printed.indicators]
    results = [result.effective for result in card.indicators]
    same = not any(map(differs, (text or "" for text in texts), results))
    if same and _TOTAL not in {item.field for item in changed}:
        return _with_evidence(evaluation, printed, changed)
    rows = zip(evaluation.indicators, texts, strict=True)
    evaluation = replace(
        evaluation,
        indicators=tuple(indicator._replace(printed_score=text) for indicator, text in rows),
    )
    kept = {item.field: item for item in printed.evidence if item.field in (_EXECUTION, _TOTAL)}
    kept |= {item.field: item for item in changed}
    return _with_evidence(evaluation, printed, kept.values())


def _with_evidence(
    evaluation: Evaluation, printed: Evaluation, changed: Iterable[Evidence]
) -> Evaluation:
    """``evaluation`` with what its sheet shows, before what 评分依据 keeps of the same fields."""
    changed = tuple(changed)
    places = {item.field: printed.place(item.field) for item in changed}
    return replace(
        evaluation,
        evidence=(*changed, *evaluation.evidence),
        places={**evaluation.places, **places},
    )


def differs(text: str, result: Decimal | None) -> bool:
    """Whether a printed result is another number; a mark ("？") for a missing one is none."""
    number = decimal(text.strip().removesuffix("%"))
    if number is None:
        return result is not None
    if text.strip().endswith("%"):
        number /= 100
    return result is None or abs(number - result) > _EXACT

"""What a form of ours shows in the cells of its results, compared with the core.

A formula follows what stands in the form only as far as it can read it, its columns are
there and its cell is not overwritten; the file may also come from a program that computes
nothing.  What is handed in is what the cells show.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from perfxl.core.checks import results
from perfxl.core.derivation import derive
from perfxl.core.evaluation import Evaluation
from perfxl.core.finding import Finding
from perfxl.core.quantity import plain
from perfxl.core.rulebook import Rulebook
from perfxl.core.scoring import Score, Scorecard, score
from perfxl.forms.changed_results import differs
from perfxl.forms.grid import Grid
from perfxl.sheet.cell import ERRORS

_TOTAL = "总分.得分"


class _Result(NamedTuple):
    """A cell of the form: what it shows, and what it should show, as a number and in words."""

    field: str
    text: str | None
    number: Decimal | None
    words: str


def shown_otherwise(
    printed: Evaluation, evaluation: Evaluation, grid: Grid, rules: Rulebook
) -> Iterator[Finding]:
    """A finding for every result that the sheet does not show as the core has it.

    Nothing of a form without formulas, whose results are checked as those of any collected
    form; nor of formulas that were saved without results, which is a finding of its own.

    Args:
        printed: the form as it stands on the sheet, with all that is printed on it.
        evaluation: the same form as it is scored.
        grid: the sheet.
        rules: what it is scored by.
    """
    if not grid.formulas:
        return
    for field, text, number, words in _results(printed, evaluation, score(evaluation, rules)):
        where = printed.place(field)
        if not where.cell or where.cell in grid.uncached:
            continue
        typed_over = text is not None and where.cell not in grid.formulas
        if typed_over and field != _TOTAL:  # checked as what a person typed
            continue
        if text in ERRORS or differs(text or "", number):
            yield results.shown_otherwise(field, where, text=text, expected=words)


def _results(printed: Evaluation, evaluation: Evaluation, card: Scorecard) -> Iterator[_Result]:
    def result(field: str, number: Decimal | None, words: str) -> _Result:
        return _Result(field, printed.printed(field), number, words)

    execution, rate = card.execution, card.execution_rate
    percent = "没有执行率" if rate is None else f"{plain(round(rate * 100, 2))}%"
    yield result("年度资金总额.执行率", rate, percent)
    yield result("年度资金总额.得分", execution.effective, _words(execution))
    for number, (row, points) in enumerate(
        zip(printed.indicators, card.indicators, strict=True), 1
    ):
        field = f"指标{number}.得分"
        yield _Result(field, row.printed_score, points.effective, _words(points))
    yield result("总分.分值", card.weight_total, plain(card.weight_total))
    yield result(_TOTAL, card.total, plain(card.total))


def _words(points: Score) -> str:
    if points.effective is None:
        return "待确定"
    if points.awarded is not None:
        return f"{plain(points.effective)}（核定得分）"
    return f"{plain(points.effective)}（{derive(points)}）"

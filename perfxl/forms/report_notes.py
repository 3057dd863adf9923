"""其他需要说明的问题: what a reader of the report must know about how scores came about."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.core.checks.reasons import has_lost, is_reason
from perfxl.core.checks.statement import points
from perfxl.core.derivation import derive
from perfxl.core.evaluation import Evaluation, Indicator
from perfxl.core.judgement import Caution, Judgement
from perfxl.core.quantity import plain
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Score, Scorecard

_EXECUTION = "预算执行率"


def notes(evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook) -> Iterator[str]:
    """One sentence for each, in data from the evaluation and its scores only."""
    rows = list(zip(evaluation.indicators, scorecard.indicators, strict=True))
    named = [(_EXECUTION, scorecard.execution), *((_name(row), score) for row, score in rows)]
    if scorecard.weight_total != rulebook.total_weight:
        yield (
            f"分值合计为{plain(scorecard.weight_total)}分，"
            f"评分办法规定为{plain(rulebook.total_weight)}分。"
        )
    yield from (f"{name}{derive(score)}。" for name, score in named if score.rule is None)
    yield from _cautions(named)
    yield from _awarded(named)
    yield from _printed(evaluation, scorecard, rows)
    yield from _explanations(rows)


def _name(indicator: Indicator) -> str:
    """The indicator's name in quotes, unless it has quotes of its own."""
    name = " ".join((indicator.name or "（三级指标未填）").split())
    return name if "“" in name or not indicator.name else f"“{name}”"


def _cautions(named: list[tuple[str, Score]]) -> Iterator[str]:
    """What was assumed for scores that are decided, one sentence a caution."""
    subjects: dict[Caution, list[str]] = {}
    for name, score in named:
        for caution in score.cautions if score.rule is not None else ():
            subjects.setdefault(caution, []).append(name)
    yield from (f"{'、'.join(names)}：{caution.value}。" for caution, names in subjects.items())


def _awarded(named: list[tuple[str, Score]]) -> Iterator[str]:
    for name, score in named:
        if score.awarded is not None and score.rule is not None and score.effective != score.rule:
            yield (
                f"{name}按评分办法得{plain(score.rule)}分，核定得分为"
                f"{plain(score.awarded)}分，总分按核定得分计算。"
            )


def _printed(
    evaluation: Evaluation, scorecard: Scorecard, rows: list[tuple[Indicator, Score]]
) -> Iterator[str]:
    """Scores printed on a collected form that are not those of the report."""
    different = [
        f"{_name(row)}原表{plain(printed)}分、本报告{plain(score.effective)}分"
        for row, score in rows
        if score.effective is not None
        and (printed := points(row.printed_score)) is not None
        and printed != score.effective
    ]
    execution = points(evaluation.printed("年度资金总额.得分"))
    effective = scorecard.execution.effective
    if execution is not None and effective is not None and execution != effective:
        different.insert(0, f"{_EXECUTION}原表{plain(execution)}分、本报告{plain(effective)}分")
    if different:
        yield f"以下各项原表所印的得分与按评分办法计算的不同：{'；'.join(different)}。"
    total = points(evaluation.printed("总分.得分"))
    if total is not None and scorecard.complete and total != scorecard.total:
        yield f"原表所印的总分为{plain(total)}分，本报告的总分为{plain(scorecard.total)}分。"


def _explanations(rows: list[tuple[Indicator, Score]]) -> Iterator[str]:
    """What people wrote beside indicators that lost nothing; the fifth section leaves it out."""
    for row, score in rows:
        listed = has_lost(score) or score.judgement is Judgement.FAR_EXCEEDED
        if not listed and is_reason(row.deviation_note):
            yield f"{_name(row)}：{(row.deviation_note or '').strip().rstrip('。.')}。"

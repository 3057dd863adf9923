"""其他需要说明的问题: what a reader of the report must know about how scores came about."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.core.checks.reasons import has_lost, is_reason
from perfxl.core.checks.statement import points
from perfxl.core.derivation import derive
from perfxl.core.evaluation import Evaluation, Indicator
from perfxl.core.judgement import Judgement
from perfxl.core.quantity import plain
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Score, Scorecard
from perfxl.forms.word_marks import gap, plain_text

_EXECUTION = "预算执行率"
# What a derivation or caution asks a person for, and the gap that it is in a report.
_ASKED = {
    "，请选择完成情况（达成、部分达成、未达成）": "完成情况（达成、部分达成、未达成）",
    "，得分是建议值，请选择完成情况或填写核定得分": "完成情况或核定得分，现按建议值计分",
    "，请更正": "更正后的日期",
    "，请改正或清空": "核定得分",
    "，请重新输入数字": "数字",
}


def notes(evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook) -> Iterator[str]:
    """One sentence for each, in data from the evaluation and its scores only.

    What a person has yet to settle is a marked gap.
    """
    rows = list(zip(evaluation.indicators, scorecard.indicators, strict=True))
    named = [(_EXECUTION, scorecard.execution), *((_name(row), score) for row, score in rows)]
    if scorecard.weight_total != rulebook.total_weight:
        yield (
            f"分值合计为{plain(scorecard.weight_total)}分，"
            f"评分办法规定为{plain(rulebook.total_weight)}分。"
        )
    yield from (_unruled(name, score) for name, score in named if score.rule is None)
    yield from _cautions(named)
    yield from map(plain_text, _awarded(named))
    yield from map(plain_text, _printed(evaluation, scorecard, rows))
    yield from map(plain_text, _explanations(rows))


def _unruled(name: str, score: Score) -> str:
    """Why the rule gives no score; where a person awarded one nothing is left to settle."""
    said = _marked(derive(score), score)
    if score.effective is None:
        return f"{plain_text(name)}{said}。"
    why = said.removeprefix("暂不评分：")
    return (
        f"{plain_text(name)}按评分办法不能评分（{why}），按核定得分{plain(score.effective)}分计。"
    )


def _marked(text: str, score: Score) -> str:
    """``text`` with a gap in place of what it asks for, or without it where that is settled."""
    text = plain_text(text)
    for asked, what in _ASKED.items():
        text = text.replace(asked, "" if score.awarded is not None else gap(what))
    return text


def _name(indicator: Indicator) -> str:
    """The indicator's name in quotes, unless it has quotes of its own."""
    name = " ".join((indicator.name or "（三级指标未填）").split())
    return name if "“" in name or not indicator.name else f"“{name}”"


def _cautions(named: list[tuple[str, Score]]) -> Iterator[str]:
    """What was assumed for scores that are decided, one sentence a caution."""
    subjects: dict[str, list[str]] = {}
    for name, score in named:
        for caution in score.cautions if score.rule is not None else ():
            said = _marked(caution.value, score)
            subjects.setdefault(said, []).append(plain_text(name))
    yield from (f"{'、'.join(names)}：{said}。" for said, names in subjects.items())


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

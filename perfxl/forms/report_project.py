"""The fields of one project in a 自评报告."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from perfxl.core.checks.reasons import has_lost, is_reason
from perfxl.core.checks.statement import says_nothing
from perfxl.core.derivation import derive
from perfxl.core.evaluation import AMOUNT_COLUMNS, Amount, Evaluation, FundRow, Indicator
from perfxl.core.judgement import Judgement
from perfxl.core.notation import is_blank, is_placeholder
from perfxl.core.quantity import decimal, plain, round_half_up
from perfxl.core.rollup import UNNAMED, aspect_labels, in_wan
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Score, Scorecard
from perfxl.forms.report_notes import notes
from perfxl.forms.word_marks import gap, paragraphs, plain_text

Context = dict[str, object]

NONE = "—"
_DIGITS = "零一二三四五六七八九"
_CLOSED = ("。", "！", "？", "；", ".", "!", "?", ";", "…", "）", "”")
_REASON = "偏差原因和改进措施"


def project_context(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook, *, number: int
) -> Context:
    """What the report says of one project, the ``number``-th of it."""
    total = evaluation.funding.total
    indicators = list(zip(evaluation.indicators, scorecard.indicators, strict=True))
    scored = [score for _, score in indicators if score.effective is not None]
    full = sum(not has_lost(score) for score in scored)
    return {
        "number": number,
        "ordinal": ordinal(number),
        "code": plain_text(evaluation.code or ""),
        "project": given(evaluation.project, "项目名称"),
        "department": given(evaluation.department, "主管部门"),
        "unit": given(evaluation.unit, "实施单位"),
        "year": gap("年度") if evaluation.year is None else str(evaluation.year),
        "amount_unit": evaluation.amount_unit.value,
        "indicator_count": len(indicators),
        "indicators_missing": gap("绩效指标"),
        "dimension_counts": _dimension_counts(evaluation, rulebook),
        "goal": {
            "expected": _prose(evaluation.goal.expected, "预期目标"),
            "achieved": _prose(evaluation.goal.achieved, "实际完成情况"),
        },
        **_amounts(total),
        "rate": rate_of(total, scorecard.execution_rate),
        "funds": list(_funds(evaluation)),
        "scores": list(_scores(evaluation, scorecard, rulebook)),
        "execution": {
            "weight": _number(scorecard.execution.weight, "预算执行率的分值"),
            "score": _number(scorecard.execution.effective, "预算执行率的得分"),
            "derivation": plain_text(derive(scorecard.execution)),
        },
        "execution_lost": has_lost(scorecard.execution),
        "execution_reason": gap("预算执行率未达到100%的原因和改进措施"),
        "total": _total([scorecard.execution, *scorecard.indicators]),
        "indicator_total": _total(scorecard.indicators),
        "complete": scorecard.complete,
        "settled": scorecard.complete and bool(indicators),
        "grade": scorecard.grade or gap("等级"),
        "full": full,
        "short": len(scored) - full,
        "undecided": len(indicators) - len(scored),
        "indicators": [_indicator(indicator, score) for indicator, score in indicators],
        "deviations": list(_deviations(evaluation, scorecard, rulebook)),
        "notes": list(notes(evaluation, scorecard, rulebook)),
    }


def given(text: str | None, what: str) -> str:
    """``text`` on one line, or a gap that asks for ``what``."""
    return gap(what) if text is None or says_nothing(text) else plain_text(text)


def money(amount: Amount | None, what: str) -> str:
    """An amount as a number; a gap when there is none, or a text that is no number."""
    if amount is None:
        return gap(what)
    if amount.value is None:
        alike = "是文本，" if decimal(amount.raw) is not None else ""
        return gap(f"{what}，现为“{plain_text(amount.raw)}”，{alike}不是数")
    return plain(amount.value)


def percent(ratio: Decimal | None) -> str:
    """A ratio with two decimals at most: ``81.34%``; ``—`` when there is none."""
    return NONE if ratio is None else f"{plain(round_half_up(ratio * 100, 2))}%"


def rate_of(row: FundRow, rate: Decimal | None) -> str:
    """``rate`` as :func:`percent`; of an amount that is a text 待确定, as on the form."""
    amounts = (row.annual_budget, row.executed)
    is_text = any(amount is not None and amount.value is None for amount in amounts)
    return Judgement.UNDECIDED.value if rate is None and is_text else percent(rate)


def ordinal(number: int) -> str:
    """The Chinese numeral of a heading: 一, 十二, 二十; from 100 on digits."""
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    lead = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return lead + (_DIGITS[ones] if ones or not tens else "")


def _prose(text: str | None, what: str) -> str:
    """A longer text, each of its lines a paragraph and the last one closed."""
    if text is None or says_nothing(text):
        return gap(what)
    written = paragraphs(text)
    return written if written.endswith(_CLOSED) else f"{written}。"


def _value(text: str | None, what: str) -> str:
    """A target or an actual; "无" says something here."""
    if text is None or is_blank(text) or is_placeholder(text):
        return gap(what)
    return plain_text(text)


def _number(value: Decimal | None, what: str) -> str:
    return gap(what) if value is None else plain(value)


def _dimension_counts(evaluation: Evaluation, rulebook: Rulebook) -> str:
    labels = Counter(aspect_labels(each, rulebook)[0] for each in evaluation.indicators)
    return "、".join(
        f"{gap('一级指标') if label == UNNAMED else plain_text(label)}{count}项"
        for label, count in labels.items()
    )


def _amounts(row: FundRow) -> Context:
    return {name: money(getattr(row, name), label) for label, name in AMOUNT_COLUMNS.items()}


def _funds(evaluation: Evaluation) -> Iterator[Context]:
    """The rows of 项目资金; in a source that is not used there is nothing to fill in."""
    for label, row in evaluation.funding.rows():
        used = row != FundRow() or row is evaluation.funding.total
        amounts = _amounts(row) if used else dict.fromkeys(AMOUNT_COLUMNS.values(), NONE)
        rate = in_wan(row, evaluation.amount_unit).rate
        yield {"source": label, **amounts, "rate": rate_of(row, rate)}


def _scores(evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook) -> Iterator[Context]:
    """预算执行率 and each 一级指标 with what it weighs and what it scored."""
    yield {"name": "预算执行率", **_total([scorecard.execution])}
    groups: dict[str, list[Score]] = {}
    for indicator, score in zip(evaluation.indicators, scorecard.indicators, strict=True):
        groups.setdefault(aspect_labels(indicator, rulebook)[0], []).append(score)
    for label, scores in groups.items():
        name = gap("一级指标") if label == UNNAMED else plain_text(label)
        yield {"name": name, **_total(scores)}


def _total(scores: list[Score] | tuple[Score, ...]) -> Context:
    """The sums of weights and scores; a sum without all of its scores is none."""
    weight = sum((score.weight for score in scores if score.weight is not None), Decimal(0))
    points = [score.effective for score in scores if score.effective is not None]
    total = sum(points, Decimal(0))
    complete = len(points) == len(scores)
    so_far = f"{plain(total)}（未评完）" if points else Judgement.UNDECIDED.value
    return {
        "weight": plain(weight),
        "score": plain(total) if complete else so_far,
        "ratio": percent(total / weight) if complete and weight else NONE,
    }


def _indicator(indicator: Indicator, score: Score) -> Context:
    return {
        "dimension": given(indicator.dimension, "一级指标"),
        "aspect": given(indicator.aspect, "二级指标"),
        "name": given(indicator.name, "三级指标"),
        "target": _value(indicator.target, "指标值"),
        "actual": _value(indicator.actual, "完成值"),
        "weight": money(indicator.weight, "分值"),
        "score": _number(score.effective, "得分"),
    }


def _deviations(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Context]:
    """The indicators that lost points or are far above their targets, with the reason given."""
    for indicator, score in zip(evaluation.indicators, scorecard.indicators, strict=True):
        if has_lost(score) or score.judgement is Judgement.FAR_EXCEEDED:
            reason = indicator.deviation_note
            awarded = "" if score.awarded is None else "核定得分由人评定；按评分办法："
            yield {
                **_indicator(indicator, score),
                "derivation": plain_text(awarded + derive(score)),
                "reason": _prose(reason if is_reason(reason) else None, _REASON),
            }

"""What ``perfxl explain`` prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from perfxl.core.checks.statement import no_number
from perfxl.core.derivation import basis, derive, unsaid
from perfxl.core.evaluation import Amount, Evaluation
from perfxl.core.quantity import plain
from perfxl.core.score import Score, Scorecard
from perfxl.summaries.document import dumped, number_text
from perfxl.summaries.findings import finding_json, finding_text

if TYPE_CHECKING:
    from perfxl.forms.sources import Checked


def explain_text(results: Sequence[Checked]) -> str:
    """``perfxl explain``: the derivation of every score of every form."""
    parts = []
    for result in results:
        if result.evaluation is not None and result.scorecard is not None:
            parts.append(_explanation(result.evaluation, result.scorecard))
        else:
            parts += filter(None, (result.problem, _remark(result)))
            parts += map(finding_text, result.findings)
    return "\n\n".join(parts)


def explain_json(results: Sequence[Checked]) -> str:
    """``perfxl explain --json``."""
    return dumped(
        [
            {"file": str(result.path), **_explanation_json(result.evaluation, result.scorecard)}
            if result.evaluation is not None and result.scorecard is not None
            else {
                "file": str(result.path),
                "problem": result.problem,
                "remark": result.remark,
                "findings": [finding_json(finding) for finding in result.findings],
            }
            for result in results
        ]
    )


def _explanation(evaluation: Evaluation, scorecard: Scorecard) -> str:
    """The derivation of every score of one form."""
    lines = [
        f"{evaluation.code or ''} {evaluation.project or '（项目名称为空）'}".strip(),
        f"  预算执行率：{derive(scorecard.execution)}",
        f"      依据：{basis(scorecard.execution)}",
        *_no_numbers({"分值": evaluation.execution_weight}),
    ]
    for number, (indicator, score) in enumerate(
        zip(evaluation.indicators, scorecard.indicators, strict=True), 1
    ):
        lines.append(f"  指标{number} {indicator.name or '（三级指标为空）'}：{derive(score)}")
        lines += [f"      {line}" for line in _remarks(indicator.printed_score, score)]
        lines += _no_numbers({"分值": indicator.weight, "核定得分": indicator.awarded})
    state = f"等级：{scorecard.grade}" if scorecard.complete else "未评完，等级待定"
    lines.append(
        f"  总分：{plain(scorecard.total)}（分值合计 {plain(scorecard.weight_total)}），{state}"
    )
    return "\n".join(lines)


def _remarks(printed: str | None, score: Score) -> Iterable[str]:
    yield f"依据：{basis(score)}"
    if score.awarded is not None:
        yield f"核定得分 {plain(score.awarded)}，规则得分 {_text(score.rule)}"
    if printed is not None:
        yield f"原表得分 {printed}"
    yield from (f"注意：{caution.value}" for caution in unsaid(score))


def _no_numbers(amounts: Mapping[str, Amount | None]) -> Iterable[str]:
    for label, amount in amounts.items():
        if amount is not None and amount.value is None:
            yield f"      {label}现为：{no_number(amount.raw)}　应为：不带单位的数"


def _remark(result: Checked) -> str:
    return f"{result.path}：{result.remark}" if result.remark else ""


def _explanation_json(evaluation: Evaluation, scorecard: Scorecard) -> Mapping[str, object]:
    rows: list[tuple[str, str | None, Score]] = [("预算执行率", None, scorecard.execution)]
    rows += [
        (indicator.name or "", indicator.printed_score, score)
        for indicator, score in zip(evaluation.indicators, scorecard.indicators, strict=True)
    ]
    return {
        "code": evaluation.code,
        "project": evaluation.project,
        "total": number_text(scorecard.total),
        "rule_total": number_text(scorecard.rule_total),
        "weight_total": number_text(scorecard.weight_total),
        "complete": scorecard.complete,
        "grade": scorecard.grade,
        "scores": [
            {
                "name": name,
                "weight": number_text(score.weight),
                "rule": number_text(score.rule),
                "awarded": number_text(score.awarded),
                "effective": number_text(score.effective),
                "printed": printed,
                "judgement": score.judgement.value,
                "derivation": derive(score),
                "basis": basis(score),
                "cautions": [caution.value for caution in score.cautions],
            }
            for name, printed, score in rows
        ],
    }


def _text(value: Decimal | None) -> str:
    return "待定" if value is None else plain(value)

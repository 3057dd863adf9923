"""What the button 重新计算 writes into a form: scores first, then marks on what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from perfxl.addin import change
from perfxl.addin.change import Change
from perfxl.addin.live_form import live_form
from perfxl.addin.snapshot import Snapshot
from perfxl.core import quantity
from perfxl.core.checks.all_checks import check, judged
from perfxl.core.evaluation import Amount, Evaluation, Indicator
from perfxl.core.finding import Finding, Severity
from perfxl.core.quantity import plain
from perfxl.core.rulebook import Rulebook
from perfxl.core.ruling import QUALITATIVE
from perfxl.core.scoring import Score, Scorecard, score

_COLOURS = {Severity.ERROR: "红色", Severity.WARNING: "黄色", Severity.NOTE: "蓝色"}


@dataclass(frozen=True, slots=True)
class Scored:
    """A form on a live sheet with its scores.

    Args:
        evaluation: its facts, with the typed scores that stand as 核定得分.
        card: its scores.
        kept: how many typed scores stand although the form has no column 核定得分.
        layout: what the layout made doubtful.
    """

    evaluation: Evaluation
    card: Scorecard
    kept: int
    layout: tuple[Finding, ...]


def scored(snapshot: Snapshot, rulebook: Rulebook, basis: Snapshot | None = None) -> Scored:
    """The form on a sheet, scored; arguments as of :func:`~perfxl.addin.live_form.live_form`.

    The official layout has one column 得分 only.  A score that a person typed there stands
    where the rules leave the choice to the person: inside the band of a qualitative
    indicator, and where no rule decides.  A form with a column 核定得分 has those there.

    Raises:
        InputError: there is no form that can be scored.
    """
    reading = live_form(snapshot, rulebook, basis)
    evaluation = reading.evaluation
    if evaluation.place("指标1.核定得分").cell:
        return Scored(evaluation, score(evaluation, rulebook), 0, reading.findings)
    by_rule = score(evaluation, rulebook)
    kept = tuple(
        _with_typed_score(indicator, result, rulebook)
        for indicator, result in zip(evaluation.indicators, by_rule.indicators, strict=True)
    )
    count = sum(new is not old for new, old in zip(kept, evaluation.indicators, strict=True))
    evaluation = replace(evaluation, indicators=kept)
    return Scored(evaluation, score(evaluation, rulebook), count, reading.findings)


def score_changes(snapshot: Snapshot, found: Scored) -> tuple[Change, ...]:
    """The scores, the execution rate and the total, where another value stands now.

    Formulas are left to compute; a cell whose value does not change is not touched.
    """
    return tuple(
        Change(address, content)
        for address, content in _contents(found, snapshot)
        if content and snapshot.formula(address) is None
    )


def findings(found: Scored, rulebook: Rulebook) -> tuple[Finding, ...]:
    """Everything wrong with the form as it stands now."""
    layout = judged(found.layout, rulebook)
    return (*layout, *check(found.evaluation, found.card, rulebook))


def report(found: Scored, written: Sequence[Change], problems: Iterable[Finding]) -> str:
    """What happened, as a person wants to hear it."""
    card = found.card
    undecided = sum(result.effective is None for result in (*card.indicators, card.execution))
    state = f"总分 {plain(card.total)}（{card.grade}）"
    if not card.complete:
        state = f"还有 {undecided} 处得分待确定，其余合计 {plain(card.total)}"
    parts = [f"已重算 {len(card.indicators)} 条指标，{state}"]
    parts.append(f"改写 {len(written)} 格，按“撤销”可恢复" if written else "得分都已是最新")
    if found.kept:
        parts.append(f"保留人工填写的得分 {found.kept} 处")
    homeless = [
        number
        for number in range(1, len(card.indicators) + 1)
        if not found.evaluation.place(f"指标{number}.得分").cell
    ]
    if homeless:
        parts.append(f"第 {'、'.join(map(str, homeless))} 条指标没有得分格，没有写入")
    tally = Counter(finding.severity for finding in problems)
    counted = [f"{it.value} {tally[it]} 处（{_COLOURS[it]}）" for it in Severity if tally[it]]
    parts.append("、".join(counted) + "，原因见批注" if counted else "没有发现问题")
    return "；".join(parts)


def _with_typed_score(indicator: Indicator, result: Score, rulebook: Rulebook) -> Indicator:
    typed = quantity.decimal(indicator.printed_score or "")
    weight = result.weight
    if typed is None or weight is None or indicator.awarded is not None:
        return indicator
    if not 0 <= typed <= weight:
        return indicator
    if result.rule is not None:
        if result.judgement not in QUALITATIVE.values() or result.rule == typed or not weight:
            return indicator
        if rulebook.attainment(typed / weight) is not rulebook.attainment(result.rule / weight):
            return indicator
    return indicator._replace(awarded=Amount(indicator.printed_score or "", typed))


def _contents(found: Scored, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Address and new content of each result; an empty content changes nothing."""
    card, place = found.card, found.evaluation.place
    results: list[tuple[str, Decimal | None]] = [
        (f"指标{number}.得分", result.effective) for number, result in enumerate(card.indicators, 1)
    ]
    results += [("年度资金总额.得分", card.execution.effective), ("总分.得分", card.total)]
    for field, value in results:
        address = place(field).cell
        if address:
            yield address, _number(snapshot.text(address), value)
    address = place("年度资金总额.执行率").cell
    if address:
        yield address, _rate(snapshot.text(address), card.execution_rate)


def _number(now: str | None, value: Decimal | None) -> str:
    """What is undecided stays as the person left it."""
    if value is None or (now is not None and quantity.decimal(now) == value):
        return ""
    return change.number(value)


def _rate(now: str | None, rate: Decimal | None) -> str:
    if rate is None:
        return ""
    text = f"{quantity.plain(quantity.round_half_up(rate * 100, 2))}%"
    if now is not None and now.endswith("%"):
        percent = quantity.decimal(now.removesuffix("%"))
        if percent is not None and percent / 100 == rate:
            return ""
    return "" if now == text else change.text(text)

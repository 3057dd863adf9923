"""Checks: what is wrong in one form, each a pure generator of findings.

A check is ``(evaluation, scorecard, rulebook) -> Iterator[Finding]``.  One theme a module;
:data:`CHECKS` runs them in the order of the form.  To add one: declare its
:class:`~perfxl.core.finding.FindingKind` in the module of its theme, yield it, and
regenerate ``docs/检查代码.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from perfxl.core.checks import (
    across,
    actuals,
    dates,
    fund_sources,
    funds,
    goals,
    grades,
    heads,
    layout,
    master,
    names,
    reasons,
    remarks,
    results,
    rollover,
    scores,
    targets,
    weights,
)
from perfxl.core.checks.statement import is_weighed
from perfxl.core.evaluation import Amount, Evaluation
from perfxl.core.finding import Finding, FindingKind
from perfxl.core.rollup import ScoredForm
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Scorecard
from perfxl.core.scoring import score

__all__ = ["CHECKS", "KINDS", "Check", "check", "check_across", "check_unscored", "judged"]

Check = Callable[[Evaluation, Scorecard, Rulebook], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    heads.check_head,
    funds.check_amounts,
    fund_sources.check_sources,
    funds.check_printed_funds,
    goals.check_goal,
    names.check_names,
    weights.check_weights,
    targets.check_targets,
    actuals.check_actuals,
    dates.check_dates,
    scores.check_awarded,
    scores.check_printed_scores,
    scores.check_all_full,
    grades.check_grade,
    reasons.check_reasons,
    reasons.check_execution,
)

# Of a form that has neither weights nor scores (转移支付绩效自评表).
UNSCORED_CHECKS: tuple[Check, ...] = (
    heads.check_head,
    funds.check_amounts,
    fund_sources.check_sources,
    goals.check_goal,
    names.check_names,
    targets.check_targets,
    actuals.check_actuals,
    dates.check_dates,
    reasons.check_reasons,
    reasons.check_execution,
)
# Such forms have no column 年初预算数.
_UNSCORED_WITHOUT = frozenset({funds.NO_INITIAL_BUDGET})
_ONE = Amount("1", Decimal(1))

_THEMES = (
    heads,
    funds,
    fund_sources,
    goals,
    names,
    weights,
    targets,
    actuals,
    remarks,
    dates,
    scores,
    results,
    grades,
    reasons,
    layout,
    master,
    across,
    rollover,
)

KINDS: tuple[FindingKind, ...] = tuple(
    sorted((kind for theme in _THEMES for kind in theme.KINDS), key=lambda kind: kind.code)
)


def check(evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook) -> tuple[Finding, ...]:
    """Everything wrong in one form, in the order of :data:`CHECKS`.

    Args:
        evaluation: the facts.
        scorecard: ``score(evaluation, rulebook)``.
        rulebook: may change the severity of a finding, or silence it.
    """
    weightless = len(evaluation.indicators) > 1 and not any(map(is_weighed, evaluation.indicators))
    # Whether a target was reached does not hang on its weight.
    alike = _scored_alike(evaluation, rulebook) if weightless else scorecard
    found = (
        finding
        for run in CHECKS
        for finding in run(evaluation, alike if run in UNSCORED_CHECKS else scorecard, rulebook)
    )
    return tuple(judged(found, rulebook))


def check_unscored(evaluation: Evaluation, rulebook: Rulebook) -> tuple[Finding, ...]:
    """Everything wrong in a form without weights and scores, but for those.

    What was reached is judged as if all its indicators weighed the same.
    """
    scorecard = _scored_alike(evaluation, rulebook)
    found = (finding for run in UNSCORED_CHECKS for finding in run(evaluation, scorecard, rulebook))
    return tuple(judged((each for each in found if each.kind not in _UNSCORED_WITHOUT), rulebook))


def _scored_alike(evaluation: Evaluation, rulebook: Rulebook) -> Scorecard:
    weighed = tuple(indicator._replace(weight=_ONE) for indicator in evaluation.indicators)
    return score(replace(evaluation, indicators=weighed), rulebook)


def check_across(
    forms: Sequence[ScoredForm], *, masters: Collection[str] = ()
) -> tuple[tuple[Finding, ...], ...]:
    """What only shows across ``forms``: for each of them its findings, see :mod:`.across`.

    Args:
        forms: any number of scored forms; one alone has no findings here.
        masters: the files among theirs that are master workbooks.  A project that stands in
            a master and in a form is not handed in twice: its amounts are compared.

    The rulebook by which a form was scored may change severities, or silence findings.
    """
    found = across.found_across(forms, masters=masters)
    return tuple(
        tuple(judged(findings, form.scorecard.execution.rulebook))
        for form, findings in zip(forms, found, strict=True)
    )


def judged(findings: Iterable[Finding], rulebook: Rulebook) -> Iterator[Finding]:
    """``findings`` with the severities of ``rulebook``; those that it silences are left out."""
    for finding in findings:
        severity = rulebook.severity(finding.kind)
        if severity is finding.severity:
            yield finding
        elif severity is not None:
            yield finding._replace(severity=severity)

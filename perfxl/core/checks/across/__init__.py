"""What only shows when forms are looked at together: copies, repetitions, contradictions.

A check across forms is ``(batch) -> Iterator[(index, Finding)]``, index saying which form is
concerned.  Every finding belongs to one form, so it is listed, counted and shown with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from perfxl.core.checks.across import funds, projects, scores, texts
from perfxl.core.checks.across.batch import Batch, Concern
from perfxl.core.finding import Finding, FindingKind
from perfxl.core.rollup import ScoredForm

__all__ = ["ACROSS_CHECKS", "KINDS", "AcrossCheck", "found_across"]

AcrossCheck = Callable[[Batch], Iterator[Concern]]

ACROSS_CHECKS: tuple[AcrossCheck, ...] = (
    projects.check_projects,
    texts.check_goals,
    texts.check_indicators,
    texts.check_reasons,
    scores.check_full_units,
    funds.check_funds,
)

KINDS: tuple[FindingKind, ...] = (*projects.KINDS, *texts.KINDS, *scores.KINDS, *funds.KINDS)


def found_across(
    forms: Sequence[ScoredForm], *, masters: Collection[str] = ()
) -> tuple[tuple[Finding, ...], ...]:
    """The findings of each form, with the severities of their kinds.

    :func:`perfxl.core.checks.check_across` is what callers want: it asks the rulebooks too.
    """
    batch = Batch.of(forms, masters)
    found: list[list[Finding]] = [[] for _ in batch.forms]
    for run in ACROSS_CHECKS:
        for index, finding in run(batch):
            found[index].append(finding)
    return tuple(map(tuple, found))

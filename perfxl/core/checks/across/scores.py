"""Units whose every project is full."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.core.checks.across.batch import Batch, Concern
from perfxl.core.checks.statement import points, shown
from perfxl.core.finding import FindingKind, Severity
from perfxl.core.identity import bare
from perfxl.core.rollup import ScoredForm

ALL_FULL = FindingKind(
    "X07",
    Severity.WARNING,
    "一个单位的各个项目全部满分",
    "这个单位的每一份自评表都是满分，自评可能流于形式，宜抽查指标值是否偏低、完成值是否属实。",
)

KINDS = (ALL_FULL,)

# One or two full forms are the rule rather than the exception.
_FEWEST_PROJECTS = 3


def check_full_units(batch: Batch) -> Iterator[Concern]:
    """One finding a unit, at its first form."""
    units: dict[str, list[int]] = {}
    for index, evaluation in batch.evaluations():
        unit = bare(evaluation.unit)
        if unit:
            units.setdefault(unit, []).append(index)
    for members in units.values():
        projects = {batch.projects[index] for index in members}
        if len(projects) >= _FEWEST_PROJECTS and all(
            _is_full(batch.forms[index]) for index in members
        ):
            first = members[0]
            yield batch.state(
                ALL_FULL,
                first,
                "总分.得分",
                found=f"{shown(batch.forms[first].evaluation.unit)}的{len(projects)}个项目全部满分",
                expected="得分反映各项目的实际完成情况",
                fix="抽查这个单位各项目指标值和完成值的依据",
            )


def _is_full(form: ScoredForm) -> bool:
    """By the form's own total where it prints one, else by the rulebook's."""
    if not form.evaluation.indicators:
        return False
    printed = points(form.evaluation.printed("总分.得分"))
    total = form.scorecard.total if printed is None else printed
    return total == form.scorecard.execution.rulebook.total_weight

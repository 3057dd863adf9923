"""Which finding codes the rulebooks of some checked forms judge otherwise, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from perfxl.core.checks.all_checks import KINDS
from perfxl.core.finding import FindingKind, Severity
from perfxl.core.rulebook import Rulebook
from perfxl.forms.sources import Checked

SILENCED = "不报"


class Adjustment(NamedTuple):
    """One code whose severity a rulebook changed; ``severity`` is ``None`` when it silences it."""

    rulebook: str
    kind: FindingKind
    severity: Severity | None
    reason: str
    reference: str

    @property
    def outcome(self) -> str:
        """What became of it, in Chinese."""
        return SILENCED if self.severity is None else self.severity.value


def adjustments(results: Iterable[Checked]) -> tuple[Adjustment, ...]:
    """The changes of every rulebook by which one of ``results`` was scored, by code."""
    rulebooks: dict[str, Rulebook] = {}
    for result in results:
        if result.scorecard is not None:
            rulebooks.setdefault(result.rulebook, result.scorecard.execution.rulebook)
    kinds = {kind.code: kind for kind in KINDS}
    return tuple(
        Adjustment(
            rulebook.title,
            kinds[rule.code],
            rule.severity,
            rule.reason,
            rulebook.basis(f"severities.{rule.code}"),
        )
        for rulebook in rulebooks.values()
        for rule in sorted(rulebook.severities, key=lambda rule: rule.code)
        if rule.code in kinds
    )

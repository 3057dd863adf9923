"""What a reader brings back from one collected form."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from perfxl.core.evaluation import Evaluation, Place
from perfxl.core.finding import Finding


class FormKind(Enum):
    """Which form of the family was read; only self-evaluations are scored as such."""

    SELF_EVALUATION = "项目支出绩效自评表"
    DEPARTMENT = "部门整体支出绩效自评表"
    TRANSFER = "转移支付绩效自评表"
    TARGETS = "绩效目标申报表"
    MONITORING = "绩效运行监控表"


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Text of a form that belongs to no field and to no label of the official layout.

    Nothing that a person wrote may disappear silently: what a reader cannot place, it
    lists, word for word.
    """

    where: Place
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One form as a reader understood it.

    Args:
        evaluation: the facts, as raw text, with their places.
        findings: what the *layout* of the form made doubtful (an inferred label, a row
            with too many cells); what is wrong with the facts is for
            :mod:`perfxl.core.checks`.
        unplaced: every piece of text that went nowhere, in the form's order.
        kind: which form it is, by its title.
        found: how many cells with text the form has.
        used: how many of them are a value, a label, or a placeholder of the layout; the
            others are ``unplaced``.
        skipped: rows of the layout left unfilled ("指标2：", "……"), which are no indicators.
    """

    evaluation: Evaluation
    findings: tuple[Finding, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    kind: FormKind = FormKind.SELF_EVALUATION
    found: int = 0
    used: int = 0
    skipped: int = 0

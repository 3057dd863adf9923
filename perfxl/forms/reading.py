"""What a reader brings back from one collected form."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from perfxl.core.evaluation import Evaluation, Place
from perfxl.core.finding import Finding


class FormKind(Enum):
    """Which form of the family was read; only self-evaluations are scored as such."""

    SELF_EVALUATION = "项目支出绩效自评表"
    DEPARTMENT = "部门整体支出绩效自评表"
    TRANSFER = "转移支付绩效自评表"
    TARGETS = "绩效目标申报表"
    MONITORING = "绩效运行监控表"


class Unplaced(NamedTuple):
    """Text of a form that belongs to no field and to no label of the official layout.

    Nothing that a person wrote may disappear silently: what a reader cannot place, it
    lists, word for word.
    """

    where: Place
    text: str


class Reading(NamedTuple):
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
        rulebook: the shipped rulebook that a form of ours says it was scored by; ``None`` for
            other forms.
        skipped: rows of the layout left unfilled ("指标2：", "……"), which are no indicators.
    """

    evaluation: Evaluation
    findings: tuple[Finding, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    kind: FormKind = FormKind.SELF_EVALUATION
    found: int = 0
    used: int = 0
    skipped: int = 0
    rulebook: str | None = None


class Content(NamedTuple):
    """What became of the cells with text of a file.

    Args:
        found: how many there are; what perfxl itself puts beside the forms it writes (helper
            columns, the sheet 评分依据) is not counted.
        used: how many are a value, a label or a placeholder of a form.
        unplaced: those inside a form that went nowhere.
        outside: how many stand outside every form, by sheet.
    """

    found: int
    used: int
    unplaced: tuple[Unplaced, ...] = ()
    outside: tuple[tuple[str, int], ...] = ()


def content_of(
    readings: Iterable[Reading], texts: Iterable[tuple[str, int]] | None = None
) -> Content:
    """What became of a file's cells.

    Args:
        readings: the forms in it.
        texts: how many cells with text each of its sheets has; without them the forms are all
            there is.
    """
    readings = tuple(readings)
    inside: dict[str, int] = {}
    for reading in readings:
        sheet = next((place.sheet for place in reading.evaluation.places.values()), "")
        inside[sheet] = inside.get(sheet, 0) + reading.found
    counted = inside.items() if texts is None else texts
    outside = tuple(
        (sheet, number - inside.get(sheet, 0))
        for sheet, number in counted
        if number > inside.get(sheet, 0)
    )
    used = sum(reading.used for reading in readings)
    unplaced = tuple(item for reading in readings for item in reading.unplaced)
    found = used + len(unplaced) + sum(number for _, number in outside)
    return Content(found, used, unplaced, outside)

"""Amounts of a form against the same project in the master."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfxl.core.checks.across.batch import Batch, Concern
from perfxl.core.evaluation import Amount, AmountUnit
from perfxl.core.finding import FindingKind, Severity
from perfxl.core.identity import identity, project_key
from perfxl.core.quantity import plain

DIFFERS = FindingKind(
    "X08",
    Severity.ERROR,
    "资金与总表不一致",
    "自评表上的预算数或执行数与总表中同一项目的不同，其中一个写错了。单位不同（元、千元、万元、亿元）的已换算。",
)

KINDS = (DIFFERS,)


def check_funds(batch: Batch) -> Iterator[Concern]:
    """Every amount of every form whose project stands exactly once in the masters."""
    listed: dict[str, list[int]] = {}
    for index, evaluation in batch.evaluations():
        if batch.is_master(index):
            listed.setdefault(project_key(evaluation.project), []).append(index)
    for index, evaluation in batch.evaluations():
        if not listed or batch.is_master(index) or not project_key(evaluation.project):
            continue
        counterparts = [
            other
            for other in listed.get(project_key(evaluation.project), ())
            if identity(evaluation).may_be(identity(batch.forms[other].evaluation))
        ]
        if len(counterparts) == 1:
            yield from _compare(batch, index, counterparts[0])


def _compare(batch: Batch, index: int, counterpart: int) -> Iterator[Concern]:
    form, master = batch.forms[index].evaluation, batch.forms[counterpart].evaluation
    pairs = zip(form.funding.rows(), master.funding.rows(), strict=True)
    for (label, row), (_, listed) in pairs:
        for (column, own), (_, other) in zip(row.amounts(), listed.amounts(), strict=True):
            if _is_other(own, form.amount_unit, other, master.amount_unit):
                field = f"{label}.{column}"
                where = master.place(field)
                listed_as = _shown(other, master.amount_unit)
                yield batch.state(
                    DIFFERS,
                    index,
                    field,
                    found=_shown(own, form.amount_unit),
                    expected=f"{listed_as}（总表{where._replace(file='')}）",
                    fix="与批复和账簿核对，改正写错的一处",
                )


def _is_other(
    own: Amount | None, own_unit: AmountUnit, other: Amount | None, unit: AmountUnit
) -> bool:
    """A blank is as good as 0; a text that is no number is another check's business."""
    if any(amount is not None and amount.value is None for amount in (own, other)):
        return False
    return _in_wan(own, own_unit) != _in_wan(other, unit)


def _in_wan(amount: Amount | None, unit: AmountUnit) -> Decimal:
    value = amount.value if amount is not None and amount.value is not None else Decimal(0)
    return value / unit.in_wan


def _shown(amount: Amount | None, unit: AmountUnit) -> str:
    if amount is None or amount.value is None:
        return "空白"
    return f"{plain(amount.value)}{unit.value}"

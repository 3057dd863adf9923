"""Evaluations as plain tuples, for their way to another process.

A tuple of texts is made, sent and made an evaluation again in a quarter of the time that
pickling the evaluation takes, and the sender, who serves all workers, has the smallest part.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

from perfxl.core.evaluation import (
    Amount,
    AmountUnit,
    Attainment,
    Evaluation,
    Evidence,
    Funding,
    FundRow,
    Goal,
    Indicator,
    Place,
)
from perfxl.forms.master_places import MasterColumns, MasterPlaces

# A number is its text; with its value beside it, or with none, where they are not the same.
AmountRecord: TypeAlias = str | tuple[str, str] | tuple[str] | None
IndicatorRecord: TypeAlias = tuple[
    str | None,
    str | None,
    str | None,
    str | None,
    str | None,
    AmountRecord,
    Attainment | None,
    AmountRecord,
    str | None,
    str | None,
]
PlacesRecord: TypeAlias = (
    tuple[MasterColumns, int, tuple[int, ...], Mapping[str, int], frozenset[tuple[str, str]]]
    | Mapping[str, Place]
)
EvaluationRecord: TypeAlias = tuple[
    tuple[str | None, str | None, str | None, str | None, int | None, AmountUnit],
    tuple[AmountRecord, ...],
    AmountRecord,
    tuple[str | None, str | None],
    tuple[IndicatorRecord, ...],
    tuple[tuple[str, str], ...],
    PlacesRecord,
]


def record(evaluation: Evaluation) -> EvaluationRecord:
    """``evaluation`` as nested tuples; :func:`evaluation_of` makes an equal one of them."""
    each = evaluation
    return (
        (each.code, each.project, each.department, each.unit, each.year, each.amount_unit),
        tuple(_amount(amount) for _, row in each.funding.rows() for _, amount in row.amounts()),
        _amount(each.execution_weight),
        (each.goal.expected, each.goal.achieved),
        tuple(map(_indicator, each.indicators)),
        tuple((item.field, item.text) for item in each.evidence),
        _places(each.places),
    )


def evaluation_of(made: EvaluationRecord) -> Evaluation:
    """The evaluation whose record ``made`` is."""
    head, funds, weight, goal, rows, evidence, places = made
    amounts = tuple(map(_amount_of, funds))
    return Evaluation(
        *head,
        Funding(*(FundRow(*amounts[at : at + 3]) for at in range(0, len(amounts), 3))),
        _amount_of(weight),
        Goal(*goal),
        tuple(map(_indicator_of, rows)),
        tuple(Evidence(field, text) for field, text in evidence),
        _places_of(places),
    )


def _amount(amount: Amount | None) -> AmountRecord:
    if amount is None:
        return None
    if amount.value is None:
        return (amount.raw,)
    value = str(amount.value)
    return value if value == amount.raw else (amount.raw, value)


def _amount_of(made: AmountRecord) -> Amount | None:
    if made is None:
        return None
    if isinstance(made, str):
        return Amount(made, Decimal(made))
    raw, *value = made
    return Amount(raw, Decimal(value[0]) if value else None)


def _indicator(each: Indicator) -> IndicatorRecord:
    return (
        each.dimension,
        each.aspect,
        each.name,
        each.target,
        each.actual,
        _amount(each.weight),
        each.attainment,
        _amount(each.awarded),
        each.deviation_note,
        each.printed_score,
    )


def _indicator_of(made: IndicatorRecord) -> Indicator:
    dimension, aspect, name, target, actual, weight, attainment, awarded, note, printed = made
    return Indicator(
        dimension,
        aspect,
        name,
        target,
        actual,
        _amount_of(weight),
        attainment,
        _amount_of(awarded),
        note,
        printed,
    )


def _places(places: Mapping[str, Place]) -> PlacesRecord:
    if not isinstance(places, MasterPlaces):
        return places
    return places.columns, places.project, places.indicators, places.evidence, places.spoilt


def _places_of(made: PlacesRecord) -> Mapping[str, Place]:
    return made if isinstance(made, Mapping) else MasterPlaces(*made)

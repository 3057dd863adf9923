"""Values of a rulebook that are allowed one by one and do not agree with each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from perfxl.core.rulebook import Aspect, Dimension, Rulebook, plain_label

Clash = tuple[str, str]


def clashes(rulebook: Rulebook) -> Iterator[Clash]:
    """Every disagreement as the key concerned and a Chinese sentence."""
    yield from _weights(rulebook)
    yield from _labels("dimensions", rulebook.dimensions)
    yield from _labels("aspects", rulebook.aspects)
    yield from _bands(rulebook)
    yield from _grades(rulebook)


def _weights(rulebook: Rulebook) -> Iterator[Clash]:
    names = [dimension.name for dimension in rulebook.dimensions]
    allowed = f"可以写的一级指标有：{'、'.join(names)}"
    weighted = [name for share in rulebook.weights for name in share.dimensions]
    for name in weighted:
        if name not in names:
            yield "weights", f'没有一级指标 "{name}"，{allowed}'
    for name in sorted({name for name in weighted if weighted.count(name) > 1}):
        yield "weights", f'一级指标 "{name}" 的分值写了两次，只能写一次'
    total = rulebook.execution_weight + sum(share.weight for share in rulebook.weights)
    if total != rulebook.total_weight:
        parts = " + ".join(f"{share.weight}" for share in rulebook.weights)
        yield (
            "weights",
            f"预算执行率和各一级指标的分值合计 {rulebook.execution_weight} + {parts} = {total}，"
            f"应等于 total.weight 的 {rulebook.total_weight}",
        )
    for share in rulebook.weights:
        if share.when_absent:
            yield from _moves(share.dimensions, share.weight, share.when_absent, weighted)
    for aspect in rulebook.aspects:
        if aspect.dimension not in names:
            key = f"aspects.{aspect.name}.dimension"
            yield key, f'没有一级指标 "{aspect.dimension}"，{allowed}'


def _moves(
    dimensions: tuple[str, ...],
    weight: Decimal,
    moves: tuple[tuple[str, Decimal], ...],
    weighted: list[str],
) -> Iterator[Clash]:
    key = f"weights.when_absent.{'+'.join(dimensions)}"
    moved = sum((amount for _, amount in moves), Decimal(0))
    if moved != weight:
        yield key, f"转给其他一级指标的分值合计 {moved}，应等于它自己的分值 {weight}"
    for heir, _ in moves:
        if heir not in weighted or heir in dimensions:
            others = [name for name in weighted if name not in dimensions]
            yield key, f'分值不能转给 "{heir}"，可以转给：{"、".join(others)}'


def _labels(section: str, entries: Iterable[Dimension] | Iterable[Aspect]) -> Iterator[Clash]:
    owner: dict[str, str] = {}
    for entry in entries:
        for label in (entry.name, *entry.synonyms):
            first = owner.setdefault(plain_label(label), entry.name)
            if first != entry.name:
                message = f'"{label}" 同时是 "{first}" 和 "{entry.name}" 的名称，请删去一处'
                yield f"{section}.{entry.name}.synonyms", message


def _bands(rulebook: Rulebook) -> Iterator[Clash]:
    met, partly, unmet = rulebook.met, rulebook.partly, rulebook.unmet
    for name, band in (("met", met), ("partly", partly), ("unmet", unmet)):
        if not band.low <= band.proposed <= band.high:
            found = f"low {band.low}、proposed {band.proposed}、high {band.high}"
            yield f"qualitative.{name}", f"现为 {found}，应为 low ≤ proposed ≤ high"
    if not (met.high == 1 and met.low == partly.high and partly.low == unmet.high):
        found = "，".join(f"{band.high}–{band.low}" for band in (met, partly, unmet))
        yield "qualitative", f"三档现为 {found}，应从 1 起首尾相接"
    if unmet.low != 0:
        yield "qualitative.unmet", f"low 现为 {unmet.low}，应为 0"


def _grades(rulebook: Rulebook) -> Iterator[Clash]:
    bounds = [grade.bound for grade in rulebook.grades]
    if not bounds or bounds[-1] != 0:
        yield "grades", "最低一档的下限应为 0，否则有的总分没有等级"
    if len(set(bounds)) != len(bounds):
        yield "grades", "两个等级的下限相同，每个等级的下限应不同"
    if bounds and bounds[0] > rulebook.total_weight:
        yield "grades", f"最高一档的下限 {bounds[0]} 超过总分 {rulebook.total_weight}"

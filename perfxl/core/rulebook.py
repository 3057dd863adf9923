"""评分办法: the rules by which a form is scored, as dated and referenced data.

A rulebook is a TOML file beside its form template (:mod:`perfxl.core.rulebook_file` reads
its text, :mod:`perfxl.forms.rulebooks` finds the file).  Places and years differ in these
values only, never in code.  Ratios are shares of an indicator's weight, from 0 to 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import NamedTuple, TypeVar

from perfxl.core.evaluation import Attainment
from perfxl.core.finding import FindingKind, Severity


class LowerRule(Enum):
    """How a lower-is-better indicator over its target scores; both rules are in use."""

    RATIO = "ratio"  # weight × target ÷ actual
    LINEAR = "linear"  # weight × (1 − (actual − target) ÷ target), 0 from twice the target on


class CostDirection(Enum):
    """Whether a cost indicator is lower-is-better whatever its sign, or as its sign says."""

    LOWER = "lower"
    AS_WRITTEN = "as_written"


class Dimension(NamedTuple):
    """一级指标 and the other labels under which forms print it."""

    name: str
    synonyms: tuple[str, ...] = ()


class Aspect(NamedTuple):
    """二级指标, the dimension it belongs to, and its other labels.

    ``cost`` marks the aspects to which :class:`CostDirection` applies.
    """

    name: str
    dimension: str
    synonyms: tuple[str, ...] = ()
    cost: bool = False


_Labelled = TypeVar("_Labelled", bound=Dimension | Aspect)


class WeightShare(NamedTuple):
    """The weight that one dimension, or several together, should carry.

    ``when_absent`` says to which dimensions the weight goes, and how much of it to each,
    in a project that has no indicator of this share; empty when the rulebook is silent.
    """

    dimensions: tuple[str, ...]
    weight: Decimal
    when_absent: tuple[tuple[str, Decimal], ...] = ()


class Band(NamedTuple):
    """One 定性指标 grade as ratios: from ``low`` (included) up to ``high``.

    ``proposed`` scores as long as the person has not chosen points inside the band.
    """

    high: Decimal
    low: Decimal
    proposed: Decimal


class Grade(NamedTuple):
    """优, 良, 中, 差: a total from ``bound`` on (included) has this grade."""

    name: str
    bound: Decimal


class SeverityRule(NamedTuple):
    """A finding code whose severity the rulebook changes; ``None`` silences it.

    ``reason`` is shown by the findings report.
    """

    code: str
    severity: Severity | None
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """All scoring rules of one place and year.

    Args:
        id: the name it is chosen by, ``"mof-2020"``.
        title: what it is called in Chinese.
        reference: the document it rests on.
        digits: decimals to which every score, the total and nothing else is rounded, half up.
        total_weight: what all weights must add up to, 100.
        execution_weight: 分值 of 预算执行率 unless the form gives one.
        zero_budget: ratio the execution scores when the annual budget is 0.
        weights: what each dimension should carry, in the form's order.
        over_threshold: actual ÷ target from which an indicator is far above its target.
        over_reason_required: whether such an indicator must state a reason.
        lower_rule: what a lower-is-better indicator over its target scores.
        cost_direction: how cost indicators are read.
        met, partly, unmet: the three bands of qualitative indicators.
        late_ratio: the ratio proposed for an indicator that was completed late.
        grades: from the highest bound down; the last bound is 0.
        severities: findings judged otherwise here than by default.
        references: the source of every value, by its key (``"over_target.threshold"``).
    """

    id: str
    title: str
    reference: str
    digits: int
    total_weight: Decimal
    execution_weight: Decimal
    zero_budget: Decimal
    weights: tuple[WeightShare, ...]
    dimensions: tuple[Dimension, ...]
    aspects: tuple[Aspect, ...]
    over_threshold: Decimal
    over_reason_required: bool
    lower_rule: LowerRule
    cost_direction: CostDirection
    met: Band
    partly: Band
    unmet: Band
    late_ratio: Decimal
    grades: tuple[Grade, ...]
    severities: tuple[SeverityRule, ...]
    references: Mapping[str, str]
    _dimensions: Mapping[str, Dimension] = field(init=False, repr=False)
    _aspects: Mapping[str, Aspect] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Index the labels once: forms ask for them row by row."""
        object.__setattr__(self, "_dimensions", _by_label(self.dimensions))
        object.__setattr__(self, "_aspects", _by_label(self.aspects))

    def dimension(self, label: str | None) -> Dimension | None:
        """The 一级指标 a printed label means ("产出指标(50分)", "项目产出"), or ``None``."""
        return self._dimensions.get(plain_label(label)) if label else None

    def aspect(self, label: str | None) -> Aspect | None:
        """The 二级指标 a printed label means ("进度指标", "指标2：质量"), or ``None``."""
        return self._aspects.get(plain_label(label)) if label else None

    def dimension_of(self, aspect: str | None) -> Dimension | None:
        """The 一级指标 to which the 二级指标 labelled ``aspect`` belongs, or ``None``."""
        known = self.aspect(aspect)
        return self.dimension(known.dimension) if known else None

    def is_cost(self, *, aspect: str | None, dimension: str | None) -> bool:
        """Whether an indicator is about cost; its aspect decides, else its dimension."""
        known = self.aspect(aspect)
        if known is None:
            known = self.aspect(dimension)
        if known is not None:
            return known.cost
        parent = self.dimension(dimension)
        if parent is None:
            return False
        children = [aspect for aspect in self.aspects if aspect.dimension == parent.name]
        return bool(children) and all(child.cost for child in children)

    def band(self, attainment: Attainment) -> Band:
        """The band of one attainment."""
        bands = {
            Attainment.MET: self.met,
            Attainment.PARTLY: self.partly,
            Attainment.UNMET: self.unmet,
        }
        return bands[attainment]

    def attainment(self, ratio: Decimal) -> Attainment:
        """The attainment in whose band a share of the weight lies; a band includes its low end."""
        if ratio >= self.met.low:
            return Attainment.MET
        return Attainment.PARTLY if ratio >= self.partly.low else Attainment.UNMET

    def grade(self, total: Decimal) -> str:
        """The grade of a rounded total: ``"优"``, ``"良"`` and so on."""
        for grade in self.grades:
            if total >= grade.bound:
                return grade.name
        return self.grades[-1].name

    def expected_weights(self, present: Iterable[str]) -> tuple[WeightShare, ...]:
        """What each dimension of a project should carry.

        Args:
            present: names of the dimensions of which the project has indicators.

        Returns:
            The shares of the dimensions present, in the rulebook's order, to which the
            weights of absent dimensions have been moved as the rulebook says.
        """
        there = set(present)
        weights = {share: share.weight for share in self.weights}
        for share in self.weights:
            if there.isdisjoint(share.dimensions):
                del weights[share]
                for heir, amount in share.when_absent:
                    for other in weights:
                        if heir in other.dimensions:
                            weights[other] += amount
        return tuple(
            WeightShare(share.dimensions, weight, share.when_absent)
            for share, weight in weights.items()
        )

    def severity(self, kind: FindingKind) -> Severity | None:
        """How bad a finding of ``kind`` is here; ``None`` when the rulebook silences it."""
        rule = next((rule for rule in self.severities if rule.code == kind.code), None)
        return kind.severity if rule is None else rule.severity

    def basis(self, key: str) -> str:
        """The source of the value or section named ``key`` (``"lower_is_better.rule"``)."""
        return self.references.get(key, self.reference)


def _by_label(entries: Iterable[_Labelled]) -> dict[str, _Labelled]:
    index: dict[str, _Labelled] = {}
    for entry in entries:
        for label in (entry.name, *entry.synonyms):
            index.setdefault(plain_label(label), entry)
    return index


@lru_cache(maxsize=4096)
def plain_label(label: str) -> str:
    """A label without blanks, numbering, its weight in brackets and the word 指标."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", label))
    text = re.sub(r"\([^()]*\)$", "", text)
    text = re.sub(r"^(指标)?[\d一二三四五六七八九十]+[.、:]|^[★*]+", "", text)
    return text.removesuffix("指标") or text

"""汇总: many scored forms → rankings, groups and sums, each line traceable to its form.

Money is summed in 万元, whatever unit a form prints; a form without a number adds nothing.
Averages are taken over fully scored forms only, since the total of another is no result yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from perfxl.core.evaluation import TOTAL_FUNDS, Amount, AmountUnit, Evaluation, FundRow, Indicator
from perfxl.core.finding import Finding, Severity
from perfxl.core.institution import institution
from perfxl.core.quantity import amount, round_half_up
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Score, Scorecard

_MONEY_DIGITS = 6  # 万元 to the cent
UNNAMED = "（未填写）"


class ScoredForm(NamedTuple):
    """One form as the roll-up takes it: its facts, scores, findings and file."""

    evaluation: Evaluation
    scorecard: Scorecard
    findings: tuple[Finding, ...]
    file: str


class Funds(NamedTuple):
    """预算 and 执行 in 万元; ``None`` where no form gives a number.

    ``unpaired`` counts the forms that give only one of annual budget and executed: of a sum
    with such a form there is no rate, for both would not be of the same projects.
    """

    initial_budget: Decimal | None
    annual_budget: Decimal | None
    executed: Decimal | None
    unpaired: int = 0

    @property
    def rate(self) -> Decimal | None:
        """执行率, executed ÷ annual_budget, unrounded; ``None`` without a budget."""
        if not self.annual_budget or self.executed is None or self.unpaired:
            return None
        return self.executed / self.annual_budget

    @property
    def without_rate(self) -> str:
        """Why a sum has no rate, as the end of a Chinese sentence; ``""`` otherwise."""
        if not self.unpaired:
            return ""
        missing = "缺全年预算数或全年执行数（没有填写，或不是数）"
        return f"；{self.unpaired} 个项目{missing}，不算总的执行率"


class ProjectLine(NamedTuple):
    """One project in the ranking.

    ``rank`` counts from 1, equal totals share a rank, and a project that is not fully scored
    has none.  ``printed_total`` is what the form itself prints (原表总分).
    """

    rank: int | None
    form: ScoredForm
    funds: Funds
    printed_total: Decimal | None

    def count(self, severity: Severity) -> int:
        """How many findings of ``severity`` the form has."""
        return sum(finding.severity is severity for finding in self.form.findings)


class GroupLine(NamedTuple):
    """The projects of one department, unit or grade."""

    label: tuple[str, ...]
    projects: int
    complete: int
    mean: Decimal | None
    funds: Funds
    grades: tuple[tuple[str, int], ...]
    errors: int
    warnings: int


class AspectLine(NamedTuple):
    """The indicators of one 一级指标 and 二级指标 over all forms.

    ``weight`` and ``score`` sum the indicators that have both; ``full`` counts those that
    scored their full weight, ``undecided`` those without a score.
    """

    dimension: str
    aspect: str
    indicators: int
    weight: Decimal
    score: Decimal
    full: int
    undecided: int

    @property
    def ratio(self) -> Decimal | None:
        """得分率, score ÷ weight, unrounded."""
        return self.score / self.weight if self.weight else None


class Rollup(NamedTuple):
    """The answers of a roll-up, one field a question.

    Args:
        projects: by rank, incomplete projects last, in their own order.
        departments: by department and unit, in the order they first appear.
        aspects: by dimension and aspect, in the rulebook's order, unknown labels last.
        funds: 年度资金总额 and its three sources.
        grades: how many fully scored forms have each grade, best first.
        mean: the average total of fully scored forms.
    """

    projects: tuple[ProjectLine, ...]
    departments: tuple[GroupLine, ...]
    aspects: tuple[AspectLine, ...]
    funds: tuple[tuple[str, Funds], ...]
    grades: tuple[tuple[str, int], ...]
    mean: Decimal | None

    @property
    def total_funds(self) -> Funds:
        """年度资金总额 of all projects."""
        return dict(self.funds)[TOTAL_FUNDS]


def roll_up(forms: Iterable[ScoredForm], rulebook: Rulebook) -> Rollup:
    """Everything a reviewer asks about ``forms``, scored by ``rulebook``."""
    forms = tuple(forms)
    scored = [form for form in forms if form.scorecard.complete]
    return Rollup(
        projects=_ranking(forms),
        departments=_groups(forms, unit_labels, rulebook),
        aspects=_aspects(forms, rulebook),
        funds=_fund_totals(forms),
        grades=_grades(forms, rulebook),
        mean=_mean(scored, rulebook.digits),
    )


def _ranking(forms: Sequence[ScoredForm]) -> tuple[ProjectLine, ...]:
    def standing(form: ScoredForm) -> tuple[bool, Decimal]:
        return (not form.scorecard.complete, -form.scorecard.total)

    lines: list[ProjectLine] = []
    for position, form in enumerate(sorted(forms, key=standing), 1):
        rank: int | None = position if form.scorecard.complete else None
        if lines and rank and lines[-1].form.scorecard.total == form.scorecard.total:
            rank = lines[-1].rank
        printed = amount(form.evaluation.printed("总分.得分"))
        funds = in_wan(form.evaluation.funding.total, form.evaluation.amount_unit)
        lines.append(ProjectLine(rank, form, funds, printed.value if printed else None))
    return tuple(lines)


def _groups(
    forms: Sequence[ScoredForm],
    label: Callable[[ScoredForm], tuple[str, ...]],
    rulebook: Rulebook,
) -> tuple[GroupLine, ...]:
    groups: dict[tuple[str, ...], list[ScoredForm]] = {}
    for form in forms:
        groups.setdefault(label(form), []).append(form)
    return tuple(_group(name, members, rulebook) for name, members in groups.items())


def _group(label: tuple[str, ...], forms: Sequence[ScoredForm], rulebook: Rulebook) -> GroupLine:
    complete = [form for form in forms if form.scorecard.complete]
    severities = Counter(finding.severity for form in forms for finding in form.findings)
    return GroupLine(
        label=label,
        projects=len(forms),
        complete=len(complete),
        mean=_mean(complete, rulebook.digits),
        funds=_sum(in_wan(f.evaluation.funding.total, f.evaluation.amount_unit) for f in forms),
        grades=_grades(forms, rulebook),
        errors=severities[Severity.ERROR],
        warnings=severities[Severity.WARNING],
    )


def unit_labels(form: ScoredForm) -> tuple[str, str]:
    """主管部门 and 实施单位 as the roll-up groups by them, without the codes before them."""
    evaluation = form.evaluation
    return institution(evaluation.department) or UNNAMED, institution(evaluation.unit) or UNNAMED


def _aspects(forms: Sequence[ScoredForm], rulebook: Rulebook) -> tuple[AspectLine, ...]:
    scores: dict[tuple[str, str], list[Score]] = {}
    for form in forms:
        for indicator, score in zip(
            form.evaluation.indicators, form.scorecard.indicators, strict=True
        ):
            scores.setdefault(aspect_labels(indicator, rulebook), []).append(score)
    dimensions = [dimension.name for dimension in rulebook.dimensions]
    aspects = [aspect.name for aspect in rulebook.aspects]

    def order(labels: tuple[str, str]) -> tuple[int, str, int, str]:
        dimension, aspect = labels
        return (*_position(dimension, dimensions), *_position(aspect, aspects))

    return tuple(_aspect(*labels, scores[labels]) for labels in sorted(scores, key=order))


def aspect_labels(indicator: Indicator, rulebook: Rulebook) -> tuple[str, str]:
    """一级指标 and 二级指标 as the roll-up groups by them: the rulebook's names where known."""
    aspect = rulebook.aspect(indicator.aspect)
    dimension = rulebook.dimension(indicator.dimension)
    return (
        dimension.name if dimension else indicator.dimension or UNNAMED,
        aspect.name if aspect else indicator.aspect or UNNAMED,
    )


def _position(label: str, known: Sequence[str]) -> tuple[int, str]:
    return (known.index(label), "") if label in known else (len(known), label)


def _aspect(dimension: str, aspect: str, scores: Sequence[Score]) -> AspectLine:
    pairs = [
        (score.weight, score.effective)
        for score in scores
        if score.weight is not None and score.effective is not None
    ]
    return AspectLine(
        dimension=dimension,
        aspect=aspect,
        indicators=len(scores),
        weight=sum((weight for weight, _ in pairs), Decimal(0)),
        score=sum((points for _, points in pairs), Decimal(0)),
        full=sum(points == weight for weight, points in pairs),
        undecided=len(scores) - len(pairs),
    )


def _fund_totals(forms: Sequence[ScoredForm]) -> tuple[tuple[str, Funds], ...]:
    rows: dict[str, list[Funds]] = {label: [] for label, _ in Evaluation().funding.rows()}
    for form in forms:
        for label, row in form.evaluation.funding.rows():
            rows[label].append(in_wan(row, form.evaluation.amount_unit))
    return tuple((label, _sum(lines)) for label, lines in rows.items())


def in_wan(row: FundRow, unit: AmountUnit) -> Funds:
    """A fund row in 万元, whatever ``unit`` its form prints."""
    budget, executed = _money(row.annual_budget, unit), _money(row.executed, unit)
    unpaired = int((budget is None) is not (executed is None))
    return Funds(_money(row.initial_budget, unit), budget, executed, unpaired)


def _money(value: Amount | None, unit: AmountUnit) -> Decimal | None:
    if value is None or value.value is None:
        return None
    return value.value / unit.in_wan


def _sum(lines: Iterable[Funds]) -> Funds:
    lines = tuple(lines)
    return Funds(
        _total(line.initial_budget for line in lines),
        _total(line.annual_budget for line in lines),
        _total(line.executed for line in lines),
        sum(line.unpaired for line in lines),
    )


def _total(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return round_half_up(sum(known, Decimal(0)), _MONEY_DIGITS) if known else None


def _grades(forms: Iterable[ScoredForm], rulebook: Rulebook) -> tuple[tuple[str, int], ...]:
    tally = Counter(form.scorecard.grade for form in forms)
    return tuple((grade.name, tally[grade.name]) for grade in rulebook.grades)


def _mean(forms: Sequence[ScoredForm], digits: int) -> Decimal | None:
    if not forms:
        return None
    total = sum((form.scorecard.total for form in forms), Decimal(0))
    return round_half_up(total / len(forms), digits)

"""分值: that every row has one, and that they add up to what the rulebook says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from perfxl.core.checks.statement import BLANK, no_number, points, rows, shown, state, told_of
from perfxl.core.evaluation import Amount, Evaluation
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.judgement import Caution
from perfxl.core.quantity import plain
from perfxl.core.rulebook import Rulebook, WeightShare
from perfxl.core.score import Score, Scorecard

OFF_THE_RULEBOOK = FindingKind(
    "W01",
    Severity.WARNING,
    "一级指标分值与评分办法不符",
    "原则上预算执行率10、产出指标50、效益指标30、满意度指标10，有特殊情况的可适当调整"
    "（财预〔2020〕10号）；没有满意度指标的，它的10分加到效益指标（财预〔2021〕101号）。"
    "核对所用的值以评分办法为准。与随程序提供的另一种办法完全相符的，写明是哪一种。",
)
TOTAL_OFF = FindingKind(
    "W02",
    Severity.ERROR,
    "分值合计不是满分",
    "预算执行率与各项指标的分值合计应为100（财预〔2020〕10号）。",
)
MISSING = FindingKind("W03", Severity.ERROR, "分值未填", "没有分值的指标无法计分。")
UNUSABLE = FindingKind(
    "W04",
    Severity.ERROR,
    "分值不是有效的数",
    "分值应是0到满分之间的数，不能写成文字、百分数或负数。",
)
PRINTED_TOTAL_WRONG = FindingKind(
    "W05",
    Severity.ERROR,
    "表上的分值合计与各项分值之和不符",
    "总分一行的分值应等于预算执行率与各项指标的分值之和。",
)
WEIGHT_AS_TARGET = FindingKind(
    "W06",
    Severity.WARNING,
    "年度指标值疑似填成了分值",
    "多数行的年度指标值与分值一样，可能把分值填进了指标值一列。",
)
EXECUTION_LEFT_OUT = FindingKind(
    "W08",
    Severity.WARNING,
    "没有预算执行率的分值",
    "各项指标的分值合计已是满分，表上没有预算执行率的分值；仍按评分办法给执行率计分，总分会超过满分。"
    "预算执行率是自评的内容之一（财预〔2020〕10号）。",
)
ZERO = FindingKind("W07", Severity.NOTE, "分值为0", "分值为0的指标不影响总分，可能是漏填。")

KINDS = (
    OFF_THE_RULEBOOK,
    TOTAL_OFF,
    MISSING,
    UNUSABLE,
    PRINTED_TOTAL_WRONG,
    WEIGHT_AS_TARGET,
    ZERO,
    EXECUTION_LEFT_OUT,
)

_EXECUTION = "年度资金总额.分值"
_TOTAL = "总分.分值"
_FEWEST_ALIKE = 3
_BAD = (Caution.NO_WEIGHT, Caution.BAD_WEIGHT)
_ZERO = Decimal(0)


def check_weights(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """Weights that are missing or unusable; else what they add up to."""
    faults = list(_single(evaluation, scorecard))
    yield from faults
    if evaluation.indicators and not any(fault.kind in (MISSING, UNUSABLE) for fault in faults):
        yield from _sums(evaluation, scorecard, rulebook)
        yield from _printed_total(evaluation, scorecard)
    yield from _in_target_column(evaluation)


def _single(evaluation: Evaluation, scorecard: Scorecard) -> Iterator[Finding]:
    if evaluation.execution_weight is not None and _is_bad(scorecard.execution):
        yield _unusable(evaluation, _EXECUTION, evaluation.execution_weight)
    told, everywhere = told_of([row.weight is None for row in evaluation.indicators])
    for index, (path, row, score) in enumerate(rows(evaluation, scorecard)):
        if index in told:
            yield state(
                MISSING,
                evaluation,
                f"{path}.分值",
                found=everywhere or BLANK,
                expected="每行都有分值" if everywhere else "这一指标的分值",
                fix="填写分值，使合计为满分",
            )
        elif row.weight is None:  # some places print no weights at all
            continue
        elif _is_bad(score):
            yield _unusable(evaluation, f"{path}.分值", row.weight)
        elif score.weight == 0:
            yield state(
                ZERO,
                evaluation,
                f"{path}.分值",
                found="0",
                expected="大于0的分值",
                fix="填写分值；不考核的指标请删除这一行",
            )


def _is_bad(score: Score) -> bool:
    return score.weight is None or any(caution in _BAD for caution in score.cautions)


def _unusable(evaluation: Evaluation, field: str, weight: Amount) -> Finding:
    return state(
        UNUSABLE,
        evaluation,
        field,
        found=no_number(weight.raw) if weight.value is None else _beyond(weight.value),
        expected="0到满分之间的数",
        fix="重新输入只有数字的分值" if weight.value is None else "改正分值，使合计为满分",
    )


def _beyond(value: Decimal) -> str:
    return f"{plain(value)}（{'是负数' if value < 0 else '太大'}）"


def _sums(evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook) -> Iterator[Finding]:
    """The total; and only if that is right, the dimensions: else the total names them."""
    if _leaves_out_execution(evaluation, scorecard, rulebook):
        yield state(
            EXECUTION_LEFT_OUT,
            evaluation,
            _EXECUTION,
            found=f"各项指标的分值合计{plain(rulebook.total_weight)}，执行率没有分值",
            expected=f"预算执行率{plain(rulebook.execution_weight)}，各项指标相应减少",
            fix="调整分值；确实不评预算执行率的，在总表的“预算执行分值”一列填0",
        )
        return
    off = list(_off_dimensions(evaluation, scorecard.execution.weight, rulebook))
    if scorecard.weight_total != rulebook.total_weight:
        hints = "；".join(
            f"{name}{plain(got)}，应为{plain(wanted)}" for _, name, got, wanted in off
        )
        yield state(
            TOTAL_OFF,
            evaluation,
            _TOTAL,
            found=plain(scorecard.weight_total) + (f"（{hints}）" if hints else ""),
            expected=plain(rulebook.total_weight),
            fix="调整各项分值，使合计为满分",
        )
        return
    if off:
        yield state(
            OFF_THE_RULEBOOK,
            evaluation,
            off[0][0],
            found="、".join(f"{name}{plain(got)}" for _, name, got, _ in off),
            expected="、".join(f"{name}{plain(wanted)}" for _, name, _, wanted in off),
            fix=f"按“{rulebook.title}”调整分值；经批准调整权重的可以不改",
        )


def is_laid_out_by(evaluation: Evaluation, rulebook: Rulebook, printed: Decimal | None) -> bool:
    """Whether the weights of a form are those of ``rulebook``, dimension by dimension.

    ``printed`` is the weight of the execution rate on a form that gives none of its own.
    """
    given = evaluation.execution_weight
    if given is not None:
        execution = given.value
    else:
        execution = rulebook.execution_weight if printed is None else printed
    weights = [row.weight and row.weight.value for row in evaluation.indicators]
    if not weights or execution is None or None in weights:
        return False
    total = execution + sum(weight or _ZERO for weight in weights)
    known = all(rulebook.dimension(row.dimension) for row in evaluation.indicators)
    off = any(_off_dimensions(evaluation, execution, rulebook))
    return known and total == rulebook.total_weight and not off


def _leaves_out_execution(evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook) -> bool:
    """Whether a collected form has no cell for the weight of 预算执行率, and no need of it."""
    if evaluation.execution_weight is not None or scorecard.execution.weight is None:
        return False
    collected = bool(evaluation.places) and _EXECUTION not in evaluation.places
    return (
        collected and scorecard.weight_total - scorecard.execution.weight == rulebook.total_weight
    )


def _off_dimensions(
    evaluation: Evaluation, execution: Decimal | None, rulebook: Rulebook
) -> Iterator[tuple[str, str, Decimal, Decimal]]:
    """Field, name, sum and wanted weight of every share that differs from the rulebook.

    Nothing when a dimension is unknown: its weight may belong to any share.
    """
    sums: dict[str, Decimal] = {}
    first: dict[str, str] = {}
    for number, row in enumerate(evaluation.indicators, 1):
        dimension = rulebook.dimension(row.dimension)
        if dimension is None:
            return
        weight = row.weight and row.weight.value
        sums[dimension.name] = sums.get(dimension.name, _ZERO) + (weight or _ZERO)
        first.setdefault(dimension.name, f"指标{number}.分值")
    if execution is not None and execution != rulebook.execution_weight:
        yield _EXECUTION, "预算执行率", execution, rulebook.execution_weight
    for share in _expected(rulebook, tuple(sums)):
        found = sum((sums.get(name, _ZERO) for name in share.dimensions), _ZERO)
        if found != share.weight:
            field = next(first[name] for name in share.dimensions if name in first)
            yield field, "与".join(share.dimensions), found, share.weight


@lru_cache(maxsize=256)
def _expected(rulebook: Rulebook, present: tuple[str, ...]) -> tuple[WeightShare, ...]:
    return rulebook.expected_weights(present)


def _printed_total(evaluation: Evaluation, scorecard: Scorecard) -> Iterator[Finding]:
    text = evaluation.printed(_TOTAL)
    printed = points(text)
    totals = {scorecard.weight_total}
    if evaluation.execution_weight is None and scorecard.execution.weight is not None:
        # A weight that stands nowhere on the form need not stand in its total.
        totals.add(scorecard.weight_total - scorecard.execution.weight)
    if printed is not None and printed not in totals:
        yield state(
            PRINTED_TOTAL_WRONG,
            evaluation,
            _TOTAL,
            found=shown(text),
            expected=plain(scorecard.weight_total),
            fix="改正总分一行的分值（由收来的表生成的，在“原表数据”里），或核对各项分值",
        )


def _in_target_column(evaluation: Evaluation) -> Iterator[Finding]:
    """A row alike may be chance (10 times for 10 points); most rows alike are not."""
    alike = [
        number
        for number, row in enumerate(evaluation.indicators, 1)
        if row.weight is not None and row.weight.value and _bare(row.target) == row.weight.raw
    ]
    if len(alike) >= _FEWEST_ALIKE and 2 * len(alike) > len(evaluation.indicators):
        yield state(
            WEIGHT_AS_TARGET,
            evaluation,
            f"指标{alike[0]}.年度指标值",
            found=f"{len(alike)}行的年度指标值与分值相同",
            expected="绩效目标申报表中的指标值",
            fix="核对年度指标值一列，不要填分值",
        )


def _bare(target: str | None) -> str:
    """A target without the equals sign that stood in a column of its own."""
    return (target or "").lstrip("=＝").strip()

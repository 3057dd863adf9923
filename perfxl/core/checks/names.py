"""一级, 二级 and 三级指标: whether each row says what it measures, once, in its place."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.core.checks.statement import BLANK, says_nothing, shown, state, told_of
from perfxl.core.evaluation import Evaluation
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Scorecard
from perfxl.regex import regex

NO_NAME = FindingKind(
    "N01",
    Severity.ERROR,
    "三级指标未填",
    "这一行没有写明考核什么，或者还是模板里的“指标1：”。",
)
NO_DIMENSION = FindingKind(
    "N02",
    Severity.WARNING,
    "一级指标未填",
    "没有一级指标，这一行的分值无法计入产出、效益或满意度（财预〔2020〕10号）。",
)
UNKNOWN_DIMENSION = FindingKind(
    "N03",
    Severity.NOTE,
    "一级指标不在评分办法中",
    "评分办法没有这个一级指标，无法核对它的分值。也可能选错了评分办法。",
)
MISPLACED_ASPECT = FindingKind(
    "N04",
    Severity.WARNING,
    "二级指标不属于所在的一级指标",
    "二级指标与一级指标不对应，可能漏写了下一个一级指标，或合并单元格错位。归属见财预〔2020〕10号附件。"
    "一级指标空白或合并在上面的，按二级指标推断（L01），不报这一条；一级指标不在评分办法中的（N03）无法核对。",
)
REPEATED = FindingKind(
    "N05",
    Severity.WARNING,
    "指标重复",
    "两行的二级指标、三级指标和指标值完全相同，同一件事计了两次分。",
)
NO_ASPECT = FindingKind(
    "N06",
    Severity.NOTE,
    "二级指标未填",
    "没有二级指标，无法判断是不是成本指标（成本指标越低越好）。"
    "收来的表上，空格而上一行有二级指标的，视为与上一行相同（与合并单元格无法区分），不报。",
)

KINDS = (NO_NAME, NO_DIMENSION, UNKNOWN_DIMENSION, MISPLACED_ASPECT, REPEATED, NO_ASPECT)

_TEMPLATE_NAME = regex(r"(?:三级)?指标\d*[:：]?[.…]*|[.…]+")


def check_names(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """Names that are empty or repeated, and rows whose levels are empty or do not fit."""
    yield from _levels(evaluation, rulebook)
    seen: dict[tuple[str | None, ...], int] = {}
    for number, row in enumerate(evaluation.indicators, 1):
        field = f"指标{number}.三级指标"
        name = row.name
        if name is None or says_nothing(name) or _TEMPLATE_NAME.fullmatch(name):
            yield state(
                NO_NAME,
                evaluation,
                field,
                found=shown(name),
                expected="具体的指标名称",
                fix="写明考核的内容，不用的行请删除",
            )
            continue
        first = seen.setdefault((row.aspect, name, row.target), number)
        if first != number:
            yield state(
                REPEATED,
                evaluation,
                field,
                found=f"{shown(name)}与指标{first}相同",
                expected="每个指标只出现一次",
                fix="删除重复的一行，或改为不同的指标",
            )


def _levels(evaluation: Evaluation, rulebook: Rulebook) -> Iterator[Finding]:
    """A column that is empty in every row is one finding: some places print a flat list."""
    indicators = evaluation.indicators
    for kind, column, empty in (
        (NO_DIMENSION, "一级指标", [row.dimension is None for row in indicators]),
        (NO_ASPECT, "二级指标", [row.aspect is None for row in indicators]),
    ):
        told, everywhere = told_of(empty)
        for index in sorted(told):
            yield state(
                kind,
                evaluation,
                f"指标{index + 1}.{column}",
                found=everywhere or BLANK,
                expected=f"每行都有{column}",
                fix=f"填写{column}",
            )
    told_names: set[str] = set()
    for number, row in enumerate(indicators, 1):
        if row.dimension is None:
            continue
        dimension = rulebook.dimension(row.dimension)
        if dimension is None:
            if row.dimension in told_names:
                continue  # said once, where it stands first
            told_names.add(row.dimension)
            names = "、".join(known.name for known in rulebook.dimensions)
            yield state(
                UNKNOWN_DIMENSION,
                evaluation,
                f"指标{number}.一级指标",
                found=shown(row.dimension),
                expected=names,
                fix="改用评分办法中的一级指标，或选用合适的评分办法",
            )
            continue
        aspect = rulebook.aspect(row.aspect)
        if aspect is not None and aspect.dimension != dimension.name:
            yield state(
                MISPLACED_ASPECT,
                evaluation,
                f"指标{number}.二级指标",
                found=f"{shown(row.aspect)}在“{dimension.name}”之下",
                expected=f"在“{aspect.dimension}”之下",
                fix="核对这一行的一级指标和二级指标",
            )

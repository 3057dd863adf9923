"""Remarks of the readings as findings: what was odd or assumed in one cell."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.core.checks.statement import shown, state
from perfxl.core.evaluation import Evaluation
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.remark import Remark

PERCENT_REPEATED = FindingKind(
    "T07",
    Severity.WARNING,
    "百分号重复",
    "如“100%%”，已按一个百分号读取，请改正。",
)
ASSUMED = FindingKind(
    "T09",
    Severity.NOTE,
    "写法不规范，已按推定读取",
    "从写法不能完全确定意思，评分按所述的推定进行；推定不对时请改写。",
)
NAME_UNIT = FindingKind(
    "T10",
    Severity.NOTE,
    "单位与指标名称不一致",
    "三级指标名称中注明的单位与指标值的单位不同，其中一个写错了。",
)
IMPLAUSIBLE = FindingKind(
    "T11",
    Severity.WARNING,
    "完成值与指标值相差悬殊",
    "两者相差很多倍，可能是单位（万、%）或小数点写错，或指标值设得不合理。",
)
PERCENT_FOR_WORDS = FindingKind(
    "T12",
    Severity.NOTE,
    "定性指标用百分数作答",
    "定性指标按达成、部分达成、未达成三档评定（财预〔2020〕10号）。填100%的按达成评分，最好写明达到了什么程度。",
)

KINDS = (
    PERCENT_REPEATED,
    ASSUMED,
    NAME_UNIT,
    IMPLAUSIBLE,
    PERCENT_FOR_WORDS,
)

# Remarks that are a finding of their own, in a target or an actual that could be read.
OWN_KINDS = {
    Remark.PERCENT_REPEATED: PERCENT_REPEATED,
    Remark.SIGN_REPEATED: ASSUMED,
    Remark.SPACE_IN_NUMBER: ASSUMED,
    Remark.SIGN_ON_DATE: ASSUMED,
    Remark.SIGN_IGNORED: ASSUMED,
    Remark.APPROXIMATE: ASSUMED,
    Remark.LABEL_IGNORED: ASSUMED,
    Remark.AND_MORE: ASSUMED,
    Remark.NUMERAL: ASSUMED,
    Remark.COURSE_ASSUMED: ASSUMED,
    Remark.COURSE_ONLY: ASSUMED,
    Remark.PERCENT_OMITTED: ASSUMED,
    Remark.FRACTION_AS_PERCENT: ASSUMED,
    Remark.PERCENT_BELOW_ONE: ASSUMED,
    Remark.SCALE_OMITTED: ASSUMED,
    Remark.SCALE_WRITTEN_OUT: ASSUMED,
    Remark.UNIT_SHORTENED: ASSUMED,
    Remark.UNIT_CONVERTED: ASSUMED,
    Remark.UNIT_UNKNOWN: ASSUMED,
    Remark.RANGE_GIVEN: ASSUMED,
    Remark.YEAR_ASSUMED: ASSUMED,
    Remark.DATE_SERIAL: ASSUMED,
    Remark.DATE_RANGE: ASSUMED,
    Remark.BEFORE_MONTH: ASSUMED,
    Remark.NAME_UNIT_DIFFERS: NAME_UNIT,
    Remark.IMPLAUSIBLE: IMPLAUSIBLE,
    Remark.PERCENT_FOR_WORDS: PERCENT_FOR_WORDS,
}
_FIXES = {
    PERCENT_REPEATED: "去掉多余的百分号",
    ASSUMED: "推定正确的可以不改，不正确的改写",
    NAME_UNIT: "统一指标名称与指标值的单位",
    IMPLAUSIBLE: "核对单位和小数点",
    PERCENT_FOR_WORDS: "写明达到的程度，或选择完成情况",
}
WRONG_DATES = frozenset({Remark.DATE_OUT_OF_RANGE, Remark.DATE_IMPOSSIBLE})


def told(
    evaluation: Evaluation,
    field: str,
    text: str | None,
    remarks: tuple[Remark, ...],
    *,
    chosen: bool = False,
) -> Iterator[Finding]:
    """One finding a kind, which names all its remarks.

    Remarks that only say why a text could not be read are for the finding that says so.
    ``chosen`` is whether a person chose the attainment, so that 100% answers no question.
    """
    if chosen:
        remarks = tuple(remark for remark in remarks if remark is not Remark.PERCENT_FOR_WORDS)
    for kind in dict.fromkeys(OWN_KINDS[remark] for remark in remarks if remark in OWN_KINDS):
        same = tuple(remark for remark in remarks if OWN_KINDS.get(remark) is kind)
        yield state(
            kind,
            evaluation,
            field,
            found=with_reason(text, same),
            expected="写法明确的值",
            fix=_FIXES[kind],
        )


def with_reason(text: str | None, remarks: tuple[Remark, ...]) -> str:
    """``text`` as shown to a person, with what ``remarks`` say about it."""
    reasons = "；".join(remark.value for remark in remarks)
    return f"{shown(text)}（{reasons}）" if reasons else shown(text)

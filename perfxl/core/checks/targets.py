"""年度指标值 and 实际完成值: filled, readable, and of the same kind."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.core.bound import Sign
from perfxl.core.checks.statement import rows, shown, state
from perfxl.core.evaluation import Evaluation, Indicator
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.judgement import Caution, Judgement
from perfxl.core.quantity import plain
from perfxl.core.reading import ActualKind, TargetKind
from perfxl.core.remark import Remark
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Score, Scorecard

NO_TARGET = FindingKind(
    "T01",
    Severity.ERROR,
    "年度指标值未填",
    "自评是把完成值与预算批复时的年度指标值相比（财预〔2020〕10号），没有指标值就无法评分。",
)
NO_ACTUAL = FindingKind(
    "T02",
    Severity.ERROR,
    "实际完成值未填",
    "没有完成值就无法评分。没有实施的应填0并说明原因。",
)
UNREAD_TARGET = FindingKind(
    "T03",
    Severity.WARNING,
    "年度指标值无法识别",
    "指标值应是一个数（可带比较符号和单位）、一个日期或一个说明程度的词，一格只写一个。",
)
UNREAD_ACTUAL = FindingKind(
    "T04",
    Severity.WARNING,
    "实际完成值无法与指标值比较",
    "完成值应与指标值是同一类：指标值是数就填数，是日期就填日期。",
)
COST_AT_LEAST = FindingKind(
    "T05",
    Severity.WARNING,
    "成本指标写成越高越好",
    "成本是控制数，指标值只应写“≤”或“=”。写成“≥”时意味着花得越多越好，评分仍按越低越好计算。",
)
EQUAL_BOUNDS = FindingKind(
    "T06",
    Severity.NOTE,
    "上限与下限相同",
    "指标值的上限与下限是同一个数，只有恰好等于它才算达到。",
)
PERCENT_REPEATED = FindingKind(
    "T07",
    Severity.WARNING,
    "百分号重复",
    "如“100%%”，已按一个百分号读取，请改正。",
)
UNIT_MISMATCH = FindingKind(
    "T08",
    Severity.WARNING,
    "完成值与指标值的单位不同",
    "单位不同的两个数不能比较，如指标值是100%而完成值是1000件。",
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
WORDS_FOR_VALUE = FindingKind(
    "T13",
    Severity.WARNING,
    "定量指标用文字作答",
    "指标值是数或日期，完成值却是文字，只能按文字表示的完成情况评分，无法核对。",
)
NEGATIVE = FindingKind("T14", Severity.WARNING, "实际完成值为负数", "负数按0计分。")
STRICT_BOUND = FindingKind(
    "T15",
    Severity.NOTE,
    "完成值等于指标值，而指标值不含本数",
    "指标值写“大于”或“小于”，恰好等于时严格说没有达到。多数情况下应写“≥”或“≤”。",
)
EXCEEDED = FindingKind(
    "T16",
    Severity.NOTE,
    "超过指标值",
    "指标值写“=”或不带符号，而完成值超过它，记满分。越多越好的指标宜写“≥”。",
)
NOT_CARRIED_OUT = FindingKind(
    "T17",
    Severity.NOTE,
    "成本为0，视为未实施",
    "安排了成本而实际为0，不是节约，而是没有实施，得0分。",
)
CHOOSE = FindingKind(
    "T18",
    Severity.WARNING,
    "无法判断是否达成",
    "从文字看不出属于达成、部分达成还是未达成（财预〔2020〕10号的三档），需要由人选择；选择之前不计分，总分不完整。",
)

KINDS = (
    NO_TARGET,
    NO_ACTUAL,
    UNREAD_TARGET,
    UNREAD_ACTUAL,
    COST_AT_LEAST,
    EQUAL_BOUNDS,
    PERCENT_REPEATED,
    UNIT_MISMATCH,
    ASSUMED,
    NAME_UNIT,
    IMPLAUSIBLE,
    PERCENT_FOR_WORDS,
    WORDS_FOR_VALUE,
    NEGATIVE,
    STRICT_BOUND,
    EXCEEDED,
    NOT_CARRIED_OUT,
    CHOOSE,
)

# Remarks that are a finding of their own, in a target or an actual that could be read.
OWN_KINDS = {
    Remark.PERCENT_REPEATED: PERCENT_REPEATED,
    Remark.SIGN_REPEATED: ASSUMED,
    Remark.SPACE_IN_NUMBER: ASSUMED,
    Remark.SIGN_ON_DATE: ASSUMED,
    Remark.SIGN_IGNORED: ASSUMED,
    Remark.APPROXIMATE: ASSUMED,
    Remark.PERCENT_OMITTED: ASSUMED,
    Remark.FRACTION_AS_PERCENT: ASSUMED,
    Remark.PERCENT_BELOW_ONE: ASSUMED,
    Remark.SCALE_OMITTED: ASSUMED,
    Remark.SCALE_WRITTEN_OUT: ASSUMED,
    Remark.UNIT_SHORTENED: ASSUMED,
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
# Remarks that only say why a text could not be read or compared.
REASONS = frozenset(
    {
        Remark.TOO_LONG,
        Remark.LINE_BREAK_IN_NUMBER,
        Remark.NUMBER_IN_SENTENCE,
        Remark.SEVERAL_NUMBERS,
        Remark.SIGN_CONTRADICTORY,
        Remark.SIGN_AGAINST_TARGET,
        Remark.BOUNDS_REVERSED,
        Remark.BOUNDS_EXCLUSIVE,
        Remark.SCALE_UNCERTAIN,
        Remark.UNIT_MISMATCH,
        Remark.YEAR_UNKNOWN,
        Remark.DATE_OR_NUMBER,
        Remark.DATE_TOO_COARSE,
        Remark.NUMBER_FOR_WORDS,
        Remark.NUMBER_FOR_DATE,
        Remark.DATE_FOR_NUMBER,
        Remark.DATE_FOR_WORDS,
        Remark.WORDS_UNDECIDED,
    }
)
# Remarks that other findings already tell: T01 and T02, T13 and T14, and the theme of dates.
TOLD_ELSEWHERE = frozenset(
    {
        Remark.PLACEHOLDER,
        Remark.NEGATIVE,
        Remark.TARGET_REPEATED,
        Remark.COMPLETION_WORD,
        Remark.DATE_OUT_OF_RANGE,
        Remark.DATE_IMPOSSIBLE,
    }
)
WRONG_DATES = frozenset({Remark.DATE_OUT_OF_RANGE, Remark.DATE_IMPOSSIBLE})

_UPWARD = (Sign.AT_LEAST, Sign.ABOVE)
_UNSETTLED = (ActualKind.UNDECIDED, ActualKind.UNREADABLE)


def check_targets(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """Targets that are missing, unreadable or written in a way that misleads."""
    for path, row, score in rows(evaluation, scorecard):
        target = score.target
        field = f"{path}.年度指标值"
        if target.kind is TargetKind.EMPTY:
            yield state(
                NO_TARGET,
                evaluation,
                field,
                found=shown(row.target),
                expected="预算批复的指标值，如≥95%",
                fix="按绩效目标申报表填写年度指标值",
            )
        elif target.kind is TargetKind.UNREADABLE:
            if WRONG_DATES.isdisjoint(target.remarks):
                yield state(
                    UNREAD_TARGET,
                    evaluation,
                    field,
                    found=_with_reason(row.target, target.remarks),
                    expected="一个数、一个日期或一个词，如≥95%、2020年12月30日、提高",
                    fix="改写年度指标值，一格只写一个",
                )
        elif target.remarks:
            yield from _told(evaluation, field, row.target, target.remarks)
        if target.kind is TargetKind.RANGE and target.low == target.high:
            yield state(
                EQUAL_BOUNDS,
                evaluation,
                field,
                found=shown(row.target),
                expected=f"={plain(target.low / target.scale)}" if target.low else "=0",
                fix="只写一个带“=”的数，或改正其中一个界限",
            )
        if target.sign in _UPWARD and _is_numeric_cost(row, score, rulebook):
            yield state(
                COST_AT_LEAST,
                evaluation,
                field,
                found=shown(row.target),
                expected="以“≤”或“=”开头的控制数",
                fix="把“≥”改为“≤”",
            )


def check_actuals(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """Actuals that are missing, cannot be compared, or are compared with an assumption."""
    for path, row, score in rows(evaluation, scorecard):
        actual = score.actual
        field = f"{path}.实际完成值"
        if actual.kind is ActualKind.EMPTY:
            yield state(
                NO_ACTUAL,
                evaluation,
                field,
                found=shown(row.actual),
                expected="实际完成的数、日期或程度，没有实施的填0",
                fix="填写实际完成值",
            )
        elif actual.kind in _UNSETTLED:
            yield from _unsettled(evaluation, field, row, score)
        elif actual.remarks:
            yield from _told(evaluation, field, row.actual, actual.remarks)
        if score.cautions or score.judgement in _TELLING:
            yield from _cautioned(evaluation, field, row, score)


def _unsettled(
    evaluation: Evaluation, field: str, row: Indicator, score: Score
) -> Iterator[Finding]:
    """An actual that decides nothing, unless its target is to blame or a person has decided."""
    remarks = score.actual.remarks
    if score.target.kind in (TargetKind.EMPTY, TargetKind.UNREADABLE):
        return
    if score.judgement is not Judgement.UNDECIDED or not WRONG_DATES.isdisjoint(remarks):
        return
    if Remark.UNIT_MISMATCH in remarks:
        yield state(
            UNIT_MISMATCH,
            evaluation,
            field,
            found=f"{shown(row.actual)}，指标值为{shown(row.target)}",
            expected="与指标值同一单位的数",
            fix="统一单位",
        )
    elif Remark.WORDS_UNDECIDED in remarks or not remarks:
        yield state(
            CHOOSE,
            evaluation,
            field,
            found=shown(row.actual),
            expected="达成、部分达成或未达成",
            fix="选择完成情况，或把完成值改写为能比较的数、日期",
        )
    else:
        yield state(
            UNREAD_ACTUAL,
            evaluation,
            field,
            found=_with_reason(row.actual, remarks),
            expected=f"能与指标值{shown(row.target)}比较的一个值",
            fix="改写实际完成值，或选择完成情况",
        )


# What a score tells about an actual: kind, what is expected, what to do.
_BY_CAUTION = (
    (Caution.WORDS_FOR_VALUE, WORDS_FOR_VALUE, "数或日期", "填写实际完成的数或日期"),
    (Caution.NEGATIVE_ACTUAL, NEGATIVE, "0或正数", "核对实际完成值"),
    (Caution.STRICT_BOUND, STRICT_BOUND, "“≥”或“≤”的指标值", "核对指标值的符号"),
)
_BY_JUDGEMENT = {
    Judgement.EXCEEDED: (EXCEEDED, "不超过指标值，或指标值写“≥”", "核对指标值，必要时说明原因"),
    Judgement.NOT_CARRIED_OUT: (NOT_CARRIED_OUT, "实际支出", "核对实际成本；没有实施的说明原因"),
}
_TELLING = frozenset(_BY_JUDGEMENT)


def _cautioned(
    evaluation: Evaluation, field: str, row: Indicator, score: Score
) -> Iterator[Finding]:
    found = f"{shown(row.actual)}，指标值为{shown(row.target)}"
    for caution, kind, expected, fix in _BY_CAUTION:
        if caution in score.cautions:
            yield state(kind, evaluation, field, found=found, expected=expected, fix=fix)
    if score.judgement in _TELLING:
        kind, expected, fix = _BY_JUDGEMENT[score.judgement]
        yield state(kind, evaluation, field, found=found, expected=expected, fix=fix)


def _told(
    evaluation: Evaluation, field: str, text: str | None, remarks: tuple[Remark, ...]
) -> Iterator[Finding]:
    """One finding a kind, which names all its remarks."""
    for kind in dict.fromkeys(OWN_KINDS[remark] for remark in remarks if remark in OWN_KINDS):
        told = tuple(remark for remark in remarks if OWN_KINDS.get(remark) is kind)
        yield state(
            kind,
            evaluation,
            field,
            found=_with_reason(text, told),
            expected="写法明确的值",
            fix=_FIXES[kind],
        )


def _with_reason(text: str | None, remarks: tuple[Remark, ...]) -> str:
    reasons = "；".join(remark.value for remark in remarks)
    return f"{shown(text)}（{reasons}）" if reasons else shown(text)


def _is_numeric_cost(row: Indicator, score: Score, rulebook: Rulebook) -> bool:
    return score.target.kind is TargetKind.NUMBER and rulebook.is_cost(
        aspect=row.aspect, dimension=row.dimension
    )

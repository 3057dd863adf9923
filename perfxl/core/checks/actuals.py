"""实际完成值: filled, and of the kind that can be compared with its target."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.core.bound import Sign
from perfxl.core.checks.remarks import IMPLAUSIBLE, WRONG_DATES, told, with_reason
from perfxl.core.checks.statement import rows, shown, state, told_of
from perfxl.core.course import Course
from perfxl.core.evaluation import Evaluation, Indicator
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.judgement import Caution, Judgement
from perfxl.core.reading import ActualKind, TargetKind
from perfxl.core.remark import Remark
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Score, Scorecard
from perfxl.regex import regex

NO_ACTUAL = FindingKind(
    "T02",
    Severity.ERROR,
    "实际完成值未填",
    "没有完成值就无法评分。没有实施的应填0并说明原因。",
)
UNREAD_ACTUAL = FindingKind(
    "T04",
    Severity.WARNING,
    "实际完成值无法与指标值比较",
    "完成值应与指标值是同一类：指标值是数就填数，是日期就填日期。",
)
UNIT_MISMATCH = FindingKind(
    "T08",
    Severity.WARNING,
    "完成值与指标值的单位不同",
    "单位不同的两个数不能比较，如指标值是100%而完成值是1000件。",
)
WORDS_FOR_VALUE = FindingKind(
    "T13",
    Severity.WARNING,
    "定量指标用文字作答",
    "指标值是数或日期，完成值却是文字，只能按文字表示的完成情况评分，无法核对。",
)
NEGATIVE = FindingKind(
    "T14",
    Severity.WARNING,
    "实际完成值为负数",
    "负数按0计分。",
)
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
    "安排了成本而实际为0，不是节约，而是没有实施，得0分。投诉次数、占地、超支率一类为0是达到，不报。",
)
CHOOSE = FindingKind(
    "T18",
    Severity.WARNING,
    "无法判断是否达成",
    "从文字看不出属于达成、部分达成还是未达成（财预〔2020〕10号的三档），需要由人选择；选择之前不计分，总分不完整。",
)
ABOVE_RANGE = FindingKind(
    "T20",
    Severity.NOTE,
    "完成值高于区间的上限",
    "指标值是一个区间，高于上限的按越低越好计分。越多越好的指标宜只写下限（≥）。",
)
SOONER = FindingKind(
    "T21",
    Severity.NOTE,
    "时长没有写“≤”，提前完成被扣分",
    "指标值写“=”或不带符号，低于它按比例计分。工期、时限一类的时长越短越好，应写“≤”。",
)

OPPOSED = FindingKind(
    "T22",
    Severity.WARNING,
    "完成值与指标值方向相反",
    "指标值是增长而实际是下降，或者指标值是下降而实际是增长，按0计分。",
)

KINDS = (
    NO_ACTUAL,
    UNREAD_ACTUAL,
    UNIT_MISMATCH,
    WORDS_FOR_VALUE,
    NEGATIVE,
    STRICT_BOUND,
    EXCEEDED,
    NOT_CARRIED_OUT,
    CHOOSE,
    ABOVE_RANGE,
    SOONER,
    OPPOSED,
)

_UNSETTLED = (ActualKind.UNDECIDED, ActualKind.UNREADABLE)
_OMITTED = frozenset({Remark.PERCENT_OMITTED, Remark.SCALE_OMITTED})
_FEWEST_ALIKE = 2
_OF_ALL = regex(r"满意度|(?:合格|覆盖|达标|完好|优良|优秀|及时|准时|知晓|准确|通过|正确|普及)率")

# What a score tells about an actual: kind, what is expected, what to do.
_BY_CAUTION = (
    (Caution.WORDS_FOR_VALUE, WORDS_FOR_VALUE, "数或日期", "填写实际完成的数或日期"),
    (Caution.NEGATIVE_ACTUAL, NEGATIVE, "0或正数", "核对实际完成值"),
    (Caution.STRICT_BOUND, STRICT_BOUND, "“≥”或“≤”的指标值", "核对指标值的符号"),
)
_OF_NOTHING = "核对实际成本；没有实施的说明原因；本应为0的（如投诉、污染），指标值写0或填核定得分"
_BY_JUDGEMENT = {
    Judgement.EXCEEDED: (EXCEEDED, "不超过指标值，或指标值写“≥”", "核对指标值，必要时说明原因"),
    Judgement.NOT_CARRIED_OUT: (NOT_CARRIED_OUT, "实际支出", _OF_NOTHING),
}
_TELLING = frozenset(_BY_JUDGEMENT)
_LOSING = frozenset({Judgement.BELOW, Judgement.OVER})
_LENGTHS = frozenset({"秒", "分钟", "小时", "日", "工作日", "周", "月", "季度", "年"})


def check_actuals(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """Actuals that are missing, cannot be compared, or are compared with an assumption."""
    usual = _usual(scorecard)
    missing = [score.actual.kind is ActualKind.EMPTY for score in scorecard.indicators]
    told_rows, everywhere = told_of(missing)
    for index, (path, row, score) in enumerate(rows(evaluation, scorecard)):
        actual = score.actual
        field = f"{path}.实际完成值"
        if index in told_rows:
            yield state(
                NO_ACTUAL,
                evaluation,
                field,
                found=everywhere or shown(row.actual),
                expected="实际完成的数、日期或程度，没有实施的填0",
                fix="填写实际完成值",
            )
        elif actual.kind in _UNSETTLED:
            yield from _unsettled(evaluation, field, row, score)
        elif actual.remarks:
            chosen = row.attainment is not None  # then the words behind 100% do not matter
            remarks = tuple(remark for remark in actual.remarks if remark not in usual)
            yield from told(evaluation, field, row.actual, remarks, chosen=chosen)
        if _is_beyond_all(row, score):
            yield state(
                IMPLAUSIBLE,
                evaluation,
                field,
                found=f"{shown(row.actual)}，指标值为{shown(row.target)}",
                expected="不超过100%",
                fix="核对实际完成值",
            )
        if score.cautions or score.judgement in _TELLING:
            yield from _cautioned(evaluation, field, row, score)
        if score.judgement in _LOSING:
            yield from _lost(evaluation, field, row, score, rulebook)


def _is_beyond_all(row: Indicator, score: Score) -> bool:
    """Whether more than all are satisfied, pass, or are reached."""
    if score.target.unit != "%" or score.actual.kind is not ActualKind.NUMBER:
        return False
    value = score.actual.value
    told = Remark.IMPLAUSIBLE in score.actual.remarks
    return (
        value is not None and value > 1 and not told and _OF_ALL.search(row.name or "") is not None
    )


def _usual(scorecard: Scorecard) -> frozenset[Remark]:
    """What is the way of the whole form and so nothing odd in a row.

    Where 度量单位 has a column of its own, no actual repeats the % of its target.
    """
    scaled = [
        score.actual
        for score in scorecard.indicators
        if score.target.scale != 1 and score.actual.kind is ActualKind.NUMBER and score.actual.value
    ]
    bare = sum(not _OMITTED.isdisjoint(actual.remarks) for actual in scaled)
    return _OMITTED if bare >= _FEWEST_ALIKE and 2 * bare > len(scaled) else frozenset()


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
            found=with_reason(row.actual, remarks),
            expected=f"能与指标值{shown(row.target)}比较的一个值",
            fix="改写实际完成值，或选择完成情况",
        )


def _cautioned(
    evaluation: Evaluation, field: str, row: Indicator, score: Score
) -> Iterator[Finding]:
    found = f"{shown(row.actual)}，指标值为{shown(row.target)}"
    for caution, kind, expected, fix in _BY_CAUTION:
        if caution in score.cautions:
            yield state(kind, evaluation, field, found=found, expected=expected, fix=fix)
    if Caution.OPPOSED in score.cautions and score.judgement in _LOSING:
        wanted = score.target.course or Course.EITHER
        yield state(
            OPPOSED,
            evaluation,
            field,
            found=found,
            expected=f"{wanted.verb}，不是{wanted.opposite.verb}",
            fix=f"核对增减方向；确实是{wanted.opposite.verb}的说明原因",
        )
    if score.judgement in _TELLING:
        kind, expected, fix = _BY_JUDGEMENT[score.judgement]
        yield state(kind, evaluation, field, found=found, expected=expected, fix=fix)


def _lost(
    evaluation: Evaluation, field: str, row: Indicator, score: Score, rulebook: Rulebook
) -> Iterator[Finding]:
    """Points that a target may have cost which was not written as it was meant."""
    target, found = score.target, f"{shown(row.actual)}，指标值为{shown(row.target)}"
    if target.kind is TargetKind.RANGE and score.judgement is Judgement.OVER:
        expected, fix = "区间以内的数，或写“≥”的指标值", "核对指标值，必要时填核定得分"
        yield state(ABOVE_RANGE, evaluation, field, found=found, expected=expected, fix=fix)
    aspect = rulebook.aspect(row.aspect)
    if (
        score.judgement is Judgement.BELOW
        and target.sign in (None, Sign.EQUAL)
        and target.unit in _LENGTHS
        and score.actual.value
        and aspect is not None
        and aspect.name == "时效指标"
    ):
        expected, fix = "写“≤”的指标值", "时长越短越好的把指标值写成“≤”"
        yield state(SOONER, evaluation, field, found=found, expected=expected, fix=fix)

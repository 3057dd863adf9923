"""得分: what a person awarded and what a form prints, against the rule and the arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfxl.core.checks.statement import (
    is_left_open,
    is_weighed,
    no_number,
    points,
    rows,
    shown,
    state,
    told_of,
)
from perfxl.core.derivation import derive
from perfxl.core.evaluation import Attainment, Evaluation, Indicator
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.judgement import Caution, Judgement
from perfxl.core.quantity import plain
from perfxl.core.reading import ActualKind, TargetKind
from perfxl.core.rulebook import Rulebook
from perfxl.core.ruling import QUALITATIVE
from perfxl.core.score import Score, Scorecard

AWARDED_NOT_A_NUMBER = FindingKind(
    "S01", Severity.ERROR, "核定得分不是数", "核定得分应是0到分值之间的数。"
)
AWARDED_OUT_OF_RANGE = FindingKind(
    "S02", Severity.ERROR, "核定得分不在0和分值之间", "得分不能超过分值，也不能小于0。"
)
AWARDED_OUT_OF_BAND = FindingKind(
    "S03",
    Severity.WARNING,
    "核定得分不在该档的区间内",
    "定性指标三档对应分值的100—80%（含）、80—60%（含）、60—0%（财预〔2020〕10号），得分应在所选一档的区间内。",
)
AWARDED_DIFFERS = FindingKind(
    "S04",
    Severity.WARNING,
    "核定得分与评分办法不同",
    "定量指标按完成值与指标值的关系计分（财预〔2020〕10号）。以核定得分计入总分，两个得分都列出。",
)
CHOICE_AGAINST_WORDS = FindingKind(
    "S05",
    Severity.WARNING,
    "所选完成情况与实际完成值不一致",
    "实际完成值的文字是一个意思，所选的完成情况是另一个；以所选的为准。",
)
ABOVE_WEIGHT = FindingKind(
    "S06", Severity.ERROR, "得分不在0和分值之间", "得分不能超过分值，也不能小于0。"
)
DIFFERS = FindingKind(
    "S07",
    Severity.WARNING,
    "得分与评分办法不符",
    "表上的得分与按评分办法算出的不同（财预〔2020〕10号：完成的记满分，未完成的按完成值与指标值的比例记分）。"
    "定性指标由人在所属一档的区间内给分，逾期完成的由人酌情扣分，都不算不符。",
)
ROUNDED = FindingKind(
    "S08",
    Severity.NOTE,
    "得分的舍入与评分办法不同",
    "表上的得分是舍入后的数，或用舍入后的执行率计算（如81% × 10 = 8.1，精确为8.13），不算错误。",
)
MISSING = FindingKind("S09", Severity.WARNING, "得分未填", "其他行有得分而这一行空白。")
NOT_A_NUMBER = FindingKind("S10", Severity.WARNING, "得分不是数", "得分一栏应是数。")
TOTAL_WRONG = FindingKind(
    "S11",
    Severity.ERROR,
    "表上的总分与各项得分之和不符",
    "总分由各项指标得分汇总形成（财预〔2020〕10号）。",
)
ALL_ALIKE = FindingKind(
    "S12",
    Severity.WARNING,
    "各项得分全部相同，与完成情况无关",
    "多数指标达到了指标值而没有得满分，各行得分又都是同一个数（如全部0分或全部5分），不像是逐项评定的。",
)
SCORED_WITHOUT_VALUE = FindingKind(
    "S13",
    Severity.WARNING,
    "没有指标值或完成值却有得分",
    "没有指标值或完成值，得分就没有依据。",
)
ALL_FULL = FindingKind(
    "S14",
    Severity.NOTE,
    "各项全部满分",
    "所有指标和执行率都得满分，审核时宜抽查指标值是否偏低、完成值是否属实。",
)

CHOICE_UNUSED = FindingKind(
    "S17",
    Severity.NOTE,
    "所选完成情况没有用来评分",
    "指标值和完成值都是能比较的数，或者按期完成的，按数值（日期）评分，所选的完成情况只供参考。"
    "要另给分的填核定得分并说明理由。",
)

KINDS = (
    AWARDED_NOT_A_NUMBER,
    AWARDED_OUT_OF_RANGE,
    AWARDED_OUT_OF_BAND,
    AWARDED_DIFFERS,
    CHOICE_AGAINST_WORDS,
    ABOVE_WEIGHT,
    DIFFERS,
    ROUNDED,
    MISSING,
    NOT_A_NUMBER,
    TOTAL_WRONG,
    ALL_ALIKE,
    SCORED_WITHOUT_VALUE,
    ALL_FULL,
    CHOICE_UNUSED,
)

_EXECUTION = "年度资金总额.得分"
_TOTAL = "总分.得分"
_OPEN = Judgement.UNDECIDED.value
_FEWEST = 3
_ZERO = Decimal(0)
_TENTH = Decimal("0.1")
_FULL = frozenset(
    {
        Judgement.MET,
        Judgement.EXCEEDED,
        Judgement.FAR_EXCEEDED,
        Judgement.QUALITATIVE_MET,
    }
)
# What numbers and dates decide, whatever attainment a person chose.
_REACHED = frozenset({Judgement.MET, Judgement.EXCEEDED, Judgement.FAR_EXCEEDED})
_MISSED = frozenset({Judgement.BELOW, Judgement.OVER, Judgement.NOT_CARRIED_OUT})
# Of these a person chooses the points inside the band.
_CHOSEN = frozenset(
    {
        Judgement.QUALITATIVE_MET,
        Judgement.QUALITATIVE_PARTLY,
        Judgement.QUALITATIVE_UNMET,
        Judgement.LATE,
    }
)


def check_awarded(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """核定得分 and 完成情况 as a person typed them."""
    for path, row, score in rows(evaluation, scorecard):
        field = f"{path}.核定得分"
        if Caution.CHOICE_AGAINST_WORDS in score.cautions and row.attainment is not None:
            yield state(
                CHOICE_AGAINST_WORDS,
                evaluation,
                f"{path}.完成情况",
                found=f"{row.attainment.value}，实际完成值为{shown(row.actual)}",
                expected="两者一致",
                fix="核对完成情况和实际完成值",
            )
        yield from _unused_choice(evaluation, path, row, score)
        awarded = row.awarded
        if awarded is None:
            continue
        weight = plain(score.weight) if score.weight is not None else "分值"
        if Caution.BAD_AWARDED in score.cautions:
            kind, expected = AWARDED_NOT_A_NUMBER, f"0到{weight}之间的数"
        elif Caution.AWARDED_OUT_OF_RANGE in score.cautions:
            kind, expected = AWARDED_OUT_OF_RANGE, f"0到{weight}之间的数"
        elif Caution.AWARDED_OUT_OF_BAND in score.cautions:
            kind, expected = AWARDED_OUT_OF_BAND, _band(score, rulebook)
        elif score.rule is None or score.effective == score.rule or score.judgement in _CHOSEN:
            continue
        else:
            kind, expected = AWARDED_DIFFERS, f"{plain(score.rule)}（{derive(score)}）"
        yield state(
            kind,
            evaluation,
            field,
            found=no_number(awarded.raw) if awarded.value is None else shown(awarded.raw),
            expected=expected,
            fix="改正核定得分；有依据的保留并说明理由",
        )


def _unused_choice(
    evaluation: Evaluation, path: str, row: Indicator, score: Score
) -> Iterator[Finding]:
    """A choice that says otherwise than the numbers, of a score that no person awarded."""
    decided = _MISSED if row.attainment is Attainment.MET else _REACHED
    if row.attainment is None or row.awarded is not None or score.judgement not in decided:
        return
    yield state(
        CHOICE_UNUSED,
        evaluation,
        f"{path}.完成情况",
        found=f"{row.attainment.value}，实际完成值为{shown(row.actual)}，指标值为{shown(row.target)}",
        expected=f"按数值评分：{derive(score)}",
        fix="核对所选的完成情况和实际完成值；要另给分的填核定得分并说明理由",
    )


def _band(score: Score, rulebook: Rulebook) -> str:
    """The points that the grade of a qualitative judgement leaves to a person."""
    grades = {judgement: attainment for attainment, judgement in QUALITATIVE.items()}
    attainment = grades.get(score.judgement) or score.attainment
    if attainment is None or score.weight is None:
        raise ValueError(f"no qualitative judgement: {score!r}")
    band = rulebook.band(attainment)
    low, high = plain(band.low * score.weight), plain(band.high * score.weight)
    return f"{low}（含）到{high}之间的数（{attainment.value}）"


def check_printed_scores(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """得分 printed on a collected form: evidence, compared with the rule row by row."""
    printed = [row.printed_score for row in evaluation.indicators]
    left_open = list(map(is_left_open, printed))
    execution = evaluation.printed(_EXECUTION)
    if not is_left_open(execution) and not _is_open(execution, scorecard.execution):
        yield from _compare(evaluation, _EXECUTION, execution or "", scorecard.execution)
    any_printed = False in left_open
    if any_printed:
        unfounded = list(map(_is_unfounded, scorecard.indicators))
        told, _ = told_of(unfounded)
        for index, (path, row, score) in enumerate(rows(evaluation, scorecard)):
            text = row.printed_score
            if text is None or left_open[index]:
                yield state(
                    MISSING,
                    evaluation,
                    f"{path}.得分",
                    found=shown(text),
                    expected="得分" if score.rule is None else plain(score.rule),
                    fix="填写得分",
                )
            elif score.rule is not None and points(text) == score.rule:
                continue  # what most rows print
            elif _is_open(text, score):
                continue
            elif index in told or not unfounded[index]:
                yield from _compare(evaluation, f"{path}.得分", text, score)
        yield from _alike(evaluation, scorecard)
    yield from _total(evaluation, scorecard, (execution, *printed), any_printed=any_printed)


def _compare(evaluation: Evaluation, field: str, text: str, score: Score) -> Iterator[Finding]:
    number = points(text)
    if number is None:
        yield state(NOT_A_NUMBER, evaluation, field, found=shown(text), expected="数", fix="改为数")
    elif score.weight is not None and not 0 <= number <= score.weight:
        yield state(
            ABOVE_WEIGHT,
            evaluation,
            field,
            found=shown(text),
            expected=f"0到{plain(score.weight)}之间",
            fix="改正得分",
        )
    elif number and _is_unfounded(score):
        yield state(
            SCORED_WITHOUT_VALUE,
            evaluation,
            field,
            found=shown(text),
            expected="有指标值和完成值才有得分",
            fix="补填指标值和完成值，或删去得分",
        )
    elif score.rule is not None and number != score.rule and not _is_chosen(number, score):
        kind = ROUNDED if _is_rounding(number, score) else DIFFERS
        yield state(
            kind,
            evaluation,
            field,
            found=shown(text),
            expected=f"{plain(score.rule)}（{derive(score)}）",
            fix="核对得分" if kind is ROUNDED else "按评分办法改正得分，或核对指标值和完成值",
        )


def _is_open(text: str | None, score: Score) -> bool:
    """Whether 待确定 is printed rightly; why there is no score is told where the reason stands."""
    return text == _OPEN and score.effective is None


def _is_unfounded(score: Score) -> bool:
    return score.target.kind is TargetKind.EMPTY or score.actual.kind is ActualKind.EMPTY


def _is_chosen(number: Decimal, score: Score) -> bool:
    """Whether the rule leaves these points to a person: inside the band of a qualitative grade.

    Of what came late any part may be taken off, but not nothing.
    """
    if score.weight is None or score.ratio is None:
        return False
    if score.judgement is Judgement.LATE:
        return number < score.weight
    book = score.rulebook
    return (
        score.judgement in QUALITATIVE.values()
        and score.weight > 0
        and book.attainment(number / score.weight) is book.attainment(score.ratio)
    )


def _is_rounding(number: Decimal, score: Score) -> bool:
    """Whether ``number`` is the exact score rounded to as many digits as it is printed with.

    A loss that is rounded away is more: 9.6 of 10 points are no full score.
    """
    if score.weight is None or score.ratio is None:
        return False
    return _rounds_to(number, score.weight * score.ratio, full=score.weight)


def _rounds_to(number: Decimal, exact: Decimal, *, full: Decimal) -> bool:
    """Whether ``number`` is ``exact`` rounded, other than up to ``full`` from afar."""
    places = Decimal(1).scaleb(int(number.as_tuple().exponent))
    if number == full:
        places = min(places, _TENTH)
    return abs(number - exact) <= places / 2


def _alike(evaluation: Evaluation, scorecard: Scorecard) -> Iterator[Finding]:
    """A fully met project scored 0 throughout, or 5 for everything whatever its weight."""
    texts = {points(row.printed_score) for row in evaluation.indicators}
    scores = scorecard.indicators
    if len(texts) != 1 or None in texts or len(scores) < _FEWEST:
        return
    (same,) = texts
    lost = [
        score
        for score in scores
        if score.judgement in _FULL and score.weight is not None and same != score.weight
    ]
    if 2 * len(lost) > len(scores):
        yield state(
            ALL_ALIKE,
            evaluation,
            _TOTAL,
            found=f"各行得分都是{plain(same or _ZERO)}，其中{len(lost)}行达到了指标值",
            expected="按每一行的完成情况评分",
            fix="逐项重新评分",
        )


def _total(
    evaluation: Evaluation,
    scorecard: Scorecard,
    printed: tuple[str | None, ...],
    *,
    any_printed: bool,
) -> Iterator[Finding]:
    """The printed total against the printed scores, that of the execution rate first.

    A score that is blank or 待确定 counts as nothing, another text as any part of its weight.
    """
    text = evaluation.printed(_TOTAL)
    if text is None or is_left_open(text):
        return
    total = points(text)
    if not any_printed:
        yield from _total_alone(evaluation, scorecard, total)
        return
    if total is None:
        yield state(
            NOT_A_NUMBER, evaluation, _TOTAL, found=shown(text), expected="数", fix="改为数"
        )
        return
    full = scorecard.execution.rulebook.total_weight
    exact, unknown = _ZERO, []
    for item, score in zip(printed, (scorecard.execution, *scorecard.indicators), strict=True):
        number = points(item)
        if number is not None:
            exact += number
        elif not is_left_open(item) and item != _OPEN:
            unknown.append(full if score.weight is None else score.weight)
    by_rule = scorecard.execution.rule
    if is_left_open(printed[0]) and by_rule is not None and total != exact:
        # Some places print the score of the execution rate in the total alone.
        exact = min(exact, exact + by_rule, key=lambda known: abs(known - total))
    most = exact + sum(unknown)
    if exact <= total <= most:
        return
    rounded = _rounds_to(total, exact, full=full)
    beyond = f"至{plain(most)}（{len(unknown)}项得分不是数）" if unknown else ""
    yield state(
        ROUNDED if rounded else TOTAL_WRONG,
        evaluation,
        _TOTAL,
        found=shown(text),
        expected=f"各项得分之和{plain(exact)}{beyond}",
        fix="核对总分" if rounded else "改正总分，或核对各项得分",
    )


def _total_alone(
    evaluation: Evaluation, scorecard: Scorecard, total: Decimal | None
) -> Iterator[Finding]:
    """A total without the scores that it is the sum of, against those that the rules give."""
    if total is None or not any(map(is_weighed, evaluation.indicators)):
        return
    least = scorecard.total
    open_scores = [
        score.weight or _ZERO
        for score in (scorecard.execution, *scorecard.indicators)
        if score.effective is None
    ]
    most = least + sum(open_scores)
    full = scorecard.execution.rulebook.total_weight
    if least <= total <= most or _rounds_to(total, least, full=full):
        return
    upto = f"至{plain(most)}（{len(open_scores)}项待确定）" if open_scores else ""
    yield state(
        DIFFERS,
        evaluation,
        _TOTAL,
        found=plain(total),
        expected=f"按评分办法{plain(least)}{upto}",
        fix="改正总分；没有填写各项得分的补填",
    )


def check_all_full(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """Every score full, by the rule and as printed: nothing wrong in itself, and worth a look."""
    if scorecard.total != rulebook.total_weight or len(scorecard.indicators) < _FEWEST:
        return
    printed = [(evaluation.printed(_EXECUTION), scorecard.execution)]
    printed += [(row.printed_score, score) for _, row, score in rows(evaluation, scorecard)]
    if any(points(text) not in (None, score.weight) for text, score in printed):
        return
    # A score above its weight may make up for another.
    scores = (scorecard.execution, *scorecard.indicators)
    if all((score.effective or _ZERO) <= (score.weight or _ZERO) for score in scores):
        yield state(
            ALL_FULL,
            evaluation,
            _TOTAL,
            found=plain(scorecard.total),
            expected="与实际完成情况一致",
            fix="抽查指标值和完成值的依据",
        )

"""How a score came about, as a sentence that a person can defend.

Numbers stand as the person wrote them (万, %), without thousands separators; the rate is
printed with as many digits as it takes for its product with the weight to round to the score.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import lru_cache

from perfxl.core.bound import Sign
from perfxl.core.course import Course
from perfxl.core.evaluation import Attainment
from perfxl.core.judgement import Caution, Judgement
from perfxl.core.quantity import decimal, plain, round_half_up
from perfxl.core.reading import Target, TargetKind
from perfxl.core.remark import Remark
from perfxl.core.rulebook import LowerRule
from perfxl.core.score import Score

_SUFFIXES = {
    Decimal(1): "",
    Decimal("0.01"): "%",
    Decimal("0.001"): "‰",
    Decimal(10000): "万",
    Decimal(100000000): "亿",
}
_QUALITATIVE = {
    Judgement.QUALITATIVE_MET: (Attainment.MET, "qualitative.met"),
    Judgement.QUALITATIVE_PARTLY: (Attainment.PARTLY, "qualitative.partly"),
    Judgement.QUALITATIVE_UNMET: (Attainment.UNMET, "qualitative.unmet"),
}
_BASES = {
    Judgement.OVER: "lower_is_better.rule",
    Judgement.FAR_EXCEEDED: "over_target.threshold",
    Judgement.LATE: "timeliness.late",
    Judgement.NOT_CARRIED_OUT: "cost.direction",
    Judgement.EXECUTED: "execution.weight",
    Judgement.NO_BUDGET: "execution.zero_budget",
}
# How a derivation says what is to be noted, where it does.
_SAID = {
    Caution.COST_AT_LEAST: "成本指标越低越好（指标值误写",
    Caution.NEGATIVE_ACTUAL: "实际完成值为负数，按 0 计",
    Caution.OPPOSED: "方向相反，按 0 计",
    Caution.STRICT_BOUND: "等于指标值而指标值写",
    Caution.NOT_CARRIED_OUT: "视为项目未实施",
    Caution.NO_BUDGET: "全年预算数为 0，无法计算执行率",
    Caution.OVER_BUDGET: "超过 100% 按分值计",
    Caution.CHOOSE_ATTAINMENT: "请选择完成情况",
}
_AS_ZERO = frozenset({Caution.NEGATIVE_ACTUAL, Caution.OPPOSED})
_RATE_DIGITS = range(2, 7)


@lru_cache(maxsize=8192)
def basis(score: Score) -> str:
    """The source of the rule that decided ``score``; of several rules joined by "；"."""
    keys = []
    if Caution.COST_AT_LEAST in score.cautions:
        keys.append("cost.direction")
    if score.judgement in _QUALITATIVE:
        keys.append(_QUALITATIVE[score.judgement][1])
    else:
        keys.append(_BASES.get(score.judgement, "quantitative"))
    return "；".join(dict.fromkeys(score.rulebook.basis(key) for key in keys))


@lru_cache(maxsize=8192)
def derive(score: Score) -> str:
    """How the rule's score came about: "260.2976 ÷ 320 = 81.34%，81.34% × 10 = 8.13".

    Its last number is the score; for an undecided score it says what is missing.
    """
    if score.weight is None or score.rule is None or score.ratio is None:
        return _undecided(score)
    points = plain(score.rule)
    match score.judgement:
        case Judgement.MET | Judgement.EXCEEDED | Judgement.FAR_EXCEEDED:
            return _met(score, points)
        case Judgement.BELOW:
            return _preface(score) + _below(score, score.weight, points)
        case Judgement.OVER:
            return _preface(score) + _over(score, score.weight, points)
        case Judgement.LATE:
            return _late(score, score.weight, points)
        case Judgement.NOT_CARRIED_OUT:
            planned = _number(score.target.high, score.target)
            return f"实际成本为 0 而指标值为 {planned}，视为项目未实施，得 {points}"
        case Judgement.EXECUTED:
            return _executed(score, score.weight, points)
        case Judgement.NO_BUDGET:
            share = _percent(score.ratio, 2)
            return f"全年预算数为 0，无法计算执行率，{share} × {plain(score.weight)} = {points}"
        case _:
            return _qualitative(score, score.weight, points)


def unsaid(score: Score) -> tuple[Caution, ...]:
    """The cautions of ``score`` that its derivation does not say already."""
    return tuple(
        caution
        for caution in score.cautions
        if caution.value not in derive(score)
        and _SAID.get(caution, caution.value) not in derive(score)
    )


def _undecided(score: Score) -> str:
    return "暂不评分：" + "；".join(_reason(caution, score) for caution in score.cautions)


def _reason(caution: Caution, score: Score) -> str:
    """Why there is no score: what is odd about the text that is to blame, behind its fault."""
    target, actual = score.target, score.actual
    unread, said = target.kind is TargetKind.UNREADABLE, str(caution.value)
    match caution:
        case Caution.BAD_ANNUAL_BUDGET:
            if target.low is not None:
                return f"全年预算数为 {plain(target.low)}，应为 0 或正数"
            return f"全年预算数为{_no_amount(target.raw)}"
        case Caution.BAD_EXECUTED:
            return f"全年执行数为{_no_amount(actual.raw)}"
        case Caution.UNREAD_TARGET:
            return said + _bracketed(target.remarks)
        case Caution.UNREAD_ACTUAL:
            return said + _bracketed(actual.remarks)
        case Caution.CORRECT_DATE:
            return said + _bracketed(target.remarks if unread else actual.remarks)
        case Caution.CHOOSE_ATTAINMENT if not unread:
            fault, comma, remedy = said.partition("，")
            return fault + _bracketed(actual.remarks) + comma + remedy
        case _:
            return said


def _bracketed(remarks: tuple[Remark, ...]) -> str:
    said = "，".join(remark.value for remark in remarks if remark is not Remark.WORDS_UNDECIDED)
    return f"（{said}）" if said else ""


def _no_amount(raw: str | None) -> str:
    """A text in place of an amount; one that only looks like a number is named as a text."""
    if decimal(raw or "") is None:
        return f"{_quoted(raw)}，应为不带单位的数（按表上的金额单位）"
    return f"{_quoted(raw)}（是文本，不是数），请重新输入数字"


def _met(score: Score, points: str) -> str:
    target = score.target
    if target.kind is TargetKind.DATE:
        return f"{_date(score.actual.date)}不晚于{_date(target.date)}，按时完成，得满分 {points}"
    actual = _number(_counted(score), target)
    if target.kind is TargetKind.RANGE and target.low != target.high:
        low, high = _number(target.low, target), _number(target.high, target)
        return f"{_preface(score)}{actual} 在 {low} 至 {high} 之内，达到指标值，得满分 {points}"
    bound = _number(target.low, target)
    if score.judgement is Judgement.FAR_EXCEEDED and score.completion is not None:
        rate = _percent(score.completion, 2)
        return f"{actual} ÷ {bound} = {rate}，远超指标值，得满分 {points}"
    if score.judgement is Judgement.EXCEEDED:
        outcome = "超过指标值"
    elif _counted(score) == target.low:
        outcome = "达到指标值"
    else:
        outcome = "达到指标值" if _counted(score) > (target.low or 0) else "未超过指标值"
    return f"{_preface(score)}{_relation(score)}，{outcome}，得满分 {points}"


def _below(score: Score, weight: Decimal, points: str) -> str:
    target = score.target
    if not target.low or target.low < 0:
        return f"{_relation(score)}，未达到指标值，得 {points}"
    actual, bound = _number(_counted(score), target), _number(target.low, target)
    return _quotient(score, f"{actual} ÷ {bound}", weight, points)


def _over(score: Score, weight: Decimal, points: str) -> str:
    target = score.target
    if target.high is None or target.high <= 0:
        return f"{_relation(score)}，超过指标值，得 {points}"
    actual, bound = _number(_counted(score), target), _number(target.high, target)
    if score.rulebook.lower_rule is LowerRule.RATIO:
        return _quotient(score, f"{bound} ÷ {actual}", weight, points)
    if score.ratio == 0:
        return f"{actual} 达到指标值 {bound} 的两倍，得 {points}"
    return _quotient(score, f"1 − ({actual} − {bound}) ÷ {bound}", weight, points)


def _late(score: Score, weight: Decimal, points: str) -> str:
    dates = f"{_date(score.actual.date)}晚于{_date(score.target.date)}"
    how = f"完成情况选为“{score.attainment.value}”" if score.attainment else "建议按部分达成评分"
    return f"{dates}，{how}，{_share(score)} × {plain(weight)} = {points}"


def _executed(score: Score, weight: Decimal, points: str) -> str:
    executed = plain(_counted(score))
    budget = plain(score.target.low or Decimal(0))
    if score.ratio == 1 and score.completion is not None and score.completion > 1:
        rate = _percent(score.completion, 2)
        return f"{executed} ÷ {budget} = {rate}，超过 100% 按分值计，得 {points}"
    return _quotient(score, f"{executed} ÷ {budget}", weight, points)


def _qualitative(score: Score, weight: Decimal, points: str) -> str:
    attainment, _ = _QUALITATIVE[score.judgement]
    if score.attainment is not None:
        how = f"完成情况选为“{attainment.value}”"
    else:
        how = f"实际完成值{_quoted(score.actual.raw)}表示{attainment.value}"
    return f"{how}，{_share(score)} × {plain(weight)} = {points}"


def _quotient(score: Score, quotient: str, weight: Decimal, points: str) -> str:
    """The quotient, its rate, and the rate times the weight.

    A rate such as 0.8333…% of 3 points never multiplies to 0.025; then the quotient itself is
    multiplied.
    """
    ratio, digits = score.ratio or Decimal(0), score.rulebook.digits
    for places in _RATE_DIGITS:
        shown = round_half_up(ratio * 100, places)
        if round_half_up(shown * weight / 100, digits) == score.rule:
            rate = f"{plain(shown)}%"
            return f"{quotient} = {rate}，{rate} × {plain(weight)} = {points}"
    product = f"({quotient})" if "−" in quotient else quotient
    return f"{product} × {plain(weight)} = {points}"


def _preface(score: Score) -> str:
    """What was assumed before the comparison."""
    text = ""
    if Caution.COST_AT_LEAST in score.cautions:
        sign = score.target.sign.value if score.target.sign else ""
        text += f"成本指标越低越好（指标值误写“{sign}”）："
    if Caution.NEGATIVE_ACTUAL in score.cautions:
        text += "实际完成值为负数，按 0 计："
    if Caution.OPPOSED in score.cautions:
        wanted = score.target.course or Course.EITHER
        size = _number(-(score.actual.value or Decimal(0)), score.target)
        text += f"实际为{wanted.opposite.verb} {size}，指标值为{wanted.verb}，方向相反，按 0 计："
    if Caution.STRICT_BOUND in score.cautions:
        sign = score.target.sign.value if score.target.sign else Sign.EQUAL.value
        text += f"等于指标值而指标值写“{sign}”，未达到："
    return text


def _relation(score: Score) -> str:
    """The actual and the bound with the sign that holds between them, as "98% > 95%"."""
    target, value = score.target, _counted(score)
    bound = target.high if score.judgement is Judgement.OVER else target.low
    bound = bound or Decimal(0)
    sign = "=" if value == bound else ">" if value > bound else "<"
    return f"{_number(value, target)} {sign} {_number(bound, target)}"


def _counted(score: Score) -> Decimal:
    """The actual as it was compared: a negative one as 0 where the rules say so."""
    value = score.actual.value or Decimal(0)
    return value if _AS_ZERO.isdisjoint(score.cautions) else Decimal(0)


def _number(value: Decimal | None, target: Target) -> str:
    """A number in base units as the person wrote the target: "1.4万", "95%"."""
    suffix = _SUFFIXES.get(target.scale)
    number = value or Decimal(0)
    return plain(number) if suffix is None else plain(number / target.scale) + suffix


def _quoted(raw: str | None) -> str:
    return f"“{' '.join((raw or '').split())}”"


def _share(score: Score) -> str:
    return f"{plain((score.ratio or Decimal(0)) * 100)}%"


def _percent(ratio: Decimal, places: int) -> str:
    return f"{plain(round_half_up(ratio * 100, places))}%"


def _date(day: datetime.date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""

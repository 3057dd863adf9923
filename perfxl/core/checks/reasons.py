"""偏差原因分析及改进措施: compulsory where points were lost, and worth reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from perfxl.core.checks.statement import is_weighed, points, rows, says_nothing, shown, state
from perfxl.core.evaluation import TOTAL_FUNDS, Attainment, Evaluation, Indicator, Place
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.judgement import Caution, Judgement
from perfxl.core.quantity import plain, round_half_up
from perfxl.core.remark import Remark
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Score, Scorecard
from perfxl.regex import regex

MISSING = FindingKind(
    "R01",
    Severity.ERROR,
    "失分或未完成而没有说明原因",
    "对未完成绩效目标或偏离较大的，要分析并说明原因，研究提出改进措施（财预〔2020〕10号）。"
    "“/”“无”“—”不是原因。指标值或完成值看不出是否达到、又没有印得分的行（T01、T03、T18），无法判断是否失分。",
)
ALL_ALIKE = FindingKind(
    "R02",
    Severity.WARNING,
    "各行的原因完全相同",
    "所有失分的指标写同一句话，没有逐项分析原因和提出改进措施（财预〔2020〕10号）。",
)
FAR_EXCEEDED = FindingKind(
    "R03",
    Severity.WARNING,
    "远超指标值而没有说明原因",
    "完成值高于指标值较多的，要分析原因；年初指标值明显偏低的要适度调减分值（财预〔2020〕10号）。",
)
FAR_EXCEEDED_COMPULSORY = FindingKind(
    "R04",
    Severity.ERROR,
    "远超指标值必须说明原因",
    "评分办法规定完成值超过指标值一定倍数时必须说明原因，没有说明的不能通过。",
)
LOW_EXECUTION = FindingKind(
    "R05",
    Severity.WARNING,
    "执行率偏低而没有说明原因",
    "执行率不到评分办法中“达成”一档的下限（通行做法为80%），而总体目标的完成情况没有提到资金，"
    "偏差原因、说明、备注中也没有一处写明原因。偏离较大的，要分析并说明原因（财预〔2020〕10号）。",
)
NO_ROOM = FindingKind(
    "R06",
    Severity.WARNING,
    "失分而表上没有写原因的栏",
    "表样没有“偏差原因分析及改进措施”一栏，“说明”“备注”“存在问题”一类的栏里也没有写原因；整张表报一条。"
    "对未完成绩效目标或偏离较大的，要分析并说明原因，研究提出改进措施（财预〔2020〕10号）。",
)

KINDS = (MISSING, ALL_ALIKE, FAR_EXCEEDED, FAR_EXCEEDED_COMPULSORY, LOW_EXECUTION, NO_ROOM)

_COLUMN = "偏差原因分析及改进措施"
_EXECUTED = f"{TOTAL_FUNDS}.全年执行数"
_EXCEEDED = ("超额完成的原因", "说明原因；指标值明显偏低的适度调减得分")
_ASKED = {  # what is expected, and what to do
    MISSING: ("失分（未完成）的原因和改进措施", "写明原因和改进措施"),
    FAR_EXCEEDED: _EXCEEDED,
    FAR_EXCEEDED_COMPULSORY: _EXCEEDED,
}
_GUIDE = "填表"  # 填表说明 tells how to fill the form in
_LISTED = 5
_FEWEST = 3
_ZERO = Decimal(0)
_NO_REASON = regex(
    r"(?:无|没有|否|未发生)(?:任何)?(?:偏差|原因|问题)?|[0-9.]+"
    r"|(?:已|均|都|全部|按时|按期|按计划|正常|如期){0,3}(?:完成|达成|达标|达到|实现|正常)"
    r"(?:年度|预期|绩效|全年)*(?:目标|任务|指标)?值?"
)
# "偏差原因：无；改进措施：/": the labels of the two halves are no reason themselves.
_LABEL = regex(r"(?:偏差|未完成|主要|改进|整改|下一步|具体|原因|措施|分析|说明|及|和|与|的)+[:：]")
# Beside the reasons of the rows, what a form may explain its spending in.
_EXPLAINING = regex(r"原因|说明|备注|措施|问题")
_OF_MONEY = regex(r"资金|预算|经费|支付|支出|拨付|执行|结余|结转|节约")
_SAME = regex("(?:原因)?(?:均)?同上[。.]?")


def check_reasons(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """Lost points and far exceeded targets without a reason; one reason for everything.

    Some layouts have one row for the reasons of the whole form, which is collected as evidence,
    others no room for them at all: then what is missing is said once, not row by row.
    """
    missing: list[_Unexplained] = []
    given: list[tuple[str, str]] = []
    for path, row, score in rows(evaluation, scorecard):
        field = f"{path}.{_COLUMN}"
        lost = _lost(row, score, evaluation, path)
        if is_reason(row.deviation_note):
            if lost:
                reason = "".join((row.deviation_note or "").split())
                if given and _SAME.fullmatch(reason):
                    reason = given[-1][1]
                given.append((field, reason))
        elif lost:
            missing.append(_Unexplained(MISSING, path, row, lost))
        elif score.judgement is Judgement.FAR_EXCEEDED:
            missing += _exceeded(path, row, score, rulebook)
    if missing and not is_reason(evaluation.printed(_COLUMN)):
        yield from _told(evaluation, missing)
    if len(given) >= _FEWEST and len({reason for _, reason in given}) == 1:
        field, reason = given[0]
        yield state(
            ALL_ALIKE,
            evaluation,
            field,
            found=f"{len(given)}行都是{shown(reason)}",
            expected="每个指标各自的原因和改进措施",
            fix="逐项分析原因，写明改进措施",
        )


class _Unexplained(NamedTuple):
    """A row that needs a reason and has none; ``detail`` says why it needs one."""

    kind: FindingKind
    path: str
    row: Indicator
    detail: str


def _told(evaluation: Evaluation, missing: Sequence[_Unexplained]) -> Iterator[Finding]:
    """At each row; once for the whole form where rows have no cell for their reasons."""
    known = evaluation.places
    if not known or any(f"{each.path}.{_COLUMN}" in known for each in missing):
        for each in missing:
            expected, fix = _ASKED[each.kind]
            found = f"{shown(each.row.deviation_note)}（{each.detail}）"
            field = f"{each.path}.{_COLUMN}"
            yield state(each.kind, evaluation, field, found=found, expected=expected, fix=fix)
        return
    left = _unexplained_elsewhere(evaluation, missing)
    for kind in dict.fromkeys(each.kind for each in left):
        yield _of_the_form(kind, [each for each in left if each.kind is kind], evaluation)


def _unexplained_elsewhere(
    evaluation: Evaluation, missing: Sequence[_Unexplained]
) -> list[_Unexplained]:
    """Those among ``missing`` for which nothing stands in a cell of another name either."""
    explained = {
        item.field.rpartition(".")[0]
        for item in evaluation.evidence
        if _EXPLAINING.search(item.field) and _GUIDE not in item.field and is_reason(item.text)
    }
    return [] if "" in explained else [each for each in missing if each.path not in explained]


def _of_the_form(
    kind: FindingKind, missing: Sequence[_Unexplained], evaluation: Evaluation
) -> Finding:
    """One finding for all of ``missing``, in the cell for reasons or else at the first row."""
    has_room = _COLUMN in evaluation.places
    fields = [_COLUMN, *(f"{missing[0].path}.{column}" for column in ("得分", "实际完成值"))]
    where = next((evaluation.place(it) for it in fields if it in evaluation.places), Place())
    listed = "；".join(f"{each.path}（{each.detail}）" for each in missing[:_LISTED])
    more = f"等{len(missing)}行" if len(missing) > _LISTED else ""
    expected, fix = _ASKED[kind]
    if kind is MISSING and not has_room:
        kind = NO_ROOM
    return Finding(
        kind,
        _COLUMN,
        where,
        f"{'空白' if has_room else '表上没有这一栏'}：{listed}{more}",
        expected,
        fix if has_room else f"在表后逐项{fix}",
        kind.severity,
    )


def check_execution(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """Little of the budget spent, and nothing in the whole form that could say why.

    The official form has no cell for this reason, so any other one is taken for it.
    """
    rate = scorecard.execution_rate
    if rate is None or rulebook.attainment(rate) is Attainment.MET:
        return
    notes = [row.deviation_note for row in evaluation.indicators]
    notes += [item.text for item in evaluation.evidence if _EXPLAINING.search(item.field)]
    if any(map(is_reason, notes)) or _OF_MONEY.search(evaluation.goal.achieved or ""):
        return
    yield state(
        LOW_EXECUTION,
        evaluation,
        _EXECUTED,
        found=f"执行率{plain(round_half_up(rate * 100, 2))}%，没有一处说明原因",
        expected=f"不低于{plain(rulebook.met.low * 100)}%，或写明原因",
        fix="在总体目标的实际完成情况中写明资金没有用完的原因和改进措施",
    )


@lru_cache(maxsize=4096)
def is_reason(text: str | None) -> bool:
    """Whether a text says anything that could be a reason ("/", "无", "原因：无偏差" do not)."""
    halves = _LABEL.split("".join((text or "").split()))
    return any(_is_reason(half.strip("。.;；,，")) for half in halves)


def _is_reason(text: str) -> bool:
    return not says_nothing(text) and not _NO_REASON.fullmatch(text)


def has_lost(score: Score) -> bool:
    """Whether points were lost, by what a person awarded or else by the rule.

    Compared before rounding: a met weight of 3.333 scores 3.33 and has lost nothing.
    """
    if not score.weight:
        return False
    if score.awarded is not None:
        return score.awarded < score.weight
    return score.ratio is not None and score.ratio < 1


def _lost(row: Indicator, score: Score, evaluation: Evaluation, path: str) -> str:
    """What was lost, for the message; ``""`` when nothing was.

    A score printed below its weight must give its reason too, whatever the rule says.  It is
    named as the form at hand names it.
    """
    if not score.weight:
        return ""
    if not is_weighed(row):  # of a form without weights, judged all the same
        unmet = score.ratio is not None and score.ratio < 1
        # Whether "≥" stands wrongly is asked already; nothing was deducted for it.
        unmet = unmet and Caution.COST_AT_LEAST not in score.cautions
        return f"指标值{shown(row.target)}，完成值{shown(row.actual)}" if unmet else ""
    weight = plain(score.weight)
    if has_lost(score):
        if score.awarded is not None:
            return f"分值{weight}，核定得分{plain(score.awarded)}"
        return f"分值{weight}，按评分办法得{plain(score.rule or _ZERO)}"
    printed = points(row.printed_score)
    if printed is not None and printed < score.weight:
        known = evaluation.places
        foreign = f"{path}.得分" in known and f"{path}.原表得分" not in known
        heading = "得分" if foreign else "原表得分"  # as a form that is made of it has it
        return f"分值{weight}，{heading}{plain(printed)}"
    return ""


def _exceeded(
    path: str, row: Indicator, score: Score, rulebook: Rulebook
) -> Iterator[_Unexplained]:
    compulsory = rulebook.over_reason_required
    if Remark.IMPLAUSIBLE in score.actual.remarks and not compulsory:
        return  # said already, and more likely a slip than an achievement
    rate = f"，完成{plain(round_half_up(score.completion * 100, 2))}%" if score.completion else ""
    kind = FAR_EXCEEDED_COMPULSORY if compulsory else FAR_EXCEEDED
    detail = f"完成值{shown(row.actual)}，指标值{shown(row.target)}{rate}"
    yield _Unexplained(kind, path, row, detail)

"""年度总体目标: filled, and in agreement with the rows below."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from perfxl.core.checks.statement import rows, says_nothing, shown, state
from perfxl.core.evaluation import Evaluation, Goal
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.judgement import Judgement
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Scorecard
from perfxl.regex import regex

NO_EXPECTED = FindingKind(
    "G01",
    Severity.ERROR,
    "预期目标未填",
    "自评内容包括项目总体绩效目标的完成情况（财预〔2020〕10号），应填写预算批复时的总体目标。",
)
NO_ACHIEVED = FindingKind(
    "G02",
    Severity.ERROR,
    "实际完成情况未填",
    "自评内容包括项目总体绩效目标的完成情况（财预〔2020〕10号）。",
)
SAYS_UNFINISHED = FindingKind(
    "G03",
    Severity.WARNING,
    "完成值达到指标值，文字却写“未完成”",
    "总体目标的实际完成情况或这一行的说明写着未完成，而完成值等于或超过指标值，可能照抄了指标值。"
    "总体目标说的是哪一行无法确定：已有几行未完成的，只有写明整个项目未完成才报。",
)
COPIED = FindingKind(
    "G04",
    Severity.WARNING,
    "实际完成情况照抄预期目标",
    "实际完成情况应写做到了什么，不能与预期目标一字不差。",
)
NOT_ASKED = FindingKind(
    "G05",
    Severity.NOTE,
    "表样没有年度总体目标",
    "表上没有填写预期目标和实际完成情况的地方，不是漏填；要核对总体目标的完成情况（财预〔2020〕10号），须另外索取。",
)

KINDS = (NO_EXPECTED, NO_ACHIEVED, SAYS_UNFINISHED, COPIED, NOT_ASKED)

_EXPECTED = "年度总体目标.预期目标"
_ACHIEVED = "年度总体目标.实际完成情况"
_AS_PLANNED = r"(?:能|按期|按时|如期|按计划|全部|完全|全面|圆满|顺利)*"
_DONE = r"(?:完成|完工|竣工|建成)"
_GOAL = r"(?:年初|预期|预定|既定|设定|年度|全年|绩效|计划)*(?:目标|指标|任务|要求)"
_REACHED = rf"(?:达到|达成|实现)(?:了|到)?{_GOAL}"
_NOT_DONE = (
    rf"(?<!无)(?<!没有)(?<!不存在)(?<!是否)未{_AS_PLANNED}(?:{_DONE}|{_REACHED}|达标(?![^\W\d_A-Za-z]))"
    rf"|没有?{_AS_PLANNED}(?:{_DONE}|{_REACHED})"
    r"|(?:尚|仍|还)未(?:开展|实施|启动|开工|动工|验收)"
    r"|(?:仅|只)(?:完成|建成|实施)了?\d"
    r"|(?:项目|工程)(?:已|被|暂时)*(?:取消|暂缓|中止|终止|停工|搁置)"
)
_UNFINISHED = regex(_NOT_DONE)
# A character of each way to say so: most texts have none, and to try every way takes long.
_ANY_OF_IT = frozenset("未没仅只取暂中终停搁")
_OF_PROJECT = regex(rf"(?:项目|工程)(?:[^，。,.；;、]{{0,4}})(?:{_NOT_DONE})")
_MET = frozenset(
    {Judgement.MET, Judgement.EXCEEDED, Judgement.FAR_EXCEEDED, Judgement.QUALITATIVE_MET}
)


def check_goal(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """Goal texts that are empty or copied, and rows that contradict them."""
    goal = evaluation.goal
    if goal == Goal() and _leaves_out(evaluation):
        yield state(
            NOT_ASKED,
            evaluation,
            _EXPECTED,
            found="没有这一栏",
            expected="预期目标和实际完成情况",
            fix="按需要索取总体目标的完成情况",
        )
        return
    for kind, field, text in (
        (NO_EXPECTED, _EXPECTED, goal.expected),
        (NO_ACHIEVED, _ACHIEVED, goal.achieved),
    ):
        if says_nothing(text):
            column = field.partition(".")[2]
            yield state(
                kind, evaluation, field, found=shown(text), expected=column, fix=f"填写{column}"
            )
    if not says_nothing(goal.achieved) and _bare(goal.expected) == _bare(goal.achieved):
        yield state(
            COPIED,
            evaluation,
            _ACHIEVED,
            found=shown(goal.achieved),
            expected="实际做到的数量、质量和效果",
            fix="按实际情况填写",
        )
    yield from _contradicted(evaluation, scorecard)


def _leaves_out(evaluation: Evaluation) -> bool:
    """Whether a collected form has no cell for either text; a master's row has no places."""
    places = evaluation.places
    return bool(places) and _EXPECTED not in places and _ACHIEVED not in places


def _contradicted(evaluation: Evaluation, scorecard: Scorecard) -> Iterator[Finding]:
    """Rows that were reached although the goal's text, or their own note, says otherwise.

    Where few rows were missed the text tells of those, unless it tells of the whole project.
    """
    achieved = evaluation.goal.achieved
    whole = _unfinished(achieved)
    judged = [score.judgement for score in scorecard.indicators]
    met = sum(judgement in _MET for judgement in judged)
    missed = len(judged) - met - judged.count(Judgement.UNDECIDED)
    of_project = _OF_PROJECT.search(achieved) if whole and achieved else None
    if whole and met and (not missed or (of_project and missed <= met)):
        yield state(
            SAYS_UNFINISHED,
            evaluation,
            _ACHIEVED,
            found=f"写“{of_project[0] if of_project else whole}”，而{met}行的完成值达到指标值",
            expected="两处一致",
            fix="核对各行的实际完成值和文字说明",
        )
    of_rows = whole if missed > met else ""
    for path, row, score in rows(evaluation, scorecard):
        if score.judgement not in _MET:
            continue
        said = of_rows or _unfinished(row.deviation_note)
        if said:
            where = "实际完成情况" if of_rows else "这一行的说明"
            yield state(
                SAYS_UNFINISHED,
                evaluation,
                f"{path}.实际完成值",
                found=f"{shown(row.actual)}，而{where}写“{said}”",
                expected="两处一致",
                fix="核对实际完成值和文字说明",
            )


@lru_cache(maxsize=1024)
def _unfinished(text: str | None) -> str:
    """The words that say so, or ``""``."""
    found = _UNFINISHED.search(text) if text and not _ANY_OF_IT.isdisjoint(text) else None
    return found[0] if found else ""


def _bare(text: str | None) -> str:
    return "".join((text or "").split())

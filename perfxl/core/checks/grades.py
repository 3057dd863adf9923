"""等级: the grade printed on a collected form against its printed total."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.core.checks.statement import points, says_nothing, shown, state
from perfxl.core.evaluation import Evaluation
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.quantity import plain
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Scorecard
from perfxl.regex import regex

GRADE_WRONG = FindingKind(
    "S16",
    Severity.WARNING,
    "表上的等级与总分不符",
    "等级由总分决定：通行做法90分（含）以上为优，80—90分为良，60—80分为中，60分以下为差；以评分办法为准。",
)

KINDS = (GRADE_WRONG,)

_TOTAL = "总分.得分"
_EXECUTION = "年度资金总额.得分"
_FIELD = regex(r"(?:^|[.])[^.]{0,6}(?:等级|等次|自评结论)$")
_TICKED = regex(r"[☑√✓■](\S+)")
_NAMES = {"优秀": "优", "良好": "良", "中等": "中", "一般": "中", "较差": "差"}


def check_grade(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """A grade that another total would have."""
    total = points(evaluation.printed(_TOTAL))
    if total is None:
        return
    wanted = rulebook.grade(total)
    right = {wanted}
    by_rule = scorecard.execution.rule
    if says_nothing(evaluation.printed(_EXECUTION)) and by_rule is not None:
        right.add(rulebook.grade(total + by_rule))  # the printed total may be without it
    known = {grade.name for grade in rulebook.grades}
    for item in evaluation.evidence:
        if not _FIELD.search(item.field):
            continue
        ticked = _TICKED.search(item.text)
        text = ticked[1] if ticked else item.text.strip()
        grade = _NAMES.get(text, text)
        if grade in known and grade not in right:
            yield state(
                GRADE_WRONG,
                evaluation,
                item.field,
                found=f"{shown(item.text)}，总分为{plain(total)}",
                expected=wanted,
                fix="改正等级，或核对总分",
            )

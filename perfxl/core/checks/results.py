"""What a form of ours shows as its results, against what follows from what stands in it.

These are found while a form is read (:mod:`perfxl.forms.shown_results`); the code lives here
with all the others.
"""

from __future__ import annotations

from collections.abc import Iterable

from perfxl.core.checks.scores import ALL_FULL
from perfxl.core.checks.statement import BLANK, shown
from perfxl.core.evaluation import Place
from perfxl.core.finding import Finding, FindingKind, Severity

SHOWN_OTHERWISE = FindingKind(
    "S15",
    Severity.ERROR,
    "表上显示的结果与按表上内容算出的不同",
    "自评表的得分、总分、分值合计和执行率由公式从表上的内容算出。这一格空白、是错误值或“待确定”，"
    "或者是另一个数，交出去的表就与检查、汇总的结果不一致。",
)

KINDS = (SHOWN_OTHERWISE,)

_NOT_BY_RULE = frozenset({"年度资金总额.执行率", "总分.分值"})


def without_full_scores(
    found: Iterable[Finding], of_layout: Iterable[Finding]
) -> tuple[Finding, ...]:
    """``found``, but not that all scores are full where the form shows other ones."""
    otherwise = any(each.kind is SHOWN_OTHERWISE for each in of_layout)
    return tuple(each for each in found if not (otherwise and each.kind is ALL_FULL))


def holds_by_any_rulebook(found: Finding) -> bool:
    """Whether what a form shows is wrong whatever it is scored by: errors, and mere sums."""
    by_rule = found.kind is SHOWN_OTHERWISE and found.field not in _NOT_BY_RULE
    return not by_rule or found.found.startswith("“#")


def shown_otherwise(field: str, where: Place, *, text: str | None, expected: str) -> Finding:
    """The cell of a result shows ``text`` (``None``: nothing), while it should ``expected``."""
    if text is None:
        fix = "撤销对这一格的删改，或从别的行复制公式，或重新生成这份表"
    elif text.startswith("#"):
        fix = "恢复公式引用的列或格（右侧的辅助列不要删），或重新生成这份表"
    else:
        fix = (
            "按“提示”改写这一行的内容或填核定得分；公式或右侧的辅助列被改动、清空的，撤销改动或重新生成；"
            "再用Excel或WPS打开保存"
        )
    found = BLANK if text is None else shown(text)
    kind = SHOWN_OTHERWISE
    return Finding(kind, field, where, found, expected, fix, kind.severity)

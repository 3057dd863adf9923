"""The head of the form: what project it is, whose, of which year, and whether it is filled."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.core.checks.statement import BLANK, says_nothing, shown, state
from perfxl.core.evaluation import Evaluation
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Scorecard

NO_PROJECT = FindingKind(
    "H01",
    Severity.ERROR,
    "项目名称未填",
    "没有项目名称的自评表无法与预算项目对应。自评以项目为单位进行（财预〔2020〕10号）。",
)
NO_DEPARTMENT = FindingKind(
    "H02",
    Severity.WARNING,
    "主管部门未填",
    "主管部门按部门汇总、抽查所属单位的自评结果，缺少主管部门的表无法归口（财预〔2020〕10号）。",
)
NO_UNIT = FindingKind(
    "H03",
    Severity.ERROR,
    "实施单位未填",
    "自评由项目单位具体实施并对结果负责，必须写明单位（财预〔2020〕10号）。",
)
NO_YEAR = FindingKind(
    "H04",
    Severity.WARNING,
    "年度未填",
    "没有年度，时效指标中不带年份的日期无法判断。",
)
NO_INDICATORS = FindingKind(
    "H05",
    Severity.ERROR,
    "没有绩效指标",
    "表中没有一行绩效指标，模板可能没有填写。绩效指标完成情况是自评的主要内容（财预〔2020〕10号）。",
)

KINDS = (NO_PROJECT, NO_DEPARTMENT, NO_UNIT, NO_YEAR, NO_INDICATORS)


def check_head(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """Fields of the head that are empty, and a form without indicators."""
    for kind, field, text in (
        (NO_PROJECT, "项目名称", evaluation.project),
        (NO_DEPARTMENT, "主管部门", evaluation.department),
        (NO_UNIT, "实施单位", evaluation.unit),
    ):
        if says_nothing(text):
            yield state(
                kind,
                evaluation,
                field,
                found=shown(text),
                expected=field,
                fix=f"填写{field}",
            )
    if evaluation.year is None:
        yield state(
            NO_YEAR,
            evaluation,
            "年度",
            found=BLANK,
            expected="如“2020年度”",
            fix="在表名下方写明年度",
        )
    if not evaluation.indicators:
        yield state(
            NO_INDICATORS,
            evaluation,
            "",
            found="0行指标",
            expected="至少一行绩效指标",
            fix="填写一级、二级、三级指标及其指标值、完成值和分值",
        )

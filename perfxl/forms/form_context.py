"""What a form template can show: the fields of one evaluation, scored and checked.

A context is plain nested dictionaries; ``{{ funding.total.executed }}`` and
``{{ i.actual }}`` in a template look values up in it.  The guide's list of fields is made
from :func:`field_names`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from perfxl.core.derivation import basis, derive
from perfxl.core.evaluation import (
    AMOUNT_COLUMNS,
    FUND_ROWS,
    INDICATOR_COLUMNS,
    Amount,
    Evaluation,
    FundRow,
    Goal,
    Indicator,
)
from perfxl.core.finding import Finding
from perfxl.core.quantity import is_canonical
from perfxl.core.rulebook import Rulebook
from perfxl.core.scoring import Score, Scorecard
from perfxl.forms.native import LiveRow, live_form, live_row
from perfxl.sheet.strings import string_item
from perfxl.template.getters import RichText

Context = dict[str, object]

# Field paths of findings and the template fields that show them.
_FIELDS = {
    "项目名称": "project",
    "主管部门": "department",
    "实施单位": "unit",
    "年度": "year",
    "年度总体目标.预期目标": "goal.expected",
    "年度总体目标.实际完成情况": "goal.achieved",
    "总分.分值": "total.weight",
    "总分.得分": "total.score",
}
_EXECUTION = {"分值": "execution.weight", "执行率": "execution.rate", "得分": "execution.score"}
# A finding on 得分 is about the printed one, which the sheet 评分依据 keeps as 原表得分.
_INDICATOR_FIELDS = {**INDICATOR_COLUMNS, "得分": "printed_score"}

# What fits whatever the template: half a page of A4 in width, a row of 409.5 points in height,
# written in 10.5 points, with room for words that are kept whole.
_GOAL_LINE = 20
_GOAL_ROW = 24


def form_context(
    evaluation: Evaluation, scorecard: Scorecard, findings: Sequence[Finding], rulebook: Rulebook
) -> Context:
    """The context of one form; its findings have no cell yet, see :func:`link_findings`."""
    execution = scorecard.execution
    given = number(evaluation.execution_weight)
    live = live_form(evaluation, scorecard, rulebook)._asdict()
    return {
        "code": evaluation.code,
        "project": evaluation.project,
        "department": evaluation.department,
        "unit": evaluation.unit,
        "year": evaluation.year,
        "amount_unit": evaluation.amount_unit.value,
        "funding": {FUND_ROWS[label]: fund_fields(row) for label, row in evaluation.funding.rows()},
        "goal": {
            "expected": evaluation.goal.expected,
            "achieved": evaluation.goal.achieved,
            "rows": _goal_rows(evaluation.goal),
        },
        "execution": {
            # A text that is no weight stands in its cell, or the cell would mean the rulebook's.
            "weight": given if execution.weight is None else execution.weight,
            "given_weight": given,
            "rate": live["execution_rate"],
            "score": live["execution_score"],
            "derivation": derive(execution),
            "basis": basis(execution),
        },
        "total": {
            "weight": scorecard.weight_total,
            "score": scorecard.total,
            "grade": live["grade"],
        },
        "rulebook": {
            "id": rulebook.id,
            "title": rulebook.title,
            "reference": rulebook.reference,
        },
        "live": live,
        "indicators": [
            {"number": position, **indicator_fields(indicator, result, rulebook)}
            for position, (indicator, result) in enumerate(
                zip(evaluation.indicators, scorecard.indicators, strict=True), 1
            )
        ],
        "findings": [_finding(finding) for finding in findings],
        "evidence": [{"field": item.field, "text": item.text} for item in evaluation.evidence],
    }


def link_findings(
    context: Context,
    findings: Sequence[Finding],
    places: Mapping[tuple[str, int | None], tuple[str, str]],
) -> None:
    """Give each finding of ``context`` the cell of the form that its link leads to.

    Args:
        context: as :func:`form_context` made it.
        findings: the findings it was made with.
        places: sheet and cell of each template field, by name and row of the repeated block.
    """
    rows = context["findings"]
    assert isinstance(rows, list)  # noqa: S101 - narrows the type of what form_context made
    evidence = context["evidence"]
    assert isinstance(evidence, list)  # noqa: S101 - as above
    # What a collected form printed: the cell of that name shows a result of ours.
    printed = {item["field"]: number for number, item in reversed(list(enumerate(evidence)))}
    for row, finding in zip(rows, findings, strict=True):
        field, index = _template_field(finding.field)
        if finding.field in printed:
            field, index = "evidence.text", printed[finding.field]
        # A field of the whole form may stand in a block that repeats it, as a long goal does.
        sheet, cell = places.get((field, index)) or places.get((field, index or 0)) or ("", "")
        if cell:
            quoted = sheet.replace("'", "''")
            row["address"] = f"#'{quoted}'!{cell}"
            row["link"] = row["label"] = f"{cell} {finding.field}"


def field_names(context: Mapping[str, object], prefix: str = "") -> Iterator[str]:
    """The full names of a context's fields: ``"goal.expected"``, ``"indicators.actual"``."""
    for key, value in context.items():
        if isinstance(value, list):
            value = value[0] if value else {}
        if isinstance(value, LiveRow):
            value = value._asdict()
        if isinstance(value, Mapping):
            yield from field_names(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def number(amount: Amount | None) -> Decimal | str | RichText | None:
    """A number field as a cell shows it: the number, or the text that is none.

    A text that looks like a number stays a text: written as a number it would count.
    """
    if amount is None:
        return None
    if amount.value is not None:
        return amount.value
    if is_canonical(amount.raw):
        return RichText(amount.raw, string_item(amount.raw))
    return amount.raw


def fund_fields(row: FundRow) -> Context:
    """The fields of one row of 项目资金."""
    return {AMOUNT_COLUMNS[column]: number(amount) for column, amount in row.amounts()}


def indicator_fields(indicator: Indicator, result: Score, rulebook: Rulebook) -> Context:
    """The fields of one row of 绩效指标.

    ``score`` and ``ruled`` are what the formulas of the effective and the rule's score show,
    which is a text where there is no score; ``counted`` repeats ``score`` for another sheet.
    """
    live = live_row(indicator, result, rulebook)
    return {
        "dimension": indicator.dimension,
        "aspect": indicator.aspect,
        "name": indicator.name,
        "target": indicator.target,
        "actual": indicator.actual,
        "weight": number(indicator.weight),
        "attainment": indicator.attainment.value if indicator.attainment else None,
        "awarded": number(indicator.awarded),
        "deviation_note": indicator.deviation_note,
        "printed_score": indicator.printed_score,
        "score": live.score,
        "counted": live.score,
        "ruled": live.rule_score,
        "derivation": derive(result),
        "basis": basis(result),
        "live": live,
    }


def _goal_rows(goal: Goal) -> list[int]:
    """As many items as rows the longer of both texts needs, numbered from 1.

    A row of a sheet is never higher than 409.5 points; what is longer is merged over several.
    """
    lines = (
        sum(1 + len(line) // _GOAL_LINE for line in text.split("\n"))
        for text in (goal.expected, goal.achieved)
        if text
    )
    return list(range(1, 2 + max(lines, default=0) // _GOAL_ROW))


def _finding(finding: Finding) -> Context:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "title": finding.kind.title,
        "link": finding.field or "整张表",
        "label": finding.field or "整张表",
        "address": None,
        "found": finding.found,
        "expected": finding.expected,
        "fix": finding.fix,
    }


def _template_field(path: str) -> tuple[str, int | None]:
    """The template field, and its row in the block, that shows field path ``path``."""
    if path in _FIELDS:
        return _FIELDS[path], None
    subject, _, column = path.partition(".")
    if subject in FUND_ROWS and column in AMOUNT_COLUMNS:
        return f"funding.{FUND_ROWS[subject]}.{AMOUNT_COLUMNS[column]}", None
    if subject == "年度资金总额" and column in _EXECUTION:
        return _EXECUTION[column], None
    digits = subject.removeprefix("指标")
    if subject.startswith("指标") and digits.isdigit():
        return f"indicators.{_INDICATOR_FIELDS.get(column, 'name')}", int(digits) - 1
    return path, None

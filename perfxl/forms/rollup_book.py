"""The roll-up workbook: one sheet a question, live formulas, every number with its source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from perfxl.core.evaluation import Place
from perfxl.core.finding import Severity
from perfxl.core.rollup import (
    AspectLine,
    Funds,
    GroupLine,
    ProjectLine,
    Rollup,
    ScoredForm,
    aspect_labels,
    in_wan,
    roll_up,
    unit_labels,
)
from perfxl.core.rulebook import Rulebook
from perfxl.errors import OutputError
from perfxl.forms.form_context import Context, number
from perfxl.forms.hyperlink import link_label, link_target
from perfxl.forms.rulebooks import load_rulebook, template_file
from perfxl.sheet.package import save_atomic
from perfxl.template.compile import compile_template

ROLLUP_FILE = "rollup.xlsx"

_UNIT = "[[projects.department]],[d.department],[[projects.unit]],[d.unit]"
_ASPECT = "[[indicators.dimension]],[a.dimension],[[indicators.aspect]],[a.aspect]"
_LINK = 'IF([{row}.target]="",[{row}.label],HYPERLINK([{row}.target],[{row}.label]))'
# The native formulas that the template names with ``live(…)``.  Sums of money are rounded
# because binary addition drifts; 6 decimals of 万元 are the cent.
_FORMULAS = {
    "projects": "COUNTA([projects.code])",
    "complete": "COUNT([projects.rank])",
    "mean": 'IF(COUNT([projects.rank])=0,"",'
    'ROUND(SUMIFS([projects.total],[projects.rank],">0")/COUNT([projects.rank]),{digits}))',
    "budget": "ROUND(SUM([projects.annual_budget]),6)",
    "executed": "ROUND(SUM([projects.executed]),6)",
    "overall_rate": 'IF(SUM([projects.annual_budget])=0,"",'
    "SUM([projects.executed])/SUM([projects.annual_budget]))",
    "errors": "SUM([projects.errors])",
    "warnings": "SUM([projects.warnings])",
    "grade_count": 'COUNTIFS([[projects.grade]],[g.name],[[projects.rank]],">0")',
    "grade_share": 'IF(COUNT([[projects.rank]])=0,"",[g.count]/COUNT([[projects.rank]]))',
    "rank": 'IF([p.grade]="","",'
    'COUNTIFS([[projects.total]],">"&[p.total],[[projects.grade]],"?*")+1)',
    "difference": "IF(AND(ISNUMBER([p.total]),ISNUMBER([p.printed_total])),"
    'ROUND([p.total]-[p.printed_total],{digits}),"")',
    "rate": "IF(AND(ISNUMBER([p.executed]),N([p.annual_budget])<>0),"
    '[p.executed]/[p.annual_budget],"")',
    "unit_projects": f"COUNTIFS({_UNIT})",
    "unit_complete": f'COUNTIFS({_UNIT},[[projects.rank]],">0")',
    "unit_mean": 'IF([d.complete]=0,"",ROUND(SUMIFS([[projects.total]],'
    f'{_UNIT},[[projects.rank]],">0")/[d.complete],{{digits}}))',
    "unit_budget": f"ROUND(SUMIFS([[projects.annual_budget]],{_UNIT}),6)",
    "unit_executed": f"ROUND(SUMIFS([[projects.executed]],{_UNIT}),6)",
    "unit_rate": 'IF([d.annual_budget]=0,"",[d.executed]/[d.annual_budget])',
    "unit_errors": f"SUMIFS([[projects.errors]],{_UNIT})",
    "unit_warnings": f"SUMIFS([[projects.warnings]],{_UNIT})",
    "aspect_count": f"COUNTIFS({_ASPECT})",
    "aspect_weight": f"ROUND(SUMIFS([[indicators.weight]],{_ASPECT},[[indicators.counted]],1),6)",
    "aspect_score": f"ROUND(SUMIFS([[indicators.score]],{_ASPECT},[[indicators.counted]],1),6)",
    "aspect_ratio": 'IF([a.weight]=0,"",[a.score]/[a.weight])',
    "fund_initial": "ROUND(SUMIFS([[fund_rows.initial_budget]],[[fund_rows.source]],[s.label]),6)",
    "fund_annual": "ROUND(SUMIFS([[fund_rows.annual_budget]],[[fund_rows.source]],[s.label]),6)",
    "fund_executed": "ROUND(SUMIFS([[fund_rows.executed]],[[fund_rows.source]],[s.label]),6)",
    "fund_rate": 'IF([s.annual_budget]=0,"",[s.executed]/[s.annual_budget])',
    "project_link": _LINK.format(row="p"),
    "fund_link": _LINK.format(row="f"),
    "indicator_link": _LINK.format(row="i"),
}


def write_rollup(
    forms: Sequence[ScoredForm],
    path: Path,
    *,
    rulebook: str,
    force: bool = False,
) -> Rollup:
    """Write the roll-up of ``forms`` to ``path`` and give it back.

    Args:
        forms: scored and checked, each with the file it came from.
        path: the workbook; links in it are relative to its folder.
        rulebook: name or path of the one the forms were scored by; ``rollup.xlsx`` stands
            beside it.
        force: overwrite a file that is there.

    Raises:
        OutputError: ``path`` is there already, or cannot be written.
        RulebookError, TemplateError: the template is missing or has a fault.
    """
    if path.exists() and not force:
        message = "文件已经存在，没有覆盖；要覆盖请加 --force，或换一个名称"
        raise OutputError(message, file=str(path))
    rules = load_rulebook(rulebook)
    rollup = roll_up(forms, rules)
    template = template_file(rulebook, ROLLUP_FILE)
    program = compile_template(template, formulas=rollup_formulas(rules))
    save_atomic(path, program.render(_context(rollup, rules, path.parent)))
    return rollup


def rollup_formulas(rulebook: Rulebook) -> dict[str, str]:
    """The native formulas a roll-up template may name with ``live(…)``."""
    digits = str(rulebook.digits)
    return {name: text.replace("{digits}", digits) for name, text in _FORMULAS.items()}


def _context(rollup: Rollup, rulebook: Rulebook, folder: Path) -> Context:
    lines = rollup.projects
    complete = sum(line.form.scorecard.complete for line in lines)
    total = dict(rollup.funds)["年度资金总额"]
    return {
        "scope": f"共 {len(lines)} 个项目；评分办法：{rulebook.title}",
        "overview": {
            "projects": len(lines),
            "complete": complete,
            "mean": rollup.mean,
            "budget": total.annual_budget or Decimal(0),
            "executed": total.executed or Decimal(0),
            "rate": total.rate,
            "errors": sum(line.count(Severity.ERROR) for line in lines),
            "warnings": sum(line.count(Severity.WARNING) for line in lines),
        },
        "grades": [
            {"name": name, "count": count, "share": Decimal(count) / complete if complete else None}
            for name, count in rollup.grades
        ],
        "projects": [_project(line, folder) for line in lines],
        "departments": [_unit(line) for line in rollup.departments],
        "aspects": [_aspect(line) for line in rollup.aspects],
        "sources": [
            {"label": label, **_funds(funds, empty=Decimal(0))} for label, funds in rollup.funds
        ],
        "fund_rows": [row for line in lines for row in _fund_rows(line.form, folder)],
        "indicators": [row for line in lines for row in _indicators(line.form, rulebook, folder)],
    }


def _project(line: ProjectLine, folder: Path) -> Context:
    evaluation, scorecard = line.form.evaluation, line.form.scorecard
    printed = line.printed_total
    department, unit = unit_labels(line.form)
    return {
        "rank": line.rank,
        "code": evaluation.code or "—",
        "department": department,
        "unit": unit,
        "total": scorecard.total,
        "grade": scorecard.grade,
        "rule_total": scorecard.rule_total,
        "printed_total": printed,
        "difference": None if printed is None else scorecard.total - printed,
        **_funds(line.funds),
        "errors": line.count(Severity.ERROR),
        "warnings": line.count(Severity.WARNING),
        "notes": line.count(Severity.NOTE),
        "file": line.form.file,
        **_link(Place(line.form.file), folder, evaluation.project or "（项目名称为空）"),
    }


def _unit(line: GroupLine) -> Context:
    department, unit = line.label
    return {
        "department": department,
        "unit": unit,
        "projects": line.projects,
        "complete": line.complete,
        "mean": line.mean,
        **_funds(line.funds, empty=Decimal(0)),
        "errors": line.errors,
        "warnings": line.warnings,
    }


def _aspect(line: AspectLine) -> Context:
    return {
        "dimension": line.dimension,
        "aspect": line.aspect,
        "indicators": line.indicators,
        "weight": line.weight,
        "score": line.score,
        "ratio": line.ratio,
        "full": line.full,
        "undecided": line.undecided,
    }


def _fund_rows(form: ScoredForm, folder: Path) -> Iterator[Context]:
    evaluation = form.evaluation
    for label, row in evaluation.funding.rows():
        place = evaluation.place(f"{label}.全年执行数")
        yield {
            "code": evaluation.code,
            "project": evaluation.project,
            "source": label,
            **_funds(in_wan(row, evaluation.amount_unit)),
            **_link(place, folder, link_label(place)),
        }


def _indicators(form: ScoredForm, rulebook: Rulebook, folder: Path) -> Iterator[Context]:
    evaluation = form.evaluation
    rows = zip(evaluation.indicators, form.scorecard.indicators, strict=True)
    for position, (indicator, score) in enumerate(rows, 1):
        dimension, aspect = aspect_labels(indicator, rulebook)
        place = evaluation.place(f"指标{position}.实际完成值")
        yield {
            "code": evaluation.code,
            "project": evaluation.project,
            "dimension": dimension,
            "aspect": aspect,
            "name": indicator.name,
            "plan": indicator.target,
            "actual": indicator.actual,
            "weight": number(indicator.weight),
            "score": score.effective,
            "rule_score": score.rule,
            "printed_score": indicator.printed_score,
            "counted": int(score.weight is not None and score.effective is not None),
            **_link(place, folder, link_label(place)),
        }


def _link(place: Place, folder: Path, label: str) -> Context:
    """``link`` is the visible cell; its formula takes ``target`` and ``label`` from the row."""
    return {"link": label, "target": link_target(place, folder), "label": label}


def _funds(funds: Funds, *, empty: Decimal | None = None) -> Context:
    return {
        "initial_budget": empty if funds.initial_budget is None else funds.initial_budget,
        "annual_budget": empty if funds.annual_budget is None else funds.annual_budget,
        "executed": empty if funds.executed is None else funds.executed,
        "rate": funds.rate,
    }

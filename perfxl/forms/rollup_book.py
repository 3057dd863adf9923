"""The roll-up workbook: one sheet a question, live formulas, every number with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from perfxl.core.evaluation import Place
from perfxl.core.finding import Severity
from perfxl.core.repetition import Counted
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
from perfxl.forms.form_context import Context, number
from perfxl.forms.hyperlink import link_label, link_target
from perfxl.forms.output_file import refuse_output
from perfxl.forms.rulebooks import load_rulebook, template_file
from perfxl.forms.sources import Checked
from perfxl.forms.template_files import ROLLUP_FILE
from perfxl.sheet.saving import save_atomic
from perfxl.template.compile import compile_template

_UNIT = "[[projects.department]],[d.department],[[projects.unit]],[d.unit]"
_ASPECT = "[[indicators.dimension]],[a.dimension],[[indicators.aspect]],[a.aspect]"
_SOURCE = "[[fund_rows.source]],[s.label]"


def _unpaired(rows: str, among: str = "") -> str:
    """Whether one of ``rows`` has only one of annual budget and executed, see :class:`.Funds`."""
    own = f"{among}," if among else ""
    budget, executed = (
        f'[[{rows}.{column}]],"<1E+300"' for column in ("annual_budget", "executed")
    )
    counts = (f"COUNTIFS({own}{each})" for each in (budget, executed, f"{budget},{executed}"))
    return "{}+{}<>2*{}".format(*counts)


def _sum(column: str, among: str) -> str:
    """The sum of the amounts among some rows; nothing where nobody filled one in.

    Rounded because binary addition drifts; 6 decimals of 万元 are the cent.
    """
    return (
        f'IF(COUNTIFS({among},[[{column}]],"<1E+300")=0,"",ROUND(SUMIFS([[{column}]],{among}),6))'
    )


_LINK = 'IF([{row}.target]="",[{row}.label],HYPERLINK([{row}.target],[{row}.label]))'
# The native formulas that the template names with ``live(…)``.
_FORMULAS = {
    "projects": "COUNTA([projects.code])",
    "complete": "COUNT([projects.rank])",
    "mean": 'IF(COUNT([projects.rank])=0,"",'
    'ROUND(SUMIFS([projects.total],[projects.rank],">0")/COUNT([projects.rank]),{digits}))',
    "budget": "ROUND(SUM([projects.annual_budget]),6)",
    "executed": "ROUND(SUM([projects.executed]),6)",
    "overall_rate": f'IF(OR(ROUND(SUM([projects.annual_budget]),6)=0,{_unpaired("projects")}),"",'
    "ROUND(SUM([projects.executed]),6)/ROUND(SUM([projects.annual_budget]),6))",
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
    "unit_budget": _sum("projects.annual_budget", _UNIT),
    "unit_executed": _sum("projects.executed", _UNIT),
    "unit_rate": f'IF(OR(N([d.annual_budget])=0,{_unpaired("projects", _UNIT)}),"",'
    "[d.executed]/[d.annual_budget])",
    "unit_errors": f"SUMIFS([[projects.errors]],{_UNIT})",
    "unit_warnings": f"SUMIFS([[projects.warnings]],{_UNIT})",
    "aspect_count": f"COUNTIFS({_ASPECT})",
    "aspect_weight": f"ROUND(SUMIFS([[indicators.weight]],{_ASPECT},[[indicators.counted]],1),6)",
    "aspect_score": f"ROUND(SUMIFS([[indicators.score]],{_ASPECT},[[indicators.counted]],1),6)",
    "aspect_ratio": 'IF([a.weight]=0,"",[a.score]/[a.weight])',
    "fund_initial": _sum("fund_rows.initial_budget", _SOURCE),
    "fund_annual": _sum("fund_rows.annual_budget", _SOURCE),
    "fund_executed": _sum("fund_rows.executed", _SOURCE),
    "fund_rate": f'IF(OR(N([s.annual_budget])=0,{_unpaired("fund_rows", _SOURCE)}),"",'
    "[s.executed]/[s.annual_budget])",
    "left_out_link": _LINK.format(row="l"),
    "counted_link": 'IF([l.instead_target]="",[l.instead_label],'
    "HYPERLINK([l.instead_target],[l.instead_label]))",
    "project_link": _LINK.format(row="p"),
    "fund_link": _LINK.format(row="f"),
    "indicator_link": _LINK.format(row="i"),
}

# A row is traced to the cell that a reviewer looks at first, or to one beside it.
_AMOUNTS = ("全年执行数", "全年预算数", "年初预算数")
_FACTS = ("实际完成值", "年度指标值", "三级指标", "分值", "得分")


class LeftOut(NamedTuple):
    """Something handed in that is not counted; ``instead`` is where the counted form stands."""

    place: Place
    project: str | None
    reason: str
    instead: Place = Place()


def write_rollup(
    forms: Sequence[ScoredForm],
    path: Path,
    *,
    rulebook: str,
    left_out: Sequence[LeftOut] = (),
    force: bool = False,
) -> Rollup:
    """Write the roll-up of ``forms`` to ``path`` and give it back.

    Args:
        forms: scored and checked, each with the file it came from, each project once.
        path: the workbook; links in it are relative to its folder.
        rulebook: name or path of the one the forms were scored by; ``rollup.xlsx`` stands
            beside it.
        left_out: what was handed in and is not among ``forms``, see :func:`left_out_of`.
        force: overwrite a file that is there.

    Raises:
        OutputError: ``path`` is refused by :func:`.refuse_output`, or cannot be written.
        RulebookError, TemplateError: the template is missing or has a fault.
    """
    refuse_output(path, "汇总表", force=force)
    rules = load_rulebook(rulebook)
    rollup = roll_up(forms, rules)
    template = template_file(rulebook, ROLLUP_FILE)
    program = compile_template(template, formulas=rollup_formulas(rules))
    data = program.render(_context(rollup, rules, path.parent, left_out))
    save_atomic(path, data, fresh=not force)
    return rollup


def rollup_formulas(rulebook: Rulebook) -> dict[str, str]:
    """The native formulas a roll-up template may name with ``live(…)``."""
    digits = str(rulebook.digits)
    return {name: text.replace("{digits}", digits) for name, text in _FORMULAS.items()}


def left_out_of(results: Sequence[Checked], counted: Counted) -> tuple[LeftOut, ...]:
    """What was handed in and is not in the roll-up: repetitions, other forms, unread files."""
    repeated = (
        LeftOut(
            place_of(each.form),
            each.form.evaluation.project,
            f"{each.reason}；{each.verdict}",
            place_of(each.counted),
        )
        for each in counted.repetitions
    )
    others = (
        LeftOut(
            Place(str(result.path)),
            result.unscored.project if result.unscored else None,
            result.remark or result.problem,
        )
        for result in results
        if result.remark or result.problem
    )
    return (*repeated, *others)


def place_of(form: ScoredForm) -> Place:
    """Where a form names its project; its file where that is not known."""
    where = form.evaluation.place("项目名称")
    return where if where.file else Place(form.file)


def _context(
    rollup: Rollup, rulebook: Rulebook, folder: Path, left_out: Sequence[LeftOut]
) -> Context:
    lines = rollup.projects
    complete = sum(line.form.scorecard.complete for line in lines)
    total = rollup.total_funds
    missing = f"；没有计入的 {len(left_out)} 份，见“未计入”" if left_out else ""
    return {
        "scope": f"共 {len(lines)} 个项目{missing}{total.without_rate}；评分办法：{rulebook.title}",
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
        "sources": [{"label": label, **_funds(funds)} for label, funds in rollup.funds],
        "fund_rows": [row for line in lines for row in _fund_rows(line.form, folder)],
        "indicators": [row for line in lines for row in _indicators(line.form, rulebook, folder)],
        "left_out_note": "同一个项目只计一次。下面的表没有计入汇总，原因如下。"
        if left_out
        else "所给的表全部计入了汇总。",
        "left_out": [_left_out(each, folder) for each in left_out],
    }


def _left_out(each: LeftOut, folder: Path) -> Context:
    instead = _link(each.instead, folder, link_label(each.instead) or "—")
    return {
        "project": each.project or "—",
        "reason": each.reason,
        **_link(each.place, folder, link_label(each.place)),
        **{f"instead_{key}": value for key, value in instead.items()},
        "instead": instead["link"],
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
        **_link(place_of(line.form), folder, evaluation.project or "（项目名称为空）"),
    }


def _unit(line: GroupLine) -> Context:
    department, unit = line.label
    return {
        "department": department,
        "unit": unit,
        "projects": line.projects,
        "complete": line.complete,
        "mean": line.mean,
        **_funds(line.funds),
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
        place = _first_place(form, (f"{label}.{column}" for column in _AMOUNTS))
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
        place = _first_place(form, (f"指标{position}.{column}" for column in _FACTS))
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


def _first_place(form: ScoredForm, fields: Iterable[str]) -> Place:
    """Where the first of ``fields`` that has a place stands, else the form's own place."""
    places = (form.evaluation.place(field) for field in fields)
    return next((place for place in places if place.file), place_of(form))


def _link(place: Place, folder: Path, label: str) -> Context:
    """``link`` is the visible cell; its formula takes ``target`` and ``label`` from the row."""
    return {"link": label, "target": link_target(place, folder), "label": label}


def _funds(funds: Funds) -> Context:
    return {
        "initial_budget": funds.initial_budget,
        "annual_budget": funds.annual_budget,
        "executed": funds.executed,
        "rate": funds.rate,
    }

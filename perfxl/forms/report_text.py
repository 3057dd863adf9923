"""What a 自评报告 says: the fields of its template, of one project or of all of a unit.

Every text comes from the evaluations and their scores.  What nobody filled in becomes a
marked gap (:func:`perfxl.forms.word_marks.gap`); nothing is made up to fill it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from perfxl.core.checks.statement import says_nothing, shown
from perfxl.core.evaluation import AMOUNT_COLUMNS
from perfxl.core.quantity import plain
from perfxl.core.rollup import Funds, ScoredForm, in_wan, roll_up
from perfxl.core.rulebook import Rulebook
from perfxl.forms.report_project import NONE, money, percent, project_context, rate_of
from perfxl.forms.word_marks import gap, plain_text

Context = dict[str, object]

_NAMED = 3


def report_context(forms: Sequence[ScoredForm], rulebook: Rulebook) -> Context:
    """The fields of the report template.

    Args:
        forms: at least one project, in the order of the report.
        rulebook: the rules by which they were scored.
    """
    projects = [
        project_context(form.evaluation, form.scorecard, rulebook, number=number)
        | {"in_wan": _fund_row(form)}
        for number, form in enumerate(forms, 1)
    ]
    calm = [each for each in projects if not _deviates(each)]
    evaluations = [form.evaluation for form in forms]
    units = _known(each.unit for each in evaluations)
    departments = _known(each.department for each in evaluations)
    years = "、".join(dict.fromkeys(str(each.year) for each in evaluations if each.year))
    single = len(forms) == 1
    unit = units[0] if len(units) == 1 else ""
    lead = str(projects[0]["project"]) if single else unit or _only(departments)
    return {
        "subject": lead,
        "year": years or gap("年度"),
        "single": single,
        "count": len(forms),
        "scope": _scope(units, departments),
        "signer": unit or _only(departments) or gap("填报单位"),
        "rulebook": {
            "title": plain_text(rulebook.title),
            "reference": plain_text(rulebook.reference),
            "total_weight": plain(rulebook.total_weight),
        },
        "summary": _summary(forms, rulebook),
        "projects": projects,
        "deviating": [each for each in projects if _deviates(each)],
        "faultless": _names(each for each in calm if each["settled"]),
        "pending": _names(each for each in calm if not each["settled"]),
        "noted": [each for each in projects if each["notes"]],
    }


def _deviates(project: Context) -> bool:
    return bool(project["deviations"] or project["execution_lost"])


def _names(projects: Iterable[Context]) -> str:
    return "、".join(str(project["project"]) for project in projects)


def _scope(units: Sequence[str], departments: Sequence[str]) -> str:
    """Whose projects these are, as the subject of a sentence."""
    if len(units) == 1:
        return units[0]
    several = [
        f"{len(names)}个{label}"
        for label, names in (("主管部门", departments), ("实施单位", units))
        if len(names) > 1
    ]
    return f"本报告涉及的{'、'.join(several)}" if several else gap("实施单位")


def _summary(forms: Sequence[ScoredForm], rulebook: Rulebook) -> Context:
    rollup = roll_up(forms, rulebook)
    lines = [_funds(form) for form in forms]
    total = rollup.total_funds
    complete = sum(form.scorecard.complete for form in forms)
    return {
        "initial_budget": _sum(total.initial_budget),
        "annual_budget": _sum(total.annual_budget),
        "executed": _sum(total.executed),
        "rate": percent(total.rate) if _comparable(lines) else NONE,
        "omitted": _omitted(forms),
        "complete": complete,
        "incomplete": len(forms) - complete,
        "mean": None if rollup.mean is None else plain(rollup.mean),
        "grades": "、".join(f"{name}{count}个" for name, count in rollup.grades),
    }


def _funds(form: ScoredForm) -> Funds:
    return in_wan(form.evaluation.funding.total, form.evaluation.amount_unit)


def _fund_row(form: ScoredForm) -> Context:
    """The total row of one project's funds in 万元."""
    row, line = form.evaluation.funding.total, _funds(form)
    amounts = {
        name: money(getattr(row, name), label) if value is None else plain(value)
        for label, name in AMOUNT_COLUMNS.items()
        for value in (getattr(line, name),)
    }
    return {**amounts, "rate": rate_of(row, line.rate)}


def _omitted(forms: Sequence[ScoredForm]) -> str:
    """What the sums of the funds leave out, ``""`` when nothing; a text is quoted."""
    rows = [form.evaluation.funding.total for form in forms]
    missing = []
    for label, name in AMOUNT_COLUMNS.items():
        amounts = [getattr(row, name) for row in rows]
        if count := amounts.count(None):
            missing.append(f"{count}个项目没有填写{label}")
        texts = [shown(each.raw) for each in amounts if each and each.value is None]
        if texts:
            named = "、".join(texts[:_NAMED]) + ("等" if len(texts) > _NAMED else "")
            missing.append(f"{len(texts)}个项目的{label}是文本，不是数（{named}）")
    return f"其中{'；'.join(missing)}，没有计入合计。" if missing else ""


def _comparable(lines: Sequence[Funds]) -> bool:
    """Whether the sums of budgets and of what was executed are of the same projects."""
    return all((line.annual_budget is None) == (line.executed is None) for line in lines)


def _sum(total: Decimal | None) -> str:
    return NONE if total is None else plain(total)


def _known(names: Iterable[str | None]) -> list[str]:
    """The names that are filled in, each once."""
    filled = (plain_text(name) for name in names if name is not None and not says_nothing(name))
    return list(dict.fromkeys(filled))


def _only(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ""

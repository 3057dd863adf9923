"""All native formulas by the names under which templates ask for them."""

from __future__ import annotations

from perfxl.core.quantity import plain
from perfxl.core.rulebook import Rulebook
from perfxl.forms.native import actual, addin, conversion, project, scoring, target, totals
from perfxl.forms.native import columns as at


def formulas(rulebook: Rulebook, *, udf: bool = False) -> dict[str, str]:
    """The formulas of a form, by name, without ``=``.

    Names are those of :data:`.columns.ROW_HEADINGS` that are no constants, ``score``,
    ``rule_score`` and ``status`` of a row, and ``execution_rate``, ``execution_score``,
    ``weight_total``, ``score_total``, ``grade``, ``form_status`` of the form.  With ``udf``
    scores, total and grade ask the add-in's functions first.
    """
    cost = scoring.cost_as_made()
    found = _row_formulas(rulebook, cost, addin.row_score(rulebook) if udf else "")
    found["execution_rate"] = totals.execution_rate()
    found["execution_score"] = totals.execution_score(rulebook)
    found["weight_total"] = totals.weight_total(rulebook)
    found["score_total"] = totals.score_total(rulebook)
    found["grade"] = totals.grade(rulebook)
    found["form_status"] = totals.form_status(rulebook)
    if udf:
        found |= addin.form_formulas(rulebook, found)
    return found


def _row_formulas(rulebook: Rulebook, cost: str, udf: str) -> dict[str, str]:
    rule = scoring.rule_score(rulebook)
    if udf:
        rule = addin.preferred(udf, rule)
    return {
        "cost": cost,
        "name_unit": target.name_unit(),
        "target_clean": target.target_clean(),
        "target_tail": target.target_tail(),
        "target_digits": target.target_digits(),
        "target_number": target.target_number(),
        "target_unit": target.target_unit(),
        "direction": target.direction(),
        "actual_clean": actual.actual_clean(),
        "actual_tail": actual.actual_tail(),
        "actual_digits": actual.actual_digits(),
        "actual_number": actual.actual_number(),
        "factor": conversion.factor(),
        "converted": conversion.converted(),
        "doubtful": conversion.doubtful(),
        "measured": conversion.measured(),
        "said": actual.said(),
        "worded": actual.worded(),
        "reading": actual.reading(),
        "share": scoring.share(rulebook),
        "rule_score": rule,
        "score": scoring.score(rulebook, rule),
        "status": scoring.status(rulebook),
    }


def master_formulas(rulebook: Rulebook, *, udf: bool = False) -> dict[str, str]:
    """The formulas of a master workbook: rows ``i`` of 指标, rows ``p`` of 项目.

    A row's own labels say whether it is about cost.  Names are those of a form's rows, those
    of :func:`.project.project_formulas`, and ``year``.
    """
    cost = scoring.cost_by_label(rulebook)
    found = _row_formulas(rulebook, cost, addin.row_score(rulebook, "[i.aspect]") if udf else "")
    found["status"] = project.row_status(found["status"])
    found["score"] = project.row_score(found["score"])
    return {**found, **project.project_formulas(rulebook), "year": project.year()}


def conditions(rulebook: Rulebook) -> dict[str, str]:
    """Formulas for conditional formats, by name; true where a cell is to be marked."""
    return {
        "weight_total": f"ROUND([total.weight],6)<>{plain(rulebook.total_weight)}",
        "score_above_weight": f"SUM({at.SCORE})>SUM({at.WEIGHT})",
        "score_open": f'AND({at.NAME}&""<>"",NOT(ISNUMBER({at.SCORE})))',
        "reason_missing": f"AND({scoring.lost()},{scoring.no_reason()})",
        "awarded_differs": f"AND(ISNUMBER({at.AWARDED}),ISNUMBER({at.SHARE}),{at.SCORE}<>"
        f"{scoring.points(at.WEIGHT, at.SHARE, rulebook.digits)})",
        **{f"funds_{column}": totals.funds_differ(column) for column in totals.COLUMNS},
    }

"""A master workbook written: from evaluations, or empty for a new year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from perfxl.core.evaluation import AmountUnit, Evaluation, Indicator
from perfxl.core.rulebook import Rulebook
from perfxl.core.scoring import Scorecard, score
from perfxl.forms.filler import form_constants
from perfxl.forms.form_context import Context, fund_fields, indicator_fields, number
from perfxl.forms.native import LiveRow, live_form, live_project, master_formulas
from perfxl.forms.output_file import refuse_output
from perfxl.forms.rulebooks import DEFAULT, load_rulebook, template_file
from perfxl.forms.score_cells import Cells
from perfxl.forms.template_files import MASTER_FILE
from perfxl.sheet.saving import save_atomic
from perfxl.template.compile import compile_template


class Spare(NamedTuple):
    """How many empty rows stand ready below those that are filled."""

    projects: int = 20
    indicators: int = 200


def write_master(
    evaluations: Sequence[Evaluation],
    path: Path,
    *,
    rulebook: str = DEFAULT,
    cells: Cells = Cells.NATIVE,
    spare: Spare | None = None,
    force: bool = False,
) -> None:
    """Write ``evaluations`` into a new master workbook at ``path``.

    Projects without a number, or with the number of another, get one: "01", "02" …

    Raises:
        OutputError: ``path`` is refused by :func:`.refuse_output`, or cannot be written.
        RulebookError, TemplateError: rulebook or template has a fault.
    """
    refuse_output(path, "总表", force=force)
    data = master_bytes(evaluations, rulebook=rulebook, cells=cells, spare=spare or Spare())
    save_atomic(path, data, fresh=not force)


def master_bytes(
    evaluations: Sequence[Evaluation],
    *,
    rulebook: str = DEFAULT,
    cells: Cells = Cells.NATIVE,
    spare: Spare,
) -> bytes:
    """The master workbook of ``evaluations``; raises as :func:`write_master` does."""
    rules = load_rulebook(rulebook)
    program = compile_template(
        template_file(rulebook, MASTER_FILE),
        formulas=master_formulas(rules, udf=cells is Cells.UDF),
        constants=form_constants(),
        live=cells is not Cells.VALUES,
    )
    return program.render(_context(number_projects(evaluations), rules, rulebook, spare))


def number_projects(evaluations: Sequence[Evaluation]) -> tuple[Evaluation, ...]:
    """The same evaluations, each with a number of its own."""
    taken = {each.code for each in evaluations if each.code}
    digits = max(2, len(str(len(evaluations))))
    fresh = (f"{position:0{digits}d}" for position in range(1, 2 * len(evaluations) + 1))
    free = (code for code in fresh if code not in taken)
    seen: set[str] = set()
    numbered = []
    for evaluation in evaluations:
        code = evaluation.code
        if not code or code in seen:
            code = next(free)
        seen.add(code)
        numbered.append(replace(evaluation, code=code))
    return tuple(numbered)


def _context(
    evaluations: Sequence[Evaluation], rules: Rulebook, rulebook: str, spare: Spare
) -> Context:
    cards = [score(evaluation, rules) for evaluation in evaluations]
    pairs = list(zip(evaluations, cards, strict=True))
    years = [evaluation.year for evaluation in evaluations]
    units = [evaluation.amount_unit for evaluation in evaluations] or [AmountUnit.WAN]
    # What most forms say stands once; a form that says otherwise keeps its own.  A form that says
    # no year must not inherit one.
    common = Evaluation(
        year=None if None in years else max(set(years), key=years.count, default=None),
        amount_unit=max(dict.fromkeys(units), key=units.count),
    )
    projects = [_project(*pair, rules, common) for pair in pairs]
    indicators = [row for pair in pairs for row in _indicators(*pair, rules)]
    evidence = [
        {"code": evaluation.code, "field": item.field, "text": item.text}
        for evaluation in evaluations
        for item in evaluation.evidence
    ]
    return {
        "defaults": {
            "year": common.year,
            "department": None,
            "unit": None,
            "amount_unit": common.amount_unit.value,
            "rulebook": rulebook,
        },
        "live": live_form(common, score(common, rules), rules)._asdict(),
        "projects": projects + [_spare_project(rules, common)] * spare.projects,
        "indicators": indicators + [_spare_indicator(rules)] * spare.indicators,
        "evidence": evidence,
    }


def _project(
    evaluation: Evaluation, card: Scorecard, rules: Rulebook, common: Evaluation
) -> Context:
    funding, unit = evaluation.funding, evaluation.amount_unit
    return {
        "code": evaluation.code,
        "project": evaluation.project,
        "department": evaluation.department,
        "unit": evaluation.unit,
        **fund_fields(funding.total),
        "appropriation": fund_fields(funding.appropriation),
        "carryover": fund_fields(funding.carryover),
        "other": fund_fields(funding.other),
        "execution_weight": number(evaluation.execution_weight),
        "year": None if evaluation.year == common.year else evaluation.year,
        "amount_unit": None if unit is common.amount_unit else unit.value,
        "expected": evaluation.goal.expected,
        "achieved": evaluation.goal.achieved,
        **live_project(evaluation, card, rules),
    }


def _indicators(evaluation: Evaluation, card: Scorecard, rules: Rulebook) -> Iterator[Context]:
    for indicator, result in zip(evaluation.indicators, card.indicators, strict=True):
        yield {
            "code": evaluation.code,
            "project": evaluation.project,
            "project_key": evaluation.code or "",
            "weight_number": (indicator.weight and indicator.weight.value) or Decimal(0),
            **indicator_fields(indicator, result, rules),
        }


def _spare_project(rules: Rulebook, common: Evaluation) -> Context:
    """An empty row of 项目: its formulas show nothing until it has a number."""
    blank = replace(common, indicators=())
    row = _project(blank, score(blank, rules), rules, common)
    return {name: value if isinstance(value, dict) else None for name, value in row.items()}


def _spare_indicator(rules: Rulebook) -> Context:
    """An empty row of 指标; its 提示 is silent until it belongs to a project."""
    blank = Evaluation(indicators=(Indicator(),))
    [row] = _indicators(blank, score(blank, rules), rules)
    live = row["live"]
    assert isinstance(live, LiveRow)  # noqa: S101 - narrows what indicator_fields made
    return {**row, "live": live._replace(status="")}

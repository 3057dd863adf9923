"""``perfxl rollup --json``: the answers of a roll-up, as its sheets have them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.core.finding import Severity
from perfxl.core.quantity import round_half_up
from perfxl.core.repetition import Counted
from perfxl.core.rollup import AspectLine, Funds, GroupLine, ProjectLine, Rollup
from perfxl.summaries.document import dumped, form_json, number_text
from perfxl.summaries.rolling_up import left_out_json

if TYPE_CHECKING:
    from perfxl.forms.sources import Checked

_SHARE_DIGITS = 4  # 81.34 %


def rollup_json(rollup: Rollup, results: Sequence[Checked], counted: Counted, *, book: Path) -> str:
    """The document; ``docs/json.md`` says what its keys hold."""
    return dumped(
        {
            "file": str(book),
            "counts": {
                "projects": len(rollup.projects),
                "complete": sum(line.form.scorecard.complete for line in rollup.projects),
                **{
                    severity.name.lower(): sum(line.count(severity) for line in rollup.projects)
                    for severity in Severity
                },
            },
            "mean": number_text(rollup.mean),
            "grades": [{"name": name, "count": count} for name, count in rollup.grades],
            "funds": [{"source": label, **_funds(funds)} for label, funds in rollup.funds],
            "projects": [_project(line) for line in rollup.projects],
            "units": [_unit(line) for line in rollup.departments],
            "aspects": [_aspect(line) for line in rollup.aspects],
            "problems": [result.problem for result in results if result.problem],
            "remarks": [result.remark for result in results if result.remark],
            "left_out": left_out_json(counted),
        }
    )


def _project(line: ProjectLine) -> dict[str, object]:
    scorecard = line.form.scorecard
    return {
        "rank": line.rank,
        **form_json(line.form.evaluation, scorecard),
        "rule_total": number_text(scorecard.rule_total),
        "printed_total": number_text(line.printed_total),
        **_funds(line.funds),
        **{severity.name.lower(): line.count(severity) for severity in Severity},
        "file": line.form.file,
    }


def _unit(line: GroupLine) -> dict[str, object]:
    department, unit = line.label
    return {
        "department": department,
        "unit": unit,
        "projects": line.projects,
        "complete": line.complete,
        "mean": number_text(line.mean),
        **_funds(line.funds),
        "error": line.errors,
        "warning": line.warnings,
    }


def _aspect(line: AspectLine) -> dict[str, object]:
    return {
        "dimension": line.dimension,
        "aspect": line.aspect,
        "indicators": line.indicators,
        "weight": number_text(line.weight),
        "score": number_text(line.score),
        "ratio": _share(line.ratio),
        "full": line.full,
        "undecided": line.undecided,
    }


def _funds(funds: Funds) -> dict[str, object]:
    """Amounts in 万元, whatever the forms print."""
    return {
        "initial_budget": number_text(funds.initial_budget),
        "annual_budget": number_text(funds.annual_budget),
        "executed": number_text(funds.executed),
        "rate": _share(funds.rate),
    }


def _share(value: Decimal | None) -> str | None:
    return None if value is None else number_text(round_half_up(value, _SHARE_DIGITS))

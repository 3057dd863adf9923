"""A project as the template engines take it: nested dictionaries."""

from __future__ import annotations

from itertools import pairwise

from tests.benchmarks import form
from tests.benchmarks.project import Indicator, Project, Value

_COLUMNS = ("initial_budget", "annual_budget", "executed")
_FUNDS = ("total", "appropriation", "carryover", "other")


def context(project: Project) -> dict[str, object]:
    """What perfxl's own ``form_context`` makes of an evaluation, as far as this form shows it."""
    return {
        "project": project.name,
        "department": project.department,
        "unit": project.unit,
        "year": project.year,
        "funding": {
            name: dict(zip(_COLUMNS, amounts, strict=True))
            for name, amounts in zip(_FUNDS, project.amounts, strict=True)
        },
        "goal": {"expected": project.expected, "achieved": project.achieved},
        "execution": {
            "weight": project.execution_weight,
            "rate": project.execution_rate,
            "score": project.execution_score,
        },
        "total": {"weight": project.weight_total, "score": project.score_total},
        "indicators": [_row(row) for row in project.indicators],
    }


def payload(project: Project) -> dict[str, object]:
    """The same for xltpl: formulas as texts, numbers as it takes them, groups named once."""
    rows = project.indicators
    first = form.FIRST_ROW
    last = first + len(rows) - 1
    lists = []
    for number, (before, row) in enumerate(pairwise((None, *rows)), first):
        same = before is not None and before.dimension == row.dimension
        score = f"={form.score_formula(f'E{number}', f'F{number}', f'G{number}')}"
        lists.append(
            {
                **_plain(_row(row)),
                "dimension": None if same else row.dimension,
                "aspect": None if same and before.aspect == row.aspect else row.aspect,
                "score": score,
            }
        )
    shown = _plain(context(project))
    shown["execution"] |= {
        "rate": f"={form.rate_formula('E6', 'F6')}",
        "score": f"={form.execution_formula('G6', 'H6')}",
    }
    shown["total"] = {
        "weight": f"={form.sum_formula('G6', f'G{first}:G{last}')}",
        "score": f"={form.sum_formula('I6', f'H{first}:H{last}')}",
    }
    return {**shown, "indicators": lists, "sheet_name": form.TITLE}


def _row(row: Indicator) -> dict[str, Value]:
    return {
        "dimension": row.dimension,
        "aspect": row.aspect,
        "name": row.name,
        "target": row.target,
        "actual": row.actual,
        "weight": row.weight,
        "score": row.score,
        "deviation_note": row.note,
    }


def _plain(values: dict[str, object]) -> dict[str, object]:
    return {
        key: _plain(value) if isinstance(value, dict) else form.plain(value)
        for key, value in values.items()
        if not isinstance(value, list)
    }

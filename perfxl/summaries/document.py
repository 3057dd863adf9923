"""JSON documents as every command writes them; their keys are described in docs/json.md."""

from __future__ import annotations

from decimal import Decimal

from perfxl.core.evaluation import Evaluation
from perfxl.core.quantity import plain
from perfxl.core.score import Scorecard


def number_text(value: Decimal | None) -> str | None:
    """Numbers travel as text: JSON readers would make binary floats of them."""
    return None if value is None else plain(value)


def form_json(evaluation: Evaluation, scorecard: Scorecard) -> dict[str, object]:
    """What every command that scores says of a form."""
    return {
        "code": evaluation.code,
        "project": evaluation.project,
        "department": evaluation.department,
        "unit": evaluation.unit,
        "year": evaluation.year,
        "rulebook": scorecard.execution.rulebook.id,
        "total": number_text(scorecard.total),
        "complete": scorecard.complete,
        "grade": scorecard.grade,
    }


def dumped(document: object) -> str:
    """A JSON document, readable by people too."""
    import json  # few ask for it

    return json.dumps(document, ensure_ascii=False, indent=2)

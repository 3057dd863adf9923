"""The sheets of a workbook for publication (``generate --bundle``) read back.

They hold what is printed and nothing else: no helper columns, no formulas, no 评分依据.  What
a person awarded or chose for a row (核定得分, 完成情况) is printed as its score alone; read
back, a score that is not the rule's is the awarded one, so that the totals are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from perfxl.core.evaluation import Evaluation
from perfxl.core.rulebook import Rulebook
from perfxl.core.scoring import score
from perfxl.forms.changed_results import differs, with_changed_results
from perfxl.forms.grid import Grid
from perfxl.forms.reading import Reading
from perfxl.forms.stored_text import amount_at, as_typed

INDEX_SHEET = "目录"
INDEX_TITLE = "项目支出绩效自评表目录"
BACK_LINK = "返回目录"  # beside each form, and in many a workbook of others with a list of sheets


def has_list_of_forms(sheets: Iterable[Grid]) -> bool:
    """Whether one of ``sheets`` is the list at the front of a bundle of ours."""
    return any(
        sheet.sheet == INDEX_SHEET
        and any(cell.text.startswith(INDEX_TITLE) for cell in sheet.cells[:1])
        for sheet in sheets
    )


def published(reading: Reading, grid: Grid, rules: Rulebook) -> Reading:
    """``reading`` of the sheet ``grid`` of a bundle, as the form that it was made from.

    Results that were changed since, or follow from other rules, are kept as printed.
    """
    if not any(cell.text == BACK_LINK for cell in grid.cells):
        return reading  # a sheet that somebody added
    printed = as_typed(reading.evaluation, grid)
    awarded = _awarded(printed, grid, rules)
    made = replace(
        awarded,
        indicators=tuple(row._replace(printed_score=None) for row in awarded.indicators),
        evidence=(),
    )
    return reading._replace(evaluation=with_changed_results(printed, made, grid, rules))


def _awarded(printed: Evaluation, grid: Grid, rules: Rulebook) -> Evaluation:
    """``printed`` with every score that is not the rule's as 核定得分."""
    rows, places = list(printed.indicators), dict(printed.places)
    for number, result in enumerate(score(printed, rules).indicators, 1):
        text = rows[number - 1].printed_score
        if text is not None and differs(text, result.effective):
            place = printed.place(f"指标{number}.得分")
            rows[number - 1] = rows[number - 1]._replace(awarded=amount_at(place, text, grid))
            places[f"指标{number}.核定得分"] = place
    return replace(printed, indicators=tuple(rows), places=places)

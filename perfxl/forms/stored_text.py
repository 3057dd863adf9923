"""Numbers that are stored as texts, in the workbooks whose formulas are ours.

"100" in a cell formatted as text, "１００", "20分": a person sees a number, a formula sees a
text, and shows 待确定.  Master, form, formulas, functions and checks have one rule: such a cell
holds no number, and is named.  A form of somebody else has no formulas of ours: there the
readers take what a person sees.
"""

from __future__ import annotations

from dataclasses import replace

from perfxl.core.evaluation import Amount, Evaluation, Funding, Place
from perfxl.core.quantity import amount
from perfxl.forms.grid import Grid
from perfxl.regex import regex

_FIRST = frozenset("0123456789０１２３４５６７８９+-.＋－．￥¥")
_LONGEST = 40
_NUMBER = regex(r"[\d\s,.+\-，．＋－￥¥]+(?:%|％|分|万|亿|元|千元|万元|亿元)?")


class NumberAsText(str):
    """A text in which a person sees a number; equal to the same text anywhere else."""

    __slots__ = ()


def as_stored(text: str) -> str:
    """The text of a cell that is stored as a text: marked if a person sees a number in it."""
    if text[:1] in _FIRST and len(text) <= _LONGEST and _NUMBER.fullmatch(text):
        return NumberAsText(text)
    return text


def amount_typed(text: str | None) -> Amount | None:
    """What stands in a number cell of a workbook of ours, as its formulas see it."""
    found = amount(text)
    if found is not None and isinstance(text, NumberAsText):
        return Amount(str(text), None)
    return found


def as_typed(evaluation: Evaluation, grid: Grid) -> Evaluation:
    """``evaluation`` without the numbers that no formula sees: they are stored as texts."""
    cells = text_cells(grid)
    if not cells:
        return evaluation
    amounts = {
        f"{label}.{column}": found
        for label, row in evaluation.funding.rows()
        for column, found in row.amounts()
    }

    def seen(field: str, found: Amount | None) -> Amount | None:
        is_text = found is not None and evaluation.place(field).cell in cells
        return Amount(found.raw, None) if found is not None and is_text else found

    return replace(
        evaluation,
        funding=Funding.of(lambda field: seen(field, amounts[field])),
        indicators=tuple(
            indicator._replace(
                weight=seen(f"指标{number}.分值", indicator.weight),
                awarded=seen(f"指标{number}.核定得分", indicator.awarded),
            )
            for number, indicator in enumerate(evaluation.indicators, 1)
        ),
    )


def amount_at(place: Place, text: str | None, grid: Grid) -> Amount | None:
    """What ``text`` at ``place`` is as a number; a text of the sheet is none."""
    found = amount(text)
    if found is not None and place.cell in text_cells(grid):
        return Amount(found.raw, None)
    return found


def text_cells(grid: Grid) -> frozenset[str]:
    """Where a person sees a number that is stored as a text."""
    return frozenset(cell.address for cell in grid.cells if isinstance(cell.text, NumberAsText))

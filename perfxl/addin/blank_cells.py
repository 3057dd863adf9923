"""Where the results of a form stand that are not filled in yet.

The form readers say where each value was read, and where an indicator lacks one.  A button
also has to know where the scores of a form belong that nobody has scored: below the
heading of their column, in the row of their neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from perfxl.addin.snapshot import Position, Snapshot, position
from perfxl.core.evaluation import TOTAL_FUNDS, Evaluation, Place
from perfxl.forms.grid import Grid, cell_address
from perfxl.forms.recognise.fund_words import FundColumn, fund_column
from perfxl.forms.recognise.row_words import is_total

_AMOUNTS = ("全年执行数", "全年预算数", "年初预算数")


def with_result_places(evaluation: Evaluation, sheet: Snapshot) -> Evaluation:
    """``evaluation`` with the places of its results, also of those that are empty.

    A place inside a merged range is dropped: that cell belongs to several rows, and what is
    written there is not seen.
    """
    grid = sheet.grid()
    places = dict(evaluation.places)
    for field, at in (*_total(evaluation, grid), *_funds(evaluation, grid)):
        places.setdefault(field, Place(sheet=grid.sheet, cell=cell_address(*at)))
    covered = frozenset(_covered(sheet))
    kept = {
        field: place
        for field, place in places.items()
        if not (field.endswith(".得分") and place.cell and position(place.cell) in covered)
    }
    return replace(evaluation, places=kept)


def _total(evaluation: Evaluation, grid: Grid) -> Iterator[tuple[str, Position]]:
    rows = range(1, len(evaluation.indicators) + 1)
    scores = [at for number in rows if (at := _at(evaluation, f"指标{number}.得分")) is not None]
    if not scores:
        return
    last, column = max(scores)
    weight = _at(evaluation, "总分.分值")
    labels = [cell.row for cell in grid.cells if cell.row > last and is_total(cell.text)]
    row = weight[0] if weight else next(iter(labels), None)
    if row is not None:
        yield "总分.得分", (row, column)


def _funds(evaluation: Evaluation, grid: Grid) -> Iterator[tuple[str, Position]]:
    read = [_at(evaluation, f"{TOTAL_FUNDS}.{amount}") for amount in _AMOUNTS]
    row = next((at[0] for at in read if at is not None), None)
    if row is None:
        return
    above = [(cell, fund_column(cell.text)) for cell in grid.cells if cell.row < row]
    top = max((cell.row for cell, kind in above if kind is FundColumn.EXECUTED), default=row)
    for cell, kind in above:
        if cell.row >= top and kind in (FundColumn.RATE, FundColumn.SCORE):
            yield f"{TOTAL_FUNDS}.{kind.value}", (row, cell.column)


def _at(evaluation: Evaluation, field: str) -> Position | None:
    address = evaluation.place(field).cell
    return position(address) if address else None


def _covered(sheet: Snapshot) -> Iterator[Position]:
    """Each position inside a merged range but its first."""
    for top, left, bottom, right in sheet.merges:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    yield row, column

"""Our own forms read back: what the generator put beside the official layout.

A generated form is recognised by its helper columns, whose headings begin with "辅助·".
What they hold is no part of the form; the sheet 评分依据 keeps what the official layout has
no place for (project number, scores printed on a collected form, other evidence).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from perfxl.core.evaluation import Attainment, Evaluation, Evidence, Indicator, Place
from perfxl.core.quantity import amount
from perfxl.core.rulebook import Rulebook
from perfxl.forms.bundled import BACK_LINK
from perfxl.forms.changed_results import with_changed_results
from perfxl.forms.grid import Cell, Grid
from perfxl.forms.reading import Reading
from perfxl.forms.shown_results import shown_otherwise
from perfxl.forms.stored_text import amount_at, as_typed

HELPER = "辅助·"
BASIS_SHEET = "评分依据"

# Columns beside the official layout that people fill; they belong to the form.
_OWN_COLUMNS = ("完成情况", "核定得分")
_ATTAINMENTS = frozenset(each.value for each in Attainment)
_RULEBOOK = "评分办法"
_EVIDENCE_TITLE = "原表数据"
_EXECUTION_WEIGHT = f"{HELPER}预算执行分值"


def is_generated(grid: Grid) -> bool:
    """Whether a sheet is a form of ours, with helper columns."""
    return any(cell.text.startswith(HELPER) for cell in grid.cells)


def official_part(grid: Grid) -> Grid:
    """``grid`` without helper columns, hints and the link back to a list of forms."""
    if any(cell.text == BACK_LINK for cell in grid.cells):
        grid = grid._replace(cells=tuple(cell for cell in grid.cells if cell.text != BACK_LINK))
    helpers = [cell for cell in grid.cells if cell.text.startswith(HELPER)]
    if not helpers:
        return grid
    own = [cell for cell in grid.cells if cell.text.partition("\n")[0] in _OWN_COLUMNS]
    edge = min(cell.column for cell in (*helpers, *own))
    keep = {cell.column: cell.row for cell in own}
    cells = tuple(
        cell
        for cell in grid.cells
        if cell.column < edge or cell.row >= keep.get(cell.column, cell.row + 1)
    )
    return grid._replace(cells=cells)


def completed(reading: Reading, grid: Grid, basis: Grid | None, rules: Rulebook) -> Reading:
    """``reading`` of the form in ``grid`` with what its sheet 评分依据 keeps.

    A score typed over the formula of a score cell is the person's own: 核定得分.  Other
    results that were changed are kept as printed; ``rules`` say what they would be, and what
    the sheet shows instead is a finding.
    """
    if not (is_generated(grid) or _lost_its_helpers(reading.evaluation, grid, basis)):
        return reading
    kept = _read_basis(basis) if basis is not None else _Basis({}, (), None, None)
    evaluation = _scores_typed_over(as_typed(reading.evaluation, grid), grid)
    indicators = tuple(
        _completed_indicator(indicator, evaluation, f"指标{number}", kept)
        for number, indicator in enumerate(evaluation.indicators, 1)
    )
    made = replace(
        evaluation,
        code=kept.code,
        indicators=indicators,
        execution_weight=amount(kept.execution_weight),
        evidence=tuple(item for item, _ in kept.evidence),
        places={**evaluation.places, **_evidence_places(kept, evaluation)},
    )
    whole = with_changed_results(evaluation, made, grid, rules)
    shown = tuple(shown_otherwise(evaluation, whole, grid, rules))
    return reading._replace(evaluation=whole, findings=(*reading.findings, *shown))


def _lost_its_helpers(evaluation: Evaluation, grid: Grid, basis: Grid | None) -> bool:
    """Whether the helper cells of a form of ours were cleared: its formulas then show 0."""
    return basis is not None and any(
        evaluation.place(f"指标{number}.得分").cell in grid.formulas
        for number in range(1, len(evaluation.indicators) + 1)
    )


def rulebook_title(basis: Grid) -> str | None:
    """The title of the rulebook that a sheet 评分依据 says its form was scored by."""
    rows: dict[int, list[Cell]] = {}
    for cell in basis.cells:
        rows.setdefault(cell.row, []).append(cell)
    return _beside(rows, _RULEBOOK)


class _Basis(NamedTuple):
    """What 评分依据 keeps.

    The cells of printed scores are by number and name of the indicator; evidence has its
    cell's address.
    """

    printed: Mapping[tuple[str, str | None], Cell]
    evidence: tuple[tuple[Evidence, str], ...]
    code: str | None
    execution_weight: str | None


def _scores_typed_over(evaluation: Evaluation, grid: Grid) -> Evaluation:
    """``evaluation`` with what stands in place of a score's formula as 核定得分."""
    if not grid.formulas:
        return evaluation
    indicators, places = list(evaluation.indicators), dict(evaluation.places)
    for number, indicator in enumerate(indicators, 1):
        place = evaluation.place(f"指标{number}.得分")
        if indicator.awarded is None and place.cell not in grid.formulas:
            awarded = amount_at(place, indicator.printed_score, grid)
            indicators[number - 1] = indicator._replace(awarded=awarded)
            places[f"指标{number}.核定得分"] = place
    return replace(evaluation, indicators=tuple(indicators), places=places)


def _completed_indicator(
    indicator: Indicator, evaluation: Evaluation, field: str, kept: _Basis
) -> Indicator:
    chosen = evaluation.printed(f"{field}.完成情况")
    attainment = indicator.attainment
    if attainment is None and chosen in _ATTAINMENTS:
        attainment = Attainment(chosen)
    printed = kept.printed.get((field.removeprefix("指标"), indicator.name))
    return indicator._replace(
        attainment=attainment, printed_score=printed.text if printed else None
    )


def _read_basis(grid: Grid) -> _Basis:
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    return _Basis(
        printed=dict(_printed_scores(rows)),
        evidence=tuple(_evidence(rows)),
        code=_beside(rows, "项目编号"),
        execution_weight=_beside(rows, _EXECUTION_WEIGHT),
    )


def _beside(rows: Mapping[int, list[Cell]], label: str) -> str | None:
    """The text right of ``label``, if that cell is filled."""
    for cells in rows.values():
        for cell in cells:
            if cell.text == label:
                return next((other.text for other in cells if other.column == cell.right), None)
    return None


def _printed_scores(
    rows: Mapping[int, list[Cell]],
) -> Iterator[tuple[tuple[str, str | None], Cell]]:
    for row in _table(rows, "序号", "三级指标", "原表得分"):
        if "序号" in row and "原表得分" in row:
            name = row.get("三级指标")
            yield (row["序号"].text, name.text if name else None), row["原表得分"]


def _evidence_places(kept: _Basis, evaluation: Evaluation) -> dict[str, Place]:
    """Where what a collected form printed stands now: its own cells show results of ours."""
    file = next((place.file for place in evaluation.places.values()), "")
    kept_cells = {item.field: address for item, address in reversed(kept.evidence)}
    for number, indicator in enumerate(evaluation.indicators, 1):
        printed = kept.printed.get((str(number), indicator.name))
        if printed is not None:
            kept_cells[f"指标{number}.得分"] = printed.address
            kept_cells[f"指标{number}.原表得分"] = printed.address
    return {field: Place(file, BASIS_SHEET, address) for field, address in kept_cells.items()}


def _evidence(rows: Mapping[int, list[Cell]]) -> Iterator[tuple[Evidence, str]]:
    titles = [row for row, cells in rows.items() if cells[0].text.startswith(_EVIDENCE_TITLE)]
    if titles:
        below = {row: cells for row, cells in rows.items() if row > titles[0]}
        for row in _table(below, "位置", "原文"):
            if "位置" in row:
                field, text = row["位置"], row.get("原文")
                yield Evidence(field.text, text.text if text else ""), (text or field).address


def _table(rows: Mapping[int, list[Cell]], *headings: str) -> Iterator[dict[str, Cell]]:
    """The rows below ``headings``, up to the first empty row."""
    for start in sorted(rows):
        columns = {cell.column: cell.text for cell in rows[start] if cell.text in headings}
        if len(columns) == len(headings):
            row = start + 1
            while row in rows:
                yield {columns[c.column]: c for c in rows[row] if c.column in columns}
                row += 1
            return


def basis_of(grids: Iterable[Grid]) -> Grid | None:
    """The sheet 评分依据 of a workbook."""
    return next((grid for grid in grids if grid.sheet == BASIS_SHEET), None)

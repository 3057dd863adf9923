"""A remark somebody left anywhere in a form is listed or kept, and moves nothing else."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache

import pytest

from perfxl.forms.grid import Cell, Grid
from perfxl.forms.grids.archive import Archive
from perfxl.forms.grids.xlsx import read_xlsx
from perfxl.forms.recognise import recognise
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.text import read_text
from tests.corpus.expectation import actual
from tests.corpus.notation import FORMS, workbook

LISTS = {"19_many_sheets", "38_list_of_indicators", "59_index_sheet", "64_summary_list"}
"""Remarks in a sheet without a form stand outside every form; a list's rows are no one form."""

NAMES = sorted(path.stem for path in FORMS.glob("*.form") if path.stem not in LISTS)
REMARKS = ("小王已核对", "见备注说明", "请于3月5日前修改", "数据有误？", "复核无误（李）")
_ROW = re.compile(r"(证据 )?(指标|年度主要任务|中长期指标)(\d+)\.(.*)")


@cache
def grids(name: str) -> tuple[Grid, ...]:
    found = read_xlsx(Archive(workbook(FORMS / f"{name}.form"), file=name))
    return tuple(grid for grid in found if grid.cells)


def read(sheets: tuple[Grid, ...]) -> list[dict[str, str]]:
    book = load_rulebook()
    return [actual(r) for grid in sheets for r in recognise(grid, file="", book=book)]


def with_remark(grid: Grid, remark: str, chance: random.Random) -> Grid:
    """``grid`` with ``remark`` in an empty place, or in a row of its own between two rows."""
    columns = max(cell.right for cell in grid.cells)
    row = chance.randrange(max(cell.bottom for cell in grid.cells))
    cells = grid.cells
    taken = {(c.row + r, c.column + k) for c in cells for r, k in _area(c)}
    places = [(row, column) for column in range(columns + 1) if (row, column) not in taken]
    if not places or chance.random() < 0.4:
        crossed = {c.column + k for c in cells if c.row < row < c.bottom for _, k in _area(c)}
        places = [(row, column) for column in range(columns) if column not in crossed]
        cells = tuple(
            cell._replace(
                row=cell.row + (cell.row >= row),
                row_span=cell.row_span + (cell.row < row < cell.bottom),
            )
            for cell in cells
        )
    if not places:
        return grid
    at = chance.choice(places)
    added = [*cells, Cell(*at, remark, f"格{at}")]
    return grid._replace(cells=tuple(sorted(added, key=lambda cell: (cell.row, cell.column))))


def _area(cell: Cell) -> Iterator[tuple[int, int]]:
    return ((r, k) for r in range(cell.row_span) for k in range(cell.column_span))


@pytest.mark.parametrize("name", NAMES)
def test_a_remark_is_never_lost(name: str) -> None:
    sheets = grids(name)
    forms = len(read(sheets))
    chance = random.Random(name)  # noqa: S311 - the same remarks on every run
    for remark in REMARKS:
        at = chance.randrange(len(sheets))
        changed = with_remark(sheets[at], remark, chance)
        found = read((*sheets[:at], changed, *sheets[at + 1 :]))
        assert len(found) == forms
        if changed is not sheets[at]:
            assert any(remark in text for table in found for text in table.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_remark_beside_the_form_changes_nothing(name: str) -> None:
    """Right of the last column, in every row in turn: nothing else is read otherwise."""
    before = [_values(table) for table in read(grids(name))]
    for at, grid in enumerate(grids(name)):
        right = max(cell.right for cell in grid.cells) + 1
        rows = sorted({cell.row for cell in grid.cells})
        chance = random.Random(name)  # noqa: S311
        for row in chance.sample(rows, min(4, len(rows))):
            added = [*grid.cells, Cell(row, right, "小王已核对", "格")]
            cells = tuple(sorted(added, key=lambda cell: (cell.row, cell.column)))
            sheets = (*grids(name)[:at], grid._replace(cells=cells), *grids(name)[at + 1 :])
            assert [_values(table) for table in read(sheets)] == before


def _values(table: dict[str, str]) -> dict[str, str]:
    return {
        name: text
        for name, text in table.items()
        if not name.startswith(("未归位", "检查", "跳过")) and "小王已核对" not in text
    }


@pytest.mark.parametrize(
    ("heading", "kept"),
    [
        ("备注（未完成原因）", True),
        ("自评说明", True),
        ("备注", False),
        ("说明", False),
    ],
)
def test_a_column_that_says_why_holds_the_reasons(heading: str, kept: bool) -> None:
    rows = [
        ["项目名称", "绿化"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", heading],
        ["产出指标", "数量指标", "植树", "90棵", "80棵", "90", "80", "干旱"],
    ]
    [reading] = read_text("\n".join("\t".join(row) for row in rows))
    [indicator] = reading.evaluation.indicators
    assert indicator.deviation_note == ("干旱" if kept else None)
    assert reading.evaluation.printed("指标1.备注") == ("干旱" if heading == "备注" else None)

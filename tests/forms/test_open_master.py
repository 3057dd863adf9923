"""A master workbook that is read while its projects are gone through."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from perfxl.core.quantity import is_canonical
from perfxl.forms.grid import Grid
from perfxl.forms.master import master_of, open_master, read_master
from tests.forms.test_master import INDICATOR, PROJECT, master

CODES = ("01", "02", "03", "没有这个项目", "")
Row = tuple[str, str]  # the number of a project, and a weight


def projects(*codes: str) -> list[dict[str, str]]:
    return [{**PROJECT, "项目编号": code, "项目名称": f"项目{code}"} for code in codes]


def indicators(rows: Sequence[Row]) -> list[dict[str, str]]:
    return [
        {**INDICATOR, "项目编号": code, "三级指标": f"指标{number}", "分值": weight}
        for number, (code, weight) in enumerate(rows)
    ]


def written(grids: Sequence[Grid], path: Path) -> Path:
    """``grids`` as a workbook; what is written as a number is one."""
    with Workbook(path) as book:
        for grid in grids:
            sheet = book.add_worksheet(grid.sheet)
            for cell in grid.cells:
                if is_canonical(cell.text):
                    sheet.write_number(cell.row, cell.column, float(cell.text))
                else:
                    sheet.write_string(cell.row, cell.column, cell.text)
    return path


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(["15", "十五"])), max_size=12))
def test_rows_in_any_order_are_read_as_if_they_were_held(tmp_path: Path, rows: list[Row]) -> None:
    grids = master(projects("01", "02", "03"), indicators(rows))
    path = written(grids, tmp_path / "总表.xlsx")
    streamed, held = read_master(path), master_of(grids, file=str(path))
    assert streamed.evaluations == held.evaluations
    assert sorted(map(repr, streamed.findings)) == sorted(map(repr, held.findings))


def test_no_more_is_read_than_a_project_needs(tmp_path: Path) -> None:
    rows = [("01", "甲"), ("01", "15"), ("02", "乙"), ("别处", "15")]
    opened = open_master(
        written(master(projects("01", "02"), indicators(rows)), tmp_path / "a.xlsx")
    )
    assert opened.number == 2
    found = []
    evaluations = opened.evaluations()
    for evaluation in evaluations:
        found.append((evaluation.code, [each.where.cell for each in opened.findings]))
    assert found == [("01", ["G5"]), ("02", ["G5", "G7"])]
    assert [each.where.cell for each in opened.findings] == ["G5", "G7", "A8"]

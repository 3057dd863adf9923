"""A master workbook that is read while its projects are gone through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from perfxl.core.quantity import is_canonical
from perfxl.forms.grid import Grid
from perfxl.forms.grids.source import Source, open_source, read_tables
from perfxl.forms.master import master_in, master_of, open_master
from perfxl.forms.table import Table, TableRow
from tests.forms.test_master import INDICATOR, PROJECT, master

CODES = ("01", "02", "03", "没有这个项目", "", "#N/A")
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
@given(
    st.just(["01", "02", "03"]) | st.lists(st.sampled_from(CODES), min_size=1, max_size=5),
    st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(["15", "十五"])), max_size=12),
)
def test_rows_in_any_order_are_read_as_if_they_were_held(
    tmp_path: Path, codes: list[str], rows: list[Row]
) -> None:
    grids = master(projects(*codes), indicators(rows))
    path = written(grids, tmp_path / "总表.xlsx")
    opened, held = open_master(path), master_of(grids, file=str(path))
    streamed = opened.read()
    assert opened.number == len(streamed.evaluations)
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


def test_rows_of_projects_are_read_as_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a province's year they would take a hundred megabytes."""
    codes = [f"{number:03}" for number in range(300)]
    path = written(master(projects(*codes), []), tmp_path / "总表.xlsx")
    read: list[int] = []

    def watched(table: Table) -> Iterator[tuple[int, TableRow]]:
        for number, row in table.rows:
            read.append(number)
            yield number, row

    def tables(source: Source, *, file: str) -> Iterator[Table]:
        for table in read_tables(source, file=file):
            rows = watched(table) if table.sheet == "项目" else table.rows
            yield table._replace(rows=rows)

    monkeypatch.setattr("perfxl.forms.master.read_tables", tables)
    opened = master_in(open_source(path), file=str(path))
    assert opened.number == 300
    assert len(read) < 30
    assert [each.code for each in opened.evaluations()] == codes
    assert len(read) > 300

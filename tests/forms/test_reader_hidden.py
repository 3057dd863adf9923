"""Values in hidden rows and columns are read as all others, and told: finding L18."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfxl.forms.filler import FormFiller
from perfxl.forms.reader import read_forms
from perfxl.forms.reading import Reading
from tests.forms.foreign_forms import CLEAN, LAYOUTS, foreign
from tests.forms.test_shown_results import FORM

ONE_ROW = [("指标2.一级指标", "A15", "第15行已隐藏，其中有8格内容，第一格为“产出指标”")]


def saved(path: Path, *, rows: tuple[int, ...] = (), columns: tuple[str, ...] = ()) -> Path:
    foreign(LAYOUTS["official"], CLEAN, path)
    book = load_workbook(path)
    for row in rows:
        book.active.row_dimensions[row].hidden = True
    for letters in columns:
        book.active.column_dimensions[letters].hidden = True
    book.save(path)
    return path


def hidden(reading: Reading) -> list[tuple[str, str, str]]:
    return [(f.field, f.where.cell, f.found) for f in reading.findings if f.code == "L18"]


@pytest.mark.parametrize(
    ("rows", "columns", "expected"),
    [
        ((), (), []),
        ((30,), ("K",), []),  # nothing stands there
        ((13,), (), []),  # headings only
        ((15,), (), ONE_ROW),
        ((), ("J",), []),
        ((), ("C",), [("项目名称", "C3", "C列已隐藏，其中有15格内容，第一格为“城区路灯维护”")]),
    ],
)
def test_what_nobody_sees_is_told_once(
    tmp_path: Path, rows: tuple[int, ...], columns: tuple[str, ...], expected: list[object]
) -> None:
    (reading,) = read_forms(saved(tmp_path / "表.xlsx", rows=rows, columns=columns))
    assert hidden(reading) == expected
    assert reading.evaluation.indicators[1].name == "更换老旧灯具"


def test_of_many_lines_the_first_are_named(tmp_path: Path) -> None:
    (reading,) = read_forms(saved(tmp_path / "表.xlsx", rows=tuple(range(14, 21))))
    [(_, cell, found)] = hidden(reading)
    assert cell == "A14"
    assert found.startswith("第14行、第15行、第16行、第17行、第18行等已隐藏，其中有")


def test_a_merged_cell_is_seen_as_long_as_one_of_its_lines_is(tmp_path: Path) -> None:
    path = saved(tmp_path / "表.xlsx", rows=(15,))
    book = load_workbook(path)
    for column in "ABCDEFGHI":
        book.active[f"{column}16"].value = None
        book.active.merge_cells(f"{column}15:{column}16")
    book.save(path)
    (reading,) = read_forms(path)
    assert hidden(reading) == []


def test_the_helper_columns_of_our_own_forms_are_nobodys_concern(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(FormFiller("mof-2020").fill(FORM).data)
    (reading,) = read_forms(path)
    assert hidden(reading) == []

"""Annotated copies as LibreOffice reads them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from perfxl.sheet.annotation import Mark, annotated
from perfxl.sheet.package import Package
from tests.office.libreoffice import LibreOffice

pytestmark = pytest.mark.office


def test_comments_and_colours_show_and_nothing_else_changes(
    office: LibreOffice, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "自评表"
    sheet["A1"] = "项目支出绩效自评表"
    sheet.merge_cells("A1:C1")
    sheet["B4"], sheet["C4"] = 0.5, "=B4*10"
    sheet["C5"].comment = Comment("原有的批注", "张三")
    data = BytesIO()
    book.save(data)
    plain, marked = tmp_path / "表.xlsx", tmp_path / "批注.xlsx"
    plain.write_bytes(data.getvalue())
    marks = [
        Mark("自评表", "A1", "H01 项目名称未填", "FFC7CE"),
        Mark("自评表", "B4", "T01 现为：0.5\n应为：0.6", "FFEB9C"),
        Mark("自评表", "C5", "T02", "DDEBF7"),
        Mark("自评表", "F9", "空格", "DDEBF7"),
    ]
    marked.write_bytes(annotated(Package.read(plain), marks, author="perfxl"))

    with office.open(plain) as before, office.open(marked) as after:
        assert after.values() == before.values()
        assert after.merges() == before.merges()
        again = after.save_as(tmp_path / "再存.xlsx")
    sheet = load_workbook(again)["自评表"]
    assert sheet["A1"].comment.text == "H01 项目名称未填"
    assert sheet["B4"].comment.text == "T01 现为：0.5\n应为：0.6"
    assert sheet["C5"].comment.text == "原有的批注\n\nT02"
    assert sheet["F9"].comment.text == "空格"
    assert [sheet[cell].fill.fgColor.rgb[2:] for cell in ("A1", "B4", "C5", "F9")] == [
        "FFC7CE",
        "FFEB9C",
        "DDEBF7",
        "DDEBF7",
    ]

"""The harness itself: what the other tests believe of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.office.libreoffice import Cell, Document, LibreOffice, OfficeError, OfficeGoneError

pytestmark = pytest.mark.office


@pytest.fixture
def stale(tmp_path: Path) -> Path:
    """A workbook whose formula has no cached value."""
    book = Workbook()
    sheet = book.active
    sheet.title = "自评表"
    for row in (["目标", "实际", "得分"], [60, 45, "=ROUND(10*B2/A2,2)"], [None, 0, "=A2/B3"]):
        sheet.append(row)
    sheet["D4"] = "=不是公式"
    sheet["D4"].data_type = "s"
    other = book.create_sheet("别的 表")
    other["A1"] = "=SUM('自评表'!A2:B2)"
    other["A2"] = '=IF(A1>1,"是","")'
    path = tmp_path / "表.xlsx"
    book.save(path)
    return path


def test_values_of_every_used_cell(office: LibreOffice, stale: Path) -> None:
    with office.open(stale) as book:
        assert book.kind == "calc"
        assert book.sheets() == ["自评表", "别的 表"]
        assert book.values() == {
            "自评表": {
                "A1": Cell("目标"),
                "B1": Cell("实际"),
                "C1": Cell("得分"),
                "A2": Cell(60.0),
                "B2": Cell(45.0),
                "C2": Cell(7.5, "=ROUND(10*B2/A2,2)"),
                "B3": Cell(0.0),
                "C3": Cell(None, "=A2/B3", "#DIV/0!"),
                "D4": Cell("=不是公式"),
            },
            "别的 表": {
                "A1": Cell(105.0, "=SUM(自评表!A2:B2)"),
                "A2": Cell("是", '=IF(A1>1,"是","")'),
            },
        }


def test_a_change_is_followed(office: LibreOffice, stale: Path) -> None:
    with office.open(stale) as book:
        book.put("B2", 30)
        book.recalculate()
        assert book.read("C2").value == 5
        assert book.read("A1", sheet="别的 表").value == 90
        book.put("B2", None)
        assert book.read("B2") == Cell(None)


@pytest.mark.parametrize(
    ("typed", "value", "shown"),
    [
        ("95%", 0.95, "95%"),
        ("98.13%", 0.9813, "98.13%"),
        ("12.50", 12.5, "12.5"),
        ("=1+1", 2, "2"),
        ("2020年12月30日", 44195, "2020年12月30日"),
        ("2020-12-30", 44195, "2020/12/30"),
        ("2020/12/30", 44195, "2020/12/30"),
        ("='别的 表'!A1", 105, "105"),
        ('=IF(A2>1,"是","否")', "是", "是"),
        ("≥95%", "≥95%", "≥95%"),
        ("1.4万人", "1.4万人", "1.4万人"),
        ("'007", "007", "007"),
        ("提高", "提高", "提高"),
    ],
)
def test_typing(office: LibreOffice, stale: Path, typed: str, value: object, shown: str) -> None:
    with office.open(stale) as book:
        book.type_in("E9", typed)
        assert (book.read("E9").value, book.text("E9")) == (value, shown)


@pytest.mark.parametrize("text", ["95%", "=1+1", "007", "12.50", "'a", "2020-12-30"])
def test_a_text_put_is_never_interpreted(office: LibreOffice, stale: Path, text: str) -> None:
    with office.open(stale) as book:
        book.put("E9", text)
        assert book.read("E9") == Cell(text)


def test_a_date_is_a_serial_number(office: LibreOffice, stale: Path) -> None:
    with office.open(stale) as book:
        book.put("E9", date(2020, 12, 30))
        assert (book.read("E9").value, book.text("E9")) == (44195, "2020-12-30")


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_saved_copies_read_the_same(
    office: LibreOffice, stale: Path, tmp_path: Path, suffix: str
) -> None:
    with office.open(stale) as book:
        before = book.values()
        copy = book.save_as(tmp_path / f"副本{suffix}")
    with office.open(copy) as book:
        assert book.values() == before


def test_a_file_that_is_no_workbook(office: LibreOffice, tmp_path: Path) -> None:
    path = tmp_path / "不是表.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(OfficeError, match="cannot load"):
        office.open(path)


@pytest.mark.usefixtures("office")  # fails or skips where there is none
def test_a_crash_is_survived(stale: Path) -> None:
    office = LibreOffice()
    try:
        book: Document = office.open(stale)
        office.kill()
        with office.open(stale) as again:
            assert again.read("A2").value == 60
        with pytest.raises(OfficeError):
            book.read("A2")
    finally:
        office.close()
    assert not office.folder.exists()


@pytest.mark.usefixtures("office")  # fails or skips where there is none
def test_a_hang_is_ended(stale: Path) -> None:
    office = LibreOffice()
    try:
        office.open(stale).close()
        office.answer_seconds = 0
        with pytest.raises(OfficeGoneError, match="no answer"):
            office.open(stale)
    finally:
        office.close()

"""The findings workbook as LibreOffice computes and shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfxl.forms.findings_book import write_findings
from perfxl.forms.sources import checked_together
from tests.forms.sample_forms import ROWS, write_form
from tests.office.libreoffice import LibreOffice

pytestmark = pytest.mark.office


@pytest.fixture
def book(tmp_path: Path) -> Path:
    write_form(tmp_path / "收" / "a.xlsx", executed=70)
    write_form(tmp_path / "收" / "b.xlsx", "其他项目", unit=None, goal="短", rows=ROWS[:2])
    write_form(tmp_path / "收" / "*~?.xlsx", "第三个", goal="另", rows=ROWS[2:], budget=None)
    (tmp_path / "收" / "d.xlsx").write_bytes(b"")
    write_findings(checked_together([tmp_path / "收"]), tmp_path / "问题.xlsx")
    return tmp_path / "问题.xlsx"


def test_every_cached_value_is_what_libreoffice_computes(office: LibreOffice, book: Path) -> None:
    with office.open(book) as document:
        cached = document.values(hard=False)
        assert document.values(hard=True) == cached
        formulas = [cell for cells in cached.values() for cell in cells.values() if cell.formula]
        assert len(formulas) > 30
        assert not any(cell.error for cell in formulas)


def test_the_counts_follow_the_list(office: LibreOffice, book: Path) -> None:
    with office.open(book) as document:
        before = document.values()["统计"]
        counts = {
            cells["A"]: (row, cells["C"])
            for row in range(1, 80)
            if (cells := {c: before[f"{c}{row}"].value for c in "AC" if f"{c}{row}" in before})
            and "A" in cells
            and isinstance(cells.get("C"), float)
        }
        row, errors = counts["错误"]
        assert errors > 0
        first = next(
            n for n in range(6, 99) if document.read(f"B{n}", sheet="问题清单").value == "错误"
        )
        document.put(f"B{first}", "已删", sheet="问题清单")
        document.recalculate()
        assert document.read(f"C{row}", sheet="统计").value == errors - 1


def test_no_text_is_cut(office: LibreOffice, book: Path) -> None:
    with office.open(book) as document:
        assert document.overflows() == []


def test_an_empty_list(office: LibreOffice, tmp_path: Path) -> None:
    write_findings((), tmp_path / "问题.xlsx")
    with office.open(tmp_path / "问题.xlsx") as document:
        cached = document.values(hard=False)
        assert document.values(hard=True) == cached
        assert document.overflows() == []

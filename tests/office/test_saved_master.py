"""A master that LibreOffice has opened and saved is the same master."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from string import ascii_uppercase

import pytest

from perfxl.forms.master import read_master
from perfxl.forms.master_book import Spare, write_master

MASTER = Path(__file__).parents[2] / "workbooks" / "master_2020.xlsx"


@pytest.mark.office
@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_a_master_saved_by_another_program_reads_the_same(office, tmp_path, ending) -> None:
    saved = tmp_path / f"master.{ending}"
    with office.open(MASTER) as book:
        book.save_as(saved)
    again = read_master(saved)
    assert again.findings == ()
    assert again.evaluations == read_master(MASTER).evaluations


@pytest.mark.office
def test_the_live_results_of_the_master_are_what_a_recalculation_gives(office) -> None:
    """Only what people see: the columns of 项目, and score and 提示 of every indicator."""
    seen = {"项目": "CDEWXYZ", "指标": "BIJ"}
    with office.open(MASTER) as book:
        cached = book.values(hard=False, excel_formulas=False)
        fresh = book.values(excel_formulas=False)
    for sheet, columns in seen.items():
        cells = [name for name in cached[sheet] if name.rstrip("0123456789") in columns]
        assert len(cells) > 17
        for name in cells:
            assert fresh[sheet][name].value == cached[sheet][name].value, f"{sheet}!{name}"


@pytest.mark.office
@pytest.mark.parametrize("year", [2020, "2020年"])
def test_a_new_master_reads_dates_as_soon_as_it_knows_the_year(office, tmp_path, year) -> None:
    """The year is typed after the master was made; it is no constant of the master."""
    path = tmp_path / "new.xlsx"
    write_master((), path, spare=Spare(projects=1, indicators=1))
    typed = {"A5": "01", "D5": "时效指标", "F5": "2020年12月30日", "G5": "2020-12-29", "H5": 10}
    with office.open(path) as book:
        for cell, value in typed.items():
            book.put(cell, value, sheet="指标")
        book.recalculate()
        assert book.read("I5", sheet="指标").value == "待确定"
        book.put("B4", year, sheet="单位与年度")
        book.recalculate()
        assert book.read("I5", sheet="指标").value == 10
        book.put("G5", "2020-12-31", sheet="指标")
        book.recalculate()
        assert book.read("I5", sheet="指标").value == 7
        book.put("A5", "01", sheet="项目")
        book.put("F5", "约100", sheet="指标")  # read by the core alone
        book.recalculate()
        assert book.read("I5", sheet="指标").value == "待确定"
        assert "生成自评表时程序再读一遍" in book.text("J5", sheet="指标")


# The first of the seventeen projects and its eight indicators.
BROKEN = {
    "项目": ["A5", "B5", "H5", "I5", "J5", "M5", "T5", "U5"],
    "指标": ["A5", "C6", "D7", "E8", "F9", "G10", "H11", "K12", "L6", "M7"],
}


@pytest.mark.office
@pytest.mark.parametrize("sheet", BROKEN)
def test_an_error_in_a_cell_marks_its_own_project_only(office, tmp_path, sheet) -> None:
    """``=CMD()`` in each column that a person fills in: "#NAME?"."""
    path = tmp_path / "总表.xlsx"
    with zipfile.ZipFile(MASTER) as package, zipfile.ZipFile(path, "w") as copy:
        for name in package.namelist():
            data = package.read(name)
            if name == f"xl/worksheets/sheet{3 if sheet == '项目' else 4}.xml":
                data = _broken(data.decode(), BROKEN[sheet]).encode()
            copy.writestr(name, data)
    with office.open(MASTER) as book:
        before = book.values(excel_formulas=False)
    with office.open(path) as book:
        after = book.values(excel_formulas=False)
    assert all(after[sheet][cell].error == "#NAME?" for cell in BROKEN[sheet])
    for name, columns in {"项目": "CDEYZ", "指标": "BIJ"}.items():
        own = {5} if name == "项目" else set(range(5, 13))
        for place, was in before[name].items():
            column, row = place.rstrip("0123456789"), int(place.strip(ascii_uppercase))
            if column in columns and row not in {*range(5), *own}:
                assert after[name][place].value == was.value, f"{name}!{place}"
    project = after["项目"]
    assert (project["E5"].value, project["C5"].value) != (before["项目"]["E5"].value, "")
    if sheet == "指标":
        assert [after["指标"][f"I{row}"].value for row in (7, 9, 10, 11)] == ["待确定"] * 4
        assert after["指标"]["J9"].value == "有错误值（#NAME? 之类），请改正"


def _broken(xml: str, cells: list[str]) -> str:
    for cell in cells:
        xml, found = re.subn(
            rf'<c r="{cell}"([^>]*?)(?: t="\w+")?([^>]*?)(?:/>|>.*?</c>)',
            rf'<c r="{cell}"\1\2><f>CMD()</f><v>0</v></c>',
            xml,
            count=1,
        )
        assert found, cell
    return xml

"""What the harness reads of a workbook's structure, and how LibreOffice moves it."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break

from tests.office.libreoffice import LibreOffice
from tests.office.pages import A4_PORTRAIT, Page, page_texts, pages, pictures, print_to_pdf

pytestmark = pytest.mark.office


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A small form with everything that must move when rows are inserted."""
    book = Workbook()
    sheet = book.active
    sheet.title = "自评表"
    sheet.append(["绩效指标", None, "分值", "得分"])
    for row in range(2, 5):
        sheet.append([f"指标{row - 1}", None, 10 * row, f"=ROUND(C{row}*0.9,2)"])
        sheet.merge_cells(f"A{row}:B{row}")
    sheet.append(["总分", None, "=SUM(C2:C4)", "=SUM(D2:D4)"])
    sheet["D3"].border = Border(top=Side("thin"))
    red = PatternFill(bgColor="FFFF0000", fill_type="solid")
    sheet.conditional_formatting.add(
        "D2:D4", FormulaRule(formula=["$D2>$C2"], fill=red, font=Font(color="FFFFFFFF"))
    )
    choice = DataValidation("decimal", operator="between", formula1="0", formula2="$C2")
    choice.promptTitle, choice.prompt, choice.error = "得分", "不超过分值", "超过分值"
    choice.add("D2:D4")
    sheet.add_data_validation(choice)
    book.defined_names["scores"] = DefinedName("scores", attr_text="'自评表'!$D$2:$D$4")
    sheet.defined_names["own"] = DefinedName("own", attr_text="SUM('自评表'!$C$2:$C$4)")
    sheet.print_area = "A1:D5"
    sheet.print_title_rows = "1:1"
    sheet.row_breaks.append(Break(3))
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    path = tmp_path / "表.xlsx"
    book.save(path)
    return path


def test_structure_as_written(office: LibreOffice, form: Path) -> None:
    with office.open(form) as book:
        assert book.merges() == ["A2:B2", "A3:B3", "A4:B4"]
        assert book.names() == {"scores": "自评表!$D$2:$D$4", "自评表!own": "SUM(自评表!$C$2:$C$4)"}
        assert book.print_set_up() == {
            "areas": ["A1:D5"],
            "title_rows": [1, 1],
            "title_columns": None,
            "breaks": [4],
            "pages_wide": 1,
            "pages_tall": 0,
            "landscape": False,
        }
        (rule,) = book.conditional_formats()
        assert rule["ranges"] == ["D2:D4"]
        assert rule["formulas"] == ["$D2>$C2"]
        assert (rule["background"], rule["colour"]) == (0xFF0000, 0xFFFFFF)
        (check,) = book.validations()
        assert check["ranges"] == ["D2:D4"]
        assert (check["kind"], check["formulas"]) == ("DECIMAL", ["0", "$C2"])
        assert (check["title"], check["message"], check["error"]) == (
            "得分",
            "不超过分值",
            "超过分值",
        )


def test_inserted_rows_move_and_grow_everything(office: LibreOffice, form: Path) -> None:
    with office.open(form) as book:
        book.insert_rows(4, 2)
        book.copy_rows(3, 3, to=4)
        book.copy_rows(3, 3, to=5)
        values = book.values()["自评表"]
        assert values["D5"].formula == "=ROUND(C5*0.9,2)"
        assert values["C7"].formula == "=SUM(C2:C6)"
        assert values["C7"].value == 20 + 30 + 30 + 30 + 40
        assert book.merges() == ["A2:B2", "A3:B3", "A4:B4", "A5:B5", "A6:B6"]
        assert book.names()["scores"] == "自评表!$D$2:$D$6"
        assert book.print_set_up()["areas"] == ["A1:D7"]
        assert [rule["ranges"] for rule in book.conditional_formats()] == [["D2:D6"]]
        assert [rule["ranges"] for rule in book.validations()] == [["D2:D6"]]


def test_printed_pages(office: LibreOffice, form: Path, tmp_path: Path) -> None:
    with office.open(form) as book:
        pdf = print_to_pdf(book, tmp_path)
    assert pages(pdf) == [Page(*A4_PORTRAIT)] * 2
    first, second = page_texts(pdf)
    assert "指标1" in first
    assert "总分" in second
    assert len(pictures(pdf, tmp_path)) == 2


LONG = "依托福建省教育援疆工程计划，有效实施线上培训工作，提高我州教育教学水平。"


@pytest.mark.parametrize(
    ("cell", "text", "wrap", "height", "cut"),
    [
        ("A2", LONG, True, 200, None),
        ("A2", LONG, True, 15, "height"),
        ("A2", "短", True, 20, None),
        ("A2", LONG, False, 20, "width"),  # merged: it cannot run over
        ("C2", LONG, False, 20, "width"),  # D2 is filled
        ("D2", LONG, False, 20, None),  # runs over into empty E2
        ("D2", 123456789.25, False, 20, "width"),  # a General number would be shown rounded
    ],
)
def test_cut_texts(
    office: LibreOffice,
    tmp_path: Path,
    cell: str,
    text: object,
    wrap: bool,
    height: float,
    cut: str | None,
) -> None:
    book = Workbook()
    sheet = book.active
    for _ in range(3):
        sheet.append(["甲", None, "乙", "丙"])
    sheet.merge_cells("A2:B2")
    sheet[cell] = text
    sheet[cell].alignment = Alignment(wrap_text=wrap)
    sheet[cell].font = Font(name="仿宋", size=12)
    sheet.row_dimensions[2].height = height
    book.save(tmp_path / "表.xlsx")
    with office.open(tmp_path / "表.xlsx") as document:
        found = {(each.cell, each.way) for each in document.overflows()}
        assert found == (set() if cut is None else {(cell, cut)})


def test_a_number_too_wide_is_cut(office: LibreOffice, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet["B2"] = 123456789.25
    sheet["B2"].number_format = "#,##0.00"
    sheet.column_dimensions["B"].width = 6
    book.save(tmp_path / "表.xlsx")
    with office.open(tmp_path / "表.xlsx") as document:
        assert [(each.cell, each.way) for each in document.overflows()] == [("B2", "width")]

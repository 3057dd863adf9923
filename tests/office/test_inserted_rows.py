"""References of every kind, and two blocks in one sheet, repeated as LibreOffice repeats rows.

A form is rendered with two indicators; LibreOffice inserts rows between the two and copies
the first over all others.  The result must be the form that the compiler renders with so many
indicators.  What else moves with rows is compared in test_expand_like_libreoffice.py.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName

from perfxl.sheet.address import Area
from perfxl.template import Program, compile_template
from tests.office.libreoffice import Document, LibreOffice

pytestmark = pytest.mark.office

RED = PatternFill(bgColor="FFFF0000", fill_type="solid")
INDICATOR = {"name": "指标", "weight": 12.5, "actual": "8.13"}


def one_row() -> Workbook:
    """Rows 1–4 head, 5 for, 6 body, 7 endfor, 8 total, 9 below; sheet 二 looks at it."""
    book = Workbook()
    sheet = book.active
    sheet.title = "自评表"
    for address, value in {
        "A1": "自评表",
        "B2": 2,
        "C3": "分值",
        "D3": "得分",
        "H4": 3,
        "Q5": "{% for i in indicators %}",
        "B6": "{{ i.name }}",
        "C6": "{{ i.weight }}",
        "D6": "{{ i.actual }}",
        "E6": "=ROUND(C6*D6/$B$2,2)",
        "F6": "=C6/SUM(C$6:C$6)",
        "G6": "=SUM(C$6:C6)",
        "H6": "=N(H4)+D6",
        "I6": "=C6/C$8",
        "J6": "=$C$6+B$2+二!$B$1",
        "K6": "=SUM(C6:E6)",
        "L6": "=C8",
        "M6": "=SUM($C$6:$C$6)/COUNT(D6:D$6)",
        "Q7": "{% endfor %}",
        "A8": "总分",
        "C8": "=SUM(C6:C6)",
        "D8": "=SUM(D$4:D6)",
        "E8": "=MAX(E6:E7)+C6",
        "F8": "=SUM(F3:F7)",
        "G8": "=COUNTA(B4:B8)",
        "A9": "=C8+B2",
        "B9": "=SUM(C3:E9)*0",
    }.items():
        sheet[address] = value
    for area in ("A1:M1", "A3:A8", "N6:O6", "A9:A10", "P3:P6"):
        corner = sheet[area.split(":")[0]]
        corner.value = corner.value or "并"
        sheet.merge_cells(area)
    other = book.create_sheet("二")
    for address, value in {
        "B1": 5,
        "A2": "=自评表!C8",
        "A3": "=SUM(自评表!C6:C6)",
        "A4": "=SUM(自评表!$C$6:$D$6)+自评表!E6",
        "A5": "=SUM('自评表'!C3:C9)",
        "A6": "=SUM(自评表!6:6)",
    }.items():
        other[address] = value
    return book


def two_rows() -> Workbook:
    """A block of two rows: 3 for, 4–5 body, 6 endfor, 7 total; then a block of one row."""
    book = Workbook()
    sheet = book.active
    sheet.title = "自评表"
    for address, value in {
        "A1": "自评表",
        "B2": 2,
        "A3": "{% for i in indicators %}",
        "B4": "{{ i.name }}",
        "C4": "{{ i.weight }}",
        "B5": "说明",
        "C5": "{{ i.actual }}",
        "D4": "=C4+C5",
        "D5": "=C4-C5",
        "E4": "=SUM(C4:C5)",
        "E5": "=SUM(C$4:C5)",
        "F4": "=C4/SUM(C$4:C$5)",
        "F5": "=$C$4+$C$5+B$2",
        "A6": "{% endfor %}",
        "C7": "=SUM(C4:C5)",
        "D7": "=C4",
        "E7": "=C5",
        "F7": "=SUM(D1:D7)*0",
        "A8": "{% for i in indicators %}",
        "B9": "{{ i.name }}",
        "C9": "{{ i.weight }}",
        "D9": "=C9*C$7",
        "E9": "=SUM(D$9:D9)",
        "A10": "{% endfor %}",
        "C11": "=SUM(C4:C9)",
        "D11": "=SUM(D9:D9)",
    }.items():
        sheet[address] = value
    for area in ("G4:G5", "H4:I4", "H5:I5", "A1:F1", "J2:J7", "G9:H9"):
        sheet[area.split(":")[0]].value = "并"
        sheet.merge_cells(area)
    sheet.conditional_formatting.add("A4:F5", FormulaRule(formula=["$C4>$C$7"], fill=RED))
    book.defined_names["both"] = DefinedName("both", attr_text="自评表!$C$4:$C$9")
    return book


def program_of(book: Workbook) -> Program:
    out = BytesIO()
    book.save(out)
    return compile_template(out.getvalue())


def rendered(program: Program, count: int, folder: Path) -> Path:
    path = folder / f"{count}.xlsx"
    path.write_bytes(program.render({"indicators": [INDICATOR] * count}))
    return path


def seen(document: Document) -> dict[str, Any]:
    """Everything of a workbook that names rows."""
    found: dict[str, Any] = {"names": document.names()}
    for sheet, cells in document.values().items():
        found |= {f"{sheet}!{address}": cell for address, cell in cells.items()}
    for sheet in document.sheets():
        found |= {
            f"{sheet} merges": sorted(document.merges(sheet=sheet)),
            f"{sheet} print": document.print_set_up(sheet=sheet),
            f"{sheet} formats": document.conditional_formats(sheet=sheet),
            f"{sheet} validations": document.validations(sheet=sheet),
        }
    return found


def grow(document: Document, first: int, height: int, count: int) -> None:
    """Make ``count`` instances of two, as a person does: insert between them, then copy down.

    LibreOffice copies nothing over merged cells.  So merges are taken apart first: those that
    hold the whole block are put back where the insertion left them, those of the rows copied
    over come back with the copy.
    """
    if count < 2:
        document.delete_rows(first + height, height)
        return
    if count > 2:
        document.insert_rows(first + height, (count - 2) * height)
    last = first + count * height - 1
    around = [area for area in document.merges() if holds(area, first, last)]
    for area in document.merges():
        if area in around or first + height <= Area.parse(area).top <= last:
            document.merge(area, merged=False)
    for instance in range(1, count):
        document.copy_rows(first, first + height - 1, to=first + instance * height)
    for area in around:
        document.merge(area)


def holds(area: str, first: int, last: int) -> bool:
    rows = Area.parse(area)
    return rows.top <= first and last <= rows.bottom


FORMS = [
    (one_row, [(5, 1)]),
    (two_rows, [(8, 1), (3, 2)]),  # the lower block first: it does not move the upper one
]


@pytest.mark.parametrize("count", [1, 3, 14])
@pytest.mark.parametrize(("form", "blocks"), FORMS)
def test_rows_are_repeated_as_a_person_would(
    office: LibreOffice,
    tmp_path: Path,
    form: Callable[[], Workbook],
    blocks: list[tuple[int, int]],
    count: int,
) -> None:
    program = program_of(form())
    with office.open(rendered(program, 2, tmp_path)) as document:
        for first, height in blocks:
            grow(document, first, height, count)
        expected = seen(document)
    with office.open(rendered(program, count, tmp_path)) as document:
        found = seen(document)
    assert differences(expected, found) == {}


def differences(expected: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """What LibreOffice made and what the compiler made, where they differ."""
    return {
        key: (expected.get(key), found.get(key))
        for key in expected | found
        if expected.get(key) != found.get(key)
    }


@pytest.mark.parametrize("form", [one_row, two_rows])
@pytest.mark.parametrize("count", [0, 2, 60])
def test_cached_values_are_what_a_recalculation_gives(
    office: LibreOffice, tmp_path: Path, form: Callable[[], Workbook], count: int
) -> None:
    with office.open(rendered(program_of(form()), count, tmp_path)) as document:
        cached, computed = document.values(hard=False), document.values(hard=True)
    assert {sheet: set(cells) for sheet, cells in cached.items()} == {
        sheet: set(cells) for sheet, cells in computed.items()
    }
    for sheet, cells in computed.items():
        for address, cell in cells.items():
            found = cached[sheet][address]
            assert (found.formula, found.error) == (cell.formula, cell.error), address
            if isinstance(cell.value, float):
                assert found.value == pytest.approx(cell.value, rel=1e-14), address
            else:
                assert found.value == cell.value, address

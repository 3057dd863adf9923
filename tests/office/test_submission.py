"""Submission files as LibreOffice computes them: the native form, nothing else."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfxl.forms.annotation import annotate
from perfxl.forms.filler import FormFiller
from perfxl.forms.master_book import Spare, master_bytes
from perfxl.forms.score_cells import Cells
from perfxl.forms.sources import checked_together
from perfxl.forms.submission import submission
from perfxl.sheet.package import Package
from tests.corpus.seed import seed_forms
from tests.office.libreoffice import Cell, LibreOffice

pytestmark = pytest.mark.office

FORMS = seed_forms()
NUMBERS = range(1, len(FORMS) + 1)

Book = dict[str, dict[str, Cell]]


@pytest.fixture(scope="module")
def fillers() -> dict[Cells, FormFiller]:
    return {cells: FormFiller("mof-2020", cells) for cells in Cells}


def computed(office: LibreOffice, data: bytes, folder: Path) -> Book:
    """Every cell after a hard recalculation; the add-in is not there."""
    path = folder / "表.xlsx"
    path.write_bytes(data)
    with office.open(path) as book:
        return book.values(excel_formulas=False)


def shown(book: Book) -> dict[tuple[str, str], object]:
    return {
        (sheet, address): (cell.value, cell.error)
        for sheet, cells in book.items()
        for address, cell in cells.items()
    }


def errors(book: Book) -> list[tuple[str, str, str]]:
    return [
        (sheet, address, cell.error)
        for sheet, cells in book.items()
        for address, cell in cells.items()
        if cell.error
    ]


def names_a_function(data: bytes) -> bool:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return any(b"PERF_" in package.read(name).upper() for name in package.namelist())


@pytest.mark.parametrize("number", NUMBERS)
def test_a_working_file_without_the_addin_and_its_submission_file_are_the_native_form(
    office: LibreOffice, fillers: dict[Cells, FormFiller], tmp_path: Path, number: int
) -> None:
    form = FORMS[number - 1]
    working = fillers[Cells.UDF].fill(form).data
    native = computed(office, fillers[Cells.NATIVE].fill(form).data, tmp_path)
    unaided = computed(office, working, tmp_path)
    assert errors(unaided) == []  # no #NAME? anywhere
    assert shown(unaided) == shown(native)
    made = submission(Package.read(working))
    assert made.frozen == ()
    assert names_a_function(working)
    assert not names_a_function(made.data)
    assert shown(computed(office, made.data, tmp_path)) == shown(native)


@pytest.mark.parametrize("number", [5, 16])
def test_values_only_are_the_same_values(
    office: LibreOffice, fillers: dict[Cells, FormFiller], tmp_path: Path, number: int
) -> None:
    working = fillers[Cells.UDF].fill(FORMS[number - 1]).data
    made = computed(office, submission(Package.read(working), values=True).data, tmp_path)
    assert all(cell.formula is None for cells in made.values() for cell in cells.values())
    native = computed(office, fillers[Cells.NATIVE].fill(FORMS[number - 1]).data, tmp_path)
    full = {at: value for at, value in shown(native).items() if value[0] not in ("", None)}
    assert {at: value for at, value in shown(made).items() if at in full} == full


def test_a_master_with_functions_computes_as_the_native_one(
    office: LibreOffice, tmp_path: Path
) -> None:
    spare = Spare(2, 5)
    native = computed(office, master_bytes(FORMS, spare=spare), tmp_path)
    working = master_bytes(FORMS, cells=Cells.UDF, spare=spare)
    assert names_a_function(working)
    unaided = computed(office, working, tmp_path)
    assert errors(unaided) == []
    assert shown(unaided) == shown(native)
    made = submission(Package.read(working))
    assert made.frozen == ()
    assert not names_a_function(made.data)
    assert shown(computed(office, made.data, tmp_path)) == shown(native)


def test_a_working_file_that_another_program_saved(
    office: LibreOffice, fillers: dict[Cells, FormFiller], tmp_path: Path
) -> None:
    """Annotated, edited and saved by LibreOffice: names in small letters, formats renumbered."""
    form = tmp_path / "稿" / "16.xlsx"
    form.parent.mkdir()
    form.write_bytes(fillers[Cells.UDF].fill(FORMS[15]).data)
    [copy] = annotate(checked_together([form]), tmp_path / "批注", paths=[form.parent])
    with office.open(copy.path) as book:
        book.put("F14", 0.5)
        book.recalculate()
        edited = book.save_as(tmp_path / "另存.xlsx").read_bytes()
    assert names_a_function(edited)
    with office.open(form) as book:
        book.put("F14", 0.5)
        expected = shown(book.values(excel_formulas=False))
    made = submission(Package.read(edited))
    assert made.frozen == ()
    assert not names_a_function(made.data)
    assert shown(computed(office, made.data, tmp_path)) == expected
    assert looks(made.data) == looks(form.read_bytes())


def looks(data: bytes) -> dict[str, object]:
    """The background and the comment of every cell that has one."""
    cells = (cell for row in load_workbook(BytesIO(data))["自评表"].iter_rows() for cell in row)
    return {
        cell.coordinate: (cell.fill.fgColor.rgb[2:], cell.comment)
        for cell in cells
        if cell.comment or cell.fill.fill_type == "solid"
    }

"""Formats that are read through LibreOffice: the same forms, the same values."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pytest

from perfxl.errors import InputError
from perfxl.forms.grid import Grid
from perfxl.forms.grids import office
from perfxl.forms.grids.pdf import read_made
from perfxl.forms.reader import read_forms
from perfxl.forms.recognise import recognise
from perfxl.forms.rulebooks import load_rulebook
from tests.corpus.expectation import actual, differences, expected
from tests.corpus.notation import FORMS, document
from tests.forms.test_reader_hidden import hidden, saved
from tests.office.libreoffice import LibreOffice

SAVED = [
    path for path in sorted((FORMS / "saved").iterdir()) if path.suffix in (".doc", ".rtf", ".pdf")
]


@pytest.mark.office
@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.name)
def test_read_through_libreoffice(path: Path) -> None:
    assert differences(expected(FORMS / f"{path.stem}.toml"), read_forms(path)) == []


# Of these Word's page, as LibreOffice sets it, cuts a row; in all others of the corpus none.
CUT = (
    "05_yunnan", "08_shanghai_yuan", "09_beijing", "11_transfer", "32_liaoning_reasons",
    "39_section_rows", "46_anhui", "57_budget_module", "63_shaanxi", "101_village",
    "103_water_gauges", "107_lijiang", "122_shenzhen", "127_department_duties",
    "128_two_tables_of_a_document", "130_side_notes", "136_hospital",
)  # fmt: skip


@pytest.mark.office
def test_rows_that_a_page_of_a_pdf_cuts(tmp_path: Path) -> None:
    """Everything but blanks and line breaks, which a PDF does not keep, is as written."""
    for name in CUT:
        (tmp_path / f"{name}.docx").write_bytes(document(FORMS / f"{name}.form"))
    papers = sorted(tmp_path.glob("*.docx"))
    office.convert_files(papers, target="pdf", folder=tmp_path)
    made = [path.with_suffix(".pdf") for path in papers]
    office.convert_files(made, target="odt", folder=tmp_path, import_filter="writer_pdf_import")
    pages = {name: read_made((tmp_path / f"{name}.odt").read_bytes(), file=name) for name in CUT}
    unequal = {
        name: differing
        for name, grids in pages.items()
        if (differing := _differing(FORMS / f"{name}.toml", grids, name))
    }
    assert unequal == {}


def _differing(path: Path, grids: Iterator[Grid], name: str) -> list[str]:
    wanted = [_bare(form) for form in expected(path)]
    book = load_rulebook()
    read = [_bare(actual(form)) for grid in grids for form in recognise(grid, file=name, book=book)]
    return [
        f"{field}: {one.get(field)!r} → {other.get(field)!r}"
        for one, other in zip_longest(wanted, read, fillvalue={})
        for field in sorted({*one, *other})
        if one.get(field) != other.get(field)
    ]


def _bare(form: dict[str, str]) -> dict[str, str]:
    told = ("检查", "跳过", "表", "未归位")
    return {name: "".join(text.split()) for name, text in form.items() if not name.startswith(told)}


@pytest.mark.office
@pytest.mark.parametrize("ending", ["xls", "ods", "xlsx"])
def test_hidden_rows_and_columns(ending: str, office: LibreOffice, tmp_path: Path) -> None:
    path = saved(tmp_path / "表.xlsx", rows=(15,), columns=("C",))
    with office.open(path) as document:
        other = document.save_as(tmp_path / f"另存.{ending}")
    (reading,) = read_forms(other)
    expected = [("项目名称", "C3", "C列、第15行已隐藏，其中有22格内容，第一格为“城区路灯维护”")]
    assert hidden(reading) == expected


@pytest.mark.office
def test_a_damaged_document(tmp_path: Path) -> None:
    path = tmp_path / "坏.rtf"
    path.write_bytes(b"{\\rtf1 " + bytes(range(1, 256)) * 3)
    with pytest.raises(InputError, match="无法转换"):
        read_forms(path)


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.name)
def test_without_libreoffice(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_office", lambda: None)
    with pytest.raises(InputError, match="LibreOffice"):
        read_forms(path)

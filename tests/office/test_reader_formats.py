"""Formats that are read through LibreOffice: the same forms, the same values."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfxl.errors import InputError
from perfxl.forms.grids import office
from perfxl.forms.reader import read_forms
from tests.corpus.expectation import differences, expected
from tests.corpus.notation import FORMS
from tests.forms.test_reader_hidden import hidden, saved
from tests.office.libreoffice import LibreOffice

SAVED = [
    path for path in sorted((FORMS / "saved").iterdir()) if path.suffix in (".doc", ".rtf", ".pdf")
]


@pytest.mark.office
@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.name)
def test_read_through_libreoffice(path: Path) -> None:
    assert differences(expected(FORMS / f"{path.stem}.toml"), read_forms(path)) == []


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

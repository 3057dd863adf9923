"""Formats that are read through LibreOffice: the same forms, the same values."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfxl.errors import InputError
from perfxl.forms.grids import office
from perfxl.forms.reader import read_forms
from tests.corpus.expectation import differences, expected
from tests.corpus.notation import FORMS

SAVED = [
    path for path in sorted((FORMS / "saved").iterdir()) if path.suffix in (".doc", ".rtf", ".pdf")
]


@pytest.mark.office
@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.name)
def test_read_through_libreoffice(path: Path) -> None:
    assert differences(expected(FORMS / f"{path.stem}.toml"), read_forms(path)) == []


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

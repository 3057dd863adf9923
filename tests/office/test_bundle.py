"""The bundle for publication as LibreOffice opens, computes and prints it."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfxl.batch import Options
from perfxl.batch.bundle import write_bundle
from tests.office.libreoffice import LibreOffice
from tests.office.pages import A4_PORTRAIT, Page, page_texts, pages, print_to_pdf
from tests.office.test_generated_forms import seed

pytestmark = pytest.mark.office


def test_each_form_is_printed_on_a_page_and_without_its_link(
    office: LibreOffice, tmp_path: Path
) -> None:
    evaluations = seed()
    path = tmp_path / "公开.xlsx"
    list(write_bundle(evaluations, path, Options(Path(), "mof-2020")))
    with office.open(path) as book:
        assert book.overflows() == []
        pdf = print_to_pdf(book, tmp_path)
    assert pages(pdf) == [Page(*A4_PORTRAIT)] * 18
    index, *forms = page_texts(pdf)
    assert "目录（2020年度）" in index
    for text, evaluation in zip(forms, evaluations, strict=True):
        assert "".join((evaluation.project or "").split()) in text
        assert "返回目录" not in text
        assert "总分" in text

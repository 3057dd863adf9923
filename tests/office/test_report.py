"""The report as LibreOffice lays it out: pages, repeated headings, highlighted gaps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.core.rollup import ScoredForm
from perfxl.core.scoring import score
from perfxl.forms.report_document import write_report
from perfxl.forms.rulebooks import load_rulebook
from tests.corpus.seed import seed_readings
from tests.office.libreoffice import LibreOffice
from tests.office.pages import A4_PORTRAIT, Page, page_texts, pages, print_to_pdf

pytestmark = pytest.mark.office

BOOK = load_rulebook()
HEADING = "二级指标"  # it stands nowhere else


def printed(office: LibreOffice, folder: Path, *numbers: int) -> tuple[list[Page], list[str]]:
    """The report of some seed forms as pages and their texts."""
    readings = seed_readings()
    forms = [
        replace(readings[number - 1].evaluation, department="教育局", unit="考试中心")
        for number in numbers
    ]
    scored = [ScoredForm(form, score(form, BOOK), (), "总表.xlsx") for form in forms]
    path = folder / "报告.docx"
    write_report(scored, path, rulebook="mof-2020")
    with office.open(path) as document:
        assert document.kind == "writer"
        pdf = print_to_pdf(document, folder)
    return pages(pdf), page_texts(pdf)


def test_one_project_prints_on_a4_with_every_value(office: LibreOffice, tmp_path: Path) -> None:
    sheets, texts = printed(office, tmp_path, 12)
    assert set(sheets) == {Page(*A4_PORTRAIT)}
    assert 4 <= len(sheets) <= 6
    whole = "".join(texts)
    for part in (
        "一、项目基本情况",
        "二、绩效目标",
        "三、自评得分",
        "四、各项指标",
        "五、偏差",
        "六、其他",
    ):
        assert part in whole
    assert "【待补充：等级】" in whole
    assert "{{" not in whole
    assert [f"—{number}—" in text for number, text in enumerate(texts, 1)] == [True] * len(texts)


@pytest.mark.parametrize("number", [6, 7])
def test_the_signature_is_not_alone_on_a_page(
    office: LibreOffice, tmp_path: Path, number: int
) -> None:
    """Without the paragraph before it, it had the last page to itself."""
    _, texts = printed(office, tmp_path, number)
    assert "（盖章）" in texts[-1]
    assert "六、其他需要说明的问题" in texts[-1]


def test_a_table_over_two_pages_repeats_its_headings(office: LibreOffice, tmp_path: Path) -> None:
    _, texts = printed(office, tmp_path, 5, 2, 13, 16)
    headings = sum(text.count(HEADING) for text in texts)
    assert headings > 4, "four tables, at least one of them broken over two pages"

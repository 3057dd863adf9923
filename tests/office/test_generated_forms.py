"""Generated forms as LibreOffice computes and prints them: nothing is cut, nothing is stale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.core.evaluation import Evaluation, Goal
from perfxl.core.quantity import amount
from perfxl.forms.filler import FormFiller
from tests.corpus.seed import seed_forms
from tests.office.libreoffice import Document, LibreOffice
from tests.office.pages import A4_PORTRAIT, Page, page_texts, pages, print_to_pdf

pytestmark = pytest.mark.office

FORM = "自评表"
LONG = (
    "依托福建省教育援疆“双一百”工程计划，有效实施线上培训工作（含5次集中培训），费用60.5万元；" * 20
)
ITEMS = "".join(f"第{number}期培训教师{number}00人次；" for number in range(1, 81))
LINES = "\n".join(f"{number}. 完成第{number}项任务；" for number in range(1, 61))


def seed() -> list[Evaluation]:
    return seed_forms()


def awkward() -> dict[str, Evaluation]:
    """Forms with more, fewer and longer texts than any of the seed."""
    forms = seed()
    one, many = forms[0], [row for form in forms for row in form.indicators]
    wordy = [
        row._replace(name=LONG[:90], target=LONG[:40], actual=LONG[:60], deviation_note=LONG[:200])
        for row in one.indicators
    ]
    return {
        "one indicator": replace(one, indicators=tuple(many[:1])),
        "sixty indicators": replace(one, indicators=tuple(many[:60])),
        "long goals": replace(one, goal=Goal(LONG[:500], LONG[:300])),
        # Higher than a row can be: 409.5 points.
        "goal over several rows": replace(one, goal=Goal(ITEMS, LINES)),
        "long goal beside none": replace(one, goal=Goal(ITEMS + LINES, None)),
        "long names": replace(one, project=LONG[:300], department=LONG[:80], unit=LONG[:80]),
        "long rows": replace(one, indicators=tuple(wordy)),
        # Higher than a row can be in the font of the template: written smaller.
        "notes higher than a row": replace(
            one,
            indicators=tuple(
                row._replace(name=ITEMS[:500], deviation_note=ITEMS[: 300 + 60 * number])
                for number, row in enumerate(one.indicators)
            ),
        ),
        "words for numbers": replace(
            one,
            execution_weight=amount("十"),
            indicators=(
                one.indicators[0]._replace(weight=amount("三十")),
                one.indicators[1]._replace(awarded=amount("五")),
                *one.indicators[2:],
            ),
        ),
        "nothing filled": replace(one, project=None, department=None, unit=None, goal=Goal()),
    }


FORMS = {f"form {number}": form for number, form in enumerate(seed(), 1)} | awkward()


@pytest.fixture(scope="module")
def filler() -> FormFiller:
    return FormFiller("mof-2020")


@pytest.fixture(params=FORMS, scope="module")
def form(
    request: pytest.FixtureRequest,
    office: LibreOffice,
    filler: FormFiller,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Evaluation, Document]]:
    """A generated form, open in LibreOffice as it lies in its file."""
    path = tmp_path_factory.mktemp("forms") / f"{request.param}.xlsx"
    path.write_bytes(filler.fill(FORMS[request.param]).data)
    with office.open(path) as book:
        yield FORMS[request.param], book


def test_cached_values_are_what_a_recalculation_gives(form: tuple[Evaluation, Document]) -> None:
    _, book = form
    cached = book.values(hard=False, excel_formulas=False)
    computed = book.values(excel_formulas=False)
    formulas = [
        (sheet, address)
        for sheet, cells in computed.items()
        for address, cell in cells.items()
        if cell.formula
    ]
    assert len(formulas) > 30
    for sheet, address in formulas:
        assert cached[sheet][address] == computed[sheet][address], (sheet, address)
        assert computed[sheet][address].error is None, (sheet, address)


def test_nothing_is_cut(form: tuple[Evaluation, Document]) -> None:
    _, book = form
    assert book.overflows() == []


def test_every_text_is_printed_on_pages_one_page_wide(
    form: tuple[Evaluation, Document], tmp_path: Path
) -> None:
    evaluation, book = form
    assert book.print_set_up(sheet=FORM)["pages_wide"] == 1
    pdf = print_to_pdf(book, tmp_path)
    portrait = [
        text
        for page, text in zip(pages(pdf), page_texts(pdf), strict=True)
        if page == Page(*A4_PORTRAIT)
    ]
    if evaluation in seed():
        assert len(portrait) == 1
    printed = "".join(portrait)
    for text in texts(evaluation):
        # A goal of several rows may go on beside another one on the next page: by its clauses.
        for clause in text.split("；"):
            assert re.sub(r"\s", "", clause) in printed


def texts(evaluation: Evaluation) -> Iterator[str]:
    """What a person wrote."""
    fields = [evaluation.project, evaluation.department, evaluation.unit]
    fields += [evaluation.goal.expected, evaluation.goal.achieved]
    for row in evaluation.indicators:
        fields += [row.dimension, row.aspect, row.name, row.target, row.actual, row.deviation_note]
    return (text for text in fields if text)


@pytest.mark.parametrize("change", ["insert", "delete", "rename"])
def test_the_page_of_reasons_shows_no_score_beside_another_name(
    office: LibreOffice, filler: FormFiller, tmp_path: Path, change: str
) -> None:
    """评分依据 is written once; rows of the form are inserted, copied, deleted and renamed."""
    path = tmp_path / "16.xlsx"
    path.write_bytes(filler.fill(FORMS["form 16"]).data)
    with office.open(path) as book:
        before = [book.read(f"I{row}", sheet="评分依据").value for row in range(8, 18)]
        if change == "insert":
            book.insert_rows(16, 1, sheet=FORM)
            book.copy_rows(15, 15, to=16, sheet=FORM)
            book.put("D16", "新增指标", sheet=FORM)
        elif change == "delete":
            book.delete_rows(16, 1, sheet=FORM)
        else:
            book.put("D16", "改了名的指标", sheet=FORM)
        book.recalculate()
        cells = [
            [book.read(f"{column}{row}", sheet="评分依据") for row in range(8, 18)]
            for column in "FI"
        ]
    stays = 9 if change == "rename" else 2
    assert "已变动" not in before
    for column in cells:
        assert [cell.error for cell in column] == [None] * 10
        shown = [cell.value for cell in column]
        assert shown.count("已变动") == 10 - stays
        assert shown[:2] == before[:2]

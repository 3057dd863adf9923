"""A workbook for publication read back: the same results as the forms that it was made from."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from perfxl.batch.bundle import write_bundle
from perfxl.batch.job import Options
from perfxl.core.evaluation import Amount, Evaluation, Funding, FundRow
from perfxl.core.scoring import score
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.sources import Checked, checked
from tests.core.checks.forms import CLEAN, planted

BOOK = load_rulebook()
OPEN = {"指标1.实际完成值": "约2"}
# The seven indicators stand in rows 14 to 20, the total in row 21.
TOTAL = "H21"


def text(number: str) -> Amount:
    """A number that is stored as a text."""
    return Amount(number, None)


def with_executed(executed: Amount | None) -> Evaluation:
    sixty = Amount("60", Decimal(60))
    return replace(CLEAN, funding=Funding(total=FundRow(sixty, sixty, executed)))


def with_first_row(**fields: Amount) -> Evaluation:
    first, *others = CLEAN.indicators
    return replace(CLEAN, indicators=(first._replace(**fields), *others))


def bundle(form: Evaluation, folder: Path) -> Path:
    path = folder / "公开.xlsx"
    options = Options(Path(), "mof-2020", force=True)
    list(write_bundle([form, planted(CLEAN, {"项目名称": "另一个项目"})], path, options))
    return path


def read_back(path: Path) -> Checked:
    return next(checked([path]))


@pytest.mark.parametrize(
    "form",
    [
        CLEAN,
        with_executed(text("54")),
        with_executed(None),
        replace(CLEAN, execution_weight=text("10")),
        with_first_row(weight=text("15")),
        with_first_row(awarded=text("12")),
        planted(CLEAN, {"年度资金总额.全年执行数": "约50"}),
        planted(CLEAN, {"年度资金总额.全年预算数": "0"}),
        planted(CLEAN, {"年度资金总额.分值": "20"}),
        planted(CLEAN, {"指标1.核定得分": "12"}),
        planted(CLEAN, {"指标1.核定得分": "99"}),
        planted(CLEAN, OPEN),
        planted(CLEAN, {**OPEN, "指标1.完成情况": "部分达成"}),
        planted(CLEAN, {"指标5.完成情况": "部分达成"}),
    ],
)
def test_the_results_are_those_of_the_form(form: Evaluation, tmp_path: Path) -> None:
    """What a person awarded or chose is printed as a score, and 54 as a text is no amount."""
    card, found = score(form, BOOK), read_back(bundle(form, tmp_path))
    again = found.scorecard
    assert again is not None
    assert (again.total, again.complete, again.grade) == (card.total, card.complete, card.grade)
    assert again.weight_total == card.weight_total
    pairs = zip(again.indicators, card.indicators, strict=True)
    assert [a.effective for a, _ in pairs] == [b.effective for b in card.indicators]
    told = {finding.code for finding in found.findings}
    assert told.isdisjoint({"S07", "S10", "S11", "F10", "F11", "W05"})


@pytest.mark.parametrize(
    ("form", "cell", "value", "code"),
    [
        (CLEAN, TOTAL, 95, "S11"),
        (CLEAN, TOTAL, 90, "S11"),  # the sum without the execution rate
        (planted(CLEAN, OPEN), TOTAL, 99, "S11"),
        (CLEAN, "G21", 90, "W05"),
        (CLEAN, "I6", 3, "S07"),
        (CLEAN, "H6", 0.5, "F11"),
        (CLEAN, "H14", 3, "S04"),
        (CLEAN, "H14", None, "S09"),
    ],
)
def test_what_was_changed_since_is_told(
    form: Evaluation, cell: str, value: float | None, code: str, tmp_path: Path
) -> None:
    path = bundle(form, tmp_path)
    told = {finding.code for finding in read_back(path).findings}
    book = openpyxl.load_workbook(path)
    book.worksheets[1][cell] = value
    book.save(path)
    assert code in {finding.code for finding in read_back(path).findings} - told


def test_a_sheet_that_somebody_added_is_no_form_of_ours(tmp_path: Path) -> None:
    """There the readers take what a person sees, as in any collected form."""
    path = bundle(with_executed(text("54")), tmp_path)
    book = openpyxl.load_workbook(path)
    book.worksheets[1]["K1"] = None
    book.save(path)
    found = read_back(path)
    assert found.scorecard is not None
    assert found.scorecard.complete
    assert found.evaluation is not None
    assert found.evaluation.printed("总分.得分") == "90"

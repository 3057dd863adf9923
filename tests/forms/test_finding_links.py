"""A finding about what a collected form printed leads to where a form of ours keeps it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from perfxl.core.checks.all_checks import check
from perfxl.core.scoring import score
from perfxl.forms.filler import FormFiller
from perfxl.forms.master import read_master
from perfxl.forms.reader import read_forms
from perfxl.forms.rulebooks import load_rulebook

MASTER = Path(__file__).parents[2] / "workbooks" / "master_2020.xlsx"
PRINTED_ZERO = 5  # the fifth form of the seed was scored 0 throughout


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form") / "05.xlsx"
    project = read_master(MASTER).evaluations[PRINTED_ZERO - 1]
    path.write_bytes(FormFiller("mof-2020").fill(project).data)
    return path


def test_the_link_leads_to_what_was_found(form: Path) -> None:
    book = openpyxl.load_workbook(form, data_only=True)
    rows = list(book["评分依据"].iter_rows(values_only=True))
    found = {row[2]: (row[4], row[12]) for row in rows if row[0] in ("S07", "S12")}
    assert len(found) == 15
    for said, address in found.values():
        sheet, cell = address.removeprefix("#").split("!")
        assert book[sheet.strip("'")][cell].value == 0
        assert "0" in said


def test_a_lost_score_is_named_by_the_heading_above_it(form: Path) -> None:
    """As 原表得分, for 得分 is the heading of our own result."""
    book = openpyxl.load_workbook(form, data_only=True)
    rows = list(book["评分依据"].iter_rows(values_only=True))
    said = {row[4] for row in rows if row[0] == "R01"}
    assert said
    assert all("，原表得分0）" in each for each in said)
    (reading,) = read_forms(form)
    facts = reading.evaluation
    checked = check(facts, score(facts, load_rulebook()), load_rulebook())
    assert {each.found for each in checked if each.code == "R01"} == said


def test_a_check_of_the_form_names_the_same_cells(form: Path) -> None:
    rulebook = load_rulebook()
    (reading,) = read_forms(form)
    facts = reading.evaluation
    book = openpyxl.load_workbook(form, data_only=True)
    wrong = [each for each in check(facts, score(facts, rulebook), rulebook) if each.code == "S07"]
    assert len(wrong) == 14
    assert {book[each.where.sheet][each.where.cell].value for each in wrong} == {0}

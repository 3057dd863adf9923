"""What the shipped templates become, formulas counted on from row to row or each moved alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfxl.forms.filler import FormFiller
from perfxl.forms.master_book import Spare, master_bytes
from perfxl.forms.rollup_book import left_out_of, write_rollup
from perfxl.forms.rulebooks import rulebook_names
from perfxl.forms.score_cells import Cells
from perfxl.forms.sources import checked_together, counted_forms
from perfxl.sheet.formula import Copies

SEED = Path(__file__).parents[1] / "corpus" / "self_evaluation_forms_2020.txt"


@pytest.fixture
def each_alone(monkeypatch):
    return lambda: monkeypatch.setattr(Copies, "_count", lambda *_: None)


@pytest.mark.parametrize("rulebook", rulebook_names())
def test_a_master(rulebook, each_alone):
    def made(cells):
        spare = Spare(projects=12, indicators=30)
        return master_bytes((), rulebook=rulebook, cells=cells, spare=spare)

    counted = [made(cells) for cells in Cells]
    each_alone()
    assert [made(cells) for cells in Cells] == counted


def test_forms(each_alone):
    forms = [result.evaluation for result in checked_together([SEED])]
    counted = [FormFiller("mof-2020").fill(form).data for form in forms]
    each_alone()
    assert [FormFiller("mof-2020").fill(form).data for form in forms] == counted


def test_a_rollup(each_alone, tmp_path):
    results = checked_together([SEED])
    counted_once = counted_forms(results)

    def made(name):
        left_out = left_out_of(results, counted_once)
        write_rollup(counted_once.forms, tmp_path / name, rulebook="mof-2020", left_out=left_out)
        return (tmp_path / name).read_bytes()

    counted = made("一.xlsx")
    each_alone()
    assert made("二.xlsx") == counted

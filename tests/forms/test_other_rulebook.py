"""A form filled in by another shipped rulebook is told which one, and no other form is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.forms.filler import FormFiller
from perfxl.forms.sources import checked
from tests.core.checks.forms import CLEAN
from tests.corpus.notation import FORMS, workbook


@pytest.mark.parametrize(
    ("name", "rulebook", "code", "named"),
    [
        ("120_merged_actuals", None, "W01", "hubei-2020"),  # 20, 40 and 40
        ("120_merged_actuals", "hubei-2020", "W01", None),
        ("24_cost_dimension", None, "N03", "mof-2021"),  # 10, 20, 40, 20 and 10
        ("01_official", "hubei-2020", "W01", "mof-2020"),
        ("118_execution_first", None, "W01", ""),  # 10, 40, 40 and 10: nobody's
    ],
)
def test_the_rulebook_of_just_these_weights(
    name: str, rulebook: str | None, code: str, named: str | None, tmp_path: Path
) -> None:
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(workbook(FORMS / f"{name}.form"))
    (result,) = checked([path], rulebook=rulebook)
    found = [each.fix for each in result.findings if each.code == code]
    if named is None:
        assert not found
        return
    (fix,) = found
    assert f"--rulebook {named}" in fix if named else "--rulebook" not in fix


def test_a_form_of_ours_that_lost_a_row_is_nobody_elses(tmp_path: Path) -> None:
    """It prints 10 for the execution rate: with 40, 30 and 10 it is not the 20, 40 and 40 of Hubei."""
    rows = tuple(row for n, row in enumerate(CLEAN.indicators, 1) if n != 3)  # 10 points of 产出
    short = replace(CLEAN, indicators=rows, execution_weight=None, places={}, evidence=())
    path = tmp_path / "表.xlsx"
    path.write_bytes(FormFiller("mof-2020").fill(short).data)
    (result,) = checked([path])
    (found,) = [each for each in result.findings if each.code == "W02"]
    assert "产出指标40" in found.found
    assert "--rulebook" not in found.fix

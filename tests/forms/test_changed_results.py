"""Our own forms after a person has changed them: nothing typed is lost, nothing stale is believed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from perfxl.cli import main
from perfxl.core.evaluation import Evidence
from perfxl.forms.filler import FormFiller
from perfxl.forms.master_book import write_master
from perfxl.forms.rulebooks import rulebook_names
from perfxl.forms.score_cells import Cells
from perfxl.forms.sources import Checked, checked
from tests.benchmarks.masters import evaluations

# The first of the real forms: eight indicators in rows 14 to 21, the total in row 22.
[FORM] = evaluations(1)
FILLERS = {cells: FormFiller("mof-2020", cells) for cells in Cells}
SHEET = "xl/worksheets/sheet1.xml"


def typed(source: bytes, path: Path, numbers: Mapping[str, str]) -> Path:
    """The workbook with numbers typed over cells, as Excel saves it."""
    path.write_bytes(source)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = parts[SHEET].decode()
    for cell, number in numbers.items():
        sheet, found = re.subn(
            rf'<c r="{cell}"( s="\d+")[^>]*>.*?</c>', rf'<c r="{cell}"\1><v>{number}</v></c>', sheet
        )
        assert found == 1, cell
    parts[SHEET] = sheet.encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


def form(folder: Path, cells: Cells, **numbers: str) -> Checked:
    path = typed(FILLERS[cells].fill(FORM).data, folder / "表.xlsx", numbers)
    [found] = checked([path])
    return found


def new_codes(folder: Path, cells: Cells, **numbers: str) -> set[str]:
    before = {finding.code for finding in form(folder, cells).findings}
    return {finding.code for finding in form(folder, cells, **numbers).findings} - before


@pytest.mark.parametrize("cells", list(Cells))
@pytest.mark.parametrize(
    ("numbers", "codes"),
    [
        ({"H22": "50"}, {"S11"}),  # 总分
        ({"G22": "90"}, {"W05"}),  # 分值合计
        ({"H6": "0.5"}, {"F11"}),  # 执行率
        ({"I6": "3"}, {"S07"}),  # 执行得分
    ],
)
def test_a_result_typed_over_is_spoken_of(
    tmp_path: Path, cells: Cells, numbers: dict[str, str], codes: set[str]
) -> None:
    found = new_codes(tmp_path, cells, **numbers)
    assert codes <= found, found


def test_what_a_collected_form_printed_is_shown_where_it_is_kept(tmp_path: Path) -> None:
    """The total's own cell shows 100, and the finding said that it was 90."""
    printed = replace(FORM, evidence=(Evidence("总分.分值", "90"),))
    path = tmp_path / "表.xlsx"
    path.write_bytes(FILLERS[Cells.NATIVE].fill(printed).data)
    [found] = checked([path])
    [wrong] = [finding for finding in found.findings if finding.code == "W05"]
    cell = openpyxl.load_workbook(path)[wrong.where.sheet][wrong.where.cell]
    assert (cell.parent.title, cell.value) == ("评分依据", 90)


@pytest.mark.parametrize("cells", [Cells.NATIVE, Cells.UDF])
def test_a_score_typed_over_its_formula_is_the_persons_own(tmp_path: Path, cells: Cells) -> None:
    found = form(tmp_path, cells, H14="7")
    assert found.scorecard.indicators[0].awarded == 7


def test_a_score_changed_where_there_are_no_formulas_is_compared_with_the_rule(
    tmp_path: Path,
) -> None:
    found = form(tmp_path, Cells.VALUES, H14="1")
    assert found.scorecard.indicators[0].awarded is None
    assert found.evaluation.indicators[0].printed_score == "1"
    assert "S07" in {finding.code for finding in found.findings}


def test_a_score_left_behind_by_its_actual_is_spoken_of(tmp_path: Path) -> None:
    assert {"S07", "S11"} & new_codes(tmp_path, Cells.VALUES, F14="0")


@pytest.mark.parametrize("cells", list(Cells))
def test_a_weight_of_the_execution_rate_typed_into_the_form_counts(
    tmp_path: Path, cells: Cells
) -> None:
    assert form(tmp_path, cells).evaluation.execution_weight == FORM.execution_weight
    found = form(tmp_path, cells, G6="20")
    assert found.evaluation.execution_weight.raw == "20"
    assert found.scorecard.execution.weight == 20


@pytest.mark.parametrize("name", rulebook_names())
def test_a_form_is_checked_by_the_rulebook_that_scored_it(tmp_path: Path, name: str) -> None:
    """Also together with its master, from generate to check and roll-up."""
    master, folder = tmp_path / "总表.xlsx", tmp_path / "自评表"
    write_master(tuple(evaluations(3)), master, rulebook=name)
    run = CliRunner().invoke
    run(main, ["generate", str(master), "--out", str(folder)])
    totals = [each.scorecard.total for each in checked([master])]
    found = list(checked([folder]))
    assert {each.rulebook for each in found} == {name}
    assert [each.scorecard.total for each in found] == totals
    result = run(main, ["rollup", str(master), str(folder), "--out", str(tmp_path / "汇总.xlsx")])
    assert result.exit_code in (0, 1), result.output


def test_a_form_of_a_rulebook_that_is_not_here_says_so(tmp_path: Path) -> None:
    own = tmp_path / "本省办法"
    own.mkdir()
    (own / "rulebook.toml").write_text(
        'base = "mof-2020"\nid = "own"\ntitle = "本省办法"\nreference = "本省文件"\n',
        encoding="utf-8",
    )
    path = tmp_path / "表.xlsx"
    path.write_bytes(FormFiller(str(own)).fill(FORM).data)
    [found] = checked([path])
    assert found.findings[0].code == "L16"
    [found] = checked([path], rulebook=str(own))
    assert "L16" not in {finding.code for finding in found.findings}


def test_a_total_typed_over_does_not_claim_that_scores_are_blank(tmp_path: Path) -> None:
    rows = tuple(row._replace(printed_score=None) for row in FORM.indicators)
    new = FILLERS[Cells.NATIVE].fill(replace(FORM, indicators=rows, evidence=())).data
    [checked_form] = checked([typed(new, tmp_path / "表.xlsx", {"H22": "1"})])
    [said] = [each for each in checked_form.findings if each.code == "S07"]
    assert (said.field, said.found) == ("总分.得分", "1")
    assert "空白" not in said.fix

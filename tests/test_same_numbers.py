"""The same defects are the same number, whichever command counts them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from perfxl.cli import main
from perfxl.forms.master import read_master
from perfxl.forms.master_book import write_master
from perfxl.forms.score_cells import Cells

MASTER = Path(__file__).parent.parent / "workbooks" / "master_2020.xlsx"
ALONE = "16"  # one project: nothing shows across several


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A master of one project with a text and an error value for numbers, and its form."""
    folder = tmp_path_factory.mktemp("numbers")
    (alone,) = (each for each in read_master(MASTER).evaluations if each.code == ALONE)
    write_master((alone,), folder / "总表.xlsx", rulebook="mof-2020", cells=Cells.VALUES)
    book = openpyxl.load_workbook(folder / "总表.xlsx")
    headings = {cell.value: cell.column for cell in book["项目"][4]}
    book["项目"].cell(5, headings["年度资金总额_年初预算数"], "320万元")
    book["项目"].cell(5, headings["年度资金总额_全年预算数"], "#REF!").data_type = "e"
    headings = {cell.value: cell.column for cell in book["指标"][4]}
    book["指标"].cell(5, headings["分值"], "5分")
    book.save(folder / "总表.xlsx")
    run(folder, "generate 总表.xlsx --out 表")
    return folder


def run(folder: Path, line: str) -> str:
    words = [str(folder / word) if "." in word or word == "表" else word for word in line.split()]
    return CliRunner().invoke(main, words, catch_exceptions=False).stdout


def numbers(said: str) -> str:
    *_, last = re.findall(r"错误 \d+，警告 \d+，提示 \d+", said.partition("；其中总表本身")[0])
    return last


@pytest.mark.parametrize(
    "line",
    [
        "check 表",
        "check 总表.xlsx 表",
        "generate 总表.xlsx --out 表",
        "generate 总表.xlsx --out 表 --jobs 2 --force",
        "generate 总表.xlsx --bundle 公开.xlsx --force",
        "rollup 总表.xlsx --out 汇总.xlsx --force",
        "rollup 表 --out 汇总.xlsx --force",
        "rollup 总表.xlsx 表 --out 汇总.xlsx --force",
        "report 总表.xlsx --out 报告.docx --force",
        "report 总表.xlsx --out 报告.docx --project 16 --force",
    ],
)
def test_every_command_counts_as_a_check_of_the_master_does(line: str, folder: Path) -> None:
    checked = run(folder, "check 总表.xlsx")
    assert {code for code in ("M08", "M11") if code in checked} == {"M08", "M11"}
    assert numbers(run(folder, line)) == numbers(checked)


def test_a_roll_up_tells_what_belongs_to_no_project(folder: Path) -> None:
    """Its workbook counts by project, and not the cells of the master."""
    said = run(folder, "rollup 总表.xlsx --out 汇总.xlsx --force")
    assert "；其中总表本身的：错误 3，警告 0，提示 0。" in said
    book = openpyxl.load_workbook(folder / "汇总.xlsx", data_only=True)
    cells = [str(cell.value) for row in book["总览"].iter_rows() for cell in row]
    errors = int(re.findall(r"错误 (\d+)", said.partition("检查问题：")[2])[0])
    assert int(cells[cells.index("错误") + 1]) == errors - 3


def test_json_lists_nothing_twice(folder: Path) -> None:
    document = json.loads(run(folder, "generate 总表.xlsx --out 表 --json"))
    (form,) = document["forms"]
    told = {(each["sheet"], each["cell"]) for each in document["master_findings"]}
    assert len(told) == 3
    assert not told & {(each["sheet"], each["cell"]) for each in form["findings"]}

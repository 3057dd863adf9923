"""``perfxl rollup`` as a person runs it: the workbook, and what --json says of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from perfxl.cli import main
from perfxl.core.evaluation import Funding
from perfxl.forms.master_book import write_master
from tests.core.checks.forms import CLEAN, planted

DOCUMENT = Path(__file__).parents[1] / "docs" / "json.md"
FIRST = replace(CLEAN, code="01")
SECOND = replace(
    planted(CLEAN, {"指标1.实际完成值": "1", "指标1.偏差原因分析及改进措施": "停课一次，已补课"}),
    code="02",
    project="设备更新",
    unit="二中",
    funding=Funding(),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a master of two projects, one of them without funds, entered."""
    write_master([FIRST, SECOND], tmp_path / "总表.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["rollup", "总表.xlsx", "--out", "汇总.xlsx", *arguments])
    return result.exit_code, result.stdout


def test_json_says_what_the_sheets_say(folder: Path) -> None:
    code, output = run("--json")
    assert code == 1  # the second project has no budget
    document = json.loads(output)
    first, second = document["projects"]
    assert (first["rank"], first["code"], first["total"], first["grade"]) == (1, "01", "99", "优")
    assert (first["annual_budget"], first["executed"], first["rate"]) == ("60", "54", "0.9")
    assert (second["rank"], second["total"], second["complete"]) == (None, "82.5", False)
    assert (second["annual_budget"], second["rate"]) == (None, None)
    assert document["counts"]["projects"] == 2
    assert document["mean"] == "99"
    assert document["grades"][0] == {"name": "优", "count": 1}
    assert document["funds"][0]["source"] == "年度资金总额"
    assert [line["unit"] for line in document["units"]] == ["考试中心", "二中"]
    assert document["aspects"][0]["ratio"] == "0.75"
    assert (document["problems"], document["remarks"], document["left_out"]) == ([], [], [])
    book = load_workbook(folder / "汇总.xlsx", data_only=True)
    shown = [row[5] for row in book["项目排名"].iter_rows(min_row=5, max_row=6, values_only=True)]
    assert shown == [float(each["total"]) for each in (first, second)]


def test_the_sums_of_funds_say_what_they_leave_out(folder: Path) -> None:
    _, output = run()
    assert "全年预算 60 万元，全年执行 54 万元；1 个项目没有这两个数，没有计入" in output
    book = load_workbook(folder / "汇总.xlsx")
    for name in ("单位汇总", "资金"):
        note = book[name]["A2"].value
        assert "只有全年预算数、全年执行数之一的，不算执行率，两个都没有的不计入" in note


def test_every_key_is_described(folder: Path) -> None:
    document = json.loads(run("--json")[1])
    section = DOCUMENT.read_text(encoding="utf-8").split("## perfxl rollup --json")[1]
    described = set(re.findall(r"`(\w+)`", section.split("\n## ")[0]))
    keys = set(document) | set(document["counts"])
    for part in ("grades", "funds", "projects", "units", "aspects"):
        keys |= set(document[part][0])
    assert keys <= described


def test_a_sum_that_nobody_filled_in_is_blank(folder: Path) -> None:
    run()
    sheet = load_workbook(folder / "汇总.xlsx", data_only=True)["单位汇总"]
    rows = {row[1]: row[5:8] for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert rows["考试中心"] == (60, 54, 0.9)
    assert [each or None for each in rows["二中"]] == [None, None, None]
    assert sheet["F5"].number_format == "#,##0.00????"  # the decimal points stand in line

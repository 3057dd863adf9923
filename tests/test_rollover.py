"""``perfxl rollover`` as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from perfxl.cli import main
from perfxl.forms.master import read_master
from perfxl.forms.master_book import write_master
from tests.core.checks.forms import CLEAN, Value, planted


def rollover(folder: Path, faults: dict[str, Value] | None = None, *options: str) -> Result:
    write_master([planted(CLEAN, faults or {})], folder / "2020.xlsx", force=True)
    arguments = ["rollover", str(folder / "2020.xlsx"), "--out", str(folder / "2021.xlsx")]
    return CliRunner().invoke(main, [*arguments, *options])


def test_a_plan_without_questions_exits_clean(tmp_path: Path) -> None:
    result = rollover(tmp_path)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "时限后移一年，共 1 处：",
        "  2020年12月30日 → 2021年12月30日  1 处",
        "保留：项目、单位、指标、指标值、分值、预期目标。",
        "清空：全部金额（新的年度另有预算）、实际完成值、完成情况、核定得分、原表得分、"
        "偏差原因、实际完成情况、原表数据。",
        "已把 1 个项目、7 个指标结转到 2021 年度，评分办法 mof-2020；"
        f"需要核对的 0 处。新总表：{tmp_path / '2021.xlsx'}",
    ]
    assert read_master(tmp_path / "2021.xlsx").evaluations[0].year == 2021


def test_what_must_be_looked_at_is_listed_by_cell(tmp_path: Path) -> None:
    result = rollover(tmp_path, {"项目名称": "2020年培训经费"})
    assert result.exit_code == 1
    first, second, third, *_ = result.output.splitlines()
    assert first == "请在新总表里核对："
    assert second.split() == ["!", "警告", "Y01", second.split()[3], "项目名称", "名称中有年份"]
    assert second.split()[3].startswith("［项目］B")
    assert "“2020年培训经费”，写着2020年" in third


def test_many_notations_are_cut_short(tmp_path: Path) -> None:
    dates = {f"指标{number}.年度指标值": f"2020年12月{number}日" for number in range(1, 8)}
    form = planted(CLEAN, dict(dates))
    forms = [
        planted(form, {"指标1.年度指标值": f"2020年{month}月{day}日"})
        for month in (3, 4, 5)
        for day in range(1, 9)
    ]
    write_master(forms, tmp_path / "2020.xlsx")
    arguments = ["rollover", str(tmp_path / "2020.xlsx"), "--out", str(tmp_path / "2021.xlsx")]
    output = CliRunner().invoke(main, arguments).output
    assert output.count(" → ") == 20
    assert "另有 10 种写法，加 --json 可全部列出" in output


def test_json(tmp_path: Path) -> None:
    result = rollover(tmp_path, {"项目名称": "2020年培训经费"}, "--json")
    found = json.loads(result.output)
    assert (found["year"], found["projects"], found["rulebook"]) == (2021, 1, "mof-2020")
    assert found["deadlines"] == [
        {
            "code": "01",
            "field": "指标3.年度指标值",
            "before": "2020年12月30日",
            "after": "2021年12月30日",
        }
    ]
    assert [finding["code"] for finding in found["findings"]] == ["Y01"]
    assert found["findings"][0]["sheet"] == "项目"
    assert found["master_findings"] == []


WRONG = [
    # arguments, message
    (["rollover", "没有.xlsx", "--out", "2021.xlsx"], "没有.xlsx"),
    (["rollover", "2020.xlsx", "--out", "2020.xlsx", "--force"], "不能把结果写在它上面"),
    (["rollover", "2020.xlsx", "--out", "没有/2021.xlsx"], "文件夹不存在"),
    (
        ["rollover", "2020.xlsx", "--out", "2021.xlsx", "--rulebook", "mof-2099"],
        "没有名为 mof-2099 的评分办法",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_what_cannot_run_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_master([CLEAN], tmp_path / "2020.xlsx")
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output
    assert [file.name for file in tmp_path.iterdir()] == ["2020.xlsx"]


def test_a_row_that_was_not_read_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "2020.xlsx"
    write_master([CLEAN], path)
    book = load_workbook(path)
    row = next(row for row in book["指标"].iter_rows() if row[0].value == "01")
    row[0].value = "77"
    book.save(path)
    result = CliRunner().invoke(main, ["rollover", str(path), "--out", str(tmp_path / "2021.xlsx")])
    assert result.exit_code == 1
    assert result.output.startswith("原总表里的问题（有关的行可能没有结转）：")
    assert "M07" in result.output

"""``perfxl collect`` as a person and as a program runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook

from perfxl.cli import main
from perfxl.forms.master import read_master
from tests.corpus.expectation import expected
from tests.corpus.notation import FORMS, workbook
from tests.forms.sample_forms import ROWS, sheet_rows, write_form, write_web_page

SEED = Path(__file__).parent / "corpus" / "self_evaluation_forms_2020.txt"
NAMES = sorted(path.stem for path in FORMS.glob("*.form"))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)


def collect(folder: Path, *arguments: object) -> Result:
    return run("collect", folder / "收", "--out", folder / "总表.xlsx", *arguments)


def test_each_file_says_how_many_of_its_cells_were_used(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx")
    lines = sheet_rows("另一项目")
    lines.insert(2, ["这一格谁也不认识", None, "这一格也是"])
    write_web_page(tmp_path / "收" / "b.html", lines)
    (tmp_path / "收" / "c.xlsx").write_bytes(b"")
    result = collect(tmp_path)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"{tmp_path}/收/a.xlsx　1 份表　内容 81 格，全部用上",
        f"{tmp_path}/收/b.html　1 份表　内容 83 格：用上 81，未归位 2",
        "  未归位 表1第3行第1格：这一格谁也不认识",
        "  未归位 表1第3行第3格：这一格也是",
        f"✗ {tmp_path}/收/c.xlsx：文件是空的（0字节或没有内容）；请向填报单位重新索取",
        f"从 2 个文件读到 2 份表、10 个指标，已写入 {tmp_path}/总表.xlsx；"
        "未归位的内容 2 处；读不了的文件 1 个",
        "检查问题：错误 0，警告 0，提示 2。"
        f"逐条查看，连同项目之间的重复、雷同：perfxl check {tmp_path}/收",
    ]


def test_what_stands_outside_the_forms_is_counted_by_sheet(tmp_path):
    path = write_form(tmp_path / "收" / "a.xlsx")
    book = load_workbook(path)
    other = book.create_sheet("说明")
    for row in (["本单位的说明", "一"], ["二"]):
        other.append(row)
    book.save(path)
    assert "内容 84 格：用上 81，表外 3（说明 3）" in collect(tmp_path).stdout
    result = run("check", tmp_path / "收", "--json")
    (file,) = json.loads(result.stdout)["files"]
    assert file["cells"] == {"found": 84, "used": 81, "unplaced": 0, "outside": 3}
    assert file["outside"] == [{"sheet": "说明", "cells": 3}]


def test_our_own_helper_columns_are_not_counted(tmp_path):
    run("collect", SEED, "--out", tmp_path / "总表.xlsx")
    run("generate", tmp_path / "总表.xlsx", "--out", tmp_path / "表")
    files = json.loads(run("check", tmp_path / "表", "--json").stdout)["files"]
    assert len(files) == 17
    for file in files:
        assert file["cells"]["found"] == file["cells"]["used"]
        assert file["unplaced"] == file["outside"] == []
        assert 100 < file["cells"]["found"] < 200


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_of_a_file_is_used_unplaced_or_outside(name, tmp_path):
    """The number of cells that openpyxl finds, whatever the form looks like."""
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(workbook(FORMS / f"{name}.form"))
    filled = sum(
        bool(str(cell.value).strip())
        for sheet in load_workbook(path, data_only=True)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    )
    (file,) = json.loads(run("check", path, "--json").stdout)["files"]
    if not expected(FORMS / f"{name}.toml"):
        assert "没有找到绩效自评表" in file["problem"]
        return
    cells = file["cells"]
    assert cells["found"] == cells["used"] + cells["unplaced"] + cells["outside"]
    assert cells["found"] == filled
    assert cells["unplaced"] == len(file["unplaced"])


GLUED = (
    "项目支出绩效自评表(2021年度)项目名称道路清扫保洁经费主管部门街道办事处实施单位环卫所"
    "项目资金(万元)年初预算数全年预算数全年执行数分值执行率得分年度资金总额310.2310.2154.741050%5"
    "绩效指标一级指标二级指标三级指标年度指标值实际完成值分值得分偏差原因产出指标数量指标清扫街道20201010"
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (GLUED, "有表头的字样，但分不出行列"),
        ("项目支出绩效自评表(2021年度)\n请各单位按时报送。", "没有绩效指标的表头"),
        ("关于报送自评表的通知\n请各单位按时报送。", "请确认是不是选错了文件"),
    ],
)
def test_a_text_without_a_form_is_told_why(text, reason, tmp_path):
    path = tmp_path / "复制.txt"
    path.write_text(text, encoding="utf-8")
    (file,) = json.loads(run("check", path, "--json").stdout)["files"]
    assert reason in file["problem"]


def test_a_master_is_not_counted_by_cells(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx")
    collect(tmp_path)
    (file,) = json.loads(run("check", tmp_path / "总表.xlsx", "--json").stdout)["files"]
    assert file["cells"] is None


def test_the_json_of_collect(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx")
    (tmp_path / "收" / "b.xlsx").write_bytes(b"")
    book = Workbook()
    book.active.title = "总览"
    for name in ("项目排名", "单位汇总"):
        book.create_sheet(name)
    book.save(tmp_path / "收" / "汇总.xlsx")  # our own roll-up: no form, and no fault
    document = json.loads(collect(tmp_path, "--json").stdout)
    assert document["counts"] == {
        "files": 2,
        "forms": 1,
        "indicators": len(ROWS),
        "unreadable": 1,
        "unplaced": 0,
        "left_out": 0,
        "forms_with_findings": 0,
        "error": 0,
        "warning": 0,
        "note": 1,
    }
    assert document["repeated"] == []
    first, second = document["files"]
    assert first["forms"] == [
        {
            "kind": "项目支出绩效自评表",
            "project": "教师培训",
            "department": "教育局",
            "unit": "考试中心",
            "year": 2020,
            "indicators": 5,
            "findings": [],
        }
    ]
    assert first["cells"] == {"found": 81, "used": 81, "unplaced": 0, "outside": 0}
    assert second["cells"] is None
    assert "文件是空的" in second["problem"]
    assert len(read_master(tmp_path / "总表.xlsx").evaluations) == 1


@pytest.mark.parametrize("command", ["collect", "check", "rollup"])
def test_any_number_of_processes_gives_the_same(command, tmp_path):
    for number in range(12):
        write_form(tmp_path / "收" / f"{number:02}.xlsx", f"项目{number}", executed=number)
    (tmp_path / "收" / "04a.xlsx").write_bytes(b"")
    found = []
    for jobs in (1, 3):
        out = tmp_path / "out.xlsx"
        options = [] if command == "check" else ["--out", out, "--force"]
        result = run(command, tmp_path / "收", "--jobs", jobs, *options)
        found.append((result.exit_code, result.stdout, out.read_bytes() if options else b""))
    assert found[0] == found[1]
    assert found[0][0] == 1


def test_the_end_says_how_many_forms_have_findings_as_a_check_of_them_does(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx")
    rows = sheet_rows("另一项目")
    write_web_page(tmp_path / "收" / "b.html", [row for row in rows if row[0] != "主管部门"])
    (tmp_path / "收" / "c.txt").write_bytes(SEED.read_bytes())
    end = collect(tmp_path).stdout.splitlines()[-1]
    checked = json.loads(run("check", tmp_path / "收", "--json").stdout)
    found = [
        [each["severity"] for each in form["findings"] if not each["code"].startswith("X")]
        for file in checked["files"]
        for form in file["forms"]
    ]
    every = [severity for form in found for severity in form]
    numbers = [every.count(severity) for severity in ("error", "warning", "note")]
    forms = sum(not {"error", "warning"}.isdisjoint(form) for form in found)
    assert forms == 15
    errors, warnings, remarks = numbers
    assert end == (
        f"检查问题：错误 {errors}，警告 {warnings}，提示 {remarks}，{forms} 份表要看。"
        f"逐条查看，连同项目之间的重复、雷同：perfxl check {tmp_path}/收"
    )
    again = collect(tmp_path, "--force", "--json")
    counts = json.loads(again.stdout)["counts"]
    assert [counts[key] for key in ("error", "warning", "note")] == numbers
    assert counts["forms_with_findings"] == forms


def test_of_many_files_the_master_is_to_be_checked(tmp_path):
    paths = [write_form(tmp_path / f"{number}.xlsx") for number in range(4)]
    result = run("collect", *paths, "--out", tmp_path / "总表.xlsx")
    assert result.stdout.splitlines()[-1].endswith(f"：perfxl check {tmp_path}/总表.xlsx")


def test_a_project_handed_in_twice_is_written_once_if_nothing_differs(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx")
    write_web_page(tmp_path / "收" / "b.html", sheet_rows())
    result = collect(tmp_path)
    assert result.exit_code == 1
    assert f"没有写入 教师培训（{tmp_path}/收/b.html" in result.stdout
    assert f"：和 {tmp_path}/收/a.xlsx［自评表］" in result.stdout
    assert " 是同一项目，内容相同\n" in result.stdout
    assert "（重复的 1 份没有写入）" in result.stdout
    assert len(read_master(tmp_path / "总表.xlsx").evaluations) == 1


def test_a_project_handed_in_twice_with_a_difference_is_written_twice_and_told(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx")
    write_form(tmp_path / "收" / "b.xlsx", executed=55)
    result = collect(tmp_path)
    assert result.exit_code == 1
    assert "! 写入了两份 教师培训" in result.stdout
    assert "内容不同（年度资金总额.全年执行数" in result.stdout
    assert len(read_master(tmp_path / "总表.xlsx").evaluations) == 2
    (told,) = json.loads(collect(tmp_path, "--json", "--force").stdout)["repeated"]
    assert (told["same"], told["left_out"]) == (False, False)
    assert told["differing"][0] == "年度资金总额.全年执行数"


def test_a_target_form_and_the_self_evaluation_of_its_project_are_no_copies(tmp_path):
    form = write_form(tmp_path / "收" / "a.xlsx")
    book = load_workbook(form)
    book.active["A1"] = "项目支出绩效目标申报表"
    book.save(form.with_name("b.xlsx"))
    document = json.loads(collect(tmp_path, "--json").stdout)
    assert {file["forms"][0]["kind"] for file in document["files"]} == {
        "项目支出绩效自评表",
        "绩效目标申报表",
    }
    assert document["repeated"] == []

"""Files and folders a person names, read and checked together."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from perfxl.cli import main
from perfxl.forms.adjustments import adjustments
from perfxl.forms.files import find_files
from perfxl.forms.findings_book import write_findings
from perfxl.forms.master_book import write_master
from perfxl.forms.report_document import write_report
from perfxl.forms.sources import (
    checked,
    checked_together,
    counted_forms,
    scored_forms,
)
from tests.forms.sample_forms import ROWS, sheet_rows, write_form, write_web_page

SEED = Path(__file__).parents[1] / "corpus" / "self_evaluation_forms_2020.txt"


def codes(folder: Path, **options: object) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for result in checked_together([folder], **options):
        found.setdefault(result.path.name, []).extend(each.code for each in result.findings)
    return found


def test_a_file_named_twice_is_read_once(tmp_path):
    write_form(tmp_path / "表" / "a.xlsx")
    paths = [tmp_path, tmp_path / "表", tmp_path / "表" / "a.xlsx", tmp_path / "表" / ".." / "表"]
    assert [path.name for path in find_files(paths)] == ["a.xlsx"]
    assert "X01" not in codes(tmp_path)["a.xlsx"]


def test_what_office_and_systems_leave_behind_is_no_form(tmp_path):
    for name in ("~$a.xlsx", ".perfxl.lock", "Thumbs.db", "desktop.ini", "a.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [path.name for path in find_files([tmp_path])] == ["a.txt"]


@pytest.fixture
def locked(tmp_path, monkeypatch):
    """A folder that may not be looked into; for the superuser there is none, so it is played."""
    scandir = os.scandir

    def refusing(path):
        if Path(path).name == "二科":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    write_form(tmp_path / "收" / "一科" / "a.xlsx")
    write_form(tmp_path / "收" / "二科" / "b.xlsx")
    monkeypatch.setattr(os, "scandir", refusing)
    return tmp_path / "收" / "二科"


@pytest.mark.parametrize("named", ["收", "收/二科"])
def test_a_folder_that_may_not_be_looked_into_is_named(tmp_path, locked, named):
    *others, last = checked_together([tmp_path / named])
    assert [it.path.name for it in others] == (["a.xlsx"] if named == "收" else [])
    assert last.problem.startswith(f"{locked}：文件夹没有权限读取，里面的文件都没有读")


@pytest.mark.parametrize("command", ["check", "collect", "explain", "report", "rollup", "submit"])
def test_every_command_names_a_folder_that_it_may_not_look_into(tmp_path, locked, command):
    suffix = {"report": ".docx", "collect": ".xlsx", "rollup": ".xlsx"}.get(command, "")
    out = () if command in ("check", "explain") else ("--out", str(tmp_path / f"出{suffix}"))
    result = CliRunner().invoke(main, [command, str(tmp_path / "收"), *out])
    assert result.exit_code == 1, result.output
    assert str(locked) in result.output
    assert "文件夹没有权限读取" in result.output


def test_a_report_of_ours_is_no_form(tmp_path):
    forms = scored_forms(checked_together([write_form(tmp_path / "a.xlsx")]))
    for number in (1, 2):
        path = tmp_path / f"{number}.docx"
        write_report(forms * number, path, rulebook="mof-2020")
        (result,) = checked_together([path])
        assert result.problem == f"{path}：这是 perfxl 写的自评报告，不是自评表，没有读"


def test_forms_are_checked_against_each_other(tmp_path):
    write_form(tmp_path / "a.xlsx")
    write_form(tmp_path / "子" / "b.xlsx")
    assert "X01" in codes(tmp_path)["a.xlsx"]
    assert "X01" in codes(tmp_path)["b.xlsx"]
    assert all(finding.code[0] != "X" for each in checked([tmp_path]) for finding in each.findings)


def test_the_seed_has_the_findings_across_that_stand_in_its_text():
    found = [finding for each in checked_together([SEED]) for finding in each.findings]
    assert sorted(finding.code for finding in found if finding.code[0] == "X") == [
        *["X04"] * 2,
        *["X06"] * 5,
    ]


def test_a_form_is_compared_with_its_row_of_the_master(tmp_path):
    form = write_form(tmp_path / "收" / "a.xlsx", executed=55)
    write_form(tmp_path / "收" / "b.xlsx", "另一项目", goal="另外", rows=ROWS[:2])
    master = tmp_path / "总表.xlsx"
    evaluations = [each.evaluation for each in checked([tmp_path / "收"])]
    write_master(evaluations, master)
    paths = [master, tmp_path / "收"]

    def across() -> list[tuple[str, str, str]]:
        return [
            (each.path.name, finding.code, f"{finding.field}：{finding.found}，{finding.expected}")
            for each in checked_together(paths)
            for finding in each.findings
            if finding.code[0] == "X"
        ]

    assert across() == []
    write_form(form, executed=60)
    assert across() == [
        ("a.xlsx", "X08", "年度资金总额.全年执行数：60万元，55万元（总表［项目］J5）"),
        ("a.xlsx", "X08", "当年财政拨款.全年执行数：60万元，55万元（总表［项目］M5）"),
    ]
    listed = load_workbook(master)["项目"]
    assert (listed["J5"].value, listed["M5"].value) == (55, 55)


def test_unread_files_stand_between_the_forms(tmp_path):
    write_form(tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").write_bytes(b"")
    write_form(tmp_path / "c.xlsx", "另一项目", unit="一中", goal="x", rows=ROWS[:2])
    results = checked_together([tmp_path])
    assert [(each.path.name, bool(each.problem)) for each in results] == [
        ("a.xlsx", False),
        ("b.xlsx", True),
        ("c.xlsx", False),
    ]
    assert "空的" in results[1].problem


def test_the_findings_workbook_is_not_taken_for_a_form(tmp_path):
    write_form(tmp_path / "a.xlsx")
    write_findings(checked_together([tmp_path]), tmp_path / "问题.xlsx")
    assert [each.path.name for each in checked_together([tmp_path])] == ["a.xlsx"]


@pytest.mark.parametrize(
    ("title", "weights", "checked_too"),
    [
        ("项目支出绩效自评表", True, True),
        ("部门整体支出绩效自评表", True, True),
        ("项目支出绩效目标申报表", True, False),
        ("项目支出绩效运行监控表", True, False),
        ("转移支付绩效自评表", True, True),
        ("转移支付绩效自评表", False, False),
    ],
)
def test_only_forms_with_scores_are_scored(tmp_path, title, weights, checked_too):
    rows = ROWS if weights else [(*row[:5], None, None, None) for row in ROWS]
    lines = sheet_rows(rows=rows)
    lines[0] = [title]
    write_web_page(tmp_path / "a.html", lines)
    (result,) = checked_together([tmp_path])
    assert (result.evaluation is not None) is checked_too
    assert bool(result.remark) is not checked_too
    assert result.problem == ""


def test_a_transfer_without_weights_is_checked_and_not_rolled_up(tmp_path):
    unmet = ("产出指标", "数量指标", "培训次数（次）", "2", "1")
    lines = sheet_rows(rows=[(*row[:5], None, None, None) for row in (unmet, *ROWS[1:])])
    lines[0] = ["转移支付绩效自评表"]
    write_web_page(tmp_path / "a.html", lines)
    (result,) = checked_together([tmp_path])
    assert (
        result.remark
        == "教师培训：这是“转移支付绩效自评表”，没有分值，不评分、不汇总；其余内容已检查"
    )
    found = {finding.code for finding in result.findings}
    assert "R01" in found
    assert not {code for code in found if code[0] in "WS"}
    assert counted_forms([result]).forms == ()


LENIENT = """
base = "mof-2020"
id = "local"
title = "本地办法"
reference = "本地通知"
[severities.S14]
severity = "不报"
reason = "本地不抽查满分项目"
reference = "本地通知第3条"
[severities.X01]
severity = "提示"
reason = "分批申报"
reference = "本地通知第4条"
"""


def test_a_rulebook_judges_findings_across_and_says_why(tmp_path):
    write_form(tmp_path / "forms" / "a.xlsx")
    write_form(tmp_path / "forms" / "b.xlsx")
    rulebook = tmp_path / "rulebook.toml"
    rulebook.write_text(LENIENT, encoding="utf-8")
    results = checked_together([tmp_path / "forms"], rulebook=str(rulebook))
    assert [[(f.code, f.severity.value) for f in each.findings] for each in results] == [
        [("X01", "提示")],
        [("X01", "提示")],
    ]
    assert [
        (
            each.rulebook,
            each.kind.code,
            each.kind.severity.value,
            each.outcome,
            each.reason,
            each.reference,
        )
        for each in adjustments(results)
    ] == [
        ("本地办法", "S14", "提示", "不报", "本地不抽查满分项目", "本地通知第3条"),
        ("本地办法", "X01", "错误", "提示", "分批申报", "本地通知第4条"),
    ]


def test_without_forms_there_are_no_adjustments(tmp_path):
    (tmp_path / "a.txt").write_text("没有表", encoding="utf-8")
    assert adjustments(checked_together([tmp_path])) == ()


def test_formulas_without_results_are_one_finding_of_their_form(tmp_path):
    """openpyxl saves formulas and computes none."""
    path = write_form(tmp_path / "a.xlsx")
    book = load_workbook(path)
    for number, cell in enumerate(("H13", "C16", "G14")):
        book.active[cell] = f"={number}+1"
    book.save(path)
    [(finding)] = [
        finding for each in checked([path]) for finding in each.findings if finding.code == "L14"
    ]
    assert finding.where.cell == "H13"
    assert finding.found == "3 个公式没有结果，H13 是其中第一个"


DAMAGED = {
    "renamed": {"指标": "绩效指标"},
    "deleted": {"指标": ""},
    "projects renamed": {"项目": "Sheet1"},
    "all renamed": {"项目": "甲", "指标": "乙", "单位与年度": "丙"},
}


@pytest.mark.parametrize(
    ("change", "words", "code"),
    [
        *((change, ["check"], 1) for change in DAMAGED),
        ("renamed", ["explain"], 1),
        ("renamed", ["collect", "--out", "新.xlsx"], 2),
        ("renamed", ["rollup", "--out", "新.xlsx"], 2),
        ("renamed", ["report", "--out", "新.docx"], 2),
    ],
)
def test_a_master_that_lost_a_sheet_is_no_form(change, words, code, tmp_path, monkeypatch):
    """Its sheet 项目 was read as the form of a project “提示”, and a report written of it."""
    monkeypatch.chdir(tmp_path)
    write_master((), tmp_path / "总表.xlsx", rulebook="mof-2020")
    book = load_workbook("总表.xlsx")
    for name, new in DAMAGED[change].items():
        if new:
            book[name].title = new
        else:
            del book[name]
    book.save("总表.xlsx")
    result = CliRunner().invoke(main, [words[0], "总表.xlsx", *words[1:]])
    assert "M01" in result.output
    assert result.exit_code == code
    assert not list(tmp_path.glob("新.*"))

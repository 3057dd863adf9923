"""The rule of ``perfxl --help``: 1 whenever there is something for a person to look at."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from perfxl.cli import main
from tests.test_check import clean

COMMANDS = {
    "check": (),
    "collect": ("--out", "总表.xlsx"),
    "rollup": ("--out", "汇总.xlsx"),
    "report": ("--out", "报告.docx"),
    "report of one": ("--out", "报告.docx", "--project", "教师培训"),
}


def run(command: str, folder: Path) -> Result:
    options = [folder / word if "." in word else word for word in COMMANDS[command]]
    arguments = [command.split()[0], folder / "收", *options]
    return CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_to_look_at_is_0(command, tmp_path):
    clean(tmp_path / "收" / "a.html")
    assert run(command, tmp_path).exit_code == 0


@pytest.mark.parametrize("command", [each for each in COMMANDS if each != "collect"])
def test_a_finding_is_1(command, tmp_path):
    clean(tmp_path / "收" / "a.html", unit="")
    result = run(command, tmp_path)
    assert result.exit_code == 1
    if command != "check":
        assert (
            f"检查问题：错误 1，警告 0，提示 0。\n逐条查看：perfxl check {tmp_path}"
            in result.stdout
        )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_cannot_be_read_is_1(command, tmp_path):
    clean(tmp_path / "收" / "a.html")
    (tmp_path / "收" / "b.xlsx").write_bytes(b"")
    assert run(command, tmp_path).exit_code == 1


@pytest.mark.parametrize("command", ["check", "collect"])
def test_content_that_went_nowhere_is_1(command, tmp_path):
    clean(tmp_path / "收" / "a.html")
    path = tmp_path / "收" / "a.html"
    text = path.read_text(encoding="utf-8").replace(
        "<tr>", "<tr><td>这一格谁也不认识</td></tr><tr>", 2
    )
    path.write_text(text, encoding="utf-8")
    result = run(command, tmp_path)
    assert "  未归位 " in result.stdout
    assert result.exit_code == 1


def test_a_doubt_about_the_layout_that_collect_prints_is_1(tmp_path):
    path = clean(tmp_path / "收" / "a.html")
    text = path.read_text(encoding="utf-8").replace("万元", "美元")
    path.write_text(text, encoding="utf-8")
    result = run("collect", tmp_path)
    assert "金额单位不认识" in result.stdout
    assert result.exit_code == 1


def test_what_collect_did_not_read_of_a_master_is_told_and_1(tmp_path):
    """A second sheet of indicators vanished without a word."""
    (tmp_path / "收").mkdir()
    clean(tmp_path / "a.html")
    made = [*map(str, ("collect", tmp_path / "a.html", "--out", tmp_path / "收" / "总表.xlsx"))]
    assert CliRunner().invoke(main, made).exit_code == 0
    assert run("collect", tmp_path).exit_code == 0
    path = tmp_path / "收" / "总表.xlsx"
    book = load_workbook(path)
    book.copy_worksheet(book["指标"]).title = "指标2"
    book.save(path)
    (tmp_path / "总表.xlsx").unlink()
    result = run("collect", tmp_path)
    assert "M16" in result.stdout
    assert "“指标2”" in result.stdout
    assert result.exit_code == 1

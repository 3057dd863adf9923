"""The rule of ``perfxl --help``: 1 whenever there is something for a person to look at."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from perfxl.cli import main
from perfxl.errors import OutputError
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


def test_findings_are_counted_by_collect_and_not_in_its_code(tmp_path):
    """As the help says: what a master has to be mended in is for check."""
    clean(tmp_path / "收" / "a.html", unit="")
    result = run("collect", tmp_path)
    assert "检查问题：错误 1，" in result.stdout
    assert result.exit_code == 0
    told = CliRunner().invoke(main, ["--help"]).stdout
    assert "collect 只算读取时的" in "".join(told.split("\n")).replace("     ", "")


@pytest.mark.parametrize(
    ("command", "code"), [(each, 1 if each == "check" else 2) for each in COMMANDS]
)
def test_nothing_that_can_be_read_is_2_and_listed_by_check(command, code, tmp_path):
    assert run(command, tmp_path).exit_code == code  # there is no folder 收


def test_not_one_form_made_is_2(tmp_path, monkeypatch):
    """On a full disk each form failed, and the end said: 错误 0，警告 0."""
    clean(tmp_path / "收" / "a.html")
    assert run("collect", tmp_path).exit_code == 0

    def full(*_: object) -> None:
        raise OutputError("磁盘已满", file="表")

    monkeypatch.setattr("perfxl.batch.folder.save_unclaimed", full)
    words = ("generate", tmp_path / "总表.xlsx", "--out", tmp_path / "表")
    result = CliRunner().invoke(main, [*map(str, words)])
    assert "磁盘已满" in result.stdout
    assert "一份也没有生成" in result.stdout
    assert "错误 0" not in result.stdout
    assert result.exit_code == 2


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

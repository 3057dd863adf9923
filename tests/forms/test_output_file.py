"""A result is never written over what it is made of."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from perfxl.cli import main
from perfxl.core.evaluation import Evaluation
from perfxl.forms.filename import form_filenames
from perfxl.forms.master_book import write_master
from tests.corpus.seed import seed_readings
from tests.forms.sample_forms import write_form

FIRST: Evaluation = seed_readings()[0].evaluation


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.mark.parametrize(
    "arguments",
    [
        "generate 总表.xlsx --bundle 总表.xlsx",
        "rollup 总表.xlsx --out 总表.xlsx",
        "check 总表.xlsx --report 总表.xlsx",
        "rollover 总表.xlsx --out 总表.xlsx",
        "collect 表/a.xlsx --out 表/a.xlsx",
        "collect 表 --out 表/a.xlsx",
        "rollup 表 --out 表/a.xlsx",
        "check 表 --report 表/a.xlsx",
        "check 表 --report 表/总表.xlsx",
        "rollup 表 --out 表/../表/a.xlsx",
        "report 表 总表.docx --out 总表.docx",
        "report 表 --out 表/通知.docx",
    ],
)
def test_no_command_writes_over_its_input(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    for path in ("总表.xlsx", "表/总表.xlsx"):
        Path(path).parent.mkdir(exist_ok=True)
        write_master([FIRST], Path(path))
    write_form(Path("表/a.xlsx"))
    for path in ("总表.docx", "表/通知.docx"):
        made = run("report", "表/a.xlsx", "--out", path)
        assert Path(path).exists(), made.output
        # Of somebody else: without our mark.
        Path(path).write_bytes(another(Path(path).read_bytes()))
    before = {path: path.read_bytes() for path in Path().rglob("*.*")}
    result = run(*arguments.split(), "--force")
    assert result.exit_code == 2
    assert "这是要读取的文件，不能把结果写在它上面（--force 也不行）" in result.output
    assert {path: path.read_bytes() for path in Path().rglob("*.*")} == before


def another(data: bytes) -> bytes:
    return data.replace(b"docProps/core.xml", b"docProps/cor_.xml")


@pytest.mark.parametrize(
    ("command", "option", "name"),
    [
        ("rollup", "--out", "汇总.xlsx"),
        ("check", "--report", "问题.xlsx"),
        ("collect", "--out", "总表.xlsx"),
        ("report", "--out", "报告.docx"),
    ],
)
def test_a_result_in_the_folder_may_be_made_anew(tmp_path, command, option, name):
    write_form(tmp_path / "a.xlsx")
    for force in ((), ("--force",)):
        result = run(command, tmp_path, option, tmp_path / name, *force)
        assert result.exit_code in (0, 1), result.output
        assert (tmp_path / name).exists()


def test_no_form_is_put_in_place_of_the_master(tmp_path):
    (name,) = form_filenames([(FIRST.code or "01", FIRST.project)])
    master = tmp_path / name
    write_master([FIRST], master)
    before = master.read_bytes()
    result = run("generate", master, "--out", tmp_path, "--force")
    assert result.exit_code == 1
    assert "这是总表本身，没有覆盖" in result.output
    assert master.read_bytes() == before


@pytest.mark.parametrize("name", ["总表.xlsx", "加载项.xlam"])
def test_the_add_in_is_not_written_over_what_is_there(tmp_path, name):
    pytest.importorskip("xlwings")
    (tmp_path / name).write_bytes(b"PK of a person")
    result = run("addin", "build", tmp_path / name)
    assert result.exit_code == 2
    assert ("要覆盖请加 --force" if name.endswith(".xlam") else "以 .xlam 结尾") in result.output
    assert (tmp_path / name).read_bytes() == b"PK of a person"
    forced = run("addin", "build", tmp_path / name, "--force")
    assert (forced.exit_code == 0) is name.endswith(".xlam")

"""``perfxl report`` as a person runs it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document

from perfxl.cli import main
from perfxl.forms.master_book import write_master
from tests.core.checks.forms import CLEAN, planted

SEED = Path(__file__).parent / "corpus" / "self_evaluation_forms_2020.txt"
FULL = replace(
    planted(
        CLEAN,
        {
            "年度资金总额.全年执行数": "60",
            "当年财政拨款.全年执行数": "40",
            "上年结转资金.全年执行数": "20",
        },
    ),
    code="01",
)
UNMET = replace(planted(CLEAN, {"指标1.实际完成值": "1"}), code="02", project="设备更新")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a master of two projects, entered."""
    write_master([FULL, UNMET], tmp_path / "总表.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["report", *arguments])
    return result.exit_code, result.output


def first_lines(path: Path) -> list[str]:
    return [paragraph.text for paragraph in Document(str(path)).paragraphs[:2]]


def test_all_projects_of_a_unit(folder: Path) -> None:
    code, output = run("总表.xlsx", "--out", "报告.docx")
    assert code == 1
    assert output.splitlines()[:3] == [
        "报告里用黄色标出、需要补充的内容：",
        "  【待补充：预算执行率未达到100%的原因和改进措施】 1 处",
        "  【待补充：偏差原因和改进措施】 1 处",
    ]
    assert output.splitlines()[-1] == "已写好 2 个项目的自评报告，待补充 2 处：报告.docx"
    assert first_lines(folder / "报告.docx") == ["考试中心", "项目支出绩效自评报告"]


@pytest.mark.parametrize("project", ["01", "线上培训工作经费"])
def test_one_project_by_number_or_name(folder: Path, project: str) -> None:
    code, output = run("总表.xlsx", "--out", "报告.docx", "--project", project)
    assert (code, output.splitlines()[-1]) == (
        0,
        "已写好 1 个项目的自评报告，待补充 0 处：报告.docx",
    )
    assert first_lines(folder / "报告.docx") == ["线上培训工作经费", "项目支出绩效自评报告"]


def test_collected_forms_without_a_master(folder: Path) -> None:
    shutil.copy(SEED, folder / "收来.txt")
    code, output = run("收来.txt", "--out", "报告.docx")
    assert code == 1
    assert "已写好 17 个项目的自评报告" in output


def test_a_file_that_cannot_be_read_is_named_and_the_rest_written(folder: Path) -> None:
    (folder / "坏.xlsx").write_bytes(b"")
    code, output = run("总表.xlsx", "坏.xlsx", "--out", "报告.docx", "--project", "01")
    assert code == 1
    assert output.startswith("✗ 坏.xlsx")
    assert (folder / "报告.docx").exists()


def test_json(folder: Path) -> None:
    code, output = run("总表.xlsx", "--out", "报告.docx", "--project", "02", "--json")
    assert code == 1
    assert json.loads(output) == {
        "file": "报告.docx",
        "projects": [{"code": "02", "project": "设备更新", "file": "总表.xlsx"}],
        "gaps": [
            "【待补充：预算执行率未达到100%的原因和改进措施】",
            "【待补充：偏差原因和改进措施】",
        ],
        "problems": [],
        "left_out": [],
    }


WRONG = [
    (["没有.xlsx", "--out", "报告.docx"], "没有可以写报告的自评表。没有.xlsx"),
    (
        ["总表.xlsx", "--out", "报告.docx", "--project", "3"],
        "可选的有：01 线上培训工作经费、02 设备更新",
    ),
    (["总表.xlsx", "--out", "报告.doc"], "要以 .docx 结尾"),
    (["总表.xlsx", "--out", "没有/报告.docx"], "文件夹不存在"),
    (["总表.xlsx", "--out", "报告.docx", "--rulebook", "mof-2099"], "没有名为 mof-2099 的评分办法"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_what_cannot_run_says_why(folder: Path, arguments: list[str], message: str) -> None:
    code, output = run(*arguments)
    assert code == 2
    assert message in output
    assert [file.name for file in folder.iterdir()] == ["总表.xlsx"]


def test_forms_by_different_rulebooks_need_a_choice(folder: Path) -> None:
    write_master([FULL], folder / "湖北.xlsx", rulebook="hubei-2020")
    code, output = run("总表.xlsx", "湖北.xlsx", "--out", "报告.docx")
    assert code == 2
    assert "不同的评分办法：hubei-2020、mof-2020；请用 --rulebook 指定一种" in output
    code, _ = run("总表.xlsx", "湖北.xlsx", "--out", "报告.docx", "--rulebook", "mof-2020")
    assert code == 1


def test_a_report_that_is_there_is_kept(folder: Path) -> None:
    (folder / "报告.docx").write_text("人写的", encoding="utf-8")
    code, output = run("总表.xlsx", "--out", "报告.docx")
    assert code == 2
    assert "--force" in output
    assert (folder / "报告.docx").read_text(encoding="utf-8") == "人写的"


def test_a_master_and_its_forms_are_one_project_each(folder: Path) -> None:
    """Named together they would be written twice."""
    generated = CliRunner().invoke(main, ["generate", "总表.xlsx", "--out", "表"])
    assert generated.exit_code in (0, 1)
    code, output = run("总表.xlsx", "表", "--out", "报告.docx")
    assert code == 1
    assert "自评表和总表里都有的 2 个项目内容相同，只计自评表" in output
    assert output.splitlines()[-1] == "已写好 2 个项目的自评报告，待补充 2 处：报告.docx"
    _, output = run("总表.xlsx", "表", "--out", "一.docx", "--project", "02", "--json")
    document = json.loads(output)
    assert [each["project"] for each in document["projects"]] == ["设备更新"]
    assert [Path(each["file"]).name for each in document["left_out"]] == ["总表.xlsx"] * 2
    assert all(each["same"] for each in document["left_out"])

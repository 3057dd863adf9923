"""``perfxl submit`` as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from perfxl.cli import main
from perfxl.forms.filler import FormFiller
from perfxl.forms.score_cells import Cells
from tests.corpus.seed import seed_forms
from tests.forms.sample_forms import write_form

FORMS = seed_forms()


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, ["submit", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def working(tmp_path: Path) -> Path:
    """A folder with the first form of the seed (notes only) and the sixteenth (a warning)."""
    folder = tmp_path / "工作稿"
    folder.mkdir()
    filler = FormFiller("mof-2020", Cells.UDF)
    for number in (1, 16):
        (folder / f"{number:02d}.xlsx").write_bytes(filler.fill(FORMS[number - 1]).data)
    return folder


def test_a_clean_form_exits_clean(working: Path, tmp_path: Path) -> None:
    result = run(working / "01.xlsx", "--out", tmp_path / "报送")
    assert result.exit_code == 0
    assert result.stdout == f"报送文件：共 1 个工作稿，已写出 1；在 {tmp_path / '报送'}\n"
    assert (tmp_path / "报送" / "01.xlsx").is_file()


def test_a_form_with_findings_is_written_and_said(working: Path, tmp_path: Path) -> None:
    (working / "合同.pdf").write_bytes(b"%PDF-1.4")
    result = run(working, "--out", tmp_path / "报送")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "  16.xlsx：仍有警告 1 处",
        f"✗ {working / '合同.pdf'}：没有写。是 .pdf 文件，不是 Excel 工作簿；要一起报送请自己复制",
        f"报送文件：共 3 个工作稿，已写出 2，没有写 1；在 {tmp_path / '报送'}",
        "有问题的表也写出来了，审核时可能退回；逐条查看：perfxl check " + str(working),
    ]


def test_json(working: Path, tmp_path: Path) -> None:
    (working / "坏的.xlsx").write_bytes(b"PK")
    data = json.loads(run(working, "--out", tmp_path / "报送", "--json").stdout)
    assert data["counts"] == {
        "files": 3,
        "written": 2,
        "same": 0,
        "refused": 1,
        "error": 0,
        "warning": 1,
        "note": sum(each["note"] for each in data["files"]),
    }
    last = data["files"][-1]
    assert (Path(last["file"]).name, last["status"], last["path"]) == ("坏的.xlsx", "refused", "")
    assert last["problem"]


def test_values_only(working: Path, tmp_path: Path) -> None:
    run(working / "01.xlsx", "--out", tmp_path / "值", "--cells", "values")
    run(working / "01.xlsx", "--out", tmp_path / "式")
    value, native = (tmp_path / "值" / "01.xlsx"), (tmp_path / "式" / "01.xlsx")
    assert value.stat().st_size < native.stat().st_size


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("缺.xlsx --out 报送", "✗ 缺.xlsx：没有写。没有这个文件；请检查名称和路径"),
        ("工作稿 --out 工作稿/报送", "错误：工作稿/报送：报送文件不能放在工作稿的文件夹里"),
        ("工作稿/01.xlsx --out 工作稿", "错误：工作稿：报送文件不能放在工作稿的文件夹里"),
        ("工作稿 --out 文件", "错误：文件：这是一个文件，不是文件夹；请换一个名称"),
        ("空的 --out 报送", "错误：空的：里面没有可以报送的文件"),
        ("工作稿 --out 报送 --rulebook 某县", "没有名为 某县 的评分办法"),
        ("工作稿 --out 报送 --cells udf", "--cells 不能是 udf，只能是：native、values。"),
    ],
)
def test_what_cannot_be_run(
    working: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, says: str
) -> None:
    monkeypatch.chdir(working.parent)
    Path("文件").write_text("x", encoding="utf-8")
    Path("空的").mkdir()
    before = sorted(Path().rglob("*"))
    result = run(*arguments.split())
    assert result.exit_code == 2
    assert says in result.output
    assert sorted(Path().rglob("*")) == before


def test_a_report_or_a_list_of_addresses_is_no_form(working: Path, tmp_path: Path) -> None:
    write_form(tmp_path / "表" / "a.xlsx", executed=70)
    findings = tmp_path / "问题.xlsx"
    CliRunner().invoke(main, ["check", str(tmp_path / "表"), "--report", str(findings)])
    result = run(findings, "--out", tmp_path / "报送")
    assert result.exit_code == 2
    assert "里面没有自评表；请确认是不是选错了文件" in result.output

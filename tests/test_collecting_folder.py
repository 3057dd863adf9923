"""A folder of a thousand files of which thirty are broken: each is named, the rest is done."""

from __future__ import annotations

import json
import re
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from perfxl.cli import main
from perfxl.forms.master import read_master
from tests.corpus.notation import FORMS, document, workbook
from tests.forms.grids.compound_file import compound
from tests.forms.sample_forms import ROWS, sheet_rows, write_form

SAVED = FORMS / "saved"
GOOD = 970
NAME = "第@@@@个项目"  # openpyxl writes Chinese as character numbers
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 500
STREAM = struct.Struct("<3H")


def sheet(rows: list[list[object]]) -> bytes:
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A workbook with something replaced in one part."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, text.replace(old, new) if name == part else text)
    return out.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in files.items():
            target.writestr(name, data)
    return out.getvalue()


def without(data: bytes, part: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            if name != part:
                target.writestr(name, source.read(name))
    return out.getvalue()


OFFICIAL = workbook(FORMS / "01_official.form")
WORD = document(FORMS / "01_official.form")
XLS = (SAVED / "02_missing_labels.xls").read_bytes()
ROWS_PART = "xl/worksheets/sheet1.xml"

# file: what it holds, and what must be said of it
BROKEN: dict[str, tuple[bytes, str]] = {
    "密码.xlsx": (compound({"EncryptedPackage": b"x"}), "密码"),
    "密码.docx": (compound({"EncryptedPackage": b"x"}), "密码"),
    "密码.xls": (
        compound({"Workbook": STREAM.pack(0x809, 2, 0x600) + struct.pack("<2H", 0x2F, 0)}),
        "密码",
    ),
    "零字节.xlsx": (b"", "空的"),
    "零字节.docx": (b"", "空的"),
    "全是零.xls": (b"\0" * 4096, "空的"),
    "空白.txt": (b" \r\n\t\r\n", "空的"),
    "坏压缩.xlsx": (b"PK\x03\x04" + b"\0" * 500, "损坏"),
    "截断.xlsx": (OFFICIAL[: len(OFFICIAL) // 2], "损坏"),
    "截断.docx": (WORD[: len(WORD) // 2], "损坏"),
    "截断.xls": (XLS[:3000], "损坏"),
    "字节错.xlsx": (OFFICIAL.replace(b"PK\x01\x02", b"PK\x09\x09"), "损坏"),
    "少工作表.xlsx": (without(OFFICIAL, ROWS_PART), "损坏"),
    "坏标记.xlsx": (changed(OFFICIAL, ROWS_PART, b"</row>", b"</rov>"), "损坏"),
    "坏复合.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "损坏"),
    "实体.xlsx": (
        changed(OFFICIAL, ROWS_PART, b"<worksheet", b"<!DOCTYPE a []><worksheet"),
        "DTD",
    ),
    "照片.png": (PNG, "图片"),
    "照片.xlsx": (PNG, "图片"),
    "扫描.jpg": (b"\xff\xd8\xff\xe0" + b"\0" * 500, "图片"),
    "压缩包.rar": (b"Rar!\x1a\x07\0" + b"\0" * 500, "压缩包"),
    "压缩包.zip": (zipped({"自评表.xlsx": OFFICIAL}), "压缩包"),
    "古老.xls": (compound({"Workbook": STREAM.pack(0x809, 2, 0x300)}), "5.0以前"),
    "不是表格.xls": (compound({"Other": b"x"}), "无法识别"),
    "程序.xlsx": (b"MZ\x90\0\x03\0\0\0" * 60, "无法识别"),
    "没有表.xlsx": (sheet([["姓名", "电话"], ["王芳", "1234567"]]), "没有找到绩效自评表"),
    "空工作簿.xlsx": (sheet([]), "没有找到绩效自评表"),
    "通知.txt": ("关于报送自评表的通知\n请各单位按时报送。".encode(), "没有找到绩效自评表"),
    "网页.html": (b"<html><body><p>404 Not Found</p></body></html>", "没有找到绩效自评表"),
    "只有表头.xlsx": (sheet(sheet_rows()[:4]), "没有绩效指标的表头"),
    "断了.xlsx": (sheet(sheet_rows("断在中间")[:9]), "没有绩效指标"),
}
# Named wrongly, or of another program: read all the same.
READABLE = {
    "其实是xls.xlsx": XLS,
    "其实是xlsx.xls": OFFICIAL,
    "其实是docx.xlsx": WORD,
    "其实是网页.xls": (SAVED / "16_unfilled_rows.html").read_bytes(),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thousand files, the broken ones among the others, in folders by unit."""
    folder = tmp_path_factory.mktemp("thousand") / "收"
    base = write_form(folder / "base.xlsx", NAME, goal="目标", rows=ROWS[:3]).read_bytes()
    (folder / "base.xlsx").unlink()
    for number in range(GOOD):
        unit = folder / f"单位{number % 20:02}"
        unit.mkdir(exist_ok=True)
        data = changed(base, ROWS_PART, b"@@@@", f"{number:04}".encode())
        (unit / f"{number:04}.xlsx").write_bytes(data)
    for number, (name, (data, _)) in enumerate(BROKEN.items()):
        (folder / f"单位{number % 20:02}" / name).write_bytes(data)
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)


def test_there_are_thirty(folder: Path) -> None:
    assert len(BROKEN) == 30
    assert sum(path.is_file() for path in folder.rglob("*")) == 1000


def test_collect_names_each_and_reads_the_rest(folder: Path) -> None:
    master = folder.parent / "总表.xlsx"
    result = run("collect", folder, "--out", master)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    for name, (_, reason) in BROKEN.items():
        at = next(n for n, line in enumerate(lines) if re.search(rf"/{name}(?![a-z])", line))
        assert reason in lines[at] or reason in lines[at + 1], (name, lines[at : at + 2])
    assert lines[-2].startswith(f"从 {GOOD + 1} 个文件读到 {GOOD + 1} 份表、{3 * GOOD} 个指标")
    assert lines[-2].endswith("读不了的文件 29 个")
    assert lines[-1].endswith(f"perfxl check {folder}")
    assert "Traceback" not in result.output
    projects = {each.project for each in read_master(master).evaluations}
    assert projects == {f"第{number:04}个项目" for number in range(GOOD)} | {"断在中间"}


def test_check_names_each_and_checks_the_rest(folder: Path) -> None:
    result = run("check", folder, "--json", "--jobs", 2)
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["counts"]["files"] == 1000
    assert document["counts"]["forms"] == GOOD + 1
    assert document["counts"]["unreadable"] == 29
    said = {
        Path(file["file"]).name: file["problem"]
        or " ".join(finding["title"] for finding in file["forms"][0]["findings"])
        for file in document["files"]
    }
    for name, (_, reason) in BROKEN.items():
        assert reason in said[name], (name, said[name])
    assert sum(bool(file["forms"]) for file in document["files"]) == GOOD + 1


@pytest.mark.parametrize("name", READABLE)
def test_a_wrong_name_is_no_reason_not_to_read(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(READABLE[name])
    document = json.loads(run("check", tmp_path, "--json").stdout)
    (file,) = document["files"]
    assert file["problem"] == ""
    assert file["forms"][0]["project"]
    assert any("扩展名" in finding["title"] for finding in file["forms"][0]["findings"])
    result = run("collect", tmp_path, "--out", tmp_path / "总表.xlsx")
    assert "1 份表" in result.stdout


def test_a_text_cut_above_its_indicators_is_told_so(tmp_path: Path) -> None:
    text = "\t项目支出绩效自评表\n\n\t项目名称\n\t甲\n"
    (tmp_path / "半张.txt").write_text(text, encoding="utf-8")
    told = run("check", tmp_path / "半张.txt").stdout
    assert "有标题“项目支出绩效自评表”，没有绩效指标的表头" in told


@pytest.mark.parametrize("cut", range(5, len(sheet_rows()) - 1))
def test_a_form_cut_anywhere_says_what_is_missing(cut: int, tmp_path: Path) -> None:
    """Whether read or not, what is there of it is used or listed, and the loss is a finding."""
    (tmp_path / "a.xlsx").write_bytes(sheet(sheet_rows()[:cut]))
    document = json.loads(run("check", tmp_path, "--json").stdout)
    (file,) = document["files"]
    if file["problem"]:
        assert "没有找到绩效自评表" in file["problem"]
        assert cut < 9
        return
    filled = sum(cell is not None for row in sheet_rows()[:cut] for cell in row)
    assert file["cells"]["found"] == filled
    severities = {finding["severity"] for finding in file["forms"][0]["findings"]}
    assert severities & {"error", "warning"}

"""The add-in file, part by part: what Excel's rules ask of it, and that nothing else is in it."""

from __future__ import annotations

import ast
import difflib
import errno
import hashlib
import io
import re
import subprocess
import sys
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest
import xlwings
from lxml import etree

import perfxl
from perfxl.addin import build as builder
from perfxl.addin.ovba import ModuleKind
from perfxl.errors import InputError, OutputError
from tests.addin import ole_tools

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
RIBBON = {
    "customUI/customUI.xml": "{http://schemas.microsoft.com/office/2006/01/customui}",
    "customUI/customUI14.xml": "{http://schemas.microsoft.com/office/2009/07/customui}",
}
KNOWN_PICTURES = {
    "AutoSum",
    "CalculateNow",
    "ErrorChecking",
    "FileSaveAs",
    "Info",
    "TableInsert",
    "Undo",
}


@pytest.fixture(scope="module")
def parts(addin_file) -> dict[str, bytes]:
    with zipfile.ZipFile(addin_file) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def test_two_builds_give_the_same_bytes_whatever_the_surroundings(addin_file, tmp_path) -> None:
    program = (
        "import sys, pathlib; from perfxl.addin.build import build;build(pathlib.Path(sys.argv[1]))"
    )
    surroundings = [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C", "PYTHONUTF8": "0"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8"},
    ]
    for number, environment in enumerate(surroundings):
        path = tmp_path / f"{number}.xlam"
        command = [sys.executable, "-c", program, str(path)]
        root = Path(perfxl.__file__).parent.parent
        subprocess.run(command, env=environment, cwd=root, check=True)
        assert path.read_bytes() == addin_file.read_bytes()


def test_no_compressor_and_no_clock_has_a_say(addin_file) -> None:
    with zipfile.ZipFile(addin_file) as package:
        for entry in package.infolist():
            assert entry.compress_type == zipfile.ZIP_STORED
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.create_system == 0


def test_every_xml_part_is_well_formed_and_declares_utf8(parts) -> None:
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            tree = etree.fromstring(content).getroottree()
            assert tree.docinfo.encoding == "UTF-8", name


def test_every_part_has_a_content_type_and_excel_is_told_it_is_an_addin(parts) -> None:
    types = etree.fromstring(parts["[Content_Types].xml"])
    overrides = {it.get("PartName"): it.get("ContentType") for it in types if it.get("PartName")}
    defaults = {it.get("Extension") for it in types if it.get("Extension")}
    for name in parts.keys() - {"[Content_Types].xml"}:
        assert f"/{name}" in overrides or name.rsplit(".", 1)[1] in defaults, name
    assert {name.removeprefix("/") for name in overrides} <= parts.keys()
    assert overrides["/xl/workbook.xml"] == "application/vnd.ms-excel.addin.macroEnabled.main+xml"


@pytest.mark.parametrize(
    ("rels", "folder"), [("_rels/.rels", ""), ("xl/_rels/workbook.xml.rels", "xl/")]
)
def test_every_relationship_leads_to_a_part(parts, rels: str, folder: str) -> None:
    targets = [it.get("Target") for it in etree.fromstring(parts[rels])]
    assert targets
    assert {folder + target for target in targets} <= parts.keys()


def test_the_modules_decode_exactly_to_their_sources(addin_file, parts) -> None:
    """oletools reads the whole file, as a virus scanner would."""
    expected = {
        f"{it.name}.{'bas' if it.kind is ModuleKind.STANDARD else 'cls'}": it.source
        for it in builder.modules()
    }
    assert ole_tools.sources(addin_file.read_bytes()) == expected
    assert len(expected) >= 10
    assert ole_tools.kinds(parts["xl/vbaProject.bin"]) == {
        name.lower().split(".")[0]: name.split(".")[1] for name in expected
    }


def test_the_code_names_of_workbook_and_sheets_are_those_of_the_modules(parts) -> None:
    book = etree.fromstring(parts["xl/workbook.xml"])
    names = [book.find(f"{MAIN}workbookPr").get("codeName")]
    for number in (1, 2):
        sheet = etree.fromstring(parts[f"xl/worksheets/sheet{number}.xml"])
        names.append(sheet.find(f"{MAIN}sheetPr").get("codeName"))
    documents = [it.name for it in builder.modules() if it.kind is not ModuleKind.STANDARD]
    assert names == documents


def cells(parts: dict[str, bytes], number: int) -> list[list[str]]:
    strings = ["".join(it.itertext()) for it in etree.fromstring(parts["xl/sharedStrings.xml"])]
    sheet = etree.fromstring(parts[f"xl/worksheets/sheet{number}.xml"])
    return [
        [strings[int(cell.findtext(f"{MAIN}v"))] for cell in row]
        for row in sheet.iter(f"{MAIN}row")
    ]


def test_the_configuration_closes_the_door_to_modules_of_foreign_workbooks(parts) -> None:
    configuration = dict(row for row in cells(parts, 1) if len(row) == 2)
    assert configuration["ADD_WORKBOOK_TO_PYTHONPATH"] == "False"
    assert configuration["PERFXL VERSION"] == perfxl.__version__
    assert configuration["XLWINGS VERSION"] == xlwings.__version__ == "0.37.8"


def test_no_sheet_wakes_the_paid_part_of_xlwings(parts) -> None:
    names = [
        it.get("name") for it in etree.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")
    ]
    assert names == ["perfxl.conf", "perfxl.text"]


def test_the_function_wizard_gets_chinese_texts_of_the_length_excel_takes(parts) -> None:
    rows = [row for row in cells(parts, 2) if row[0].startswith("PERF_")]
    functions = builder.worksheet_functions()
    assert [row[0] for row in rows] == [function.name for function in functions]
    for row, function in zip(rows, functions, strict=True):
        assert row[2] == "绩效自评"
        assert len(row) == 3 + len(function.required) + len(function.optional)
        assert all(0 < len(text) <= 255 for text in row)
        assert re.search("[一-鿿]", row[1])


def test_function_names_cannot_be_taken_for_cells() -> None:
    names = {function.name for function in builder.worksheet_functions()}
    assert names == {
        "PERF_RATE", "PERF_SCORE", "PERF_SCORES", "PERF_TOTAL",
        "PERF_GRADE", "PERF_WHY", "PERF_CHECK", "PERF_TARGET",
    }  # fmt: skip
    assert not any(re.fullmatch(r"[A-Z]{1,3}\d+|R\d*C\d*", name) for name in names)


@pytest.mark.parametrize("part", RIBBON)
def test_every_button_has_a_picture_a_hint_and_the_one_callback(parts, part: str) -> None:
    root = etree.fromstring(parts[part])
    assert root.tag == f"{RIBBON[part]}customUI"
    assert [tab.get("label") for tab in root.iter(f"{RIBBON[part]}tab")] == ["绩效自评"]
    buttons = list(root.iter(f"{RIBBON[part]}button"))
    labels = ["重新计算", "撤销", "检查", "报送", "生成", "汇总", "诊断"]
    assert [button.get("label") for button in buttons] == labels
    assert len({button.get("id") for button in buttons}) == len(buttons)
    for button in buttons:
        assert button.get("onAction") == "PerfOnAction"
        assert button.get("imageMso") in KNOWN_PICTURES
        assert len(button.get("supertip")) <= 1024
    sources = {it.name: it.source for it in builder.modules()}
    assert "Public Sub PerfOnAction(control As IRibbonControl)" in sources["PerfRibbon"]


def test_of_xlwings_own_module_only_five_lines_change() -> None:
    """Its project name, and what would let a foreign workbook or folder bring a program."""
    original = files("xlwings").joinpath("xlwings_custom_addin.bas").read_text("ascii")
    changes = [
        line
        for line in difflib.ndiff(original.splitlines(), builder.xlwings_module().splitlines())
        if line[0] in "+-"
    ]
    assert len([line for line in changes if line[0] == "-"]) == 5
    added = [line[1:].strip() for line in changes if line[0] == "+"]
    assert added[:2] == [
        'Public Const PROJECT_NAME As String = "perfxl"',
        'PYTHONPATH = "False"',
    ]
    assert added[2].startswith('tail = " -B -P -c ""import sys, os;"')
    assert added[3:] == ["If False Then", 'If source = "directory" Then']


def test_what_vba_hands_to_prepare_sys_path_adds_nothing(monkeypatch) -> None:
    """The text above goes through xlwings' own function."""
    before = list(sys.path)
    monkeypatch.setattr(sys, "path", list(before))
    xlwings.utils.prepare_sys_path("False")
    assert sys.path == before


def test_the_build_knows_the_xlwings_that_the_project_pins() -> None:
    project = (Path(perfxl.__file__).parents[1] / "pyproject.toml").read_text("utf-8")
    pins = re.findall(r"xlwings *([<>=~!]+ *[0-9.]+)", project)
    assert pins == [f"=={builder.XLWINGS}"]


def test_another_xlwings_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(builder, "version", lambda name: "0.38.0")
    with pytest.raises(InputError, match=r"xlwings 0\.37\.8 制作，装着的是 0\.38\.0"):
        builder.addin()


def test_an_unknown_xlwings_is_refused(monkeypatch, tmp_path) -> None:
    (tmp_path / "xlwings_custom_addin.bas").write_text("Option Explicit")
    spec = type("Spec", (), {"origin": str(tmp_path / "__init__.py")})
    monkeypatch.setattr(builder.importlib.util, "find_spec", lambda name: spec)
    with pytest.raises(InputError, match="PROJECT_NAME"):
        builder.xlwings_module()


def test_a_file_that_excel_keeps_open_is_reported_in_chinese(tmp_path, monkeypatch) -> None:
    def held(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("os.link", held)
    monkeypatch.setattr("os.replace", held)
    with pytest.raises(OutputError, match="请先关闭 Excel"):
        builder.build(tmp_path)


def test_only_the_free_part_of_xlwings_is_used_and_only_in_the_addin() -> None:
    assert xlwings.__pro__ is False
    root = Path(perfxl.__file__).parent
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            for name in names:
                if name.split(".")[0] == "xlwings":
                    assert path.is_relative_to(root / "addin"), path
                    assert not re.match(r"xlwings\.(pro|reports|server|ext)\b", name), path


def test_a_scanner_finds_no_auto_run_but_the_two_events(addin_file) -> None:
    """What a virus scanner looks for: nothing downloads, nothing is hidden, no shell of ours."""
    ours = {
        name: text
        for name, text in ole_tools.sources(addin_file.read_bytes()).items()
        if name != "xlwings.bas"
    }
    suspicious = re.compile(
        r"Shell|CreateObject|Environ|URLDownload|Chr\(\d+\) ?&|Declare |Kill |VBProject", re.I
    )
    assert {name for name, text in ours.items() if suspicious.search(text)} == set()
    events = [
        line for text in ours.values() for line in text.splitlines() if "Sub Workbook_" in line
    ]
    assert events == ["Private Sub Workbook_Open()"]


def test_the_bytes_are_hashable_by_an_it_department(addin_file) -> None:
    """The content depends on sources and versions only, so a published SHA-256 can be checked."""
    assert (
        hashlib.sha256(builder.addin()).digest() == hashlib.sha256(addin_file.read_bytes()).digest()
    )
    assert zipfile.is_zipfile(io.BytesIO(builder.addin()))

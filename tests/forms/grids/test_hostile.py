"""Files made to harm, and files that are simply broken: each is refused with its reason."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from perfxl.errors import InputError, LimitError
from perfxl.forms.grids import xlsx as xlsx_module
from perfxl.forms.grids.archive import Archive
from perfxl.forms.grids.source import open_source
from perfxl.forms.grids.xlsx import read_xlsx
from perfxl.forms.reader import read_forms
from perfxl.forms.recognise import segments
from perfxl.sheet.container import Limits
from tests.corpus.notation import FORMS, document, workbook
from tests.forms.grids.compound_file import compound

SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICIAL = FORMS / "01_official.form"


def changed(parts: dict[str, str | bytes], *, drop: tuple[str, ...] = ()) -> bytes:
    """The official form as an .xlsx with some parts replaced."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(workbook(OFFICIAL))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in drop and name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return out.getvalue()


def sheet(rows: str, after: str = "") -> dict[str, str | bytes]:
    return {SHEET: f"<worksheet {MAIN}><sheetData>{rows}</sheetData>{after}</worksheet>"}


def read(folder: Path, data: bytes, name: str = "表.xlsx") -> object:
    path = folder / name
    path.write_bytes(data)
    return read_forms(path)


CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>项目名称</t></is></c></row>'
PREFIXED = CELL.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")


@pytest.mark.parametrize(
    ("part", "root"),
    [
        (f"<t {MAIN}><sheetData>{CELL}<worksheet/></sheetData></t>", "t"),
        (f"<chartsheet {MAIN}><sheetData>{CELL}</sheetData></chartsheet>", "chartsheet"),
        (f"<x:t xmlns:x={MAIN[6:]}><x:sheetData>{PREFIXED}</x:sheetData></x:t>", "t"),
        (f"<!-- --><t {MAIN}/>", "t"),
        (f"<worksheet><sheetData>{CELL}</sheetData></worksheet>", "worksheet"),
        (f"<worksheet><!-- --><sheetData>{CELL}</sheetData></worksheet>", "worksheet"),
    ],
)
def test_a_part_that_is_no_sheet(part: str, root: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"不是工作表.*现为{root}.*请用Excel"):
        read(tmp_path, changed({SHEET: part}))


@pytest.mark.parametrize(
    "head", ["", "\ufeff", '<?xml version="1.0" encoding="UTF-8"?>\r\n', "<!-- -->"]
)
def test_what_may_stand_before_a_sheet(head: str) -> None:
    data = changed({SHEET: f"{head}<worksheet {MAIN}><sheetData>{CELL}</sheetData></worksheet>"})
    grid = next(iter(read_xlsx(Archive(data, file="表.xlsx"))))
    assert [cell.text for cell in grid.cells] == ["项目名称"]


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "空.xlsx", "空的"),
        (b"\0" * 100, "空.xlsx", "空的"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "图.xlsx", "图片"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "图.docx", "图片"),
        (b"RIFF\0\0\0\0WEBP" + b"\0" * 50, "图.xls", "图片"),
        (b"Rar!\x1a\x07\0" + b"\0" * 50, "包.xlsx", "压缩包"),
        (b"PK\x03\x04" + b"\0" * 50, "坏.xlsx", "损坏"),
        (workbook(OFFICIAL)[:3000], "半.xlsx", "损坏"),
        (b"\x01\x02\0\x03" * 50, "何.xlsx", "无法识别"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "坏.xls", "损坏"),
        (compound({"EncryptedPackage": b"x"}), "密.xlsx", "密码"),
        (compound({"Other": b"x"}), "何.xls", "无法识别"),
        (compound({"Workbook": struct.pack("<3H", 0x809, 2, 0x600) + struct.pack("<2H", 0x2F, 0)}), "密.xls", "密码"),
        (compound({"Workbook": struct.pack("<3H", 0x809, 2, 0x300)}), "旧.xls", "5.0以前"),
        (compound({"Workbook": struct.pack("<3H", 0x809, 2, 0x600) + struct.pack("<2HL", 0xFC, 4, 0)}), "断.xls", "损坏"),
    ],
)  # fmt: skip
def test_unusable(data: bytes, name: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        read(tmp_path, data, name)
    assert name in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="不存在"):
        read_forms(tmp_path / "没有.xlsx")


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="文件夹"):
        read_forms(tmp_path)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (sheet('<row r="1"><c r="A1" t="s"><v>4000000000</v></c></row>'), "不存在的文字"),
        (sheet('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'), "不存在的文字"),
        (sheet('<row r="1"><c r="A9999999"><v>1</v></c></row>'), "不合法"),
        (sheet('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'), "不合法"),
        (sheet('<row r="1"><c r="1A"><v>1</v></c></row>'), "不合法"),
        (sheet(f'<row r="1"><c r="A1" t="str"><v>{"长" * 40000}</v></c></row>'), "32767字"),
        (sheet(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"长" * 40000}</t></is></c></row>'), "32767字"),
        ({SHEET: "<worksheet><sheetData><row>"}, "损坏"),
        ({SHEET: b""}, "损坏"),
        ({SHEET: b'<?xml version="1.0" encoding="x-forged"?><a/>'}, "编码"),
        ({"xl/workbook.xml": "<workbook"}, "损坏|XML"),
        (
            {SHEET: f'<!DOCTYPE w [<!ENTITY a "{"哈" * 1000}">]><worksheet {MAIN}>&a;</worksheet>'},
            "DTD",
        ),
        (
            {"xl/styles.xml": f'<!DOCTYPE s SYSTEM "file:///etc/passwd"><styleSheet {MAIN}/>'},
            "DTD",
        ),
    ],
)  # fmt: skip
def test_forged_parts(parts: dict[str, str | bytes], reason: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=reason):
        read(tmp_path, changed(parts))


def test_missing_part(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="缺少部件"):
        read(tmp_path, changed({}, drop=(SHEET,)))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_duplicated_part(tmp_path: Path) -> None:
    out = BytesIO(workbook(OFFICIAL))
    with zipfile.ZipFile(out, "a") as new:
        new.writestr(SHEET, "<worksheet/>")
    with pytest.raises(InputError, match="重名"):
        read(tmp_path, out.getvalue())


BOMB = changed(sheet('<row r="1"><c r="A1"/></row>' * 100_000))


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(part=1 << 20), "解压后过大"),
        (Limits(total=1 << 20), "解压后过大"),
        (Limits(ratio=100, ratio_from=1 << 20), "压缩比异常"),
        (Limits(members=5), "超过上限 5"),
    ],
)
def test_limits(limits: Limits, says: str) -> None:
    assert list(read_xlsx(Archive(BOMB, file="表.xlsx")))
    with pytest.raises(LimitError, match=says):
        list(read_xlsx(Archive(BOMB, file="表.xlsx", limits=limits)))


def test_large_file(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(bytes(3 << 20))
    with pytest.raises(LimitError, match="文件有3MB，超过上限2MB"):
        open_source(path, limits=Limits(file=2 << 20))


def test_many_cells(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(xlsx_module, "MAX_CELLS", 1000)
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c></row>' for r in range(1, 1200))
    with pytest.raises(LimitError, match="单元格超过"):
        read(tmp_path, changed(sheet(rows)))


def test_many_labels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(segments, "MAX_TELLING", 20)
    with pytest.raises(LimitError, match="一张工作表的文字超过20格"):
        read(tmp_path, workbook(OFFICIAL))


def test_many_merges(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("perfxl.forms.grid.MAX_MERGES", 100)
    merges = "".join(f'<mergeCell ref="A{r}:B{r}"/>' for r in range(1, 200))
    with pytest.raises(LimitError, match="合并区域"):
        read(tmp_path, changed(sheet("", f"<mergeCells>{merges}</mergeCells>")))


def _texts(parts: dict[str, str | bytes]) -> dict[str, tuple[str, int, int]]:
    grid = next(read_xlsx(Archive(changed(parts), file="")))
    return {cell.address: (cell.text, cell.row_span, cell.column_span) for cell in grid.cells}


def test_a_merge_over_the_whole_sheet_is_cut_to_the_used_cells() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    merge = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert _texts(sheet(rows, merge)) == {"A1": ("1", 1, 1)}


def test_merges_that_cover_too_much() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="D1048576"><v>2</v></c></row>'
    )
    merge = '<mergeCells><mergeCell ref="A1:C1048575"/></mergeCells>'
    with pytest.raises(LimitError, match="合并单元格过大"):
        _texts(sheet(rows, merge))


def test_overlapping_merges_and_texts_below_a_merge() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="B2"><v>3</v></c></row>'
    merge = '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="B1:B2"/><mergeCell ref="x"/></mergeCells>'
    grid = next(read_xlsx(Archive(changed(sheet(rows, merge)), file="")))
    assert [(cell.address, cell.column_span) for cell in grid.cells] == [("A1", 2), ("B2", 1)]
    assert [cell.text for cell in grid.covered] == ["2"]


def test_the_last_row_and_a_million_empty_rows() -> None:
    rows = '<row r="1048576"><c r="A1048576"><v>7</v></c></row>' + "<row/>" * 3
    assert _texts(sheet(rows)) == {"A1048576": ("7", 1, 1)}


def test_cells_without_addresses_follow_each_other() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert list(_texts(sheet(rows))) == ["A1", "B1", "A2"]


def test_kinds_of_cells() -> None:
    rows = (
        '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#DIV/0!</v></c>'
        '<c r="C1" t="str"><f>A1</f><v>字</v></c><c r="D1"><f>1+1</f><v>2</v></c>'
        '<c r="E1" t="inlineStr"><is><r><t>富</t></r><r><t>文本</t></r><rPh><t>x</t></rPh></is></c>'
        '<c r="F1" t="d"><v>2020-12-30T00:00:00</v></c><c r="G1"><f>1+1</f></c>'
        '<c r="H1" t="str"><v>  _x000D_两边\t</v></c><c r="I1" t="n"><v>abc</v></c></row>'
    )
    grid = next(read_xlsx(Archive(changed(sheet(rows)), file="")))
    assert {cell.address: cell.text for cell in grid.cells} == {
        "A1": "TRUE", "B1": "#DIV/0!", "C1": "字", "D1": "2", "E1": "富文本",
        "F1": "2020-12-30", "H1": "两边", "I1": "abc",
    }  # fmt: skip
    assert grid.uncached == ("G1",)


def test_external_links_are_not_followed(tmp_path: Path) -> None:
    name = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(BytesIO(workbook(OFFICIAL))) as old:
        rels = old.read(name).decode()
    forged = rels.replace(
        'Target="/xl/worksheets/sheet1.xml"', 'Target="file:///etc/passwd" TargetMode="External"'
    )
    assert forged != rels
    assert read(tmp_path, changed({name: forged})) == ()


def test_names_that_climb_out_are_harmless(tmp_path: Path) -> None:
    readings = read(tmp_path, changed({"../../etc/passwd": "x"}))
    assert len(readings) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("其实是xlsx.xls", workbook(OFFICIAL), "L15"),
        ("其实是xls.xlsx", (FORMS / "saved/02_missing_labels.xls").read_bytes(), "L15"),
        ("其实是网页.xls", (FORMS / "saved/16_unfilled_rows.html").read_bytes(), "L15"),
        ("其实是docx.doc", document(OFFICIAL), "L15"),
    ],
)
def test_wrong_endings_are_read_all_the_same(
    name: str, data: bytes, code: str, tmp_path: Path
) -> None:
    readings = read(tmp_path, data, name)
    assert [reading.findings[0].code for reading in readings] == [code]  # type: ignore[attr-defined]


def test_a_workbook_without_a_form(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>通讯录</t></is></c></row>'
    assert read(tmp_path, changed(sheet(rows))) == ()

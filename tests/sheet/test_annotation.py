"""Shaded and commented copies: the marks are there, and everything else is what it was."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Border, Color, Font, PatternFill, Side

from perfxl.errors import InputError
from perfxl.sheet.annotation import Mark, annotated
from perfxl.sheet.package import Package

RED, YELLOW = "FFC7CE", "FFEB9C"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def form() -> Workbook:
    """A sheet with what real forms have: merges, formats, a formula, a validation, protection."""
    book = Workbook()
    sheet = book.active
    sheet.title = "自评表"
    sheet["A1"] = "项目支出绩效自评表"
    sheet.merge_cells("A1:D2")
    sheet["B4"] = 0.8134
    sheet["B4"].number_format = "0.00%"
    sheet["B4"].font = Font(name="仿宋", size=12, bold=True, color="FF0000FF")
    sheet["B4"].border = Border(left=Side("thin"), top=Side("thin"))
    sheet["C4"] = "=B4*10"
    sheet["C5"] = "甲"
    sheet.protection.sheet = True
    sheet.freeze_panes = "A3"
    book.create_sheet("别的 表")["A1"] = 1
    return book


def mark(data: bytes, *marks: tuple[str, str, str], sheet: str = "自评表") -> bytes:
    """The copy with marks given as cell, text, colour."""
    return annotated(
        Package.read(data, name="表.xlsx"),
        [Mark(sheet, *each) for each in marks],
        author="perfxl",
    )


def reloaded(data: bytes, sheet: str = "自评表"):
    return load_workbook(BytesIO(data))[sheet]


def comments(data: bytes, sheet: str = "自评表") -> dict[str, str]:
    cells = (cell for row in reloaded(data, sheet).iter_rows() for cell in row)
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


def shades(data: bytes, sheet: str = "自评表") -> dict[str, str]:
    cells = (cell for row in reloaded(data, sheet).iter_rows() for cell in row)
    return {
        cell.coordinate: cell.fill.fgColor.rgb[2:]
        for cell in cells
        if cell.fill.fill_type == "solid"
    }


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_cell_is_shaded_and_commented():
    made = mark(saved(form()), ("B4", "T01 现为：3\n应为：4 <&>", RED))
    assert comments(made) == {"B4": "T01 现为：3\n应为：4 <&>"}
    assert shades(made) == {"B4": RED}


def test_the_format_of_the_cell_stays():
    cell = reloaded(mark(saved(form()), ("B4", "a", RED)))["B4"]
    assert (cell.value, cell.number_format) == (0.8134, "0.00%")
    assert (cell.font.name, cell.font.sz, cell.font.b) == ("仿宋", 12, True)
    assert (cell.border.left.style, cell.border.top.style) == ("thin", "thin")


def test_the_marks_of_one_cell_are_one_comment_and_the_first_gives_the_colour():
    made = mark(saved(form()), ("B4", "一", RED), ("C5", "二", YELLOW), ("B4", "三", YELLOW))
    assert comments(made) == {"B4": "一\n\n三", "C5": "二"}
    assert shades(made) == {"B4": RED, "C5": YELLOW}


def test_a_merged_range_is_commented_at_its_corner_and_shaded_whole():
    book = form()
    book["自评表"]["D2"].border = Border(bottom=Side("thin"))  # a border cell inside the merge
    made = mark(saved(book), ("B2", "标题", RED))
    assert comments(made) == {"A1": "标题"}
    cells = etree.fromstring(parts(made)["xl/worksheets/sheet1.xml"]).iter(f"{{{MAIN}}}c")
    styles = {cell.get("r"): int(cell.get("s", "0")) for cell in cells}
    formats = etree.fromstring(parts(made)["xl/styles.xml"]).find(f"{{{MAIN}}}cellXfs")
    assert formats[styles["A1"]].get("fillId") == formats[styles["D2"]].get("fillId") == "2"
    assert formats[styles["D2"]].get("borderId") != "0"
    assert formats[styles["C5"]].get("fillId") == "0"


def test_an_empty_cell_is_made_between_its_neighbours():
    made = mark(
        saved(form()), ("A5", "左", RED), ("F4", "右", RED), ("B9", "下", RED), ("B3", "中", RED)
    )
    root = etree.fromstring(parts(made)["xl/worksheets/sheet1.xml"])
    rows = root.findall(f".//{{{MAIN}}}row")
    assert [row.get("r") for row in rows] == sorted((row.get("r") for row in rows), key=int)
    assert [cell.get("r") for cell in rows[-1]] == ["B9"]
    assert {"A5", "F4", "B9", "B3"} == set(comments(made)) == set(shades(made))
    assert reloaded(made)["C5"].value == "甲"


def test_a_first_row_is_made_above_all_others():
    book = Workbook()
    book.active.title = "自评表"
    book.active["B4"] = "x"
    made = mark(saved(book), ("C1", "顶", RED))
    assert shades(made) == {"C1": RED}
    assert reloaded(made)["B4"].value == "x"


def test_everything_else_is_what_it_was():
    before = parts(saved(form()))
    after = parts(mark(packed(before), ("B4", "a", RED)))
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"[Content_Types].xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"}
    assert set(after) - set(before) == {
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/worksheets/_rels/sheet1.xml.rels",
    }
    root = etree.fromstring(after["xl/worksheets/sheet1.xml"])
    root.remove(root.find(f"{{{MAIN}}}legacyDrawing"))
    root.find(f".//{{{MAIN}}}c[@r='B4']").set(
        "s",
        etree.fromstring(before["xl/worksheets/sheet1.xml"])
        .find(f".//{{{MAIN}}}c[@r='B4']")
        .get("s"),
    )
    assert etree.tostring(root, method="c14n") == etree.tostring(
        etree.fromstring(before["xl/worksheets/sheet1.xml"]), method="c14n"
    )


def test_no_marks_no_change():
    data = saved(form())
    assert parts(mark(data)) == parts(data)


def test_comments_that_are_there_stay_and_one_on_the_same_cell_is_prolonged():
    book = form()
    book["自评表"]["B4"].comment = Comment("原有的批注", "张三")
    book["自评表"]["C5"].comment = Comment("另一条", "张三")
    data = saved(book)
    made = mark(data, ("B4", "T01", RED), ("A1", "T02", RED))
    assert comments(made) == {"B4": "原有的批注\n\nT01", "C5": "另一条", "A1": "T02"}
    assert reloaded(made)["C5"].comment.author == "张三"
    assert reloaded(made)["A1"].comment.author == "perfxl"
    (drawing,) = (content for name, content in parts(made).items() if name.endswith(".vml"))
    (before,) = (content for name, content in parts(data).items() if name.endswith(".vml"))
    boxes = re.findall(rb'id="_x0000_s(\d+)"', drawing)
    assert len(boxes) == 3 == len(set(boxes))
    assert drawing.count(b'_x0000_t202"') == before.count(b'_x0000_t202"') + 1
    etree.fromstring(drawing)


def test_marking_a_copy_again_adds_to_it():
    once = mark(saved(form()), ("B4", "第一次", YELLOW))
    twice = mark(once, ("B4", "第二次", RED), ("C5", "新", RED))
    assert comments(twice) == {"B4": "第一次\n\n第二次", "C5": "新"}
    assert shades(twice) == {"B4": RED, "C5": RED}


def test_two_sheets_have_drawings_of_their_own():
    made = annotated(
        Package.read(saved(form())),
        [Mark("自评表", "A1", "一", RED), Mark("别的 表", "A1", "二", YELLOW)],
        author="perfxl",
    )
    assert comments(made) == {"A1": "一"}
    assert comments(made, "别的 表") == {"A1": "二"}
    drawings = [content for name, content in parts(made).items() if name.endswith(".vml")]
    numbers = [number for drawing in drawings for number in re.findall(rb"_x0000_s(\d+)", drawing)]
    assert len(numbers) == 2 == len(set(numbers))


def controls(drawing: bytes) -> bytes:
    """A form whose sheet has a button (a drawing without comments) and a picture in its header."""
    members = parts(saved(form()))
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = sheet.replace(
        b"</worksheet>",
        f'<legacyDrawing xmlns:r="{REL}" r:id="rId7"/>'
        f'<legacyDrawingHF xmlns:r="{REL}" r:id="rId8"/></worksheet>'.encode(),
    )
    members["xl/worksheets/_rels/sheet1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId8" Type="{REL}/vmlDrawing" Target="../drawings/vmlDrawing2.vml"/>'
        f'<Relationship Id="rId7" Type="{REL}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/>'
        "</Relationships>"
    ).encode()
    members["xl/drawings/vmlDrawing1.vml"] = drawing
    members["xl/drawings/vmlDrawing2.vml"] = HEADER
    members["[Content_Types].xml"] = members["[Content_Types].xml"].replace(
        b"<Override",
        b'<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        b"<Override",
        1,
    )
    return packed(members)


# Excel writes <br> into the text of a button: not well-formed, and read by every Excel.
BUTTON = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="1,3"/></o:shapelayout>'
    '<v:shape id="_x0000_s1025" type="#_x0000_t201"><v:textbox><div>计算<br>得分</div></v:textbox>'
    '<x:ClientData ObjectType="Button"><x:Anchor>1,0,1,0,2,0,2,0</x:Anchor></x:ClientData></v:shape>\n</xml>\n'
).encode()
HEADER = b'<xml xmlns:o="urn:schemas-microsoft-com:office:office"><o:shapelayout><o:idmap data="9"/></o:shapelayout></xml>'


def test_buttons_and_header_pictures_survive():
    after = parts(mark(controls(BUTTON), ("B4", "T01", RED)))
    drawing = after["xl/drawings/vmlDrawing1.vml"]
    assert after["xl/drawings/vmlDrawing2.vml"] == HEADER
    assert "xl/drawings/vmlDrawing3.vml" not in after
    assert drawing.replace(b"1,3,10", b"1,3").startswith(BUTTON[: BUTTON.index(b"\n</xml>")])
    assert b'data="1,3,10"' in drawing
    assert b'id="_x0000_s10241"' in drawing
    assert drawing.count(b"<v:shapetype") == 1
    assert drawing.endswith(b"</v:shape></xml>\n")


@pytest.mark.parametrize("drawing", [b"", b"<xml", b"not a drawing"])
def test_a_damaged_drawing_is_refused(drawing):
    with pytest.raises(InputError, match="批注的图层不完整"):
        mark(controls(drawing), ("B4", "T01", RED))


def test_the_drawing_is_named_before_what_must_follow_it():
    members = parts(saved(form()))
    members["xl/worksheets/sheet1.xml"] = members["xl/worksheets/sheet1.xml"].replace(
        b"</worksheet>", b'<tableParts count="0"/><extLst/></worksheet>'
    )
    after = parts(mark(packed(members), ("B4", "T01", RED)))
    names = [
        etree.QName(child).localname
        for child in etree.fromstring(after["xl/worksheets/sheet1.xml"])
    ]
    assert names[-3:] == ["legacyDrawing", "tableParts", "extLst"]


def test_a_sheet_with_prefixed_names_and_cells_without_addresses():
    members = parts(saved(form()))
    members["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:cols><x:col min="3" max="4" style="1"/></x:cols>'
        "<x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row>"
        '<x:row r="3" s="1" customFormat="1" spans="1:1"><x:c r="A3"><x:v>3</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    ).encode()
    made = mark(
        packed(members),
        ("B1", "二", RED),
        ("D1", "新", RED),
        ("C3", "行", RED),
        ("A2", "空行", RED),
    )
    sheet = reloaded(made)
    assert [sheet[name].value for name in ("A1", "B1", "D1", "A3")] == [1, 2, None, 3]
    assert set(shades(made)) == {"B1", "D1", "C3", "A2"}
    # style 1 is the percentage: a new cell is formatted as its column or row is
    assert sheet["D1"].number_format == sheet["C3"].number_format == "0.00%"
    assert b"spans" not in parts(made)["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("cut", ["<fills", "<cellXfs", None])
def test_without_formats_there_are_comments_only(cut):
    members = parts(saved(form()))
    styles = members["xl/styles.xml"].decode()
    if cut is None:
        del members["xl/styles.xml"]
        links = members["xl/_rels/workbook.xml.rels"].decode()
        members["xl/_rels/workbook.xml.rels"] = re.sub(
            r"<Relationship [^>]*styles[^>]*/>", "", links
        ).encode()
    else:
        name = cut[1:]
        members["xl/styles.xml"] = re.sub(f"<{name}.*?</{name}>", "", styles).encode()
    after = parts(mark(packed(members), ("B4", "T01", RED)))
    assert b"T01" in after["xl/comments1.xml"]
    cell = etree.fromstring(after["xl/worksheets/sheet1.xml"]).find(f".//{{{MAIN}}}c[@r='B4']")
    assert cell.get("s", "0") == "1"


def test_a_format_that_is_not_there_counts_as_the_first():
    members = parts(saved(form()))
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = sheet.replace(b'r="B4" s="1"', b'r="B4" s="77"')
    assert shades(mark(packed(members), ("B4", "T01", RED))) == {"B4": RED}


def test_many_comments_take_several_clusters_of_shape_numbers():
    made = mark(saved(form()), *((f"A{row}", str(row), RED) for row in range(5, 1105)))
    drawing = parts(made)["xl/drawings/vmlDrawing1.vml"]
    assert b'data="1,2"' in drawing
    assert len(set(re.findall(rb'id="_x0000_s(\d+)"', drawing))) == 1100
    assert len(comments(made)) == 1100


def anchor(made: bytes) -> list[int]:
    drawing = parts(made)["xl/drawings/vmlDrawing1.vml"].decode()
    return [
        int(number) for number in re.search(r"<x:Anchor>(.*?)</x:Anchor>", drawing)[1].split(",")
    ]


def test_the_box_stands_right_of_the_cell_and_is_as_high_as_its_text():
    short, long = "短", "很长的一句话" * 30
    assert anchor(mark(saved(form()), ("B4", short, RED)))[:3:2] == [2, 2]
    assert anchor(mark(saved(form()), ("A1", short, RED)))[0] == 4  # right of the merge
    low, high = (anchor(mark(saved(form()), ("B4", text, RED))) for text in (short, long))
    assert low[6] < high[6]
    assert low[:6] == high[:6]


def test_the_box_does_not_grow_with_tall_rows():
    book = form()
    for row in range(3, 9):
        book["自评表"].row_dimensions[row].height = 300
    assert anchor(mark(saved(book), ("B4", "短", RED)))[6] == 2


def test_hidden_rows_and_columns_are_no_room():
    book = form()
    for column in "CDEFG":
        book["自评表"].column_dimensions[column].hidden = True
    made = anchor(mark(saved(book), ("B4", "短", RED)))
    assert made[4] > 7


@pytest.mark.parametrize(("sheet", "cell"), [("没有", "A1"), ("自评表", "第3行"), ("自评表", "A0")])
def test_a_place_that_is_none(sheet, cell):
    with pytest.raises(ValueError, match=r"no such sheet|not a cell"):
        mark(saved(form()), (cell, "x", RED), sheet=sheet)


def test_control_characters_are_kept_as_the_format_writes_them():
    made = mark(saved(form()), ("B4", "a\x01b", RED))
    assert b"a_x0001_b" in parts(made)["xl/comments1.xml"]


def test_the_last_line_can_say_what_background_there_was():
    book = form()
    sheet = book["自评表"]
    sheet["B4"].fill = PatternFill("solid", fgColor="FFF2CC")
    sheet["C4"].fill = PatternFill("lightUp", fgColor="FF0000", bgColor=Color(theme=4, tint=0.5))
    made = annotated(
        Package.read(saved(book)),
        [Mark("自评表", cell, "一", RED) for cell in ("B4", "C4", "C5")],
        author="perfxl",
        closing=lambda background: f"[{background}]",
    )
    assert comments(made) == {
        "B4": "一\n[FFF2CC]",
        "C4": "一\n[lightUp rgb=00FF0000|theme=4,tint=0.5]",
        "C5": "一\n[]",
    }

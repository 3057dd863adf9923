"""Working files become submission files: what goes, what stays, and what is refused."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Color, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table, TableFormula

from perfxl.errors import InputError, OutputError
from perfxl.forms.annotation import annotate
from perfxl.forms.files import find_files
from perfxl.forms.filler import FormFiller
from perfxl.forms.score_cells import Cells
from perfxl.forms.sources import checked, checked_together
from perfxl.forms.submission import Status, Submission, Wish, submission, submit
from perfxl.sheet.package import Package
from tests.corpus.seed import seed_readings
from tests.forms.sample_forms import write_form

SIXTEENTH = seed_readings()[15].evaluation

Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def working() -> bytes:
    """The sixteenth form of the seed with the add-in's functions."""
    return FormFiller("mof-2020", Cells.UDF).fill(SIXTEENTH).data


def parts(data: bytes) -> Parts:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(members: Parts) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in members.items():
            package.writestr(name, data)
    return buffer.getvalue()


def made(data: bytes, *, values: bool = False) -> bytes:
    return submission(Package.read(data), values=values).data


def edited(data: bytes, part: str, *pairs: tuple[str, str]) -> bytes:
    """The workbook with texts of one part replaced; each must be there."""
    members = parts(data)
    text = members[part].decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return packed(members | {part: text.encode()})


SHEET = "xl/worksheets/sheet1.xml"


def formula_of(data: bytes, cell: str) -> str | None:
    value = load_workbook(BytesIO(data))["自评表"][cell].value
    return value if isinstance(value, str) and value.startswith("=") else None


def value_of(data: bytes, cell: str) -> object:
    return load_workbook(BytesIO(data), data_only=True)["自评表"][cell].value


# Formulas ---------------------------------------------------------------------------------


def test_native_formulas_stay_with_their_values(working: bytes) -> None:
    before, after = load_workbook(BytesIO(working)), load_workbook(BytesIO(made(working)))
    assert "PERF_SCORE" in str(before["自评表"]["H14"].value)
    native = re.compile(r'=IF\(L14="",IF\([A-Z]+14="","",IF\(G14="","",IF\(')
    assert native.match(str(after["自评表"]["H14"].value))
    assert after["自评表"]["H24"].value == "=ROUND(SUM(H14:H23,I6),2)"
    assert [value_of(made(working), cell) for cell in ("I6", "H14", "H24")] == [8.13, 5, 98.13]


def test_other_parts_lie_in_the_copy_as_in_the_original(working: bytes) -> None:
    before, after = parts(working), parts(made(working))
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {SHEET}


def test_the_same_working_file_gives_the_same_bytes(working: bytes) -> None:
    assert made(working) == made(working)


def test_a_submission_file_stays_as_it_is(working: bytes) -> None:
    once = made(working)
    assert parts(made(once)) == parts(once)


def test_where_the_native_formula_cannot_read_a_text_the_value_stays(working: bytes) -> None:
    """The add-in read an edited range; the native formula would show 待确定 after an edit."""
    sheet = parts(working)[SHEET].decode()
    [column, _] = re.findall(r'IF\(([A-Z]+)14="","",IFERROR\(PERF_SCORE', sheet)
    [share] = re.findall(rf'<c r="{column}14"[^>]*>.*?</c>', sheet, re.DOTALL)
    unread = share.replace(" s=", ' t="str" s=').replace("<v>1</v>", "<v>待确定</v>")
    result = submission(Package.read(edited(working, SHEET, (share, unread))))
    [(name, frozen), (_, ruled)] = result.frozen
    assert (name, frozen.cell, frozen.reason.value) == ("自评表", "H14", "原生公式算不出这个数")
    assert ruled.cell.endswith("14")  # the rule's score, in a hidden column
    assert formula_of(result.data, "H14") is None
    assert value_of(result.data, "H14") == 5
    # its neighbours shared the formula and keep it
    native = str(formula_of(result.data, "H15"))
    assert native.startswith(f'=IF(L15="",IF({column}15="","",IF(G15="","",')
    assert str(formula_of(result.data, "H23")) == re.sub("(?<=[A-Z])15", "23", native)


def book_with(formulas: dict[str, object], shown: dict[str, str]) -> bytes:
    """A workbook of formulas with cached values, as XML of the value element."""
    book = Workbook()
    book.active.title = "自评表"
    for cell, formula in formulas.items():
        book.active[cell] = formula
    buffer = BytesIO()
    book.save(buffer)
    members = parts(buffer.getvalue())
    text = members[SHEET].decode()
    for cell, value in shown.items():
        kind = "" if re.fullmatch(r"[-.0-9]+", value) else "e" if value[0] == "#" else "str"
        mark = f' t="{kind}"' if kind else ""
        text, count = re.subn(
            rf'<c r="{cell}"([^>]*)>(<f.*?(?:</f>|/>))<v ?/?>(?:</v>)?</c>',
            rf'<c r="{cell}"{mark}>\2<v>{value}</v></c>',
            text,
        )
        assert count == 1, cell
    return packed(members | {SHEET: text.encode()})


def test_a_function_without_a_native_formula_becomes_its_value() -> None:
    data = book_with(
        {"A1": '=PERF_SCORE("≥95%","90%",10)', "A2": '=PERF_WHY("≥95%","90%",10)', "A3": "=A1*2"},
        {"A1": "9.47", "A2": "过程 &lt;1&gt;", "A3": "18.94"},
    )
    result = submission(Package.read(data))
    assert [(frozen.cell, frozen.reason.value) for _, frozen in result.frozen] == [
        ("A1", "没有原生公式"),
        ("A2", "没有原生公式"),
    ]
    sheet = load_workbook(BytesIO(result.data))["自评表"]
    assert [sheet[cell].value for cell in ("A1", "A2", "A3")] == [9.47, "过程 <1>", "=A1*2"]


def test_a_block_of_functions_becomes_its_values() -> None:
    block = ArrayFormula("A1:A2", "=PERF_SCORES(B1:B2,C1:C2,D1:D2)")
    data = book_with({"A1": block}, {"A1": "9.47"})
    data = edited(
        data, SHEET, ("</sheetData>", '<row r="2"><c r="A2"><v>7</v></c></row></sheetData>')
    )
    after = made(data)
    assert [value_of(after, cell) for cell in ("A1", "A2")] == [9.47, 7]
    assert b"<f" not in parts(after)[SHEET]


@pytest.mark.parametrize("shown", ["#NAME?", "#VALUE!", ""])
def test_a_function_without_any_number_is_refused(shown: str) -> None:
    data = book_with({"B3": "=PERF_SCORE(A1,A2,10)"}, {"B3": shown} if shown else {})
    with pytest.raises(InputError, match=r"没有可以报送的数。请在装有加载项的电脑上打开") as raised:
        made(data)
    assert raised.value.sheet == "自评表"
    assert f"B3（{shown or '没有算出的值'}）" in raised.value.message


def test_a_name_error_that_the_native_formula_heals_is_healed() -> None:
    data = book_with({"B3": "=IFERROR(PERF_X(1),ROUND(2.345,2))"}, {"B3": "#NAME?"})
    after = made(data)
    assert (formula_of(after, "B3"), value_of(after, "B3")) == ("=ROUND(2.345,2)", 2.35)


@pytest.mark.parametrize("values", [False, True])
def test_formulas_without_results_are_refused(
    working: bytes, tmp_path: Path, *, values: bool
) -> None:
    """openpyxl saves formulas and computes none: the form to hand in would be empty."""
    path = tmp_path / "稿" / "表.xlsx"
    path.parent.mkdir()
    load_workbook(BytesIO(made(working))).save(path)
    [refused] = submit([path], Wish(tmp_path / "报送", values=values), paths=[path])
    assert refused.status is Status.REFUSED
    assert re.fullmatch(
        r"“自评表”表[A-Z]+\d+ 等 \d+ 格的公式没有计算结果，报送出去是空白。"
        r"请用 Excel 或 WPS 打开文件，保存后再报送",
        refused.problem,
    )
    assert not (tmp_path / "报送").exists()


def test_values_only(working: bytes) -> None:
    after = made(working, values=True)
    assert b"<f>" not in parts(after)[SHEET]
    assert b"<f " not in parts(after)[SHEET]
    assert [value_of(after, cell) for cell in ("I6", "H14", "H24", "I24")] == [8.13, 5, 98.13, "优"]


# Links and macros --------------------------------------------------------------------------

LINK = "xl/externalLinks/externalLink1.xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_link(data: bytes, target: str) -> bytes:
    """The workbook with a link to another one, as Excel writes it for a loaded add-in."""
    data = edited(
        data,
        "xl/_rels/workbook.xml.rels",
        (
            "</Relationships>",
            f'<Relationship Id="rId77" Type="{RELATIONS}/externalLink" '
            'Target="externalLinks/externalLink1.xml"/></Relationships>',
        ),
    )
    data = edited(
        data,
        "[Content_Types].xml",
        (
            "</Types>",
            f'<Override PartName="/{LINK}" ContentType="application/vnd.openxmlformats-'
            'officedocument.spreadsheetml.externalLink+xml"/></Types>',
        ),
    )
    data = edited(
        data,
        "xl/workbook.xml",
        (
            "</sheets>",
            f'</sheets><externalReferences><externalReference xmlns:r="{RELATIONS}" '
            'r:id="rId77"/></externalReferences>',
        ),
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return packed(
        parts(data)
        | {
            LINK: f'<externalLink xmlns="{main}"/>'.encode(),
            "xl/externalLinks/_rels/externalLink1.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                f'relationships"><Relationship Id="rId1" Type="{RELATIONS}/externalLinkPath" '
                f'Target="{target}" TargetMode="External"/></Relationships>'
            ).encode(),
        }
    )


def test_the_link_to_the_addin_goes(working: bytes) -> None:
    linked = edited(working, SHEET, ("PERF_SCORE(", "[1]!PERF_SCORE("))
    result = submission(Package.read(with_link(linked, "file:///C:/XLSTART/perfxl.xlam")))
    assert result.frozen == ()
    after = parts(result.data)
    assert not [name for name in after if "externalLink" in name]
    assert not [name for name, data in after.items() if b"xlam" in data or b"[1]!" in data]
    assert b"externalLink" not in b"".join(after.values())
    assert parts(made(working)).keys() == after.keys()


def test_what_came_from_another_workbook_becomes_its_value() -> None:
    data = book_with({"A1": "=[1]预算!B2*2", "A2": "=A1+1"}, {"A1": "43.2", "A2": "44.2"})
    result = submission(Package.read(with_link(data, "预算.xlsx")))
    assert [(frozen.cell, frozen.reason.value) for _, frozen in result.frozen] == [
        ("A1", "引用其他工作簿")
    ]
    assert (value_of(result.data, "A1"), formula_of(result.data, "A2")) == (43.2, "=A1+1")
    assert not [name for name in parts(result.data) if "externalLink" in name]


def test_a_name_that_leads_to_another_workbook_goes_with_the_formulas_that_use_it() -> None:
    data = book_with({"A1": "=预算合计*2"}, {"A1": "86.4"})
    data = edited(
        data,
        "xl/workbook.xml",
        (
            "<definedNames/>",
            '<definedNames><definedName name="预算合计">[1]预算!$B$2</definedName>'
            '<definedName name="本表">自评表!$A$1</definedName></definedNames>',
        ),
    )
    result = submission(Package.read(data))
    assert result.names == ("预算合计",)
    assert value_of(result.data, "A1") == 86.4
    assert set(load_workbook(BytesIO(result.data)).defined_names) == {"本表"}


def with_macros(data: bytes) -> bytes:
    """As Excel saves an .xlsm: another main type, the project, a button that calls it."""
    data = edited(
        data,
        "[Content_Types].xml",
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
        (
            "</Types>",
            '<Override PartName="/xl/vbaProject.bin" '
            'ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        ),
    )
    data = edited(
        data,
        "xl/_rels/workbook.xml.rels",
        (
            "</Relationships>",
            '<Relationship Id="rId88" Type="http://schemas.microsoft.com/office/2006/'
            'relationships/vbaProject" Target="vbaProject.bin"/></Relationships>',
        ),
    )
    return packed(parts(data) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 project"})


def test_macros_go_and_the_file_is_an_xlsx(working: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "工作稿"
    folder.mkdir()
    (folder / "16.xlsm").write_bytes(with_macros(working))
    [done] = submitted(tmp_path / "报送", folder)
    assert done.path == tmp_path / "报送" / "16.xlsx"
    assert done.remarks == ("去掉了宏（报送文件是 .xlsx）",)
    after = parts(done.path.read_bytes())
    assert b"macroEnabled" not in after["[Content_Types].xml"]
    assert b"vbaProject" not in b"".join(after.values())
    assert "xl/vbaProject.bin" not in after
    assert load_workbook(done.path)["自评表"]["H14"].value


def test_a_digital_signature_goes_and_is_said(working: bytes, tmp_path: Path) -> None:
    data = edited(
        working,
        "_rels/.rels",
        (
            "</Relationships>",
            '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/package/2006/'
            'relationships/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/>'
            "</Relationships>",
        ),
    )
    source = tmp_path / "稿" / "16.xlsx"
    source.parent.mkdir()
    source.write_bytes(packed(parts(data) | {"_xmlsignatures/origin.sigs": b""}))
    [done] = submitted(tmp_path / "报送", source)
    assert done.remarks == ("去掉了数字签名（内容变了，签名不再有效），请重新签名",)
    assert not [name for name in parts(done.path.read_bytes()) if "signature" in name]


def test_a_table_gives_new_rows_no_function() -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "自评表"
    for row in (["目标", "得分", "说明"], ["≥1", 5, "x"]):
        sheet.append(row)
    table = Table(displayName="表1", ref="A1:C2")
    table._initialise_columns()
    for column, formula in zip(
        table.tableColumns[1:],
        ("IFERROR(PERF_SCORE([@目标],1,5),3)", "PERF_WHY([@目标],1,5)"),
        strict=True,
    ):
        column.calculatedColumnFormula = TableFormula(attr_text=formula)
    sheet.add_table(table)
    buffer = BytesIO()
    book.save(buffer)
    [text] = [
        part.decode() for name, part in parts(made(buffer.getvalue())).items() if "/tables/" in name
    ]
    assert re.findall("<calculatedColumnFormula>(.*?)</calculatedColumnFormula>", text) == ["3"]
    assert text.count("<tableColumn ") == 3


@pytest.mark.parametrize(
    ("relation", "says"),
    [
        ("connections", "含有外部数据连接"),
        ("xlMacrosheet", "含有 Excel 4.0 宏表"),
    ],
)
def test_what_cannot_be_taken_out_without_loss_is_refused(
    working: bytes, relation: str, says: str
) -> None:
    data = edited(
        working,
        "xl/_rels/workbook.xml.rels",
        (
            "</Relationships>",
            f'<Relationship Id="rId66" Type="{RELATIONS}/{relation}" Target="x.xml"/>'
            "</Relationships>",
        ),
    )
    with pytest.raises(InputError, match=says):
        made(packed(parts(data) | {"xl/x.xml": b"<x/>"}))


def test_a_picture_that_lies_elsewhere_is_refused_but_a_web_address_is_not(
    working: bytes,
) -> None:
    def related(kind: str) -> bytes:
        relations = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{RELATIONS}/{kind}" Target="https://x.gov.cn/a" '
            'TargetMode="External"/></Relationships>'
        )
        return packed(parts(working) | {"xl/worksheets/_rels/sheet1.xml.rels": relations.encode()})

    assert b"x.gov.cn" in parts(made(related("hyperlink")))["xl/worksheets/_rels/sheet1.xml.rels"]
    with pytest.raises(InputError, match="含有指向外部文件的对象或图片"):
        made(related("image"))


# Marks ------------------------------------------------------------------------------------


def annotated_copy(tmp_path: Path, prepare: Callable[[Workbook], None]) -> Path:
    """A form with findings, prepared by a person, then annotated by check."""
    form = write_form(tmp_path / "收" / "a.xlsx", executed=70)
    book = load_workbook(form)
    prepare(book)
    book.save(form)
    [copy] = annotate(checked_together([form]), tmp_path / "批注", paths=[tmp_path / "收"])
    assert copy.path is not None
    return copy.path


def comments(data: bytes) -> dict[str, str]:
    cells = (cell for row in load_workbook(BytesIO(data))["自评表"].iter_rows() for cell in row)
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


def look(data: bytes) -> dict[str, object]:
    """Value and format of every cell that is anything."""
    sheet = load_workbook(BytesIO(data))["自评表"]
    return {
        cell.coordinate: (
            cell.value,
            repr(cell.fill),
            repr(cell.font),
            repr(cell.border),
            repr(cell.alignment),
            cell.number_format,
        )
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None or cell.fill.fill_type
    }


def test_marks_of_the_check_go_and_what_was_there_comes_back(tmp_path: Path) -> None:
    def prepare(book: Workbook) -> None:
        sheet = book["自评表"]
        sheet["F6"].fill = PatternFill("solid", fgColor="FFF2CC")
        sheet["H6"].fill = PatternFill("solid", fgColor=Color(theme=4, tint=0.6))
        sheet["H16"].fill = PatternFill("lightUp", fgColor="FF0000", bgColor="00FF00")
        sheet["A1"].fill = PatternFill("solid", fgColor="FFC7CE")  # a person's own red
        sheet["A1"].comment = Comment("请领导过目", "张三")
        sheet["F6"].comment = Comment("财务已核对", "张三")

    copy = annotated_copy(tmp_path, prepare)
    marked = copy.read_bytes()
    assert comments(marked)["F6"].startswith("财务已核对\n\n【错误 F07】")
    assert comments(marked)["F6"].endswith("\n[perfxl FFF2CC]")
    before = (tmp_path / "收" / "a.xlsx").read_bytes()
    after = made(marked)
    assert comments(after) == {"A1": "请领导过目", "F6": "财务已核对"}
    assert look(after) == look(before)
    assert b"perfxl" not in parts(after)["xl/comments/comment1.xml"]
    drawing = next(data for name, data in parts(after).items() if name.endswith(".vml"))
    assert drawing.count(b'ObjectType="Note"') == 2


def test_without_comments_of_persons_nothing_of_them_is_left(tmp_path: Path) -> None:
    copy = annotated_copy(tmp_path, lambda book: None)
    before = parts((tmp_path / "收" / "a.xlsx").read_bytes())
    after = parts(made(copy.read_bytes()))
    assert not [name for name in after if "comment" in name.lower() or name.endswith(".vml")]
    assert b"legacyDrawing" not in after[SHEET]
    assert after.keys() - {"xl/worksheets/_rels/sheet1.xml.rels"} == before.keys()


def test_what_a_person_adds_to_a_mark_stays(tmp_path: Path) -> None:
    copy = annotated_copy(tmp_path, lambda book: None)
    book = load_workbook(copy)
    note = book["自评表"]["F6"].comment
    note.text = f"{note.text}\n已核实，多付的已收回"
    book["自评表"]["H6"].fill = PatternFill("solid", fgColor="00B050")  # recoloured by a person
    book.save(copy)
    after = made(copy.read_bytes())
    assert comments(after) == {"F6": "\n已核实，多付的已收回"}
    sheet = load_workbook(BytesIO(after))["自评表"]
    assert sheet["F6"].fill.fill_type is None
    assert sheet["H6"].fill.fgColor.rgb == "0000B050"


def test_marking_twice_still_brings_the_first_background_back(tmp_path: Path) -> None:
    def prepare(book: Workbook) -> None:
        book["自评表"]["F6"].fill = PatternFill("solid", fgColor="FFF2CC")

    copy = annotated_copy(tmp_path, prepare)
    [again] = annotate(checked_together([copy]), tmp_path / "再", paths=[copy.parent])
    after = made(again.path.read_bytes())
    assert comments(after) == {}
    assert look(after) == look((tmp_path / "收" / "a.xlsx").read_bytes())


def test_the_list_of_the_button_goes_and_what_counts_sheets_counts_on(working: bytes) -> None:
    book = load_workbook(BytesIO(working))
    found = book.create_sheet("检查结果", 1)
    found["A1"], found["A3"] = "perfxl 检查结果", "只在清单里的话"
    extra = book.create_sheet("附件")
    extra["A1"] = "合同清单"
    extra.print_area = "A1:B9"
    book["评分依据"].print_area = "A1:C3"
    book.active = 2
    buffer = BytesIO()
    book.save(buffer)
    after = made(without_formulas(buffer.getvalue()))
    left = load_workbook(BytesIO(after))
    assert left.sheetnames == ["自评表", "评分依据", "附件"]
    assert left.active.title == "评分依据"
    assert left["附件"].print_area == "'附件'!$A$1:$B$9"
    assert left["评分依据"].print_area == "'评分依据'!$A$1:$C$3"
    assert left["附件"]["A1"].value == "合同清单"
    everything = b"".join(parts(after).values())
    assert "只在清单里的话".encode() not in everything
    assert "检查结果".encode() not in everything


def without_formulas(data: bytes) -> bytes:
    """What openpyxl saves has no cached values."""
    members = parts(data)
    for name in members:
        if "/worksheets/" in name:
            members[name] = re.sub(rb"<f[^>]*>.*?</f>|<f[^>]*/>", b"", members[name])
    return packed(members)


def test_a_sheet_of_a_person_with_that_name_stays(working: bytes) -> None:
    book = load_workbook(BytesIO(made(working, values=True)))
    book.create_sheet("检查结果")["A1"] = "我的记录"
    buffer = BytesIO()
    book.save(buffer)
    assert "检查结果" in load_workbook(BytesIO(made(buffer.getvalue()))).sheetnames


def test_rules_that_ask_the_addin_are_refused(working: bytes) -> None:
    book = load_workbook(BytesIO(made(working, values=True)))
    rule = DataValidation("custom", formula1="=PERF_SCORE(A1,B1,10)>5")
    rule.add("A1")
    book["自评表"].add_data_validation(rule)
    buffer = BytesIO()
    book.save(buffer)
    with pytest.raises(InputError, match="条件格式或数据有效性用了加载项函数"):
        made(buffer.getvalue())


# The sheet 评分依据 ---------------------------------------------------------------------------


def sent(tmp_path: Path, prepare: Callable[[Workbook], None]) -> bytes:
    """What is handed in of a form with values, after a person worked on it."""
    book = load_workbook(BytesIO(FormFiller("mof-2020", Cells.VALUES).fill(SIXTEENTH).data))
    prepare(book)
    path = tmp_path / "稿" / "16.xlsx"
    path.parent.mkdir()
    book.save(path)
    [done] = submitted(tmp_path / "报送", path)
    assert done.path is not None
    left_out = ("没有附“评分依据”（文件里不止一张自评表）",)
    assert done.remarks == (() if "评分依据" in load_workbook(done.path).sheetnames else left_out)
    return done.path.read_bytes()


def basis_rows(data: bytes) -> dict[object, tuple[object, ...]]:
    """指标值, 完成值, 分值, 规则得分, 核定得分, 原表得分, 得分, 计算过程 by number and name."""
    rows = load_workbook(BytesIO(data))["评分依据"].iter_rows(values_only=True)
    return {row[:2]: row[2:10] for row in rows if isinstance(row[0], int)}


def test_the_reasons_of_scores_are_those_of_the_facts_as_they_are_now(tmp_path: Path) -> None:
    """An actual was corrected after generation, and a score awarded."""

    def prepare(book: Workbook) -> None:
        book["自评表"]["F22"] = "76%"
        book["自评表"]["L16"] = 4

    before = basis_rows(FormFiller("mof-2020", Cells.VALUES).fill(SIXTEENTH).data)
    after = basis_rows(sent(tmp_path, prepare))
    assert list(after) == list(before)
    assert {key[0] for key in before if before[key] != after[key]} == {3, 9}
    rows = {key[0]: row for key, row in after.items()}
    assert rows[3] == ("=100%", "100%", 10, 10, 4, 10, 4, "100% = 100%，达到指标值，得满分 10")
    how = "76% ÷ 95% = 80%，80% × 5 = 4"
    assert rows[9] == ("≥95%", "76%", 5, 4, None, 5, 4, how)


def test_rows_that_came_and_went_are_followed(tmp_path: Path) -> None:
    """As if the second row of the form were new, and a row that was there had been deleted."""

    def prepare(book: Workbook) -> None:
        page = book["评分依据"]
        for area in [str(area) for area in page.merged_cells.ranges if area.min_row > 8]:
            page.unmerge_cells(area)
        page.delete_rows(9)
        page["B12"] = "已经删掉的指标"

    before = basis_rows(FormFiller("mof-2020", Cells.VALUES).fill(SIXTEENTH).data)
    after = basis_rows(sent(tmp_path, prepare))
    assert list(after) == list(before)
    # What is printed on the collected form is known of the rows that were there.
    lost = {key[0]: (row[5], after[key][5]) for key, row in before.items() if after[key] != row}
    assert lost == {2: (5, None), 6: (8.1, None)}


def test_the_list_of_findings_is_no_part_of_what_is_handed_in(tmp_path: Path) -> None:
    def prepare(book: Workbook) -> None:
        book["自评表"]["F6"] = 400

    data = sent(tmp_path, prepare)
    page = load_workbook(BytesIO(data))["评分依据"]
    texts = {cell.value for row in page.iter_rows() for cell in row if cell.value is not None}
    assert "原表数据（收集来的表上印着、不参与计分的内容）" in texts
    everything = b"".join(parts(data).values()).decode(errors="ignore")
    for gone in ("检查问题", "点击跳转", "生成时）", "重新生成", "得分的舍入与评分办法不同"):
        assert gone not in everything
    assert page["C5"].value.startswith("400 ÷ ")
    # What stood below moved up, its merges with it, and no more is printed than there is.
    [below] = [cell.row for cell in page["A"] if str(cell.value).startswith("原表数据")]
    assert f"A{below}:K{below}" in page.merged_cells
    assert page.print_area.endswith(f"$K${page.max_row}")
    assert not page.conditional_formatting


def test_a_page_of_two_forms_is_left_out(tmp_path: Path) -> None:
    data = sent(tmp_path, lambda book: book.copy_worksheet(book["自评表"]))
    assert load_workbook(BytesIO(data)).sheetnames == ["自评表", "自评表 Copy"]


# Files and folders --------------------------------------------------------------------------


def submitted(folder: Path, *paths: Path, **wish: object) -> list[Submission]:
    return list(submit(find_files(paths), Wish(folder, **wish), paths=paths))


def test_a_folder_comes_out_as_the_same_tree(working: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "工作稿"
    for name in ("一中/16.xlsx", "二中/16.xlsx"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(working)
    before = {path: path.read_bytes() for path in folder.rglob("*.xlsx")}
    done = submitted(tmp_path / "报送", folder)
    assert [each.path.relative_to(tmp_path).as_posix() for each in done] == [
        "报送/一中/16.xlsx",
        "报送/二中/16.xlsx",
    ]
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert not [path for path in (tmp_path / "报送").rglob("*") if path.name.startswith(".")]


def test_nothing_is_overwritten_silently(working: bytes, tmp_path: Path) -> None:
    source = tmp_path / "稿" / "16.xlsx"
    source.parent.mkdir()
    source.write_bytes(working)
    assert [each.status for each in submitted(tmp_path / "报送", source)] == [Status.WRITTEN]
    assert [each.status for each in submitted(tmp_path / "报送", source)] == [Status.SAME]
    sent = tmp_path / "报送" / "16.xlsx"
    sent.write_bytes(b"edited")
    [refused] = submitted(tmp_path / "报送", source)
    assert refused.status is Status.REFUSED
    assert "已经存在而且内容不同，没有覆盖；要覆盖请加 --force" in refused.problem
    assert sent.read_bytes() == b"edited"
    assert [each.status for each in submitted(tmp_path / "报送", source, force=True)] == [
        Status.WRITTEN
    ]


def test_findings_do_not_keep_a_form_back(working: bytes, tmp_path: Path) -> None:
    write_form(tmp_path / "稿" / "a.xlsx", executed=70)
    [done] = submitted(tmp_path / "报送", tmp_path / "稿")
    assert done.status is Status.WRITTEN
    found = [finding.code for form in done.checked for finding in form.findings]
    assert "F07" in found
    again = [finding.code for form in checked([done.path]) for finding in form.findings]
    assert again == found


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.xls", b"x", "是 .xls 文件；请用 Excel 或 WPS 另存为 .xlsx 再报送"),
        ("a.docx", b"x", "是 .docx 文件，不是 Excel 工作簿；要一起报送请自己复制"),
        ("a.xlsx", b"", "文件是空的"),
        ("a.xlsx", b"no workbook", "没有找到绩效自评表"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "文件已损坏"),
    ],
)
def test_what_cannot_be_submitted_is_said_and_stops_nothing(
    working: bytes, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    folder = tmp_path / "稿"
    folder.mkdir()
    (folder / name).write_bytes(content)
    (folder / "z.xlsx").write_bytes(working)
    refused, done = submitted(tmp_path / "报送", folder)
    assert (refused.status, done.status) == (Status.REFUSED, Status.WRITTEN)
    assert says in refused.problem
    assert [path.name for path in (tmp_path / "报送").iterdir()] == ["z.xlsx"]


def test_two_files_that_would_be_one_are_not(working: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "稿"
    folder.mkdir()
    (folder / "16.xlsm").write_bytes(with_macros(working))
    (folder / "16.xlsx").write_bytes(working)
    done = submitted(tmp_path / "报送", folder)
    assert [each.status for each in done] == [Status.WRITTEN, Status.REFUSED]
    assert "会与" in done[1].problem


@pytest.mark.parametrize("inside", ["报送", "."])
def test_the_folder_does_not_lie_among_the_working_files(
    working: bytes, tmp_path: Path, inside: str
) -> None:
    (tmp_path / "16.xlsx").write_bytes(working)
    with pytest.raises(OutputError, match="报送文件不能放在工作稿的文件夹里"):
        submitted(tmp_path / inside, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["16.xlsx"]


def test_persons_names_of_this_workbook_stay(working: bytes) -> None:
    book = load_workbook(BytesIO(made(working, values=True)))
    book.defined_names["负责人"] = DefinedName("负责人", attr_text="'自评表'!$B$3")
    buffer = BytesIO()
    book.save(buffer)
    assert "负责人" in load_workbook(BytesIO(made(buffer.getvalue()))).defined_names

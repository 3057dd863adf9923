"""Everything of a workbook that names rows is where Excel would have put it."""

from __future__ import annotations

import re

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import DataBarRule, FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table

from perfxl.template import compile_template
from tests.template.workbooks import cells, merges, part, parts, read, with_parts, workbook

# Rows 1–3 head, 4 for, 5 body, 6 endfor, 7 total; with three rows: 4–6 body, 7 total.
SHEET = {
    "A1": "标题",
    "A3": "名称",
    "B3": "分值",
    "C3": "得分",
    "A4": "{% for i in indicators %}",
    "A5": "{{ i.name }}",
    "B5": "{{ i.weight }}",
    "C5": "=ROUND(B5*0.9,2)",
    "D5": "=C5/SUM(C$5:C$5)",
    "A6": "{% endfor %}",
    "A7": "合计",
    "B7": "=SUM(B5:B5)",
    "C7": "=SUM(C5:C5)",
}
ROWS = [{"name": f"指标{n}", "weight": n} for n in (1, 2, 3)]


def form(prepare, count: int = 3) -> bytes:
    template = workbook(
        {"自评表": SHEET, "二": {"A1": "=自评表!B7", "A2": "=SUM(自评表!C5:C5)"}}, prepare
    )
    return compile_template(template).render({"indicators": ROWS[:count]})


def sheet_xml(data: bytes) -> str:
    return part(data, "xl/worksheets/sheet1.xml")


def test_formulas():
    data = form(None)
    found = {name: value for name, value in cells(data).items() if str(value).startswith("=")}
    assert found == {
        **{f"C{row}": f"=ROUND(B{row}*0.9,2)" for row in (4, 5, 6)},
        **{f"D{row}": f"=C{row}/SUM(C$4:C$6)" for row in (4, 5, 6)},
        "B7": "=SUM(B4:B6)",
        "C7": "=SUM(C4:C6)",
    }
    assert cells(data, "二") == {"A1": "=自评表!B7", "A2": "=SUM(自评表!C4:C6)"}


def test_shared_formulas_are_written_out():
    template = workbook({**SHEET, "E5": "=B5", "E7": "=B7"})
    xml = sheet_xml(template)
    xml = xml.replace("<f>B5</f>", '<f t="shared" ref="E5:E7" si="0">B5</f>')
    xml = xml.replace("<f>B7</f>", '<f t="shared" si="0"/>')
    changed = with_parts(template, {"xl/worksheets/sheet1.xml": xml})
    data = compile_template(changed).render({"indicators": ROWS})
    found = cells(data)
    assert [found[f"E{row}"] for row in (4, 5, 6, 7)] == ["=B4", "=B5", "=B6", "=B7"]
    assert "shared" not in sheet_xml(data)


@pytest.mark.parametrize(
    ("address", "area", "rendered"),
    [
        ("E5", "E5", [("E4", "SUM(B4:B4)"), ("E5", "SUM(B5:B5)"), ("E6", "SUM(B6:B6)")]),
        ("E7", "E7", [("E7", "SUM(B7:B7)")]),
    ],
)
def test_array_formulas(address, area, rendered):
    template = workbook({**SHEET, address: f"=SUM(B{address[1]}:B{address[1]})"})
    xml = re.sub(
        rf'(<c r="{address}"[^>]*>)<f>', rf'\1<f t="array" ref="{area}">', sheet_xml(template)
    )
    changed = with_parts(template, {"xl/worksheets/sheet1.xml": xml})
    xml = sheet_xml(compile_template(changed).render({"indicators": ROWS}))
    assert re.findall(r'<f t="array" ref="(\w+)">([^<]*)</f>', xml) == rendered


@pytest.mark.parametrize(
    ("area", "three", "none"),
    [
        ("A5:B5", ["A4:B4", "A5:B5", "A6:B6"], ["A4:B4"]),
        ("E3:E7", ["E3:E7"], ["E3:E5"]),
        ("E3:E6", ["E3:E6"], ["E3:E4"]),
        ("E4:E6", ["E4:E6"], []),
        ("A7:B8", ["A7:B8"], ["A5:B6"]),
        ("E2:E4", ["E2:E3"], ["E2:E3"]),
        ("E6:E7", [], []),
    ],
)
def test_merges(area, three, none):
    def merged(book: Workbook) -> None:
        book["自评表"].merge_cells(area)

    assert merges(form(merged)) == three
    assert merges(form(merged, 0)) == none


@pytest.mark.parametrize(
    ("area", "formula", "where", "moved"),
    [
        ("C5", "$C5>$B5", "C4:C6", "$C4>$B4"),
        ("A5:D5", "$C5>$B$7", "A4:D6", "$C4>$B$7"),
        ("C5:C7", "C5=MAX(C$5:C$5)", "C4:C7", "C4=MAX(C$4:C$6)"),
        ("B7", "$B$7<>100", "B7", "$B$7<>100"),
        ("B7", "SUM($B$5:$B$5)<>100", "B7", "SUM($B$4:$B$6)<>100"),
        ("A3:C7", "$B3>1", "A3:C7", "$B3>1"),
        ("C4:C6", "$C4>1", "C4:C6", "$C4>1"),  # its top row vanishes: seen from the next
        ("A1 C5", "$A1=0", "A1 C4:C6", "$A1=0"),
    ],
)
def test_conditional_formats(area, formula, where, moved):
    def coloured(book: Workbook) -> None:
        book["自评表"].conditional_formatting.add(area, FormulaRule(formula=[formula]))

    xml = sheet_xml(form(coloured))
    expected = f'<conditionalFormatting sqref="{where}">'
    assert expected in xml
    assert f"<formula>{moved.replace('>', '&gt;').replace('<', '&lt;')}</formula>" in xml


def test_a_format_of_control_rows_only_disappears():
    def coloured(book: Workbook) -> None:
        book["自评表"].conditional_formatting.add("A4:C4", FormulaRule(formula=["$A4=1"]))

    assert "conditionalFormatting" not in sheet_xml(form(coloured))


def test_thresholds_of_data_bars():
    def bars(book: Workbook) -> None:
        rule = DataBarRule("num", 0, "formula", "$B$7", color="FF00FF00")
        book["自评表"].conditional_formatting.add("B5", rule)

    xml = sheet_xml(form(bars))
    assert 'sqref="B4:B6"' in xml
    assert '<cfvo type="formula" val="$B$7"/>' in xml.replace(" />", "/>")


def test_formats_and_sparklines_of_excel_2010():
    x14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    xm = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
    extension = (
        f'<extLst><ext {x14} uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}">'
        f"<x14:conditionalFormattings><x14:conditionalFormatting {xm}>"
        '<x14:cfRule type="expression" priority="1"><xm:f>$C5&gt;二!$A$1</xm:f></x14:cfRule>'
        "<xm:sqref>C5</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
        f'<ext {x14} uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}"><x14:sparklineGroups {xm}>'
        "<x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>自评表!B5:C5</xm:f>"
        "<xm:sqref>F5</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
        "</x14:sparklineGroups></ext></extLst>"
    )
    template = workbook({"自评表": SHEET, "二": {"A1": 1}})
    xml = sheet_xml(template).replace("</worksheet>", f"{extension}</worksheet>")
    changed = with_parts(template, {"xl/worksheets/sheet1.xml": xml})
    xml = sheet_xml(compile_template(changed).render({"indicators": ROWS}))
    assert "<xm:f>$C4&gt;二!$A$1</xm:f>" in xml
    assert re.findall(r"<xm:sqref>([^<]*)</xm:sqref>", xml) == ["C4:C6", "F4", "F5", "F6"]
    assert re.findall(r"<xm:f>自评表!([^<]*)</xm:f>", xml) == ["B4:C4", "B5:C5", "B6:C6"]


def test_validations():
    def validated(book: Workbook) -> None:
        limit = DataValidation("decimal", operator="between", formula1="0", formula2="$B5")
        limit.add("C5")
        choice = DataValidation("list", formula1="$A$3:$A$5")
        choice.add("A5:A7")
        gone = DataValidation("list", formula1='"是,否"')
        gone.add("A6")
        for rule in (limit, choice, gone):
            book["自评表"].add_data_validation(rule)

    found = read(form(validated))["自评表"].data_validations.dataValidation
    assert [(str(rule.sqref), rule.formula1, rule.formula2) for rule in found] == [
        ("C4:C6", "0", "$B4"),
        ("A4:A7", "$A$3:$A$6", None),
    ]
    assert '<dataValidations count="2"' in sheet_xml(form(validated))


def test_names_print_area_and_titles():
    def named(book: Workbook) -> None:
        sheet = book["自评表"]
        book.defined_names["scores"] = DefinedName("scores", attr_text="自评表!$C$5:$C$5")
        book.defined_names["total"] = DefinedName("total", attr_text="自评表!$C$7")
        book.defined_names["other"] = DefinedName("other", attr_text="二!$C$5")
        sheet.print_area = "A1:D7"
        sheet.print_title_rows = "1:3"

    data = form(named)
    book = read(data)
    assert {name: item.attr_text for name, item in book.defined_names.items()} == {
        "scores": "自评表!$C$4:$C$6",
        "total": "自评表!$C$7",
        "other": "二!$C$5",
    }
    assert book["自评表"].print_area == "'自评表'!$A$1:$D$7"
    assert book["自评表"].print_title_rows == "$1:$3"
    assert read(form(named, 1))["自评表"].print_area == "'自评表'!$A$1:$D$5"


@pytest.mark.parametrize(
    ("rows", "moved"),
    [
        ([3], [3]),
        ([5], [6]),
        ([7], [7]),
        ([4], [3]),
        ([6], [6]),
        ([3, 4], [3]),
        ([1, 5, 7], [1, 6, 7]),
    ],
)
def test_page_breaks(rows, moved):
    def broken(book: Workbook) -> None:
        for row in rows:
            book["自评表"].row_breaks.append(Break(row))

    assert [item.id for item in read(form(broken))["自评表"].row_breaks.brk] == moved
    assert f'count="{len(moved)}"' in re.search("<rowBreaks[^>]*>", sheet_xml(form(broken)))[0]


def test_hyperlinks():
    def linked(book: Workbook) -> None:
        sheet = book["自评表"]
        sheet["A5"].hyperlink = "https://example.invalid/"
        sheet["B3"].hyperlink = "#自评表!C7"
        sheet["C7"].hyperlink = "#二!A1"

    xml = sheet_xml(form(linked))
    assert sorted(re.findall(r'<hyperlink [^>]*ref="(\w+)"', xml)) == ["A4", "A5", "A6", "B3", "C7"]


def test_the_place_of_a_link_inside_the_workbook():
    template = workbook({"自评表": SHEET, "二": {"A1": 1}})
    links = (
        '<hyperlinks><hyperlink ref="A1" location="\'自评表\'!C7"/>'
        '<hyperlink ref="C5" location="二!B5"/><hyperlink ref="A7" location="scores"/></hyperlinks>'
    )
    xml = sheet_xml(template).replace("<pageMargins", f"{links}<pageMargins")
    changed = with_parts(template, {"xl/worksheets/sheet1.xml": xml})
    xml = sheet_xml(compile_template(changed).render({"indicators": ROWS[:1]}))
    assert re.findall(r'<hyperlink ref="(\w+)" location="([^"]*)"', xml) == [
        ("A1", "'自评表'!C5"),
        ("C4", "二!B5"),
        ("A5", "scores"),
    ]


def test_comments_are_copied_with_their_row():
    def commented(book: Workbook) -> None:
        book["自评表"]["C5"].comment = Comment("怎样算", "作者")
        book["自评表"]["A7"].comment = Comment("合计", "作者")
        book["自评表"]["A4"].comment = Comment("循环", "作者")

    data = form(commented)
    sheet = read(data)["自评表"]
    found = {
        cell.coordinate: cell.comment.text
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert found == {"C4": "怎样算", "C5": "怎样算", "C6": "怎样算", "A7": "合计"}
    vml = next(content.decode() for name, content in parts(data).items() if name.endswith(".vml"))
    assert sorted(re.findall(r"Row>(\d+)<", vml)) == ["3", "4", "5", "6"]
    shapes = re.findall(r'<\w+:shape [^>]*id="([^"]+)"', vml)
    assert len(set(shapes)) == len(shapes) == 4


def test_tables_grow_with_their_filter():
    def tabled(book: Workbook) -> None:
        book["自评表"].add_table(Table(displayName="明细", ref="A3:C5"))

    data = form(tabled)
    table = read(data)["自评表"].tables["明细"]
    assert (table.ref, table.autoFilter.ref) == ("A3:C6", "A3:C6")


def test_filters_of_the_sheet_and_frozen_rows():
    def prepared(book: Workbook) -> None:
        book["自评表"].auto_filter.ref = "A3:C5"
        book["自评表"].freeze_panes = "B7"

    sheet = read(form(prepared))["自评表"]
    assert sheet.auto_filter.ref == "A3:C6"
    assert (sheet.sheet_view.pane.topLeftCell, sheet.sheet_view.pane.ySplit) == ("B7", 6)


def test_protected_and_ignored_ranges():
    template = workbook({"自评表": SHEET, "二": {"A1": 1}})
    xml = sheet_xml(template)
    xml = xml.replace(
        "</sheetData>",
        '</sheetData><sheetProtection sheet="1"/><protectedRanges>'
        '<protectedRange sqref="B5:C5 A7" name="填写"/></protectedRanges>',
    )
    xml = xml.replace(
        "</worksheet>",
        '<ignoredErrors><ignoredError sqref="A5:C5" numberStoredAsText="1"/></ignoredErrors>'
        "</worksheet>",
    )
    changed = with_parts(template, {"xl/worksheets/sheet1.xml": xml})
    xml = sheet_xml(compile_template(changed).render({"indicators": ROWS}))
    assert 'protectedRange sqref="B4:C6 A7"' in xml
    assert 'ignoredError sqref="A4:C6"' in xml


def test_charts():
    def drawn(book: Workbook) -> None:
        sheet = book["自评表"]
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=2, min_row=3, max_row=5), titles_from_data=True)
        book["二"].add_chart(chart, "C3")
        sheet.add_chart(BarChart(), "E7")

    data = form(drawn, 2)
    rows = {
        tuple(re.findall(r"<(?:\w+:)?from>.*?<(?:\w+:)?row>(\d+)</", content.decode(), re.DOTALL))
        for name, content in parts(data).items()
        if name.startswith("xl/drawings/drawing")
    }
    assert rows == {("2",), ("5",)}  # C3 stays; E7 → E6: two control rows less, one row more
    charts = "".join(
        content.decode() for name, content in parts(data).items() if "charts/chart" in name
    )
    assert "'自评表'!$B$4:$B$5" in charts
    assert "'自评表'!B3" in charts


def test_drawings_between_two_cells():
    from lxml import etree

    from perfxl.sheet.companions import move_drawing
    from perfxl.sheet.expand import Block, RowMap

    xdr = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"

    def anchor(kind: str, top: int, bottom: int) -> str:
        return (
            f"<xdr:twoCellAnchor {kind}><xdr:from><xdr:row>{top - 1}</xdr:row></xdr:from>"
            f"<xdr:to><xdr:row>{bottom - 1}</xdr:row></xdr:to></xdr:twoCellAnchor>"
        )

    one_cell, absolute = 'editAs="oneCell"', 'editAs="absolute"'
    anchors = (
        *(anchor("", 3, 7), anchor(one_cell, 3, 7)),
        *(anchor("", 8, 9), anchor(absolute, 8, 9)),
    )
    root = etree.fromstring(f'<xdr:wsDr xmlns:xdr="{xdr}">{"".join(anchors)}</xdr:wsDr>')
    moved = move_drawing(root, "表", {"表": RowMap((Block(5, 5),), (4,), (4, 6))})
    places = [int(row.text or 0) + 1 for row in moved.iter(f"{{{xdr}}}row")]
    assert places == [3, 8, 3, 7, 9, 10, 9, 10]


def test_the_calculation_chain_goes():
    template = workbook(SHEET)
    types = part(template, "[Content_Types].xml").replace(
        "</Types>",
        '<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.calcChain+xml"/></Types>',
    )
    link = (
        '<Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'calcChain" Target="calcChain.xml" Id="chain"/></Relationships>'
    )
    links = part(template, "xl/_rels/workbook.xml.rels").replace("</Relationships>", link)
    changed = with_parts(
        template,
        {
            "[Content_Types].xml": types,
            "xl/_rels/workbook.xml.rels": links,
            "xl/calcChain.xml": "<calcChain/>",
        },
    )
    data = compile_template(changed).render({"indicators": ROWS})
    assert "xl/calcChain.xml" not in parts(data)
    assert "calcChain" not in part(data, "[Content_Types].xml")
    assert "calcChain" not in part(data, "xl/_rels/workbook.xml.rels")


def test_other_parts_stay_byte_for_byte():
    template = workbook({"自评表": SHEET, "说明": {"A1": "固定", "B2": 5}})
    data = compile_template(template).render({"indicators": ROWS})
    before, after = parts(template), parts(data)
    same = {name for name in before if before[name] == after.get(name)}
    assert {"xl/styles.xml", "xl/theme/theme1.xml", "xl/worksheets/sheet2.xml"} <= same
    assert set(before) - same <= {
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/workbook.xml",
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet1.xml",
    }


def test_rows_keep_their_look():
    def styled(book: Workbook) -> None:
        sheet = book["自评表"]
        sheet.row_dimensions[5].height = 33
        sheet.row_dimensions[5].outlineLevel = 1
        sheet.row_dimensions[7].hidden = True
        sheet["E5"].number_format = "0.00"

    sheet = read(form(styled))["自评表"]
    assert [sheet.row_dimensions[row].height for row in (4, 5, 6)] == [33, 33, 33]
    assert [sheet.row_dimensions[row].outlineLevel for row in (4, 5, 6)] == [1, 1, 1]
    assert sheet.row_dimensions[7].hidden
    assert [sheet[f"E{row}"].number_format for row in (4, 5, 6)] == ["0.00"] * 3


def test_a_workbook_with_prefixed_names():
    """As some programs write: every element of the sheet with x: in front."""
    template = workbook(SHEET)
    names = {}
    for name in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"):
        xml = part(template, name)
        xml = re.sub(r"<(/?)(?![?!])([a-zA-Z]\w*)(?=[\s>/])", r"<\1x:\2", xml)
        names[name] = xml.replace(' xmlns="', ' xmlns:x="', 1)
    plain = compile_template(template).render({"indicators": ROWS})
    prefixed = compile_template(with_parts(template, names)).render({"indicators": ROWS})
    assert cells(prefixed) == cells(plain)
    assert cells(prefixed)["A4"] == "指标1"

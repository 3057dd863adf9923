"""Documents: what Word does to tables and text, and what must come out of it."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from perfxl.errors import InputError
from perfxl.forms.grid import Grid
from perfxl.forms.grids.archive import Archive
from perfxl.forms.grids.document import Table, TableCell, document_grid
from perfxl.forms.grids.docx import read_docx
from perfxl.forms.grids.ruling import Line, Page, Text, page_blocks
from perfxl.forms.grids.web import read_html, read_mht, read_xml_workbook

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def grid(body: str) -> Grid:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>"
        )
    return next(read_docx(Archive(out.getvalue(), file="")))


def texts(found: Grid) -> list[str]:
    return [cell.text for cell in found.cells]


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, *, span: int = 1, merge: str = "") -> str:
    down = {"": "", "^": "<w:vMerge/>", "v": '<w:vMerge w:val="restart"/>'}[merge]
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{down}</w:tcPr>{p(text)}</w:tc>'


def tbl(*rows: list[str], widths: tuple[int, ...] = (2000, 2000, 2000)) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = "".join(f"<w:tr>{''.join(cells)}</w:tr>" for cells in rows)
    return f"<w:tbl><w:tblGrid>{columns}</w:tblGrid>{body}</w:tbl>"


def test_paragraphs_and_tables_have_addresses() -> None:
    found = grid(p("标题") + tbl([tc("甲"), tc(""), tc("乙")]) + p("尾"))
    assert [(cell.text, cell.address) for cell in found.cells] == [
        ("标题", "第1段"), ("甲", "表1第1行第1格"), ("乙", "表1第1行第3格"), ("尾", "第2段"),
    ]  # fmt: skip


def test_merges_down_and_right() -> None:
    found = grid(
        tbl([tc("甲", span=2), tc("乙", merge="v")], [tc("丙"), tc("丁"), tc("", merge="^")])
    )
    spans = {cell.text: (cell.column, cell.column_span, cell.row_span) for cell in found.cells}
    assert spans == {"甲": (0, 2, 1), "乙": (2, 1, 2), "丙": (0, 1, 1), "丁": (1, 1, 1)}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<w:p><w:r><w:t>产出</w:t></w:r><w:r><w:t>指标</w:t></w:r></w:p>", "产出指标"),
        ("<w:p><w:r><w:t>年度</w:t><w:br/><w:t>指标值</w:t></w:r></w:p>", "年度\n指标值"),
        ("<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>", "新"),
        ("<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>", "控件"),
        ('<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t></w:r></w:p>', "☑是"),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>一</w:t></w:r></w:p>", "一"),
        ("<w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>", "链接"),
    ],
)  # fmt: skip
def test_text_of_a_paragraph(body: str, text: str) -> None:
    assert texts(grid(body)) == [text]


def test_cells_in_content_controls() -> None:
    cell = f"<w:sdt><w:sdtContent>{tc('甲')}</w:sdtContent></w:sdt>"
    assert texts(grid(tbl([cell, tc("乙"), tc("丙")]))) == ["甲", "乙", "丙"]


def test_a_table_inside_a_cell_follows_as_a_table() -> None:
    inner = tbl([tc("内1"), tc("内2"), tc("")])
    found = grid(f"<w:tbl><w:tr><w:tc>{p('外')}{inner}</w:tc></w:tr></w:tbl>")
    assert [(cell.text, cell.address) for cell in found.cells] == [
        ("外", "表1第1行第1格"), ("内1", "表2第1行第1格"), ("内2", "表2第1行第2格"),
    ]  # fmt: skip


def test_borders_dragged_by_a_hair_are_one_column() -> None:
    first = tbl([tc("一级"), tc("二级"), tc("三级")], widths=(2000, 2000, 2000))
    rows = grid(
        '<w:tbl><w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="30"/><w:gridCol w:w="1970"/>'
        '<w:gridCol w:w="2000"/></w:tblGrid>'
        f"<w:tr>{tc('一级')}{tc('二级', span=2)}{tc('三级')}</w:tr>"
        f"<w:tr>{tc('产出', span=2)}{tc('数量')}{tc('场次')}</w:tr></w:tbl>"
    )
    assert [cell.column for cell in rows.cells] == [0, 1, 2, 0, 1, 2]
    assert [cell.column for cell in grid(first).cells] == [0, 1, 2]


def test_a_table_cut_by_a_page_keeps_its_columns() -> None:
    whole = tbl([tc("一级", span=2), tc("二级")], [tc("a"), tc("b"), tc("c")])
    rest = tbl([tc("x", span=2), tc("y")], widths=(2000, 2000, 2000))
    found = grid(whole + rest)
    assert [(cell.text, cell.column) for cell in found.cells][-2:] == [("x", 0), ("y", 2)]


def test_a_document_without_a_body() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", f"<w:document {W}/>")
    with pytest.raises(InputError, match="没有正文"):
        next(read_docx(Archive(out.getvalue(), file="")))


def test_overlapping_cells_are_kept_apart() -> None:
    cells = (TableCell(0, 2, 0, 2, "甲"), TableCell(1, 2, 0, 1, "乙"), TableCell(1, 2, 1, 2, "丙"))
    found = document_grid([Table(cells, 2)], file="")
    assert sorted(cell.text for cell in found.cells) == ["丙", "乙", "甲"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "utf-16"])
def test_web_page(encoding: str) -> None:
    page = (
        f'<html><head><meta charset="{encoding}"><script>x</script></head><body><p>标题</p><table>'
        "<tr><td rowspan=2>甲</td><td colspan='2'>乙<br>二</td></tr><tr><td>丙</td><td></td></tr>"
        "</table></body></html>"
    )
    found = next(read_html(page.encode(encoding), file=""))
    assert [(cell.text, cell.row_span, cell.column_span) for cell in found.cells] == [
        ("标题", 1, 1), ("甲", 2, 1), ("乙\n二", 1, 2), ("丙", 1, 1),
    ]  # fmt: skip


def test_web_page_in_one_file() -> None:
    body = "<table><tr><td>项目名称</td><td>甲</td></tr></table>".encode("gb18030").hex("=")
    data = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=X\r\n\r\n--X\r\n"
        "Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        f"\r\n={body}\r\n--X--\r\n"
    )
    assert texts(next(read_mht(data.encode(), file=""))) == ["项目名称", "甲"]


def test_xml_workbook() -> None:
    data = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
     xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="p">
     <NumberFormat ss:Format="Percent"/></Style></Styles><Worksheet ss:Name="表"><Table>
     <Row><Cell ss:MergeAcross="1"><Data ss:Type="String">标题</Data></Cell></Row>
     <Row ss:Index="3"><Cell ss:Index="2" ss:StyleID="p"><Data ss:Type="Number">0.95</Data></Cell>
     <Cell><Data ss:Type="DateTime">2020-12-30T00:00:00.000</Data></Cell></Row>
     </Table></Worksheet></Workbook>"""
    found = next(read_xml_workbook(data.encode(), file="x.xls"))
    assert [(cell.address, cell.text, cell.column_span) for cell in found.cells] == [
        ("A1", "标题", 2), ("B3", "95%", 1), ("C3", "2020-12-30", 1),
    ]  # fmt: skip


def test_cells_are_what_ruled_lines_enclose() -> None:
    """Two columns below one merged cell; a text that runs over a line is cut at its blank."""
    lines = [
        Line(0, 0, 200, 0), Line(0, 20, 200, 20), Line(0, 40, 200, 40),
        Line(0, 0, 0, 40), Line(100, 20, 100, 40), Line(200, 0, 200, 40),
    ]  # fmt: skip
    pieces = [
        Text(5, 5, 60, 15, "合并"),
        Text(60, 25, 150, 35, "98.5% 20"),
        Text(0, 60, 80, 70, "注："),
    ]
    blocks = list(page_blocks(Page(pieces, lines)))
    found = document_grid(blocks, file="")
    assert [(cell.text, cell.column_span) for cell in found.cells] == [
        ("合并", 2), ("98.5%", 1), ("20", 1), ("注：", 1),
    ]  # fmt: skip


def test_wrapped_lines_in_a_ruled_cell_belong_together() -> None:
    box = [Line(0, 0, 100, 0), Line(0, 60, 100, 60), Line(0, 0, 0, 60), Line(100, 0, 100, 60)]
    pieces = [Text(5, 25, 30, 35, "500.0"), Text(5, 40, 10, 50, "0")]
    found = document_grid(page_blocks(Page(pieces, box)), file="")
    assert texts(found) == ["500.00"]


LONG = "一二三四五六七八"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([(LONG * 2, 160), ("之后的文字", 50)], LONG * 2 + "之后的文字"),
        ([("目标1：完成。", 70), ("目标2：培训。", 70)], "目标1：完成。\n目标2：培训。"),
        (
            [("验收时间为", 50), ("2023年12月31日以前的那一天", 140)],
            "验收时间为\n2023年12月31日以前的那一天",
        ),
        (
            [("网址见附件", 50), ("www.example.com/long-name", 125)],
            "网址见附件www.example.com/long-name",
        ),
    ],
    ids=["the line was full", "a line of its own", "a date had room", "a long word had none"],
)
def test_a_line_that_was_not_full_was_ended_by_the_author(
    lines: list[tuple[str, float]], expected: str
) -> None:
    """In a cell of 172 points, 10 points a character."""
    box = [Line(0, 0, 172, 0), Line(0, 90, 172, 90), Line(0, 0, 0, 90), Line(172, 0, 172, 90)]
    pieces = [
        Text(5, 5 + 15 * number, 5 + width, 15 + 15 * number, text)
        for number, (text, width) in enumerate(lines)
    ]
    found = document_grid(page_blocks(Page(pieces, box)), file="")
    assert texts(found) == [expected]


def test_a_line_with_a_word_for_each_cell_it_runs_over() -> None:
    """LibreOffice says that it ends before the last one."""
    walls = [Line(x, 0, x, 20) for x in (0, 50, 100, 150, 200)]
    box = [Line(0, 0, 200, 0), Line(0, 20, 200, 20), *walls]
    found = document_grid(
        page_blocks(Page([Text(5, 5, 145, 15, "≥95% 96% 100% 10")], box)), file=""
    )
    assert texts(found) == ["≥95%", "96%", "100%", "10"]

"""Documents, pages and texts: tables in tables, spans without end, endless lines."""

from __future__ import annotations

from tests.hostile import parts
from tests.hostile.archives import loose_bomb, package
from tests.hostile.cases import Case, written

FORM = ("form",)
CHECKED = ("form", "check")
_WIDE_HEADING = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
_SHORT_ROWS = "\n\n".join(
    "\n".join(f"\t{cell}" for cell in row)
    for row in (
        ("项目支出绩效自评表",),
        ("项目名称", "甲"),
        (*_WIDE_HEADING, *(f"列{number}" for number in range(33))),
        *[("产出指标", "数量指标", *"甲1111", *"x" * 33)] * 3,
        *(tuple(f"{row}数{cell}" for cell in range(28)) for row in range(2_000)),
    )
)
_FORM_TEXT = "\n".join("\t".join(row) for row in parts.FORM) + "\n"


def _docx(body: str) -> bytes:
    return package({**parts.DOCX, "word/document.xml": parts.WORD_HEAD + body + parts.WORD_TAIL})


def _odt(body: str) -> bytes:
    return package({**parts.ODT, "content.xml": parts.TEXT_HEAD + body + parts.TEXT_TAIL})


def _cell(text: str = "", properties: str = "") -> str:
    return f"<w:tc>{properties}<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def _nested_docx() -> bytes:
    return _docx("<w:tbl><w:tr><w:tc>" * 1_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 1_000)


def _nested_rows() -> bytes:
    """As deep as the parser lets it be, with many rows at the bottom."""
    inner = f"<w:tr>{_cell('1')}</w:tr>" * 20_000
    return _docx(
        "<w:tbl><w:tr><w:tc>" * 70 + f"<w:tbl>{inner}</w:tbl><w:p/>" + "</w:tc></w:tr></w:tbl>" * 70
    )


def _wide_docx() -> bytes:
    grid = '<w:gridCol w:w="9"/>' * 50_000
    return _docx(f"<w:tbl><w:tblGrid>{grid}</w:tblGrid><w:tr>{_cell('1') * 50_000}</w:tr></w:tbl>")


def _stacked_docx() -> bytes:
    """All columns but the first have no width: their cells lie on each other."""
    grid = '<w:gridCol w:w="9"/>' + '<w:gridCol w:w="0"/>' * 50_000
    return _docx(f"<w:tbl><w:tblGrid>{grid}</w:tblGrid><w:tr>{_cell('1') * 50_000}</w:tr></w:tbl>")


def _spanning_docx() -> bytes:
    cell = _cell("1", '<w:tcPr><w:gridSpan w:val="999999"/></w:tcPr>')
    return _docx("<w:tbl>" + f"<w:tr>{cell * 50}</w:tr>" * 4_000 + "</w:tbl>")


def _spanning_odt() -> bytes:
    row = '<table:table-row><table:table-cell table:number-rows-spanned="99999"><text:p>1</text:p></table:table-cell></table:table-row>'
    return _odt(f"<table:table>{row * 30_000}</table:table>")


def _page(body: str, charset: str = "utf-8") -> bytes:
    return f'<html><meta charset="{charset}"><body>{body}</body></html>'.encode()


def _nested_page() -> bytes:
    return _page("<table><tr><td>" * 80 + "<table>" + "<tr><td>1" * 200_000 + "</table>")


def _multipart(depth: int) -> bytes:
    head = b"MIME-Version: 1.0\r\n"
    for number in range(depth):
        head += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number)
    return head + b"Content-Type: text/html\r\n\r\n<table><tr><td>1</td></tr></table>"


def _wide_multipart() -> bytes:
    part = b"--b\r\nContent-Type: text/html\r\n\r\n<table><tr><td>1</td></tr></table>\r\n"
    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * 100_000
    )


CASES = (
    Case("a thousand tables in each other", "千层表.docx", written(_nested_docx), ("form", "report template")),
    Case("seventy tables around 20,000 rows", "深层表.docx", written(_nested_rows), FORM),
    Case("a row of 50,000 cells", "宽表.docx", written(_wide_docx), FORM),
    Case("50,000 cells on each other", "叠格.docx", written(_stacked_docx), FORM),
    Case("200,000 spans of a thousand columns", "跨列.docx", written(_spanning_docx), FORM),
    Case("a document of 2 GB", "大文档.docx", written(lambda: package(parts.DOCX, loose_bomb("word/document.xml", parts.WORD_HEAD, b" " * (1 << 20), 2_000, parts.WORD_TAIL))), ("form", "report template")),
    Case("a paragraph of 100 MB", "长段落.docx", written(lambda: package(parts.DOCX, loose_bomb("word/document.xml", parts.WORD_HEAD + "<w:p><w:r><w:t>", b"x" * (1 << 20), 100, "</w:t></w:r></w:p>" + parts.WORD_TAIL))), ("form", "report template")),
    Case("three million paragraphs", "多段落.docx", written(lambda: package(parts.DOCX, loose_bomb("word/document.xml", parts.WORD_HEAD, b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 10_000, 300, parts.WORD_TAIL))), FORM),
    Case("30,000 cells that all span all rows", "跨行.odt", written(_spanning_odt), FORM),
    Case("a page of 80 tables around 200,000 rows", "深层表.html", written(_nested_page), FORM),
    Case("cells of a thousand rows and columns", "跨格.html", written(lambda: _page("<table>" + '<tr><td rowspan="1000" colspan="1000">1</td></tr>' * 10_000 + "</table>")), FORM),
    Case("a page of five million open cells", "未闭合.html", written(lambda: _page("<table>" + "<tr><td>1" * 5_000_000)), FORM),
    Case("a page in an encoding that is none", "编码.html", written(lambda: _page("<table><tr><td>1</td></tr></table>", "undefined")), FORM),
    Case("a page in punycode", "编码二.html", written(lambda: _page("<table><tr><td>" + "ab" * 500_000 + "-" + "z" * 200_000, "punycode")), FORM),
    Case("a page in a code that unpacks", "编码三.html", written(lambda: _page("<table><tr><td>1</td></tr></table>", "zlib_codec")), FORM),
    Case("2,000 messages in each other", "套信.mht", written(lambda: _multipart(2_000)), FORM),
    Case("100,000 pages in one message", "多页.mht", written(_wide_multipart), FORM),
    Case("a text of 200 MB", "大文本.txt", written(lambda: b"x" * (200 << 20)), FORM),
    Case("one line of 2 MB", "一行.txt", written(lambda: _FORM_TEXT + "9" * (2 << 20)), FORM),
    Case("two million tabs", "制表符.txt", written(lambda: _FORM_TEXT + "\t" * 2_000_000), CHECKED),
    Case("a million lines", "百万行.txt", written(lambda: _FORM_TEXT + "1\n" * 1_000_000), CHECKED),
    Case("2,000 rows that lack twelve of forty columns", "缺列.txt", written(lambda: _SHORT_ROWS), CHECKED),
    Case("30,000 titles", "三万标题.txt", written(lambda: "项目支出绩效自评表\n" * 30_000), CHECKED),
    Case("a text of control characters", "控制符.txt", written(lambda: _FORM_TEXT.replace("某项目", "某\x1b[2J\x07\u202e项目")), CHECKED),
    Case("a text in no encoding", "编码.txt", written(lambda: _FORM_TEXT.encode() + b"\xff\xff\x80\x81" * 9), FORM),
)  # fmt: skip

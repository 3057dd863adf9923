"""What harms a workbook, in the other formats: each of the issue's list for each reader it can reach."""

from __future__ import annotations

import struct
from collections.abc import Callable

from tests.hostile import parts
from tests.hostile.archives import Member, bomb, member, package
from tests.hostile.book_cases import label, record, xls
from tests.hostile.cases import Case, written
from tests.hostile.markup_cases import ENTITIES
from tests.hostile.template_cases import word_template

FORM = ("form",)
CHECKED = ("form", "check")
WORD = ("form", "report template")
BOTH = ("master", "form")
_SPACES = b" " * (1 << 20)
_DDE = "=cmd|'/c calc'!A1"
_HARM_TO_FORM = tuple(
    tuple(_DDE if text == "某项目" else text for text in row) for row in parts.FORM
)


def _docx(body: str = "", *more: Member) -> bytes:
    return word_template(f"{parts.WORD_HEAD}{body}<w:sectPr/>{parts.WORD_TAIL}", *more)


def _ods(table: str = "", *more: Member) -> bytes:
    content = f"{parts.OPEN_HEAD}{table}{parts.OPEN_TAIL}"
    return package({**parts.ODS, "content.xml": content}, *more)


def _odt(body: str = "", *more: Member) -> bytes:
    content = f"{parts.TEXT_HEAD}{body}{parts.TEXT_TAIL}"
    return package({**parts.ODT, "content.xml": content}, *more)


def _links(kind: str, target: str, mode: str = "") -> Member:
    return member(
        "word/_rels/document.xml.rels",
        f'<Relationships xmlns="{parts.LINKS}"><Relationship Id="r1" '
        f'Type="{parts.OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>',
    )


_MADE: tuple[tuple[str, Callable[..., bytes], tuple[str, ...]], ...] = (
    ("docx", _docx, WORD),
    ("ods", _ods, FORM),
    ("odt", _odt, FORM),
)


def _of_packages() -> list[Case]:
    """What concerns the zip, in every zipped format."""
    harms: tuple[tuple[str, str, Callable[[], tuple[Member, ...]]], ...] = (
        ("200,000 empty parts", "二十万", lambda: tuple(member(f"x/{n}", b"") for n in range(200_000))),
        ("a part twice", "两次", lambda: (member("word/a.xml", "<a/>"), member("WORD/A.xml", "<b/>"))),
        ("a name that climbs out", "爬出", lambda: (member("../../../etc/cron.d/x", "x"),)),
        ("a part with a wrong size", "谎报", lambda: (bomb("a.xml", "<a>", _SPACES, 9, "</a>"), Member("b.xml", b"\x03\0", 9))),
    )  # fmt: skip
    return [
        Case(
            f"{title} in .{ending}",
            f"{name}.{ending}",
            written(lambda make=make, more=more: make("", *more())),
            doors,
        )
        for title, name, more in harms
        for ending, make, doors in _MADE
    ]


def _bomb_in(kind: dict[str, str], head: str, tail: str) -> bytes:
    return package(kind, bomb("content.xml", head, _SPACES, 2_000, tail))


def _page(body: str) -> bytes:
    return f'<html><meta charset="utf-8"><body>{body}</body></html>'.encode()


def _table(rows: tuple[tuple[str, ...], ...], row: str, cell: str) -> str:
    return "".join(row.format("".join(cell.format(text) for text in line)) for line in rows)


_HARMLESS = _table(_HARM_TO_FORM, "<tr>{}</tr>", "<td>{}</td>")
_OPEN_CELLS = _table(
    _HARM_TO_FORM,
    "<table:table-row>{}</table:table-row>",
    "<table:table-cell><text:p>{}</text:p></table:table-cell>",
)
_WORD_CELLS = _table(
    _HARM_TO_FORM, "<w:tr>{}</w:tr>", "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
)
_LABELS = b"".join(
    label(row, column, text)
    for row, line in enumerate(_HARM_TO_FORM)
    for column, text in enumerate(line)
)
_FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAUTO cmd "/c calc"'
    '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
_CALL = (
    '<table:table><table:table-row><table:table-cell table:formula="of:=DDE(&quot;cmd&quot;;'
    '&quot;/c calc&quot;;&quot;A1&quot;)" office:value-type="string"><text:p>1</text:p>'
    "</table:table-cell></table:table-row></table:table>"
)
_MILLION_MERGES = b"".join(
    record(0xE5, struct.pack("<H", 1_000) + struct.pack("<4H", 0, 1, 0, 1) * 1_000)
    for _ in range(850)
)

CASES = (
    *_of_packages(),
    # Bombs.
    Case("an .ods of 2 GB", "炸弹.ods", written(lambda: _bomb_in(parts.ODS, parts.OPEN_HEAD, parts.OPEN_TAIL)), FORM),
    Case("an .odt of 2 GB", "炸弹.odt", written(lambda: _bomb_in(parts.ODT, parts.TEXT_HEAD, parts.TEXT_TAIL)), FORM),
    # Entities.
    *(
        Case(f"{title} in an .odt", f"实体{number}.odt", written(lambda d=declaration: package({**parts.ODT, "content.xml": f"{d}{parts.TEXT_HEAD}&i;{parts.TEXT_TAIL}"})), FORM)
        for number, (title, declaration) in enumerate(ENTITIES)
    ),
    Case("nested entities in the styles of a document", "样式实体.docx", written(lambda: _docx("", member("word/styles.xml", ENTITIES[0][1] + "<a>&i;</a>"))), WORD),
    # Merged cells, rows, and cells that are only declared.
    Case("850,000 merged ranges in an .xls", "百万合并.xls", written(lambda: xls(b"", _MILLION_MERGES)), BOTH),
    Case("a million merged cells in an .ods", "百万合并.ods", written(lambda: _ods("<table:table>" + '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-spanned="9" table:number-rows-spanned="9"><text:p>1</text:p></table:table-cell></table:table-row></table:table>')), FORM),
    Case("the last row and column of an .xls", "边角.xls", written(lambda: xls(b"", _LABELS + label(65_535, 255, "末") + label(65_535, 65_535, "外"))), BOTH),
    Case("an .xls that declares 17 million cells", "虚报范围.xls", written(lambda: xls(b"", record(0x200, struct.pack("<2L3H", 0, 65_536, 0, 256, 0)) + _LABELS)), BOTH),
    Case("a row of an .odt a million times", "重复行.odt", written(lambda: _odt('<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell></table:table-row></table:table>')), FORM),
    Case("a million rows in a page", "百万行.html", written(lambda: _page("<table>" + "<tr><td>1</td></tr>" * 1_000_000 + "</table>")), FORM),
    Case("a million rows in a document", "百万行.docx", written(lambda: _docx("<w:tbl>" + "<w:tr><w:tc><w:p/></w:tc></w:tr>" * 1_000_000 + "</w:tbl>")), FORM),
    # Parts that are missing, in a circle, or of another kind.
    Case("relationships of a document in a circle", "关系循环.docx", written(lambda: _docx("", _links("header", "document.xml"))), WORD),
    Case("relationships of a document to what is not there", "关系缺失.docx", written(lambda: _docx("", _links("header", "header9.xml"))), WORD),
    Case("relationships of a document that lead out", "关系爬出.docx", written(lambda: _docx("", _links("header", "../../../etc/passwd"))), WORD),
    Case("a document without its text", "缺正文.docx", written(lambda: package({**parts.DOCX, "word/document.xml": ""}, member("word/styles.xml", "<a/>"))), WORD),
    Case("an .ods without its content", "缺内容.ods", written(lambda: package({**parts.ODS, "content.xml": ""})), FORM),
    Case("a spreadsheet that says it is a text", "类型.ods", written(lambda: package({**parts.ODT, "content.xml": f"{parts.OPEN_HEAD}{parts.OPEN_TAIL}"})), FORM),
    Case("a workbook and a document in one file", "两面.docx", written(lambda: package(parts.XLSX, member("word/document.xml", parts.WORD_HEAD + parts.WORD_TAIL))), WORD),
    Case("content types of another program in a document", "类型.docx", written(lambda: package({**parts.DOCX, "[Content_Types].xml": parts.XLSX["[Content_Types].xml"].replace("application/xml", "application/x-msdownload")})), WORD),
    Case("a chart in the place of a sheet", "图表.xlsx", written(lambda: package({**parts.XLSX, parts.SHEET: parts.sheet(parts.form_rows()).replace("worksheet", "chartsheet")})), ("master", "form", "template")),
    Case("two lists of rows in a sheet", "两份行.xlsx", written(lambda: package({**parts.XLSX, parts.SHEET: parts.sheet(parts.form_rows(), f"<sheetData>{parts.form_rows()}</sheetData>")})), ("master", "form", "template")),
    # What leads outside, or wants to be a command.
    Case("a document with a picture from the network", "远程图.docx", written(lambda: _docx(f"<w:tbl>{_WORD_CELLS}</w:tbl>", _links("image", "http://127.0.0.1:9/x.png", ' TargetMode="External"'))), WORD),
    Case("a form with DDE in a document", "动态链接.docx", written(lambda: _docx(f"{_FIELD}<w:tbl>{_WORD_CELLS}</w:tbl>")), CHECKED),
    Case("an .ods that calls another program", "动态链接.ods", written(lambda: _ods(_CALL)), CHECKED),
    Case("an .ods with pictures and links from the network", "远程.ods", written(lambda: _ods('<table:table><table:table-source xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="http://127.0.0.1:9/x.ods"/>' + _OPEN_CELLS + "</table:table>")), CHECKED),
    Case("a page that loads, sends and runs", "远程.html", written(lambda: _page('<base href="http://127.0.0.1:9/"><link rel="stylesheet" href="x.css"><script src="x.js"></script><iframe src="file:///etc/passwd"></iframe><img src="x.png"><meta http-equiv="refresh" content="0;url=x">' + f"<table>{_HARMLESS}</table>")), CHECKED),
    # Texts that want to be formulas stay texts; tests/hostile/test_text_in_outputs.py follows them.
    Case("a formula as a text in a page", "公式.html", written(lambda: _page(f"<table>{_HARMLESS}</table>")), CHECKED),
    Case("a formula as a text in a document", "公式.docx", written(lambda: _docx(f"<w:tbl>{_WORD_CELLS}</w:tbl>")), CHECKED),
    Case("a formula as a text in an .ods", "公式.ods", written(lambda: _ods(f"<table:table>{_OPEN_CELLS}</table:table>")), CHECKED),
    Case("a formula as a text in an .odt", "公式.odt", written(lambda: _odt(f"<table:table>{_OPEN_CELLS}</table:table>")), CHECKED),
    Case("a formula as a text in an .xls", "公式.xls", written(lambda: xls(b"", _LABELS)), CHECKED),
    Case("a formula as a text in a workbook", "公式.xlsx", written(lambda: package({**parts.BOOK, parts.SHEET: parts.sheet(parts.form_rows(_HARM_TO_FORM))})), CHECKED),
    Case("a formula as a text in a text", "公式.txt", written(lambda: "\n".join("\t".join(row) for row in _HARM_TO_FORM)), CHECKED),
)  # fmt: skip

"""Workbooks: rows, columns, merges and cells without end, links that lead outside."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from perfxl.addin.compound import compound_file
from tests.hostile import parts
from tests.hostile.archives import loose_bomb, member, package
from tests.hostile.cases import Case, written
from tests.hostile.package_cases import ALL, READ

FORM = ("form",)
BOTH = ("master", "form")
_DDE = "cmd|'/c calc'!A1"


def _book(rows: str, after: str = "", before: str = "", **more: str) -> bytes:
    return package({**parts.XLSX, parts.SHEET: parts.sheet(rows, after, before), **more})


def _form_book(rows: str) -> bytes:
    """A workbook with one sheet, which is no master."""
    return package({**parts.BOOK, parts.SHEET: parts.sheet(rows)})


def _thousand_forms() -> bytes:
    table = [row for _ in range(1_000) for row in (*parts.FORM, ())]
    return _form_book(parts.form_rows(tuple(table)))


def _long_texts() -> bytes:
    row = tuple(text * 16_000 for text in ("产", "数", "次、", "1-", "1，", "9", "（"))
    return _form_book(parts.form_rows((*parts.FORM, *[row] * 40)))


def _merged(references: Iterator[str]) -> str:
    return (
        "<mergeCells>"
        + "".join(f'<mergeCell ref="{item}"/>' for item in references)
        + "</mergeCells>"
    )


def _crowded_merges() -> bytes:
    """Two thousand anchors with text, each merged down to the end of the sheet."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 2_001))
    rows += '<row r="150000"><c r="J150000"><v>1</v></c></row>'
    return _book(rows, _merged(f"A{n}:J150000" for n in range(2_000, 0, -1)))


def _formula(text: str) -> bytes:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return _book(parts.form_rows() + f'<row r="9"><c r="A9"><f>{escaped}</f><v>1</v></c></row>')


def _linked() -> bytes:
    """External workbook with DDE, a web query, an OLE object, a remote picture."""
    links = parts.XLSX["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        f'<Relationship Id="r7" Type="{parts.OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/>'
        f'<Relationship Id="r8" Type="{parts.OFFICE}/connections" Target="connections.xml"/></Relationships>',
    )
    dde = f'<externalLink xmlns="{parts.MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems><ddeItem name="A1" advise="1"/></ddeItems></ddeLink></externalLink>'
    query = f'<connections xmlns="{parts.MAIN}"><connection id="1" type="4" refreshOnLoad="1"><webPr url="http://127.0.0.1:9/"/></connection></connections>'
    return package(
        {
            **parts.XLSX,
            parts.SHEET: parts.sheet(parts.form_rows()),
            "xl/_rels/workbook.xml.rels": links,
        },
        member("xl/externalLinks/externalLink1.xml", dde),
        member("xl/connections.xml", query),
    )


def _ods(table: str, kind: dict[str, str] = parts.ODS) -> bytes:
    head, tail = (
        (parts.OPEN_HEAD, parts.OPEN_TAIL)
        if kind is parts.ODS
        else (parts.TEXT_HEAD, parts.TEXT_TAIL)
    )
    return package({**kind, "content.xml": head + table + tail})


def record(kind: int, body: bytes, size: int | None = None) -> bytes:
    return struct.pack("<2H", kind, len(body) if size is None else size) + body


def _string(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


_BOF = record(0x809, struct.pack("<2H", 0x600, 5) + bytes(12))
_SHEET_BOF = record(0x809, struct.pack("<2H", 0x600, 16) + bytes(12))
_END = record(0x0A, b"")


def _bound(offset: int) -> bytes:
    return record(0x85, struct.pack("<LBBBB", offset, 0, 0, 1, 0) + b"s")


def xls(globals_: bytes, sheet: bytes = b"", sheets: int = 1) -> bytes:
    offset = len(_BOF + globals_ + _bound(0) * sheets + _END)
    return compound_file(
        {"Workbook": _BOF + globals_ + _bound(offset) * sheets + _END + _SHEET_BOF + sheet + _END}
    )


def _many_records_many_sheets() -> bytes:
    return xls(b"", record(0x1234, b"") * 200_000, sheets=20_000)


def label(row: int, column: int, text: str) -> bytes:
    """A cell with its text in it."""
    return record(0x204, struct.pack("<3H", row, column, 0) + _string(text))


def _far_strings() -> bytes:
    """A thousand strings, each with an extension of 4 GB."""
    strings = b"".join(struct.pack("<HBL", 1, 4, 0xFFFFFFFF) + b"x" for _ in range(100))
    return xls(record(0xFC, struct.pack("<2L", 100, 100) + strings))


def _patched(data: bytes, at: int, value: int) -> bytes:
    return data[:at] + struct.pack("<L", value) + data[at + 4 :]


def _cycle() -> bytes:
    """Sector 2 of the stream is followed by itself."""
    data = xls(b"", record(0x1234, bytes(8_000)))
    return _patched(data, 512 + 4 * 2, 2)


def _list_cycle() -> bytes:
    """The list of allocation sectors names itself as its own continuation."""
    data = bytearray(xls(b"")).ljust(4_096, b"\0")
    struct.pack_into("<L", data, 68, 3)
    struct.pack_into("<L", data, 512 * 5 - 4, 3)
    return bytes(data)


def _many_roots() -> bytes:
    """A directory of 200,000 root entries, each with a stream of the whole file."""
    root = struct.pack(
        "<64sHBB3L16sL16xLQ",
        "R".encode("utf-16-le"),
        4,
        5,
        1,
        *[0xFFFFFFFF] * 3,
        b"",
        0,
        2,
        1 << 40,
    )
    body = root * 200_000
    sectors = -(-len(body) // 512)
    table_sectors = -(-(sectors + 200) // 128)
    first = table_sectors
    table = [0xFFFFFFFD] * table_sectors + [*range(first + 1, first + sectors), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (table_sectors * 128 - len(table))
    header = struct.pack(
        "<8s16x5H6xLLLLLLLLL",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        table_sectors,
        first,
        0,
        4096,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
    )
    header += struct.pack(
        "<109L", *range(min(109, table_sectors)), *[0xFFFFFFFF] * (109 - min(109, table_sectors))
    )
    fixed = [number if number != 2 else 2 for number in table]
    fixed[2] = first
    return header + struct.pack(f"<{len(fixed)}L", *fixed) + body.ljust(sectors * 512, b"\0")


CASES = (
    Case(
        "a million merged ranges",
        "百万合并.xlsx",
        written(
            lambda: package(
                parts.XLSX,
                loose_bomb(
                    parts.SHEET,
                    f"{parts.SHEET_HEAD}</sheetData><mergeCells>",
                    b'<mergeCell ref="A1:B1"/>' * 10_000,
                    100,
                    "</mergeCells></worksheet>",
                ),
            )
        ),
        ALL,
    ),
    Case(
        "as many merged ranges as a template may have",
        "一万合并.xlsx",
        written(lambda: _book(parts.form_rows(), _merged(f"A{n}:G{n}" for n in range(1, 10_001)))),
        READ,
    ),
    Case("merged ranges that lie on each other", "重叠合并.xlsx", written(_crowded_merges), READ),
    Case(
        "a merge over the whole sheet",
        "整表合并.xlsx",
        written(lambda: _book(parts.form_rows(), _merged(iter(["A1:XFD1048576"])))),
        READ,
    ),
    Case(
        "a dimension of 17 thousand million cells",
        "虚报范围.xlsx",
        written(lambda: _book(parts.form_rows(), before='<dimension ref="A1:XFD1048576"/>')),
        READ,
    ),
    Case(
        "cells in the last row and column",
        "边角.xlsx",
        written(
            lambda: _book(
                parts.form_rows() + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
            )
        ),
        READ,
    ),
    Case(
        "a row beyond the last",
        "越行.xlsx",
        written(lambda: _book('<row r="1048577"><c r="A1048577"><v>1</v></c></row>')),
        READ,
    ),
    Case(
        "17 million cells",
        "千万单元格.xlsx",
        written(
            lambda: package(
                parts.XLSX,
                loose_bomb(
                    parts.SHEET,
                    parts.SHEET_HEAD,
                    b"<row>" + b"<c/>" * 16_384 + b"</row>",
                    1_040,
                    parts.SHEET_TAIL,
                ),
            )
        ),
        ALL,
    ),
    Case(
        "three million cells with numbers",
        "三百万单元格.xlsx",
        written(
            lambda: package(
                parts.XLSX,
                loose_bomb(
                    parts.SHEET,
                    parts.SHEET_HEAD,
                    b'<row r="7">' + b'<c r="B7"><v>1</v></c>' * 16_384 + b"</row>",
                    190,
                    parts.SHEET_TAIL,
                ),
            )
        ),
        READ,
    ),
    Case(
        "one row of 30 MB",
        "一行.xlsx",
        written(
            lambda: package(
                parts.XLSX,
                loose_bomb(
                    parts.SHEET,
                    parts.SHEET_HEAD + '<row r="1">',
                    b'<c r="A1"/>' * 100_000,
                    28,
                    "</row>" + parts.SHEET_TAIL,
                ),
            )
        ),
        READ,
    ),
    Case(
        "a number of a million digits",
        "长数字.xlsx",
        written(lambda: _book(f'<row r="1"><c r="A1"><v>{"9" * 1_000_000}</v></c></row>')),
        READ,
    ),
    Case(
        "numbers without end",
        "无穷.xlsx",
        written(
            lambda: _book(
                "".join(
                    f'<row r="{n}"><c r="A{n}"><v>{v}</v></c></row>'
                    for n, v in enumerate(
                        ("1E999999", "-1E-999999", "NaN", "Infinity", "1_0", "0x10"), 1
                    )
                )
            )
        ),
        READ,
    ),
    Case(
        "half a million styles",
        "样式.xlsx",
        written(
            lambda: _book(
                parts.form_rows(),
                **{
                    "xl/styles.xml": parts.XLSX["xl/styles.xml"]
                    .replace("<xf/></cellStyleXfs>", "<xf/></cellStyleXfs>")
                    .replace('<cellXfs count="4">', "<cellXfs>" + "<xf/>" * 500_000)
                },
            )
        ),
        READ,
    ),
    Case(
        "a number format of a million signs",
        "格式.xlsx",
        written(
            lambda: _book(
                '<row r="1"><c r="A1" s="3"><v>1</v></c></row>',
                **{
                    "xl/styles.xml": parts.XLSX["xl/styles.xml"].replace(
                        "0&quot;人&quot;", "0[" * 500_000
                    )
                },
            )
        ),
        READ,
    ),
    Case(
        "a formula of a million quotes",
        "引号.xlsx",
        written(lambda: _formula("'" * 1_000_000)),
        READ,
    ),
    Case(
        "a formula of a million brackets",
        "括号.xlsx",
        written(lambda: _formula("(" * 1_000_000)),
        READ,
    ),
    Case(
        "a formula of 500,000 open structured references",
        "结构引用.xlsx",
        written(lambda: _formula("a[" * 500_000)),
        READ,
    ),
    Case("a DDE formula", "动态链接.xlsx", written(lambda: _formula(_DDE)), ALL),
    Case("external links, DDE, web queries", "外部链接.xlsx", written(_linked), ALL),
    Case(
        "a form of the longest texts",
        "长文.xlsx",
        written(_long_texts),
        ("form", "check", "annotate"),
    ),
    Case(
        "a thousand forms one below the other",
        "千表.xlsx",
        written(_thousand_forms),
        ("form", "check"),
    ),
    Case(
        "an .ods row a million times",
        "重复行.ods",
        written(
            lambda: _ods(
                '<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell></table:table-row></table:table>'
            )
        ),
        FORM,
    ),
    Case(
        "empty .ods rows without end",
        "空行.ods",
        written(
            lambda: _ods(
                "<table:table>"
                + '<table:table-row table:number-rows-repeated="999999999"/>' * 200_000
                + "</table:table>"
            )
        ),
        FORM,
    ),
    Case(
        "five thousand .ods tables in each other",
        "套表.ods",
        written(
            lambda: _ods(
                "<table:table><table:table-row><table:table-cell>" * 5_000
                + "</table:table-cell></table:table-row></table:table>" * 5_000
            )
        ),
        FORM,
    ),
    Case(
        "two million runs of a thousand spaces",
        "空格.ods",
        written(
            lambda: package(
                {**parts.ODS},
                loose_bomb(
                    "content.xml",
                    f"{parts.OPEN_HEAD}<table:table><table:table-row><table:table-cell><text:p>",
                    b'<text:s text:c="1000"/>' * 20_000,
                    100,
                    f"</text:p></table:table-cell></table:table-row></table:table>{parts.OPEN_TAIL}",
                ),
            )
        ),
        FORM,
    ),
    Case(
        "200,000 sheets in an .ods",
        "工作表.ods",
        written(lambda: _ods('<table:table table:name="s"/>' * 200_000)),
        FORM,
    ),
    Case(
        "an .xls with a password", "密码.xls", written(lambda: xls(record(0x2F, bytes(54)))), BOTH
    ),
    Case(
        "an .xls whose records end beyond the file",
        "越界.xls",
        written(lambda: xls(b"", record(0x204, struct.pack("<4H", 0, 0, 0, 60_000), 60_000))),
        BOTH,
    ),
    Case(
        "an .xls that claims 4,000 million strings",
        "文字表.xls",
        written(lambda: xls(record(0xFC, struct.pack("<2L", 0xFFFFFFFF, 0xFFFFFFFF)))),
        BOTH,
    ),
    Case(
        "an .xls that claims 900,000 strings",
        "短文字表.xls",
        written(lambda: xls(record(0xFC, struct.pack("<2L", 900_000, 900_000)))),
        BOTH,
    ),
    Case("strings with extensions of 4 GB", "扩展文字.xls", written(_far_strings), BOTH),
    Case(
        "20,000 sheets over the same 200,000 records",
        "重复工作表.xls",
        written(_many_records_many_sheets),
        BOTH,
    ),
    Case("sectors in a circle", "扇区循环.xls", written(_cycle), BOTH),
    Case("a sector list in a circle", "扇区表循环.xls", written(_list_cycle), BOTH),
    Case("200,000 roots of a compound file", "根目录.xls", written(_many_roots), BOTH),
)

"""Zip files: bombs, lies, and names that climb out."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace

from tests.hostile import parts
from tests.hostile.archives import Member, bomb, lying, member, package, zipped
from tests.hostile.cases import Case, written

ALL = ("master", "form", "annotate", "template")
READ = ("master", "form", "template")
_SPACES = b" " * (1 << 20)
_NOISE = bytes(range(32, 127)) * 11_000  # a megabyte that deflates badly enough to pass a ratio


def _huge(name: str, megabytes: int, kind: dict[str, str] | None = None) -> bytes:
    return package(
        kind or parts.XLSX, bomb(name, parts.SHEET_HEAD, _SPACES, megabytes, parts.SHEET_TAIL)
    )


def _many_huge() -> bytes:
    count = 60
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, count))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{parts.OFFICE}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, count)
    )
    bombs = [
        bomb(f"xl/worksheets/s{n}.xml", parts.SHEET_HEAD, _SPACES, 60, parts.SHEET_TAIL)
        for n in range(1, count)
    ]
    return package({**parts.XLSX, **parts.workbook(sheets, links)}, *bombs)


def _overlapping() -> bytes:
    """A thousand sheets in the directory, one set of bytes in the file."""
    count = 1_000
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, count))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{parts.OFFICE}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, count)
    )
    kernel = bomb("xl/worksheets/s1.xml", parts.SHEET_HEAD, _SPACES, 8, parts.SHEET_TAIL)
    shared = [
        replace(kernel, name=f"xl/worksheets/s{n}.xml", at=kernel.name) for n in range(2, count)
    ]
    return package({**parts.XLSX, **parts.workbook(sheets, links)}, kernel, *shared)


def _one_part_many_sheets(count: int) -> bytes:
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r1"/>' for n in range(1, count))
    links = (
        f'<Relationship Id="r1" Type="{parts.OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    )
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 20_000))
    return package({**parts.XLSX, **parts.workbook(sheets, links), parts.SHEET: parts.sheet(rows)})


def _many_sheets(count: int) -> bytes:
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, count))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{parts.OFFICE}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, count)
    )
    made = {f"xl/worksheets/s{n}.xml": parts.sheet() for n in range(1, count)}
    return package({**parts.XLSX, **parts.workbook(sheets, links), **made})


def _with(*more: Member) -> bytes:
    return package({**parts.XLSX, parts.SHEET: parts.sheet(parts.form_rows())}, *more)


def _lzma_dictionary() -> bytes:
    """An entry whose LZMA header asks for a dictionary of 4 GB."""
    properties = struct.pack("<BL", 93, 0xFFFFFFFF)
    packed = struct.pack("<BBH", 9, 4, len(properties)) + properties + b"\0" * 64
    return _with(Member(parts.SHEET, packed, 1 << 20, method=14))


def _named(name: str) -> bytes:
    return _with(member(name, "x"))


def _nested() -> bytes:
    inner = package(parts.XLSX)
    for _ in range(50):
        inner = zipped([member("表.xlsx", inner)])
    return inner


def _stored_lie() -> bytes:
    """A stored part that claims to go on beyond the end of the file."""
    return _with(Member(parts.SHEET, b"<x/>", 1 << 31, zlib.crc32(b"<x/>"), method=0))


CASES = (
    Case("one part of 2 GB", "一个大部件.xlsx", written(lambda: _huge(parts.SHEET, 2_000)), ALL),
    Case(
        "shared strings of 2 GB", "共享文字.xlsx", written(lambda: _huge(parts.STRINGS, 2_000)), ALL
    ),
    Case(
        "a list of relationships of 2 GB",
        "关系.xlsx",
        written(lambda: _huge("_rels/.rels", 2_000)),
        ALL,
    ),
    Case("sixty parts of 60 MB", "许多部件.xlsx", written(_many_huge), ALL),
    Case("a thousand parts that share their bytes", "重叠.xlsx", written(_overlapping), ALL),
    Case(
        "200,000 empty parts",
        "二十万部件.xlsx",
        written(lambda: _with(*(member(f"x/{n}", b"") for n in range(200_000)))),
        ALL,
    ),
    Case(
        "a hundred thousand sheets in one part",
        "十万工作表.xlsx",
        written(lambda: _one_part_many_sheets(100_000)),
        ALL,
    ),
    Case(
        "twelve thousand sheets", "一万二千工作表.xlsx", written(lambda: _many_sheets(12_000)), ALL
    ),
    Case("a zip in a zip, fifty deep", "套娃.xlsx", written(_nested), READ),
    Case(
        "a directory that claims 10 bytes for 60 MB",
        "谎报.xlsx",
        written(
            lambda: package(
                parts.XLSX,
                lying(bomb(parts.SHEET, parts.SHEET_HEAD, _SPACES, 60, parts.SHEET_TAIL), 10),
            )
        ),
        READ,
    ),
    Case("a stored part that ends beyond the file", "越界.xlsx", written(_stored_lie), READ),
    Case("an LZMA dictionary of 4 GB", "词典.xlsx", written(_lzma_dictionary), READ),
    Case(
        "a part with a password",
        "加密部件.xlsx",
        written(lambda: _with(replace(member(parts.SHEET, parts.sheet()), flags=1))),
        READ,
    ),
    Case(
        "a part with a wrong checksum",
        "校验.xlsx",
        written(lambda: _with(replace(member(parts.SHEET, parts.sheet()), crc=1))),
        READ,
    ),
    Case(
        "a part twice",
        "两次.xlsx",
        written(lambda: _with(member("xl/styles.xml", "<a/>"), member("XL/Styles.xml", "<b/>"))),
        READ,
    ),
    Case(
        "a name that climbs out",
        "爬出.xlsx",
        written(lambda: _named("../../../etc/cron.d/x")),
        READ,
    ),
    Case("an absolute name", "绝对.xlsx", written(lambda: _named("/etc/passwd")), READ),
    Case("a name with a drive", "盘符.xlsx", written(lambda: _named("C:\\Windows\\x.dll")), READ),
    Case("a name without letters", "无名.xlsx", written(lambda: _named("")), READ),
    Case(
        "a name with control characters",
        "控制符.xlsx",
        written(lambda: _named("xl/\x1b[2J\u202e.xml")),
        READ,
    ),
    Case(
        "no sheet part",
        "缺工作表.xlsx",
        written(lambda: package({**parts.XLSX, parts.SHEET: ""})),
        READ,
    ),
    Case(
        "no workbook part",
        "缺工作簿.xlsx",
        written(lambda: package({**parts.XLSX, "xl/workbook.xml": ""})),
        READ,
    ),
    Case(
        "relationships that lead out",
        "关系爬出.xlsx",
        written(
            lambda: package(
                {
                    **parts.XLSX,
                    **parts.workbook(
                        '<sheet name="s" sheetId="1" r:id="r1"/>',
                        f'<Relationship Id="r1" Type="{parts.OFFICE}/worksheet" Target="../../../../etc/passwd"/>',
                    ),
                }
            )
        ),
        READ,
    ),
    Case(
        "relationships in a circle",
        "关系循环.xlsx",
        written(
            lambda: package(
                {
                    **parts.XLSX,
                    **parts.workbook(
                        '<sheet name="s" sheetId="1" r:id="r1"/>',
                        f'<Relationship Id="r1" Type="{parts.OFFICE}/worksheet" Target="workbook.xml"/>',
                    ),
                }
            )
        ),
        READ,
    ),
    Case(
        "drawings in a circle",
        "图形循环.xlsx",
        written(
            lambda: _with(
                member(
                    "xl/worksheets/_rels/sheet1.xml.rels",
                    f'<Relationships xmlns="{parts.LINKS}"><Relationship Id="r1" Type="{parts.OFFICE}/drawing" Target="../drawings/d.xml"/></Relationships>',
                ),
                member("xl/drawings/d.xml", "<d/>"),
                member(
                    "xl/drawings/_rels/d.xml.rels",
                    f'<Relationships xmlns="{parts.LINKS}"><Relationship Id="r1" Type="{parts.OFFICE}/drawing" Target="d.xml"/></Relationships>',
                ),
            )
        ),
        READ,
    ),
    Case(
        "300,000 relationships",
        "三十万关系.xlsx",
        written(
            lambda: _with(
                member(
                    "xl/_rels/workbook.xml.rels",
                    parts.XLSX["xl/_rels/workbook.xml.rels"].replace(
                        "</Relationships>",
                        f'<Relationship Id="x" Type="{parts.OFFICE}/x" Target="x"/>' * 300_000
                        + "</Relationships>",
                    ),
                )
            )
        ),
        READ,
    ),
    Case(
        "content types of another program",
        "类型.xlsx",
        written(
            lambda: _with(
                member(
                    "[Content_Types].xml",
                    parts.XLSX["[Content_Types].xml"].replace(
                        "application/xml", "application/x-msdownload"
                    ),
                )
            )
        ),
        READ,
    ),
    Case(
        "a picture that says .xlsx",
        "图片.xlsx",
        written(lambda: b"\x89PNG\r\n\x1a\n" + _NOISE),
        READ,
    ),
)

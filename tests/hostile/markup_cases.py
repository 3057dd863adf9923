"""XML: entities, depth, attributes, endless texts, in the parts of every format."""

from __future__ import annotations

from collections.abc import Callable

from tests.hostile import parts
from tests.hostile.archives import loose_bomb, package
from tests.hostile.cases import Case, written
from tests.hostile.package_cases import READ

FORM = ("form",)
_LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(
        f'<!ENTITY {c} "{f"&{b};" * 10}">' for b, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
_QUADRATIC = f'<!DOCTYPE l [<!ENTITY i "{"哈" * 50_000}">]>'
_EXTERNAL = '<!DOCTYPE l [<!ENTITY i SYSTEM "file:///etc/passwd">]>'
_PARAMETER = '<!DOCTYPE l [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>'
ENTITIES = (
    ("nested entities", _LAUGHS),
    ("quadratic entities", _QUADRATIC),
    ("an external entity", _EXTERNAL),
    ("an external parameter entity", _PARAMETER),
    ("a DTD from the network", '<!DOCTYPE l SYSTEM "http://127.0.0.1:9/x.dtd">'),
)


def _xlsx(part: str, content: str | bytes) -> bytes:
    return package({**parts.XLSX, part: content})


def _entity_cases() -> list[Case]:
    cases = []
    for title, declaration in ENTITIES:
        number = len(cases)
        body = parts.text_cell("A1", "&i;" * (2_000 if "quadratic" in title else 1))
        cases += [
            Case(
                f"{title} in a sheet",
                f"实体{number}.xlsx",
                written(
                    lambda d=declaration, b=body: _xlsx(
                        parts.SHEET, d + parts.sheet(f'<row r="1">{b}</row>')
                    )
                ),
                READ,
            ),
            Case(
                f"{title} in a .docx",
                f"实体{number}.docx",
                written(
                    lambda d=declaration: package(
                        {
                            **parts.DOCX,
                            "word/document.xml": f"{d}{parts.WORD_HEAD}<w:p><w:r><w:t>&i;</w:t></w:r></w:p>{parts.WORD_TAIL}",
                        }
                    )
                ),
                ("form", "report template"),
            ),
            Case(
                f"{title} in an .ods",
                f"实体{number}.ods",
                written(
                    lambda d=declaration: package(
                        {**parts.ODS, "content.xml": f"{d}{parts.OPEN_HEAD}&i;{parts.OPEN_TAIL}"}
                    )
                ),
                FORM,
            ),
            Case(
                f"{title} in an XML workbook",
                f"实体{number}.xml",
                written(
                    lambda d=declaration: (
                        f'<?xml version="1.0"?>{d}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">&i;</Workbook>'
                    )
                ),
                FORM,
            ),
            Case(
                f"{title} in a page",
                f"实体{number}.html",
                written(
                    lambda d=declaration: f"{d}<html><table><tr><td>&i;</td></tr></table></html>"
                ),
                FORM,
            ),
        ]
    return cases


def _every_part() -> list[Case]:
    return [
        Case(
            f"nested entities in {part}",
            f"部件{number}.xlsx",
            written(lambda p=part: _xlsx(p, _LAUGHS + parts.XLSX[p])),
            READ,
        )
        for number, part in enumerate(name for name in parts.XLSX if name != parts.SHEET)
    ]


def _deep(head: str, opening: str, closing: str, tail: str) -> Callable[[], str]:
    return lambda: head + opening * 100_000 + closing * 100_000 + tail


def _long_text(head: str, tail: str, megabytes: int) -> Callable[[], bytes]:
    return lambda: package(
        parts.XLSX, loose_bomb(parts.SHEET, head, b"\xe5\x93\x88" * 349_525, megabytes, tail)
    )


_A1 = f'{parts.SHEET_HEAD}<row r="1"><c r="A1" t="inlineStr"><is><t>'
_A1_END = f"</t></is></c></row>{parts.SHEET_TAIL}"

CASES = (
    *_entity_cases(),
    *_every_part(),
    Case(
        "entities behind UTF-7",
        "编码.xlsx",
        written(
            lambda: _xlsx(parts.SHEET, '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE')
        ),
        READ,
    ),
    Case(
        "entities behind EBCDIC",
        "编码二.xlsx",
        written(
            lambda: _xlsx(
                parts.SHEET,
                ('<?xml version="1.0" encoding="cp037"?>' + _LAUGHS.replace("哈", "h")).encode(
                    "cp037"
                ),
            )
        ),
        READ,
    ),
    Case(
        "entities in UTF-32",
        "编码三.xlsx",
        written(lambda: _xlsx(parts.SHEET, (_LAUGHS + parts.sheet("&i;")).encode("utf-32"))),
        READ,
    ),
    Case(
        "an XInclude of a file",
        "包含.xlsx",
        written(
            lambda: _xlsx(
                parts.SHEET,
                parts.sheet(
                    '<row r="1"><c r="A1" t="inlineStr"><is><t><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/></t></is></c></row>'
                ),
            )
        ),
        READ,
    ),
    Case(
        "a sheet of 100,000 levels",
        "深层.xlsx",
        written(
            lambda: _xlsx(
                parts.SHEET, _deep(parts.SHEET_HEAD, "<row>", "</row>", parts.SHEET_TAIL)()
            )
        ),
        READ,
    ),
    Case(
        "a document of 100,000 levels",
        "深层.docx",
        written(
            lambda: package(
                {
                    **parts.DOCX,
                    "word/document.xml": _deep(
                        parts.WORD_HEAD, "<w:p>", "</w:p>", parts.WORD_TAIL
                    )(),
                }
            )
        ),
        ("form", "report template"),
    ),
    Case(
        "an .ods of 100,000 levels",
        "深层.ods",
        written(
            lambda: package(
                {
                    **parts.ODS,
                    "content.xml": _deep(
                        parts.OPEN_HEAD,
                        "<table:table-rows>",
                        "</table:table-rows>",
                        parts.OPEN_TAIL,
                    )(),
                }
            )
        ),
        FORM,
    ),
    Case(
        "a page of 100,000 levels",
        "深层.html",
        written(_deep("<html><table>", "<div>", "</div>", "</table></html>")),
        FORM,
    ),
    Case(
        "500,000 attributes on one element",
        "属性.xlsx",
        written(
            lambda: _xlsx(
                parts.SHEET,
                parts.sheet('<row r="1" ' + " ".join(f'a{n}=""' for n in range(500_000)) + "/>"),
            )
        ),
        READ,
    ),
    Case(
        "200,000 namespaces on one element",
        "命名空间.xlsx",
        written(
            lambda: _xlsx(
                parts.SHEET,
                parts.sheet(
                    "<row " + " ".join(f'xmlns:n{n}="u{n}"' for n in range(200_000)) + "/>"
                ),
            )
        ),
        READ,
    ),
    Case("a cell of 100 MB", "大单元格.xlsx", written(_long_text(_A1, _A1_END, 100)), READ),
    Case(
        "a comment of 100 MB",
        "大批注.xlsx",
        written(_long_text(parts.SHEET_HEAD + "<!--", "-->" + parts.SHEET_TAIL, 100)),
        READ,
    ),
    Case(
        "an attribute of 100 MB",
        "大属性.xlsx",
        written(_long_text(f'{parts.SHEET_HEAD}<row r="1" x="', '"/>' + parts.SHEET_TAIL, 100)),
        READ,
    ),
    Case(
        "a shared string of 100 MB",
        "大文字.xlsx",
        written(
            lambda: package(
                parts.XLSX,
                loose_bomb(
                    parts.STRINGS,
                    f'<sst xmlns="{parts.MAIN}"><si><t>',
                    b"x" * (1 << 20),
                    100,
                    "</t></si></sst>",
                ),
            )
        ),
        READ,
    ),
    Case(
        "20 MB of spaces between shared strings",
        "空白.xlsx",
        written(
            lambda: package(
                parts.XLSX,
                loose_bomb(
                    parts.STRINGS, f'<sst xmlns="{parts.MAIN}">', b" " * (1 << 20), 20, "</sst>"
                ),
            )
        ),
        READ,
    ),
    Case(
        "three million shared strings",
        "三百万文字.xlsx",
        written(
            lambda: package(
                parts.XLSX,
                loose_bomb(
                    parts.STRINGS,
                    f'<sst xmlns="{parts.MAIN}">',
                    b"<si><t>x</t></si>" * 100_000,
                    30,
                    "</sst>",
                ),
            )
        ),
        READ,
    ),
    Case(
        "shared strings without an end",
        "无尾.xlsx",
        written(
            lambda: package(
                parts.XLSX,
                loose_bomb(
                    parts.STRINGS, f'<sst xmlns="{parts.MAIN}">', b"<si><r>" * 100_000, 20, "</sst>"
                ),
            )
        ),
        READ,
    ),
    Case(
        "a sheet without an end",
        "半截.xlsx",
        written(
            lambda: package(
                parts.XLSX,
                loose_bomb(
                    parts.SHEET, parts.SHEET_HEAD, b'<row r="1"><c r="A1">' * 50_000, 40, ""
                ),
            )
        ),
        READ,
    ),
)

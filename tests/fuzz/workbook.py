"""Parts of a workbook or document as text, and the file they make: mutated before deflating."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns"
_BEGIN = b"\x1e"  # never stands in XML

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"

XLSX = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId3" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>"
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0&quot;人&quot;"/></numFmts>'
        '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="4"><xf/><xf numFmtId="10"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>'
    ),
    STRINGS: f'<sst xmlns="{_MAIN}"><si><t>产出指标</t></si><si><t>项目名称</t></si></sst>',
    SHEET: f'<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>',
}
DOCX = {
    "[Content_Types].xml": XLSX["[Content_Types].xml"],
    "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body/></w:document>',
}
ODS = {
    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
    "content.xml": f'<o:document-content xmlns:o="{_OPEN}:office:1.0"><o:body/></o:document-content>',
}
ODT = ODS | {"mimetype": "application/vnd.oasis.opendocument.text"}

PACKAGES: Mapping[bytes, Mapping[str, str]] = {
    b"xlsx": XLSX,
    b"docx": DOCX,
    b"ods": ODS,
    b"odt": ODT,
}


def split(data: bytes) -> tuple[bytes, dict[str, bytes]]:
    """The kind of file, and its parts by name; a file of one part has it under ``""``."""
    kind, _, rest = data.partition(b"\n")
    if kind not in PACKAGES:
        return kind, {"": rest}
    parts: dict[str, bytes] = {}
    for piece in rest.split(_BEGIN)[1:]:
        name, _, content = piece.partition(b"\n")
        parts[name.decode("utf-8", "replace")] = content
    return kind, parts


def joined(kind: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The other way round."""
    if kind not in PACKAGES:
        return kind + b"\n" + parts[""]
    pieces = (_BEGIN + name.encode() + b"\n" + content for name, content in parts.items())
    return kind + b"\n" + b"".join(pieces)


def package(kind: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The zip of a kind with some parts replaced; an empty part is missing."""
    whole = {name: text.encode() for name, text in PACKAGES[kind].items()} | dict(parts)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in whole.items():
            if content and name.strip("/"):
                archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()

"""XML in and out: a parser that trusts nobody, and the escaping that Excel uses."""

from __future__ import annotations

import re
from typing import cast

from lxml import etree

from perfxl.errors import InputError, LimitError
from perfxl.regex import regex

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

MAX_MARKS = 2_000_000
MAX_ATTRIBUTES = 200
# Going through the attributes of one element takes lxml time by their number squared.
_LONG_TAG = regex(rb"<[^<]{2048}")
TOO_HUGE = "嵌套过深或一段内容过长，可能是恶意文件，拒绝读取；请向来源单位重新索取"
_HUGE = "XML_PARSE_HUGE"  # in every message of libxml2 about a limit of its own

_ENCODING = regex(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_KNOWN_ENCODINGS = {"utf-8", "utf-16", "us-ascii", "gb2312", "gbk", "gb18030"}
_DOCTYPES = tuple("<!DOCTYPE".encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be"))

# Characters that XML 1.0 cannot carry, "\r" (a parser would turn it into "\n"), and a text
# that looks like the escape itself: ECMA-376 part 1, 22.9.2.19 (ST_Xstring).
_ESCAPED = regex("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPE = regex(r"_x([0-9A-Fa-f]{4})_")


def main_tag(name: str) -> str:
    """``"row"`` → the tag of a SpreadsheetML row."""
    return f"{{{MAIN}}}{name}"


def parse(data: bytes, *, part: str, file: str = "") -> etree._Element:
    """The root element of an XML part; comments and processing instructions are dropped.

    Raises:
        LimitError: it declares a DTD or an encoding that no spreadsheet uses, is nested too
            deep, holds millions of elements, one piece of text of many megabytes, or hundreds
            of attributes.
        InputError: it is not well-formed.
    """
    refuse_dtd(data, part=part, file=file)
    if data.count(b"<") > MAX_MARKS:  # each takes the parser some 400 bytes
        raise LimitError(
            f"部件 {part} 的标记超过 {MAX_MARKS} 个，拒绝读取；"
            "请删去无关内容，或另存为 .xlsx 后重试",
            file=file,
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        if _HUGE in str(error):
            raise LimitError(f"部件 {part} {TOO_HUGE}", file=file) from None
        raise InputError(
            f"文件已损坏：部件 {part} 不是有效的 XML；请用 Excel 或 WPS 打开修复后另存", file=file
        ) from None
    if _LONG_TAG.search(data) and root.xpath(f"boolean(//*[count(@*) > {MAX_ATTRIBUTES}])"):
        raise LimitError(
            f"部件 {part} 有一个标记的属性超过 {MAX_ATTRIBUTES} 个，可能是恶意文件，拒绝读取；"
            "请向来源单位重新索取",
            file=file,
        )
    return root


def refuse_dtd(data: bytes, *, part: str, file: str = "") -> None:
    """Refuse what only an attacker writes into a spreadsheet's XML.

    Raises:
        LimitError: a DTD (entities could expand without end) or a forged encoding.
    """
    if any(mark in data for mark in _DOCTYPES):
        raise LimitError(
            f"部件 {part} 含有 DTD 声明，可能是恶意文件，拒绝读取；请向来源单位重新索取", file=file
        )
    declared = _ENCODING.search(data[:400])
    if declared and declared[1].decode("ascii").lower() not in _KNOWN_ENCODINGS:
        encoding = declared[1].decode("ascii")
        raise LimitError(
            f"部件 {part} 声明了异常的编码 {encoding}，拒绝读取；请用 Excel 或 WPS 打开后另存",
            file=file,
        )


def is_plain(text: str) -> bool:
    """Whether the text can stand in XML as it is; asked in the fastest way there is."""
    if "&" in text or "<" in text or ">" in text or "_x" in text:
        return False
    return _is_usual(text) or not _ESCAPED.search(text)


def _is_usual(text: str) -> bool:
    """Whether there are only signs that a font shows, and the blanks that a person types."""
    return text.replace("\n", "").replace("\u3000", "").isprintable()


def escape(text: str) -> str:
    """Text for an XML element, every character kept (``_x0001_``, ``&lt;``)."""
    if is_plain(text):
        return text
    if not _is_usual(text) or _ESCAPE.search(text):
        text = _ESCAPED.sub(_written, text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_attribute(text: str) -> str:
    """Text for an XML attribute in double quotes."""
    return escape(text).replace('"', "&quot;")


def _written(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


def unescape(text: str) -> str:
    """The text a person sees: ``_x000D_`` becomes a carriage return again."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def is_true(element: etree._Element, attribute: str) -> bool:
    """Whether a logical attribute says yes; one that is not there does not."""
    return element.get(attribute) in ("1", "true")


def remove(element: etree._Element) -> None:
    """Take an element out of its document."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def serialize(root: etree._Element) -> bytes:
    """A whole part, with the XML declaration that Excel writes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def in_default_namespace(root: etree._Element) -> etree._Element:
    """The same document with the namespace of its root as the default one (``x:row`` → ``row``)."""
    if root.prefix is None:
        return root
    uri = etree.QName(root).namespace
    names: dict[str | None, str] = {None: str(uri)}
    names.update((prefix, other) for prefix, other in root.nsmap.items() if other != uri)
    renamed = etree.Element(root.tag, nsmap=cast("dict[str, str]", names))
    for key, value in root.attrib.items():
        renamed.set(key, value)
    renamed.text = root.text
    renamed.extend(list(root))
    return renamed


def fragment(element: etree._Element) -> str:
    """An element as text to stand inside its document: without inherited declarations.

    Prefixes are those of the document; the document's root must keep declaring them.
    """
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    end = text.index(">")
    start = text[:end]
    for prefix, uri in element.getroottree().getroot().nsmap.items():
        name = f"xmlns:{prefix}" if prefix else "xmlns"
        start = start.replace(f' {name}="{uri}"', "", 1)
    return start + text[end:]

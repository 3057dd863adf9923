"""The shared strings of a workbook: a text with one font, as nearly all are, is not parsed.

Rule source: ECMA-376 part 1, 18.4 (shared strings).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from perfxl.errors import LimitError
from perfxl.forms.grid import cell_text
from perfxl.sheet.xml import parse, refuse_dtd, unescape

MAX_STRINGS = 2_000_000
MAX_TEXT = 32_767  # what a cell can hold

_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_ROOT = re.compile(rb"<sst(?: [^<>]*)?>")
_ITEM = re.compile(
    rb'\s*(?:<si><t(?: xml:space="preserve")?(?:/>|>(?P<plain>[^<]*)</t>)</si>'
    rb"|(?P<other><si(?:/>|>.*?</si>)))",
    re.DOTALL,
)
_ALL_PLAIN = re.compile(rb'(?:<si><t(?: xml:space="preserve")?(?:/>|>[^<]*</t>)</si>)*')
_PLAIN = re.compile(r'<si><t(?: xml:space="preserve")?(?:/>|>([^<]*)</t>)</si>')
_ITEM_END = b"</si>"
_PIECE = 256 * 1024  # bytes that are taken at once: a form's, or a part of a master's
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


def read_shared_strings(data: bytes, *, part: str, file: str, most: int = MAX_STRINGS) -> list[str]:
    """The texts of a shared strings part, in the order of their indexes.

    Raises:
        InputError: the part is broken.
        LimitError: there are more than ``most``, or one is too long for a cell.
    """
    refuse_dtd(data, part=part, file=file)
    strings: list[str] = []
    for text in _texts(data, part, file):
        if len(strings) >= most:
            raise LimitError(f"文字超过{most}条，无法读取；请删去无关的工作表后重试", file=file)
        strings.append(text)
    return strings


def _texts(data: bytes, part: str, file: str) -> Iterator[str]:
    root = _ROOT.search(data)
    end = data.rfind(b"</sst>")
    if root is None or end < 0 or b"<!" in data or not is_utf8(data):
        for item in parse(data, part=part, file=file).iterfind("{*}si"):
            yield rich_text(item, file)
        return
    at = root.end()
    while (stop := data.rfind(_ITEM_END, at, min(at + _PIECE, end))) >= 0:
        plain_ones = _all_plain(data[at : stop + len(_ITEM_END)])
        if plain_ones is None:
            break
        yield from (_checked(text, file) for text in plain_ones)
        at = stop + len(_ITEM_END)
    while match := _ITEM.match(data, at, end):  # searching would try every space anew
        at = match.end()
        if match["other"] is None:
            found = match["plain"]
            plain = "" if found is None else unescaped(found)
        else:
            plain = None
        if plain is not None:
            yield _checked(plain, file)
        else:
            alone = b"%b%b</sst>" % (root[0], match[0])
            yield rich_text(parse(alone, part=part, file=file)[0], file)
    if data[at:end].strip():  # broken, or written in a way of its own
        rest = b"%b%b" % (root[0], data[at:])
        for item in parse(rest, part=part, file=file).iterfind("{*}si"):
            yield rich_text(item, file)


def _all_plain(items: bytes) -> list[str] | None:
    """The texts of strings, when all are without formats of their own; else ``None``."""
    if b"&#" in items or _FORBIDDEN.search(items):
        return None
    if _ALL_PLAIN.fullmatch(items) is None:
        return None
    try:
        texts: list[str] = _PLAIN.findall(items.decode())
    except UnicodeDecodeError:
        return None
    return [_with_entities(text) for text in texts] if b"&" in items else texts


def rich_text(item: etree._Element, file: str) -> str:
    """The text of all runs of a string; phonetic guides (rPh) are no part of it."""
    pieces = []
    for child in item:
        if child.tag.endswith("}t"):
            pieces.append(child.text or "")
        elif child.tag.endswith("}r"):
            pieces.extend(text.text or "" for text in child.iterfind("{*}t"))
    return _checked("".join(pieces), file)


def _checked(text: str, file: str) -> str:
    if len(text) > MAX_TEXT:
        raise LimitError(
            f"有一格文字超过{MAX_TEXT}字，超出Excel的上限，无法读取；请缩短后重试", file=file
        )
    return cell_text(unescape(text))


def is_utf8(data: bytes) -> bool:
    """Whether a part is written in UTF-8, as nearly all are."""
    declared = _ENCODING.search(data[:400])
    named = declared is None or declared[1].lower() == b"utf-8"
    return named and not data.startswith((b"\xff\xfe", b"\xfe\xff"))


def unescaped(value: bytes) -> str | None:
    """The text of an element without children; ``None`` where only a parser can tell."""
    if b"&#" in value or _FORBIDDEN.search(value):
        return None
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return None
    return _with_entities(text)


def _with_entities(text: str) -> str:
    if "&" in text:
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
    return text

"""The shared strings of a workbook: a text with one font, as nearly all are, is not parsed.

Rule source: ECMA-376 part 1, 18.4 (shared strings).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from itertools import accumulate

from lxml import etree

from perfxl.errors import LimitError
from perfxl.forms.grid import cell_text
from perfxl.forms.stored_text import as_stored
from perfxl.sheet.xml import parse, refuse_dtd, unescape

MAX_STRINGS = 2_000_000
MAX_TEXT = 32_767  # what a cell can hold

_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_ROOT = re.compile(rb"<sst(?: [^<>]*)?>")
# Excel puts a mark of its own behind every Chinese text, which says nothing of the text.
_PHONETIC = rb"(?:<phoneticPr(?: [^<>]*)?/>)?"
_ITEM = re.compile(
    rb'\s*(?P<item><si><t(?: xml:space="preserve")?(?:/>|>(?P<plain>[^<]*)</t>)%b</si>'
    rb"|(?P<other><si(?:/>|>.*?</si>)))" % _PHONETIC,
    re.DOTALL,
)
_ALL_PLAIN = re.compile(
    rb'(?:<si><t(?: xml:space="preserve")?(?:/>|>[^<]*</t>)%b</si>)*' % _PHONETIC
)
_ITEM_END = b"</si>"
_PIECE = 256 * 1024  # bytes that are taken at once: a form's, or a part of a master's
_REMEMBERED = 65_536  # texts
_CONTROLS = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32))
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


class SharedStrings(dict[int, str]):
    """The texts of a part, by their indexes; each is made when it is asked for.

    A province's year has two millions of them, which as texts take three times what they take
    as they lie.  Most cells repeat a few of them, which are remembered.
    """

    __slots__ = ("_data", "_file", "_part", "_plain", "_root", "_starts")

    def __init__(self, data: bytes, *, part: str, file: str) -> None:
        super().__init__()
        self._data = data
        self._part = part
        self._file = file
        self._root = b""
        self._starts = array("Q")  # where each string begins
        self._plain = bytearray()  # whether it is one text, without characters by number

    def __len__(self) -> int:
        """How many strings there are."""
        return len(self._starts)

    def __missing__(self, index: int) -> str:
        if super().__len__() >= _REMEMBERED:
            self.clear()
        text = self[index] = as_stored(self._text(index))
        return text

    def read(self, most: int) -> bool:
        """Find the strings; ``False`` where only a parser can.

        Raises as :func:`read_shared_strings`.
        """
        data = self._data
        root = _ROOT.search(data)
        end = data.rfind(b"</sst>")
        if root is None or end < 0 or b"<!" in data or not is_utf8(data):
            return False
        self._root, at = root[0], root.end()
        while at < end:
            stop = data.rfind(_ITEM_END, at, min(at + _PIECE, end)) + len(_ITEM_END)
            stop = stop if stop > at else end
            starts = _plain_starts(data[at:stop], at)
            if starts is not None:
                self._starts.extend(starts)
                self._plain.extend(b"\1" * (len(self._starts) - len(self._plain)))
            elif not self._add_readable(at, stop):
                return False
            if len(self._starts) > most:
                raise _too_many(most, self._file)
            at = stop
        return True

    def _add_readable(self, at: int, end: int) -> bool:
        """Whether each of the strings between can be read alone."""
        while match := _ITEM.match(self._data, at, end):  # searching would try every space anew
            self._parsed(match)
            self._starts.append(match.start("item"))
            self._plain.append(match["other"] is None and b"&#" not in match["item"])
            at = match.end()
        return not self._data[at:end].strip()

    def _text(self, index: int) -> str:
        """The text of a string, which was found to be readable."""
        at, data = self._starts[index], self._data
        if self._plain[index]:
            start = data.index(b">", at + len(b"<si>")) + 1
            text = data[start : data.index(b"<", start)].decode()
            return cell_text(unescape(_with_entities(text)))
        match = _ITEM.match(data, at)
        assert match is not None  # noqa: S101 (it was found there)
        return self._parsed(match)

    def _parsed(self, item: re.Match[bytes]) -> str:
        plain = None if item["other"] else unescaped(item["plain"] or b"")
        if plain is not None:
            return _checked(plain, self._file)
        alone = b"%b%b</sst>" % (self._root, item["item"])
        return rich_text(parse(alone, part=self._part, file=self._file)[0], self._file)


def read_shared_strings(
    data: bytes, *, part: str, file: str, most: int = MAX_STRINGS
) -> SharedStrings | list[str]:
    """The texts of a shared strings part, by their indexes; numbers among them are marked.

    Raises:
        InputError: the part is broken.
        LimitError: there are more than ``most``, or one is too long for a cell.
    """
    refuse_dtd(data, part=part, file=file)
    found = SharedStrings(data, part=part, file=file)
    if found.read(most):
        return found
    items = parse(data, part=part, file=file).findall("{*}si")
    if len(items) > most:
        raise _too_many(most, file)
    return [as_stored(rich_text(item, file)) for item in items]


def _too_many(most: int, file: str) -> LimitError:
    return LimitError(f"文字超过{most}条，无法读取；请删去无关的工作表后重试", file=file)


def _plain_starts(items: bytes, at: int) -> Iterable[int] | None:
    """Where strings begin, when all are short and without formats of their own; else ``None``."""
    if b"&#" in items or len(items.translate(None, _CONTROLS)) < len(items):
        return None
    if _ALL_PLAIN.fullmatch(items) is None:
        return None
    try:
        items.decode()
    except UnicodeDecodeError:
        return None
    lengths = [len(item) + len(_ITEM_END) for item in items.split(_ITEM_END)]
    if max(lengths) > MAX_TEXT:
        return None
    return accumulate(lengths[:-2], initial=at)


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

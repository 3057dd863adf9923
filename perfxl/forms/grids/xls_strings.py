"""Strings in .xls records, which may be cut anywhere by a continuation record."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_CODE_PAGES = {936: "gb18030", 950: "big5", 1200: "utf-16-le", 1252: "cp1252", 0x8001: "cp1252"}
_WIDE, _EXTENDED, _RICH = 0x01, 0x04, 0x08


def code_page(number: int) -> str:
    """The encoding of byte strings; Chinese unless the file names another."""
    return _CODE_PAGES.get(number, "gb18030")


class Segments:
    """A record's body and its continuations, read as one."""

    def __init__(self, parts: Sequence[bytes]) -> None:
        self._parts = parts
        self._part = 0
        self._at = 0

    def take(self, size: int) -> bytes:
        """The next ``size`` bytes, across continuations.

        Raises:
            struct.error: the record ends before that.
        """
        taken = b""
        while size > 0:
            chunk = self._chunk(size)
            taken += chunk
            size -= len(chunk)
        return taken

    def characters(self, count: int, *, wide: bool) -> str:
        """The next ``count`` characters; after a cut, a byte says anew how wide they are."""
        pieces = []
        while count > 0:
            if self._at == len(self._parts[self._part]):
                wide = bool(self.take(1)[0] & _WIDE)
            width = 2 if wide else 1
            chunk = self._chunk(count * width)
            pieces.append(chunk.decode("utf-16-le" if wide else "latin-1", "replace"))
            count -= max(1, len(chunk) // width)
        return "".join(pieces)

    def _chunk(self, size: int) -> bytes:
        while self._part < len(self._parts) and self._at >= len(self._parts[self._part]):
            self._part += 1
            self._at = 0
        if self._part >= len(self._parts):
            raise struct.error("the record ends inside a string")
        chunk = self._parts[self._part][self._at : self._at + size]
        self._at += len(chunk)
        return chunk


def wide_string(segments: Segments, *, long: bool) -> str:
    """A string of Excel 97 and later; its fonts and phonetic guides are skipped."""
    count = struct.unpack("<H", segments.take(2))[0] if long else segments.take(1)[0]
    flags = segments.take(1)[0]
    runs = struct.unpack("<H", segments.take(2))[0] if flags & _RICH else 0
    extension = struct.unpack("<L", segments.take(4))[0] if flags & _EXTENDED else 0
    text = segments.characters(count, wide=bool(flags & _WIDE))
    segments.take(4 * runs)
    segments.take(extension)
    return text


def byte_string(data: bytes, offset: int, encoding: str, *, long: bool) -> str:
    """A string of Excel 5 and 95."""
    if long:
        count, begin = struct.unpack_from("<H", data, offset)[0], offset + 2
    else:
        count, begin = data[offset], offset + 1
    return data[begin : begin + count].decode(encoding, "replace")

"""The XML of a worksheet, gone through piece by piece: that of a province's year has gigabytes.

It is gone through once to see how it is written, and then as often as its rows are asked for;
nothing but the piece at hand is held.
Rule source: ECMA-376 part 1, 18.3 (worksheets).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from perfxl.errors import LimitError
from perfxl.forms.grids.shared_strings import is_utf8
from perfxl.sheet.xml import refuse_dtd

LARGEST = 4 << 20
"""Bytes of one row: 16,384 cells with long formulas."""
TOO_LARGE = "有一行过大，疑似恶意或损坏文件；请用Excel或WPS打开后另存"

_PIECE = 64 << 10  # whose tokens the scanner holds: with larger ones it takes twice the time
_AROUND = 16 << 20  # bytes before and behind the rows: a hundred thousand merged cells have 4 MB
_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^<>]*\?>)?\s*(?P<tag><worksheet(?: [^<>]*)?>)")
_ROWS, _ROWS_END, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
_CELLS = (b"<c ", b"<c>", b"<c/>")


class Frame(NamedTuple):
    """A sheet written as Excel and the libraries do, without its rows.

    ``root`` is its start tag; ``start`` and ``end`` say where the rows lie, ``before`` and
    ``behind`` what stands around them.
    """

    root: bytes
    start: int
    end: int
    before: bytes
    behind: bytes


class SheetPart:
    """The part of a sheet; ``cells`` counts those in it, ``frame`` is ``None`` for an unusual one.

    Args:
        chunks: its content, to be gone through several times.
        part: its name.
        sheet: what it is called, for messages.
        file: for messages.
        most: cells that it may have; one with more is not gone through to its end.

    Raises:
        LimitError: it has a DTD, or a piece of it was made to fill the memory.
    """

    def __init__(
        self, chunks: Iterable[bytes], *, part: str, sheet: str, file: str, most: int
    ) -> None:
        self.chunks = chunks
        self._part = part
        self._sheet = sheet
        self._file = file
        self._most = most
        self.cells, self.frame = self._seen()

    def rows(self) -> Iterator[bytes]:
        """The rows, some whole ones at a time.

        Raises:
            LimitError: a row is so large that it was made to fill the memory.
        """
        rest = b""
        for piece in self._between():
            data, start = rest + piece, 0
            while (stop := _last_end(data, start)) >= 0:
                if stop - start > LARGEST:
                    raise LimitError(TOO_LARGE, file=self._file, sheet=self._sheet)
                yield data[start:stop]
                start = stop
            rest = data[start:]
            if len(rest) > LARGEST:
                raise LimitError(TOO_LARGE, file=self._file, sheet=self._sheet)
        if rest:
            yield rest

    def _between(self) -> Iterator[bytes]:
        """What stands between the beginning and the end of the rows."""
        if self.frame is None:
            return
        at = 0
        for chunk in self.chunks:
            first, last = max(self.frame.start - at, 0), self.frame.end - at
            if first < min(last, len(chunk)):
                yield chunk[first:last]
            at += len(chunk)
            if last <= len(chunk):
                return

    def _seen(self) -> tuple[int, Frame | None]:
        """How many cells there are, and how the sheet is written."""
        cells = starts = at = end = 0
        usual, before, behind = True, b"", b""
        for piece in self._whole_tags():
            # An exclamation mark is rare, and without one there is no declaration of anything.
            marked = b"!" in piece
            if marked or not at:
                refuse_dtd(piece, part=self._part, file=self._file)
            cells += sum(map(piece.count, _CELLS))
            if cells > self._most:
                return cells, None
            usual = usual and not (marked and b"<!" in piece) and (at > 0 or is_utf8(piece))
            if usual and not starts:
                found = piece.find(_ROWS)
                before += piece if found < 0 else piece[: found + len(_ROWS)]
            starts += piece.count(_ROWS)
            last = piece.rfind(_ROWS_END)
            if last >= 0:
                end, behind = at + last, piece[last:]
            elif usual and behind:
                behind += piece
            at += len(piece)
            usual = usual and starts < 2 and len(before) + len(behind) <= _AROUND
        root = _ROOT.match(before)
        if root is None or not usual or end < len(before) or not starts:
            return cells, None
        return cells, Frame(root["tag"], len(before), end, before, behind)

    def _whole_tags(self) -> Iterator[bytes]:
        """The content, in pieces that end behind a tag: no mark lies in two of them."""
        rest = b""
        for chunk in self.chunks:
            data = rest + chunk
            end = data.rfind(b">") + 1
            if end:
                yield data[:end]
            rest = data[end:]
            if len(rest) > LARGEST:
                raise LimitError(TOO_LARGE, file=self._file, sheet=self._sheet)
        if rest:
            yield rest


def _last_end(data: bytes, start: int) -> int:
    """Behind the last row that ends within a piece, or behind the next one; -1 for none."""
    found = data.rfind(_ROW_END, start, start + _PIECE)
    if found < 0:
        found = data.find(_ROW_END, start)
    return found + len(_ROW_END) if found >= 0 else -1

"""The streams of an OLE compound file, the container of .xls, .doc and encrypted .xlsx.

Rule source: [MS-CFB] 2.2–2.6.  A chain of sectors visits each sector at most once, so a
forged file can neither loop nor grow beyond its own size.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from perfxl.errors import InputError

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER_BYTES = 512
_HEADER_SECTORS = 109  # sectors of the allocation table listed in the header itself
_ENTRY = struct.Struct("<64sHBx3L16sL16xLQ")
_LAST_REGULAR = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5


class CompoundFile:
    """A compound file in memory.

    Raises:
        InputError: the file is damaged.
    """

    def __init__(self, data: bytes, *, file: str) -> None:
        self.file = file
        self._data = data
        if len(data) < _HEADER_BYTES or not data.startswith(SIGNATURE):
            raise self._damaged()
        shift, mini_shift = struct.unpack_from("<2H", data, 30)
        if not 7 <= shift <= 16 or not 4 <= mini_shift <= 12:
            raise self._damaged()
        self._sector, self._mini_sector = 1 << shift, 1 << mini_shift
        (directory,) = struct.unpack_from("<L", data, 48)
        self._cutoff, mini_table = struct.unpack_from("<2L", data, 56)
        self._table = self._allocation_table()
        self._streams: dict[str, tuple[int, int]] = {}
        self._mini_data = b""
        self._read_directory(self._chain(directory))
        self._mini_table = _longs(self._chain(mini_table))

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._streams

    def read(self, name: str) -> bytes:
        """The bytes of a stream, wherever in the tree it stands.

        Raises:
            InputError: there is no such stream, or its sectors are damaged.
        """
        if name not in self:
            raise self._damaged()
        start, size = self._streams[name.lower()]
        if size >= self._cutoff:
            return self._chain(start)[:size]
        pieces = []
        for sector in self._sectors(start, self._mini_table):
            begin = sector * self._mini_sector
            pieces.append(self._mini_data[begin : begin + self._mini_sector])
        return b"".join(pieces)[:size]

    def _read_directory(self, data: bytes) -> None:
        for begin in range(0, len(data) - _ENTRY.size + 1, _ENTRY.size):
            raw, length, kind, *_, start, size = _ENTRY.unpack_from(data, begin)
            name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()
            if kind == _ROOT and begin == 0:
                self._mini_data = self._chain(start)[:size]
            elif kind == _STREAM:
                self._streams.setdefault(name, (start, size & 0xFFFFFFFF))

    def _allocation_table(self) -> Sequence[int]:
        listed = list(struct.unpack_from(f"<{_HEADER_SECTORS}L", self._data, 76))
        (next_list,) = struct.unpack_from("<L", self._data, 68)
        seen: set[int] = set()
        while next_list < _LAST_REGULAR and next_list not in seen:
            seen.add(next_list)
            *more, next_list = _longs(self._sector_bytes(next_list))
            listed += more
        table: list[int] = []
        for sector in dict.fromkeys(listed):
            if sector < _LAST_REGULAR:
                table += _longs(self._sector_bytes(sector))
        return table

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector_bytes(sector) for sector in self._sectors(start, self._table))

    def _sectors(self, start: int, table: Sequence[int]) -> list[int]:
        sectors: dict[int, None] = {}
        while start < _LAST_REGULAR:
            if start in sectors or start >= len(table):
                raise self._damaged()
            sectors[start] = None
            start = table[start]
        return list(sectors)

    def _sector_bytes(self, sector: int) -> bytes:
        begin = (sector + 1) * self._sector
        data = self._data[begin : begin + self._sector]
        if not data:
            raise self._damaged()
        return data.ljust(self._sector, b"\0")

    def _damaged(self) -> InputError:
        return InputError(
            "文件已损坏，无法读取；请用Excel或WPS打开修复后另存，或重新向填报单位索取",
            file=self.file,
        )


def _longs(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}L", data[: len(data) // 4 * 4])

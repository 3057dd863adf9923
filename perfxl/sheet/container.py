"""The members of a zip, unpacked within limits: a few kilobytes of it can hold gigabytes.

What a zip declares of itself can be forged.  What counts is what comes out of the deflate
stream, and no more is ever taken out of it than was declared and is allowed.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import NamedTuple, cast

from isal import isal_zlib

from perfxl.errors import LimitError

LOCAL_HEADER = struct.Struct("<4s5H3L2H")
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
DAMAGED = (
    zipfile.BadZipFile,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)
"""What opening and unpacking a damaged file may raise."""

ASK = "，拒绝读取；请用 Excel 或 WPS 打开后另存，或向来源单位重新索取"

_LOCAL_ENTRY, _DIRECTORY_ENTRY = b"PK\x03\x04", b"PK\x01\x02"
_ENCRYPTED = 0x1
_BROKEN = cast("type[Exception]", isal_zlib.error)  # its stubs take it for an instance
_CHUNK = 1 << 20  # bytes unpacked at a time
_FED = 64 << 10  # packed bytes that they are taken from


class Limits(NamedTuple):
    """What no honest file of this trade exceeds; sizes in bytes.

    The members are those of ten thousand sheets with a drawing each.  ``part`` and ``total``
    bound what is unpacked as a whole, ``streamed`` all that is gone through piece by piece.
    """

    file: int = 64 << 20
    members: int = 20_000
    part: int = 256 << 20
    total: int = 512 << 20
    streamed: int = 256 << 20
    ratio: int = 300
    ratio_from: int = 5 << 20  # small parts may be as regular as they like


class Part(NamedTuple):
    """One part as it lies in the zip."""

    name: str
    packed: bytes
    size: int
    crc: int
    method: int = DEFLATED

    def data(self) -> bytes:
        """The part's content."""
        return isal_zlib.decompress(self.packed, -15) if self.method == DEFLATED else self.packed


class Chunks:
    """What a member holds, in pieces, unpacked anew whenever it is gone through."""

    def __init__(self, packed: memoryview, member: zipfile.ZipInfo, file: str) -> None:
        self._packed = packed
        self._member = member
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        """The pieces.

        Raises:
            LimitError: there is more than the directory claims, or less.
            DAMAGED: it is damaged.
        """
        left, crc = self._member.file_size, 0
        for chunk in self._unpacked():
            left, crc = left - len(chunk), isal_zlib.crc32(chunk, crc)
            if left < 0:
                break
            yield chunk
        if left:
            raise wrong_size(self._member.filename, self._file)
        if crc != self._member.CRC:
            raise zipfile.BadZipFile(self._member.filename)

    def _unpacked(self) -> Iterator[bytes]:
        if self._member.compress_type == STORED:
            yield from (
                bytes(self._packed[at : at + _CHUNK]) for at in range(0, len(self._packed), _CHUNK)
            )
            return
        inflate = isal_zlib.decompressobj(-15)
        try:
            for at in range(0, len(self._packed), _FED):
                waiting: bytes | memoryview = self._packed[at : at + _FED]
                while waiting:
                    yield inflate.decompress(waiting, _CHUNK)
                    waiting = inflate.unconsumed_tail
            yield inflate.flush()
        except _BROKEN:
            raise zipfile.BadZipFile(self._member.filename) from None


class Container:
    """A zip in memory; ``members`` are its files as its directory names them.

    Raises:
        LimitError: it has too many members.
        DAMAGED: it is no zip, or damaged.
    """

    def __init__(self, data: bytes, *, limits: Limits, file: str) -> None:
        self._data = data
        self._limits = limits
        self._file = file
        self._left = limits.total
        self._streamed_left = limits.streamed
        self._check_count(data.count(_DIRECTORY_ENTRY))  # before they are made values
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
        self.members = tuple(info for info in infos if not info.filename.endswith("/"))
        self._check_count(len(self.members))

    def part(self, member: zipfile.ZipInfo) -> Part:
        """A member as it lies in the zip.

        Raises:
            LimitError: it is encrypted, packed in an unusual way, or claims to be too large.
            DAMAGED: it is damaged.
        """
        limits, size = self._limits, member.file_size
        self._check(member, limits.part if size > limits.part else limits.total, self._left)
        self._left -= size
        packed = bytes(self._packed(member))
        return Part(member.filename, packed, member.file_size, member.CRC, member.compress_type)

    def _check(self, member: zipfile.ZipInfo, most: int, left: int) -> None:
        name, size = member.filename, member.file_size
        if member.flag_bits & _ENCRYPTED:
            raise self._refused(f"部件 {name} 已加密，请去掉密码后再试")
        if member.compress_type not in (STORED, DEFLATED):
            raise self._refused(f"部件 {name} 使用了工作簿不用的压缩方式{ASK}")
        if size > min(most, left):
            sizes = f"{size >> 20} MB，上限 {most >> 20} MB"
            raise self._refused(f"部件 {name} 解压后过大（{sizes}），可能是压缩炸弹{ASK}")
        if size > self._limits.ratio_from and size > self._limits.ratio * member.compress_size:
            raise self._refused(f"部件 {name} 压缩比异常，可能是压缩炸弹{ASK}")

    def _packed(self, member: zipfile.ZipInfo) -> memoryview:
        """Where it lies in the zip."""
        start = member.header_offset
        header = self._data[start : start + LOCAL_HEADER.size]
        *_, name_length, extra_length = LOCAL_HEADER.unpack(header)
        start += LOCAL_HEADER.size + name_length + extra_length
        packed = memoryview(self._data)[start : start + member.compress_size]
        if len(packed) != member.compress_size or header[:4] != _LOCAL_ENTRY:
            raise zipfile.BadZipFile(member.filename)
        return packed

    def chunks(self, member: zipfile.ZipInfo) -> Iterable[bytes]:
        """What a member holds, unpacked anew whenever it is gone through.

        Raises as :meth:`part` does, and where it is gone through as :meth:`content`.
        """
        self._check(member, self._limits.streamed, self._streamed_left)
        self._streamed_left -= member.file_size
        return Chunks(self._packed(member), member, self._file)

    def content(self, part: Part) -> bytes:
        """What a part holds, never more of it than the directory claims.

        Raises:
            LimitError: it is not as large as it claims.
            DAMAGED: it is damaged.
        """
        if part.method == DEFLATED:
            inflate = isal_zlib.decompressobj(-15)
            try:
                content = inflate.decompress(part.packed, part.size + 1)
            except _BROKEN:
                raise zipfile.BadZipFile(part.name) from None
        else:
            content = part.packed
        if len(content) != part.size:
            raise wrong_size(part.name, self._file)
        if isal_zlib.crc32(content) != part.crc:
            raise zipfile.BadZipFile(part.name)
        return content

    def _check_count(self, members: int) -> None:
        if members > self._limits.members:
            most = self._limits.members
            raise self._refused(f"文件内有 {members} 个部件，超过上限 {most}{ASK}")

    def _refused(self, problem: str) -> LimitError:
        return LimitError(problem, file=self._file)


def wrong_size(name: str, file: str) -> LimitError:
    """A part is not as large as the zip's directory claims."""
    return LimitError(f"部件 {name} 的实际大小与声明不符，文件可疑{ASK}", file=file)

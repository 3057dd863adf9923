"""The zip container of a workbook, read with hard limits.

A hostile file must be refused before anything else looks at it: every size is checked
against what really comes out of the deflate stream, not against what the directory claims.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from lxml import etree

from perfxl.errors import InputError, LimitError
from perfxl.sheet.file import TooLargeError, read_bytes
from perfxl.sheet.xml import parse, refuse_dtd
from perfxl.system_errors import cause_of

CONTENT_TYPES_PART = "[Content_Types].xml"

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # an OLE container: .xls, or an encrypted .xlsx
_XML_ENDINGS = (".xml", ".rels", ".vml")
_DIRECTORY_ENTRY = b"PK\x01\x02"
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
STORED, DEFLATED = 0, 8
_ASK = "，拒绝读取；请用 Excel 或 WPS 打开后另存，或向来源单位重新索取"


@dataclass(frozen=True, slots=True)
class Limits:
    """What no honest workbook of this trade exceeds; sizes in bytes."""

    file: int = 50 << 20
    members: int = 2_000
    part: int = 150 << 20
    total: int = 300 << 20
    ratio: int = 300
    ratio_from: int = 5 << 20  # small parts may be as regular as they like


@dataclass(frozen=True, slots=True)
class Part:
    """One part as it lies in the zip."""

    name: str
    packed: bytes = field(repr=False)
    size: int
    crc: int
    method: int = DEFLATED

    def data(self) -> bytes:
        """The part's content."""
        return zlib.decompress(self.packed, -15) if self.method == DEFLATED else self.packed


class Package:
    """The parts of a workbook by name; a part is unpacked only when it is asked for."""

    __slots__ = ("_parts", "file")

    def __init__(self, parts: Mapping[str, Part], *, file: str = "") -> None:
        self._parts = dict(parts)
        self.file = file

    @classmethod
    def read(cls, source: Path | bytes, *, name: str = "", limits: Limits | None = None) -> Package:
        """Read an .xlsx file (or its bytes), distrusting it.

        Args:
            source: the file, or its bytes.
            name: what messages call it; the file name by default.
            limits: what is too much.

        Raises:
            InputError: there is no such file, or it is no workbook.
            LimitError: it exceeds a limit or is made to harm.
        """
        limits = limits or Limits()
        file = name or ("" if isinstance(source, bytes) else source.name)
        data = source if isinstance(source, bytes) else read_file(source, limits=limits)
        _check_count(data.count(_DIRECTORY_ENTRY), limits, file)  # before they are made values
        if data[:4] == _OLD_OFFICE:
            raise InputError(
                "不是 .xlsx 工作簿：这是旧版 .xls 或设有打开密码的文件，请另存为无密码的 .xlsx",
                file=file,
            )
        try:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                return cls(_checked_parts(archive, data, limits, file), file=file)
        except (zipfile.BadZipFile, EOFError, struct.error, UnicodeDecodeError, ValueError):
            raise InputError(
                "不是有效的 .xlsx 工作簿（文件损坏或扩展名不符），请用 Excel 打开后另存为 .xlsx",
                file=file,
            ) from None

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def names(self) -> tuple[str, ...]:
        """All part names in the order of the file."""
        return tuple(self._parts)

    def part(self, name: str) -> Part:
        """The part as it lies in the zip.

        Raises:
            InputError: there is no such part.
        """
        try:
            return self._parts[name]
        except KeyError:
            raise InputError(
                f"工作簿不完整：缺少部件 {name}；请用 Excel 或 WPS 打开修复后另存", file=self.file
            ) from None

    def xml(self, name: str) -> etree._Element:
        """The root element of an XML part.

        Raises:
            InputError: there is no such part, or it is not well-formed.
        """
        return parse(self.part(name).data(), part=name, file=self.file)


def read_file(path: Path, *, limits: Limits | None = None) -> bytes:
    """The bytes of a file, unless it is too large to be a workbook.

    Raises:
        InputError: it cannot be read.
        LimitError: it is too large.
    """
    limits = limits or Limits()
    try:
        return read_bytes(path, most=limits.file)
    except TooLargeError:
        raise LimitError(
            f"文件超过 {limits.file >> 20} MB，不像是表格{_ASK}", file=path.name
        ) from None
    except OSError as error:
        raise InputError(
            f"无法读取文件（{cause_of(error)}）；请检查文件是否存在、是否有权限", file=str(path)
        ) from None


def _checked_parts(
    archive: zipfile.ZipFile, data: bytes, limits: Limits, file: str
) -> dict[str, Part]:
    members = [member for member in archive.infolist() if not member.filename.endswith("/")]
    _check_count(len(members), limits, file)
    parts: dict[str, Part] = {}
    seen: set[str] = set()
    total = 0
    for member in members:
        _check_member(member, seen, file)
        part = _raw_part(member, data)
        total += part.size
        if part.size > limits.part or total > limits.total:
            raise LimitError(f"部件 {part.name} 解压后过大，可能是压缩炸弹{_ASK}", file=file)
        if part.size > limits.ratio_from and part.size > limits.ratio * len(part.packed):
            raise LimitError(f"部件 {part.name} 压缩比异常，可能是压缩炸弹{_ASK}", file=file)
        content = _unpacked(part, file)
        if part.name.endswith(_XML_ENDINGS):
            refuse_dtd(content, part=part.name, file=file)
        parts[part.name] = part
    if CONTENT_TYPES_PART not in parts:
        raise InputError(
            "压缩包里没有工作簿（缺少 [Content_Types].xml）；请检查是否选错了文件", file=file
        )
    return parts


def _check_count(members: int, limits: Limits, file: str) -> None:
    if members > limits.members:
        raise LimitError(f"文件内有 {members} 个部件，超过上限 {limits.members}{_ASK}", file=file)


def _check_member(member: zipfile.ZipInfo, seen: set[str], file: str) -> None:
    name = member.filename
    folded = name.lower()
    if folded in seen:
        raise LimitError(f"部件 {name} 重复出现，文件可疑{_ASK}", file=file)
    seen.add(folded)
    if not name.isprintable() or not name:
        raise LimitError(f"有一个部件的名称含有控制字符或为空，文件可疑{_ASK}", file=file)
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        raise LimitError(f"部件名 {name} 试图越出压缩包，文件可疑{_ASK}", file=file)
    if member.flag_bits & 1:
        raise LimitError(f"部件 {name} 已加密，请去掉密码后再试", file=file)
    if member.compress_type not in (STORED, DEFLATED):
        raise LimitError(f"部件 {name} 使用了工作簿不用的压缩方式{_ASK}", file=file)


def _raw_part(member: zipfile.ZipInfo, data: bytes) -> Part:
    header = data[member.header_offset : member.header_offset + LOCAL_HEADER.size]
    *_, name_length, extra_length = LOCAL_HEADER.unpack(header)
    start = member.header_offset + LOCAL_HEADER.size + name_length + extra_length
    packed = data[start : start + member.compress_size]
    if len(packed) != member.compress_size or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile(member.filename)
    return Part(member.filename, packed, member.file_size, member.CRC, member.compress_type)


def _unpacked(part: Part, file: str) -> bytes:
    """The content, never more of it than the directory claims."""
    if part.method == DEFLATED:
        inflate = zlib.decompressobj(-15)
        try:
            content = inflate.decompress(part.packed, part.size + 1)
        except zlib.error:
            raise zipfile.BadZipFile(part.name) from None
    else:
        content = part.packed
    if len(content) != part.size:
        raise LimitError(f"部件 {part.name} 的实际大小与声明不符，文件可疑{_ASK}", file=file)
    if zlib.crc32(content) != part.crc:
        raise zipfile.BadZipFile(part.name)
    return content

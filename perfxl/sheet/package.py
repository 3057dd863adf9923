"""The zip container of a workbook, read with hard limits.

A hostile file must be refused before anything else looks at it, so that every part is
unpacked once while the package is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from perfxl.errors import InputError, LimitError
from perfxl.sheet.container import ASK, DAMAGED, Container, Limits, Part
from perfxl.sheet.file import TooLargeError, read_bytes
from perfxl.sheet.xml import parse, refuse_dtd
from perfxl.system_errors import cause_of

CONTENT_TYPES_PART = "[Content_Types].xml"

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # an OLE container: .xls, or an encrypted .xlsx
_XML_ENDINGS = (".xml", ".rels", ".vml")


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
        if data[:4] == _OLD_OFFICE:
            raise InputError(
                "不是 .xlsx 工作簿：这是旧版 .xls 或设有打开密码的文件，请另存为无密码的 .xlsx",
                file=file,
            )
        try:
            container = Container(data, limits=limits, file=file)
            return cls(_checked_parts(container, file), file=file)
        except DAMAGED:
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
            f"文件超过 {limits.file >> 20} MB，不像是表格{ASK}", file=path.name
        ) from None
    except OSError as error:
        raise InputError(
            f"无法读取文件（{cause_of(error)}）；请检查文件是否存在、是否有权限", file=str(path)
        ) from None


def _checked_parts(container: Container, file: str) -> dict[str, Part]:
    parts: dict[str, Part] = {}
    seen: set[str] = set()
    for member in container.members:
        _check_name(member.filename, seen, file)
        part = container.part(member)
        content = container.content(part)
        if part.name.endswith(_XML_ENDINGS):
            refuse_dtd(content, part=part.name, file=file)
        parts[part.name] = part
    if CONTENT_TYPES_PART not in parts:
        raise InputError(
            "压缩包里没有工作簿（缺少 [Content_Types].xml）；请检查是否选错了文件", file=file
        )
    return parts


def _check_name(name: str, seen: set[str], file: str) -> None:
    folded = name.lower()
    if folded in seen:
        raise LimitError(f"部件 {name} 重复出现，文件可疑{ASK}", file=file)
    seen.add(folded)
    if not name.isprintable() or not name:
        raise LimitError(f"有一个部件的名称含有控制字符或为空，文件可疑{ASK}", file=file)
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        raise LimitError(f"部件名 {name} 试图越出压缩包，文件可疑{ASK}", file=file)

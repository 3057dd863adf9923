"""The parts of a zip package, read within limits.

A few kilobytes of hostile zip unpack to gigabytes, and the sizes a zip declares can be
forged: what counts is what actually comes out.  Unlike :class:`perfxl.sheet.package.Package`,
which keeps workbooks for writing, this reads any zipped document (.xlsx, .docx, .ods) as
leniently as the office programs do, and unpacks only the parts that are asked for.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

from perfxl.errors import InputError, LimitError

MAX_PARTS = 20_000  # ten thousand sheets with a drawing each
MAX_PART_BYTES = 128 * 1024 * 1024
MAX_TOTAL_BYTES = 512 * 1024 * 1024

_CHUNK = 1024 * 1024
_ENCRYPTED = 0x1
_DIRECTORY_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others may ask for gigabytes to unpack
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)


class Archive:
    """A zip package in memory; every part is unpacked when it is asked for.

    Raises:
        InputError: it is no zip, is damaged, encrypted, or holds two parts of one name.
        LimitError: it has too many parts, or unpacks to too many bytes.
    """

    def __init__(self, data: bytes, *, file: str) -> None:
        self.file = file
        self._left = MAX_TOTAL_BYTES
        count = data.count(_DIRECTORY_ENTRY)  # before anything is made of them
        if count > MAX_PARTS:
            raise LimitError(
                f"文件内有{count}个部件，超过上限{MAX_PARTS}个，疑似恶意或损坏文件；"
                "请向填报单位重新索取",
                file=file,
            )
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            infos = self._zip.infolist()
        except _BROKEN as error:
            raise self._damaged() from error
        self._infos = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in infos}
        if len(self._infos) != len(infos):
            raise InputError("文件内有重名的部件，疑似损坏；请用Excel或WPS打开后另存", file=file)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._infos

    def names(self) -> tuple[str, ...]:
        """The names of all parts, as the package spells them."""
        return tuple(info.filename for info in self._infos.values())

    def read(self, name: str) -> bytes:
        """The bytes of a part; names are compared without regard to case.

        Raises:
            InputError: there is no such part, or it is damaged or encrypted.
            LimitError: it unpacks to more than :data:`MAX_PART_BYTES`, or everything read
                so far to more than :data:`MAX_TOTAL_BYTES`.
        """
        info = self._infos.get(name.lower())
        if info is None:
            raise InputError(
                f"文件内缺少部件{name}，文件已损坏；请用Excel或WPS打开后另存", file=self.file
            )
        if info.flag_bits & _ENCRYPTED:
            raise InputError("文件有密码保护，无法读取；请去掉密码后重试", file=self.file)
        if info.compress_type not in _METHODS:
            raise LimitError(
                f"部件{name}的压缩方式不是表格所用的，疑似恶意文件；请用Excel或WPS打开后另存",
                file=self.file,
            )
        limit = min(MAX_PART_BYTES, self._left)
        chunks, size = [], 0
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(_CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise LimitError(
                            f"部件{name}解压后超过{limit // _CHUNK}MB，疑似恶意或损坏文件；"
                            "请向填报单位重新索取",
                            file=self.file,
                        )
                    chunks.append(chunk)
        except _BROKEN as error:
            raise self._damaged() from error
        if size != info.file_size:
            raise self._damaged()
        self._left -= size
        return b"".join(chunks)

    def _damaged(self) -> InputError:
        return InputError(
            "文件已损坏，无法解压；请用Excel或WPS打开修复后另存，或重新向填报单位索取",
            file=self.file,
        )

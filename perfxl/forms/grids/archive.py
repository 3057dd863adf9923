"""The parts of a zipped document (.xlsx, .docx, .ods), each unpacked when it is asked for.

Unlike :class:`perfxl.sheet.package.Package`, which keeps a workbook for writing, this reads as
leniently as the office programs do.
"""

from __future__ import annotations

from perfxl.errors import InputError
from perfxl.sheet.container import DAMAGED, Container, Limits


class Archive:
    """A zip package in memory, within limits.

    Raises:
        InputError: it is no zip, is damaged, or holds two parts of one name.
        LimitError: it has too many parts.
    """

    def __init__(self, data: bytes, *, file: str, limits: Limits | None = None) -> None:
        self.file = file
        try:
            self._container = Container(data, limits=limits or Limits(), file=file)
        except DAMAGED as error:
            raise self._damaged() from error
        members = self._container.members
        self._members = {
            member.filename.replace("\\", "/").lstrip("/").lower(): member for member in members
        }
        if len(self._members) != len(members):
            raise InputError("文件内有重名的部件，疑似损坏；请用Excel或WPS打开后另存", file=file)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a part; names are compared without regard to case.

        Raises:
            InputError: there is no such part, or it is damaged.
            LimitError: it is encrypted, or it or everything read so far is too large.
        """
        member = self._members.get(name.lower())
        if member is None:
            raise InputError(
                f"文件内缺少部件{name}，文件已损坏；请用Excel或WPS打开后另存", file=self.file
            )
        try:
            return self._container.content(self._container.part(member))
        except DAMAGED as error:
            raise self._damaged() from error

    def _damaged(self) -> InputError:
        return InputError(
            "文件已损坏，无法解压；请用Excel或WPS打开修复后另存，或重新向填报单位索取",
            file=self.file,
        )
